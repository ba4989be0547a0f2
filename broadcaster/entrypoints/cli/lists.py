"""`broadcaster lists`: screen, submit, approve, reject, confirm, show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from broadcaster.domain.entries import ListKind
from broadcaster.entrypoints.cli.desk import AsJson, AsUser, in_house, print_json, say

if TYPE_CHECKING:
    from broadcaster.bootstrap import House
    from broadcaster.domain.exposure_lists import ExposureList

app = typer.Typer(help="The month's lists and their approval.", no_args_is_help=True)
ListId = Annotated[str, typer.Argument(metavar="LIST", help="The list's id.")]
Month = Annotated[str, typer.Option(help="YYYY-MM.")]


def show_list(shown: ExposureList, *, as_json: bool) -> None:
    """Print a list with everyone on it, and everyone not on it with the reasons."""
    if as_json:
        print_json(
            {
                "id": shown.list_id,
                "kind": shown.kind,
                "month": shown.month,
                "state": shown.state,
                "digest": shown.digest,
                "entries": [line.entry for line in shown.included],
                "excluded": [
                    {"entry": line.entry, "reasons": [list(each) for each in line.reasons]} for line in shown.lines if not line.included
                ],
            }
        )
        return
    print(f"{shown.list_id}  {shown.state}  {len(shown.included)} on, {len(shown.lines) - len(shown.included)} off  {shown.digest}")
    rows = [
        (line.entry, "on" if line.included else "off", "; ".join(f"{key} {detail}".strip() for key, detail in line.reasons))
        for line in shown.lines
    ]
    say(("entry", "on", "reasons"), rows, as_json=False)


@app.command()
def screen(month: Month, kind: Annotated[ListKind, typer.Option(help="Which list.")], as_user: AsUser, as_json: AsJson = False) -> None:
    """Draft a month's list, or draft it anew while it is a draft."""

    async def do(house: House) -> ExposureList:
        return await house.screening.screen(kind, month, await house.staff.user(as_user))

    show_list(in_house(do), as_json=as_json)


@app.command()
def submit(
    list_id: ListId,
    as_user: AsUser,
    assessment: Annotated[str, typer.Option(help="Number of the impact assessment (R39).")] = "",
    grant: Annotated[list[str] | None, typer.Option(metavar="ENTRY:FIELD=REASON", help="A field beyond article 6 (R30).")] = None,
    as_json: AsJson = False,
) -> None:
    """Make the list's pictures and submit it under their digest."""
    grants = _grants(grant or [])

    async def do(house: House) -> ExposureList:
        return await house.approval.submit(list_id, await house.staff.user(as_user), assessment=assessment, grants=grants)

    show_list(in_house(do), as_json=as_json)


def _grants(given: list[str]) -> dict[str, dict[str, str]]:
    grants: dict[str, dict[str, str]] = {}
    for each in given:
        where, equals, reason = each.partition("=")
        entry, colon, field = where.partition(":")
        if not (equals and colon):
            raise typer.BadParameter(f"{each}: must read ENTRY:FIELD=REASON", param_hint="--grant")
        grants.setdefault(entry, {})[field] = reason
    return grants


@app.command()
def approve(
    list_id: ListId,
    as_user: AsUser,
    digest: Annotated[str, typer.Option(help="The digest that was seen; without it, the one submitted.")] = "",
    as_json: AsJson = False,
) -> None:
    """Approve exactly what has this digest."""

    async def do(house: House) -> ExposureList:
        user = await house.staff.user(as_user)
        async with house.store.reading() as books:
            submitted = await books.exposure.exposure_list(list_id)
        return await house.approval.approve(list_id, user, digest=digest or submitted.digest)

    show_list(in_house(do), as_json=as_json)


@app.command()
def reject(list_id: ListId, as_user: AsUser, reason: Annotated[str, typer.Option(help="Why.")], as_json: AsJson = False) -> None:
    """Send a list back."""

    async def do(house: House) -> ExposureList:
        return await house.approval.reject(list_id, await house.staff.user(as_user), reason=reason)

    show_list(in_house(do), as_json=as_json)


@app.command()
def confirm(
    list_id: ListId,
    entry: Annotated[str, typer.Argument(metavar="ENTRY")],
    as_user: AsUser,
    distinct: Annotated[bool, typer.Option("--distinct", help="The namesake is another person (R97).")] = False,
    as_json: AsJson = False,
) -> None:
    """Record that a namesake was checked and is another person."""
    if not distinct:
        raise typer.BadParameter("say --distinct: it is the only thing that can be confirmed", param_hint="--distinct")

    async def do(house: House) -> ExposureList:
        return await house.screening.confirm_distinct(list_id, entry, await house.staff.user(as_user))

    show_list(in_house(do), as_json=as_json)


@app.command()
def show(list_id: ListId, as_json: AsJson = False) -> None:
    """Show a list with everyone on and off it."""

    async def do(house: House) -> ExposureList:
        async with house.store.reading() as books:
            return await books.exposure.exposure_list(list_id)

    show_list(in_house(do), as_json=as_json)
