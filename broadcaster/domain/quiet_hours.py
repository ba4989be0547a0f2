"""The hours in which routine notices wait (R68); weekends and holidays are days like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.domain.calendar import COURT_ZONE


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet reigns from `begin` until `end` (by default 20:00 until 08:00), by the court's clock; equal times mean never."""

    begin: time = time(20)
    end: time = time(8)

    def next_allowed(self, moment: datetime) -> datetime:
        """Return `moment` itself, or the end of the quiet it falls in; in the court's zone. `moment` must be aware."""
        local = moment.astimezone(COURT_ZONE)
        if not self._is_quiet(local.time()):
            return local
        ends = datetime.combine(local.date(), self.end, COURT_ZONE)
        return ends if ends > local else ends + timedelta(days=1)

    def _is_quiet(self, clock: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end
