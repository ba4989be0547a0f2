"""Deliveries out: claimed under a lease, handed to their channel, and what became of them written down."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from broadcaster.domain.deliveries import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    NOBODY_LEFT_TO_ASK,
    REPORTS_COME_WITHIN,
    UNSENT,
    DeliveryState,
    FrozenText,
    retry_wait,
)
from broadcaster.ports.channels import Attachment, Message, Outcome, Receipt
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.office_book import Task
from broadcaster.services.people.chains import CANNOT_ASK, NO_REPORT
from broadcaster.services.people.sending import BEGIN_WITHIN
from broadcaster.services.people.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.channels import MessageChannel
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.delivery_book import Claimed
    from broadcaster.ports.store import Store
    from broadcaster.services.people.chains import Chains
    from broadcaster.services.people.restraint import Restraint
    from broadcaster.services.people.sending import Errand, Sending

Thing = TypeVar("Thing")

_BATCH = 500
_LEASE = timedelta(seconds=120)
_PAUSE = timedelta(seconds=30)
"""How long what found no place at a carrier waits."""
OURS_TO_FIX = "ours_to_fix"
"""Our account or settings are refused; mended, it goes by itself."""
OURS_TO_CHANGE = "ours_to_change"
"""Our text is refused, as where it is not registered (R65): it will not go as it is."""
GAVE_UP = "gave_up"
ONCE_MORE = "once_more"
NO_CARRIER = "no_carrier"
"""No carrier of the house works, or none may carry this kind (R69)."""
TOO_FAST = "carrier_rate"
"""The carrier's rate is used up for a while."""
_MARK = "（再次告知）"

STATES = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.DEFERRED: DeliveryState.DEFERRED,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}


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
        self._statutory = statutory

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
                receipt = await self._sending.send(errand, _message(errand.delivery), begun + BEGIN_WITHIN)
            if receipt is None:
                return _untouched(errand.delivery, DeliveryState.QUEUED, errand.delivery.reason, self._clock.now())
            return self.verdict(errand.delivery, receipt, self._clock.now())

        return await self._by_channel(await self._sending.timed(errands), lambda errand: errand.channel, send)

    async def _ask(self, unknown: Sequence[Claimed], begun: float) -> list[Verdict]:
        """Find out side by side about what is unknown; what is not reached in time stays so."""
        loop = asyncio.get_running_loop()

        async def ask(delivery: Claimed) -> Verdict:
            channel = self._sending.channels.get(delivery.channel)
            if channel is None:
                return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, CANNOT_ASK, self._clock.now() + NOBODY_LEFT_TO_ASK)
            if loop.time() - begun > BEGIN_WITHIN:
                return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, delivery.reason, self._clock.now())
            return await self._resolve(channel, delivery)

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
        """Write what became of a batch; what is to go again waits for a new look at its case, whose review passed it by."""
        if not verdicts:
            return
        now = self._clock.now()
        again = {cases[each.delivery_id] for each in verdicts if each.state in UNSENT}
        async with self._store.writing() as books:
            await books.deliveries.settle(verdicts, now)
            await books.cases.look_again(again, now)
            await self._chains.follow(books, verdicts, now)
            for verdict in verdicts:
                if task := self._task(verdict):
                    await books.office.open_task(task)

    def verdict(self, delivery: Claimed, receipt: Receipt, now: datetime) -> Verdict:
        """Return what a receipt means for a delivery: a deferral waits longer each time and ends after twelve attempts."""
        state, reason, due_at = STATES[receipt.outcome], receipt.code or receipt.reason, now
        if receipt.ours_to_fix:
            reason = f"{OURS_TO_FIX if state is DeliveryState.DEFERRED else OURS_TO_CHANGE}:{reason}"
        if state is DeliveryState.ACCEPTED:
            due_at = now + REPORTS_COME_WITHIN
        if state is DeliveryState.UNKNOWN:
            due_at = now + retry_wait(delivery.attempts)
        if state is DeliveryState.DEFERRED:
            due_at = now + max(receipt.retry_after or timedelta(), retry_wait(delivery.attempts))
            due_at = due_at if delivery.urgent else self._quiet.next_allowed(due_at)
            if delivery.attempts >= MOST_ATTEMPTS:
                state, reason = DeliveryState.REJECTED, f"{GAVE_UP}:{reason}"
        return Verdict(delivery.delivery_id, state, reason, due_at, receipt.provider_id, receipt.raw)

    async def _resolve(self, channel: MessageChannel, delivery: Claimed) -> Verdict:
        """Ask the provider before anything is sent again; where nobody can be asked, mail and statutory SMS go once more, marked."""
        now = self._clock.now()
        if delivery.reason == NO_REPORT:
            return await self._ask_about_silence(channel, delivery, now)
        if channel.capabilities.can_ask:
            receipt = await channel.ask(_message(delivery))
            if receipt is None:
                return Verdict(delivery.delivery_id, DeliveryState.QUEUED, "never_seen_by_provider", now)
            return self.verdict(delivery, receipt, now)
        goes_again = channel.capabilities.medium == "email" or delivery.kind in self._statutory
        if goes_again and not delivery.resolved:
            return Verdict(delivery.delivery_id, DeliveryState.QUEUED, ONCE_MORE, now, resolved=True)
        return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, CANNOT_ASK, now + NOBODY_LEFT_TO_ASK)

    async def _ask_about_silence(self, channel: MessageChannel, delivery: Claimed, now: datetime) -> Verdict:
        """An SMS that was taken over is never sent again for its silence: the provider is asked, and a later report still counts."""
        receipt = await channel.ask(_message(delivery)) if channel.capabilities.can_ask else None
        if receipt and receipt.outcome in (Outcome.DELIVERED, Outcome.REJECTED):
            return self.verdict(delivery, receipt, now)
        return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, NO_REPORT, now + NOBODY_LEFT_TO_ASK)

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


def _message(delivery: Claimed) -> Message:
    frozen = msgspec.json.decode(delivery.message, type=FrozenText)
    is_marked = delivery.resolved and delivery.medium == "sms"
    return Message(
        delivery_id=delivery.delivery_id,
        to=delivery.address,
        text=_marked(frozen.text) if is_marked else frozen.text,
        subject=frozen.subject,
        html=frozen.html,
        first_tried_at=delivery.first_tried_at,
        attachments=tuple(Attachment(file.name, file.media_type, file.content) for file in frozen.files),
    )


def _marked(text: str) -> str:
    """Say behind the signature that this is told once more, so that nobody takes it for a second demand."""
    signature, bracket, body = text.partition("】")
    return f"{signature}{bracket}{_MARK}{body}"
