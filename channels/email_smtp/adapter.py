"""Sends mail to a mail server, and reads what comes back about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.channels import Capabilities, Outcome, Receipt, Report
from channels.email_smtp.bounces import Reading, read_letter
from channels.email_smtp.lines import Envelope, Lines
from channels.email_smtp.mailbox import DONE, FOR_A_PERSON, Mailbox
from channels.email_smtp.mime import MEDIA_TYPE, Letterhead
from channels.email_smtp.options import NAME, is_address
from channels.email_smtp.receipts import too_large
from channels.email_smtp.return_path import ReturnPath

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, Message
    from channels.email_smtp.options import SmtpOptions

LONGEST_TEXT = 100_000


class SmtpChannel:
    """A message channel over aiosmtplib; bounces come in over IMAP."""

    name = NAME

    def __init__(self, options: SmtpOptions, kit: ChannelKit) -> None:
        """Prepare; connections are opened when they are first needed."""
        self.capabilities = Capabilities(
            medium="email",
            court_content=True,
            links=True,
            two_way=False,
            survey=True,
            cross_border=options.cross_border,
            max_length=LONGEST_TEXT,
            can_ask=False,
            concurrency=options.connections,
        )
        self._options = options
        self._kit = kit
        self._trust = options.trust()
        self._letterhead = Letterhead(options.sender_name, options.sender)
        self._return_path = ReturnPath(options.bounces_address or options.sender, options.bounces_secret)
        self._lines = Lines(options, self._trust, wants_reports=options.bounces is not None)

    async def send(self, message: Message) -> Receipt:
        """Hand one mail to the server; what could not stand in a mail, or is too large, is rejected here."""
        if not is_address(message.to):
            return Receipt(Outcome.REJECTED, reason="not a mail address that can be written to")
        if not all(MEDIA_TYPE.fullmatch(attachment.media_type) for attachment in message.attachments):
            return Receipt(Outcome.REJECTED, reason="an attachment is of no media type that can be named")
        mail = self._letterhead.write(message, self._kit.clock.now())
        if self._options.signer is not None:
            mail = self._options.signer.sign(mail)
        if len(mail) > self._options.most_bytes:
            return too_large(len(mail), self._options.most_bytes)
        return await self._lines.hand_over(Envelope(self._return_path.of(message.delivery_id), message.to, mail))

    async def ask(self, message: Message) -> Receipt | None:
        """SMTP knows no such question: what became of a mail cannot be said."""
        return Receipt(Outcome.UNKNOWN, reason=f"{message.delivery_id}: a mail server cannot be asked")

    async def tend(self) -> None:
        """Look once into the bounce mailbox. A letter is marked only after the inbox took what it says.

        Raise `Unavailable` where the mailbox cannot be read.
        """
        if self._options.bounces is None:
            return
        home = self._options.sender.rpartition("@")[2]
        async with Mailbox(self._options.bounces, self._trust) as mailbox:
            read = [(number, read_letter(raw, self._return_path, home)) for number, raw in await mailbox.unread()]
            if reports := [report for _, report in read if isinstance(report, Report)]:
                await self._kit.inbox.reports(NAME, reports)
            await mailbox.mark([number for number, reading in read if reading is not Reading.FOR_A_PERSON], DONE)
            await mailbox.mark([number for number, reading in read if reading is Reading.FOR_A_PERSON], FOR_A_PERSON)

    async def close(self) -> None:
        """Say goodbye on every open connection."""
        await self._lines.close()
