"""`broadcaster notices`: the kinds there are, how one would read and whether it would go, and one tried on a guest."""

from __future__ import annotations

import asyncio
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from broadcaster import resources
from broadcaster.adapters.clock_system import SystemClock
from broadcaster.adapters.store_sql.migrate import is_current
from broadcaster.bootstrap import House
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.bootstrap.words import preview_without_house
from broadcaster.domain.errors import Fault, InvalidInput, Unavailable, WrongState
from broadcaster.entrypoints.cli.desk import AsJson, in_house, print_json, say
from broadcaster.entrypoints.logs import set_up_logs
from broadcaster.ports.channels import Outcome
from broadcaster.rendering.staff_words import StaffWords
from broadcaster.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from broadcaster.services.words.preview import Preview
    from broadcaster.settings import Settings

app = typer.Typer(help="Notices to people: the kinds, how they read, one tried.", no_args_is_help=True)
Kind = Annotated[str, typer.Argument(metavar="KIND", help="The kind, as `notices list` names it.")]
EventFile = Annotated[
    Path, typer.Option("--event", exists=True, dir_okay=False, help="One event as JSON, or a .jsonl: the first that owes the kind.")
]


@app.command("list")
def list_kinds(as_json: AsJson = False) -> None:
    """List every kind of notice that came with the program: its title, version, readers, and what owes it."""
    rules = Rulebook(read_settings())
    owed_on: dict[str, list[str]] = {}
    for name, rows in rules.plan.on.items():
        for row in rows:
            owed_on.setdefault(row.notice, []).append(name)
    rows_told = []
    for kind in sorted(rules.templates.audiences):
        card = rules.templates.card(kind)
        rows_told.append((kind, card.title, card.version, ", ".join(card.audience), ", ".join(dict.fromkeys(owed_on.get(kind, ())))))
    say(("kind", "title", "version", "audience", "on"), rows_told, as_json=as_json)


@app.command()
def preview(kind: Kind, event: EventFile, as_json: AsJson = False) -> None:
    """Show a notice as it would read, its segments and price, and whether and why it would go now.

    Needs no database; where there is one, the texts in force and the whole case count. Exits 1 where it cannot be written.
    """
    set_up_logs()
    previews = asyncio.run(_previews(read_settings(), kind, list(_bodies(event))))
    words = _words()
    if as_json:
        print_json({"kind": kind, "notices": [_as_json(each, words) for each in previews]})
    else:
        for each in previews:
            print(_as_text(each, words))
    if not any(each.text for each in previews):
        raise typer.Exit(1)


@app.command("try")
def try_out(
    kind: Kind, event: EventFile, to: Annotated[str, typer.Option(help="A mobile or mail on the guest list.")], as_json: AsJson = False
) -> None:
    """Send a notice, marked as a test, to somebody in `test_mode.guests` through the real channel."""
    bodies = list(_bodies(event))

    async def do(house: House) -> tuple[str, str]:
        await house.wording.catch_up(at_once=True)
        now = house.clock.now()
        body = next((each for each in bodies if house.preview.of(kind, each, now)), bodies[0])
        receipt = await house.trying.send(kind, body, to, who="operator")
        return receipt.outcome, receipt.code or receipt.reason

    outcome, reason = in_house(do)
    say(("outcome", "reason"), [(outcome, reason)], as_json=as_json)
    if outcome not in (Outcome.ACCEPTED, Outcome.DELIVERED):
        raise typer.Exit(1)


def _bodies(file: Path) -> Iterator[dict[str, Any]]:
    """Yield what a file holds: one JSON object however it is broken into lines, or one a line."""
    content = file.read_text("utf-8-sig")
    try:
        yield json.loads(content)
    except ValueError:
        lines = [line for line in content.splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            try:
                yield json.loads(line)
            except ValueError:
                raise InvalidInput(Fault(f"/{number}", "is no JSON")) from None


async def _previews(settings: Settings, kind: str, bodies: Sequence[dict[str, Any]]) -> Sequence[Preview]:
    """Return those of the first body that owes the kind."""
    if not await _has_house(settings):
        shown, now = preview_without_house(settings), SystemClock().now()
        return _some(next((previews for body in bodies if (previews := shown.of(kind, body, now))), ()), kind)
    async with House(settings) as house:
        for body in bodies:
            if informed := await house.informed_preview.of(kind, body):
                return informed
    return _some((), kind)


def _some(previews: Sequence[Preview], kind: str) -> Sequence[Preview]:
    if not previews:
        raise WrongState(f"this event owes no {kind} to anybody: see `broadcaster notices list`")
    return previews


async def _has_house(settings: Settings) -> bool:
    if settings.database_url.startswith("sqlite") and not (settings.home / "broadcaster.sqlite3").is_file():
        return False
    try:
        return await is_current(settings.database_url)
    except Unavailable:
        return False


def _words() -> StaffWords:
    return StaffWords.from_mapping(tomllib.loads((resources.folder("config") / "reasons.toml").read_text("utf-8")))


def _as_json(each: Preview, words: StaffWords) -> dict[str, Any]:
    told = words.why_delivery(each.reason)
    return {
        "kind": each.kind,
        "version": each.version,
        "reader": each.reader,
        "recipient": each.recipient,
        "medium": each.medium,
        "would": each.would,
        "at": each.at.isoformat() if each.at else None,
        "reason": each.reason,
        "why": told.text,
        "missing": list(each.missing),
        "wording": each.refused,
        "checks": list(each.checks),
        "units": each.units,
        "segments": each.segments,
        "price": None if each.price is None else str(each.price),
        "subject": each.text.subject if each.text else None,
        "text": each.text.text if each.text else None,
        "html": each.text.html if each.text else None,
    }


def _as_text(each: Preview, words: StaffWords) -> str:
    recipient, medium = words.called("recipient", each.recipient), words.called("medium", each.medium)
    at = f" {each.at:%Y-%m-%d %H:%M}" if each.at else ""
    why = f"：{words.why_delivery(each.reason).text}" if each.reason else ""
    lines = [f"── {medium} → {each.reader}（{recipient}）", f"{words.called('would', each.would)}{at}{why}"]
    if each.refused:
        lines.append(each.refused)
    if each.checks:
        lines.append(f"发出前再核对：{'、'.join(words.called('condition', check.rpartition('.')[2]) for check in each.checks)}")
    if each.text:
        price = "未设单价" if each.price is None else f"{each.price} 元"
        size = f"，{each.units} 字，{each.segments} 条，{price}" if each.units else ""
        lines.append(f"第 {each.version} 版{size}")
        lines += [f"标题：{each.text.subject}"] if each.text.subject else []
        lines += ["", each.text.text.strip()]
    return "\n".join((*lines, ""))
