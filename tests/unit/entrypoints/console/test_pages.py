"""Test mode is seen on every page, and tells nobody's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.bootstrap import House
from broadcaster.entrypoints.console.pages import Pages
from broadcaster.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("test_mode", "said"),
    [("guests = []", ""), ("dry_run = true", "一律不外发"), ('guests = ["19900000001"]', "只发给名单内的 1 个号码或者邮箱")],
)
def test_every_page_says_that_a_rehearsal_is_on(tmp_path: Path, test_mode: str, said: str) -> None:
    """The banner stands in the frame of all pages, the refusals included."""
    (tmp_path / "settings.toml").write_text(f"[test_mode]\n{test_mode}\n")
    house = House(read_settings({"BROADCASTER_HOME": str(tmp_path), "BROADCASTER_CONFIG": str(tmp_path)}))
    page = Pages(house).render("login.html", 200, csrf="", name="", fault="", seconds=0, wanted="/console/")
    text = bytes(page.body).decode()
    assert ("测试模式" in text) == bool(said)
    assert said in text
    assert "19900000001" not in text
