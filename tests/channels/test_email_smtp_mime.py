"""Mails as bytes: whatever stands in a name, a subject or a text, the mail is what was meant."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.ports.channels import Attachment, Message
from broadcaster.testing.channel_contract import NOW
from channels.email_smtp.mime import Letterhead

if TYPE_CHECKING:
    from email.message import EmailMessage

LETTERHEAD = Letterhead("雨花台区人民法院", "notice@court.example")
LETTER = Message("d-0001", "party@mail.example", "详询12368。", "立案告知", "<p>详询12368。</p>", first_tried_at=NOW)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Type",
]  # fmt: skip
NAUGHTY = [
    "张三\r\nBcc: all@court.example",
    "张三\n\n<html>",
    "张\u2028三\u2029",
    "\u202e三张\u202c",
    "张\u200b\u200d三\ufeff",
    "张\x00三\x1b[31m",
    "张\ud800三",
    "=?utf-8?q?Bcc:?=",
    "𠮷𡈽" * 40,
    "张　三",
    "  ",
    "\\\"<>();,:'%s${jndi:ldap://x}",
]
ANYTHING = st.one_of(st.sampled_from(NAUGHTY), st.text(st.characters(), max_size=120))


def read(message: Message) -> EmailMessage:
    """Return the mail as the standard library's parser understands it."""
    mail = LETTERHEAD.write(message, NOW)
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    return message_from_bytes(mail, policy=policy.default)


def seen(text: str) -> str:
    """Return the signs that a reader sees, without any space."""
    return "".join(sign for sign in text if category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} and not sign.isspace())


@given(subject=ANYTHING, text=ANYTHING, delivery=st.text("0123456789abcdef\r\n:<>@ 号", min_size=1, max_size=32))
def test_no_content_can_forge_a_header(subject: str, text: str, delivery: str) -> None:
    """Whatever stands in subject, text or id: the same nine headers, one subject on one line that shows the same signs, two parts."""
    mail = read(replace(LETTER, subject=subject, text=text, html=text, delivery_id=delivery))
    assert mail.keys() == HEADERS
    shown = str(mail["Subject"])
    assert seen(shown).replace("\ufffd", "") == seen(subject).replace("\ufffd", "")
    assert not {category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not mail.defects
    assert len(list(mail.iter_parts())) == 2


@given(name=ANYTHING)
def test_a_senders_name_is_a_name(name: str) -> None:
    """However the court calls itself, the mail comes from one address."""
    mail = message_from_bytes(Letterhead(name, "notice@court.example").write(LETTER, NOW), policy=policy.default)
    assert mail.keys() == HEADERS
    assert [address.addr_spec for address in mail["From"].addresses] == ["notice@court.example"]


@given(name=ANYTHING, content=st.binary(max_size=300))
def test_an_attachment_arrives_under_its_name(name: str, content: bytes) -> None:
    """Name and bytes of a file come out as they went in; a name is no path and forges nothing."""
    mail = read(replace(LETTER, attachments=(Attachment(name, "application/pdf", content), Attachment("二.txt", "text/plain", b"2"))))
    letter, first, second = mail.iter_parts()
    assert (mail.get_content_type(), letter.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert (first.get_content_type(), first.get_content_disposition(), first.get_payload(decode=True)) == (
        "application/pdf",
        "attachment",
        content,
    )
    shown = first.get_filename() or ""
    assert seen(shown).replace("\ufffd", "") == (seen(name).replace("\ufffd", "").replace("/", "_").replace("\\", "_") or "attachment")
    assert second.get_filename() == "二.txt"


def test_a_long_name_is_cut_into_pieces_of_whole_signs() -> None:
    """A name of the length courts give their documents keeps every line short (RFC 2231)."""
    name = "南京市雨花台区人民法院关于（2026）苏0114执1146号案件协助督促履行义务的函" + ".pdf"
    mail = LETTERHEAD.write(replace(LETTER, attachments=(Attachment(name, "application/pdf", b"%PDF"),)), NOW)
    assert max(map(len, mail.split(b"\r\n"))) <= 96
    assert message_from_bytes(mail, policy=policy.default).get_payload(1).get_filename() == name  # type: ignore[union-attr]


def test_long_subjects_are_folded() -> None:
    """No line of a header is longer than 76 characters, whole characters stay whole."""
    subject = "关于（2026）苏0114执1146号案件终结本次执行程序前征求意见的告知书" * 3
    mail = LETTERHEAD.write(replace(LETTER, subject=subject), NOW)
    assert max(map(len, mail.split(b"\r\n"))) <= 76
    assert message_from_bytes(mail, policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize("header", ["List-Unsubscribe", "Precedence", "Disposition-Notification-To", "X-Mailer"])
def test_an_official_letter_is_no_circular(header: str) -> None:
    """A notice that the court owes is not of a list, cannot be unsubscribed, and asks nobody to confirm that it was read."""
    assert header not in read(LETTER)


def test_machines_need_not_answer() -> None:
    """Marked as written by a machine, so that holiday notes stay away; reports of failure still come."""
    mail = read(LETTER)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
