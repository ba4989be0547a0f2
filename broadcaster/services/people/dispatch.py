"""Deliveries out: claimed under a lease, handed to their channel, and what became of them written down."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

import structlog

from broadcaster.domain.deliveries import LONGEST_WAIT, UNSENT, DeliveryState
from broadcaster.domain.errors import Unavailable
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.office_book import Task
from broadcaster.services.people.chains import NO_REPORT
from broadcaster.services.people.outcomes import OURS_TO_CHANGE, OURS_TO_FIX, Outcomes, message_of, nobody_knows
from broadcaster.services.people.sending import BEGIN_WITHIN
from broadcaster.services.people.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.delivery_book import Claimed
    from broadcaster.ports.store import Store
    from broadcaster.services.people.chains import Chains
    from broadcaster.services.people.restraint import Restraint
    from broadcaster.services.people.sending import Errand, Sending

Thing = TypeVar("Thing")

_SETTLE_AGAIN_AFTER = (0.2, 1.0, 5.0)
_log = structlog.get_logger()

_BATCH = 500
_LEASE = timedelta(seconds=120)
_PAUSE = timedelta(seconds=30)
"""How long what found no place at a carrier waits."""
NO_CARRIER = "no_carrier"
"""No carrier of the house works, or none may carry this kind (R69)."""
TOO_FAST = "carrier_rate"
"""The carrier's rate is used up for a while."""


class Dispatch:
    """Sends what is due, and finds out about what is unknown."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        quiet: QuietHours,
        sending: Sending,
        restraint: Restraint,
        chains: Chains,
        statutory: Collection[str],
    ) -> None:
        """Take what it works with; `statutory` kinds go once more where nobody can say what became of the first."""
        self._store = store
        self._clock = clock
        self._quiet = quiet
        self._sending = sending
        self._restraint = restraint
        self._chains = chains
        self._outcomes = Outcomes(quiet, statutory)

    async def drain(self) -> int:
        """Send one batch; return how many deliveries were handled."""
        async with self._store.reading() as books:
            if not await books.deliveries.is_due(self._clock.now()):
                return 0
        media = self._sending.media
        async with self._store.writing() as books:
            # Only now, with the writer's lock in hand: what was told before is seen as awaiting its review.
            begun, now = asyncio.get_running_loop().time(), self._clock.now()
            in_quiet, until = self._quiet.next_allowed(now) > now, now + _LEASE
            await books.deliveries.mark_lost(now)
            await books.deliveries.mark_silent(now, NO_REPORT)
            unknown = await books.deliveries.claim_unknown(now, until, _BATCH, media=media)
            claimed = await books.deliveries.claim(now, until, _BATCH, media=media, urgent_only=in_quiet)
            kept = {each.delivery_id: each for each in await self._restraint.keep_back(books, claimed, now)}
            errands, left = self._sending.assign([each for each in claimed if each.delivery_id not in kept])
            given_back = [*kept.values(), *(_without_carrier(each, again_at, now) for each, again_at in left)]
            await books.deliveries.settle(given_back, now)
            await self._chains.follow(books, given_back, now)
            await books.deliveries.route({each.delivery.delivery_id: each.channel for each in errands if each.is_new})
        async with asyncio.TaskGroup() as group:
            sent = group.create_task(self._send(errands, begun))
            asked = group.create_task(self._ask(unknown, begun))
        await self._settle([*sent.result(), *asked.result()], {each.delivery_id: each.case_number for each in (*claimed, *unknown)})
        return len(claimed) + len(unknown)

    async def _send(self, errands: Sequence[Errand], begun: float) -> list[Verdict]:
        """Send side by side; what is not reached in time goes back as it came, before its lease ends."""
        loop = asyncio.get_running_loop()

        async def send(errand: Errand) -> Verdict:
            if errand.begins_in > BEGIN_WITHIN:
                return _untouched(errand.delivery, DeliveryState.DEFERRED, TOO_FAST, self._clock.now() + _PAUSE)
            if errand.begins_in:
                await asyncio.sleep(begun + errand.begins_in - loop.time())
            receipt = None
            if loop.time() - begun <= BEGIN_WITHIN:
                receipt = await self._sending.send(errand, message_of(errand.delivery), begun + BEGIN_WITHIN)
            if receipt is None:
                return _untouched(errand.delivery, DeliveryState.QUEUED, errand.delivery.reason, self._clock.now())
            return self._outcomes.verdict(errand.delivery, receipt, self._clock.now())

        return await self._by_channel(await self._sending.timed(errands), lambda errand: errand.channel, send)

    async def _ask(self, unknown: Sequence[Claimed], begun: float) -> list[Verdict]:
        """Find out side by side about what is unknown; what is not reached in time stays so."""
        loop = asyncio.get_running_loop()

        async def ask(delivery: Claimed) -> Verdict:
            channel = self._sending.channels.get(delivery.channel)
            if channel is None:
                return nobody_knows(delivery, self._clock.now())
            if loop.time() - begun > BEGIN_WITHIN:
                return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, delivery.reason, self._clock.now())
            return await self._outcomes.resolve(channel, delivery, self._clock.now())

        return await self._by_channel(unknown, lambda delivery: delivery.channel, ask)

    async def _by_channel(
        self, things: Iterable[Thing], channel_of: Callable[[Thing], str], handle: Callable[[Thing], Awaitable[Verdict]]
    ) -> list[Verdict]:
        """Handle what goes by each channel with as many hands as it allows; a channel that is gone needs one."""
        queues: dict[str, list[Thing]] = defaultdict(list)
        for thing in things:
            queues[channel_of(thing)].append(thing)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(side_by_side(queue, self._hands(channel), handle)) for channel, queue in queues.items()]
        return [verdict for task in tasks for verdict in task.result()]

    def _hands(self, name: str) -> int:
        channel = self._sending.channels.get(name)
        return channel.capabilities.concurrency if channel else 1

    async def _settle(self, verdicts: Sequence[Verdict], cases: Mapping[str, str]) -> None:
        """Write what became of a batch: it cannot be called back, so a database that is away is tried again while the lease lasts."""
        for wait in _SETTLE_AGAIN_AFTER:
            try:
                return await self._write(verdicts, cases)
            except Unavailable as reason:
                _log.warning("dispatch.settle_again", reason=str(reason))
                await asyncio.sleep(wait)
        return await self._write(verdicts, cases)

    async def _write(self, verdicts: Sequence[Verdict], cases: Mapping[str, str]) -> None:
        """Write, in the order of the ids; what is to go again waits for a new look at its case, whose review passed it by."""
        if not verdicts:
            return
        now = self._clock.now()
        again = {cases[each.delivery_id] for each in verdicts if each.state in UNSENT}
        async with self._store.writing() as books:
            await books.deliveries.settle(sorted(verdicts, key=attrgetter("delivery_id")), now)
            await books.cases.look_again(again, now)
            await self._chains.follow(books, verdicts, now)
            for verdict in verdicts:
                if task := self._task(verdict):
                    await books.office.open_task(task)

    def _task(self, verdict: Verdict) -> Task | None:
        """Return what an operator must look at: our account or our text is refused."""
        now = self._clock.now()
        for kind in (OURS_TO_FIX, OURS_TO_CHANGE):
            if verdict.reason.startswith(kind):
                return Task(f"{verdict.reason}/{now.date()}", kind, "", verdict.delivery_id, now, now.date())
        return None


def _untouched(delivery: Claimed, state: DeliveryState, reason: str, due_at: datetime) -> Verdict:
    """Give a delivery back as if it had not been claimed."""
    return Verdict(delivery.delivery_id, state, reason, due_at, was_tried=False)


def _without_carrier(delivery: Claimed, again_at: datetime | None, now: datetime) -> Verdict:
    return _untouched(delivery, DeliveryState.DEFERRED, NO_CARRIER, max(again_at or now + LONGEST_WAIT, now + timedelta(seconds=1)))
