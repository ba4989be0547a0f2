"""The house's own rules on imports: ours are the packages imported, and they import downward only."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import broadcaster
import channels

CHECKOUT = Path(__file__).parents[2]


def test_broadcaster_and_channels_are_ours() -> None:
    """Other distributions use these names too; neither may come before us."""
    assert Path(broadcaster.__file__).parent == CHECKOUT / "broadcaster"
    assert Path(channels.__file__).parent == CHECKOUT / "channels"


def test_no_dependency_brings_those_names_in() -> None:
    """PyPI's `broadcaster` and `channels` stay out of the locked tree."""
    locked = {package["name"] for package in tomllib.loads((CHECKOUT / "uv.lock").read_text())["package"]}
    assert not locked & {"broadcaster", "channels"}


def test_the_installed_version_is_the_one_the_code_names() -> None:
    """There is one version."""
    assert version("court-broadcaster") == broadcaster.__version__


def test_every_registered_channel_can_be_loaded() -> None:
    """An entry point that leads nowhere would only be noticed when a message needs it."""
    for entry_point in entry_points(group="broadcaster.channels"):
        assert callable(entry_point.load().connect), entry_point.name


def test_imports_go_downward_only() -> None:
    """The contracts in pyproject.toml are kept."""
    assert lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS
