"""Drives what is seen to what is wanted, for ever, harmlessly repeated (R25, R26)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from broadcaster.domain.disclosure import content_digest
from broadcaster.domain.exposure_lists import ListState
from broadcaster.domain.placements import Placement, Wanted
from broadcaster.domain.standing import judge
from broadcaster.ports.channels import Outcome, PlacementRef, Showing
from broadcaster.services.case_files import entries_with_files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.channels import DisplayChannel, Seen
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.services.places.production import Production

_AT_ONCE = 2_000
_SIDE_BY_SIDE = 64
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
        async with self._store.reading() as books:
            unsettled, _ = await books.exposure.count_unsettled()
            if not unsettled and not await books.exposure.overdue(now):
                return 0
        return await self._drive(now)

    async def _drive(self, now: datetime) -> int:
        changed = await self._end_overdue(now)
        async with self._store.reading() as books:
            published = [each for each in await books.exposure.lists() if each.state is ListState.PUBLISHED]
        for each in published:
            changed += await self._production.reprint(each)
        async with self._store.reading() as books:
            unsettled = await books.exposure.unsettled(_AT_ONCE)
        return changed + await self._settle(unsettled)

    async def _end_overdue(self, now: datetime) -> int:
        async with self._store.writing() as books:
            overdue = await books.exposure.overdue(now)
            if overdue:
                await books.exposure.want(overdue, Wanted.GONE, "time_over", now)
        return len(overdue)

    async def _settle(self, unsettled: Sequence[Placement]) -> int:
        """Tell and look, what must go first; write down what was found together. Return how much of it is new."""
        may_hang = await self._may_hang({each.entry for each in unsettled if each.wanted is Wanted.SHOWN and each.told_at is None})
        slots = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def look(placement: Placement) -> tuple[Placement, bool, Seen]:
            async with slots:
                channel = self._channels[placement.channel]
                told = placement.told_at is None and await self._tell(channel, placement, may_hang)
                return placement, told, await channel.observe(_ref(placement))

        going: list[Placement] = []
        coming: list[Placement] = []
        for each in unsettled:
            (coming if each.wanted is Wanted.SHOWN else going).append(each)
        looked = [*await asyncio.gather(*map(look, going)), *await asyncio.gather(*map(look, coming))]
        news = [each for each in looked if (each[2].sight, each[2].proof) != (each[0].seen, each[0].proof)]
        told = [placement.placement_id for placement, was_told, _ in looked if was_told]
        if told or news:
            now = self._clock.now()
            async with self._store.writing() as books:
                await books.exposure.told(told, now)
                await books.exposure.saw({placement.placement_id: seen for placement, _, seen in news}, now)
        return len(news)

    async def _tell(self, channel: DisplayChannel, placement: Placement, may_hang: Collection[str]) -> bool:
        if placement.wanted is not Wanted.SHOWN:
            return (await channel.withdraw(_ref(placement))).outcome in _TAKEN_OVER
        if placement.placement_id not in may_hang:
            return False
        return (await channel.show(self._showing(placement))).outcome in _TAKEN_OVER

    async def _may_hang(self, entries: Collection[str]) -> set[str]:
        """Judge once more at the moment of showing (R27): a review that has not run yet must not be overtaken."""
        today, allowed = self._clock.now().date(), set()
        async with self._store.reading() as books:
            current = await books.exposure.placements_of(list(entries))
            for row, file in await entries_with_files(books, entries):
                if judge(file, row.key, today, self._policy, cleared=row.cleared).may_hang and not row.held_back:
                    content = content_digest(file, row.key)
                    allowed |= {
                        each.placement_id
                        for each in current
                        if each.entry == row.entry and each.wanted is Wanted.SHOWN and each.content == content
                    }
        return allowed

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
