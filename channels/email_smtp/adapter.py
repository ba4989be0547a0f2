"""Sends mail over a few SMTP connections that stay open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from broadcaster.ports.channels import Capabilities, Outcome, Receipt
from channels.email_smtp.mime import Letterhead
from channels.email_smtp.options import NAME, is_address
from channels.email_smtp.receipts import CLOSING, Step, refused, taken

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, Message
    from channels.email_smtp.options import SmtpOptions

LONGEST_TEXT = 100_000


class SmtpChannel:
    """A message channel over aiosmtplib."""

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
        self._clock = kit.clock
        self._letterhead = Letterhead(options.sender_name, options.sender)
        self._idle: list[SMTP] = []
        self._places = asyncio.Semaphore(options.connections)

    async def send(self, message: Message) -> Receipt:
        """Hand one mail to the server; an address that could not stand in a header is rejected here."""
        if not is_address(message.to):
            return Receipt(Outcome.REJECTED, reason="not a mail address that can be written to")
        mail = self._letterhead.write(message, self._clock.now())
        async with self._places:
            if self._idle:
                receipt = await self._hand_over(self._idle.pop(), message.to, mail)
                if receipt is not None:
                    return receipt
            return await self._by_new_connection(message.to, mail)

    async def ask(self, message: Message) -> Receipt | None:
        """SMTP knows no such question: what became of a mail cannot be said."""
        return Receipt(Outcome.UNKNOWN, reason=f"{message.delivery_id}: a mail server cannot be asked")

    async def close(self) -> None:
        """Say goodbye on every open connection."""
        while self._idle:
            with suppress(SMTPException, OSError):
                await self._idle.pop().quit()

    async def _by_new_connection(self, to: str, mail: bytes) -> Receipt:
        connection = self._connection()
        try:
            await connection.connect()
        except (SMTPException, OSError, ValueError) as error:
            connection.close()
            return refused(Step.CONNECT, error, to)
        receipt = await self._hand_over(connection, to, mail)
        return receipt or Receipt(Outcome.DEFERRED, reason="the mail server hung up at once")

    async def _hand_over(self, connection: SMTP, to: str, mail: bytes) -> Receipt | None:
        """Run MAIL, RCPT, DATA; None where the line was dead before anything was said."""
        step = Step.MAIL
        try:
            await connection.mail(self._options.sender)
            step = Step.RCPT
            await connection.rcpt(to)
            step = Step.DATA
            answer = await connection.data(mail)
        except SMTPServerDisconnected as error:
            connection.close()
            return None if step is Step.MAIL else refused(step, error, to)
        except SMTPResponseException as error:
            await self._keep_after_refusal(connection)
            return None if step is Step.MAIL and error.code == CLOSING else refused(step, error, to)
        except (SMTPException, OSError) as error:
            connection.close()
            return refused(step, error, to)
        except asyncio.CancelledError:
            connection.close()
            raise
        self._idle.append(connection)
        return taken(answer.code, answer.message)

    async def _keep_after_refusal(self, connection: SMTP) -> None:
        try:
            await connection.rset()
        except (SMTPException, OSError):
            connection.close()
        else:
            self._idle.append(connection)

    def _connection(self) -> SMTP:
        options = self._options
        return SMTP(
            hostname=options.host,
            port=options.port,
            username=options.user or None,
            password=options.password or None,
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            timeout=options.seconds,
            local_hostname=options.sender.rpartition("@")[2],
        )
