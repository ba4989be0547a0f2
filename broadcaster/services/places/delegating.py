"""Hands an approver's step to another user for a time, and takes it back (R105)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from broadcaster.domain.delegation import Delegation, check_delegation, may_take, stands_for
from broadcaster.domain.errors import NotAllowed
from broadcaster.ports.journal_book import JournalQuery
from broadcaster.ports.office_book import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store

USED: Final = "delegation.use"
"""The journal's word where a step was taken for another; its reason is the other's name."""
_MOST: Final = 100


class Delegating:
    """Gives, ends and reads delegations."""

    def __init__(self, *, store: Store, clock: Clock, role: str) -> None:
        """Take what it works with, and the role whose step may be handed on."""
        self._store = store
        self._clock = clock
        self._role = role

    async def give(self, user: User, to: str, *, since: datetime, until: datetime, reason: str) -> Delegation:
        """Hand the user's step to another. Raises `NotAllowed`, `InvalidInput`, `NotFound` for a user that is not there."""
        now = self._clock.now()
        given = Delegation(secrets.token_hex(8), user.name, to, since, until, reason)
        async with self._store.writing() as books:
            check_delegation(given, user, await books.office.user(to), self._role, now)
            await books.delegations.keep(given)
            await books.office.note(Deed(now, user.name, "delegation.give", to, reason))
        return given

    async def end(self, delegation_id: str, user: User) -> None:
        """Take a step back before its time. Raises `NotFound`, `NotAllowed` for anybody but who gave it."""
        now = self._clock.now()
        async with self._store.writing() as books:
            given = await books.delegations.delegation(delegation_id)
            if given.by != user.name:
                raise NotAllowed(f"{user.name}: the delegation was given by {given.by}")
            if given.ended_at is None:
                await books.delegations.end(delegation_id, now)
                await books.office.note(Deed(now, user.name, "delegation.end", given.to))

    async def newest(self) -> Sequence[Delegation]:
        """Return the newest delegations."""
        async with self._store.reading() as books:
            return await books.delegations.newest(_MOST)

    async def takers(self, user: User) -> Sequence[str]:
        """Return to whom a user might hand his step."""
        async with self._store.reading() as books:
            return [each.name for each in await books.office.users() if may_take(each, user)]

    async def stands_for(self, user: User) -> tuple[str, ...]:
        """Return whose step a user may take now."""
        async with self._store.reading() as books:
            return await standing_for(books, user, self._role, self._clock.now())

    async def used_on(self, list_id: str) -> str:
        """Return in whose place a list was approved, or an empty text."""
        async with self._store.reading() as books:
            found = await books.journal.search(JournalQuery(subjects=(list_id,), what=USED), most=1)
        return found[0].reason if found else ""


async def standing_for(books: Books, user: User, role: str, now: datetime) -> tuple[str, ...]:
    """Return whose step a user may take now: of those who still have the role themselves."""
    givers = stands_for(user.name, await books.delegations.to(user.name), now)
    return tuple([name for name in givers if role in (await books.office.user(name)).roles])
