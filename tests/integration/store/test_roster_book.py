"""The duty roster in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.duty_roster import Shift
from broadcaster.domain.errors import NotFound
from tests.builders import moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

MORNING = moment("2026-11-23", "09:00")
EVENING = MORNING + timedelta(hours=9)
DAY = Shift(MORNING, EVENING, "sun", "wu", "025-52911500")
NIGHT = Shift(EVENING, MORNING + timedelta(days=1), "wu")


async def test_shifts_are_found_by_time(store: SqlStore) -> None:
    """Those under way in between, the one before, the one after."""
    async with store.writing() as books:
        await books.roster.keep([NIGHT, DAY])
        assert await books.roster.shifts(MORNING, NIGHT.ends_at) == [DAY, NIGHT]
        assert await books.roster.shifts(EVENING, NIGHT.ends_at) == [NIGHT]
        assert await books.roster.last_before(EVENING) == DAY
        assert await books.roster.last_before(MORNING) is None
        assert await books.roster.next_after(MORNING) == NIGHT
        assert await books.roster.shift(EVENING) == NIGHT


async def test_a_shift_is_replaced_and_taken_out(store: SqlStore) -> None:
    """The note and the signature of the one who takes over stay with the shift."""
    signed = replace(DAY, note="一处未确认", noted_by="sun", noted_at=EVENING, taken_over_by="wu", taken_over_at=EVENING)
    async with store.writing() as books:
        await books.roster.keep([DAY, NIGHT])
        await books.roster.keep([signed])
        assert await books.roster.shifts(MORNING, NIGHT.ends_at) == [signed, NIGHT]
        await books.roster.drop([EVENING])
        with pytest.raises(NotFound):
            await books.roster.shift(EVENING)
