"""A worker's dispatch over the channels of a test: routed, unlimited, nothing held back but by the day's cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.quiet_hours import QuietHours
from broadcaster.domain.routing import Carrier
from broadcaster.services.people.chains import Chains
from broadcaster.services.people.dispatch import Dispatch
from broadcaster.services.people.restraint import Restraint
from broadcaster.services.people.routing import Routing
from broadcaster.services.people.sending import Sending
from broadcaster.services.words.rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from broadcaster.ports.channels import MessageChannel
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store

MOST_A_DAY = 8


class NoLimits:
    """Limits that are never reached."""

    async def reserve(self, name: str, count: int, per_second: float) -> float:  # noqa: ARG002 - as the port says
        """Begin at once."""
        return 0.0

    async def enter(self, name: str, most: int, seconds: float) -> str | None:  # noqa: ARG002 - as the port says
        """Come in."""
        return name

    async def leave(self, name: str, ticket: str) -> None:
        """Go."""


def dispatch_over(
    store: Store,
    clock: Clock,
    channels: Sequence[MessageChannel],
    *,
    quiet: QuietHours | None = None,
    rehearsal: Rehearsal | None = None,
    statutory: Collection[str] = (),
) -> Dispatch:
    """Return a dispatch over these channels, the first of a medium before the next."""
    quiet = quiet or QuietHours()
    carriers = [Carrier(each.name, each.capabilities.medium, priority=place) for place, each in enumerate(channels, start=1)]
    routing = Routing(carriers, clock=clock)
    return Dispatch(
        store=store,
        clock=clock,
        quiet=quiet,
        sending=Sending(channels={each.name: each for each in channels}, routing=routing, limits=NoLimits()),
        restraint=Restraint(gate=rehearsal or Rehearsal(), quiet=quiet, most_a_day=MOST_A_DAY),
        chains=Chains(quiet),
        statutory=statutory,
    )
