"""Drives what is seen to what is wanted, for ever, harmlessly repeated (R25, R26)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.domain.exposure_lists import ListState
from broadcaster.domain.placements import Placement, Wanted
from broadcaster.domain.standing import judge
from broadcaster.ports.channels import Outcome, PlacementRef, Showing
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.channels import DisplayChannel
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.services.production import Production

_AT_ONCE = 2_000
_LEASE = timedelta(seconds=120)
_TAKEN_OVER = (Outcome.ACCEPTED, Outcome.DELIVERED)


class Placing:
    """Tells each place what is wanted of it and looks what it shows."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        channels: Mapping[str, DisplayChannel],
        blobs: Blobs,
        production: Production,
        policy: DisclosurePolicy,
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._channels = channels
        self._blobs = blobs
        self._production = production
        self._policy = policy

    async def drain(self) -> int:
        """Reprint, end what ran its time, tell and look; return how many placements changed."""
        now = self._clock.now()
        async with self._store.writing() as books:
            if not await books.office.lease("placing", now, now + _LEASE):
                return 0
        try:
            return await self._drive(now)
        finally:
            async with self._store.writing() as books:
                await books.office.free("placing")

    async def _drive(self, now: datetime) -> int:
        changed = await self._end_overdue(now)
        async with self._store.reading() as books:
            published = [each for each in await books.exposure.lists() if each.state is ListState.PUBLISHED]
        for each in published:
            changed += await self._production.reprint(each)
        async with self._store.reading() as books:
            unsettled = await books.exposure.unsettled(_AT_ONCE)
        for placement in sorted(unsettled, key=lambda each: each.wanted is Wanted.SHOWN):
            changed += await self._settle(placement)
        return changed

    async def _end_overdue(self, now: datetime) -> int:
        async with self._store.writing() as books:
            overdue = [each for each in await books.exposure.placements(wanted=Wanted.SHOWN) if each.shown_until <= now]
            if overdue:
                await books.exposure.want([each.placement_id for each in overdue], Wanted.GONE, "time_over", now)
        return len(overdue)

    async def _settle(self, placement: Placement) -> int:
        channel = self._channels[placement.channel]
        told = placement.told_at is None and await self._tell(channel, placement)
        seen = await channel.observe(_ref(placement))
        news = (seen.sight, seen.proof) != (placement.seen, placement.proof)
        if told or news:
            now = self._clock.now()
            async with self._store.writing() as books:
                if told:
                    await books.exposure.told(placement.placement_id, now)
                if news:
                    await books.exposure.saw(placement.placement_id, seen, now)
        return int(news)

    async def _tell(self, channel: DisplayChannel, placement: Placement) -> bool:
        if placement.wanted is not Wanted.SHOWN:
            return (await channel.withdraw(_ref(placement))).outcome in _TAKEN_OVER
        if not await self._may_hang(placement):
            return False
        return (await channel.show(self._showing(placement))).outcome in _TAKEN_OVER

    async def _may_hang(self, placement: Placement) -> bool:
        """Judge once more at the moment of showing (R27): a review that has not run yet must not be overtaken."""
        async with self._store.reading() as books:
            row = await books.exposure.entry(placement.entry)
            current = await books.exposure.placement(placement.placement_id)
            file = await file_of(books, row.case_number)
        standing = judge(file, row.key, self._clock.now().date(), self._policy, cleared=row.cleared)
        return standing.may_hang and not row.held_back and current.wanted is Wanted.SHOWN

    def _showing(self, placement: Placement) -> Showing:
        return Showing(
            placement=placement.placement_id,
            entry=placement.entry,
            code=placement.code,
            place=placement.place,
            media_type=placement.media_type,
            sha256=placement.artifact,
            shown_from=placement.shown_from,
            shown_until=placement.shown_until,
            content=self._blobs.get(placement.artifact),
        )


def _ref(placement: Placement) -> PlacementRef:
    return PlacementRef(placement.placement_id, placement.entry, placement.code, placement.place, placement.wanted_since)
