"""Who is written to, when, and what waits (R50-R57, R68, R92-R94, R103)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from broadcaster.domain.deliveries import WRONG_NUMBER, DeliveryState
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.services.people.notices import address_key
from tests.builders import applicant, case, event, listed, moment, notice_issued, performed, person
from tests.dispatching import dispatch_over
from tests.integration.services.test_dispatch import Provider

if TYPE_CHECKING:
    from tests.builders import Body
    from tests.integration.services.courthouse import Courthouse

HELD, QUEUED, CANCELLED = DeliveryState.HELD, DeliveryState.QUEUED, DeliveryState.CANCELLED
GUARDIAN = {"kind": "guardian", "name": "陈监护", "mobile": "19900000555", "mobile_confirmed_on": "2026-10-01"}
LAWYER = {"kind": "lawyer", "name": "郑律师", "mobile": "19900000666", "mobile_confirmed_on": "2026-10-01"}


def controlled(at: str = "2026-11-05T11:00:00+08:00", party: Body | None = None) -> Body:
    """Return the end of asset control."""
    return event("assets.control_completed", at=at, party=party or person(), completed_on="2026-11-05")


def filed(party: Body | None = None, at: str = "2026-11-05T09:30:00+08:00") -> Body:
    """Return the filing of the case by an applicant."""
    return event("case.filed", at=at, parties=[party or applicant()])


def status(what: str, party: Body) -> Body:
    """Return a change of status."""
    return event("party.status_changed", at="2026-11-05T12:00:00+08:00", party=party, status=what, since="2026-11-05")


async def claimed(court: Courthouse) -> dict[str, str]:
    """Return to whom what goes out now: address by kind."""
    async with court.house.store.writing() as books:
        now = court.clock.now()
        due = await books.deliveries.claim(now, now, 100, media=["sms", "email"], urgent_only=False)
    return {each.kind: each.address for each in due}


async def texts(court: Courthouse) -> str:
    """Return every text that goes out now."""
    async with court.house.store.writing() as books:
        now = court.clock.now()
        due = await books.deliveries.claim(now, now, 100, media=["sms", "email"], urgent_only=False)
    return "\n".join(msgspec.json.decode(each.message)["text"] for each in due)


async def test_a_filing_owes_the_applicant_three_notices_by_sms(court: Courthouse) -> None:
    """Filing, the course of the case and its risks; by mail too where there is an address."""
    await court.tell(filed(applicant(email="a@example.com")))
    for channel in ("sms_twilio", "email_smtp"):
        assert await court.states(channel) == dict.fromkeys(("filing", "case_course", "enforcement_risk"), (QUEUED, ""))


@pytest.mark.parametrize("asset_control", ["pending", "done", "not_needed"])
async def test_r92_a_debtor_hears_nothing_before_asset_control(court: Courthouse, asset_control: str) -> None:
    """Held with its reason; done or not needed it goes."""
    await court.tell(notice_issued(asset_control=asset_control))
    expected = (HELD, "R92.asset_control") if asset_control == "pending" else (QUEUED, "")
    assert await court.states() == dict.fromkeys(("perform_duty", "liability", "dishonesty_warning"), expected)


async def test_r92_the_end_of_asset_control_releases_what_was_held(court: Courthouse) -> None:
    """In whatever order the two facts arrive."""
    await court.tell(controlled(at="2026-11-05T09:00:00+08:00"))
    await court.tell(notice_issued())
    assert {state for state, _ in (await court.states()).values()} == {QUEUED}


async def test_r92_asset_control_alone_releases_nothing(court: Courthouse) -> None:
    """The enforcement notice must be issued as well: both, not either."""
    order = {"number": "报1", "issued_on": "2026-11-05", "declare_by": "2026-11-20"}
    await court.tell(event("assets.declaration_ordered", party=person(), order=order, asset_control="done"), controlled())
    assert await court.states() == {"declare_assets": (HELD, "R92.asset_control")}


async def test_r92_asset_control_of_another_debtor_releases_nothing(court: Courthouse) -> None:
    """Each party by itself."""
    await court.tell(notice_issued(), controlled(party=person("张示例", date(1977, 1, 2))))
    assert {state for state, _ in (await court.states()).values()} == {HELD}


async def test_r93_an_unconfirmed_number_gets_one_neutral_message(court: Courthouse) -> None:
    """The court, that there is a matter, call 12368: no name, case, debt or measure; once, however many notices wait."""
    nameless = applicant(mobile_confirmed_on=None)
    await court.tell(filed(nameless), event("clue.received", party=nameless, clue={"clue_id": "C1", "received_on": "2026-11-01"}))
    states = await court.states()
    assert states.pop("verify_number") == (QUEUED, "")
    assert set(states.values()) == {(HELD, "R93.number_unconfirmed")}
    said = await texts(court)
    assert "12368" in said
    assert not any(word in said for word in ("毛", "执100号", "70957", "申请执行", "被执行"))


async def test_r93_a_debtors_unconfirmed_number_hears_nothing_before_asset_control(court: Courthouse) -> None:
    """Not even that there is a matter (R54)."""
    await court.tell(notice_issued(person(mobile_confirmed_on=None)))
    assert (await court.states())["verify_number"] == (HELD, "R92.asset_control")


async def test_r93_a_number_confirmed_later_receives_what_was_held(court: Courthouse) -> None:
    """The number confirmed, not the one before."""
    await court.tell(filed(applicant(mobile_confirmed_on=None)))
    await court.tell(event("case.progressed", at="2026-11-06T09:00:00+08:00", parties=[applicant(mobile="19900000777")], stage="auction"))
    assert (await claimed(court))["filing"] == "19900000777"


async def test_r93_confirmation_does_not_release_a_debtor_before_asset_control(court: Courthouse) -> None:
    """Both reasons must have gone."""
    await court.tell(notice_issued(person(mobile_confirmed_on=None)))
    await court.tell(listed(at="2026-11-06T09:00:00+08:00"))
    assert (await court.states())["perform_duty"][0] is HELD
    await court.tell(controlled(at="2026-11-06T10:00:00+08:00"))
    assert (await court.states())["perform_duty"][0] is QUEUED


async def test_r55_a_notice_without_an_address_waits_for_one(court: Courthouse) -> None:
    """Held with its reason; an address told later releases it."""
    await court.tell(filed(applicant(mobile=None, mobile_confirmed_on=None)))
    assert (await court.states())["filing"] == (HELD, "R55.no_address")
    await court.tell(event("case.progressed", at="2026-11-06T09:00:00+08:00", parties=[applicant()], stage="auction"))
    assert (await claimed(court))["filing"] == "19900000378"


@pytest.mark.parametrize(
    "child", [applicant("毛小", date(2015, 1, 1)), applicant("毛小", id_number=None)], ids=["child", "birth date unknown"]
)
async def test_r93_a_minors_message_goes_to_the_guardian_alone(court: Courthouse, child: Body) -> None:
    """Also where nobody can say that he is of age."""
    await court.tell(filed(child | {"representatives": [GUARDIAN]}))
    assert {row.recipient for row in await court.deliveries()} == {"guardian"}
    assert set((await claimed(court)).values()) == {GUARDIAN["mobile"]}


async def test_r93_a_minor_without_a_guardian_on_record_is_not_written_to(court: Courthouse) -> None:
    """Held until there is one."""
    await court.tell(filed(applicant("毛小", date(2015, 1, 1))))
    assert {row.reason for row in await court.deliveries()} == {"R93.no_guardian"}
    await court.tell(
        event(
            "case.progressed",
            at="2026-11-06T09:00:00+08:00",
            parties=[applicant("毛小", date(2015, 1, 1), representatives=[GUARDIAN])],
            stage="auction",
        )
    )
    assert (await claimed(court))["filing"] == GUARDIAN["mobile"]


async def test_r93_a_lawyer_on_record_is_told_with_the_party(court: Courthouse) -> None:
    """At his own number."""
    await court.tell(filed(applicant(representatives=[LAWYER])))
    assert {row.recipient for row in await court.deliveries()} == {"self", "lawyer/1"}


async def test_r103_a_proposal_with_a_missing_fact_is_refused_with_its_name(court: Courthouse) -> None:
    """The applicant is not told, staff see why."""
    findings = {"assets": "银行存款12元", "measures": ["冻结账户"]}
    told: Body = {"parties": [applicant()], "findings": findings, "legal_basis": "法", "applicant_opinion": "无", "reviewed_by": "赵局长"}
    await court.tell(event("case.termination_proposed", **told))
    assert await court.states() == {"termination_proposed": (CANCELLED, "R103.approved_by")}


async def test_r57_a_proposal_too_early_is_refused(court: Courthouse) -> None:
    """Three and a half months have not passed."""
    findings = {"assets": "无", "measures": ["查询"], "seized_on": "2026-10-01"}
    told = {"legal_basis": "法", "applicant_opinion": "无", "reviewed_by": "赵局长", "approved_by": "孙院长"}
    await court.tell(event("case.termination_proposed", of=case(filed_on="2026-09-01"), parties=[applicant()], findings=findings, **told))
    assert await court.states() == {"termination_proposed": (CANCELLED, "R103.too_early")}


async def test_r52_a_notice_whose_fact_is_missing_is_refused_with_its_name(court: Courthouse) -> None:
    """Nothing is made up: an answer that nobody wrote is not told."""
    clue = {"clue_id": "C1", "received_on": "2026-11-01"}
    await court.tell(event("clue.answered", party=applicant(), clue=clue))
    assert await court.states() == {"clue_answered": (CANCELLED, "missing_fact:clue.answer")}


@pytest.mark.parametrize(("clock", "due"), [("07:59", "2026-11-05 08:00"), ("19:59", "2026-11-05 19:59"), ("20:00", "2026-11-06 08:00")])
async def test_r68_routine_notices_keep_the_quiet_hours(court: Courthouse, clock: str, due: str) -> None:
    """Queued by day, due in the morning by night."""
    court.clock.set(moment("2026-11-05", clock))
    await court.tell(filed())
    assert {f"{row.due_at:%Y-%m-%d %H:%M}" for row in await court.deliveries()} == {due}


async def test_r94_nobody_writes_to_the_dead(court: Courthouse) -> None:
    """What was not sent yet is cancelled, debtor or applicant, demand or other."""
    await court.tell(
        filed(applicant(mobile_confirmed_on=None)), notice_issued(), status("deceased", applicant()), status("deceased", person())
    )
    assert set((await court.states()).values()) == {(CANCELLED, "R94.deceased")}
    await court.tell(controlled(at="2026-11-05T13:00:00+08:00"))
    assert await claimed(court) == {}


async def test_r11_who_has_paid_is_not_asked_to_pay(court: Courthouse) -> None:
    """A verified payment cancels what was held."""
    await court.tell(notice_issued(), performed(at="2026-11-05T12:00:00+08:00"))
    assert set((await court.states()).values()) == {(CANCELLED, "ground_gone.unpaid")}


async def test_who_paid_while_a_demand_was_in_doubt_is_not_asked_again(court: Courthouse) -> None:
    """The provider never saw it, and it is due again; the payment that came in between takes its ground."""
    provider = Provider("sms_twilio", Receipt(Outcome.UNKNOWN), Receipt(Outcome.UNKNOWN), Receipt(Outcome.UNKNOWN))
    worker = dispatch_over(court.house.store, court.clock, [provider])
    await court.tell(notice_issued(asset_control="done"))
    await worker.drain()
    demanded = len(provider.sent)
    await court.tell(performed(at="2026-11-05T10:00:00+08:00"))
    await court.later(minutes=5)
    await worker.drain()
    await court.work()
    await worker.drain()
    assert (demanded, len(provider.asked), len(provider.sent)) == (3, 3, 3)
    assert set((await court.states()).values()) == {(CANCELLED, "ground_gone.unpaid")}


async def test_whose_case_is_concluded_is_not_asked_to_pay(court: Courthouse) -> None:
    """Settled or ended without full payment: what asks for performance falls away as well."""
    concluded = event("case.concluded", at="2026-11-05T12:00:00+08:00", parties=[person(mobile="")], outcome="settled")
    await court.tell(notice_issued(), concluded)
    demands = {kind: state for kind, state in (await court.states()).items() if kind in {"perform_duty", "liability", "dishonesty_warning"}}
    assert demands == dict.fromkeys(demands, (CANCELLED, "ground_gone.open"))
    assert len(demands) == 3


async def test_r72_a_repeated_event_owes_nothing_new(court: Courthouse) -> None:
    """One notice per event, kind, party, recipient and medium."""
    for _ in range(3):
        await court.tell(filed())
    assert len(await court.deliveries()) == 3


async def test_a_stage_of_a_case_that_is_concluded_is_told_no_more(court: Courthouse) -> None:
    """Its ground is gone; what was held for the conclusion itself is not touched."""
    await court.pass_to(moment("2026-11-05", "21:00"))
    await court.tell(event("case.progressed", at="2026-11-05T20:30:00+08:00", parties=[applicant()], stage="auction"))
    await court.tell(event("case.concluded", at="2026-11-05T20:40:00+08:00", parties=[applicant()], outcome="settled"))
    states = await court.states()
    assert states["case_stage"] == (CANCELLED, "ground_gone.open")
    assert states["concluded"] == (QUEUED, "")


async def test_a_chain_begins_with_what_can_go_now(court: Courthouse) -> None:
    """SMS first; the letter waits behind it. Without a confirmed number the letter goes at once."""
    await court.tell(event("case.progressed", at="2026-11-05T09:00:00+08:00", parties=[applicant(email="a@example.com")], stage="auction"))
    assert (await court.states())["case_stage"] == (QUEUED, "")
    assert (await court.states("email_smtp"))["case_stage"] == (HELD, "chain.awaits_its_turn")
    nameless = applicant("金示例", email="b@example.com", mobile_confirmed_on=None)
    await court.tell(event("case.progressed", at="2026-11-05T09:10:00+08:00", parties=[nameless], stage="auction"))
    assert [row.state for row in await court.deliveries() if row.medium == "email" and row.party_id == nameless["party_id"]] == [QUEUED]


async def test_a_number_that_nobody_confirmed_is_somebodys_task(court: Courthouse) -> None:
    """It closes by itself once the number is confirmed."""
    await court.tell(filed(applicant(mobile_confirmed_on=None)))
    assert await court.tasks() == {"confirm_number"}
    await court.tell(filed(applicant(), at="2026-11-05T09:40:00+08:00"))
    assert await court.tasks() == set()


async def test_nobody_looks_for_a_number_that_nothing_waits_for(court: Courthouse) -> None:
    """He paid: what waited is not owed any more, and neither is the search."""
    nameless = person(mobile_confirmed_on=None)
    await court.tell(notice_issued(nameless, asset_control="done"))
    assert await court.tasks() == {"confirm_number"}
    await court.tell(performed(at="2026-11-05T12:00:00+08:00", party=nameless))
    assert await court.tasks() == set()


async def test_r54_a_debtor_is_told_of_his_listing_when_assets_are_secured(court: Courthouse) -> None:
    """Not while the search is known to be under way; where nobody spoke of one, at once."""
    await court.tell(notice_issued(), listed())
    assert (await court.states())["listed"] == (HELD, "R92.asset_control")
    await court.tell(controlled())
    assert (await court.states())["listed"] == (QUEUED, "")


async def test_r54_where_no_search_was_told_of_a_listing_is_told_at_once(court: Courthouse) -> None:
    """A listing follows its own decision."""
    await court.tell(listed())
    assert (await court.states())["listed"] == (QUEUED, "")


async def test_r20_a_stayed_case_demands_nothing(court: Courthouse) -> None:
    """What was held is not owed any more."""
    await court.tell(notice_issued())
    await court.tell(event("case.stayed", at="2026-11-05T11:00:00+08:00", parties=[person()], cause="retrial", stayed_on="2026-11-05"))
    states = await court.states()
    assert {states[kind] for kind in ("perform_duty", "liability")} == {(CANCELLED, "ground_gone.enforceable")}
    assert states["stayed"] == (QUEUED, "")


@pytest.mark.parametrize(("confirmed_on", "is_stopped"), [("2026-11-05", True), ("2026-11-06", False)])
async def test_r55_a_number_confirmed_after_it_was_reported_as_wrong_is_written_to_again(
    court: Courthouse, confirmed_on: str, *, is_stopped: bool
) -> None:
    """A confirmation of the same day is not enough."""
    key = address_key(court.house.vault, "19900000378")
    async with court.house.store.writing() as books:
        await books.deliveries.stop(key, WRONG_NUMBER, court.clock.now())
    await court.pass_to(moment("2026-11-06", "10:00"))
    await court.tell(filed(applicant(mobile_confirmed_on=confirmed_on), at="2026-11-06T09:30:00+08:00"))
    async with court.house.store.reading() as books:
        assert bool(await books.deliveries.stopped([key])) is is_stopped
