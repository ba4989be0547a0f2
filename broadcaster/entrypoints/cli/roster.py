"""`broadcaster roster`: who is on duty, and a month's roster from a CSV file (R91)."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.listings import months_after
from broadcaster.entrypoints.cli.desk import AsJson, AsUser, in_house, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.bootstrap import House
    from broadcaster.domain.duty_roster import Shift

app = typer.Typer(help="The duty roster.", no_args_is_help=True)


@app.command()
def show(month: Annotated[str, typer.Option(help="YYYY-MM; this month where none is given.")] = "", as_json: AsJson = False) -> None:
    """Show the shifts of a month; the one under way is marked."""

    async def do(house: House) -> tuple[datetime, Sequence[Shift]]:
        now = house.clock.now()
        first = _first(month) if month else now.date().replace(day=1)
        return now, await house.roster.shifts(_midnight(first), _midnight(months_after(first, 1)))

    now, shifts = in_house(do)
    rows = [(each.begins_at, each.ends_at, each.officer, each.deputy, each.phone, "now" if each.covers(now) else "") for each in shifts]
    told = [(f"{begins_at:%Y-%m-%d %H:%M}", f"{ends_at:%Y-%m-%d %H:%M}", *rest) for begins_at, ends_at, *rest in rows]
    say(("from", "until", "officer", "deputy", "phone", "on_duty"), told, as_json=as_json)


@app.command("import")
def bring(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV with from, until, officer, deputy, phone.")
    ],
    user: AsUser,
) -> None:
    """Take a month's roster from a file; where a line is wrong nothing is changed, and every fault is named by line and column."""
    content = file.read_bytes()

    async def do(house: House) -> int:
        return len(await house.roster.bring(content, await house.staff.user(user)))

    print(f"{in_house(do)} shifts")


def _first(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise InvalidInput(Fault("/month", "must be YYYY-MM")) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COURT_ZONE)
