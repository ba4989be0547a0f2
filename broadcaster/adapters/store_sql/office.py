"""Journal, tasks, staff, keys, leases and channels' notes in SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, exists, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from broadcaster.adapters.store_sql.tables import channel_notes, journal, keys, leases, tasks, users
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.chain import chain_link
from broadcaster.domain.errors import Fault, InvalidInput, NotFound
from broadcaster.domain.users import StaffRole, User
from broadcaster.ports.office_book import Contact, Deed, Key, Task

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault

_AT_ONCE = 5_000
_TOLD = ("at", "who", "what", "subject", "reason", "basis")


class SqlOfficeBook:
    """The office."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def note(self, *deeds: Deed) -> None:
        """Append to the journal, unnumbered."""
        if deeds:
            await self._connection.execute(insert(journal), [{name: getattr(deed, name) for name in _TOLD} for deed in deeds])

    async def is_unnumbered(self) -> bool:
        """Say whether a line waits for its number."""
        return (await self._connection.execute(select(exists().where(journal.c.number.is_(None))))).scalar_one()

    async def number_journal(self) -> int:
        """Number and chain what is unnumbered; one caller at a time."""
        last = (
            await self._connection.execute(
                select(journal.c.number, journal.c.chain).where(journal.c.number.is_not(None)).order_by(journal.c.number.desc()).limit(1)
            )
        ).one_or_none()
        known, chain = (last.number, last.chain) if last else (0, "")
        rows = (
            await self._connection.execute(select(journal).where(journal.c.number.is_(None)).order_by(journal.c.row).limit(_AT_ONCE))
        ).all()
        numbered = []
        for number, row in enumerate(rows, start=known + 1):
            chain = chain_link(chain, row.at, row.who, row.what, row.subject, row.reason, row.basis)
            numbered.append({"which": row.row, "numbered": number, "link": chain})
        if numbered:
            statement = update(journal).where(journal.c.row == bindparam("which"))
            await self._connection.execute(statement.values(number=bindparam("numbered"), chain=bindparam("link")), numbered)
        return len(rows)

    async def deeds(self, *, subject: str = "", after: int = 0, most: int = 500) -> Sequence[Deed]:
        """Return numbered lines in order, of one subject or all."""
        which = and_(journal.c.number > after, journal.c.subject == subject if subject else true())
        rows = await self._connection.execute(select(journal).where(which).order_by(journal.c.number).limit(most))
        return [_deed(row) for row in rows]

    async def open_task(self, task: Task) -> None:
        """Open a task, or open it again where it was done; one that is open for the same thing is left alone."""
        values = {name: getattr(task, name) for name in Task.__dataclass_fields__} | {"due_on": task.due_on.isoformat()}
        values["alarm_at"] = task.opened_at
        statement = insert_into(self._connection, tasks).values(**values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[tasks.c.task], set_=values, where=tasks.c.done_at.is_not(None))
        )

    async def close_tasks(self, entry: str, kinds: Sequence[str], at: datetime) -> None:
        """Close an entry's open tasks of these kinds."""
        which = and_(tasks.c.entry == entry, tasks.c.kind.in_(kinds), tasks.c.done_at.is_(None))
        await self._connection.execute(update(tasks).where(which).values(done_at=at))

    async def open_tasks(self, most: int = 200) -> Sequence[Task]:
        """Return open tasks, those due first on top."""
        rows = await self._connection.execute(
            select(tasks).where(tasks.c.done_at.is_(None)).order_by(tasks.c.due_on, tasks.c.task).limit(most)
        )
        return [task_of(row) for row in rows]

    async def add_user(self, user: User, *, mobile: str, email: str, at: datetime) -> None:
        """Add a user; raise `InvalidInput` where the name is taken."""
        values = {
            "name": user.name,
            "roles": sorted(user.roles),
            "password_hash": user.password_hash,
            "mobile": self._vault.seal(mobile.encode()),
            "email": self._vault.seal(email.encode()),
            "added_at": at,
        }
        try:
            await self._connection.execute(insert(users).values(**values))
        except IntegrityError as error:
            raise InvalidInput(Fault("/name", f"user {user.name} exists")) from error

    async def user(self, name: str) -> User:
        """Return a user; raise `NotFound`."""
        row = (await self._connection.execute(select(users).where(users.c.name == name))).one_or_none()
        if row is None:
            raise NotFound(f"no user {name}")
        return _user(row)

    async def users(self) -> Sequence[User]:
        """Return all users by name."""
        return [_user(row) for row in await self._connection.execute(select(users).order_by(users.c.name))]

    async def contacts(self) -> Sequence[Contact]:
        """Return how to reach every user, by name."""
        rows = await self._connection.execute(select(users).order_by(users.c.name))
        return [Contact(_user(row), self._vault.unseal(row.mobile).decode(), self._vault.unseal(row.email).decode()) for row in rows]

    async def add_key(self, key: Key) -> None:
        """Add a key, or replace its token where the name and scope exist."""
        values = {name: getattr(key, name) for name in Key.__dataclass_fields__} | {"revoked_at": None}
        statement = insert_into(self._connection, keys).values(**values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[keys.c.name, keys.c.scope], set_=values))

    async def key(self, token_key: str) -> Key | None:
        """Return the key behind a token's keyed hash, unless revoked."""
        rows = await self._keys(keys.c.token_key == token_key)
        return rows[0] if rows else None

    async def keys(self, scope: str) -> Sequence[Key]:
        """Return the keys of a scope that are not revoked."""
        return await self._keys(keys.c.scope == scope)

    async def _keys(self, which: object) -> list[Key]:
        shown = [keys.c[name] for name in Key.__dataclass_fields__]
        rows = await self._connection.execute(select(*shown).where(which, keys.c.revoked_at.is_(None)).order_by(keys.c.name))  # type: ignore[arg-type]
        return [Key(**row._mapping) for row in rows]

    async def revoke_key(self, name: str, at: datetime) -> None:
        """Revoke a key; raise `NotFound`."""
        result = await self._connection.execute(update(keys).where(keys.c.name == name, keys.c.revoked_at.is_(None)).values(revoked_at=at))
        if not result.rowcount:
            raise NotFound(f"no key {name}")

    async def lease(self, name: str, now: datetime, until: datetime) -> bool:
        """Take a named lease unless another holds it."""
        statement = insert_into(self._connection, leases).values(name=name, leased_until=until)
        result = await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[leases.c.name], set_={"leased_until": until}, where=leases.c.leased_until < now)
        )
        return result.rowcount > 0

    async def free(self, name: str) -> None:
        """Give a named lease back."""
        await self._connection.execute(delete(leases).where(leases.c.name == name))

    async def notes_of(self, channel: str, keys: Collection[str]) -> Mapping[str, str]:
        """Return a channel's own notes under these keys."""
        which = and_(channel_notes.c.channel == channel, channel_notes.c.key.in_(keys))
        return {row.key: row.value for row in await self._connection.execute(select(channel_notes).where(which))}

    async def write_notes(self, channel: str, notes: Mapping[str, str | None]) -> None:
        """Keep a channel's own notes by key; None removes one."""
        removed = [key for key, value in notes.items() if value is None]
        kept = [{"channel": channel, "key": key, "value": value} for key, value in notes.items() if value is not None]
        if removed:
            which = and_(channel_notes.c.channel == channel, channel_notes.c.key.in_(removed))
            await self._connection.execute(delete(channel_notes).where(which))
        if kept:
            statement = insert_into(self._connection, channel_notes)
            same = [channel_notes.c.channel, channel_notes.c.key]
            newest = {"value": statement.excluded.value}
            await self._connection.execute(statement.on_conflict_do_update(index_elements=same, set_=newest), kept)


def task_of(row: Row[tuple[object, ...]]) -> Task:
    """Read a task's row."""
    told = {name: value for name, value in row._mapping.items() if name != "alarm_at"}
    return Task(**{**told, "due_on": date.fromisoformat(row.due_on)})


def _deed(row: Row[tuple[object, ...]]) -> Deed:
    return Deed(**{name: value for name, value in row._mapping.items() if name != "row"})


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(row.name, frozenset(StaffRole(role) for role in row.roles), row.password_hash)
