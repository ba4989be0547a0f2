"""Where staff, keys, tasks and the journal are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from broadcaster.domain.users import User


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the journal: who did what to which thing, why and on which legal basis. Holds no personal data."""

    at: datetime
    who: str
    what: str
    subject: str
    reason: str = ""
    basis: str = ""
    number: int | None = None
    chain: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a machine: of the case system (`events:write`), an agency (`feeds:read`) or a screen (`screen`)."""

    name: str
    scope: str
    token_key: str = field(repr=False)
    policy: str = ""
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a person must decide or do by a day. `entry` is what it is about: an entry, a delivery, a clue, a petition.

    Not `official` where its last day was counted without the year's calendar (R23). `level` is the highest alarm told so far.
    """

    task: str
    kind: str
    case_number: str
    entry: str
    opened_at: datetime
    due_on: date
    done_at: datetime | None = None
    rule: str = ""
    official: bool = True
    department: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A user and how to reach him."""

    user: User
    mobile: str = field(repr=False)
    email: str = field(repr=False)


class OfficeBook(Protocol):
    """Journal, tasks, staff, keys and leases."""

    async def note(self, *deeds: Deed) -> None:
        """Append to the journal, unnumbered."""
        ...

    async def is_unnumbered(self) -> bool:
        """Say whether a line waits for its number."""
        ...

    async def number_journal(self) -> int:
        """Number and chain what is unnumbered; one caller at a time."""
        ...

    async def deeds(self, *, subject: str = "", after: int = 0, most: int = 500) -> Sequence[Deed]:
        """Return numbered lines in order, of one subject or all."""
        ...

    async def open_task(self, task: Task) -> None:
        """Open a task; one that is open for the same thing is left alone."""
        ...

    async def close_tasks(self, entry: str, kinds: Sequence[str], at: datetime) -> None:
        """Close an entry's open tasks of these kinds."""
        ...

    async def open_tasks(self, most: int = 200) -> Sequence[Task]:
        """Return open tasks, those due first on top."""
        ...

    async def add_user(self, user: User, *, mobile: str, email: str, at: datetime) -> None:
        """Add a user; raise `InvalidInput` where the name is taken."""
        ...

    async def user(self, name: str) -> User:
        """Return a user; raise `NotFound`."""
        ...

    async def users(self) -> Sequence[User]:
        """Return all users by name."""
        ...

    async def contacts(self) -> Sequence[Contact]:
        """Return how to reach every user, by name."""
        ...

    async def add_key(self, key: Key) -> None:
        """Add a key, or replace its token where the name and scope exist."""
        ...

    async def key(self, token_key: str) -> Key | None:
        """Return the key behind a token's keyed hash, unless revoked."""
        ...

    async def keys(self, scope: str) -> Sequence[Key]:
        """Return the keys of a scope that are not revoked."""
        ...

    async def revoke_key(self, name: str, at: datetime) -> None:
        """Revoke a key; raise `NotFound`."""
        ...

    async def lease(self, name: str, now: datetime, until: datetime) -> bool:
        """Take a named lease unless another holds it."""
        ...

    async def free(self, name: str) -> None:
        """Give a named lease back."""
        ...

    async def notes_of(self, channel: str, keys: Collection[str]) -> Mapping[str, str]:
        """Return a channel's own notes under these keys."""
        ...

    async def write_notes(self, channel: str, notes: Mapping[str, str | None]) -> None:
        """Keep a channel's own notes by key; None removes one."""
        ...
