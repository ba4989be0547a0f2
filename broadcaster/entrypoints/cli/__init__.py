"""The command line: `broadcaster`."""

from __future__ import annotations

import sys

import typer

from broadcaster.domain.errors import BroadcasterError
from broadcaster.entrypoints.cli import exposure, lists, notices, registers, roster, running

app = typer.Typer(
    name="broadcaster",
    help="Notices to people, exposure at places and feeds to agencies, for a court's enforcement bureau.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for each in (running, exposure):
    each.add_to(app)
app.add_typer(lists.app, name="lists")
app.add_typer(roster.app, name="roster")
app.add_typer(notices.app, name="notices")
for name, group in registers.GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run one command; exit 0 done, 1 refused or partly failed, 2 wrong use."""
    try:
        app()
    except BroadcasterError as error:
        print(f"broadcaster: {error}", file=sys.stderr)
        sys.exit(1)
