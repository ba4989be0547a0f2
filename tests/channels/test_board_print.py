"""Posters on community boards: files to print, a job sheet, and a worker's photo."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from broadcaster.ports.channels import Outcome, Seen, Showing, Sight
from broadcaster.testing.channel_contract import NOW, DisplayChannelContract, reference
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import SightingsDouble, kit_double
from channels.board_print import connect

if TYPE_CHECKING:
    from pathlib import Path

    from channels.board_print.adapter import BoardPrint

POSTER = b"%PDF-1.7 three people"
SHEET = Showing(
    placement="p-0001",
    entry="e-0001",
    code="k7Qm2Zx9",
    place="安德里社区",
    media_type="application/pdf",
    sha256=sha256(POSTER).hexdigest(),
    shown_from=NOW,
    shown_until=NOW + timedelta(days=30),
    content=POSTER,
    title="陈某某等三人",
)
FILE = f"{SHEET.sha256[:12]}.pdf"


@pytest.fixture
def channel(tmp_path: Path) -> BoardPrint:
    """Return the channel over an empty folder."""
    return connect({}, kit_double(tmp_path, OwnedClock(NOW)))


class TestContract(DisplayChannelContract):
    """The channel keeps what every display channel keeps."""

    sees_for_itself = False

    @pytest.fixture
    def channel(self, channel: BoardPrint) -> BoardPrint:
        """Return the channel."""
        return channel

    @pytest.fixture
    def showing(self) -> Showing:
        """Return a poster."""
        return SHEET


def jobs(tmp_path: Path) -> list[list[str]]:
    """Return action and file of each job, as a worker reads them."""
    with (tmp_path / SHEET.place / "tasks.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row[1:3] for row in list(csv.reader(file))[1:]]


async def test_a_poster_is_laid_out_and_ordered_up(channel: BoardPrint, tmp_path: Path) -> None:
    """The approved file lies in the community's folder, and the job sheet says until when it hangs."""
    await channel.show(SHEET)
    assert (tmp_path / SHEET.place / FILE).read_bytes() == POSTER
    lines = (tmp_path / SHEET.place / "tasks.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["序号,事项,海报文件,下达时间,张贴至", f"1,张贴,{FILE},2026-11-14 08:00,2026-12-14"]


async def test_r25_a_withdrawal_is_a_job_and_the_file_is_not_printed_again(channel: BoardPrint, tmp_path: Path) -> None:
    """R25: paper comes down by hand, so a job is ordered; the file leaves the folder at once."""
    await channel.show(SHEET)
    await channel.withdraw(reference(SHEET))
    assert jobs(tmp_path) == [["张贴", FILE], ["撤下", FILE]]
    assert not (tmp_path / SHEET.place / FILE).exists()


async def test_r89_a_sheet_of_two_is_replaced_by_a_sheet_of_one(channel: BoardPrint, tmp_path: Path) -> None:
    """R89: striking one of two people orders the old sheet down once and the new sheet up once."""
    other = replace(SHEET, placement="p-0002", entry="e-0002")
    await channel.show(SHEET)
    await channel.show(other)
    remaining = b"%PDF-1.7 two people"
    await channel.withdraw(reference(SHEET))
    await channel.show(replace(other, content=remaining, sha256=sha256(remaining).hexdigest()))
    new = f"{sha256(remaining).hexdigest()[:12]}.pdf"
    assert jobs(tmp_path) == [["张贴", FILE], ["撤下", FILE], ["张贴", new]]


async def test_repeating_orders_nothing_twice(channel: BoardPrint, tmp_path: Path) -> None:
    """Each job is ordered once, however often the reconciler asks."""
    for _ in range(3):
        await channel.show(SHEET)
    for _ in range(3):
        await channel.withdraw(reference(SHEET))
    assert len(jobs(tmp_path)) == 2


async def test_r106_what_a_photo_proved_is_what_is_seen(tmp_path: Path) -> None:
    """R106: a poster counts as posted, or removed, only once the worker's photo is in."""
    kit = kit_double(tmp_path, OwnedClock(NOW))
    channel = connect({}, kit)
    await channel.show(SHEET)
    assert (await channel.observe(reference(SHEET))).sight is Sight.NEVER
    assert isinstance(kit.sightings, SightingsDouble)
    kit.sightings.reports[SHEET.placement] = Seen(Sight.SHOWN, NOW, "photo:sha256:0a")
    assert (await channel.observe(reference(SHEET))).proof == "photo:sha256:0a"


@pytest.mark.parametrize("wrong", [{"place": "../x"}, {"place": ""}, {"place": ".hidden"}, {"content": b"%PDF other"}])
async def test_what_cannot_be_laid_out_is_rejected(channel: BoardPrint, tmp_path: Path, wrong: dict[str, str]) -> None:
    """A place that is no folder's name and content that is not the approved file are rejected, and nothing is written."""
    showing = replace(SHEET, **wrong)  # type: ignore[arg-type]
    assert (await channel.show(showing)).outcome is Outcome.REJECTED
    assert not (tmp_path / "tasks.csv").exists()
    assert not (tmp_path / SHEET.place).exists()
