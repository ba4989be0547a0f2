"""What keeps a claimed message back at the last moment: a stopped address (R55), a rehearsal, the day's cap (R70)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.ports.delivery_book import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.delivery_book import Claimed
    from broadcaster.ports.store import Books

DAILY_CAP: Final = "R70.daily_cap"


class Gate(Protocol):
    """Says why a message may not leave at all."""

    def why_not(self, address: str) -> str:
        """Return the reason, or an empty text."""
        ...


class Restraint:
    """Keeps back; counts at submit, as carriers do."""

    def __init__(self, *, gate: Gate, quiet: QuietHours, most_a_day: int) -> None:
        """Take the gate, and how many SMS one party may get at one number on one day of the court; urgent ones are not counted out."""
        self._gate = gate
        self._quiet = quiet
        self._most_a_day = most_a_day

    async def keep_back(self, books: Books, claimed: Sequence[Claimed], now: datetime) -> list[Verdict]:
        """Return what becomes of those of the claimed messages that may not go now."""
        if not claimed:
            return []
        keys = {each.address_key for each in claimed}
        stopped = await books.deliveries.stopped(keys)
        midnight = datetime.combine(now.astimezone(COURT_ZONE).date(), time(), COURT_ZONE)
        counts = dict(await books.deliveries.tried_since(midnight, keys))
        tomorrow = self._quiet.next_allowed(midnight + timedelta(days=1))
        kept = []
        for delivery in reversed(claimed):
            if reason := stopped.get(delivery.address_key) or self._gate.why_not(delivery.address):
                kept.append(Verdict(delivery.delivery_id, DeliveryState.CANCELLED, reason, now, was_tried=False))
            elif self._is_too_many(delivery, counts):
                counts[delivery.party_id, delivery.address_key] -= 1
                kept.append(Verdict(delivery.delivery_id, DeliveryState.DEFERRED, DAILY_CAP, tomorrow, was_tried=False))
        return kept

    def _is_too_many(self, delivery: Claimed, counts: dict[tuple[str, str], int]) -> bool:
        is_first = delivery.medium == "sms" and delivery.attempts == 1
        return is_first and not delivery.urgent and counts.get((delivery.party_id, delivery.address_key), 0) > self._most_a_day
