"""`broadcaster users, keys, agencies, screens, boards, audit`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from broadcaster.domain.errors import NotFound
from broadcaster.domain.users import StaffRole
from broadcaster.entrypoints.cli.desk import AsJson, in_house, say
from broadcaster.services.office.audit import verify_chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.bootstrap import House
    from broadcaster.domain.users import User
    from broadcaster.ports.office_book import Key

users = typer.Typer(help="Staff and their roles.", no_args_is_help=True)
keys = typer.Typer(help="Keys of machines.", no_args_is_help=True)
agencies = typer.Typer(help="Agencies that receive feeds.", no_args_is_help=True)
screens = typer.Typer(help="Screens with our own player.", no_args_is_help=True)
boards = typer.Typer(help="Community boards.", no_args_is_help=True)
audit = typer.Typer(help="The journal.", no_args_is_help=True)
GROUPS = {"users": users, "keys": keys, "agencies": agencies, "screens": screens, "boards": boards, "audit": audit}

Name = Annotated[str, typer.Argument(metavar="NAME")]


@users.command("add")
def add_user(
    name: Name,
    role: Annotated[list[StaffRole], typer.Option(help="A role; may be given several times.")],
    mobile: Annotated[str, typer.Option()] = "",
    email: Annotated[str, typer.Option()] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass("Password: ")

    async def do(house: House) -> User:
        return await house.staff.add(name, role, password, mobile=mobile, email=email)

    print(in_house(do).name)


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List all users with their roles."""

    async def do(house: House) -> Sequence[User]:
        async with house.store.reading() as books:
            return await books.office.users()

    say(("name", "roles"), [(user.name, ",".join(sorted(user.roles))) for user in in_house(do)], as_json=as_json)


@users.command("roles")
def list_roles() -> None:
    """List the roles there are."""
    for role in StaffRole:
        print(role.value)


@keys.command("add")
def add_key(name: Name, scope: Annotated[str, typer.Option(help="events:write, feeds:read or screen.")]) -> None:
    """Issue a key; it is printed once, alone on the last line."""
    print(_issued(name, scope))


@keys.command("revoke")
def revoke_key(name: Name) -> None:
    """Revoke a key."""

    async def do(house: House) -> None:
        async with house.store.writing() as books:
            await books.office.revoke_key(name, house.clock.now())

    in_house(do)


@agencies.command("add")
def add_agency(name: Name, policy: Annotated[str, typer.Option(help="The policy of config/agencies.toml.")]) -> None:
    """Register an agency under a policy; its key is printed once, alone on the last line."""

    async def do(house: House) -> str:
        if policy not in house.settings.agencies.agency:
            raise NotFound(f"no policy {policy}: there are {', '.join(sorted(house.settings.agencies.agency))}")
        return await house.staff.issue_key(name, "feeds:read", policy)

    print(in_house(do))


@agencies.command("rotate-key")
def rotate_key(name: Name) -> None:
    """Replace an agency's key; the new one is printed once, alone on the last line."""

    async def do(house: House) -> str:
        async with house.store.reading() as books:
            known = next((key for key in await books.office.keys("feeds:read") if key.name == name), None)
        if known is None:
            raise NotFound(f"no agency {name}")
        return await house.staff.issue_key(name, "feeds:read", known.policy)

    print(in_house(do))


@agencies.command("list")
def list_agencies(as_json: AsJson = False) -> None:
    """List the agencies that have a key."""
    say(("name", "policy"), [(key.name, key.policy) for key in _keys("feeds:read")], as_json=as_json)


@screens.command("add")
def add_screen(name: Name) -> None:
    """Give a screen of config/placements.toml its key; it is printed alone on the last line."""

    async def do(house: House) -> str:
        if name not in house.settings.placements.screens:
            raise NotFound(f"no screen {name} in placements.toml: there are {', '.join(house.settings.placements.screens)}")
        return await house.staff.issue_key(name, "screen")

    print(in_house(do))


@screens.command("list")
def list_screens(as_json: AsJson = False) -> None:
    """List the screens that have a key."""
    say(("name",), [(key.name,) for key in _keys("screen")], as_json=as_json)


@boards.command("list")
def list_boards(as_json: AsJson = False) -> None:
    """List the communities with their open tasks and secret addresses."""

    async def do(house: House) -> list[tuple[object, ...]]:
        url = house.settings.public_url
        return [
            (task.place, task.community, task.list_id, task.action, "done" if task.is_done else "open", f"{url}/boards/tasks/{task.token}")
            for task in await house.board_tasks.tasks()
        ]

    say(("place", "community", "list", "action", "state", "task"), in_house(do), as_json=as_json)


@audit.command("verify")
def verify(as_json: AsJson = False) -> None:
    """Check the journal's hash chain; exit 1 where a line was changed, added or taken away."""

    async def do(house: House) -> tuple[int, int]:
        return await verify_chain(house.store)

    lines, broken_at = in_house(do)
    say(("lines", "broken_at"), [(lines, broken_at or "")], as_json=as_json)
    if broken_at:
        raise typer.Exit(1)


def _issued(name: str, scope: str) -> str:
    async def do(house: House) -> str:
        return await house.staff.issue_key(name, scope)

    return in_house(do)


def _keys(scope: str) -> Sequence[Key]:
    async def do(house: House) -> Sequence[Key]:
        async with house.store.reading() as books:
            return await books.office.keys(scope)

    return in_house(do)
