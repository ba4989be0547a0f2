"""`broadcaster demo, up, web, worker, migrate, doctor, ingest, bench`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import uvloop

from broadcaster.adapters.store_sql.migrate import migrate as migrate_database
from broadcaster.bootstrap import House
from broadcaster.domain.errors import Unavailable
from broadcaster.entrypoints import bench as benchmarks
from broadcaster.entrypoints import doctor as checks
from broadcaster.entrypoints import processes
from broadcaster.entrypoints.cli.desk import AsJson, in_house, print_json, say
from broadcaster.entrypoints.demo import run_demo
from broadcaster.entrypoints.logs import set_up_logs
from broadcaster.settings import read_settings

if TYPE_CHECKING:
    from broadcaster.services.intake import IntakeAnswer

_BATCH = 500


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (demo, up, web, worker, migrate, doctor, ingest, bench):
        app.command()(command)


def demo(
    out: Annotated[Path, typer.Option(help="The folder for everything that the demo makes.")] = Path("out"),
    cases: Annotated[int, typer.Option(help="Only the first N cases of the sample month; 0 takes all.")] = 0,
    serve: Annotated[bool, typer.Option("--serve", help="Keep the console open afterwards.")] = False,
) -> None:
    """Run the sample court month from end to end."""
    asyncio.run(run_demo(out.absolute(), cases=cases, serve=serve))


def up() -> None:
    """Run everything: queue server, web and worker under one parent, on the embedded default."""
    set_up_logs()
    uvloop.run(processes.up(read_settings()))


def web() -> None:
    """Run one web process."""
    set_up_logs()
    uvloop.run(processes.web(read_settings()))


def worker() -> None:
    """Run one worker process."""
    set_up_logs()
    uvloop.run(processes.worker(read_settings()))


def migrate() -> None:
    """Bring the database to this version, and make the keys where there are none."""
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    house = House(settings)
    print(f"vault {settings.key_file.name}, signing key {house.signer.kid}")
    house.vault.keyed("migrate", "")
    asyncio.run(migrate_database(settings.database_url))


def doctor(as_json: AsJson = False) -> None:
    """Check settings, fonts, queue, database and each channel; exit 1 if any fails."""
    set_up_logs()
    found = asyncio.run(checks.examine(read_settings()))
    say(("what", "ok", "says"), [(each.what, each.ok, each.says) for each in found], as_json=as_json)
    if not all(each.ok for each in found):
        raise typer.Exit(1)


def ingest(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=".jsonl files of CloudEvents.")], as_json: AsJson = False
) -> None:
    """Take events from files; prints what was accepted, known already, and rejected with line and reason."""

    async def do(house: House) -> list[tuple[str, int, IntakeAnswer]]:
        answers = []
        for file in files:
            lines = file.read_bytes().splitlines()
            for begin in range(0, len(lines), _BATCH):
                bodies = [_decoded(line) for line in lines[begin : begin + _BATCH]]
                answers.append((file.name, begin, await house.intake.take(bodies)))
        return answers

    answers = in_house(do)
    accepted = sum(answer.accepted for _, _, answer in answers)
    duplicates = sum(answer.duplicates for _, _, answer in answers)
    rejected = [
        {
            "file": name,
            "line": begin + each.index + 1,
            "id": each.id,
            "errors": [{"pointer": f.pointer, "message": f.message} for f in each.faults],
        }
        for name, begin, answer in answers
        for each in answer.rejected
    ]
    if as_json:
        print_json({"accepted": accepted, "duplicates": duplicates, "rejected": rejected})
    else:
        print(f"accepted {accepted}, duplicates {duplicates}, rejected {len(rejected)}")
        for each in rejected:
            print(f"{each['file']}:{each['line']}: {'; '.join(f['pointer'] + ' ' + f['message'] for f in each['errors'])}")  # type: ignore[attr-defined]
    if rejected:
        raise typer.Exit(1)


def _decoded(line: bytes) -> object:
    """Decode one line; what is no JSON goes on as None, which no schema passes."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def bench(name: Annotated[str, typer.Argument(metavar="[NAME]", help="A benchmark, or the beginning of several names.")] = "") -> None:
    """Run the benchmarks, each printing one JSON line."""
    if not benchmarks.run(name):
        raise Unavailable(f"no benchmark is called {name}, or this is not a checkout")
