"""A CMPP gateway for the demo and for tests: it refuses what the tables refuse, reports, and goes wrong as it is told."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from itertools import count
from typing import TYPE_CHECKING, Self

from broadcaster.testing.cmpp_line import Fault, Line, Told, Troubles
from broadcaster.testing.cmpp_wire import TABLES, UCS2, V2, V3, Submit, message_id, write

if TYPE_CHECKING:
    from broadcaster.ports.clock import Clock

__all__ = ["CmppGateway", "Fault", "Troubles"]

_GATEWAY_NUMBER = 25001


class CmppGateway:
    """Serves one account on the loopback, over as many connections as it opens. Enter it inside the running loop; then `port` is known."""

    def __init__(self, clock: Clock, *, user: str, password: str, version: int = V3, port: int = 0) -> None:
        """Speak `version` (0x20 or 0x30) and below; port 0 takes any free one."""
        self.received: Counter[str] = Counter()
        """Whole texts taken for sending, with how often."""
        self.submits: list[Submit] = []
        """Every part taken."""
        self.troubles = Troubles()
        self.lines: list[Line] = []
        """The connections that are logged in."""
        self.unanswered: list[tuple[Line, int, bytes]] = []
        """Submits that were taken in silence: line, sequence number and message id."""
        self.port = port
        self.clock = clock
        self.user, self.password, self.version = user, password, version
        self._pieces: dict[tuple[str, int, int], dict[int, str]] = {}
        self._numbers = count(1)
        self._to_tell: deque[Told] = deque()
        self._untold: set[bytes] = set()
        self._all_told = asyncio.Event()
        self._all_told.set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen."""
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up and stop listening."""
        await self.stop()

    async def listen(self) -> None:
        """Answer at the port; again after `stop`, at the same one."""
        self._server = await asyncio.get_running_loop().create_server(lambda: Line(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut every line and be out of reach."""
        if self._server:
            self._server.close()
            self.cut()
            await self._server.wait_closed()

    def cut(self) -> None:
        """Cut every line, as a fault on the way does."""
        for line in list(self.lines):
            line.transport.abort()

    async def reported(self, seconds: float = 30) -> None:
        """Wait until the other side has thanked for all reports and texts; raise `TimeoutError` where it does not."""
        async with asyncio.timeout(seconds):
            await self._all_told.wait()

    def say(self, sender: str, *contents: bytes, coding: int = UCS2, has_header: bool = False) -> None:
        """Deliver what a handset wrote; several contents are the parts of one text, each with its header."""
        header = int(has_header or len(contents) > 1)
        for content in contents:
            self.tell(Told(self.new_id(), {"Src_terminal_Id": sender.encode(), "Msg_Fmt": coding, "TP_udhi": header}, content))

    def answer_at_last(self, result: int = 0) -> None:
        """Answer every submit that was taken in silence."""
        while self.unanswered:
            line, sequence, msg_id = self.unanswered.pop()
            line.say(sequence, msg_id, result)

    def new_id(self) -> bytes:
        """Return the next Msg_Id."""
        return message_id(self.clock.now(), _GATEWAY_NUMBER, next(self._numbers))

    def tell(self, told: Told, *, after: float = 0) -> None:
        """Deliver over whichever line has room, until thanked; `after` so many seconds."""
        self._untold.add(told.msg_id)
        self._all_told.clear()
        if after:
            asyncio.get_running_loop().call_later(after, self.again, told)
        else:
            self.again(told)

    def go_on(self) -> None:
        """Deliver what waits, as far as lines have room."""
        for line in self.lines:
            while self._to_tell and line.has_room:
                line.deliver(self._to_tell.popleft())

    def thanked(self, msg_id: bytes) -> None:
        """Take note that a deliver was answered."""
        self._untold.discard(msg_id)
        if not self._untold:
            self._all_told.set()

    def again(self, told: Told) -> None:
        """Deliver what was not thanked for."""
        if told.msg_id in self._untold:
            self._to_tell.append(told)
            self.go_on()

    def take(self, submit: Submit) -> None:
        """Keep a part; count the text once all its parts are here."""
        self.submits.append(submit)
        key = (submit.to, submit.reference, submit.total)
        pieces = self._pieces.setdefault(key, {})
        pieces[submit.number] = submit.text
        if len(pieces) == submit.total:
            del self._pieces[key]
            self.received["".join(pieces[number] for number in sorted(pieces))] += 1

    def report(self, submit: Submit, *, after: float = 0) -> None:
        """Report on a part, `after` so many seconds."""
        minute = f"{self.clock.now():%y%m%d%H%M}".encode()
        fields: dict[str, int | bytes] = {
            "Msg_Id": submit.msg_id,
            "Stat": self.troubles.stats.get(submit.to, "DELIVRD").encode(),
            "Submit_time": minute,
            "Done_time": minute,
            "Dest_terminal_Id": submit.to.encode(),
        }
        table = TABLES["report"][V3 if self.version >= V3 else V2]
        values: dict[str, int | bytes] = {"Src_terminal_Id": submit.to.encode(), "Registered_Delivery": 1}
        self.tell(Told(self.new_id(), values, write(table, fields)), after=after)
