"""R58: some months after termination the applicant is visited by message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import applicant, event, moment
from tests.integration.services.duty import told
from tests.unit.domain.test_deadlines import terminated

if TYPE_CHECKING:
    from datetime import datetime

    from tests.integration.services.courthouse import Courthouse


async def visits(court: Courthouse, now: datetime) -> list[str]:
    """Return the texts of the visits made at a moment."""
    return [text for kind, _, text in await told(court, now) if kind == "follow_up"]


async def test_r58_the_applicant_is_visited_on_the_day_and_once(court: Courthouse) -> None:
    """Three months after the ruling; the next visit is a year after it."""
    await court.tell(terminated("2026-11-05"))
    assert await visits(court, moment("2027-02-04", "10:00")) == []
    (text,) = await visits(court, moment("2027-02-05", "10:00"))
    assert "已满3个月" in text
    await court.tell(
        event("case.assets_queried", at="2027-02-05T11:00:00+08:00", parties=[applicant()], queried_on="2027-02-05", result="nothing_found")
    )
    assert await visits(court, moment("2027-02-06", "10:00")) == []
    (text,) = await visits(court, moment("2027-11-05", "10:00"))
    assert "已满12个月" in text


async def test_r58_a_visit_long_past_is_not_made_up_for(court: Courthouse) -> None:
    """A case that comes to us years after its termination is visited from now on."""
    await court.tell(terminated("2024-10-20"))
    texts = await visits(court, moment("2026-11-05", "10:00"))
    assert [("24个月" in text) for text in texts] == [True]


async def test_a_resumed_case_is_visited_no_more(court: Courthouse) -> None:
    """It is being executed again."""
    await court.tell(terminated("2026-11-05"), event("case.resumed", at="2026-12-01T09:00:00+08:00", parties=[applicant()]))
    assert await visits(court, moment("2027-02-05", "10:00")) == []
