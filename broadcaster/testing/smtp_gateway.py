"""A mail server that keeps what it gets, for the demo and for tests; it can be told to refuse or to hang up."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from enum import Enum
from itertools import repeat
from typing import TYPE_CHECKING, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path
    from types import TracebackType

OK = "250 OK"
BUSY = "451 4.3.2 try again later"
CLOSING = "421 4.3.2 shutting down"
SLOW_SECONDS = 0.05
TOO_BIG = 33_554_432


class Mishap(Enum):
    """What may happen to a mail while it is handed over."""

    BUSY = "a 451 answers its content"
    CLOSING = "a 421 answers its content, and the line is cut soon after"
    CUT_BEFORE = "the line is cut and nothing is kept"
    CUT_AFTER = "it is kept, and the line is cut instead of answered"
    SLOW = "the answer takes a while"
    SILENT = "it is kept, and nobody answers"


class SmtpGateway:
    """Listens on the loopback inside the running loop. Once entered, `host` and `port` say where.

    `folder` keeps each mail as an .eml file that a mail program opens.
    """

    host = "127.0.0.1"

    def __init__(self, *, folder: Path | None = None, port: int = 0, most_bytes: int = TOO_BIG) -> None:
        """Keep mails in memory and, if told, in `folder`."""
        self.port = port
        self.refused: dict[str, str] = {}
        """By address: the answer to RCPT, such as `550 5.1.1 no such user`."""
        self.content_answer = OK
        """The answer to the content of the next mails."""
        self.mishaps: Iterator[Mishap | None] = repeat(None)
        """What happens to the next mails, one after another."""
        self.envelopes: list[Envelope] = []
        """What was taken, in turn: each mail's bytes, and the addresses it came from and went to."""
        self.connections = 0
        self._most_bytes = most_bytes
        self._folder = folder
        self._open: set[SMTP] = set()

    async def __aenter__(self) -> Self:
        """Listen."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Stop listening and hang up."""
        self.hang_up()
        self._server.close()
        await self._server.wait_closed()

    def mails(self) -> list[EmailMessage]:
        """Return what was taken, as mails."""
        return [message_from_bytes(envelope.original_content or b"", policy=policy.default) for envelope in self.envelopes]

    def hang_up(self) -> None:
        """Cut every line, as a server does that restarts."""
        while self._open:
            _cut(self._open.pop())

    def _session(self) -> SMTP:
        self.connections += 1
        session = SMTP(
            self,
            hostname="localhost",
            ident="mail gateway",
            loop=asyncio.get_running_loop(),
            data_size_limit=self._most_bytes,
        )
        self._open.add(session)
        return session

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        """Take or refuse an address; called by aiosmtpd."""
        refusal = self.refused.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return refusal or OK

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail; called by aiosmtpd."""
        mishap = next(self.mishaps, None)
        if mishap is Mishap.BUSY or self.content_answer != OK:
            return BUSY if mishap is Mishap.BUSY else self.content_answer
        if mishap is Mishap.CLOSING:
            asyncio.get_running_loop().call_later(SLOW_SECONDS, _cut, server)
            return CLOSING
        if mishap is not Mishap.CUT_BEFORE:
            self._keep(envelope)
        if mishap in (Mishap.CUT_BEFORE, Mishap.CUT_AFTER):
            _cut(server)
        if mishap is Mishap.SILENT:
            await asyncio.Event().wait()
        if mishap is Mishap.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        return OK

    def _keep(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)
        if self._folder is not None:
            (self._folder / f"{len(self.envelopes):05}.eml").write_bytes(envelope.original_content or b"")


def _cut(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.WriteTransport):
        session.transport.abort()
