"""Down at once and everywhere, without any approval; pause first, verify after (R11, R27, R89-R91, R94, R95; trigger table)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotAllowed, WrongState
from tests.builders import Body, case, deleted, detained, event, listed, listing, listing_with_term, performed, person, revoked
from tests.integration.services.courthouse import CLERK, DUTY, Courthouse

if TYPE_CHECKING:
    from broadcaster.ports.exposure_book import EntryRow

NOON = "2026-11-14T12:00:00+08:00"
SECOND = person("张示例", date(1977, 1, 2))
ELSEWHERE = case("（2026）苏0114执200号")


async def shown(court: Courthouse, *events: Body) -> EntryRow:
    """Have one or more listings hang; return the first."""
    await court.tell(*(events or (listed(),)))
    await court.publish()
    assert await court.wanted() == {"shown"}
    return (await court.entries())[0]


async def hangs(court: Courthouse, ref: str) -> set[str]:
    """Return what is wanted of the places of one listing."""
    entry = next(row.entry for row in await court.entries() if row.key.ref == ref)
    return await court.wanted(entry=entry)


@pytest.mark.parametrize(
    ("told", "wanted", "task"),
    [
        (performed(proof="receipt_shown", at=NOON), "paused", "verify"),
        (event("debtor.performed", at=NOON, party=person(), performed_on="2026-11-14"), "paused", "verify"),
        (event("party.status_changed", at=NOON, party=person(), status="deceased", since="2026-11-14"), "paused", "verify"),
        (event("objection.filed", at=NOON, party=person(), about="listing", filed_on="2026-11-14", kind="not_me"), "paused", "verify"),
        (performed(at=NOON), "gone", ""),
        (event("case.stayed", at=NOON, parties=[person()], cause="bankruptcy", stayed_on="2026-11-14"), "gone", ""),
        (event("case.concluded", at=NOON, parties=[person()], outcome="refused"), "gone", ""),
        (revoked(at=NOON), "gone", ""),
        (deleted(at=NOON, ground="performed"), "gone", ""),
        (event("case.concluded", at=NOON, parties=[person()], outcome="settled"), "shown", ""),
        (
            event("objection.filed", at=NOON, party=person(), about="listing", listing_id="L1", filed_on="2026-11-14", kind="inaccurate"),
            "shown",
            "",
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
async def test_trigger_table_places_follow_each_event(court: Courthouse, told: Body, wanted: str, task: str) -> None:
    """Within the same review, without anybody's approval; what pauses asks a person at once (R91)."""
    await shown(court)
    await court.tell(told)
    assert await court.wanted() == {wanted}
    assert await court.tasks() == ({task} if task else set())


async def test_r90_a_pause_never_touches_agencies(court: Courthouse) -> None:
    """A receipt shown is not yet a withdrawal."""
    await shown(court)
    await court.tell(performed(proof="receipt_shown", at=NOON))
    assert await court.told() == ["published"]


async def test_r91_a_receipt_then_verified_ends_it(court: Courthouse) -> None:
    """Paused first, gone after; the first-ground entry is withdrawn from agencies."""
    await shown(court)
    await court.tell(performed(proof="receipt_shown", at=NOON))
    assert await court.wanted() == {"paused"}
    await court.tell(performed(at="2026-11-14T15:00:00+08:00"))
    assert await court.wanted() == {"gone"}
    assert await court.told() == ["published", "withdrawn"]


async def test_r91_resuming_sets_only_the_known_fact_aside(court: Courthouse) -> None:
    """Shown again after verification; a receipt of another day pauses again and somebody is asked again."""
    row = await shown(court)
    await court.tell(performed(proof="receipt_shown", at=NOON))
    await court.house.withdrawal.resume([row.entry], DUTY, reason="凭证系他案")
    assert (await court.wanted(), await court.tasks()) == ({"shown"}, set())
    await court.tell(performed(proof="receipt_shown", at="2026-11-15T09:00:00+08:00"))
    assert (await court.wanted(), await court.tasks()) == ({"paused"}, {"verify"})


async def test_r91_resuming_a_manual_pause_does_not_lift_a_fact_told_meanwhile(court: Courthouse) -> None:
    """He paused for a phone call; meanwhile the listing was revoked."""
    row = await shown(court)
    await court.house.withdrawal.pause([row.entry], DUTY, reason="来电")
    await court.house.intake.take([revoked(at=NOON)])
    await court.house.withdrawal.resume([row.entry], DUTY, reason="已核")
    assert await court.wanted() == {"gone"}


async def test_r27_what_is_gone_never_comes_back(court: Courthouse) -> None:
    """Neither by a later event nor by a review nor by publishing again."""
    await shown(court)
    await court.tell(event("case.stayed", at=NOON, parties=[person()], cause="retrial", stayed_on="2026-11-14"))
    await court.tell(event("case.resumed", at="2026-11-15T09:00:00+08:00", parties=[person()]))
    await court.later(days=3)
    assert await court.wanted() == {"gone"}


async def test_r89_taking_one_down_leaves_the_others(court: Courthouse) -> None:
    """And needs no approval."""
    await shown(court, listed(), listed(SECOND, listing("L2"), of=ELSEWHERE))
    await court.tell(revoked(at=NOON))
    assert (await hangs(court, "L1"), await hangs(court, "L2")) == ({"gone"}, {"shown"})


async def test_r95_what_one_pays_pauses_the_others_and_asks(court: Courthouse) -> None:
    """The payer's exposure ends, the co-debtor's waits for a same-day answer."""
    await shown(court, listed(), listed(SECOND, listing("L2")))
    await court.tell(performed(at=NOON))
    assert (await hangs(court, "L1"), await hangs(court, "L2")) == ({"gone"}, {"paused"})
    assert "co_debtor_paid" in await court.tasks()


async def test_r95_a_case_performed_in_full_ends_everybodys_exposure(court: Courthouse) -> None:
    """Whoever paid; for those with a term somebody decides on deletion (R9)."""
    await shown(court, listed(), listed(SECOND, listing_with_term("L2")))
    await court.tell(event("case.concluded", at=NOON, parties=[person()], outcome="fully_performed"))
    assert await court.wanted() == {"gone"}
    assert await court.tasks() == {"early_deletion"}
    assert await court.told() == ["published", "published", "withdrawn"]


@pytest.mark.parametrize(
    "told",
    [
        event("debtor.listing_corrected", at=NOON, party=person("陈辉评"), listing=listing()),
        event("debtor.partly_performed", at=NOON, party=person(), performed_on="2026-11-14", remaining="100.00"),
        event("debtor.listing_corrected", at=NOON, party=person("陈\ue863平"), listing=listing()),
    ],
    ids=["name", "sum", "name that cannot be printed"],
)
async def test_r94_a_picture_that_is_no_longer_true_does_not_hang(court: Courthouse, told: Body) -> None:
    """Another name or sum than was approved: dark until it is issued anew, and somebody is asked."""
    await shown(court)
    await court.tell(told)
    assert "shown" not in await court.wanted()
    assert await court.wanted() == {"gone"} or await court.tasks() == {"reissue"}


async def test_r89_a_correction_of_what_is_not_shown_changes_no_place(court: Courthouse) -> None:
    """A new telephone number is nothing that hangs."""
    await shown(court)
    await court.tell(event("case.progressed", at=NOON, parties=[person(mobile="19900000999")], stage="auction"))
    assert await court.wanted() == {"shown"}


async def test_r91_whoever_is_on_duty_takes_down_alone(court: Courthouse) -> None:
    """With a reason and a name in the journal; an auditor may not."""
    row = await shown(court)
    with pytest.raises(NotAllowed):
        await court.house.withdrawal.pause([row.entry], CLERK, reason="x")
    await court.house.withdrawal.pause([row.entry], DUTY, reason="来电")
    assert await court.wanted() == {"paused"}
    await court.house.withdrawal.resume([row.entry], DUTY, reason="已核")
    assert await court.wanted() == {"shown"}
    await court.work()
    assert [deed for deed in await court.deeds() if deed[0] == "duty"] == [("duty", "pause"), ("duty", "resume")]


@pytest.mark.parametrize(
    ("kind", "told"), [("revoke", "revoked"), ("delete", "deleted"), ("correct", "corrected_away"), ("end_exposure", "")]
)
async def test_r90_a_withdrawal_by_hand_reaches_agencies_unless_it_ends_exposure_alone(court: Courthouse, kind: str, told: str) -> None:
    """Gone from every place in any case (R25), and for good."""
    row = await shown(court)
    await court.house.withdrawal.withdraw(row.entry, DUTY, kind=kind, reason="错列", basis="撤1")
    await court.work()
    assert await court.wanted() == {"gone"}
    last = (await court.feed())[-1]
    assert last["data"].get("withdrawal", {}).get("reason", "") == told
    with pytest.raises(WrongState):
        await court.house.withdrawal.resume([row.entry], DUTY, reason="x")
    assert await court.wanted() == {"gone"}


async def test_r12_the_kinds_of_withdrawal_are_four(court: Courthouse) -> None:
    """No fifth is made up."""
    row = await shown(court)
    with pytest.raises(WrongState):
        await court.house.withdrawal.withdraw(row.entry, DUTY, kind="forget", reason="x", basis="")
    assert await court.wanted() == {"shown"}


async def test_r115_pausing_many_is_never_refused_for_one(court: Courthouse) -> None:
    """One withdrawn before, the others still go dark."""
    row = await shown(court, listed(), listed(SECOND, listing("L2"), of=ELSEWHERE))
    await court.house.withdrawal.withdraw(row.entry, DUTY, kind="revoke", reason="错列", basis="撤1")
    await court.house.withdrawal.pause([each.entry for each in await court.entries()], DUTY, reason="静默")
    assert await court.wanted() == {"gone", "paused"}


async def test_r79_the_end_of_a_detention_takes_its_bounty_down(court: Courthouse) -> None:
    """At places and agencies; before it was public no agency had heard of it."""
    await court.tell(detained())
    assert await court.told(feed="bounty") == []
    await court.publish(ListKind.BOUNTY_PERSON)
    assert await court.told(feed="bounty") == ["published"]
    await court.tell(event("debtor.detention_ended", at=NOON, party=person(), outcome="found", ended_on="2026-11-14"))
    assert await court.wanted() == {"gone"}
    assert (await court.feed(feed="bounty"))[-1]["data"]["withdrawal"]["reason"] == "detention_ended"


async def test_r3_somebody_found_to_be_a_minor_comes_down_everywhere(court: Courthouse) -> None:
    """A corrected number shows it: places and agencies at once."""
    await shown(court)
    await court.tell(event("debtor.listing_corrected", at=NOON, party=person(born=date(2012, 1, 1)), listing=listing()))
    assert await court.wanted() == {"gone"}
    assert await court.told() == ["published", "withdrawn"]
