"""The demo, run once as a stranger runs it, and a court on a real port, for every test that looks at them."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.resources import folder
from broadcaster.settings import read_settings
from broadcaster.testing.clock import OwnedClock
from tests.acceptance.court_month import CourtMonth
from tests.acceptance.online import online
from tests.builders import moment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.acceptance.online import Online

CASES = 120
DATABASE = "broadcaster.sqlite3"


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> CourtMonth:
    """Run `broadcaster demo` on the first 120 cases of the sample month."""
    return run_demo(tmp_path_factory.mktemp("demo") / "out", CASES)


def run_demo(out: Path, cases: int) -> CourtMonth:
    """Run the demo and read the events that it was given."""
    command = [sys.executable, "-m", "broadcaster", "demo", "--cases", str(cases), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    lines = (folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    events = sorted(map(json.loads, lines), key=lambda event: datetime.fromisoformat(event["time"]))
    wanted = set(list(dict.fromkeys(json.loads(line)["subject"] for line in lines))[:cases])
    taken = [event for event in events if event["subject"] in wanted]
    return CourtMonth(out, done.returncode, done.stdout + done.stderr, taken, ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """Read rules, words and fonts once."""
    return Rulebook(read_settings({}))


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one database, to be copied by each test."""
    path = tmp_path_factory.mktemp("blank") / DATABASE
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def court(data_folder: Path, blank_database: Path, rules: Rulebook, valkey_url: str) -> AsyncIterator[Online]:
    """Serve an empty court on 5 November 2026 at 10:00."""
    shutil.copy(blank_database, data_folder / DATABASE)
    async with online(data_folder, OwnedClock(moment("2026-11-05", "10:00")), rules, valkey_url) as serving:
        yield serving


@pytest.fixture
async def after_the_month(month: CourtMonth, data_folder: Path, rules: Rulebook, valkey_url: str) -> AsyncIterator[Online]:
    """Serve the court as the demo left it, on 30 November 2026."""
    shutil.copytree(month.home, data_folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("valkey", "blobs"))
    async with online(data_folder, OwnedClock(moment("2026-11-30", "10:00")), rules, valkey_url) as serving:
        yield serving
