"""The documentation's own rules: what it points at exists, and what exists is documented."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

import broadcaster
from broadcaster.domain import errors
from broadcaster.entrypoints.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "channels").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)")
CHANNELS = sorted(entry_points(group="broadcaster.channels").names)
LARGEST_PICTURE = 300 * 1024


def _text(path: str) -> str:
    return (CHECKOUT / path).read_text("utf-8")


def _table(path: str) -> dict[str, Any]:
    return tomllib.loads(_text(f"config/{path}"))


def _keys(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _commands(command: object, said: str) -> Iterator[str]:
    below: dict[str, object] = getattr(command, "commands", {})
    for name, each in below.items():
        yield from _commands(each, f"{said} {name}")
    if not below:
        yield said


SETTINGS = sorted({*_keys(_table("default.toml")), *_keys(_table("placements.toml"))})
COMMANDS = sorted(_commands(typer.main.get_command(app), "broadcaster"))
EVENT_TYPES = json.loads(_text("config/schemas/case-event.schema.json"))["properties"]["type"]["enum"]
ERRORS = sorted(name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.BroadcasterError))
NAMES = [
    (code, chinese)
    for group in ("delivery_state", "list_state", "wanted", "seen", "role")
    for code, chinese in _table("reasons.toml")["name"][group].items()
    if code != "unsettled"  # a filter of the console, no state
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A reader is never sent to a page or picture that is not there."""
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_has_its_page(name: str) -> None:
    """Whoever runs a channel finds out what it needs, from the front page too."""
    assert (CHECKOUT / "channels" / name / "README.md").is_file()
    for page in ("README.md", "README.zh-CN.md", "docs/operating.md"):
        assert f"channels/{name}/README.md" in _text(page)


@pytest.mark.parametrize("name", CHANNELS)
def test_every_option_of_a_channel_is_on_its_page(name: str) -> None:
    """An option is a word between backticks, with what it means."""
    page = _text(f"channels/{name}/README.md")
    assert [key for key in _keys(_table(f"channels/{name}.toml")) if f"`{key}`" not in page] == []


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_has_its_row(key: str) -> None:
    """An operator finds each key of the shipped files with its variable, default and meaning."""
    assert f"\n| `{key}` |" in _text("docs/operating.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained(command: str) -> None:
    """What can be typed is written down."""
    assert f"`{command}" in _text("docs/operating.md")


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_type_has_its_row(event_type: str) -> None:
    """Whoever programs the case system reads what follows from what he tells."""
    assert f"\n| `{event_type}` |" in _text("GLOSSARY.md")


@pytest.mark.parametrize("kind", sorted(path.parent.name for path in (CHECKOUT / "templates" / "notices").glob("*/template.toml")))
def test_every_kind_of_notice_has_its_row(kind: str) -> None:
    """Each text that may reach a person is in the table."""
    assert f"\n| `{kind}` " in _text("docs/adding-a-notice.md")


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_says_what_to_do(name: str) -> None:
    """Nobody is left with the name of a class."""
    assert f"`{name}`" in _text("docs/operating.md")


@pytest.mark.parametrize(("code", "chinese"), NAMES)
def test_every_state_and_role_is_in_the_glossary(code: str, chinese: str) -> None:
    """The glossary uses the words that staff read."""
    assert f"| `{code}` | {chinese} |" in _text("GLOSSARY.md")


def test_every_decision_is_in_the_index() -> None:
    """Decisions are numbered without a gap, and listed."""
    names = sorted(path.name for path in (CHECKOUT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if f"({name})" not in _text("docs/decisions/README.md")] == []


def test_pictures_in_the_docs_are_small() -> None:
    """A reader on a slow line sees them too."""
    pictures = sorted((CHECKOUT / "docs").rglob("*.png"))
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_make_target_is_in_the_readme(readme: str) -> None:
    """The commands a newcomer may type are named where he looks first."""
    targets = re.findall(r"^([a-z-]+):.*##", _text("Makefile"), re.MULTILINE)
    assert [target for target in targets if target not in {"help", "install"} and f"make {target}" not in _text(readme)] == []


def test_the_changelog_tells_of_this_version() -> None:
    """Whoever updates reads what changed."""
    assert f"[{broadcaster.__version__}]" in _text("CHANGELOG.md")
