"""The time as this machine has it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")


class SystemClock:
    """Tells the machine's time as the court reads it, in Asia/Shanghai."""

    def now(self) -> datetime:
        """Return the present moment, aware."""
        return datetime.now(_SHANGHAI)
