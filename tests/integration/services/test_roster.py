"""R91: the duty roster is brought by the month, changed by who may, and handed over by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.domain import duty_roster as roster
from broadcaster.domain.errors import InvalidInput, NotAllowed, WrongState
from broadcaster.domain.users import StaffRole, User
from tests.builders import moment
from tests.integration.services.courthouse import LEI, MEI, Courthouse
from tests.integration.services.duty import hire

FILE = """开始,结束,值班员,副班,值班电话
2026-11-05 09:00,2026-11-06 09:00,孙值班,吴值班,025-52911500
2026-11-06 09:00,2026-11-07 09:00,吴值班,郑值班,025-52911500
2026/11/7 9:00,2026/11/8 9:00,郑值班,,025-52911500
"""
SUN, WU = (User(name, frozenset({StaffRole.DUTY_OFFICER})) for name in ("孙值班", "吴值班"))


async def brought(court: Courthouse, content: str = FILE) -> list[str]:
    """Bring a file and return who is on it, in order."""
    return [shift.officer for shift in await court.house.roster.bring(content.encode(), LEI)]


async def refused(court: Courthouse, content: bytes) -> list[tuple[str, str]]:
    """Bring a file that is refused and return its faults."""
    with pytest.raises(InvalidInput) as error:
        await court.house.roster.bring(content, LEI)
    return [(fault.pointer, fault.message) for fault in error.value.faults]


async def test_a_month_is_brought_as_a_spreadsheet_saves_it(court: Courthouse) -> None:
    """In UTF-8 or GB18030; who is on duty now is then known to everybody."""
    await hire(court)
    assert await brought(court) == ["孙值班", "吴值班", "郑值班"]
    await court.house.roster.bring(FILE.encode("gb18030"), LEI)
    watch = await court.house.roster.watch()
    assert watch.now
    assert watch.after
    assert (watch.now.people, watch.after.officer) == (("孙值班", "吴值班"), "吴值班")


async def test_a_new_file_replaces_what_is_to_come_and_nothing_that_was(court: Courthouse) -> None:
    """Who stands in for a shift under way may change, its hours may not."""
    await hire(court)
    await brought(court)
    court.clock.advance(timedelta(hours=2))
    assert await brought(court, FILE.replace("孙值班,吴值班", "孙值班,郑值班")) == ["孙值班", "吴值班", "郑值班"]
    watch = await court.house.roster.watch()
    assert watch.now
    assert watch.now.deputy == "郑值班"
    assert await refused(court, FILE.replace("2026-11-06 09:00,孙", "2026-11-06 08:00,孙").encode()) == [("/2/until", roster.BEGUN)]


async def test_a_file_with_faults_changes_nothing_and_names_each(court: Courthouse) -> None:
    """By line and column."""
    await hire(court)
    await brought(court)
    assert await refused(court, FILE.replace("郑值班", "郑不在").encode()) == [
        ("/3/deputy", roster.NO_USER),
        ("/4/officer", roster.NO_USER),
    ]
    assert await refused(court, "开始,结束\n".encode()) == [("/1/officer", roster.MISSING)]
    assert await refused(court, b"\xff\xff\xff") == [("/1", roster.UNREADABLE)]
    assert len(await court.house.roster.shifts(moment("2026-11-01"), moment("2026-12-01"))) == 3


async def test_only_team_lead_and_bureau_chief_change_the_roster(court: Courthouse) -> None:
    """Everyone reads it."""
    await hire(court)
    for change in (
        court.house.roster.bring(FILE.encode(), MEI),
        court.house.roster.put({}, MEI),
        court.house.roster.drop(moment("2026-11-06"), MEI),
    ):
        with pytest.raises(NotAllowed):
            await change


async def test_a_single_shift_is_put_and_dropped(court: Courthouse) -> None:
    """One that overlaps is refused; one that has begun stays."""
    await hire(court)
    await brought(court)
    line = {"from": "2026-11-08 09:00", "until": "2026-11-09 09:00", "officer": "孙值班"}
    await court.house.roster.put(line, LEI)
    with pytest.raises(InvalidInput, match=roster.OVERLAPS):
        await court.house.roster.put({**line, "from": "2026-11-08 12:00"}, LEI)
    await court.house.roster.drop(moment("2026-11-08", "09:00"), LEI)
    with pytest.raises(WrongState):
        await court.house.roster.drop(moment("2026-11-05", "09:00"), LEI)
    assert len(await court.house.roster.shifts(moment("2026-11-01"), moment("2026-12-01"))) == 3


async def test_a_shift_is_handed_over_by_name(court: Courthouse) -> None:
    """Who is on duty writes the note; who comes next signs for it, once."""
    await hire(court)
    await brought(court)
    await court.house.roster.hand_over("西善桥一处未确认，已电话催告", SUN)
    begins_at = moment("2026-11-05", "09:00")
    with pytest.raises(NotAllowed):
        await court.house.roster.take_over(begins_at, User("郑值班", SUN.roles))
    court.clock.set(moment("2026-11-06", "09:10"))
    watch = await court.house.roster.watch()
    assert watch.to_take_over
    assert watch.to_take_over.note == "西善桥一处未确认，已电话催告"
    await court.house.roster.take_over(begins_at, WU)
    assert (await court.house.roster.watch()).to_take_over is None
    with pytest.raises(WrongState):
        await court.house.roster.take_over(begins_at, WU)
    with pytest.raises(NotAllowed):
        await court.house.roster.hand_over("不在班", SUN)
