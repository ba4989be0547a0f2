"""The house's inbox: later reports and replies from channels' own connections and callbacks, many in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from broadcaster.domain.deliveries import REPORTS_COME_WITHIN, DeliveryState
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.together import Together
from broadcaster.services.people.outcomes import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.ports.channels import Report
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.inbox import Reply
    from broadcaster.ports.store import Store
    from broadcaster.services.answers.replies import Replies
    from broadcaster.services.people.chains import Chains


class HouseInbox:
    """Writes what came in; when a call returns, it is durable."""

    def __init__(self, *, store: Store, clock: Clock, chains: Chains, replies: Replies) -> None:
        """Take what it works with."""
        self._chains = chains
        self._store = store
        self._clock = clock
        self._replies = replies
        self._reported = Together(self._write_reports)
        self._replied = Together(self._write_replies)

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Move deliveries, each once and in one direction; a repeated or late report changes nothing."""
        await asyncio.gather(*(self._reported.add((channel, each)) for each in reports))

    async def replies(self, channel: str, replies: Sequence[Reply]) -> None:
        """Keep what people wrote; a repeat changes nothing."""
        await asyncio.gather(*(self._replied.add((channel, each)) for each in replies))

    async def _write_reports(self, reported: list[tuple[str, Report]]) -> None:
        now, moved = self._clock.now(), []
        async with self._store.writing() as books:
            for channel, report in reported:
                verdict = _verdict(report, now)
                delivery_id = await books.deliveries.report(channel, verdict, report.receipt.provider_id, report.at or now)
                if delivery_id:
                    moved.append(replace(verdict, delivery_id=delivery_id))
            await self._chains.follow(books, moved, now)

    async def _write_replies(self, replied: list[tuple[str, Reply]]) -> None:
        now = self._clock.now()
        async with self._store.writing() as books:
            for channel, reply in replied:
                await self._replies.take(books, channel, [reply], now)


def _verdict(report: Report, now: datetime) -> Verdict:
    receipt = report.receipt
    state = STATES[receipt.outcome]
    due_at = now + REPORTS_COME_WITHIN if state is DeliveryState.ACCEPTED else now
    return Verdict(report.delivery_id or "", state, receipt.code or receipt.reason, due_at, answer=receipt.raw)
