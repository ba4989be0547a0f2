"""Handing over within limits that all workers share (R72)."""

from __future__ import annotations

import asyncio

from broadcaster.domain.routing import Carrier
from broadcaster.ports.channels import Message
from broadcaster.services.people.routing import Routing
from broadcaster.services.people.sending import Errand, Sending
from broadcaster.testing.clock import OwnedClock
from tests.builders import moment
from tests.dispatching import NoLimits


class FullWindow(NoLimits):
    """A window in which every place is taken."""

    async def enter(self, name: str, most: int, seconds: float) -> str | None:  # noqa: ARG002 - as the port says
        """Let nobody in."""
        return None


async def test_who_finds_no_place_before_the_lease_runs_out_is_given_back() -> None:
    """The wait counts from the claim, not from the queue: a send begun after its lease could be a second one."""
    routing = Routing([Carrier("sms_cmpp", "sms", priority=1, window=1)], clock=OwnedClock(moment("2026-11-05")))
    sending = Sending(channels={}, routing=routing, limits=FullWindow())
    over = asyncio.get_running_loop().time() - 1.0
    async with asyncio.timeout(5):
        assert await sending.send(Errand(None, "sms_cmpp"), Message("d1", "", ""), over) is None  # type: ignore[arg-type]
