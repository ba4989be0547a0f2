"""Stopping one, a list, a channel or everything, and what staff then see (R91, R115)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from broadcaster.domain.errors import NotAllowed, NotFound, WrongState
from broadcaster.domain.silence import Reach, Scope
from broadcaster.ports.channels import Seen, Sight
from tests.builders import case, listed, listing, moment, performed, person
from tests.integration.services.courthouse import CLERK, DUTY, MEI, Courthouse

SECOND = person("张示例", date(1977, 1, 2))
ELSEWHERE = case("（2026）苏0114执200号")
EVERYTHING = Scope(Reach.EVERYTHING)
PLACE = ("screen_player", "downtown")


async def both_shown(court: Courthouse) -> tuple[str, str]:
    """Have two people of two cases hang; return their entries."""
    await court.tell(listed(), listed(SECOND, listing("L2"), of=ELSEWHERE))
    await court.publish()
    rows = {row.key.ref: row.entry for row in await court.entries()}
    return rows["L1"], rows["L2"]


async def see(court: Courthouse, sight: Sight, *, channel: str = "screen_player") -> None:
    """Let a channel's places report."""
    now, placed = court.clock.now(), await court.placed(channel=channel)
    async with court.house.store.writing() as books:
        await books.exposure.saw({each.placement_id: Seen(sight, now, "凭证") for each in placed}, now)


async def scopes(court: Courthouse) -> list[Scope]:
    """Return every scope above one entry."""
    list_id = (await court.placed())[0].list_id
    return [EVERYTHING, Scope(Reach.LIST, list_id), Scope(Reach.CHANNEL, "web_site")]


@pytest.mark.parametrize("which", range(3), ids=["everything", "list", "channel"])
async def test_r115_one_switch_darkens_and_one_brings_back(court: Courthouse, which: int) -> None:
    """At every place; both stand in the journal with the scope; nobody is asked to verify anything."""
    await both_shown(court)
    scope = (await scopes(court))[which]
    await court.house.withdrawal.halt(scope, DUTY, reason="舆情")
    assert (await court.wanted(), await court.tasks()) == ({"paused"}, set())
    await court.house.withdrawal.go_on(scope, DUTY, reason="已平息")
    assert await court.wanted() == {"shown"}
    await court.work()
    async with court.house.store.reading() as books:
        assert [deed.what for deed in await books.office.deeds(subject=str(scope))] == ["silence.begin", "silence.end"]


async def test_r91_the_end_of_a_silence_leaves_who_waits_for_verification(court: Courthouse) -> None:
    """Paused before or during the silence."""
    first, second = await both_shown(court)
    await court.house.withdrawal.pause([first], DUTY, reason="称已付款")
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.house.withdrawal.pause([second], DUTY, reason="称非本人")
    await court.house.withdrawal.go_on(EVERYTHING, DUTY, reason="已平息")
    assert await court.wanted() == {"paused"}
    assert {each.face.entry for each in await court.house.pause_desk.waiting()} == {first, second}
    await court.house.withdrawal.resume([first], DUTY, reason="未付款")
    assert (await court.wanted(entry=first), await court.wanted(entry=second)) == ({"shown"}, {"paused"})


async def test_r91_who_is_verified_during_a_silence_stays_silent(court: Courthouse) -> None:
    """And comes back with the others."""
    first, _ = await both_shown(court)
    await court.house.withdrawal.pause([first], DUTY, reason="称已付款")
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.house.withdrawal.resume([first], DUTY, reason="未付款")
    assert await court.wanted() == {"paused"}
    await court.house.withdrawal.go_on(EVERYTHING, DUTY, reason="已平息")
    assert await court.wanted() == {"shown"}


async def test_r91_a_receipt_shown_during_a_silence_waits_for_verification(court: Courthouse) -> None:
    """The case told it; the end of the silence does not overlook it."""
    first, second = await both_shown(court)
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.tell(performed(proof="receipt_shown", at="2026-11-14T12:00:00+08:00"))
    (waiting,) = await court.house.pause_desk.waiting()
    assert (waiting.face.entry, waiting.who, waiting.reason) == (first, "system", "R91.receipt_shown")
    assert await court.tasks() == {"verify"}
    await court.house.withdrawal.go_on(EVERYTHING, DUTY, reason="已平息")
    assert (await court.wanted(entry=first), await court.wanted(entry=second)) == ({"paused"}, {"shown"})


async def test_r89_a_silence_never_brings_back_what_was_withdrawn(court: Courthouse) -> None:
    """Neither its beginning nor its end touches it."""
    first, _ = await both_shown(court)
    await court.house.withdrawal.withdraw(first, DUTY, kind="revoke", reason="错列", basis="撤1")
    for act in (court.house.withdrawal.halt, court.house.withdrawal.go_on):
        await act(EVERYTHING, DUTY, reason="舆情")
    assert await court.wanted(entry=first) == {"gone"}


async def test_r115_a_silence_keeps_nobody_off_the_next_list_but_no_list_begins_in_it(court: Courthouse) -> None:
    """Drafted as ever; published when the silence has ended."""
    await both_shown(court)
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.pass_to(moment("2026-12-09", "09:00"))
    drafted = await court.screen(month="2026-12")
    assert len(drafted.included) == 2
    approved = await court.approve(drafted)
    await court.pass_to(moment("2026-12-15", "09:00"))
    with pytest.raises(WrongState):
        await court.house.publication.publish(approved.list_id, MEI)
    await court.house.withdrawal.go_on(EVERYTHING, DUTY, reason="已平息")
    published = await court.house.publication.publish(approved.list_id, MEI)
    assert await court.wanted(list_id=published.list_id) == {"shown"}


async def test_only_who_may_take_down_may_silence(court: Courthouse) -> None:
    """And only what is there."""
    await both_shown(court)
    with pytest.raises(NotAllowed):
        await court.house.withdrawal.halt(EVERYTHING, CLERK, reason="x")
    with pytest.raises(NotFound):
        await court.house.withdrawal.halt(Scope(Reach.LIST, "none"), DUTY, reason="x")
    assert await court.wanted() == {"shown"}


async def test_r91_the_queue_says_who_paused_when_and_why(court: Courthouse) -> None:
    """The oldest first; a person's own words."""
    first, second = await both_shown(court)
    await court.house.withdrawal.pause([second], DUTY, reason="称非本人")
    await court.later(minutes=5)
    await court.house.withdrawal.pause([first], MEI, reason="称已付款")
    await court.work()
    waiting = await court.house.pause_desk.waiting()
    assert [(each.face.entry, each.who, each.reason) for each in waiting] == [(second, "duty", "称非本人"), (first, "mei", "称已付款")]
    assert waiting[1].since - waiting[0].since == timedelta(minutes=5)


async def test_r91_each_place_confirms_or_is_pending_or_unreachable(court: Courthouse) -> None:
    """An older proof, of what was wanted before, proves nothing."""
    await both_shown(court)
    await see(court, Sight.SHOWN)
    await court.later(minutes=5)
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    halted_at = court.clock.now()

    async def screen() -> tuple[int, int, bool, str]:
        watch = await court.house.pause_desk.watch(EVERYTHING, *PLACE)
        (place,) = watch.places
        assert len(watch.entries) == 2
        return place.confirmed, place.unreachable, place.pending_since == halted_at, place.proof

    assert await screen() == (0, 0, True, "")
    await see(court, Sight.UNREACHABLE)
    assert await screen() == (0, 2, True, "")
    await see(court, Sight.GONE)
    assert await screen() == (2, 0, False, "凭证")


async def test_r115_a_switch_says_how_much_it_reaches(court: Courthouse) -> None:
    """A channel's switch counts its entries' places on other channels too, for they go dark with it."""
    await both_shown(court)
    everything, of_list, of_channel = [await court.house.pause_desk.switch(scope) for scope in await scopes(court)]
    assert everything.shown == of_list.shown == of_channel.shown == len(await court.placed())
    assert not everything.may_go_on
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    assert (await court.house.pause_desk.switch(EVERYTHING)).silent == 2
    assert (await court.house.pause_desk.switchboard()).entries == ()


async def test_r115_a_silence_is_one_line_among_the_newest_deeds(court: Courthouse) -> None:
    """However many entries it reaches; each entry's own page has its line."""
    first, _ = await both_shown(court)
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.work()
    deeds = [deed for deed in (await court.house.desk.overview(DUTY)).deeds if deed.who in ("duty", "system")]
    assert [(deed.what, deed.subject) for deed in deeds] == [("silence.begin", "everything")]
    assert "silence.begin" in {deed.what for deed in (await court.house.desk.entry(first)).deeds}


async def test_r115_the_fact_sheet_tells_what_was_done_when(court: Courthouse) -> None:
    """The list, who submitted and approved it, the places, and the silence with its reason."""
    await both_shown(court)
    await court.house.withdrawal.halt(EVERYTHING, DUTY, reason="舆情")
    await court.work()
    facts = await court.house.pause_desk.facts(EVERYTHING)
    assert [(each.submitted_by, each.approved_by) for each in facts.lists] == [("mei", "lei")]
    assert [deed.what for deed in facts.deeds] == ["list.screen", "list.submit", "list.approve", "list.publish", "silence.begin"]
    assert len(facts.entries) == 2
    assert facts.watch.open == len(await court.placed())
