"""Questionnaires: both sides once, by a link that tells nothing, answers for supervision alone (R60, R104)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from broadcaster.domain.case_file import fold
from broadcaster.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from broadcaster.domain.users import StaffRole, User
from broadcaster.services.case_files import file_of
from broadcaster.services.people.notices import address_key
from tests.builders import CASE_NUMBER, Body, applicant, as_told, event, happened, person

if TYPE_CHECKING:
    from broadcaster.domain.case_file import CaseFile
    from tests.integration.services.courthouse import Courthouse

SUPERVISOR = User("yan", frozenset({StaffRole.SUPERVISION}))
HANDLER = User("sun", frozenset({StaffRole.CASE_STAFF}))
FINE = {"satisfaction": "4", "lawful": "yes", "informed": "yes", "integrity": "no", "opinion": ""}
TOKEN = re.compile(r"/surveys/([A-Za-z0-9]{12})(?![A-Za-z0-9])")


def concluded(*parties: Body, at: str = "2026-11-05T09:00:00+08:00") -> Body:
    """Return `case.concluded`."""
    return event("case.concluded", at=at, parties=list(parties or (applicant(), person())), outcome="fully_performed")


async def offered(court: Courthouse, *bodies: Body) -> int:
    """Let a review follow these events; return how many offers it made."""
    file = as_told(*bodies)
    number = file.case.number
    async with court.house.store.writing() as books:
        before = len(await books.surveys.offered(number))
        await court.house.surveys.follow(books, {number: file}, court.clock.now())
        return len(await books.surveys.offered(number)) - before


async def tokens(court: Courthouse) -> list[str]:
    """Return the tokens in the messages owed, the applicant's first."""
    now = court.clock.now()
    async with court.house.store.writing() as books:
        claimed = await books.deliveries.claim(now + timedelta(days=1), now, 50, media=["sms"], urgent_only=False)
    texts = [msgspec.json.decode(each.message)["text"] for each in claimed if each.kind == "survey"]
    return [match[1] for text in texts for match in [TOKEN.search(text)] if match]


async def test_r104_both_sides_are_asked_at_conclusion_once(court: Courthouse) -> None:
    """However often the case is reviewed, and also where the case system asks for the same besides."""
    due = event("survey.due", at="2026-11-05T09:30:00+08:00", parties=[applicant(), person()], survey="enforcement-conduct")
    assert [await offered(court, concluded()), await offered(court, concluded()), await offered(court, concluded(), due)] == [2, 0, 0]
    rows = [row for row in await court.deliveries() if row.channel == "sms_twilio"]
    assert sorted((row.kind, row.party_id) for row in rows) == [("survey", "P-毛晓海"), ("survey", "P-陈辉平")]


async def test_r60_the_link_tells_nobody_who_was_asked(court: Courthouse) -> None:
    """Twelve signs drawn by lot: no number, no name, no case, and not kept readable."""
    await offered(court, concluded())
    first, second = await tokens(court)
    assert first != second
    async with court.house.store.reading() as books:
        kept = await books.surveys.offers("enforcement-conduct", court.clock.now().date(), court.clock.now().date())
    assert not any(first in str(each) or second in str(each) for each in kept)


async def test_old_conclusions_are_left_alone(court: Courthouse) -> None:
    """Who takes over a register does not write to everybody in it."""
    assert await offered(court, concluded(at="2026-09-01T09:00:00+08:00")) == 0


async def test_the_dead_are_not_asked(court: Courthouse) -> None:
    """R94: the other side is."""
    died = event("party.status_changed", at="2026-11-04T09:00:00+08:00", party=person(), status="deceased", since="2026-11-01")
    assert await offered(court, died, concluded()) == 1


async def test_r60_who_opted_out_is_not_asked_again(court: Courthouse) -> None:
    """By no medium; the other side is."""
    async with court.house.store.writing() as books:
        await books.replies.opt_out(address_key(court.house.vault, "19900000378"), court.clock.now())
    assert await offered(court, concluded(applicant(email="mao@example.com"), person())) == 1
    assert [row.party_id for row in await court.deliveries()] == ["P-陈辉平"]


async def test_a_questionnaire_without_questions_is_a_task(court: Courthouse) -> None:
    """The case system asked for one that config/surveys.toml does not have."""
    due = event("survey.due", at="2026-11-05T09:30:00+08:00", parties=[applicant()], survey="dancing")
    assert await offered(court, due) == 0
    assert await court.tasks() == {"unknown_survey"}


async def test_r60_an_answer_is_given_once_and_within_its_days(court: Courthouse) -> None:
    """A second one, a late one and one with a guessed link are refused; a faulty one may be mended."""
    await offered(court, concluded())
    first, second = await tokens(court)
    answers = court.house.survey_answers
    with pytest.raises(InvalidInput):
        await answers.answer(first, FINE | {"lawful": "maybe"})
    await answers.answer(first, FINE)
    with pytest.raises(WrongState):
        await answers.answer(first, FINE)
    with pytest.raises(NotFound):
        await answers.answer("AAAAAAAAAAAA", FINE)
    await court.later(days=31)
    assert (await answers.behind(second)).is_over
    with pytest.raises(WrongState):
        await answers.answer(second, FINE)


async def test_the_last_day_counts_whole(court: Courthouse) -> None:
    """Until midnight of the thirtieth day."""
    await offered(court, concluded())
    first, _ = await tokens(court)
    await court.later(days=30, hours=13, minutes=59)
    await court.house.survey_answers.answer(first, FINE)


async def test_r104_an_integrity_answer_alarms_supervision_alone_within_a_working_day(court: Courthouse) -> None:
    """The task and the message name neither case nor side, and nobody else sees the task."""
    await court.house.staff.add("yan", ["supervision"], "long enough", mobile="19900000701")
    await court.house.staff.add("sun", ["case_staff", "bureau_chief", "duty_officer"], "long enough", mobile="19900000702")
    await offered(court, concluded())
    (first, _), desk = await tokens(court), court.house.desk
    await court.house.survey_answers.answer(first, FINE | {"opinion": "他收了红包"})
    (task,) = [each.task for each in await desk.tasks(SUPERVISOR)]
    assert (task.kind, task.case_number, task.due_on.isoformat()) == ("integrity_answer", "", "2026-11-06")
    assert [each.task.kind for each in await desk.tasks(HANDLER)] == []
    alarms = [row for row in await court.deliveries() if row.kind == "duty_alert"]
    assert {(row.party_id, row.case_number) for row in alarms} == {("user/yan", "")}
    await court.house.survey_reading.looked_after(SUPERVISOR, task.entry)
    assert await desk.tasks(SUPERVISOR) == ()


async def test_r104_answers_are_read_by_supervision_alone(court: Courthouse) -> None:
    """Each reading is journaled; every other role, also together with this one, is refused."""
    await offered(court, concluded())
    first, _ = await tokens(court)
    await court.house.survey_answers.answer(first, FINE | {"opinion": "很好"})
    reading = court.house.survey_reading
    summary = await reading.summary(SUPERVISOR)
    (sheet,) = summary.sheets
    assert (await reading.sheet(SUPERVISOR, sheet.offer.offer_id)).answers["opinion"] == "很好"
    await court.work()
    assert ("yan", "survey.read") in await court.deeds()
    both = User("both", frozenset({StaffRole.SUPERVISION, StaffRole.CASE_STAFF}))
    for user in (both, *(User("u", frozenset({role})) for role in StaffRole if role is not StaffRole.SUPERVISION)):
        for refused in (reading.summary(user), reading.sheet(user, sheet.offer.offer_id), reading.table(user, "")):
            with pytest.raises(NotAllowed):
                await refused


async def test_counts_and_means_by_month(court: Courthouse) -> None:
    """Offered, answered, the rate, and how satisfied people are."""
    await offered(court, concluded())
    first, second = await tokens(court)
    await court.house.survey_answers.answer(first, FINE)
    await court.house.survey_answers.answer(second, FINE | {"satisfaction": "1", "opinion": "=1+1"})
    summary = await court.house.survey_reading.summary(SUPERVISOR, month="2026-11")
    assert [(each.month, each.offered, each.answered, each.rate, each.mean) for each in summary.months] == [("2026-11", 2, 2, 1.0, 2.5)]
    assert summary.tallies[0].chosen == {"1": 1, "2": 0, "3": 0, "4": 1, "5": 0}
    assert (await court.house.survey_reading.summary(SUPERVISOR, month="2026-10")).total.offered == 0
    heading, *rows = await court.house.survey_reading.table(SUPERVISOR, "", "2026-11")
    assert heading[:4] == ["发出日期", "答复日期", "案号", "身份"]
    assert {(row[2], row[3], row[-1]) for row in rows} == {(CASE_NUMBER, "申请执行人", ""), (CASE_NUMBER, "被执行人", "=1+1")}


async def test_an_empty_court_has_an_empty_page(court: Courthouse) -> None:
    """No division by nought; a questionnaire that nobody wrote is not found."""
    assert (await court.house.survey_reading.summary(SUPERVISOR)).total.rate == 0
    with pytest.raises(NotFound):
        await court.house.survey_reading.summary(SUPERVISOR, "dancing")


def test_a_resumed_case_is_no_longer_concluded() -> None:
    """Its questionnaire waits for the true end."""
    resumed = event("case.resumed", at="2026-11-06T09:00:00+08:00", parties=[applicant()])
    file: CaseFile = fold([happened(concluded()), happened(resumed)])
    assert file.concluded_at is None


async def test_a_review_offers_by_itself(court: Courthouse) -> None:
    """Whoever tells the conclusion need do nothing else."""
    await court.tell(concluded())
    async with court.house.store.reading() as books:
        assert (await file_of(books, CASE_NUMBER)).concluded_at
        assert len(await books.surveys.offered(CASE_NUMBER)) == 2


async def test_r104_staff_cannot_answer_in_a_party_s_place(court: Courthouse) -> None:
    """They read the message that went out, but not the token in it."""
    await court.tell(concluded())
    written = [row.delivery_id for row in await court.deliveries() if row.kind == "survey" and row.channel == "sms_twilio"]
    shown = [(await court.house.delivery_reading.sheet(delivery_id)).text for delivery_id in written]
    texts = [text.text for text in shown if text]
    assert len(texts) == 2
    assert not any(TOKEN.search(text) for text in texts)
    assert all("/surveys/…" in text for text in texts)
