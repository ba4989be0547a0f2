"""Entries in SQL: index cards of opaque ids and keyed hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.tables import entries, people
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.entries import EntryKey, EntryKind
from broadcaster.domain.errors import NotFound
from broadcaster.ports.exposure_book import EntryRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

_PERSON = [people.c[name] for name in PersonRow.__dataclass_fields__]
_CARD = ("party_id", "subject_key", "name_key", "birth_year", "community", "photo_digest")


class SqlEntryBook(Shelf):
    """Entries."""

    async def keep_entry(self, row: EntryRow, at: datetime) -> None:
        """Keep a new entry, or bring its index card up to date; manual marks stay."""
        card = {name: getattr(row, name) for name in _CARD}
        identity = {"entry": row.entry, "code": row.code, "kind": row.key.kind, "ref": row.key.ref, "case_number": row.case_number}
        statement = insert_into(self._connection, entries).values(**identity, **card, created_at=at, held_back="", cleared=[])
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[entries.c.entry], set_=card))

    async def keep_people(self, rows: Sequence[PersonRow]) -> None:
        """Keep who is named in a case; who is known already is not written again, so that cases that share a party do not wait."""
        wanted = people.c.subject_key.in_({row.subject_key for row in rows})
        known = {PersonRow(*row) for row in await self._connection.execute(select(*_PERSON).where(wanted))}
        fresh = [{name: getattr(row, name) for name in PersonRow.__dataclass_fields__} for row in rows if row not in known]
        if fresh:
            statement = insert_into(self._connection, people)
            newest = {"birth_year": statement.excluded.birth_year, "community": statement.excluded.community}
            key = [people.c.subject_key, people.c.name_key]
            await self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=newest), fresh)

    async def entry(self, entry: str) -> EntryRow:
        """Return an entry; raise `NotFound`."""
        return await self._card(entries.c.entry == entry, f"no entry {entry}")

    async def entries(self, names: Collection[str]) -> list[EntryRow]:
        """Return several entries in the order asked for; raise `NotFound`."""
        found = {row.entry: row for row in await self._cards(entries.c.entry.in_(names))} if names else {}
        for name in names:
            if name not in found:
                raise NotFound(f"no entry {name}")
        return [found[name] for name in names]

    async def entry_by_code(self, code: str) -> EntryRow:
        """Return an entry by its public code; raise `NotFound`."""
        return await self._card(entries.c.code == code, "no entry of that code")

    async def _card(self, which: ColumnElement[bool], otherwise: str) -> EntryRow:
        row = (await self._connection.execute(select(entries).where(which))).one_or_none()
        if row is None:
            raise NotFound(otherwise)
        return _entry(row)

    async def entries_of_cases(self, case_numbers: Collection[str]) -> list[EntryRow]:
        """Return the entries of several cases."""
        return await self._cards(entries.c.case_number.in_(case_numbers))

    async def entries_of_kind(self, kind: EntryKind) -> list[EntryRow]:
        """Return all entries of a kind."""
        return await self._cards(entries.c.kind == kind)

    async def _cards(self, which: ColumnElement[bool]) -> list[EntryRow]:
        rows = await self._connection.execute(select(entries).where(which).order_by(entries.c.created_at, entries.c.entry))
        return [_entry(row) for row in rows]

    async def namesakes(self, rows: Sequence[EntryRow]) -> set[str]:
        """Return those entries for which another person of the same name shares birth year or community (R97)."""
        mine, other = entries.alias(), people.alias()
        close = or_(mine.c.birth_year == other.c.birth_year, and_(mine.c.community == other.c.community, mine.c.community != ""))
        statement = (
            select(mine.c.entry)
            .distinct()
            .join(other, and_(mine.c.name_key == other.c.name_key, mine.c.subject_key != other.c.subject_key, close))
            .where(mine.c.kind == rows[0].key.kind if rows else mine.c.kind == "")
        )
        found = {row.entry for row in await self._connection.execute(statement)}
        return found & {row.entry for row in rows}

    async def shared_photos(self, digests: Collection[str]) -> set[str]:
        """Return those photo digests that stand on two different people (R98)."""
        mine, other = entries.alias(), entries.alias()
        statement = (
            select(mine.c.photo_digest)
            .distinct()
            .join(other, and_(mine.c.photo_digest == other.c.photo_digest, mine.c.subject_key != other.c.subject_key))
            .where(mine.c.photo_digest != "")
        )
        return {row.photo_digest for row in await self._connection.execute(statement)} & set(digests)

    async def hold_back(self, entry: str, mark: str, cleared: Collection[str]) -> None:
        """Write the manual mark and add to the reasons set aside."""
        known = (await self.entry(entry)).cleared
        await self._connection.execute(
            update(entries).where(entries.c.entry == entry).values(held_back=mark, cleared=sorted({*known, *cleared}))
        )


def _entry(row: Row[tuple[object, ...]]) -> EntryRow:
    return EntryRow(
        entry=row.entry,
        code=row.code,
        key=EntryKey(EntryKind(row.kind), row.ref),
        case_number=row.case_number,
        party_id=row.party_id,
        subject_key=row.subject_key,
        name_key=row.name_key,
        birth_year=row.birth_year,
        community=row.community,
        photo_digest=row.photo_digest,
        held_back=row.held_back,
        cleared=tuple(row.cleared),
    )
