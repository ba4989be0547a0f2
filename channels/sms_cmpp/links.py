"""Keeps the connections to all gateways open, and says over which one to send: the first gateway's, while it can be reached.

All gateways stay connected, not only the one in use: a report comes in where its message went out, up to 72 hours later.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from channels.sms_cmpp.options import NAME
from channels.sms_cmpp.receipts import NOT_CONNECTED, STRANGER, of_login

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from broadcaster.ports.channels import Receipt
    from broadcaster.ports.clock import Clock
    from channels.sms_cmpp.options import GatewayOptions
    from channels.sms_cmpp.session import Session

    Connect = Callable[[GatewayOptions], Session]

FIRST_WAIT, LONGEST_WAIT = 0.25, 60.0
"""Seconds between two attempts to connect, doubled while they fail."""
_log = structlog.get_logger()


class Link:
    """One connection, made again whenever it is lost."""

    def __init__(self, gateway: GatewayOptions, clock: Clock, *, connect: Connect, changed: Callable[[], None]) -> None:
        """`connect` makes a session that is not open yet; `changed` is told when one opens or an attempt fails."""
        self.gateway = gateway
        self.session: Session | None = None
        self.is_trying = True
        """At the beginning and right after a loss; an attempt after a failed one is nothing to wait for."""
        self.why_not: Receipt = NOT_CONNECTED
        self._clock = clock
        self._connect = connect
        self._changed = changed
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Hang up and stop trying."""
        session, self.session = self.session, None
        self.is_trying = False
        self._keeping.cancel()
        await asyncio.wait([self._keeping])
        if session:
            await session.close()

    async def _keep(self) -> None:
        wait = FIRST_WAIT
        while True:
            session = await self._open()
            if session:
                self.session = session
                self._changed()
                await asyncio.shield(session.ended)
                self.session = None
                _log.warning("cmpp.line_lost", channel=NAME, gateway=self.gateway.name)
                if session.has_answered:
                    wait, self.is_trying = FIRST_WAIT, True
                    continue
            self.is_trying = False
            self._changed()
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _open(self) -> Session | None:
        """Connect and log in; on failure say in `why_not` what became of it."""
        gateway = self.gateway
        try:
            async with asyncio.timeout(gateway.seconds):
                connecting = asyncio.get_running_loop().create_connection(lambda: self._connect(gateway), gateway.host, gateway.port)
                _, session = await connecting
                try:
                    login = await session.log_in(self._clock.now())
                except asyncio.CancelledError:
                    session.hang_up()
                    raise
        except (OSError, UnicodeError) as error:  # a name that is no host name cannot even be looked up
            self._explain(NOT_CONNECTED, type(error).__name__)
            return None
        if login == (0, True):
            return session
        session.hang_up()
        if login is None:
            self._explain(NOT_CONNECTED, "hung up")
        else:
            self._explain(of_login(login[0]) if login[0] else STRANGER, f"login {login[0]}")
        return None

    def _explain(self, why_not: Receipt, reason: str) -> None:
        self.why_not = why_not
        _log.warning("cmpp.not_connected", channel=NAME, gateway=self.gateway.name, reason=reason)


class Links:
    """All connections to all gateways, opened together when first needed."""

    def __init__(self, gateways: Sequence[GatewayOptions], clock: Clock, connect: Connect) -> None:
        """Take the gateways, the first to be used first."""
        self._gateways = gateways
        self._clock = clock
        self._connect = connect
        self._links: list[Link] = []
        self._change: asyncio.Future[None] | None = None

    def open(self) -> None:
        """Begin to connect, if that was not done yet."""
        if not self._links:
            self._links = [
                Link(gateway, self._clock, connect=self._connect, changed=self._changed)
                for gateway in self._gateways
                for _ in range(gateway.connections)
            ]

    async def close(self) -> None:
        """Hang up everywhere."""
        links, self._links = self._links, []
        await asyncio.gather(*(link.close() for link in links))
        self._changed()

    async def ready(self, gateway: GatewayOptions | None = None) -> Session | Receipt:
        """Return the connection to send over, of one gateway or of the first that has one; else why there is none.

        Waits while an attempt to connect is under way, so that a line that breaks for a moment defers nothing.
        """
        self.open()
        links = [link for link in self._links if gateway in (None, link.gateway)]
        while True:
            if session := self._best(links):
                return session
            if not any(link.is_trying for link in links):
                return next((link.why_not for link in links), NOT_CONNECTED)
            self._change = self._change or asyncio.get_running_loop().create_future()
            await asyncio.shield(self._change)

    def _best(self, links: Sequence[Link]) -> Session | None:
        """Return the emptiest connection of the first gateway that has any."""
        best: Session | None = None
        for link in links:
            session = link.session
            if session is None or session.window.is_shut:
                continue
            if best is None or (session.gateway is best.gateway and session.window.room > best.window.room):
                best = session
        return best

    def _changed(self) -> None:
        change, self._change = self._change, None
        if change:
            change.set_result(None)
