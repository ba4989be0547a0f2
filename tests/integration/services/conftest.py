"""A court with everything in it, empty, on 5 November 2026 at 10:00."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.settings import read_settings
from broadcaster.testing.clock import OwnedClock
from tests.builders import moment
from tests.integration.services.courthouse import Courthouse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

DATABASE = "broadcaster.sqlite3"


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one database, to be copied by each test."""
    path = tmp_path_factory.mktemp("blank") / DATABASE
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """Read rules, words and fonts once."""
    return Rulebook(read_settings({}))


@pytest.fixture
async def court(data_folder: Path, blank_database: Path, rules: Rulebook, valkey_url: str) -> AsyncIterator[Courthouse]:
    """Open the house as a process would."""
    shutil.copy(blank_database, data_folder / DATABASE)
    settings = read_settings({"BROADCASTER_HOME": str(data_folder), "BROADCASTER_REDIS_URL": valkey_url})
    clock = OwnedClock(moment("2026-11-05", "10:00"))
    house = House(settings, clock)
    house.rules = rules
    async with house:
        yield Courthouse(house, clock)
