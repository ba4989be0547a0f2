"""Open lines to the mail server: each is used again and again, and replaced when it died."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from broadcaster.ports.channels import Outcome, Receipt
from channels.email_smtp.receipts import CLOSING, Step, refused, taken, too_large

if TYPE_CHECKING:
    from ssl import SSLContext

    from channels.email_smtp.options import SmtpOptions

TAKEN = range(200, 300)
GOODBYE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail with the address its bounces go to and the one it is for."""

    sender: str
    to: str = field(repr=False)
    mail: bytes = field(repr=False)


class Lines:
    """As many lines as the settings allow, opened when they are needed."""

    def __init__(self, options: SmtpOptions, trust: SSLContext, *, wants_reports: bool) -> None:
        """Open nothing yet; `wants_reports` asks servers that can for a report of what became of each mail (RFC 3461)."""
        self._options = options
        self._trust = trust
        self._wants_reports = wants_reports
        self._idle: list[SMTP] = []
        self._places = asyncio.Semaphore(options.connections)

    async def hand_over(self, envelope: Envelope) -> Receipt:
        """Hand one mail to the server, by a line that is free or a new one."""
        async with self._places:
            if self._idle:
                receipt = await self._speak(self._idle.pop(), envelope)
                if receipt is not None:
                    return receipt
            return await self._by_new_line(envelope)

    async def close(self) -> None:
        """Say goodbye on every open line."""
        while self._idle:
            with suppress(SMTPException, OSError):
                await self._idle.pop().quit(timeout=GOODBYE_SECONDS)

    async def _by_new_line(self, envelope: Envelope) -> Receipt:
        line = self._line()
        try:
            async with asyncio.timeout(self._options.seconds):
                await line.connect()
                await line.ehlo()  # what it offers under TLS, where SIZE and DSN stand
        except (SMTPException, OSError, ValueError) as error:
            line.close()
            return refused(Step.CONNECT, error, envelope.to)
        receipt = await self._speak(line, envelope)
        return receipt or Receipt(Outcome.DEFERRED, reason="the mail server hung up at once")

    async def _speak(self, line: SMTP, envelope: Envelope) -> Receipt | None:
        """Run MAIL, RCPT, DATA; None where the line was dead before anything was said."""
        step = Step.MAIL
        about_mail, about_recipient, most = self._offers(line, len(envelope.mail))
        if most and len(envelope.mail) > most:
            self._idle.append(line)
            return too_large(len(envelope.mail), most)
        try:
            async with asyncio.timeout(self._options.seconds):
                await _say(line, b"MAIL", b"FROM:<%b>" % envelope.sender.encode(), *about_mail)
                step = Step.RCPT
                await _say(line, b"RCPT", b"TO:<%b>" % envelope.to.encode(), *about_recipient)
                step = Step.DATA
                answer = await line.data(envelope.mail)
        except SMTPServerDisconnected as error:
            line.close()
            return None if step is Step.MAIL else refused(step, error, envelope.to)
        except SMTPResponseException as error:
            await self._keep_after_refusal(line)
            return None if step is Step.MAIL and error.code == CLOSING else refused(step, error, envelope.to)
        except (SMTPException, OSError) as error:
            line.close()
            return refused(step, error, envelope.to)
        except asyncio.CancelledError:
            line.close()
            raise
        self._idle.append(line)
        return taken(answer.code, answer.message)

    def _offers(self, line: SMTP, size: int) -> tuple[list[bytes], list[bytes], int]:
        """Return what to say with MAIL and RCPT to this server, and the most bytes it takes; 0 where it does not tell."""
        can = line.esmtp_extensions
        about_mail = [b"SIZE=%d" % size] if "size" in can else []
        if not self._wants_reports or "dsn" not in can:
            return about_mail, [], _number(can.get("size", ""))
        return [*about_mail, b"RET=HDRS"], [b"NOTIFY=SUCCESS,FAILURE"], _number(can.get("size", ""))

    async def _keep_after_refusal(self, line: SMTP) -> None:
        try:
            await line.rset(timeout=GOODBYE_SECONDS)
        except (SMTPException, OSError):
            line.close()
        else:
            self._idle.append(line)

    def _line(self) -> SMTP:
        options = self._options
        return SMTP(
            hostname=options.host,
            port=options.port,
            username=options.user or None,
            password=options.password or None,
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            tls_context=None if options.tls == "none" else self._trust,
            timeout=None,  # one limit for all of a mail's answers costs less than one for each
            local_hostname=options.sender.rpartition("@")[2],
        )


async def _say(line: SMTP, *words: bytes) -> None:
    """Give a command whose addresses are known to be plain; aiosmtplib's own MAIL and RCPT parse them anew, a tenth of a mail's cost."""
    answer = await line.execute_command(*words)
    if answer.code not in TAKEN:
        raise SMTPResponseException(answer.code, answer.message)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
