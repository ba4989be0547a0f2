"""What a gateway delivers by itself, on its way into the house's inbox; the gateway is thanked once it is there."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from broadcaster.domain.errors import BroadcasterError
from broadcaster.ports.channels import Outcome, Report
from channels.sms_cmpp.doubts import Doubts
from channels.sms_cmpp.options import NAME
from channels.sms_cmpp.receipts import of_stat
from channels.sms_cmpp.replies import as_reply, national, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.ports.inbox import Inbox, Reply
    from channels.sms_cmpp.pdu import Delivered
    from channels.sms_cmpp.sent import Sent, SentMessages
    from channels.sms_cmpp.session import Session

AGAIN_AFTER = 150.0
"""Seconds after which a report on a message that nobody knew is handed over again: whoever sent it has written it down by then."""
PARTS_COME_WITHIN = 20.0
GATHERS_FOR = 0.01
"""Seconds in which a group comes together: one commit costs as much for one report as for thirty."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report, or the parts of one reply by number, and whom to thank for each."""

    parts: dict[int, Delivered]
    sessions: dict[int, Session]

    @property
    def first(self) -> Delivered:
        """The report itself, or the part of a reply that came first."""
        return next(iter(self.parts.values()))


class Incoming:
    """Reports and replies of all connections, handed over in groups.

    A report on an unknown message waits until all sends that were under way when it came are finished: one of them may be its own.
    """

    def __init__(self, inbox: Inbox, sent: SentMessages) -> None:
        """Take where to hand over to, and what is known of messages sent."""
        self.doubts = Doubts()
        self._inbox = inbox
        self._sent = sent
        self._under_way: dict[int, None] = {}
        self._next_send = 0
        self._held: deque[tuple[int, Arrival]] = deque()
        self._ready: list[Arrival] = []
        self._incomplete: dict[tuple[str, int, int], Arrival] = {}
        self._work: asyncio.Task[None] | None = None

    def begin(self) -> int:
        """Say that a send begins; return its ticket."""
        self._next_send += 1
        self._under_way[self._next_send] = None
        return self._next_send

    def end(self, ticket: int) -> None:
        """Say that a send is finished, and what is known of it is known."""
        del self._under_way[ticket]
        oldest = next(iter(self._under_way), self._next_send + 1)
        while self._held and self._held[0][0] < oldest:
            self._add(self._held.popleft()[1])

    def take(self, session: Session, delivered: Iterable[Delivered]) -> None:
        """Take what came in on a connection."""
        for each in delivered:
            if each.stat is None:
                self._take_reply(session, each)
            elif self._under_way and self._sent.remembered(each.msg_id.hex()) is None:
                self._held.append((self._next_send, Arrival({1: each}, {1: session})))
            else:
                self._add(Arrival({1: each}, {1: session}))

    async def hand_over(self, reports: list[Report]) -> None:
        """Hand over what became known by itself; what cannot be kept now is lost, and stays in doubt."""
        try:
            await self._inbox.reports(NAME, reports)
        except BroadcasterError as error:
            _log.warning("cmpp.not_kept", channel=NAME, reason=str(error))

    def _take_reply(self, session: Session, delivered: Delivered) -> None:
        reference, total, number = place(delivered)
        key = (delivered.terminal, reference, total)
        arrival = self._incomplete.get(key) or Arrival({}, {})
        arrival.parts[number], arrival.sessions[number] = delivered, session
        if len(arrival.parts) >= total:
            self._incomplete.pop(key, None)
            self._add(arrival)
        elif key not in self._incomplete:
            self._incomplete[key] = arrival
            asyncio.get_running_loop().call_later(PARTS_COME_WITHIN, self._add_incomplete, key, arrival)

    def _add_incomplete(self, key: tuple[str, int, int], arrival: Arrival) -> None:
        if self._incomplete.get(key) is arrival:
            self._add(self._incomplete.pop(key))

    def _add(self, arrival: Arrival) -> None:
        self._ready.append(arrival)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._hand_all_over())

    async def _hand_all_over(self) -> None:
        while self._ready:
            await asyncio.sleep(GATHERS_FOR)
            group, self._ready = self._ready, []
            try:
                await self._hand_group_over(group)
            except BroadcasterError as error:
                _log.warning("cmpp.not_kept", channel=NAME, reason=str(error))  # not thanked for: the gateway sends it again
                continue
            for arrival in group:
                for number, session in arrival.sessions.items():
                    session.thank(arrival.parts[number])

    async def _hand_group_over(self, group: list[Arrival]) -> None:
        replies: list[Reply] = [as_reply(each.parts) for each in group if each.first.stat is None]
        if replies:
            await self._inbox.replies(NAME, replies)
        understood = await asyncio.gather(*(self._understand(each) for each in group if each.first.stat is not None))
        reports = list(dict.fromkeys(report for report, _ in understood if report))
        if reports:
            await self._inbox.reports(NAME, reports)
        await asyncio.gather(*(self._sent.strike(*settled) for _, settled in understood if settled))

    async def _understand(self, arrival: Arrival) -> tuple[Report | None, tuple[Sent, str] | None]:
        """Return what to hand over, and the note to be struck out after that."""
        told = arrival.first
        msg_id, stat = told.msg_id.hex(), told.stat or ""
        sent = self._sent.remembered(msg_id) or await self._sent.noted(msg_id)
        if sent is None:
            return self._of_unknown(arrival, msg_id, stat), None
        receipt = of_stat(stat, sent.provider_id)
        report = Report(receipt, sent.delivery_id)
        if receipt.outcome is Outcome.DELIVERED:
            return (report, (sent, msg_id)) if await self._sent.arrived(sent, msg_id) else (None, None)
        return report, (sent, msg_id) if receipt.outcome is Outcome.REJECTED else None

    def _of_unknown(self, arrival: Arrival, msg_id: str, stat: str) -> Report | None:
        told = arrival.first
        doubt = self.doubts.about(msg_id, national(told.terminal), told.submitted)
        if doubt is None:
            if arrival.sessions:
                asyncio.get_running_loop().call_later(AGAIN_AFTER, self._add, Arrival(arrival.parts, {}))
            return Report(of_stat(stat, msg_id))
        receipt = of_stat(stat, doubt.provider_id)
        if receipt.outcome is Outcome.DELIVERED:
            doubt.arrived.add(msg_id)
        is_clear = receipt.outcome is Outcome.REJECTED or len(doubt.arrived) == doubt.total
        return Report(receipt, doubt.delivery_id) if is_clear else None
