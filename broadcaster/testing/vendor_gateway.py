"""What the doubles of commercial SMS vendors share: registered templates, what was sent, and what they are told to do wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from aiohttp import ClientSession, ClientTimeout, web

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType

    from broadcaster.ports.clock import Clock


@dataclass
class VendorTroubles:
    """What the gateway is told to do wrong; all empty at first."""

    undelivered: dict[str, str] = field(default_factory=dict)
    """By the end of a number: the carrier's code with which its messages fail."""
    refused: dict[str, str] = field(default_factory=dict)
    """By the end of a number: the API's code with which a send to it is refused."""
    too_many: int = 0
    """So many of the next requests are throttled."""
    failing: int = 0
    """So many of the next requests end in the vendor's own fault, and nothing is kept."""
    lost_answers: int = 0
    """So many of the next messages are kept and the line is cut instead of answered."""


@dataclass
class VendorMessage:
    """One message as the gateway keeps it; `ours` is the id that the court gave it."""

    serial: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    template_id: str
    ours: str
    at: datetime
    failure: str = ""


class VendorGateway:
    """Listens at the loopback for one account. Enter it inside the running loop; then `base_url` is known."""

    def __init__(self, clock: Clock, *, signature: str, templates: Mapping[str, str], port: int = 0) -> None:
        """Know one signature and the texts registered by their ids; port 0 takes any free one."""
        self.messages: list[VendorMessage] = []
        self.troubles = VendorTroubles()
        self.base_url = ""
        self._clock = clock
        self._signature = signature
        self._templates = templates
        self._port = port

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application()
        app.router.add_post("/", self.answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base_url = "http://{}:{}".format(*self._runner.addresses[0])
        self._session = ClientSession(timeout=ClientTimeout(total=10))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Stop listening."""
        await self._session.close()
        await self._runner.cleanup()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the API."""
        raise NotImplementedError

    async def push(self, url: str, reports: list[dict[str, object]]) -> int:
        """Push status reports to an address as the vendor does; return the status of the answer."""
        async with self._session.post(url, json=reports) as answered:
            await answered.read()
            return answered.status

    def keep(self, to: str, text: str, template_id: str, ours: str) -> VendorMessage:
        """Keep a message that was taken over."""
        failure = next((code for end, code in self.troubles.undelivered.items() if to.endswith(end)), "")
        serial = f"{self._clock.now():%Y%m%d%H%M%S}{len(self.messages):06}^0"
        message = VendorMessage(serial, to, f"【{self._signature}】{text}", template_id, ours, self._clock.now(), failure)
        self.messages.append(message)
        return message

    def cut_if_told(self, request: web.Request) -> None:
        """Break the line of an answer where the troubles say so."""
        if self.troubles.lost_answers and request.transport is not None:
            self.troubles.lost_answers -= 1
            request.transport.abort()

    def is_told(self, trouble: str) -> bool:
        """Count down `too_many` or `failing`; say whether it was above zero."""
        left: int = getattr(self.troubles, trouble)
        setattr(self.troubles, trouble, max(left - 1, 0))
        return left > 0
