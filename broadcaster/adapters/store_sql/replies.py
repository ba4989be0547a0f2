"""Replies and opt-outs in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from broadcaster.adapters.store_sql.answer_tables import replies, survey_opt_outs
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.errors import NotFound
from broadcaster.domain.replies import Sense
from broadcaster.ports.reply_book import ReplyRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault


class SqlReplyBook:
    """Replies."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def keep(self, reply: ReplyRow) -> bool:
        """Keep a reply; return whether it is new."""
        values = {name: getattr(reply, name) for name in ReplyRow.__dataclass_fields__}
        values["text"] = self._vault.seal(reply.text.encode())
        statement = insert_into(self._connection, replies).values(**values).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount > 0

    async def reply(self, reply_id: str) -> ReplyRow:
        """Return a reply; raise `NotFound`."""
        row = (await self._connection.execute(select(replies).where(replies.c.reply_id == reply_id))).one_or_none()
        if row is None:
            raise NotFound(f"no reply {reply_id}")
        return self._row(row)

    async def page(
        self, *, unread: bool = False, kinds: Collection[str] = (), but_not: Collection[str] = (), most: int = 200
    ) -> list[ReplyRow]:
        """Return the newest replies; of some kinds where `kinds` is given, and none of the kinds `but_not`."""
        which = [
            *([replies.c.read_at.is_(None)] if unread else []),
            *([replies.c.kind.in_(kinds)] if kinds else []),
            *([replies.c.kind.not_in(but_not)] if but_not else []),
        ]
        ordered = select(replies).where(*which).order_by(replies.c.received_at.desc(), replies.c.reply_id).limit(most)
        return [self._row(row) for row in await self._connection.execute(ordered)]

    async def mark_read(self, reply_id: str, by: str, at: datetime) -> None:
        """Write who read a reply, unless it was read before."""
        which = (replies.c.reply_id == reply_id, replies.c.read_at.is_(None))
        await self._connection.execute(update(replies).where(*which).values(read_at=at, read_by=by))

    async def mark_wrong(self, reply_id: str) -> None:
        """Write that a reply reports a wrong number."""
        await self._connection.execute(update(replies).where(replies.c.reply_id == reply_id).values(sense=Sense.WRONG_NUMBER))

    async def opt_out(self, address_key: str, at: datetime) -> None:
        """Note that an address wants no more questionnaires (R60)."""
        statement = insert_into(self._connection, survey_opt_outs).values(address_key=address_key, at=at)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def opted_out(self, address_keys: Collection[str]) -> set[str]:
        """Return those of the addresses that want no more questionnaires."""
        if not address_keys:
            return set()
        known = select(survey_opt_outs.c.address_key).where(survey_opt_outs.c.address_key.in_(address_keys))
        return set((await self._connection.execute(known)).scalars())

    def _row(self, row: Row[tuple[object, ...]]) -> ReplyRow:
        return ReplyRow(**{**row._mapping, "sense": Sense(row.sense), "text": self._vault.unseal(row.text).decode()})
