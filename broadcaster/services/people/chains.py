"""What follows when a message ends: the next of its chain goes, or nobody was reached and a person must act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from broadcaster.domain.deliveries import WRONG_NUMBER, DeliveryState
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
UNKNOWN_DELIVERY: Final = "unknown_delivery"
"""The task of finding out whether a message went out, or arrived."""
NOBODY_REACHED: Final = "nobody_reached"
"""The task when every way that was planned has failed."""


class Chains:
    """Follows messages to their end."""

    def __init__(self, quiet: QuietHours) -> None:
        """Take the quiet hours, in which the next message waits too."""
        self._quiet = quiet

    async def follow(self, books: Books, verdicts: Sequence[Verdict], now: datetime) -> None:
        """Let what was settled have its consequence, in the transaction that settled it."""
        arrived = [each.delivery_id for each in verdicts if each.state is DeliveryState.DELIVERED]
        if arrived:
            await books.deliveries.end_chain(arrived, now)
        for verdict in verdicts:
            if not is_lost(verdict):
                continue
            has_another = await books.deliveries.pass_on(verdict.delivery_id, self._quiet.next_allowed(now), now)
            if kind := _question(verdict, has_another=has_another):
                await books.office.open_task(Task(f"{kind}/{verdict.delivery_id}", kind, "", verdict.delivery_id, now, now.date()))


def _question(verdict: Verdict, *, has_another: bool) -> str:
    """Return the task that a lost message leaves to a person, or an empty text.

    Whether a message whose line broke went out is always found out. One that is merely silent, or refused, matters where no other
    message of the same notice is under way.
    """
    if verdict.state is DeliveryState.CANCELLED:
        return NOBODY_REACHED if verdict.reason == WRONG_NUMBER and not has_another else ""
    if verdict.reason == CANNOT_ASK or (verdict.reason == NO_REPORT and not has_another):
        return UNKNOWN_DELIVERY
    return NOBODY_REACHED if verdict.state is DeliveryState.REJECTED and not has_another else ""


def is_lost(verdict: Verdict) -> bool:
    """Say whether nobody can count on this message any more: refused, kept back at the last moment, or silent."""
    is_silent = verdict.state is DeliveryState.UNKNOWN and verdict.reason in (NO_REPORT, CANNOT_ASK)
    return is_silent or verdict.state in (DeliveryState.REJECTED, DeliveryState.CANCELLED)
