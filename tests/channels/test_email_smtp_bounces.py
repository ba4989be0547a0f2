"""What mail servers send back: understood where it follows RFC 3464, left to a person where it does not, believed only if it is ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.ports.channels import Outcome, Report
from channels.email_smtp.bounces import Reading, read_letter
from channels.email_smtp.return_path import ROOM, ReturnPath

DELIVERY = "0123456789abcdef0123456789abcdef"
PLAIN = ReturnPath("notice@court.example", "")
SIGNED = ReturnPath("bounce@court.example", "only-for-tests")
RETURNED = f"Message-ID: <{DELIVERY}@court.example>\r\nSubject: =?utf-8?b?5ZGK55+l?=\r\n"
HUMAN = "您的邮件无法送达。party@mail.example"


def report(
    *blocks: str, to: str = "notice@court.example", kind: str = "text/rfc822-headers", returned: str = RETURNED, head: str = ""
) -> bytes:
    """Return a delivery status notification with one block per recipient."""
    parts = (
        f'Content-Type: text/plain; charset="utf-8"\r\n\r\n{HUMAN}\r\n',
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.mail.example\r\n\r\n" + "\r\n".join(blocks),
        f"Content-Type: {kind}\r\n\r\n{returned}\r\n",
    )
    begin = (
        f"From: MAILER-DAEMON@mx.mail.example\r\nTo: <{to}>\r\n{head}Auto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    return (begin + "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\n").encode()


def recipient(action: str, status: str, words: str = "") -> str:
    """Return what is said of one recipient."""
    said = f"Diagnostic-Code: smtp; {words}\r\n" if words else ""
    return f"Final-Recipient: rfc822; party@mail.example\r\nAction: {action}\r\nStatus: {status}\r\n{said}"


@pytest.mark.parametrize(
    ("action", "status", "outcome"),
    [
        ("failed", "5.1.1", Outcome.REJECTED),
        ("Failed", "5.2.2 (mailbox full)", Outcome.REJECTED),
        ("failed", "4.4.7", Outcome.REJECTED),
        ("delivered", "2.1.5", Outcome.DELIVERED),
    ],
)
def test_a_final_word_is_a_report(action: str, status: str, outcome: Outcome) -> None:
    """Failed is rejected, even after days of 4.x.x, for nobody tries any more; delivered is delivered; the status is kept."""
    read = read_letter(report(recipient(action, status)), PLAIN, "court.example")
    assert isinstance(read, Report)
    assert (read.delivery_id, read.receipt.outcome, read.receipt.code) == (DELIVERY, outcome, status.partition(" ")[0])


@pytest.mark.parametrize("action", ["delayed", "relayed", "expanded"])
def test_what_is_not_final_changes_nothing(action: str) -> None:
    """A mail that waits, or was passed on to a server that reports nothing, is still on its way."""
    assert read_letter(report(recipient(action, "4.4.1")), PLAIN, "court.example") is Reading.NOTHING_NEW


def test_one_bad_address_of_many_is_no_success() -> None:
    """Where the address stands for several people and one fails, the failure counts."""
    both = report(recipient("delivered", "2.0.0"), recipient("failed", "5.1.1"))
    read = read_letter(both, PLAIN, "court.example")
    assert isinstance(read, Report)
    assert read.receipt.outcome is Outcome.REJECTED


def test_addresses_are_blotted_out() -> None:
    """The reason keeps the server's words and no address."""
    words = "550 5.1.1 <party@mail.example>:\r\n  other@mail.example unknown"
    read = read_letter(report(recipient("failed", "5.1.1", words)), PLAIN, "court.example")
    assert isinstance(read, Report)
    assert read.receipt.reason == "smtp; 550 5.1.1 ***: *** unknown"
    assert "@mail" not in repr(read)


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_the_returned_mail_names_the_delivery(kind: str) -> None:
    """Whether the whole mail comes back or its head alone; that of another house is not ours."""
    assert isinstance(read_letter(report(recipient("failed", "5.1.1"), kind=kind), PLAIN, "court.example"), Report)
    assert read_letter(report(recipient("failed", "5.1.1"), kind=kind), PLAIN, "other.example") is Reading.FOR_A_PERSON


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To"])
def test_a_signed_address_names_the_delivery(header: str) -> None:
    """The address the bounce came to is enough, in capitals too: some servers return nothing of the mail."""
    came_to = SIGNED.of(DELIVERY).upper()
    bounce = report(recipient("failed", "5.1.1"), to="someone@court.example", returned="", head=f"{header}: {came_to}\r\n")
    read = read_letter(bounce, SIGNED, "court.example")
    assert isinstance(read, Report)
    assert read.delivery_id == DELIVERY


def test_a_forged_bounce_is_not_believed() -> None:
    """Where addresses are signed, neither a Message-ID nor a signature of somebody else's moves a delivery."""
    other = ReturnPath("bounce@court.example", "guessed").of(DELIVERY)
    for to in ("bounce@court.example", other, SIGNED.of(DELIVERY).replace(DELIVERY, DELIVERY[::-1])):
        assert read_letter(report(recipient("failed", "5.1.1"), to=to), SIGNED, "court.example") is Reading.FOR_A_PERSON


@pytest.mark.parametrize("mark", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Auto-Submitted: auto-generated (holiday)"])
def test_a_holiday_note_is_no_bounce(mark: str) -> None:
    """It says that the mailbox lives; nobody has to look at it."""
    assert read_letter(f"{mark}\r\nTo: notice@court.example\r\n\r\n休假中。".encode(), PLAIN, "court.example") is Reading.NOTHING_NEW


def test_a_letter_by_hand_is_for_a_person() -> None:
    """An answer, or a bounce in words alone, is left for somebody to read."""
    assert read_letter("Subject: Re: 告知\r\n\r\n已收到。".encode(), PLAIN, "court.example") is Reading.FOR_A_PERSON
    assert read_letter(report(), PLAIN, "court.example") is Reading.FOR_A_PERSON


def test_a_signed_address_is_short_enough() -> None:
    """The longest name that the settings allow still makes a local part of 64 signs (RFC 5321)."""
    local = ReturnPath("b" * ROOM + "@court.example", "s").of(DELIVERY).rpartition("@")[0]
    assert len(local) == 64


@given(st.text(max_size=64))
def test_only_what_we_signed_is_read_back(text: str) -> None:
    """Any delivery that can be named comes back from its address; any other text is nobody's."""
    assert SIGNED.delivery(SIGNED.of(DELIVERY)) == DELIVERY
    assert SIGNED.delivery(f"{text}@court.example") is None
    assert PLAIN.of(text) == "notice@court.example"


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_letter_stops_the_reading(noise: bytes, cut: int) -> None:
    """Whatever lies in the mailbox, cut off, garbled or hostile, is read or left, never an error."""
    whole = report(recipient("failed", "5.1.1"))
    for letter in (noise, whole[:cut], whole[:cut] + noise + whole[cut:]):
        read = read_letter(letter, PLAIN, "court.example")
        assert isinstance(read, Report | Reading)
