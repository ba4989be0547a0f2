"""A mail server that keeps what it gets, for the demo and for tests; it can be told to refuse or to hang up."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path
    from types import TracebackType

OK = "250 OK"


class SmtpGateway:
    """Listens on the loopback inside the running loop. Once entered, `host` and `port` say where.

    `folder` keeps each mail as an .eml file that a mail program opens.
    """

    host = "127.0.0.1"

    def __init__(self, *, folder: Path | None = None, port: int = 0) -> None:
        """Keep mails in memory and, if told, in `folder`."""
        self.port = port
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        """By address: the answer to RCPT, such as `550 5.1.1 no such user`."""
        self.content_answer = OK
        """The answer to the content of the next mails."""
        self.hang_up_after_data = False
        """Keep the mail, then cut the line instead of answering."""
        self.connections = 0
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

    def hang_up(self) -> None:
        """Cut every line, as a server does that restarts."""
        while self._open:
            _cut(self._open.pop())

    def _session(self) -> SMTP:
        self.connections += 1
        session = SMTP(self, hostname="localhost", ident="mail gateway", loop=asyncio.get_running_loop())
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
        if self.content_answer != OK:
            return self.content_answer
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        if self._folder is not None:
            (self._folder / f"{len(self.mails):05}.eml").write_bytes(content)
        if self.hang_up_after_data:
            _cut(server)
        return OK


def _cut(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.WriteTransport):
        session.transport.abort()
