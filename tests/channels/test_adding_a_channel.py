"""The page that shows how to add a channel works as printed, and our own channels follow it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from broadcaster.ports.channels import ChannelPackage

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs/adding-a-channel.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^```\w+ title=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
ENTRY_POINTS: dict[str, str] = PROJECT["entry-points"]["broadcaster.channels"]


def test_the_toy_channel_of_the_page_passes_the_contract(tmp_path: Path) -> None:
    """One folder, one line, one short test: written out as the page prints them, the contract suite passes."""
    shutil.copytree(HOUSE / "channels", tmp_path / "channels", ignore=shutil.ignore_patterns("__pycache__"))
    for name, content in BLOCKS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto", "tests/channels"]
    # The copy comes first, so that its `channels` is the one imported; the rest of the house is ours.
    path = os.pathsep.join((str(tmp_path), str(HOUSE)))
    ran = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "7 passed" in ran.stdout


def test_the_page_keeps_its_promise_of_size() -> None:
    """The channel is one folder, the registration one line, the test about ten lines of code."""
    assert [name.rpartition("/")[0] for name in BLOCKS] == ["channels/notice_folder", "", "tests/channels", "channels/notice_folder"]
    assert tomllib.loads(BLOCKS["pyproject.toml"])["project"]["entry-points"]["broadcaster.channels"] == {
        "notice_folder": "channels.notice_folder"
    }
    test = BLOCKS["tests/channels/test_notice_folder.py"].splitlines()
    assert len([line for line in test if line.strip() and '"""' not in line]) <= 10


def test_every_folder_is_registered() -> None:
    """A folder that no entry point names would never be found."""
    folders = {init.parent.name for init in (HOUSE / "channels").glob("*/__init__.py")}
    assert {name: f"channels.{name}" for name in folders} == ENTRY_POINTS


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_every_channel_is_complete(name: str) -> None:
    """Each channel offers `connect`, has a page that names each of its settings, and a test."""
    assert isinstance(import_module(ENTRY_POINTS[name]), ChannelPackage)
    page = (HOUSE / f"channels/{name}/README.md").read_text("utf-8")
    settings = tomllib.loads((HOUSE / f"config/channels/{name}.toml").read_text("utf-8"))
    assert [key for key in settings if f"`{key}`" not in page] == []
    assert (HOUSE / f"tests/channels/test_{name}.py").exists()
