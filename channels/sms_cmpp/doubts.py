"""Messages whose answer was lost: a late answer, or a report to the same number of the same minutes, clears them up.

CMPP gives a message its id only in the answer. Without it a report can be understood by its number and time alone: so these are
kept in memory, and what nothing clears up becomes a task for staff.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.sms_cmpp.sent import provider_id

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_KEPT = 10_000
CLOCKS_DIFFER = timedelta(minutes=3)


@dataclass(eq=False, slots=True)
class Doubt:
    """A delivery of which not every part was answered."""

    delivery_id: str
    number: str = field(repr=False)
    total: int
    at: datetime
    ids: list[str]
    """Of the parts whose id is known by now."""
    arrived: set[str] = field(default_factory=set)

    @property
    def provider_id(self) -> str:
        """What the store shall keep: the id of a part, marked where there are several."""
        return provider_id(self.ids, self.total)


class Doubts:
    """All that are open, the oldest forgotten first."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_delivery: dict[str, Doubt] = {}
        self._by_id: dict[str, Doubt] = {}
        self._by_number: dict[str, list[Doubt]] = {}

    def add(self, doubt: Doubt) -> None:
        """Open one."""
        self._by_delivery[doubt.delivery_id] = doubt
        self._by_number.setdefault(doubt.number, []).append(doubt)
        self._by_id.update(dict.fromkeys(doubt.ids, doubt))
        while len(self._by_delivery) > MOST_KEPT:
            self.close(next(iter(self._by_delivery.values())))

    def close(self, doubt: Doubt) -> None:
        """Forget one."""
        self._by_delivery.pop(doubt.delivery_id, None)
        self._forget(doubt.ids)
        others = [each for each in self._by_number.pop(doubt.number, []) if each is not doubt]
        if others:
            self._by_number[doubt.number] = others

    def withdraw(self, delivery_id: str) -> None:
        """Forget the doubt about a delivery that is sent once more: from now on that counts."""
        if doubt := self._by_delivery.get(delivery_id):
            self.close(doubt)

    def answered(self, delivery_id: str, msg_id: str | None) -> Doubt | None:
        """Take the id in a late answer, None in a refusal; return None where there is no such doubt."""
        doubt = self._by_delivery.get(delivery_id)
        if doubt and msg_id and msg_id not in doubt.ids:
            self._learn(doubt, msg_id)
        return doubt

    def about(self, msg_id: str, number: str, submitted: str) -> Doubt | None:
        """Return the doubt that a report clears up: by the id, else by the number and the minute of the submit (YYMMDDHHMM)."""
        if msg_id in self._by_id:
            return self._by_id[msg_id]
        for doubt in self._by_number.get(number, ()):
            if len(doubt.ids) < doubt.total and _near(submitted, doubt.at):
                self._learn(doubt, msg_id)
                return doubt
        return None

    def _learn(self, doubt: Doubt, msg_id: str) -> None:
        doubt.ids.append(msg_id)
        self._by_id[msg_id] = doubt

    def _forget(self, ids: Iterable[str]) -> None:
        for msg_id in ids:
            self._by_id.pop(msg_id, None)


def _near(minute: str, moment: datetime) -> bool:
    try:
        told = datetime.strptime(minute, "%y%m%d%H%M").replace(tzinfo=moment.tzinfo)
    except ValueError:
        return False
    return abs(told - moment) <= CLOCKS_DIFFER
