"""The journal searched in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.tables import journal
from broadcaster.ports.office_book import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from broadcaster.ports.journal_book import JournalQuery

_COLUMNS = [journal.c[name] for name in Deed.__dataclass_fields__]


class SqlJournalBook(Shelf):
    """Numbered lines, the newest first."""

    async def search(self, query: JournalQuery, *, most: int, skip: int = 0) -> Sequence[Deed]:
        """Return lines that match."""
        statement = select(*_COLUMNS).where(_matching(query)).order_by(journal.c.number.desc()).limit(most).offset(skip)
        return [Deed(*row) for row in await self._connection.execute(statement)]

    async def count(self, query: JournalQuery) -> int:
        """Return how many lines match."""
        return (await self._connection.execute(select(func.count()).select_from(journal).where(_matching(query)))).scalar_one()

    async def people(self) -> Sequence[str]:
        """Return everybody who did something."""
        return list((await self._connection.execute(select(journal.c.who).distinct().order_by(journal.c.who))).scalars())

    async def deeds(self) -> Sequence[str]:
        """Return every kind of deed that was done."""
        return list((await self._connection.execute(select(journal.c.what).distinct().order_by(journal.c.what))).scalars())


def _matching(query: JournalQuery) -> ColumnElement[bool]:
    which: list[ColumnElement[bool]] = [journal.c.number.is_not(None)]
    if query.subject:
        subject = journal.c.subject
        inside = subject.contains(f"/{query.subject}/", autoescape=True)
        begins, ends = subject.startswith(f"{query.subject}/", autoescape=True), subject.endswith(f"/{query.subject}", autoescape=True)
        which.append(or_(subject == query.subject, begins, ends, inside))
    if query.subjects:
        which.append(journal.c.subject.in_(query.subjects))
    if query.who:
        which.append(journal.c.who == query.who)
    if query.what:
        which.append(journal.c.what == query.what)
    if query.since:
        which.append(journal.c.at >= query.since)
    if query.until:
        which.append(journal.c.at < query.until)
    return and_(*which)
