"""What follows when a message ends: the next of its chain goes, or nobody was reached and a person must act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from broadcaster.domain.deliveries import DeliveryState
from broadcaster.ports.office_book import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.delivery_book import Verdict
    from broadcaster.ports.store import Books

NO_REPORT: Final = "no_report"
"""The provider took it and never said what became of it (R72)."""
CANNOT_ASK: Final = "cannot_ask"
"""The line broke, and nobody can be asked what became of it."""
NOBODY_REACHED: Final = "nobody_reached"
"""The task when every way that was planned has failed."""


class Chains:
    """Follows messages to their end."""

    def __init__(self, quiet: QuietHours) -> None:
        """Take the quiet hours, in which the next message waits too."""
        self._quiet = quiet

    async def follow(self, books: Books, verdicts: Sequence[Verdict], now: datetime) -> None:
        """Let what was settled have its consequence, in the transaction that settled it; about the unknown there is a task already."""
        arrived = [each.delivery_id for each in verdicts if each.state is DeliveryState.DELIVERED]
        if arrived:
            await books.deliveries.end_chain(arrived, now)
        for verdict in verdicts:
            if is_lost(verdict):
                due_at = self._quiet.next_allowed(now)
                is_reached = await books.deliveries.pass_on(verdict.delivery_id, due_at, now)
                if not is_reached and verdict.state is DeliveryState.REJECTED:
                    task = f"{NOBODY_REACHED}/{verdict.delivery_id}"
                    await books.office.open_task(Task(task, NOBODY_REACHED, "", verdict.delivery_id, now, now.date()))


def is_lost(verdict: Verdict) -> bool:
    """Say whether nobody can count on this message any more: refused, kept back at the last moment, or silent."""
    is_silent = verdict.state is DeliveryState.UNKNOWN and verdict.reason in (NO_REPORT, CANNOT_ASK)
    return is_silent or verdict.state in (DeliveryState.REJECTED, DeliveryState.CANCELLED)
