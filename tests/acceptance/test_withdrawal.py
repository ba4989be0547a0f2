"""Whoever is withdrawn is gone from every place, provably, and never comes back (R12, R25-R27, R89-R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import Unavailable
from broadcaster.testing.screen import ScreenDouble
from tests.acceptance.town import CHEN, PEOPLE, ZHANG, ZHOU, Person, Town, everywhere, sheet_text
from tests.builders import Body, performed, revoked
from tests.integration.services.courthouse import DUTY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from broadcaster.ports.http import HttpAnswer, HttpSession

NOON = "2026-11-14T12:00:00+08:00"
AGENCIES = ("credit_office", "market_regulator", "discipline_commission", "peoples_congress", "cppcc", "united_front")


@pytest.fixture
async def town(data_folder: Path, valkey_url: str) -> AsyncIterator[Town]:
    """Open a town in which three people hang at every place."""
    async with Town(data_folder, valkey_url) as opened:
        await opened.publish_all()
        assert await opened.showing() == everywhere(*PEOPLE)
        yield opened


class OldAnswers:
    """A line on which somebody plays the manifest of an earlier day to a screen."""

    def __init__(self, line: HttpSession, manifest: HttpAnswer) -> None:
        """Answer everything else truly."""
        self._line = line
        self._manifest = manifest

    async def request(self, method: str, url: str, **asked: object) -> HttpAnswer:
        """Answer as told."""
        return self._manifest if url.endswith("manifest.json") else await self._line.request(method, url, **asked)  # type: ignore[arg-type]


def paid(who: Person, proof: str, at: str = NOON) -> Body:
    """Return the event that somebody paid."""
    return performed(who.party, proof, at=at, of=who.case)


def undone(who: Person) -> Body:
    """Return the event that revokes somebody's listing."""
    return revoked(who.listing_id, at=NOON, party=who.party, of=who.case)


async def test_r91_a_receipt_pauses_him_everywhere_and_its_verification_ends_it(town: Town) -> None:
    """Nobody's approval is asked; the two others stay where they are."""
    await town.tell(paid(CHEN, "receipt_shown"))
    assert await town.showing() == everywhere(ZHANG, ZHOU)
    assert {each.wanted for each in await town.placed(CHEN)} == {"paused"}
    assert "核查暂停" in (await town.verification(CHEN)).body.decode()
    await town.tell(paid(CHEN, "verified", "2026-11-14T15:00:00+08:00"))
    assert await town.showing() == everywhere(ZHANG, ZHOU)
    assert {each.wanted for each in await town.placed(CHEN)} == {"gone"}
    assert {who for who, what in await town.court.deeds() if what.startswith("placement.")} == {"system"}


async def test_r25_a_revocation_counts_only_when_every_place_proved_it(town: Town) -> None:
    """From each of the five places he is gone, with the moment at which that was seen and what proves it."""
    await town.tell(undone(CHEN))
    assert await town.showing() == everywhere(ZHANG, ZHOU)
    placed = await town.placed(CHEN)
    assert sorted(each.channel for each in placed) == ["board_print", *["screen_player"] * 3, "web_site"]
    assert {(each.wanted, each.seen) for each in placed} == {("gone", "gone")}
    assert all(each.proof and each.seen_at and each.seen_at >= each.wanted_since for each in placed)


async def test_r27_after_a_revocation_his_page_and_his_code_name_nobody(town: Town) -> None:
    """The page answers 410, the scanned code says 已撤销, the static page is the neutral one; none holds a part of his name."""
    await town.tell(undone(CHEN))
    page, code, static = await town.public_page(CHEN), await town.verification(CHEN), await town.static_page(CHEN)
    assert (page.status, code.status) == (410, 200)
    assert "已撤销" in code.body.decode()
    assert "已停止展示" in static
    assert not any("辉平" in text for text in (page.body.decode(), code.body.decode(), static))


async def test_r25_after_a_revocation_screens_are_told_so_and_his_picture_is_gone(town: Town) -> None:
    """The signed manifest names the entry as revoked, and the address of his picture answers 404."""
    entry = (await town.entry(CHEN)).entry
    (old,) = [item for item in (await town.manifest())["items"] if item["entry"] == entry]
    assert (await town.get(old["url"])).status == 200
    await town.tell(undone(CHEN))
    told = await town.manifest()
    assert (len(told["items"]), told["revoked"]) == (2, [entry])
    assert (await town.get(old["url"])).status == 404


async def test_r89_the_board_gets_a_sheet_of_those_who_are_left_until_nobody_is(town: Town) -> None:
    """Three names, two, one; after the last the worker takes the sheet down."""
    for gone, left in ((CHEN, {ZHANG, ZHOU}), (ZHANG, {ZHOU})):
        await town.tell(undone(gone))
        task = await town.board_task()
        text = sheet_text(await town.house.board_tasks.sheet(task.token))
        assert {each for each in PEOPLE if each.name in text} == left
    await town.tell(undone(ZHOU))
    task = await town.board_task()
    assert (task.action, task.sha256, task.is_done) == ("take_down", "", True)
    assert await town.showing() == everywhere()


async def test_r27_nothing_that_the_court_is_told_again_brings_him_back(town: Town) -> None:
    """Neither the events repeated, nor the listing under a new number, nor a resumption, nor the next month's list."""
    await town.tell(undone(CHEN))
    await town.tell(CHEN.listed, undone(CHEN), CHEN.listed | {"id": "told-again"})
    await town.house.withdrawal.resume([(await town.entry(CHEN)).entry], DUTY, reason="误操作")
    await town.settle()
    assert await town.showing() == everywhere(ZHANG, ZHOU)
    await town.publish_december()
    assert await town.showing() == everywhere(ZHANG, ZHOU)


async def test_r89_a_month_in_which_nobody_may_be_shown_ends_the_month_before(town: Town) -> None:
    """All three paid: the next list is approved and published although nobody is on it, and no place shows anybody."""
    await town.tell(*(paid(each, "verified") for each in PEOPLE))
    await town.publish_december()
    assert await town.showing() == everywhere()


async def test_r25_an_old_manifest_played_again_brings_him_back_on_no_screen(town: Town) -> None:
    """A screen that knows a newer one ignores it; one just switched on finds his picture nowhere."""
    screen = town.screens[0]
    old = await town.get(f"/screens/{screen.screen}/manifest.json")
    await town.tell(undone(CHEN))
    line, playing = OldAnswers(town.house.http, old), screen.shown()
    screen.http = line
    await screen.visit()
    assert screen.shown() == playing
    new = ScreenDouble(line, screen.base_url, screen.screen, screen.key, screen.clock)
    with pytest.raises(Unavailable, match="404"):
        await new.visit()
    assert new.shown() == []


async def test_r12_a_revocation_that_comes_before_the_listing_keeps_it_off(data_folder: Path, valkey_url: str) -> None:
    """The case system told them in the wrong order: he is neither shown nor told to any agency."""
    async with Town(data_folder, valkey_url) as town:
        await town.tell(revoked(CHEN.listing_id, at="2026-11-05T09:30:00+08:00", party=CHEN.party, of=CHEN.case))
        await town.publish_all()
        assert await town.showing() == everywhere(ZHANG, ZHOU)
        assert await town.court.told() == ["published", "published"]


async def test_r90_a_revocation_by_hand_reaches_every_agency_that_was_told(town: Town) -> None:
    """The three that may know of a civil servant read the reason and the duty to erase; the others never heard of him (R44, R45)."""
    entry = (await town.entry(CHEN)).entry
    await town.house.withdrawal.withdraw(entry, DUTY, kind="revoke", reason="错列", basis="（2026）苏0114执100号之二")
    await town.settle()
    assert await town.showing() == everywhere(ZHANG, ZHOU)
    told = {agency: [event["data"] for event in await town.feed(agency) if event["subject"] == entry] for agency in AGENCIES}
    assert {agency for agency in AGENCIES if told[agency]} == {"credit_office", "market_regulator", "discipline_commission"}
    last = [said[-1]["withdrawal"] for said in told.values() if said]
    assert {(each["reason"], each["erase"]) for each in last} == {("revoked", True)}
