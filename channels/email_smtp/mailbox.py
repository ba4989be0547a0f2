"""The mailbox that bounces come to, read over IMAP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from imaplib import IMAP4, IMAP4_SSL
from typing import TYPE_CHECKING, Self, TypeVar

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from ssl import SSLContext
    from types import TracebackType

Answer = TypeVar("Answer")
MOST_AT_ONCE = 200
LARGEST = 262_144
"""Bytes read of one letter: what a server has to say stands in front of the mail that it returns."""
DONE, FOR_A_PERSON = r"(\Seen)", r"(\Flagged)"


@dataclass(frozen=True, slots=True)
class MailboxOptions:
    """Where the bounces are."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    folder: str
    seconds: int


class Mailbox:
    """One visit; imaplib waits in a thread. Enter it, read, mark. Raises `Unavailable` where the server does not do what is asked."""

    def __init__(self, options: MailboxOptions, trust: SSLContext) -> None:
        """Visit nobody yet; `trust` says whose certificates are believed."""
        self._options = options
        self._trust = trust

    async def __aenter__(self) -> Self:
        """Log in and open the folder."""
        self._connection = await _in_thread(self._open)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Leave."""
        await asyncio.to_thread(_leave, self._connection)

    async def unread(self) -> Sequence[tuple[str, bytes]]:
        """Return the oldest letters that nobody has read or flagged, by their number in the folder; they stay unread."""
        return await _in_thread(lambda: list(self._unread()))

    async def mark(self, numbers: Sequence[str], flags: str) -> None:
        """Set flags on letters."""
        if numbers:
            await _in_thread(lambda: self._ask("STORE", ",".join(numbers), "+FLAGS.SILENT", flags))

    def _open(self) -> IMAP4:
        options = self._options
        if options.tls == "tls":
            connection: IMAP4 = IMAP4_SSL(options.host, options.port, ssl_context=self._trust, timeout=options.seconds)
        else:
            connection = IMAP4(options.host, options.port, timeout=options.seconds)
        try:
            if options.tls == "starttls":
                connection.starttls(self._trust)
            connection.login(options.user, options.password)
            status, _ = connection.select(f'"{options.folder}"')
        except (IMAP4.error, OSError):
            connection.shutdown()
            raise
        if status == "OK":
            return connection
        _leave(connection)
        raise Unavailable(f"the bounce mailbox has no folder {options.folder}")

    def _unread(self) -> Iterator[tuple[str, bytes]]:
        found = self._ask("SEARCH", "UNSEEN", "UNFLAGGED")[0]
        numbers = found.decode().split() if isinstance(found, bytes) else []
        for number in numbers[:MOST_AT_ONCE]:
            for item in self._ask("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)"):
                if isinstance(item, tuple):
                    yield number, item[1]

    def _ask(self, command: str, *arguments: str) -> Sequence[object]:
        status, answer = self._connection.uid(command, *arguments)
        if status != "OK":
            raise Unavailable(f"the bounce mailbox refuses {command}")
        return answer


async def _in_thread(work: Callable[[], Answer]) -> Answer:
    try:
        return await asyncio.to_thread(work)
    except (IMAP4.error, OSError) as error:
        raise Unavailable(f"the bounce mailbox cannot be read: {error}") from error


def _leave(connection: IMAP4) -> None:
    try:
        connection.logout()
    except (IMAP4.error, OSError):
        connection.shutdown()
