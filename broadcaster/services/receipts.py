"""Receipts that come later by themselves: a provider's callback moves its delivery, once and in one direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import NotFound
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.together import Together
from broadcaster.services.dispatch import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest, Report
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store


class Receipts:
    """Understands callbacks through the channel's own reader."""

    def __init__(self, *, store: Store, clock: Clock, readers: Mapping[str, Callable[[CallbackRequest], Sequence[Report]]]) -> None:
        """Take the readers by channel name."""
        self._store = store
        self._clock = clock
        self._readers = readers
        self._commits = Together(self._write)

    async def take(self, channel: str, request: CallbackRequest) -> None:
        """Take one callback; a repeated or late one changes nothing. Raise `BadSignature` where it is not the provider's."""
        if channel not in self._readers:
            raise NotFound(f"no channel {channel} that calls back")
        reports = self._readers[channel](request)
        for report in reports:
            await self._commits.add((channel, report))

    async def _write(self, reported: list[tuple[str, Report]]) -> None:
        now = self._clock.now()
        async with self._store.writing() as books:
            for channel, report in reported:
                receipt = report.receipt
                verdict = Verdict(
                    report.delivery_id or "", STATES[receipt.outcome], receipt.code or receipt.reason, now, answer=receipt.raw
                )
                await books.deliveries.report(channel, verdict, receipt.provider_id, report.at or now)
