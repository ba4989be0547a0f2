"""What a case obliges the court to do, and by when (R8, R16, R23, R57-R59, R112, R116)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.deadlines import Deadline, DeadlineKind, Terms, open_deadlines, take_down_due
from broadcaster.domain.listings import months_after
from tests.builders import (
    CASE_NUMBER,
    Body,
    applicant,
    as_told,
    deleted,
    event,
    listed,
    listing,
    listing_with_term,
    performed,
    person,
    revoked,
)
from tests.unit.domain.test_calendar import CALENDAR

if TYPE_CHECKING:
    from broadcaster.domain.case_file import CaseFile

TERMS = Terms(follow_up_months=(3, 12), petition_days=60)
PROVIDER = person("线索人", role="clue_provider")


def owed(*bodies: Body) -> dict[DeadlineKind, Deadline]:
    """Return what a case owes, by kind."""
    return {each.kind: each for each in open_deadlines(as_told(*bodies), CALENDAR, TERMS)}


def due(*bodies: Body) -> dict[str, str]:
    """Return the last day of each kind."""
    return {kind.value: each.due_on.isoformat() for kind, each in owed(*bodies).items()}


def clue(day: str = "2026-11-23", *, answered: bool = False, at: str = "", **told: Any) -> Body:  # noqa: ANN401 - any member of a clue
    """Return a clue, received or answered."""
    kind = "clue.answered" if answered else "clue.received"
    return event(kind, at=at or f"{day}T09:00:00+08:00", party=PROVIDER, clue={"clue_id": "K1", "received_on": day, **told})


def objection(about: str = "listing", *, day: str = "2026-11-23", **told: Any) -> Body:  # noqa: ANN401 - any member
    """Return an objection of the debtor."""
    return event("objection.filed", at=f"{day}T09:00:00+08:00", party=person(), about=about, filed_on=day, **told)


def decided(outcome: str = "rejected", *, about: str = "listing", day: str = "2026-11-27", **told: Any) -> Body:  # noqa: ANN401 - any member
    """Return the decision on it."""
    fixed: Body = {"about": about, "decided_on": day, "outcome": outcome}
    return event("objection.decided", at=f"{day}T09:00:00+08:00", party=person(), **fixed, **told)


def terminated(day: str = "2026-05-20") -> Body:
    """Return the ruling that ends this execution procedure."""
    ruling = "（2026）苏0114执100号之九"
    return event("case.terminated", at=f"{day}T09:00:00+08:00", parties=[applicant()], ruling_number=ruling, ruled_on=day)


def queried(day: str, result: str = "nothing_found") -> Body:
    """Return a query for assets."""
    return event("case.assets_queried", at=f"{day}T09:00:00+08:00", parties=[applicant()], queried_on=day, result=result)


@pytest.mark.parametrize(
    ("received", "urgent", "last_day"),
    [
        ("2026-11-23", False, "2026-11-30"),
        ("2026-09-30", False, "2026-10-07"),
        ("2026-11-23", True, "2026-11-26"),
    ],
)
def test_r59_a_clue_is_answered_by_the_earlier_of_both_clocks(received: str, urgent: bool, last_day: str) -> None:  # noqa: FBT001 - a table
    """Seven days by the law come before the plan's seven working days, three where it is urgent, holidays or not."""
    assert due(clue(received, urgent=urgent)) == {"clue_reply": last_day}


def test_r59_an_answered_clue_is_owed_no_more_in_whatever_order_it_is_told() -> None:
    """Also where the answer is dated before a repeat of the receipt."""
    assert due(clue(), clue(answered=True, at="2026-11-25T09:00:00+08:00")) == {}
    assert due(clue(answered=True, at="2026-11-22T09:00:00+08:00"), clue()) == {}


def test_r16_an_objection_is_reviewed_within_fifteen_days() -> None:
    """Until it is decided."""
    assert due(objection()) == {"objection_review": "2026-12-08"}
    assert due(objection(), decided()) == {}


def test_r112_an_identity_dispute_is_looked_at_within_one_working_day() -> None:
    """Beside the review; Friday's runs out on Monday."""
    assert due(objection(kind="not_me", day="2026-11-20")) == {"identity_dispute": "2026-11-23", "objection_review": "2026-12-05"}


def test_r57_an_objection_to_termination_has_its_own_clock() -> None:
    """A decision on another matter does not answer it; a review is the higher court's."""
    assert due(objection("termination"), decided(about="consumption")) == {"termination_objection": "2026-12-08"}
    assert due(objection("termination", stage="review")) == {}


def test_r8_a_paid_debt_opens_three_working_days_for_the_deletion() -> None:
    """From the day of the payment, verified; revoked or deleted, nothing is owed."""
    assert due(listed(), performed()) == {"listing_deletion": "2026-11-23"}
    assert due(listed(), performed(proof="receipt_shown")) == {}
    assert due(listed(), performed(), deleted()) == {}
    assert due(listed(), performed(), revoked()) == {}


def test_r9_with_a_term_payment_opens_no_deletion() -> None:
    """A person decides on an early one."""
    assert due(listed(decision=listing_with_term()), performed()) == {}


def test_r16_a_founded_objection_opens_three_working_days() -> None:
    """With a term too; a correction since then answers it."""
    told = listed(decision=listing_with_term()), objection(listing_id="L1"), decided("upheld", listing_id="L1")
    corrected = event("debtor.listing_corrected", at="2026-11-30T09:00:00+08:00", party=person(), listing=listing_with_term())
    assert due(*told) == {"listing_deletion": "2026-12-02"}
    assert due(*told, corrected) == {}


def test_r95_full_performance_of_the_case_opens_the_deletion_of_every_listing() -> None:
    """Also of the co-debtor who did not pay himself."""
    other = person("田示例", date(1975, 1, 2), party_id="P2")
    told = (
        listed(),
        listed(other, listing("L2")),
        event("case.concluded", at="2026-11-20T10:00:00+08:00", parties=[person(), other], outcome="fully_performed"),
    )
    found = open_deadlines(as_told(*told), CALENDAR, TERMS)
    assert [(each.subject, each.due_on) for each in found] == [("L1", date(2026, 11, 25)), ("L2", date(2026, 11, 25))]


def test_r116_a_consumption_limit_is_lifted_after_payment() -> None:
    """The limit is owed away three working days after the verified payment."""
    order: Body = {"party": person(), "order_number": "X", "on": "2026-11-06"}
    told = event("consumption.restricted", at="2026-11-06T09:00:00+08:00", **order), performed()
    assert due(*told) == {"lift_consumption": "2026-11-23"}
    assert due(*told, event("consumption.lifted", at="2026-11-19T09:00:00+08:00", **order)) == {}


def test_r58_after_termination_assets_are_queried_every_half_year_and_the_applicant_is_visited() -> None:
    """Six months after the ruling, then after each query; the months of visits are the court's own."""
    found = open_deadlines(as_told(terminated()), CALENDAR, TERMS)
    assert [(each.kind.value, each.due_on.isoformat()) for each in found] == [
        ("follow_up", "2026-08-20"),
        ("asset_query", "2026-11-20"),
        ("follow_up", "2027-05-20"),
    ]
    assert due(terminated(), queried("2026-11-10"))["asset_query"] == "2027-05-10"


def test_r59_what_a_query_finds_is_followed_by_resumption() -> None:
    """Within three working days; a resumed case owes neither that nor queries any more."""
    told = terminated(), queried("2026-11-20", "found")
    assert due(*told)["resume_execution"] == "2026-11-25"
    assert due(*told, event("case.resumed", at="2026-11-24T09:00:00+08:00", parties=[applicant()])) == {}


def test_r58_a_case_concluded_for_good_is_queried_no_more() -> None:
    """Paid, refused or ended, nothing is looked for."""
    paid = event("case.concluded", at="2026-06-20T10:00:00+08:00", parties=[applicant()], outcome="fully_performed")
    assert due(terminated(), paid) == {}


@given(st.lists(st.integers(1, 400), max_size=14))
def test_r58_never_are_there_more_than_six_months_to_the_next_query_and_none_after_five_years(gaps: list[int]) -> None:
    """However early or late the queries come."""
    ruled_on, day = date(2026, 5, 20), date(2026, 5, 20)
    days = [day := day + timedelta(days=gap) for gap in gaps]
    found = [each for each in _file_deadlines(days) if each.kind is DeadlineKind.ASSET_QUERY]
    last = max(days, default=ruled_on)
    assert [each.due_on for each in found] == [months_after(last, 6)] * (months_after(last, 6) <= date(2031, 5, 20))


def _file_deadlines(days: list[date]) -> list[Deadline]:
    return open_deadlines(as_told(terminated(), *(queried(each.isoformat()) for each in days)), CALENDAR, TERMS)


def test_r116_a_petition_waits_for_its_answer_with_its_department() -> None:
    """Answered, it is gone."""
    told = {
        "party": person("信访人", role="petitioner"),
        "petition": {"petition_id": "X1", "received_on": "2026-11-02", "department": "立案庭"},
    }
    received = event("petition.received", at="2026-11-02T09:00:00+08:00", **told)
    found = owed(received)[DeadlineKind.PETITION_REPLY]
    assert (found.due_on, found.department, found.rule) == (date(2027, 1, 1), "立案庭", "R116")
    assert owed(received, event("petition.answered", at="2026-11-09T09:00:00+08:00", **told)) == {}


def test_r23_a_term_into_a_year_without_a_calendar_says_so() -> None:
    """It takes the earliest reading, and staff are warned."""
    found = owed(listed(), performed(at="2026-12-30T10:00:00+08:00"))[DeadlineKind.LISTING_DELETION]
    assert (found.due_on, found.official) == (date(2027, 1, 4), False)


def test_a_deadline_s_key_names_case_and_subject() -> None:
    """So that the same obligation is known again, and the next one is another."""
    assert owed(clue())[DeadlineKind.CLUE_REPLY].key == f"clue_reply/{CASE_NUMBER}/K1"
    first, second = (owed(terminated(), queried(day))[DeadlineKind.ASSET_QUERY].key for day in ("2026-11-10", "2026-11-11"))
    assert first != second


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ([listed(), performed()], "2026-11-23"),
        ([listed(), revoked()], "2026-11-25"),
        ([listed()], "2026-12-01"),
    ],
)
def test_r24_places_are_dark_three_working_days_after_the_ground(told: list[Body], last_day: str) -> None:
    """Counted from the payment or the revocation's ground; from the decision to take down where there is neither."""
    file: CaseFile = as_told(*told)
    assert take_down_due(file, "L1", date(2026, 11, 26), CALENDAR).due_on == date.fromisoformat(last_day)
