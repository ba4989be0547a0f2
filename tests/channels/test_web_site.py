"""Static public pages: what is shown stands there byte for byte, what was withdrawn is gone with all that belonged to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import Outcome, Sight
from broadcaster.testing.channel_contract import NOW, DisplayChannelContract, page_showing, reference
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from channels.web_site import connect

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.ports.channels import Showing
    from channels.web_site.adapter import WebSite


@pytest.fixture
def channel(tmp_path: Path) -> WebSite:
    """Return the channel over an empty folder."""
    return connect({}, kit_double(tmp_path, OwnedClock(NOW)))


class TestContract(DisplayChannelContract):
    """The channel keeps what every display channel keeps."""

    @pytest.fixture
    def channel(self, channel: WebSite) -> WebSite:
        """Return the channel."""
        return channel


@pytest.fixture
def page() -> Showing:
    """Return an entry's page."""
    return page_showing()


def picture(content: bytes, media_type: str) -> Showing:
    """Return a picture to stand beside the entry's page."""
    return replace(page_showing(content, placement="p-0002"), media_type=media_type)


def files(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


async def test_the_page_stands_at_its_address(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """The approved bytes are served at the entry's code, and their digest is the proof."""
    await channel.show(page)
    assert (tmp_path / "exposure/k7Qm2Zx9/index.html").read_bytes() == page.content
    seen = await channel.observe(reference(page))
    assert (seen.at, seen.proof) == (NOW, f"sha256:{page.sha256}")


async def test_r25_a_withdrawn_page_leaves_nothing_behind(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """R25: the neutral page stands in its place, without a name; the picture beside it is gone."""
    beside = picture(b"\x89PNG", "image/png")
    await channel.show(beside)
    await channel.show(page_showing(f'<img src="{beside.sha256}.png">'.encode()))
    assert (await channel.observe(reference(beside))).sight is Sight.SHOWN
    await channel.withdraw(reference(page))
    folder = tmp_path / "exposure" / page.code
    assert files(folder) == [".gone", "index.html"]
    assert "该信息已停止展示" in (folder / "index.html").read_text("utf-8")
    assert (await channel.observe(reference(beside))).sight is Sight.GONE


async def test_web_servers_are_told_what_is_gone(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """The lists for nginx and Caddy name the withdrawn address, and forget it when a pause ends."""
    await channel.show(page)
    await channel.withdraw(reference(page))
    assert "/exposure/k7Qm2Zx9/ 1;" in (tmp_path / "gone.nginx.map").read_text("utf-8")
    assert "error @gone 410" in (tmp_path / "gone.caddy").read_text("utf-8")
    await channel.show(page)
    assert (tmp_path / "gone.nginx.map").read_text("utf-8") == (tmp_path / "gone.caddy").read_text("utf-8") == ""


async def test_a_new_page_takes_away_the_old_picture(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """After a correction nothing stands beside the page that the page does not name."""
    await channel.show(picture(b"\xff\xd8old", "image/jpeg"))
    await channel.show(page)
    assert files(tmp_path / "exposure" / page.code) == ["index.html"]


async def test_a_late_withdrawal_does_not_take_down_the_successor(channel: WebSite, page: Showing) -> None:
    """Withdrawing the placement that was replaced leaves the one that replaced it."""
    successor = page_showing(b"<title>2</title>", placement="p-0009")
    await channel.show(page)
    await channel.show(successor)
    await channel.withdraw(reference(page))
    assert (await channel.observe(reference(successor))).sight is Sight.SHOWN
    assert (await channel.observe(reference(page))).sight is Sight.GONE


async def test_a_page_that_somebody_changed_is_not_what_was_approved(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """A changed file counts against us: not shown while it should be, not gone while it should be gone."""
    await channel.show(page)
    file = tmp_path / "exposure/k7Qm2Zx9/index.html"
    file.write_text("changed")
    assert (await channel.observe(reference(page))).sight is Sight.GONE
    await channel.withdraw(reference(page))
    file.write_text("changed")
    assert (await channel.observe(reference(page))).sight is Sight.SHOWN


async def test_only_the_approved_bytes_are_shown(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """Content whose digest is not the approved one is rejected and never written (R89)."""
    receipt = await channel.show(replace(page, content=b"<title>other</title>"))
    assert receipt.outcome is Outcome.REJECTED
    assert files(tmp_path) == []


@pytest.mark.parametrize(("place", "code"), [("..", "k7"), ("exposure", "../k7"), ("exposure/x", "k7"), ("", "k7")])
async def test_no_code_leads_out_of_the_folder(channel: WebSite, page: Showing, place: str, code: str) -> None:
    """Only letters, digits, - and _ make an address."""
    assert (await channel.show(replace(page, place=place, code=code))).outcome is Outcome.REJECTED


async def test_the_first_page_of_a_place(channel: WebSite, page: Showing, tmp_path: Path) -> None:
    """An empty code is the place's own first page; showing it leaves the entries alone."""
    await channel.show(page)
    await channel.show(replace(page_showing(b"<title>index</title>", placement="p-index"), code=""))
    assert (tmp_path / "exposure/index.html").read_bytes() == b"<title>index</title>"
    assert (tmp_path / "exposure" / page.code / "index.html").exists()


async def test_a_court_may_bring_its_own_neutral_page(page: Showing, tmp_path: Path) -> None:
    """`neutral_page` names the file that stands in place of what was withdrawn."""
    (tmp_path / "own.html").write_text("此页已撤下", "utf-8")
    channel = connect({"neutral_page": str(tmp_path / "own.html")}, kit_double(tmp_path / "site", OwnedClock(NOW)))
    await channel.show(page)
    await channel.withdraw(reference(page))
    assert (tmp_path / "site/exposure/k7Qm2Zx9/index.html").read_text("utf-8") == "此页已撤下"


def test_a_neutral_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong path is told at the start, not at the first withdrawal."""
    with pytest.raises(SettingsError, match="neutral_page"):
        connect({"neutral_page": str(tmp_path / "nowhere.html")}, kit_double(tmp_path, OwnedClock(NOW)))
