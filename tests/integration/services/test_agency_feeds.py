"""Agencies: each what the law lets it see, once, in order, corrected and withdrawn with the true reason (R44-R48, R96)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import msgspec
import pytest

from broadcaster.domain.masking import contains_full_number
from broadcaster.resources import folder
from tests.builders import Body, case, deleted, event, listed, listing, listing_with_term, moment, performed, person, revoked, unit

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

SHAPE: dict[str, Any] = msgspec.json.decode((folder("config") / "schemas" / "feed-entry.schema.json").read_bytes())
AGENCIES = ("credit_office", "market_regulator", "discipline_commission", "peoples_congress", "cppcc", "united_front")


def holder(*offices: str) -> Body:
    """Return a debtor who holds public offices."""
    return person(public_offices=[{"office": office, "unit": "某单位", "unit_email": "u@example.com"} for office in offices])


async def heads(court: Courthouse) -> dict[str, int]:
    """Return how many events each agency was sent."""
    return {agency: len(await court.feed(agency)) for agency in AGENCIES}


@pytest.mark.parametrize(
    ("offices", "told"),
    [
        ((), set()),
        (("civil_servant",), {"discipline_commission"}),
        (("party_member",), {"discipline_commission"}),
        (("npc_deputy",), {"peoples_congress"}),
        (("cppcc_member",), {"cppcc"}),
        (("united_front",), {"united_front"}),
        (("npc_deputy", "party_member"), {"peoples_congress", "discipline_commission"}),
    ],
)
async def test_r44_r45_each_agency_hears_of_its_own_people_alone(court: Courthouse, offices: tuple[str, ...], told: set[str]) -> None:
    """Credit office and market regulator of everyone; the others of the holders of their offices and nobody else."""
    await court.tell(listed(holder(*offices)))
    assert {agency for agency, head in (await heads(court)).items() if head} == told | {"credit_office", "market_regulator"}


async def test_r48_full_numbers_go_only_where_they_are_needed(court: Courthouse) -> None:
    """The credit office acts upon it; a congress gets the mask and its own office."""
    await court.tell(listed(holder("npc_deputy", "party_member")))
    (credit,), (congress,) = await court.feed("credit_office"), await court.feed("peoples_congress")
    assert contains_full_number(json.dumps(credit))
    assert not contains_full_number(json.dumps(congress))
    assert [office["office"] for office in congress["data"]["public_offices"]] == ["npc_deputy"]
    assert "public_offices" not in credit["data"]


@pytest.mark.parametrize("party", [person(), unit(), holder("cppcc_member")])
async def test_every_event_has_the_agreed_shape(court: Courthouse, party: Body) -> None:
    """feed-entry.schema.json, published and withdrawn, with its sequence."""
    await court.tell(listed(party))
    await court.tell(revoked(party=party))
    validator = jsonschema_rs.Draft202012Validator(SHAPE, validate_formats=True)
    for agency in AGENCIES:
        for sequence, told in enumerate(await court.feed(agency), start=1):
            validator.validate(told | {"sequence": sequence})


async def test_r46_a_review_that_finds_nothing_new_tells_nothing(court: Courthouse) -> None:
    """Idempotent, also over days and birthdays."""
    await court.tell(listed(), listed())
    await court.tell(event("case.progressed", at="2026-11-06T09:00:00+08:00", parties=[person()], stage="auction"))
    async with court.house.store.writing() as books:
        await books.cases.want_reviews(["（2026）苏0114执100号"], moment("2027-06-01"))
    await court.pass_to(moment("2027-06-01"))
    assert await court.told() == ["published"]


async def test_r46_a_correction_is_told_with_a_higher_revision(court: Courthouse) -> None:
    """To those alone whose fields it touches; the first day of publication stays."""
    await court.tell(listed())
    corrected = listing(performance="partial")
    await court.tell(event("debtor.listing_corrected", at="2026-11-06T09:00:00+08:00", party=person(), listing=corrected))
    first, second = await court.feed()
    assert (first["revision"], second["revision"], second["data"]["performance"]) == (1, 2, "partial")
    assert second["subject"] == first["subject"]
    assert second["data"]["published_on"] == first["data"]["published_on"]
    assert await court.told("market_regulator") == ["published"]


@pytest.mark.parametrize(
    ("told", "reason", "article"),
    [
        (revoked(), "revoked", "第九条"),
        (deleted(ground="performed"), "deleted", "第十条"),
        (performed(), "deleted", "第十条"),
        (
            event("debtor.listing_corrected", at="2026-11-06T09:00:00+08:00", party=person(), listing=listing(served_on=None)),
            "corrected_away",
            "第九条",
        ),
    ],
    ids=["revoked", "deleted", "performed", "corrected away"],
)
async def test_r12_a_withdrawal_gives_its_reason_and_its_article(court: Courthouse, told: Body, reason: str, article: str) -> None:
    """And tells to erase; nothing of the person is in it."""
    await court.tell(listed())
    await court.tell(told)
    last = (await court.feed())[-1]
    assert last["type"] == "court.feed.dishonest.withdrawn"
    withdrawal = last["data"]["withdrawal"]
    assert (withdrawal["reason"], withdrawal["erase"]) == (reason, True)
    assert article in withdrawal["legal_basis"]
    assert "陈辉平" not in json.dumps(last, ensure_ascii=False)


async def test_r9_a_paid_entry_with_a_term_waits_for_a_decision(court: Courthouse) -> None:
    """What was told stays; a task asks; the decision withdraws it."""
    await court.tell(listed(decision=listing_with_term()))
    await court.tell(performed())
    assert (await court.told(), await court.tasks()) == (["published"], {"early_deletion"})
    await court.tell(deleted(at="2026-11-21T09:00:00+08:00", ground="early_deletion", decision_number="删1"))
    assert await court.told() == ["published", "withdrawn"]


async def test_r14_a_deletion_whose_fact_is_missing_waits_as_a_same_day_task(court: Courthouse) -> None:
    """Without the court's consent agencies are not told; with it they are."""
    await court.tell(listed())
    await court.tell(deleted(ground="applicant_request"))
    assert (await court.told(), await court.tasks()) == (["published"], {"consent_decision_number"})
    async with court.house.store.reading() as books:
        (task,) = await books.office.open_tasks()
    assert task.due_on == court.clock.now().date()
    await court.tell(deleted(at="2026-11-21T09:00:00+08:00", ground="applicant_request", consent_decision_number="准1"))
    assert await court.told() == ["published", "withdrawn"]


async def test_a_revocation_that_comes_first_leaves_nothing_to_tell(court: Courthouse) -> None:
    """The tombstone holds when the listing arrives later."""
    await court.tell(revoked(at="2026-11-06T09:00:00+08:00"))
    await court.tell(listed())
    assert await heads(court) == dict.fromkeys(AGENCIES, 0)


async def test_r96_r17_agencies_hear_of_nobody_in_grace(court: Courthouse) -> None:
    """The day after the period has ended, by the calendar alone; performance within it cancels."""
    await court.tell(listed(decision=listing(grace_ends_on="2026-11-20")))
    await court.pass_to(moment("2026-11-20", "23:59"))
    assert await court.told() == []
    await court.pass_to(moment("2026-11-21", "00:00"))
    assert await court.told() == ["published"]


async def test_r96_what_is_kept_from_places_alone_is_told_to_agencies(court: Courthouse) -> None:
    """A family cause or an unwritten duty is no secret before the law's own recipients."""
    await court.tell(listed(of=case(cause="抚养费纠纷")))
    assert await court.told() == ["published"]


async def test_r45_who_leaves_an_office_is_withdrawn_from_its_agency(court: Courthouse) -> None:
    """Out of scope; the others keep him."""
    await court.tell(listed(holder("npc_deputy")))
    await court.tell(event("case.progressed", at="2026-11-06T09:00:00+08:00", parties=[person()], stage="auction"))
    assert (await court.feed("peoples_congress"))[-1]["data"]["withdrawal"]["reason"] == "out_of_scope"
    assert await court.told("credit_office") == ["published"]


async def test_r10_an_entry_deleted_is_not_told_again_when_the_case_goes_on(court: Courthouse) -> None:
    """A stay deleted it; resuming does not list anybody anew."""
    await court.tell(listed())
    await court.tell(event("case.stayed", at="2026-11-06T09:00:00+08:00", parties=[person()], cause="retrial", stayed_on="2026-11-06"))
    await court.tell(event("case.resumed", at="2026-11-07T09:00:00+08:00", parties=[person()]))
    assert await court.told() == ["published", "withdrawn"]
