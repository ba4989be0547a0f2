"""Keeps one session bound: connects, signs in, listens for silence, and begins anew when the line breaks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiosmpplib.state import SmppCommand

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.ports.http import ConnectionLost
from channels.sms_smpp.pdu import OK, bind
from channels.sms_smpp.receipts import of_bind
from channels.sms_smpp.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from channels.sms_smpp.correlator import Answer
    from channels.sms_smpp.options import SmppOptions

BIND = int(SmppCommand.BIND_TRANSCEIVER)
SUBMIT = int(SmppCommand.SUBMIT_SM)
LOOKS_EVERY = 1.0
AFTER_A_BREAK = 0.1
"""Seconds before the line is opened again; a send waits that long instead of being deferred."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds between attempts to bind where the last one failed, doubling."""
OUT_OF_REACH = Receipt(Outcome.DEFERRED, reason="the SMSC cannot be reached")


class Line:
    """A bound session to one SMSC, and the next one when it breaks."""

    def __init__(self, options: SmppOptions, on_deliver: Callable[[Session, int, bytes], None]) -> None:
        """Open nothing yet."""
        self._options = options
        self._on_deliver = on_deliver
        self._window = asyncio.Semaphore(options.window)
        self._pace = Pace(options.rate)
        self._keeping: asyncio.Task[None] | None = None
        self._bound: asyncio.Future[Session | Receipt]

    def open(self) -> None:
        """Begin to keep the line open; once is enough."""
        if self._keeping is None:
            self._bound = asyncio.get_running_loop().create_future()
            self._keeping = asyncio.create_task(self._keep())

    async def submit(self, body: bytes) -> Answer | Receipt:
        """Send one submit_sm in its turn; a receipt says why nothing was sent.

        Raises `ConnectionLost` where it was sent and the answer will not come.
        """
        async with self._window:
            await self._pace.turn()
            self.open()
            session = await self._session()
            if isinstance(session, Receipt):
                return session
            try:
                return await session.request(SUBMIT, body)
            except Unavailable:
                return OUT_OF_REACH

    async def close(self) -> None:
        """Take leave; a later `open` begins anew."""
        if self._keeping is None:
            return
        keeping, self._keeping = self._keeping, None
        keeping.cancel()
        await asyncio.wait({keeping})
        session = self._bound.result() if self._bound.done() else OUT_OF_REACH
        self._renew()
        self._bound.set_result(OUT_OF_REACH)
        if isinstance(session, Session):
            session.close()
            await asyncio.wait({session.over}, timeout=LOOKS_EVERY)
            session.abort()

    async def _session(self) -> Session | Receipt:
        """Return the session, waiting for the next one where the last has just ended."""
        while True:
            bound = self._bound.result() if self._bound.done() else await asyncio.shield(self._bound)
            if isinstance(bound, Receipt) or bound.is_open:
                return bound
            await asyncio.wait({bound.over})
            await asyncio.sleep(0)  # until `_over` was told

    def _renew(self) -> None:
        """Let sends wait for the next session."""
        if not self._bound.done():
            self._bound.set_result(OUT_OF_REACH)
        self._bound = asyncio.get_running_loop().create_future()

    async def _keep(self) -> None:
        wait = FIRST_WAIT
        while True:
            bound = await self._bind()
            self._bound.set_result(bound)
            if isinstance(bound, Session):
                wait = FIRST_WAIT
                bound.over.add_done_callback(self._over)
                await self._watch(bound)
                await asyncio.sleep(AFTER_A_BREAK)
            else:
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
                self._renew()

    def _over(self, _: object) -> None:
        if self._keeping is not None:
            self._renew()

    async def _bind(self) -> Session | Receipt:
        options, session, status = self._options, None, None
        try:
            async with asyncio.timeout(options.seconds):
                connecting = asyncio.get_running_loop().create_connection(lambda: Session(self._on_deliver), options.host, options.port)
                _, session = await connecting
                status = (await session.request(BIND, bind(options))).status
        except (OSError, UnicodeError, ConnectionLost, Unavailable):  # a name that is no name is a UnicodeError
            return OUT_OF_REACH
        finally:
            if session is not None and status != OK:
                session.abort()
        return session if status == OK else of_bind(status)

    async def _watch(self, session: Session) -> None:
        """Return when the session is over; end it where the SMSC has fallen silent."""
        loop = asyncio.get_running_loop()
        asked_at: float | None = None
        while not session.over.done():
            await asyncio.wait({session.over}, timeout=LOOKS_EVERY)
            now = loop.time()
            session.give_up(now - self._options.seconds)
            if asked_at is not None and session.heard_at < asked_at:
                if now - asked_at > self._options.seconds:
                    session.abort()
            elif now - session.heard_at >= self._options.enquire_link:
                asked_at = now
                session.probe()


class Pace:
    """Lets through so many a second, evenly."""

    def __init__(self, rate: int) -> None:
        """Let `rate` through in a second; 0 lets all through."""
        self._gap = 1 / rate if rate else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        if self._gap:
            now = asyncio.get_running_loop().time()
            mine = max(self._next, now)
            self._next = mine + self._gap
            if mine > now:
                await asyncio.sleep(mine - now)
