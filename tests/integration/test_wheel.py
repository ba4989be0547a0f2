"""The wheel alone, unpacked far from any checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[2]

_WHERE = """
import json
from importlib.metadata import entry_points
import broadcaster, channels
from broadcaster.resources import folder
found = [broadcaster.__file__, channels.__file__, *(str(folder(name)) for name in ("config", "sample", "templates"))]
print(json.dumps({"found": found, "channels": sorted(entry_points(group="broadcaster.channels").names)}))
"""

_COMMAND = "from broadcaster.entrypoints.cli import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder into which our wheel was unpacked."""
    built, site = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built], cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    ZipFile(wheel).extractall(site)
    return site


def _run(installed: Path, empty: Path, *arguments: str) -> str:
    """Run our Python in an empty folder with the unpacked wheel before everything else."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BROADCASTER")}
    environment |= {"PYTHONPATH": str(installed), "BROADCASTER_HOME": str(empty / "home")}
    done = subprocess.run([sys.executable, *arguments], cwd=empty, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_brings_its_texts_tables_sample_and_channels(installed: Path, tmp_path: Path) -> None:
    """Nothing is looked for in a checkout."""
    told = json.loads(_run(installed, tmp_path, "-c", _WHERE))
    assert all(Path(path).is_relative_to(installed) and Path(path).exists() for path in told["found"])
    carriers = ["email_smtp", "sms_aliyun", "sms_cmpp", "sms_smpp", "sms_tencent", "sms_twilio"]
    assert told["channels"] == sorted([*carriers, "board_print", "screen_player", "web_site"])


@pytest.mark.slow
def test_it_runs_the_demo_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """Somebody who has only the wheel sees the whole job done."""
    _run(installed, tmp_path, "-c", _COMMAND, "demo", "--cases", "20", "--out", "out")
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["events"]["accepted"] > 0
