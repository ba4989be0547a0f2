"""Approved to shown: not before the people's days of notice, judged once more, only where an entry may hang (R27, R37, R75, R113)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotAllowed, WrongState
from tests.builders import bounty_granted, case, event, listed, listing, listing_with_term, moment, performed, person, revoked, unit
from tests.integration.services.courthouse import DUTY, LEI, MEI, PUBLISHED_AT, SCREENED_AT, Courthouse

if TYPE_CHECKING:
    from broadcaster.domain.exposure_lists import ExposureList
    from tests.builders import Body

HOME: Body = {"community_code": "320114002003", "domicile_confirmed_on": "2026-11-01"}
SECOND = listed(unit(), listing("L2"), of=case("（2026）苏0114执200号"))


async def approved(court: Courthouse, *events: Body, kind: ListKind = ListKind.EXPOSURE) -> ExposureList:
    """Screen and approve on the 9th."""
    await court.tell(*events)
    await court.pass_to(SCREENED_AT)
    return await court.approve(await court.screen(kind))


async def test_r113_nothing_is_shown_before_the_fifth_day(court: Courthouse) -> None:
    """Screened on the 9th: refused on the 13th at midnight less a minute, shown on the 14th."""
    ready = await approved(court, listed())
    await court.pass_to(moment("2026-11-13", "23:59"))
    with pytest.raises(WrongState, match="2026-11-14"):
        await court.house.publication.publish(ready.list_id, MEI)
    assert await court.placed() == []
    await court.pass_to(moment("2026-11-14", "00:00"))
    await court.house.publication.publish(ready.list_id, MEI)
    assert await court.wanted() == {"shown"}


async def test_an_entry_hangs_on_every_screen_and_the_web_and_at_home(court: Courthouse) -> None:
    """The board of the community where the debtor was found to live, and no other (R37)."""
    await court.tell(listed(person(**HOME)))
    await court.publish()
    placed = {(each.channel, each.place) for each in await court.placed()}
    screens = {("screen_player", name) for name in court.house.settings.placements.screens}
    assert placed == screens | {("web_site", "exposure"), ("board_print", "320114002003")}


async def test_r26_what_is_wanted_is_not_yet_seen(court: Courthouse) -> None:
    """No proof, not published."""
    await court.tell(listed())
    await court.publish()
    assert {(each.seen, each.proof) for each in await court.placed()} == {("never", "")}


@pytest.mark.parametrize(
    "happened",
    [
        performed(at="2026-11-12T09:00:00+08:00"),
        performed(proof="receipt_shown", at="2026-11-12T09:00:00+08:00"),
        revoked(at="2026-11-12T09:00:00+08:00"),
        event("debtor.listing_corrected", at="2026-11-12T09:00:00+08:00", party=person("陈辉评"), listing=listing()),
    ],
    ids=["performed", "receipt", "revoked", "corrected"],
)
async def test_r27_whoever_fell_away_since_the_approval_is_not_shown(court: Courthouse, happened: Body) -> None:
    """Paid, paused, revoked, or no longer as approved (R89); the others go up."""
    ready = await approved(court, listed(), SECOND)
    await court.tell(happened)
    await court.pass_to(PUBLISHED_AT)
    await court.house.publication.publish(ready.list_id, MEI)
    async with court.house.store.reading() as books:
        assert {(await books.exposure.entry(each.entry)).key.ref for each in await books.exposure.placements()} == {"L2"}


async def test_r27_an_event_not_yet_reviewed_counts_too(court: Courthouse) -> None:
    """Publication reads the case itself."""
    ready = await approved(court, listed())
    await court.pass_to(PUBLISHED_AT)
    await court.house.intake.take([revoked(at="2026-11-14T07:59:00+08:00")])
    await court.house.publication.publish(ready.list_id, MEI)
    assert await court.placed() == []


async def test_r27_what_was_revoked_between_publication_and_showing_is_never_shown(court: Courthouse) -> None:
    """Judged a last time at the moment of showing, before any review has run."""
    await court.tell(listed())
    await court.publish()
    await court.house.intake.take([revoked(at="2026-11-14T08:00:00+08:00")])
    await court.house.placing.drain()
    assert not any(each.told_at for each in await court.placed())


async def test_r42_only_an_approved_list_is_published_by_those_who_may(court: Courthouse) -> None:
    """Not a draft, not twice, not by the duty officer."""
    await court.tell(listed())
    drafted = await court.screen()
    with pytest.raises(WrongState):
        await court.house.publication.publish(drafted.list_id, MEI)
    ready = await court.approve(drafted)
    court.clock.set(PUBLISHED_AT)
    with pytest.raises(NotAllowed):
        await court.house.publication.publish(ready.list_id, DUTY)
    await court.house.publication.publish(ready.list_id, LEI)
    with pytest.raises(WrongState):
        await court.house.publication.publish(ready.list_id, MEI)


async def test_an_exposure_ends_by_itself(court: Courthouse) -> None:
    """After thirty days it comes down."""
    await court.tell(listed())
    await court.publish()
    await court.pass_to(PUBLISHED_AT + timedelta(days=30))
    await court.house.placing.drain()
    assert {(str(each.wanted), each.reason) for each in await court.placed()} == {("gone", "time_over")}


async def test_r10_nothing_hangs_longer_than_its_term(court: Courthouse) -> None:
    """The day after the term's last day begins without it, by the calendar alone."""
    await court.tell(listed(decision=listing_with_term(decided_on="2024-11-20", served_on="2024-11-20", term_ends_on="2026-11-20")))
    await court.publish()
    assert {each.shown_until for each in await court.placed()} == {moment("2026-11-21", "00:00")}
    await court.pass_to(moment("2026-11-20", "23:59"))
    assert await court.wanted() == {"shown"}
    await court.pass_to(moment("2026-11-21", "00:00"))
    assert await court.wanted() == {"gone"}
    assert await court.told() == ["published", "expired"]


@pytest.mark.parametrize(("via", "channels"), [(["web"], {"web_site"}), (["screens"], {"screen_player"}), (["domicile"], {"board_print"})])
async def test_r75_a_bounty_on_assets_hangs_only_where_its_applicant_chose(court: Courthouse, via: list[str], channels: set[str]) -> None:
    """Screens, the web, or the debtor's domicile."""
    await court.tell(bounty_granted(person(**HOME), publish_via=via))
    await court.publish(ListKind.BOUNTY_PROPERTY)
    assert {each.channel for each in await court.placed()} == channels


async def test_publishing_shows_the_approved_bytes(court: Courthouse) -> None:
    """Nothing is drawn again: the artifact placed is the one approved."""
    ready = await approved(court, listed(person("张示例", date(1977, 1, 2))))
    async with court.house.store.reading() as books:
        approved_files = {each.sha256 for each in await books.exposure.artifacts(ready.list_id)}
    court.clock.set(PUBLISHED_AT)
    await court.house.publication.publish(ready.list_id, MEI)
    assert {each.artifact for each in await court.placed()} == approved_files
