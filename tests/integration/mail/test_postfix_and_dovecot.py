"""Mail through a real Postfix, and what comes back of it read from a real Dovecot."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from typing import TYPE_CHECKING

import dkim  # type: ignore[import-untyped]  # no py.typed
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Attachment, Message, Outcome
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import InboxDouble, kit_double
from broadcaster.testing.smtp_gateway import SmtpGateway
from channels.email_smtp import connect
from tests.integration.mail.servers import COURT, ELSEWHERE, PASSWORD, USER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from broadcaster.ports.channels import Report
    from channels.email_smtp.adapter import SmtpChannel
    from tests.integration.mail.servers import MailHouse

DELIVERY = "0123456789abcdef0123456789abcdef"
LETTER = Message(
    DELIVERY, f"party@{ELSEWHERE}", "您的案件已立案执行。", "立案告知", "<p>您的案件已立案执行。</p>",
    attachments=(Attachment("立案通知书.pdf", "application/pdf", b"%PDF-1.7"),),
)  # fmt: skip
COMES_WITHIN = 5.0


@pytest.fixture
async def elsewhere(mail_house: MailHouse) -> AsyncIterator[SmtpGateway]:
    """Give the mail server of the party's provider, to which Postfix sends on."""
    async with SmtpGateway(port=mail_house.elsewhere_port) as gateway:
        yield gateway


def options(house: MailHouse, **more: object) -> dict[str, object]:
    """Return the settings of a court whose mail house this is."""
    return {
        "host": "127.0.0.1",
        "port": house.smtp_port,
        "ca_file": house.ca_file,
        "from": f"雨花台区人民法院 <{USER}@{COURT}>",
        "bounces_host": "127.0.0.1",
        "bounces_port": house.imaps_port,
        "bounces_user": USER,
        "bounces_password": PASSWORD,
        "bounces_address": f"{USER}@{COURT}",
        "bounces_secret": "only-for-tests",
    } | more


@pytest.fixture
def inbox() -> InboxDouble:
    """Give what takes reports."""
    return InboxDouble()


@pytest.fixture
async def channel(mail_house: MailHouse, inbox: InboxDouble, tmp_path: Path) -> AsyncIterator[SmtpChannel]:
    """Give the channel on that house."""
    connected = connect(options(mail_house), kit_double(tmp_path, OwnedClock(NOW), inbox=inbox))
    yield connected
    await connected.close()


async def came_back(house: MailHouse, letters: int = 1) -> None:
    """Wait until so many letters lie in the mailbox."""
    async with asyncio.timeout(COMES_WITHIN):
        while len(house.flags()) < letters:
            await asyncio.sleep(0.05)


async def test_a_letter_goes_through_postfix_under_our_signature(mail_house: MailHouse, elsewhere: SmtpGateway, tmp_path: Path) -> None:
    """Over STARTTLS with a verified certificate, and the receiver finds the signature good under the key in our DNS."""
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "dkim.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    signing = {"dkim_selector": "s2026", "dkim_key_file": str(tmp_path / "dkim.pem")}
    channel = connect(options(mail_house, **signing), kit_double(tmp_path, OwnedClock(NOW)))
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED
    await channel.close()
    async with asyncio.timeout(COMES_WITHIN):
        while not elsewhere.envelopes:
            await asyncio.sleep(0.05)
    asked: list[bytes] = []

    def dns(name: bytes, **_: object) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + b"".join(
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).split(b"\n")[1:-2]
        )

    arrived = elsewhere.envelopes[0].original_content or b""
    assert dkim.verify(arrived, dnsfunc=dns)
    assert asked == [b"s2026._domainkey.court.example."]
    assert not dkim.verify(arrived.replace(b"Subject: ", b"Subject: Re: "), dnsfunc=dns)
    assert not dkim.verify(b"Subject: another\r\n" + arrived, dnsfunc=dns)


async def test_a_server_with_a_strange_certificate_gets_nothing(mail_house: MailHouse, elsewhere: SmtpGateway, tmp_path: Path) -> None:
    """Where nobody vouches for the certificate nothing is sent, and an operator is told."""
    channel = connect(options(mail_house, ca_file=""), kit_double(tmp_path, OwnedClock(NOW)))
    receipt = await channel.send(LETTER)
    assert (receipt.outcome, receipt.ours_to_fix, elsewhere.mails()) == (Outcome.DEFERRED, True, [])


async def test_a_person_unknown_to_our_own_server(channel: SmtpChannel) -> None:
    """An address that the server refuses at once is rejected at once, and nothing personal is in the receipt."""
    letter = Message(DELIVERY, f"nobody@{COURT}", "告知")
    receipt = await channel.send(letter)
    assert (receipt.outcome, receipt.code) == (Outcome.REJECTED, "550")
    assert letter.to not in repr(receipt)


async def test_a_mail_over_the_servers_limit(channel: SmtpChannel) -> None:
    """Postfix says how much it takes; a larger mail is rejected, and the next goes through."""
    large = Attachment("卷宗.pdf", "application/pdf", bytes(200_000))
    assert (await channel.send(Message(DELIVERY, f"clerk@{COURT}", "告知", attachments=(large,)))).code == "552"
    assert (await channel.send(Message(DELIVERY, f"clerk@{COURT}", "告知"))).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("signed", [True, False])
async def test_a_bounce_finds_its_delivery(
    mail_house: MailHouse, elsewhere: SmtpGateway, inbox: InboxDouble, tmp_path: Path, *, signed: bool
) -> None:
    """A mail that the party's provider refused comes back, and its delivery is rejected: by signed address, else by Message-ID."""
    plain = {} if signed else {"bounces_address": "", "bounces_secret": ""}
    channel = connect(options(mail_house, **plain), kit_double(tmp_path, OwnedClock(NOW), inbox=inbox))
    elsewhere.refused[LETTER.to] = f"550 5.1.1 <{LETTER.to}> no such user"
    assert (await channel.send(LETTER)).outcome is Outcome.ACCEPTED
    await came_back(mail_house)
    await channel.tend()
    assert what(inbox.reported) == [(DELIVERY, Outcome.REJECTED, "5.1.1")]
    assert "no such user" in inbox.reported[0].receipt.reason
    assert LETTER.to not in repr(inbox.reported)
    assert mail_house.flags() == ["S"]
    await channel.tend()
    assert len(inbox.reported) == 1
    await channel.close()


async def test_a_mail_put_into_its_mailbox_is_delivered(mail_house: MailHouse, channel: SmtpChannel, inbox: InboxDouble) -> None:
    """The server is asked to report success too (RFC 3461), and that report makes the delivery delivered."""
    assert (await channel.send(Message(DELIVERY, f"clerk@{COURT}", "告知"))).outcome is Outcome.ACCEPTED
    await came_back(mail_house)
    await channel.tend()
    assert what(inbox.reported) == [(DELIVERY, Outcome.DELIVERED, "2.0.0")]


async def test_a_mail_merely_passed_on_is_not_delivered(
    mail_house: MailHouse, elsewhere: SmtpGateway, channel: SmtpChannel, inbox: InboxDouble
) -> None:
    """`relayed` to a server that reports nothing proves nothing; the letter is put away all the same."""
    await channel.send(LETTER)
    await came_back(mail_house)
    await channel.tend()
    assert (len(elsewhere.mails()), inbox.reported, mail_house.flags()) == (1, [], ["S"])


async def test_what_is_no_report_is_left_to_a_person(mail_house: MailHouse, channel: SmtpChannel, inbox: InboxDouble) -> None:
    """A holiday note is put away; what a person wrote stays unread, is flagged, and is not looked at again."""
    for words, automatic in (("本人休假至周五。", "auto-replied"), ("请问何时开庭？", None)):
        note = EmailMessage()
        note["From"], note["To"], note["Subject"] = LETTER.to, f"{USER}@{COURT}", "回复：立案告知"
        if automatic:
            note["Auto-Submitted"] = automatic
        note.set_content(words)
        mail_house.came_in(note.as_bytes())
    for _ in range(2):
        await channel.tend()
        assert (inbox.reported, mail_house.flags()) == ([], ["S", "F"])


class FullInbox(InboxDouble):
    """Cannot write anything down now."""

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Refuse."""
        raise Unavailable(f"{channel}: {len(reports)} reports cannot be kept")


async def test_a_bounce_is_kept_until_we_have_it(
    mail_house: MailHouse, elsewhere: SmtpGateway, channel: SmtpChannel, tmp_path: Path
) -> None:
    """Where the database is out of reach the letter stays unread, and is read again at the next look."""
    elsewhere.refused[LETTER.to] = "550 5.7.1 not wanted"
    await channel.send(LETTER)
    await came_back(mail_house)
    failing = connect(options(mail_house), kit_double(tmp_path, OwnedClock(NOW), inbox=FullInbox()))
    with pytest.raises(Unavailable, match="cannot be kept"):
        await failing.tend()
    assert mail_house.flags() == [""]


@pytest.mark.parametrize("fault", [{"bounces_password": "wrong"}, {"bounces_port": 9}, {"bounces_folder": "Nowhere"}, {"ca_file": ""}])
async def test_a_mailbox_out_of_reach_is_told(mail_house: MailHouse, tmp_path: Path, fault: dict[str, object]) -> None:
    """A wrong password, port, folder or certificate is said as such, without the password."""
    channel = connect(options(mail_house, **fault), kit_double(tmp_path, OwnedClock(NOW)))
    with pytest.raises(Unavailable, match="the bounce mailbox") as told:
        await channel.tend()
    assert PASSWORD not in str(told.value)


async def test_starttls_to_the_mailbox(mail_house: MailHouse, inbox: InboxDouble, tmp_path: Path) -> None:
    """A mailbox server without a TLS port of its own is read over STARTTLS."""
    more = {"bounces_tls": "starttls", "bounces_port": mail_house.imap_port}
    await connect(options(mail_house, **more), kit_double(tmp_path, OwnedClock(NOW), inbox=inbox)).tend()
    assert inbox.reported == []


def what(reports: Sequence[Report]) -> list[tuple[str | None, Outcome, str | None]]:
    """Return delivery, outcome and code of each."""
    return [(report.delivery_id, report.receipt.outcome, report.receipt.code) for report in reports]
