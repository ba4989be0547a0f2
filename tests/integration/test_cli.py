"""The command line as a clerk or a script uses it: what it prints, what it keeps, and how it exits."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import NotFound, Unauthenticated, WrongState
from broadcaster.domain.users import StaffRole
from broadcaster.entrypoints.cli import app
from broadcaster.settings import read_settings
from tests.builders import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "broadcaster.sqlite3"
PASSWORD = "a long enough word 1"
THIS_MONTH = f"{datetime.now(COURT_ZONE):%Y-%m}"


@dataclass(frozen=True)
class Desk:
    """A desk with a terminal, in a court whose data lie in `home`."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        """The settings by environment."""
        return {"BROADCASTER_HOME": str(self.home), "BROADCASTER__EXPOSURE__NOTICE_DAYS": "0", **self.more}

    def run(self, *words: str, typed: str = "") -> Result:
        """Run one command."""
        return CliRunner(env=self.settings).invoke(app, words, input=typed)

    def told(self, *words: str) -> Any:  # noqa: ANN401 - any JSON
        """Run one command that goes well, and read the JSON that it prints."""
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def secret(self, *words: str) -> str:
        """Run a command that issues a secret, and return its last line."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return str(result.stdout.splitlines()[-1])

    def work(self) -> None:
        """Let a worker do what waits, without sending anything."""
        structlog.reset_defaults()  # the terminal of the last command, and with it its log, is gone

        async def working() -> None:
            async with House(read_settings(self.settings)) as house:
                for drain in (house.review.drain, house.placing.drain, house.sequencing.drain):
                    while await drain():
                        continue

        asyncio.run(working())

    def holder(self, secret: str, scope: str) -> str:
        """Return whose key a secret is."""

        async def looking() -> str:
            async with House(read_settings(self.settings)) as house:
                return (await house.staff.key_behind(secret, scope)).name

        return asyncio.run(looking())

    def with_users(self) -> Desk:
        """Add who drafts and who approves."""
        for name, role in (("mei", "publicity"), ("lei", "bureau_chief")):
            assert self.run("users", "add", name, "--role", role, "--password-stdin", typed=f"{PASSWORD}\n").exit_code == 0
        return self

    @property
    def entry(self) -> str:
        """The entry that hangs."""
        return str(self.told("placements")[0]["entry"])

    def publish(self) -> None:
        """Take one listed person from a file to places."""
        file = self.home / "events.jsonl"
        file.write_text(json.dumps(listed(), ensure_ascii=False), "utf-8")
        assert self.told("ingest", str(file))["accepted"] == 1
        self.with_users().work()
        drafted = self.told("lists", "screen", "--month", THIS_MONTH, "--kind", "exposure", "--as", "mei")
        self.told("lists", "submit", drafted["id"], "--as", "mei", "--assessment", "评估1号")
        self.told("lists", "approve", drafted["id"], "--as", "lei")
        assert self.told("publish", drafted["id"], "--as", "mei")["state"] == "published"

    def wanted(self, entry: str) -> set[str]:
        """Return what is wanted of an entry's places."""
        return {each["wanted"] for each in self.told("placements", "--entry", entry)}


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one database, to be copied by each test."""
    path = tmp_path_factory.mktemp("blank") / DATABASE
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(autouse=True)
def _terminal_gone() -> Iterator[None]:
    """Take the log off each test's terminal, which is closed with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def desk(data_folder: Path, blank_database: Path, valkey_url: str) -> Desk:
    """Give a desk in a new court."""
    shutil.copy(blank_database, data_folder / DATABASE)
    return Desk(data_folder, {"BROADCASTER_REDIS_URL": valkey_url})


@pytest.fixture(scope="session")
def court_with_a_list(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Path:
    """Publish one list in a court, to be copied by each test."""
    home = tmp_path_factory.mktemp("court")
    shutil.copy(blank_database, home / DATABASE)
    Desk(home).publish()
    return home


@pytest.fixture
def showing(desk: Desk, court_with_a_list: Path) -> Desk:
    """Give a desk in a court where one entry hangs, put there by mei and lei."""
    shutil.copytree(court_with_a_list, desk.home, dirs_exist_ok=True)
    return desk


def test_users_are_added_with_their_roles(desk: Desk) -> None:
    """The password comes from standard input; the list names users and roles, and no password."""
    desk.with_users()
    assert desk.told("users", "list") == [{"name": "lei", "roles": "bureau_chief"}, {"name": "mei", "roles": "publicity"}]
    assert desk.run("users", "roles").stdout.split() == [role.value for role in StaffRole]


def test_a_weak_password_is_refused(desk: Desk) -> None:
    """A short password is refused and nobody is added."""
    assert desk.run("users", "add", "mei", "--role", "publicity", "--password-stdin", typed="short\n").exit_code == 1
    assert desk.told("users", "list") == []


def test_a_key_is_told_once_and_works_until_it_is_revoked(desk: Desk) -> None:
    """`keys add` prints the secret alone on the last line; after `keys revoke` it opens nothing."""
    secret = desk.secret("keys", "add", "cms", "--scope", "events:write")
    assert desk.holder(secret, "events:write") == "cms"
    assert desk.run("keys", "revoke", "cms").exit_code == 0
    with pytest.raises(Unauthenticated):
        desk.holder(secret, "events:write")


def test_an_agency_s_key_can_be_rotated(desk: Desk) -> None:
    """After `rotate-key` the new key works and the old one does not; an agency that does not exist is refused."""
    old = desk.secret("agencies", "add", "credit", "--policy", "credit_office")
    new = desk.secret("agencies", "rotate-key", "credit")
    assert desk.holder(new, "feeds:read") == "credit"
    with pytest.raises(Unauthenticated):
        desk.holder(old, "feeds:read")
    assert desk.told("agencies", "list") == [{"name": "credit", "policy": "credit_office"}]
    assert isinstance(desk.run("agencies", "rotate-key", "nobody").exception, NotFound)
    assert desk.run("agencies", "add", "x", "--policy", "no_policy").exit_code == 1


def test_a_screen_gets_its_key(desk: Desk) -> None:
    """A screen of the settings gets a key, alone on the last line; another name is refused."""
    assert desk.holder(desk.secret("screens", "add", "downtown"), "screen") == "downtown"
    assert desk.told("screens", "list") == [{"name": "downtown"}]
    assert desk.run("screens", "add", "nowhere").exit_code == 1


def test_a_file_with_bad_lines_is_taken_but_for_them(desk: Desk) -> None:
    """`ingest` keeps the good lines, names the bad ones by file, line and reason, and exits 1; a second time all are known."""
    file = desk.home / "events.jsonl"
    file.write_text(
        "\n".join([json.dumps(listed()), "{ no JSON", json.dumps({"id": "x"}), json.dumps(listed() | {"id": "second"})]), "utf-8"
    )
    result = desk.run("ingest", str(file), "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["accepted"], told["duplicates"]) == (1, 2, 0)
    assert [(each["file"], each["line"], each["id"]) for each in told["rejected"]] == [("events.jsonl", 2, ""), ("events.jsonl", 3, "x")]
    assert json.loads(desk.run("ingest", str(file), "--json").stdout)["duplicates"] == 2
    assert "events.jsonl:2: " in desk.run("ingest", str(file)).stdout


def test_a_list_goes_up_and_comes_down(showing: Desk) -> None:
    """From a file of events to places, paused, resumed and withdrawn: what is wanted follows each command."""
    entry = showing.entry
    assert showing.wanted(entry) == {"shown"}
    assert showing.run("pause", entry, "--reason", "核查", "--as", "mei").exit_code == 0
    assert showing.wanted(entry) == {"paused"}
    assert showing.run("resume", entry, "--reason", "已核实", "--as", "mei").exit_code == 0
    assert showing.wanted(entry) == {"shown"}
    assert showing.run("withdraw", entry, "--as", "lei", "--kind", "revoke", "--reason", "错列", "--basis", "第九条").exit_code == 0
    assert showing.wanted(entry) == {"gone"}


@pytest.mark.parametrize("which", [("--all",), ("--channel", "web_site")])
def test_everything_can_be_silenced(showing: Desk, which: tuple[str, ...]) -> None:
    """`pause --all` pauses whatever hangs, and so does a channel (R115)."""
    entry = showing.entry
    assert showing.run("pause", *which, "--reason", "静默期", "--as", "lei").exit_code == 0
    assert "shown" not in {each["wanted"] for each in showing.told("placements", "--entry", entry) if each["channel"] == "web_site"}


def test_nobody_approves_what_he_submitted(showing: Desk) -> None:
    """A list is approved by another person than the one who submitted it (R39)."""
    drafted = showing.told("lists", "screen", "--month", "2026-12", "--kind", "exposure", "--as", "mei")
    assert showing.run("lists", "approve", drafted["id"], "--as", "mei").exit_code == 1
    assert showing.run("lists", "approve", "no-such-list", "--as", "lei").exit_code == 1


def test_a_list_says_who_is_on_it_and_who_is_not(showing: Desk) -> None:
    """`lists show` names everyone on and off the list, for people and for machines."""
    entry = showing.entry
    list_id = f"exposure-{THIS_MONTH}-1"
    assert showing.told("lists", "show", list_id)["entries"] == [entry]
    assert entry in showing.run("lists", "show", list_id).stdout


def test_what_does_not_exist_cannot_be_withdrawn(showing: Desk) -> None:
    """An unknown entry, an unknown user and an unknown kind of withdrawal are refused."""
    entry = showing.entry
    basis = ("--reason", "错列", "--basis", "第九条")
    assert isinstance(showing.run("withdraw", "nobody", "--as", "lei", "--kind", "revoke", *basis).exception, NotFound)
    assert isinstance(showing.run("withdraw", entry, "--as", "nobody", "--kind", "revoke", *basis).exception, NotFound)
    assert isinstance(showing.run("withdraw", entry, "--as", "lei", "--kind", "forget", *basis).exception, WrongState)
    assert showing.wanted(entry) == {"shown"}


def test_a_changed_journal_is_found_out(desk: Desk) -> None:
    """`audit verify` exits 0 while the journal's chain is whole, and 1 once a line was changed."""
    desk.with_users().work()
    assert desk.told("audit", "verify")[0]["lines"] == 2
    with closing(sqlite3.connect(desk.home / DATABASE)) as connection, connection:
        connection.execute("UPDATE journal SET who = 'somebody else' WHERE number = 1")
    assert desk.run("audit", "verify").exit_code == 1


def test_doctor_finds_what_is_missing(desk: Desk) -> None:
    """`doctor` exits 1 and names what fails; with a queue server and gateways set up it exits 0."""
    sick = Desk(desk.home, {"BROADCASTER_REDIS_URL": "unix:///nowhere/valkey.sock"}).run("doctor", "--json")
    failing = {each["what"] for each in json.loads(sick.stdout) if not each["ok"]}
    assert sick.exit_code == 1
    assert failing == {"queue", "channel sms_twilio", "channel email_smtp"}
    sms = {"BASE_URL": "http://127.0.0.1:9", "ACCOUNT_SID": "AC0", "AUTH_TOKEN": "x", "FROM": "+8612368"}
    mail = {"HOST": "127.0.0.1", "TLS": "none", "FROM": "notice@court.example.gov.cn"}
    more = {f"BROADCASTER__CHANNELS__SMS_TWILIO__{name}": value for name, value in sms.items()}
    more |= {f"BROADCASTER__CHANNELS__EMAIL_SMTP__{name}": value for name, value in mail.items()}
    assert all(each["ok"] for each in Desk(desk.home, desk.more | more).told("doctor"))


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("publish",),
        ("lists", "screen", "--month", "2026-11", "--kind", "wanted", "--as", "mei"),
        ("lists", "submit", "L", "--as", "mei", "--grant", "without an equals sign"),
        ("lists", "confirm", "L", "E", "--as", "mei"),
        ("pause", "--reason", "x", "--as", "mei"),
        ("pause", "E", "--all", "--reason", "x", "--as", "mei"),
        ("render", "slide", "--out", "x", "--list", "L", "--size", "big"),
        ("users", "add", "mei", "--role", "king"),
    ],
)
def test_wrong_use_exits_2(desk: Desk, words: tuple[str, ...]) -> None:
    """What cannot be understood exits 2 and does nothing."""
    assert desk.run(*words).exit_code == 2


def test_every_command_explains_itself() -> None:
    """Every command has help, and exits 0 with it."""
    alone = "demo up web worker migrate doctor ingest publish withdraw pause resume placements bench"
    groups = {"lists": "screen submit approve reject confirm show", "render": "slide poster", "agencies": "add list rotate-key"}
    groups |= {"users": "add list roles", "screens": "add list", "boards": "list", "keys": "add revoke", "audit": "verify"}
    groups |= {"notices": "list preview try"}
    for words in [[name] for name in alone.split()] + [[group, name] for group, names in groups.items() for name in names.split()]:
        result = CliRunner().invoke(app, [*words, "--help"])
        assert result.exit_code == 0
        assert "--help" in result.stdout


def test_a_refusal_is_one_plain_line(data_folder: Path) -> None:
    """A refused command exits 1 and says why in one line, without a trace: here, that `migrate` is to be run first."""
    environment = os.environ | {"BROADCASTER_HOME": str(data_folder)}
    command = [sys.executable, "-m", "broadcaster", "users", "list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "broadcaster migrate" in done.stderr


def test_migrate_makes_what_is_needed(data_folder: Path) -> None:
    """`migrate` makes database and keys, the keys for their owner alone, and may be repeated."""
    desk = Desk(data_folder)
    for _ in range(2):
        assert desk.run("migrate").exit_code == 0
    assert (data_folder / "keys" / "vault.json").stat().st_mode & 0o077 == 0
    assert desk.told("users", "list") == []
