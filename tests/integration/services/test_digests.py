"""R116, plan 三.14: departments are reminded on Friday, the supervision reads its report on Monday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import event, moment, person
from tests.integration.services.duty import hire, told
from tests.unit.domain.test_deadlines import clue, terminated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.builders import Body
    from tests.integration.services.courthouse import Courthouse

FRIDAY, MONDAY = moment("2026-11-06", "10:00"), moment("2026-11-09", "09:00")


def petition(number: int, department: str = "", *, answered: bool = False, day: str = "2026-11-02") -> Body:
    """Return a petition."""
    kind = "petition.answered" if answered else "petition.received"
    content = {"petition_id": f"X{number}", "received_on": day, **({"department": department} if department else {})}
    return event(kind, at=f"{day}T09:00:00+08:00", party=person("信访人", role="petitioner"), petition=content)


@pytest.fixture
async def busy(court: Courthouse) -> AsyncIterator[Courthouse]:
    """Give a court with three petitions, a clue and a case long terminated."""
    await hire(court)
    court.house.rules.departments["立案庭"] = "lian@example.com"
    await court.tell(
        petition(1, "立案庭"), petition(2), petition(3, "不在册的部门", day="2026-09-01"), petition(4), petition(4, answered=True)
    )
    await court.tell(clue("2026-11-03"), terminated("2026-11-02"))
    yield court
    court.house.rules.departments.pop("立案庭")


async def test_r116_on_friday_each_department_reads_what_it_has_open(busy: Courthouse) -> None:
    """By e-mail to its address; what names no department, or an unknown one, goes to the staff of the bureau."""
    assert not [each for each in await told(busy, moment("2026-11-06", "09:59"), medium="email") if each[0] == "petition_reminder"]
    mails = {reader: text for kind, reader, text in await told(busy, FRIDAY, medium="email") if kind == "petition_reminder"}
    assert set(mails) == {"lian@example.com", "罗执行"}
    assert "1件" in mails["lian@example.com"]
    assert "3件" in mails["罗执行"]
    assert "其中已超期1件" in mails["罗执行"]


async def test_r116_on_monday_the_supervision_reads_everything(busy: Courthouse) -> None:
    """Petitions and the deadlines of the next two weeks; a query due in half a year is not in it."""
    await told(busy, FRIDAY, medium="email")
    mails = [(reader, text) for kind, reader, text in await told(busy, MONDAY, medium="email") if kind == "petition_report"]
    assert [reader for reader, _ in mails] == ["何监察"]
    assert mails[0][1].count("答复信访") == 3
    assert "答复财产线索" in mails[0][1]
    assert "半年查询" not in mails[0][1]


async def test_r116_what_was_missed_is_made_up_for_on_a_working_day_of_the_week(busy: Courthouse) -> None:
    """Monday's report on Tuesday; Friday's reminder not on Sunday."""
    assert [kind for kind, *_ in await told(busy, moment("2026-11-08", "10:00"), medium="email") if kind.startswith("petition")] == []
    assert [kind for kind, *_ in await told(busy, moment("2026-11-10", "11:00"), medium="email")].count("petition_report") == 1


async def test_r116_each_is_written_once_a_week(busy: Courthouse) -> None:
    """Also by a worker that has just started."""
    await told(busy, FRIDAY, medium="email")
    busy.house.__dict__.pop("digests")
    assert await told(busy, moment("2026-11-06", "16:00"), medium="email") == []
    assert [kind for kind, *_ in await told(busy, moment("2026-11-13", "10:00"), medium="email")].count("petition_reminder") == 2
