"""Mail over SMTP, against a mail server that keeps, refuses, or hangs up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import Message, Outcome
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.smtp_gateway import SmtpGateway
from channels.email_smtp import connect
from channels.email_smtp.mime import Letterhead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from channels.email_smtp.adapter import SmtpChannel

OPTIONS = {"host": "127.0.0.1", "tls": "none", "from": "雨花台区人民法院 <notice@court.example>"}
LETTER = Message(
    "d-0001", "party@mail.example", "您的案件已立案执行。\n详询12368。", "立案告知", "<p>您的案件已立案执行。</p>", first_tried_at=NOW
)  # fmt: skip


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[SmtpGateway]:
    """Return a mail server that listens."""
    async with SmtpGateway(folder=tmp_path / "mails") as listening:
        yield listening


@pytest.fixture
async def channel(gateway: SmtpGateway, tmp_path: Path) -> AsyncIterator[SmtpChannel]:
    """Return the channel on that server."""
    connected = connect({**OPTIONS, "port": gateway.port}, kit_double(tmp_path, OwnedClock(NOW)))
    yield connected
    await connected.close()


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: SmtpChannel) -> SmtpChannel:
        """Return the channel on the server."""
        return channel

    @pytest.fixture
    def unreachable(self, tmp_path: Path) -> SmtpChannel:
        """Return the channel with a port at which nobody listens."""
        return connect({**OPTIONS, "port": 9}, kit_double(tmp_path, OwnedClock(NOW)))

    @pytest.fixture
    def message(self) -> Message:
        """Return a letter."""
        return LETTER


async def test_a_letter_arrives_whole(channel: SmtpChannel, gateway: SmtpGateway, tmp_path: Path) -> None:
    """Sender, subject and both texts arrive as written, marked as sent by a machine, dated by the court's clock."""
    await channel.send(LETTER)
    mail = gateway.mails[0]
    assert (mail["From"], mail["To"], mail["Subject"]) == (OPTIONS["from"], LETTER.to, LETTER.subject)
    assert (mail["Auto-Submitted"], mail["Date"].datetime) == ("auto-generated", NOW)
    parts = [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in mail.iter_parts()]
    assert parts == [LETTER.text, LETTER.html]
    assert (tmp_path / "mails" / "00001.eml").exists()


async def test_a_letter_sent_again_is_the_same_letter(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """A repeat bears the same Message-ID, so that mail programs show it once; another delivery bears another."""
    for delivery in ("d-0001", "d-0001", "d-0002"):
        await channel.send(replace(LETTER, delivery_id=delivery))
    ids = [mail["Message-ID"] for mail in gateway.mails]
    assert ids == ["<d-0001@court.example>", "<d-0001@court.example>", "<d-0002@court.example>"]


async def test_many_letters_share_few_connections(gateway: SmtpGateway, tmp_path: Path) -> None:
    """Connections stay open: fifty letters at once over no more than three."""
    channel = connect({**OPTIONS, "port": str(gateway.port), "connections": 3}, kit_double(tmp_path, OwnedClock(NOW)))
    receipts = await asyncio.gather(*(channel.send(replace(LETTER, delivery_id=str(number))) for number in range(50)))
    await channel.close()
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert (len(gateway.mails), gateway.connections) == (50, 3)


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [("550 5.1.1 no such user", Outcome.REJECTED, "550"), ("450 4.2.1 mailbox busy", Outcome.DEFERRED, "450")],
)
async def test_a_refused_address(channel: SmtpChannel, gateway: SmtpGateway, answer: str, outcome: Outcome, code: str) -> None:
    """A 5xx to the address is final, a 4xx passes; the connection serves on."""
    gateway.refused[LETTER.to] = f"{answer}: {LETTER.to}"
    receipt = await channel.send(LETTER)
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (outcome, code, False)
    assert LETTER.to not in repr(receipt)
    assert (await channel.send(replace(LETTER, to="other@mail.example"))).outcome is Outcome.ACCEPTED
    assert gateway.connections == 1


async def test_a_refused_content(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """A content that the server refuses is rejected with the server's words."""
    gateway.content_answer = "554 5.7.1 refused as spam"
    receipt = await channel.send(LETTER)
    assert (receipt.outcome, receipt.raw) == (Outcome.REJECTED, "554 5.7.1 refused as spam")


async def test_a_line_cut_after_the_content_is_unknown(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """Where the server hangs up before its answer, nobody knows, and nobody can be asked."""
    gateway.hang_up_after_data = True
    assert (await channel.send(LETTER)).outcome is Outcome.UNKNOWN
    assert not channel.capabilities.can_ask


async def test_a_connection_that_died_idle_is_replaced(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """A server that hung up between two letters costs nothing: nothing had been said yet."""
    await channel.send(LETTER)
    gateway.hang_up()
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED


async def test_a_server_that_cannot_encrypt_is_ours_to_fix(gateway: SmtpGateway, tmp_path: Path) -> None:
    """Where STARTTLS is wanted and not offered nothing is sent in the clear, and an operator is told."""
    channel = connect({**OPTIONS, "port": gateway.port, "tls": "starttls"}, kit_double(tmp_path, OwnedClock(NOW)))
    receipt = await channel.send(LETTER)
    assert (receipt.outcome, receipt.ours_to_fix, gateway.mails) == (Outcome.DEFERRED, True, [])


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "王@b.example", "nobody", "a b@c.example"]
)
async def test_an_address_may_hold_nothing_else(channel: SmtpChannel, gateway: SmtpGateway, address: str) -> None:
    """Nothing can be smuggled in by an address."""
    assert (await channel.send(replace(LETTER, to=address))).outcome is Outcome.REJECTED
    assert gateway.mails == []


@given(subject=st.text(max_size=120), text=st.text(max_size=300), delivery=st.text(min_size=1, max_size=20))
def test_no_content_can_forge_a_header(subject: str, text: str, delivery: str) -> None:
    """Whatever stands in subject, text or id: the same eight headers, ASCII, short lines, and the text comes out again."""
    letter = replace(LETTER, subject=subject, text=text, html=text, delivery_id=delivery)
    mail = Letterhead("雨花台区人民法院", "notice@court.example").write(letter, NOW)
    read = message_from_bytes(mail, policy=policy.default)
    assert read.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"]
    assert mail.isascii()
    assert b"\r\n.\r\n" not in mail
    assert len(list(read.iter_parts())) == 2


def test_long_subjects_are_folded() -> None:
    """No line of a header is longer than 78 characters, whole characters stay whole."""
    subject = "关于（2026）苏0114执1146号案件终结本次执行程序前征求意见的告知书" * 3
    mail = Letterhead("", "notice@court.example").write(replace(LETTER, subject=subject), NOW)
    head = mail.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 86
    assert message_from_bytes(mail, policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"from": "nobody"}, "from"),
        ({"tls": "maybe"}, "tls"),
        ({"port": "many"}, "port"),
        ({"user": "court"}, "password"),
        ({"host": "mail.court.example", "user": "court", "password": "p"}, "tls"),
    ],
)
def test_a_bad_option_is_named(options: dict[str, str], fault: str, tmp_path: Path) -> None:
    """Each fault of the settings is told by its key, a password in the clear among them."""
    with pytest.raises(SettingsError, match=rf"channels\.email_smtp\.{fault}: "):
        connect({**OPTIONS, **options}, kit_double(tmp_path, OwnedClock(NOW)))
