"""Mail over SMTP, against a mail server that keeps, refuses, or hangs up."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import Attachment, Message, Outcome
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.smtp_gateway import Mishap, SmtpGateway
from channels.email_smtp import connect

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
    mail = gateway.mails()[0]
    assert (mail["From"], mail["To"], mail["Subject"]) == (OPTIONS["from"], LETTER.to, LETTER.subject)
    assert (mail["Auto-Submitted"], mail["Date"].datetime) == ("auto-generated", NOW)
    parts = [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in mail.iter_parts()]
    assert parts == [LETTER.text, LETTER.html]
    assert (tmp_path / "mails" / "00001.eml").exists()


async def test_a_letter_sent_again_is_the_same_letter(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """A repeat bears the same Message-ID, so that mail programs show it once; another delivery bears another."""
    for delivery in ("d-0001", "d-0001", "d-0002"):
        await channel.send(replace(LETTER, delivery_id=delivery))
    ids = [mail["Message-ID"] for mail in gateway.mails()]
    assert ids == ["<d-0001@court.example>", "<d-0001@court.example>", "<d-0002@court.example>"]


async def test_many_letters_share_few_connections(gateway: SmtpGateway, tmp_path: Path) -> None:
    """Connections stay open: fifty letters at once over no more than three."""
    channel = connect({**OPTIONS, "port": str(gateway.port), "connections": 3}, kit_double(tmp_path, OwnedClock(NOW)))
    receipts = await asyncio.gather(*(channel.send(replace(LETTER, delivery_id=str(number))) for number in range(50)))
    await channel.close()
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert (len(gateway.mails()), gateway.connections) == (50, 3)


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
    gateway.mishaps = iter([Mishap.CUT_AFTER])
    assert (await channel.send(LETTER)).outcome is Outcome.UNKNOWN
    assert not channel.capabilities.can_ask
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED


async def test_a_server_that_falls_silent_after_the_content(gateway: SmtpGateway, tmp_path: Path) -> None:
    """Whoever says nothing for too long may have taken the mail; the line is given up and another is opened."""
    gateway.mishaps = iter([Mishap.SILENT])
    channel = connect({**OPTIONS, "port": gateway.port, "seconds": 1}, kit_double(tmp_path, OwnedClock(NOW)))
    assert (await channel.send(LETTER)).outcome is Outcome.UNKNOWN
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED
    await channel.close()
    assert gateway.connections == 2


@pytest.mark.parametrize("mishap", [Mishap.BUSY, Mishap.CLOSING])
async def test_a_greylisted_or_closing_server_is_met_again(channel: SmtpChannel, gateway: SmtpGateway, mishap: Mishap) -> None:
    """A 4xx to the content, with the line cut or not, is deferred; the next try gets through."""
    gateway.mishaps = iter([mishap])
    assert (await channel.send(LETTER)).outcome is Outcome.DEFERRED
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED
    assert len(gateway.mails()) == 1


async def test_a_connection_that_died_idle_is_replaced(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """A server that hung up between two letters costs nothing: nothing had been said yet."""
    await channel.send(LETTER)
    gateway.hang_up()
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED


async def test_a_mail_too_large_is_never_begun(gateway: SmtpGateway, tmp_path: Path) -> None:
    """A mail over our own limit is rejected before a connection is used, with both figures in the reason."""
    channel = connect({**OPTIONS, "port": gateway.port, "most_bytes": 20_000}, kit_double(tmp_path, OwnedClock(NOW)))
    receipt = await channel.send(replace(LETTER, attachments=(Attachment("公函.pdf", "application/pdf", bytes(20_000)),)))
    assert (receipt.outcome, receipt.code, gateway.connections) == (Outcome.REJECTED, "552", 0)
    assert re.fullmatch(r"the mail has 2\d{4} bytes, 20000 at most are taken", receipt.reason)


async def test_the_servers_own_limit_is_honoured(tmp_path: Path) -> None:
    """A server that says how much it takes (SIZE, RFC 1870) is not sent more; the line serves on."""
    async with SmtpGateway(most_bytes=20_000) as gateway:
        channel = connect({**OPTIONS, "port": gateway.port}, kit_double(tmp_path, OwnedClock(NOW)))
        receipt = await channel.send(replace(LETTER, text="长" * 10_000))
        assert (receipt.outcome, receipt.code, receipt.raw) == (Outcome.REJECTED, "552", "")
        assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED
        await channel.close()
    assert (len(gateway.mails()), gateway.connections) == (1, 1)


async def test_an_attachment_without_a_media_type(channel: SmtpChannel, gateway: SmtpGateway) -> None:
    """What calls itself no media type could forge a header, and is rejected."""
    forged = Attachment("a.pdf", "application/pdf\r\nBcc: c@d.example", b"%PDF")
    assert (await channel.send(replace(LETTER, attachments=(forged,)))).outcome is Outcome.REJECTED
    assert gateway.mails() == []


async def test_a_server_that_cannot_encrypt_is_ours_to_fix(gateway: SmtpGateway, tmp_path: Path) -> None:
    """Where STARTTLS is wanted and not offered nothing is sent in the clear, and an operator is told."""
    channel = connect({**OPTIONS, "port": gateway.port, "tls": "starttls"}, kit_double(tmp_path, OwnedClock(NOW)))
    receipt = await channel.send(LETTER)
    assert (receipt.outcome, receipt.ours_to_fix, gateway.mails()) == (Outcome.DEFERRED, True, [])


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "王@b.example", "nobody", "a b@c.example"]
)
async def test_an_address_may_hold_nothing_else(channel: SmtpChannel, gateway: SmtpGateway, address: str) -> None:
    """Nothing can be smuggled in by an address."""
    assert (await channel.send(replace(LETTER, to=address))).outcome is Outcome.REJECTED
    assert gateway.mails() == []


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"from": "nobody"}, "from"),
        ({"tls": "maybe"}, "tls"),
        ({"port": "many"}, "port"),
        ({"user": "court"}, "password"),
        ({"host": "mail.court.example", "user": "court", "password": "p"}, "tls"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
        ({"most_bytes": "1"}, "most_bytes"),
        ({"dkim_selector": "s2026"}, "dkim_key_file"),
        ({"dkim_selector": "s2026", "dkim_key_file": "/nowhere/key.pem"}, "dkim_key_file"),
        ({"bounces_host": "mail.court.example"}, "bounces_password"),
        ({"bounces_host": "mail.court.example", "bounces_user": "b", "bounces_password": "p", "bounces_tls": "none"}, "bounces_tls"),
        ({"bounces_address": "bounce@court.example"}, "bounces_secret"),
        ({"bounces_address": "bounce+@court.example", "bounces_secret": "s"}, "bounces_address"),
    ],
)
def test_a_bad_option_is_named(options: dict[str, str], fault: str, tmp_path: Path) -> None:
    """Each fault of the settings is told by its key, a password in the clear among them."""
    with pytest.raises(SettingsError, match=rf"channels\.email_smtp\.{fault}: "):
        connect({**OPTIONS, **options}, kit_double(tmp_path, OwnedClock(NOW)))
