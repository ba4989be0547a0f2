"""Index cards, lists, artifacts and placements: marks stay, sheets are replaced, history remembers (R26, R43, R89, R97, R98)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.domain.entries import EntryKey, EntryKind, ListKind
from broadcaster.domain.errors import NotFound
from broadcaster.domain.exposure_lists import ExposureList, Line, ListState
from broadcaster.domain.placements import Placement, Wanted
from broadcaster.ports.channels import Seen, Sight
from broadcaster.ports.exposure_book import Artifact, EntryRow, PersonRow
from tests.builders import CASE_NUMBER, moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-14", "08:00")
CARD = EntryRow(
    entry="e1",
    code="c1",
    key=EntryKey(EntryKind.DISHONEST, "L1"),
    case_number=CASE_NUMBER,
    party_id="P1",
    subject_key="s1",
    name_key="n1",
    birth_year=1980,
    community="320114002003",
    photo_digest="",
)
LIST = ExposureList(
    "l1", ListKind.EXPOSURE, "2026-11", ListState.DRAFT, NOW, "mei", lines=(Line("e1", 1, included=True, grants={"photo": "x"}),)
)
POSTER = Artifact("l1", "poster", "320114002003", "a" * 64, "application/pdf", ("e1", "e2"))
PLACED = Placement(
    placement_id="p1",
    entry="e1",
    code="c1",
    list_id="l1",
    channel="screen_player",
    place="downtown",
    artifact="a" * 64,
    media_type="image/png",
    wanted=Wanted.SHOWN,
    wanted_since=NOW,
    reason="",
    shown_from=NOW,
    shown_until=NOW + timedelta(days=30),
    seen="never",
    seen_at=None,
    proof="",
    told_at=None,
    content="",
)


def card(number: int, **changed: object) -> EntryRow:
    """Return another person's card."""
    own = {"entry": f"e{number}", "code": f"c{number}", "key": EntryKey(EntryKind.DISHONEST, f"L{number}"), "subject_key": f"s{number}"}
    return replace(CARD, **{**own, **changed})  # type: ignore[arg-type]


async def keep(store: SqlStore, *cards: EntryRow) -> None:
    """Keep index cards, and who is named on them."""
    async with store.writing() as books:
        for each in cards:
            await books.exposure.keep_entry(each, NOW)
        await books.exposure.keep_people([PersonRow(each.subject_key, each.name_key, each.birth_year, each.community) for each in cards])


async def place(store: SqlStore, *placed: Placement) -> None:
    """Write placements."""
    async with store.writing() as books:
        await books.exposure.place(placed, NOW)


async def test_a_card_is_found_by_entry_code_case_and_kind(store: SqlStore) -> None:
    """And nothing else is."""
    await keep(store, CARD, card(2, case_number="another"), card(3, key=EntryKey(EntryKind.BOUNTY_PERSON, "D1")))
    async with store.reading() as books:
        assert await books.exposure.entry("e1") == await books.exposure.entry_by_code("c1") == CARD
        assert [row.entry for row in await books.exposure.entries_of_cases([CASE_NUMBER])] == ["e1", "e3"]
        assert [row.entry for row in await books.exposure.entries_of_kind(EntryKind.DISHONEST)] == ["e1", "e2"]
        for unknown in (books.exposure.entry("e9"), books.exposure.entry_by_code("e1")):
            with pytest.raises(NotFound):
                await unknown


async def test_r91_manual_marks_outlive_a_new_card(store: SqlStore) -> None:
    """What a person set aside or held back is kept when the case is looked at again; marks set aside add up."""
    await keep(store, CARD)
    async with store.writing() as books:
        await books.exposure.hold_back("e1", "pause", ["R91.receipt_shown/1"])
        await books.exposure.hold_back("e1", "", ["R94.deceased/2"])
    await keep(store, replace(CARD, community="", photo_digest="f" * 64))
    async with store.reading() as books:
        kept = await books.exposure.entry("e1")
    assert (kept.held_back, set(kept.cleared)) == ("", {"R91.receipt_shown/1", "R94.deceased/2"})
    assert (kept.community, kept.photo_digest) == ("", "f" * 64)


@pytest.mark.parametrize(
    ("other", "is_namesake"),
    [
        ({}, True),
        ({"birth_year": 1999}, True),
        ({"community": "elsewhere"}, True),
        ({"birth_year": 1999, "community": "elsewhere"}, False),
        ({"name_key": "n2"}, False),
        ({"subject_key": "s1"}, False),
    ],
)
async def test_r97_namesakes_share_a_name_and_a_birth_year_or_a_community(
    store: SqlStore,
    other: dict[str, object],
    is_namesake: bool,  # noqa: FBT001 - a vector
) -> None:
    """Two entries of one person are no namesakes."""
    await keep(store, CARD, card(2, **other))
    async with store.reading() as books:
        rows = await books.exposure.entries_of_kind(EntryKind.DISHONEST)
        assert await books.exposure.namesakes(rows) == ({"e1", "e2"} if is_namesake else set())


async def test_r97_a_namesake_of_another_kind_counts_and_an_unknown_community_does_not(store: SqlStore) -> None:
    """Somebody sought may share the name of somebody listed; nobody shares an empty community."""
    sought = card(2, key=EntryKey(EntryKind.BOUNTY_PERSON, "D1"))
    await keep(store, CARD, sought, *(card(number, name_key="n9", birth_year=None, community="") for number in (3, 4)))
    async with store.reading() as books:
        assert await books.exposure.namesakes(await books.exposure.entries_of_kind(EntryKind.DISHONEST)) == {"e1"}
        assert await books.exposure.namesakes([]) == set()


async def test_r98_a_photo_on_two_people_is_found(store: SqlStore) -> None:
    """On two entries of one person it is not; no photo is no shared photo."""
    await keep(
        store, card(1, photo_digest="x"), card(2, photo_digest="x"), card(3, photo_digest="y"), card(4, photo_digest="y", subject_key="s3")
    )
    await keep(store, card(5), card(6))
    async with store.reading() as books:
        assert await books.exposure.shared_photos(["x", "y", ""]) == {"x"}


async def test_a_list_comes_back_as_it_was_kept(store: SqlStore) -> None:
    """With its lines, reasons and grants; a later state replaces the earlier."""
    told = replace(LIST, lines=(*LIST.lines, Line("e2", 2, included=False, reasons=(("R3.minor", ""),), distinct_by="mei")))
    async with store.writing() as books:
        await books.exposure.keep_list(LIST)
        await books.exposure.keep_list(told)
        assert await books.exposure.exposure_list("l1") == told
        assert await books.exposure.lists() == [told]
        with pytest.raises(NotFound):
            await books.exposure.exposure_list("l2")


async def test_a_rejected_list_leaves_its_month_free(store: SqlStore) -> None:
    """The month may be screened anew; other kinds and months are other lists."""
    async with store.writing() as books:
        await books.exposure.keep_list(replace(LIST, state=ListState.REJECTED))
        assert await books.exposure.list_of_month(ListKind.EXPOSURE, "2026-11") is None
        again = replace(LIST, list_id="l2")
        await books.exposure.keep_list(again)
        assert await books.exposure.list_of_month(ListKind.EXPOSURE, "2026-11") == again
        assert await books.exposure.list_of_month(ListKind.BOUNTY_PERSON, "2026-11") is None


async def test_r89_a_sheet_is_replaced_by_that_of_the_others(store: SqlStore) -> None:
    """The poster of two becomes the poster of one, and names the approved one it came from."""
    fewer = replace(POSTER, sha256="b" * 64, entries=("e2",), replaces="a" * 64)
    async with store.writing() as books:
        await books.exposure.keep_artifacts([POSTER, replace(POSTER, kind="slide", subject="e1")])
        await books.exposure.keep_artifacts([fewer])
        await books.exposure.keep_artifacts([])
        assert await books.exposure.artifacts("l1") == [fewer, replace(POSTER, kind="slide", subject="e1")]


async def test_publishing_twice_places_once(store: SqlStore) -> None:
    """One list, entry, channel and place: one placement; one paused meanwhile is not shown again."""
    await place(store, PLACED)
    async with store.writing() as books:
        await books.exposure.want(["p1"], Wanted.PAUSED, "R91.receipt_shown", NOW)
    await place(store, PLACED)
    async with store.reading() as books:
        (kept,) = await books.exposure.placements()
    assert kept.wanted is Wanted.PAUSED


async def test_placements_are_found_by_all_that_is_given(store: SqlStore) -> None:
    """Entry, list, channel, place and what is wanted."""
    web = replace(PLACED, placement_id="p2", channel="web_site", place="web")
    await place(store, PLACED, web, replace(PLACED, placement_id="p3", entry="e2"), replace(PLACED, placement_id="p4", list_id="l2"))
    async with store.reading() as books:
        assert await books.exposure.placements(entry="e1", channel="web_site") == [web]
        assert len(await books.exposure.placements(list_id="l1", wanted=Wanted.SHOWN)) == 3
        assert await books.exposure.placements(place="nowhere") == []
        assert (await books.exposure.placement("p2")) == web
        assert await books.exposure.count_placements() == {("screen_player", "shown"): 3, ("web_site", "shown"): 1}


async def test_r26_what_is_wanted_is_settled_only_when_it_is_seen(store: SqlStore) -> None:
    """Shown until shown is seen, gone until gone is seen; never reached is not gone."""
    await place(store, PLACED)

    async def unsettled() -> bool:
        async with store.reading() as books:
            return bool(await books.exposure.unsettled(10))

    assert await unsettled()
    async with store.writing() as books:
        await books.exposure.saw({"p1": Seen(Sight.SHOWN, NOW, "play:1")}, NOW)
    assert not await unsettled()
    async with store.writing() as books:
        await books.exposure.told(["p1"], NOW)
        await books.exposure.want(["p1"], Wanted.GONE, "R12.revoked", NOW)
        assert (await books.exposure.placement("p1")).told_at is None
    assert await unsettled()


async def test_r26_every_change_of_a_placement_is_remembered(store: SqlStore, store_url: str) -> None:
    """Wanted, seen, which artifact, why and by which proof, in order."""
    await place(store, PLACED)
    async with store.writing() as books:
        await books.exposure.saw({"p1": Seen(Sight.SHOWN, NOW, "play:1")}, NOW)
        await books.exposure.want(["p1"], Wanted.GONE, "R12.revoked", NOW)
        await books.exposure.saw({"p1": Seen(Sight.GONE, NOW, "ack:2")}, NOW)
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT wanted, seen, reason, proof FROM placement_history ORDER BY row"))).all()
    await engine.dispose()
    assert [tuple(row) for row in rows] == [
        ("shown", "never", "", ""),
        ("shown", "shown", "", "play:1"),
        ("gone", "shown", "R12.revoked", "play:1"),
        ("gone", "gone", "R12.revoked", "ack:2"),
    ]


async def test_r89_another_sheet_must_be_seen_anew(store: SqlStore) -> None:
    """What was seen of the one before counts no more, nor does what the place reported of it."""
    await place(store, PLACED)
    async with store.writing() as books:
        await books.exposure.sighted({"p1": Seen(Sight.SHOWN, NOW, "photo:1")})
        await books.exposure.saw({"p1": Seen(Sight.SHOWN, NOW, "photo:1")}, NOW)
        await books.exposure.swap_artifact(["p1"], "b" * 64, NOW)
        swapped = await books.exposure.placement("p1")
        assert (swapped.artifact, swapped.seen, swapped.proof, swapped.told_at) == ("b" * 64, "never", "", None)
        assert await books.exposure.last_sightings(["p1"]) == {}


async def test_the_newest_report_of_a_place_is_kept(store: SqlStore) -> None:
    """For its channel to read."""
    async with store.writing() as books:
        await books.exposure.sighted({"p1": Seen(Sight.SHOWN, NOW, "play:1")})
        await books.exposure.sighted({"p1": Seen(Sight.GONE, NOW + timedelta(seconds=1), "ack:2")})
        assert await books.exposure.last_sightings(["p1"]) == {"p1": Seen(Sight.GONE, NOW + timedelta(seconds=1), "ack:2")}
