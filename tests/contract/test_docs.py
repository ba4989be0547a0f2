"""The documentation's own rules: what it points at exists, and what exists is documented."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import broadcaster

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "channels").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A reader is never sent to a page or picture that is not there."""
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", sorted(entry_points(group="broadcaster.channels").names))
def test_every_channel_has_its_page(name: str) -> None:
    """Whoever runs a channel finds out what it needs."""
    assert (CHECKOUT / "channels" / name / "README.md").is_file()


def test_every_make_target_is_in_the_readme() -> None:
    """The commands a newcomer may type are named where he looks first."""
    targets = re.findall(r"^([a-z-]+):.*##", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    readme = (CHECKOUT / "README.md").read_text()
    assert [target for target in targets if target not in {"help", "install"} and f"make {target}" not in readme] == []


def test_the_changelog_tells_of_this_version() -> None:
    """Whoever updates reads what changed."""
    assert f"[{broadcaster.__version__}]" in (CHECKOUT / "CHANGELOG.md").read_text()
