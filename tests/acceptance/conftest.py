"""The demo, run once as a stranger runs it, for every test that looks at what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from broadcaster.resources import folder
from tests.acceptance.court_month import CourtMonth

if TYPE_CHECKING:
    from pathlib import Path

CASES = 120


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
