"""Events in: durable or refused, each by itself, before the answer goes out (contract: Events in)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.builders import CASE_NUMBER, Body, case, event, listed, listing, performed, person

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse


def altered(body: Body) -> Body:
    """Return the same event with other content."""
    return body | {"time": "2026-11-05T09:00:01+08:00"}


async def test_a_repeat_is_a_duplicate_and_other_content_is_rejected(court: Courthouse) -> None:
    """Known by source and id, compared by content, however often it comes."""
    body = listed()
    answers = [await court.house.intake.take([each]) for each in (body, body, altered(body), body)]
    assert [(answer.accepted, answer.duplicates, len(answer.rejected)) for answer in answers] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
        (0, 1, 0),
    ]
    (rejected,) = answers[2].rejected
    assert (rejected.index, rejected.id, rejected.faults[0].pointer) == (0, body["id"], "/id")


async def test_the_same_holds_within_one_batch(court: Courthouse) -> None:
    """The first of its name is taken."""
    body = listed()
    answer = await court.house.intake.take([body, body, altered(body)])
    assert (answer.accepted, answer.duplicates, [each.index for each in answer.rejected]) == (1, 1, [2])


async def test_one_bad_event_never_holds_back_the_others(court: Courthouse) -> None:
    """Each rejected one is named by its place and id; the good ones are kept."""
    answer = await court.house.intake.take([listed(), {"id": "x"}, None, listed() | {"id": "y", "time": "now"}, performed()])
    assert answer.accepted == 2
    assert [(each.index, each.id) for each in answer.rejected] == [(1, "x"), (2, ""), (3, "y")]
    async with court.house.store.reading() as books:
        assert len(await books.cases.events_of(CASE_NUMBER)) == 2


async def test_batches_that_arrive_together_are_all_kept(court: Courthouse) -> None:
    """Each gets its own answer, also where they bring the same event."""
    bodies = [listed(of=case(f"（2026）苏0114执{number}号")) for number in range(30)]
    answers = await asyncio.gather(*(court.house.intake.take([body, bodies[0]]) for body in bodies))
    assert sum(answer.accepted for answer in answers) == 30
    assert sum(answer.duplicates for answer in answers) == 30
    async with court.house.store.reading() as books:
        assert await books.cases.count_events() == 30


async def test_what_was_accepted_owes_its_notices_and_its_review_at_once(court: Courthouse) -> None:
    """All in one commit: after the answer nothing is lost, whatever is killed."""
    await court.house.intake.take([event("case.filed", parties=[person(role="applicant")])])
    assert {row.kind for row in await court.deliveries()} == {"filing", "case_course", "enforcement_risk"}
    async with court.house.store.reading() as books:
        assert await books.cases.count_due_reviews(court.clock.now()) == 1


async def test_a_rejected_event_owes_nothing(court: Courthouse) -> None:
    """Neither notice nor review."""
    await court.house.intake.take([event("case.filed", parties=[])])
    assert await court.deliveries() == []
    async with court.house.store.reading() as books:
        assert await books.cases.count_due_reviews(court.clock.now()) == 0


@pytest.mark.parametrize("path", ["../secret.jpg", "/etc/passwd", "x" * 300])
async def test_r98_a_strange_photo_path_stops_no_other_case(court: Courthouse, path: str) -> None:
    """A fault by the rules is the entry's own trouble: withdrawals of others go on."""
    photo = {"path": path, "source": "某处"}
    await court.tell(listed(person(photo=photo), listing("L2"), of=case("（2026）苏0114执200号")), listed())
    assert {row.case_number for row in await court.entries()} == {CASE_NUMBER, "（2026）苏0114执200号"}
