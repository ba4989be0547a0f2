"""Deliveries out: claimed under a lease, handed to their channel, and what became of them written down."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.deliveries import MOST_ATTEMPTS, DeliveryState, retry_wait
from broadcaster.ports.channels import Message, Outcome, Receipt
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.office_book import Task

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.channels import MessageChannel
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.delivery_book import Claimed
    from broadcaster.ports.store import Store

_BATCH = 500
_LEASE = timedelta(seconds=120)
_BEGIN_WITHIN = 60.0
"""Seconds after which a claimed delivery is given back unsent, so that no lease ends while its send is still to begin."""
_REPORTS_COME_WITHIN = timedelta(hours=72)
CANNOT_ASK = "cannot_ask"
OURS_TO_FIX = "ours_to_fix"
GAVE_UP = "gave_up"

STATES = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.DEFERRED: DeliveryState.DEFERRED,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}


class Dispatch:
    """Sends what is due, and finds out about what is unknown."""

    def __init__(self, *, store: Store, clock: Clock, channels: Mapping[str, MessageChannel], quiet: QuietHours) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._channels = channels
        self._quiet = quiet

    async def drain(self) -> int:
        """Send one batch; return how many deliveries were handled."""
        async with self._store.reading() as books:
            if not await books.deliveries.is_due(self._clock.now()):
                return 0
        begun, now = asyncio.get_running_loop().time(), self._clock.now()
        in_quiet = self._quiet.next_allowed(now) > now
        until, names = now + _LEASE, list(self._channels)
        async with self._store.writing() as books:
            await books.deliveries.mark_lost(now)
            unknown = await books.deliveries.claim_unknown(now, until, _BATCH, channels=names)
            claimed = await books.deliveries.claim(now, until, _BATCH, channels=names, urgent_only=in_quiet)
        return await self._each(unknown, self._resolve, begun, DeliveryState.UNKNOWN) + await self._each(
            claimed, self._attempt, begun, DeliveryState.QUEUED
        )

    async def _each(
        self, claimed: Sequence[Claimed], handle: Callable[[Claimed], Awaitable[Verdict]], begun: float, given_back: DeliveryState
    ) -> int:
        """Handle side by side what was claimed at `begun`; what is not reached in time goes back as it came, before its lease ends."""
        if not claimed:
            return 0
        slots = {name: asyncio.Semaphore(channel.capabilities.concurrency) for name, channel in self._channels.items()}

        async def in_turn(delivery: Claimed) -> Verdict:
            async with slots[delivery.channel]:
                if asyncio.get_running_loop().time() - begun > _BEGIN_WITHIN:
                    return Verdict(delivery.delivery_id, given_back, "", self._clock.now())
                return await handle(delivery)

        async with asyncio.TaskGroup() as group:
            handled = [group.create_task(in_turn(each)) for each in claimed]
        verdicts = [task.result() for task in handled]
        async with self._store.writing() as books:
            await books.deliveries.settle(verdicts, self._clock.now())
            for verdict in verdicts:
                if task := self._task(verdict):
                    await books.office.open_task(task)
        return len(claimed)

    async def _attempt(self, delivery: Claimed) -> Verdict:
        receipt = await self._channels[delivery.channel].send(_message(delivery))
        return self.verdict(delivery, receipt, self._clock.now())

    def verdict(self, delivery: Claimed, receipt: Receipt, now: datetime) -> Verdict:
        """Return what a receipt means for a delivery: a deferral waits longer each time and ends after twelve attempts."""
        state, reason, due_at = STATES[receipt.outcome], receipt.code or receipt.reason, now
        if receipt.ours_to_fix:
            reason = f"{OURS_TO_FIX}:{reason}"
        if state is DeliveryState.UNKNOWN:
            due_at = now + retry_wait(delivery.attempts)
        if state is DeliveryState.DEFERRED:
            due_at = now + max(receipt.retry_after or timedelta(), retry_wait(delivery.attempts))
            due_at = due_at if delivery.urgent else self._quiet.next_allowed(due_at)
            if delivery.attempts >= MOST_ATTEMPTS:
                state, reason = DeliveryState.REJECTED, f"{GAVE_UP}:{reason}"
        return Verdict(delivery.delivery_id, state, reason, due_at, receipt.provider_id, receipt.raw)

    async def _resolve(self, delivery: Claimed) -> Verdict:
        """Ask the provider before anything is sent again; where nobody can be asked, mail goes once more and an SMS waits."""
        channel, now = self._channels[delivery.channel], self._clock.now()
        if channel.capabilities.can_ask:
            receipt = await channel.ask(_message(delivery))
            if receipt is None:
                return Verdict(delivery.delivery_id, DeliveryState.QUEUED, "never_seen_by_provider", now)
            return self.verdict(delivery, receipt, now)
        if channel.capabilities.medium == "email" and not delivery.resolved:
            return Verdict(delivery.delivery_id, DeliveryState.QUEUED, "once_more", now, resolved=True)
        return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, CANNOT_ASK, now + _REPORTS_COME_WITHIN)

    def _task(self, verdict: Verdict) -> Task | None:
        """Return what a person must look at: an outcome that nobody can be asked about, or an account of ours that is refused."""
        now = self._clock.now()
        if verdict.reason == CANNOT_ASK:
            return Task(f"unknown_delivery/{verdict.delivery_id}", "unknown_delivery", "", verdict.delivery_id, now, now.date())
        if verdict.reason.startswith(GAVE_UP):
            return Task(f"{GAVE_UP}/{verdict.delivery_id}", GAVE_UP, "", verdict.delivery_id, now, now.date())
        if verdict.reason.startswith(OURS_TO_FIX):
            return Task(f"{verdict.reason}/{now.date()}", OURS_TO_FIX, "", verdict.delivery_id, now, now.date())
        return None


def _message(delivery: Claimed) -> Message:
    content = msgspec.json.decode(delivery.message, type=dict[str, str])
    return Message(
        delivery_id=delivery.delivery_id,
        to=delivery.address,
        text=content["text"],
        subject=content.get("subject"),
        html=content.get("html"),
        first_tried_at=delivery.first_tried_at,
    )
