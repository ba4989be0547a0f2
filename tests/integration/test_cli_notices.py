"""`broadcaster notices`: what is there, how it reads, and that a try goes to guests alone; no database, no key, nothing written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from broadcaster.domain.errors import InvalidInput, NotFound, WrongState
from broadcaster.entrypoints.cli import app
from tests.builders import applicant, event, notice_issued, performed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _terminal_gone() -> Iterator[None]:
    """Take the log off each test's terminal, which is closed with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file with two events, one a line."""
    path = tmp_path / "events.jsonl"
    lines = [event("case.filed", parties=[applicant()]), notice_issued()]
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in lines), "utf-8")
    return path


def run(home: Path, *words: str) -> Result:
    """Run one command in a court that has nothing yet."""
    return CliRunner(env={"BROADCASTER_HOME": str(home / "home")}).invoke(app, ["notices", *words])


def told(home: Path, *words: str) -> Any:  # noqa: ANN401 - any JSON
    """Run one command that goes well, and read its JSON."""
    result = run(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_preview_needs_no_house(tmp_path: Path, file: Path) -> None:
    """Text, segments, whether it would go; afterwards there is neither a folder nor a key."""
    shown = told(tmp_path, "preview", "filing", "--event", str(file))["notices"][0]
    assert shown["text"].startswith("【雨花台法院】毛晓海：")
    assert (shown["medium"], shown["recipient"], shown["version"]) == ("sms", "self", 1)
    assert shown["segments"] == -(-shown["units"] // 67)
    assert shown["would"] in ("now", "later")
    assert not (tmp_path / "home").exists()


def test_the_first_event_that_owes_the_kind_is_taken(tmp_path: Path, file: Path) -> None:
    """The second line of the file owes the debtor's notice, which waits for asset control."""
    shown = told(tmp_path, "preview", "perform_duty", "--event", str(file))["notices"][0]
    assert (shown["would"], shown["reason"], shown["why"]) == ("held", "R92.asset_control", "财产查控尚未完成，暂缓发出")


def test_one_event_may_stand_on_many_lines(tmp_path: Path, file: Path) -> None:
    """A file as an editor writes it."""
    file.write_text(json.dumps(notice_issued(), indent=2), "utf-8")
    assert "陈辉平" in run(tmp_path, "preview", "perform_duty", "--event", str(file)).stdout


def test_a_notice_that_cannot_be_written_exits_1_and_names_the_fact(tmp_path: Path, file: Path) -> None:
    """R52: nothing is guessed."""
    body = notice_issued()
    del body["data"]["case"]["officer"]
    file.write_text(json.dumps(body), "utf-8")
    result = run(tmp_path, "preview", "perform_duty", "--event", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["notices"][0]["missing"] == ["case.officer.name", "case.officer.phone"]


@pytest.mark.parametrize(
    ("kind", "content", "error"),
    [("no_such", None, NotFound), ("listed", None, WrongState), ("filing", "{", InvalidInput), ("filing", "{}", InvalidInput)],
)
def test_what_cannot_be_previewed_is_refused(tmp_path: Path, file: Path, kind: str, content: str | None, error: type[Exception]) -> None:
    """No such kind, an event that owes no such notice, no JSON, no event."""
    if content is not None:
        file.write_text(content, "utf-8")
    assert isinstance(run(tmp_path, "preview", kind, "--event", str(file)).exception, error)


def test_wrong_use_exits_2(tmp_path: Path, file: Path) -> None:
    """A file that is not there, an option that is missing."""
    assert run(tmp_path, "preview", "filing", "--event", str(tmp_path / "none.json")).exit_code == 2
    assert run(tmp_path, "preview", "filing").exit_code == 2
    assert run(tmp_path, "try", "filing", "--event", str(file)).exit_code == 2


def test_the_kinds_are_listed_with_what_owes_them(tmp_path: Path) -> None:
    """Title, version, readers, events."""
    kinds = {each["kind"]: each for each in told(tmp_path, "list")}
    assert kinds["filing"] == {
        "kind": "filing",
        "title": "执行立案告知",
        "version": kinds["filing"]["version"],
        "audience": "applicant",
        "on": "court.case.filed",
    }
    assert "broadcaster.alarm.raised" in kinds["duty_alert"]["on"]


def test_where_there_is_a_house_it_knows_the_case(tmp_path: Path, file: Path) -> None:
    """A debtor who paid is owed no demand: the ground is looked at, not only named."""
    environment = {"BROADCASTER_HOME": str(tmp_path / "home")}
    file.write_text(json.dumps(notice_issued(asset_control="done")), "utf-8")
    alone = told(tmp_path, "preview", "perform_duty", "--event", str(file))["notices"][0]
    assert "ground_gone.unpaid" in alone["checks"]
    paid = tmp_path / "paid.json"
    paid.write_text(json.dumps(performed()), "utf-8")
    for words in (["migrate"], ["ingest", str(paid)]):
        assert CliRunner(env=environment).invoke(app, words).exit_code == 0
    shown = told(tmp_path, "preview", "perform_duty", "--event", str(file))["notices"][0]
    assert (shown["would"], shown["reason"]) == ("never", "ground_gone.unpaid")
