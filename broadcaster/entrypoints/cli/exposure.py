"""`broadcaster publish, withdraw, pause, resume, placements, render`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from broadcaster.domain.errors import NotFound
from broadcaster.domain.silence import Reach, Scope
from broadcaster.entrypoints.cli.desk import AsJson, AsUser, in_house, say
from broadcaster.entrypoints.cli.lists import ListId, show_list
from broadcaster.services.places.production import POSTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.bootstrap import House
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.placements import Placement

Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's id.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Wait = Annotated[bool, typer.Option("--wait", help="Return when every place has confirmed, or say which has not.")]
OneEntry = Annotated[str, typer.Argument(metavar="[ENTRY]", help="One entry, or use --list, --channel or --all.")]
OfList = Annotated[str, typer.Option("--list", help="Every entry of a list.")]
OfChannel = Annotated[str, typer.Option("--channel", help="Every entry on a channel.")]
Everything = Annotated[bool, typer.Option("--all", help="Everything.")]
_COLUMNS = ("entry", "channel", "place", "wanted", "seen", "since", "until", "seen_at", "reason", "proof")
_WAIT_SECONDS = 120
_LOOK_EVERY = 0.5
render = typer.Typer(help="Pictures without publishing.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (publish, withdraw, pause, resume, placements):
        app.command()(command)
    app.add_typer(render, name="render")


def publish(list_id: ListId, as_user: AsUser, wait: Wait = False, as_json: AsJson = False) -> None:
    """Put an approved list up at its places."""

    async def do(house: House) -> tuple[ExposureList, list[Placement]]:
        published = await house.publication.publish(list_id, await house.staff.user(as_user))
        return published, await _confirmed(house, [line.entry for line in published.included]) if wait else []

    published, placed = in_house(do)
    show_list(published, as_json=as_json)
    _end(placed, wait=wait, as_json=as_json)


def withdraw(
    entry: Entry,
    as_user: AsUser,
    kind: Annotated[str, typer.Option(help="revoke, correct, delete or end_exposure (R12, R90).")],
    reason: Reason,
    basis: Annotated[str, typer.Option(help="The article or decision.")],
    wait: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Take an entry down everywhere, at once and without approval."""

    async def do(house: House) -> list[Placement]:
        placed = await house.withdrawal.withdraw(entry, await house.staff.user(as_user), kind=kind, reason=reason, basis=basis)
        return await _confirmed(house, [entry]) if wait else placed

    _end(in_house(do), wait=wait, as_json=as_json)


def pause(
    reason: Reason,
    as_user: AsUser,
    entry: OneEntry = "",
    of_list: OfList = "",
    channel: OfChannel = "",
    everything: Everything = False,
    wait: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Pause an entry, a list, a channel or everything at every place (R91, R115)."""
    scope = _scope(entry, of_list, channel, everything=everything)

    async def do(house: House) -> list[Placement]:
        placed = await house.withdrawal.halt(scope, await house.staff.user(as_user), reason=reason)
        return await _confirmed(house, sorted({each.entry for each in placed})) if wait else placed

    _end(in_house(do), wait=wait, as_json=as_json)


def resume(
    reason: Reason,
    as_user: AsUser,
    entry: OneEntry = "",
    of_list: OfList = "",
    channel: OfChannel = "",
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """End the pause of an entry after verification, or a silence; with a silence no pause ends."""
    scope = _scope(entry, of_list, channel, everything=everything)

    async def do(house: House) -> list[Placement]:
        return await house.withdrawal.go_on(scope, await house.staff.user(as_user), reason=reason)

    _end(in_house(do), wait=False, as_json=as_json)


def _scope(entry: str, of_list: str, channel: str, *, everything: bool) -> Scope:
    named = [Scope(reach, of) for reach, of in ((Reach.ENTRY, entry), (Reach.LIST, of_list), (Reach.CHANNEL, channel)) if of]
    if everything:
        named.append(Scope(Reach.EVERYTHING))
    if len(named) != 1:
        raise typer.BadParameter("name one ENTRY, or --list, --channel or --all")
    return named[0]


async def _confirmed(house: House, entries: Sequence[str]) -> list[Placement]:
    """Wait until every place of the entries shows what is wanted, two minutes at the longest."""
    placed: list[Placement] = []
    for _ in range(round(_WAIT_SECONDS / _LOOK_EVERY)):
        async with house.store.reading() as books:
            placed = [each for entry in entries for each in await books.exposure.placements(entry=entry)]
        if all(each.is_settled for each in placed):
            break
        await asyncio.sleep(_LOOK_EVERY)
    return placed


def _end(placed: Sequence[Placement], *, wait: bool, as_json: bool) -> None:
    if placed:
        say(_COLUMNS, [_row(each) for each in placed], as_json=as_json)
    if wait and any(not each.is_settled for each in placed):
        raise typer.Exit(1)


def placements(entry: Annotated[str, typer.Option(help="One entry's places only.")] = "", as_json: AsJson = False) -> None:
    """Show every place an entry is or was shown: wanted, seen, since, until, proof."""

    async def do(house: House) -> list[Placement]:
        async with house.store.reading() as books:
            return await books.exposure.placements(entry=entry)

    say(_COLUMNS, [_row(each) for each in in_house(do)], as_json=as_json)


def _row(each: Placement) -> tuple[object, ...]:
    seen_at = each.seen_at.isoformat(timespec="seconds") if each.seen_at else ""
    since, until = each.shown_from.isoformat(timespec="seconds"), each.shown_until.isoformat(timespec="seconds")
    return each.entry, each.channel, each.place, each.wanted, each.seen, since, until, seen_at, each.reason, each.proof


Out = Annotated[Path, typer.Option(help="The folder for the pictures.")]
Size = Annotated[str, typer.Option(metavar="WxH", help="In pixels.")]
DrawnEntry = Annotated[str, typer.Option("--entry", help="One entry, as on the newest list that holds it.")]
DrawnList = Annotated[str, typer.Option("--list", help="Every entry of a list.")]


@render.command()
def slide(out: Out, entry: DrawnEntry = "", of_list: DrawnList = "", size: Size = "1920x1080") -> None:
    """Draw slides without publishing."""
    width, _, height = size.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise typer.BadParameter("must read WxH, in pixels", param_hint="--size")

    async def do(house: House) -> None:
        drawn = await _drawn(house, entry, of_list)
        for line in drawn.included:
            _write(out / f"{line.entry}.png", await house.production.draw_one(drawn, line.entry, (int(width), int(height))))

    in_house(do)


@render.command()
def poster(out: Out, entry: DrawnEntry = "", of_list: DrawnList = "") -> None:
    """Draw the posters of each community without publishing."""

    async def do(house: House) -> None:
        drawn = await _drawn(house, entry, of_list)
        for artifact in await house.production.produce(drawn):
            if artifact.kind == POSTER:
                _write(out / f"{artifact.subject}.pdf", house.blobs.get(artifact.sha256))

    in_house(do)


async def _drawn(house: House, entry: str, of_list: str) -> ExposureList:
    """Return the list to draw: whole, or with one entry alone."""
    if bool(entry) == bool(of_list):
        raise typer.BadParameter("name either --entry or --list")
    async with house.store.reading() as books:
        if of_list:
            return await books.exposure.exposure_list(of_list)
        for each in await books.exposure.lists():
            line = each.line(entry)
            if line and line.included:
                return replace(each, lines=(line,))
    raise NotFound(f"entry {entry} is on no list")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
