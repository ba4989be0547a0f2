"""What every command needs: a house for a moment, a user by name, and a way to say the result."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from broadcaster.adapters.store_sql.migrate import is_current
from broadcaster.bootstrap import House
from broadcaster.domain.errors import Unavailable
from broadcaster.entrypoints.logs import set_up_logs
from broadcaster.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

Result = TypeVar("Result")

AsUser = Annotated[str, typer.Option("--as", help="The user who does it, as `users add` named him.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON, for machines.")]


def in_house(do: Callable[[House], Awaitable[Result]]) -> Result:
    """Do something in a house made from the settings; nothing is started, the workers are only rung."""

    async def doing() -> Result:
        settings = read_settings()
        set_up_logs()
        if not await is_current(settings.database_url):
            raise Unavailable("the database is not there or has another version: run `broadcaster migrate`")
        async with House(settings) as house:
            return await do(house)

    return asyncio.run(doing())


_WIDE = 200
"""Columns where nobody's screen sets them, as in a pipe."""


def say(columns: Sequence[str], rows: Sequence[Sequence[object]], *, as_json: bool) -> None:
    """Print rows as a table, or as one JSON array of objects. Nothing is cut: what names a row is copied into the next command."""
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == columns[0])
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    screen = Console()
    console = screen if screen.is_terminal else Console(width=_WIDE)
    console.print(table)


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON
    """Print one line of JSON."""
    print(msgspec.json.encode(value).decode())
