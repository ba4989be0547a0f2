"""Claimed deliveries to carriers: each on its route, and no faster than its carrier allows all workers together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.routing import Carrier
    from broadcaster.ports.channels import Message, MessageChannel, Receipt
    from broadcaster.ports.delivery_book import Claimed
    from broadcaster.ports.limits import Limits
    from broadcaster.services.people.routing import Routing

BEGIN_WITHIN: Final = 60.0
"""Seconds after which a claimed delivery is given back unsent, so that no lease ends while its send is still to begin."""
_AHEAD: Final = 20.0
"""Seconds of a carrier's rate that one batch may take: what is taken and not used delays all workers."""
_NEVER: Final = float("inf")
_WINDOW_LEASE: Final = 60.0
_LOOK_AGAIN: Final = 0.05
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Errand:
    """One delivery with its carrier, and how many seconds from now it may begin."""

    delivery: Claimed
    channel: str
    begins_in: float = 0.0

    @property
    def is_new(self) -> bool:
        """Whether another carrier than the one written down takes it."""
        return self.channel != self.delivery.channel


class Sending:
    """Sends, side by side as each channel allows."""

    def __init__(self, *, channels: Mapping[str, MessageChannel], routing: Routing, limits: Limits) -> None:
        """Take the channels connected, who chooses among them, and the limits that all workers share."""
        self.channels = channels
        self._routing = routing
        self._limits = limits

    @property
    def media(self) -> set[str]:
        """The media that any channel carries."""
        return {channel.capabilities.medium for channel in self.channels.values()}

    def assign(self, claimed: Sequence[Claimed]) -> tuple[list[Errand], list[tuple[Claimed, datetime | None]]]:
        """Return the errands, and what no carrier takes now with when to ask again (never where no carrier of the house can)."""
        routes = self._routing.assign(claimed)
        errands = [Errand(each, channel) for each in claimed if (channel := routes[each.delivery_id].channel)]
        left = [(each, routes[each.delivery_id].again_at) for each in claimed if routes[each.delivery_id].channel is None]
        return errands, left

    async def timed(self, errands: Iterable[Errand]) -> list[Errand]:
        """Return the errands with the times at which each may begin."""
        by_channel: dict[str, list[Errand]] = defaultdict(list)
        for errand in errands:
            by_channel[errand.channel].append(errand)
        timed: list[Errand] = []
        for channel, each in by_channel.items():
            carrier = self._routing.carriers[channel]
            timed += each if carrier.per_second is None else await self._paced(carrier, carrier.per_second, each)
        return timed

    async def _paced(self, carrier: Carrier, per_second: float, errands: list[Errand]) -> list[Errand]:
        count = min(len(errands), max(1, int(per_second * _AHEAD)))
        try:
            first = await self._limits.reserve(carrier.name, count, per_second)
        except Unavailable:
            _log.warning("limits.unavailable", channel=carrier.name)
            count, first = 0, _NEVER
        starts = (first + place / per_second if place < count else _NEVER for place in range(len(errands)))
        return [Errand(each.delivery, each.channel, begins_in) for each, begins_in in zip(errands, starts, strict=True)]

    async def send(self, errand: Errand, message: Message, begin_until: float) -> Receipt | None:
        """Hand one message over; None where its carrier has no place for it before the loop's clock says `begin_until`."""
        window = self._routing.carriers[errand.channel].window
        ticket = await self._place(errand.channel, window, begin_until) if window else ""
        if ticket is None:
            return None
        try:
            receipt = await self.channels[errand.channel].send(message)
        finally:
            if ticket:
                await self._limits.leave(errand.channel, ticket)
        self._routing.note(errand.channel, receipt)
        return receipt

    async def _place(self, channel: str, window: int, begin_until: float) -> str | None:
        """Wait for a place in a window that all workers share; None where there is none in time, or nobody to ask."""
        try:
            async with asyncio.timeout_at(begin_until):
                while not (ticket := await self._limits.enter(channel, window, _WINDOW_LEASE)):  # noqa: ASYNC110 - Redis rings no event
                    await asyncio.sleep(_LOOK_AGAIN)
        except (TimeoutError, Unavailable):
            return None
        return ticket
