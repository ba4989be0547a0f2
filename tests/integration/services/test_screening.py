"""A month's list: everyone on it or off it, each with every reason (R1-R20, R97, R99-R102)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotAllowed, NotFound, WrongState
from broadcaster.domain.exposure_lists import ListState
from tests.builders import (
    Body,
    applicant,
    bounty_granted,
    case,
    deleted,
    detained,
    event,
    listed,
    listing,
    listing_with_term,
    performed,
    person,
    revoked,
    unit,
)
from tests.integration.services.courthouse import CLERK, DUTY, LEI, MEI, SCREENED_AT

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

OTHER_CASE = case("（2026）苏0114执200号", amount_due="90000.00")


def stayed() -> Body:
    """Return a stay of the case."""
    return event("case.stayed", at="2026-11-06T09:00:00+08:00", parties=[person()], cause="retrial", stayed_on="2026-11-06")


def status(what: str) -> Body:
    """Return a change of the debtor's status."""
    return event("party.status_changed", at="2026-11-06T09:00:00+08:00", party=person(), status=what, since="2026-11-06")


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([listed(person(born=date(2012, 1, 1)))], "R3.minor"),
        ([listed(person(id_number="320199198005060002"))], "R84.bad_id_number"),
        ([listed(unit(uscc="91320199000000001X"))], "R85.bad_credit_code"),
        ([listed(decision=listing(served_on=None))], "R1.not_served"),
        ([listed(decision=listing(term_ends_on="2028-11-02"))], "R5.term_on_first_ground"),
        ([listed(decision=listing(grounds=[4]))], "R6.term_missing"),
        ([listed(decision=listing_with_term(term_ends_on="2029-11-02"))], "R6.extension_undecided"),
        ([listed(decision=listing(grace_ends_on="2026-12-31"))], "R17.in_grace"),
        ([listed(person(full_time_student=True), listing(campus_loan=True))], "R18.student_loan"),
        ([listed(unit(government_organ=True))], "R19.government_organ"),
        ([listed(), stayed()], "R20.stayed"),
        ([listed(), status("bankrupt")], "R20.bankrupt"),
        ([listed(), status("deceased")], "R94.deceased"),
        ([listed(), performed(at="2026-11-06T09:00:00+08:00")], "R11.performed"),
        ([listed(), performed(proof="receipt_shown", at="2026-11-06T09:00:00+08:00")], "R91.receipt_shown"),
        ([revoked(at="2026-11-04T09:00:00+08:00"), listed()], "R12.revoked"),
        ([listed(), deleted(at="2026-11-06T09:00:00+08:00", ground="performed")], "R12.deleted"),
        ([listed(of=case(cause="抚养费纠纷"))], "R99.family_cause"),
        ([listed(of=case(amount_due=None))], "R100.duty_unwritten"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_every_gate_keeps_its_entry_off_with_its_reason(court: Courthouse, events: list[Body], reason: str) -> None:
    """Off the list, and staff read why."""
    await court.tell(*events)
    (line,) = (await court.screen()).lines
    assert not line.included
    assert reason in dict(line.reasons)


async def test_r2_a_debt_alone_is_no_listing(court: Courthouse) -> None:
    """A filed case without a decision yields nobody to expose."""
    await court.tell(event("case.filed", parties=[person(), applicant()]))
    assert (await court.screen()).lines == ()


async def test_each_kind_has_its_list_the_largest_debt_first(court: Courthouse) -> None:
    """Those on it stand before those off it."""
    await court.tell(listed(), listed(unit(), listing("L2"), of=OTHER_CASE), detained(), bounty_granted())
    await court.tell(listed(person("周不列", date(2012, 1, 1)), listing("L3"), of=case("（2026）苏0114执300号", amount_due="999999.00")))
    exposure = await court.screen()
    assert [(line.position, line.included) for line in exposure.lines] == [(1, True), (2, True), (3, False)]
    async with court.house.store.reading() as books:
        cases = [(await books.exposure.entry(line.entry)).case_number for line in exposure.included]
    assert cases == ["（2026）苏0114执200号", "（2026）苏0114执100号"]
    for kind in (ListKind.BOUNTY_PERSON, ListKind.BOUNTY_PROPERTY):
        assert len((await court.screen(kind)).included) == 1


async def test_screening_again_brings_the_draft_up_to_date(court: Courthouse) -> None:
    """The same list with what has come meanwhile."""
    await court.tell(listed())
    first = await court.screen()
    await court.tell(listed(unit(), listing("L2"), of=OTHER_CASE), performed(at="2026-11-06T09:00:00+08:00"))
    again = await court.screen()
    assert again.list_id == first.list_id
    assert [line.included for line in again.lines] == [True, False]


async def test_r97_a_namesake_must_be_looked_at_by_a_person(court: Courthouse) -> None:
    """Two people of one name and birth year: both wait until somebody has told them apart, and stay told apart."""
    await court.tell(listed(), listed(person(born=date(1980, 9, 9), party_id="P-2"), listing("L2"), of=OTHER_CASE))
    drafted = await court.screen()
    assert [dict(line.reasons) for line in drafted.lines] == [{"R97.namesake": ""}] * 2
    for line in drafted.lines:
        await court.house.screening.confirm_distinct(drafted.list_id, line.entry, MEI)
    again = await court.screen()
    assert [(line.included, line.distinct_by) for line in again.lines] == [(True, "mei")] * 2


async def test_r97_namesakes_are_looked_for_in_the_cases_too(court: Courthouse) -> None:
    """An applicant of the same name and year is somebody else who would be taken for him."""
    await court.tell(listed(), event("case.filed", of=OTHER_CASE, parties=[applicant("陈辉平", date(1980, 9, 9), party_id="P-2")]))
    (line,) = (await court.screen()).lines
    assert dict(line.reasons) == {"R97.namesake": ""}


async def test_r97_confirming_lifts_no_other_reason(court: Courthouse) -> None:
    """A minor told apart from his namesake is still a minor."""
    await court.tell(
        listed(person(born=date(2012, 1, 1))), listed(person(born=date(2012, 9, 9), party_id="P-2"), listing("L2"), of=OTHER_CASE)
    )
    drafted = await court.screen()
    changed = await court.house.screening.confirm_distinct(drafted.list_id, drafted.lines[0].entry, MEI)
    assert (changed.lines[0].included, dict(changed.lines[0].reasons)) == (False, {"R3.minor": ""})


async def test_r89_what_was_struck_stays_struck(court: Courthouse) -> None:
    """Off with a reason; screening again or confirming does not bring it back (R27)."""
    await court.tell(listed())
    drafted = await court.screen()
    struck = await court.house.screening.strike(drafted.list_id, drafted.lines[0].entry, MEI, reason="情况待核")
    assert (struck.lines[0].included, dict(struck.lines[0].reasons)) == (False, {"R89.struck": "情况待核"})
    confirmed = await court.house.screening.confirm_distinct(drafted.list_id, drafted.lines[0].entry, MEI)
    assert not confirmed.lines[0].included
    assert not (await court.screen()).lines[0].included


async def test_r27_what_is_paused_or_withdrawn_by_hand_gets_on_no_list(court: Courthouse) -> None:
    """The mark of a person stands until a person lifts it; a withdrawal for good."""
    await court.tell(listed())
    (row,) = await court.entries()
    await court.house.withdrawal.pause([row.entry], DUTY, reason="来电")
    assert not (await court.screen()).included
    await court.house.withdrawal.withdraw(row.entry, DUTY, kind="revoke", reason="错列", basis="撤1")
    assert not (await court.screen()).included


async def test_r91_what_was_resumed_may_go_on_the_list(court: Courthouse) -> None:
    """A pause that ended is no strike."""
    await court.tell(listed())
    (row,) = await court.entries()
    await court.house.withdrawal.pause([row.entry], DUTY, reason="来电")
    await court.screen()
    await court.house.withdrawal.resume([row.entry], DUTY, reason="已核")
    assert (await court.screen()).included


async def test_r105_lists_are_edited_by_publicity_and_the_bureau_alone(court: Courthouse) -> None:
    """Every step with its name in the journal; an auditor reads."""
    await court.tell(listed())
    drafted = await court.screen()
    entry = drafted.lines[0].entry
    with pytest.raises(NotAllowed):
        await court.house.screening.strike(drafted.list_id, entry, CLERK, reason="x")
    with pytest.raises(NotFound):
        await court.house.screening.strike(drafted.list_id, "nobody", LEI, reason="x")
    await court.house.screening.strike(drafted.list_id, entry, LEI, reason="x")
    await court.work()
    assert [deed for deed in await court.deeds() if deed[1].startswith("list.")] == [("mei", "list.screen"), ("lei", "list.strike")]


async def test_r42_a_list_on_its_way_is_not_screened_again(court: Courthouse) -> None:
    """Submitted, it is frozen; rejected, the month is free and its list a new one."""
    await court.tell(listed())
    drafted = await court.screen()
    submitted = await court.house.approval.submit(drafted.list_id, MEI, assessment="评1", grants={})
    with pytest.raises(WrongState):
        await court.screen()
    rejected = await court.house.approval.reject(submitted.list_id, LEI, reason="照片不清")
    assert rejected.state is ListState.REJECTED
    assert (await court.screen()).list_id != drafted.list_id


async def test_r113_nobody_joins_a_list_with_less_than_five_days_notice(court: Courthouse) -> None:
    """Who comes on the list at a second screening has his days counted from then."""
    await court.tell(listed())
    await court.pass_to(SCREENED_AT)
    await court.screen()
    await court.later(days=4)
    await court.tell(listed(unit(), listing("L2"), at="2026-11-12T09:00:00+08:00", of=OTHER_CASE))
    approved = await court.approve(await court.screen())
    await court.later(days=1)
    try:
        await court.house.publication.publish(approved.list_id, MEI)
    except WrongState:
        return
    assert {each.entry for each in await court.placed()} != {row.entry for row in await court.entries()}


async def test_r113_a_namesake_confirmed_late_has_his_days_counted_from_then(court: Courthouse) -> None:
    """Before, he was on no list."""
    await court.tell(listed(), listed(person(born=date(1980, 9, 9), party_id="P-2"), listing("L2"), of=OTHER_CASE))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    await court.later(days=4)
    for line in drafted.lines:
        drafted = await court.house.screening.confirm_distinct(drafted.list_id, line.entry, MEI)
    approved = await court.approve(drafted)
    await court.later(days=1)
    with pytest.raises(WrongState):
        await court.house.publication.publish(approved.list_id, MEI)
