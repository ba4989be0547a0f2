"""The journal for who looks into it: searched, paged, taken along as a table, its chain checked (promise: evidence)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import NotAllowed
from broadcaster.domain.users import READS_JOURNAL
from broadcaster.ports.office_book import Deed
from broadcaster.services.office.audit import verify_chain

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.journal_book import JournalQuery
    from broadcaster.ports.store import Store
    from broadcaster.rendering.staff_words import StaffWords

A_PAGE: Final = 50
MOST_ROWS: Final = 100_000
_COLUMNS: Final = ("number", "at", "who", "what", "subject", "reason", "basis", "chain")


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page of what was searched, the newest first; `people` and `kinds` are what may be searched for."""

    deeds: tuple[Deed, ...]
    total: int
    page: int
    pages: int
    people: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain was checked, when, and the first line that does not fit (0 where all do)."""

    verified_to: int
    broken_at: int
    at: datetime


class JournalDesk:
    """Reads the journal; taking it along is itself journaled."""

    def __init__(self, *, store: Store, clock: Clock, words: StaffWords) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock
        self._words = words

    async def page(self, user: User, query: JournalQuery, page: int = 1) -> JournalPage:
        """Return one page. Raises `NotAllowed`."""
        _require_right(user)
        async with self._store.reading() as books:
            total = await books.journal.count(query)
            pages = max(1, -(-total // A_PAGE))
            page = min(max(page, 1), pages)
            return JournalPage(
                deeds=tuple(await books.journal.search(query, most=A_PAGE, skip=(page - 1) * A_PAGE)),
                total=total,
                page=page,
                pages=pages,
                people=tuple(await books.journal.people()),
                kinds=tuple(await books.journal.deeds()),
            )

    async def chain(self, user: User) -> ChainState:
        """Check the whole chain now, as `audit verify` does. Raises `NotAllowed`."""
        _require_right(user)
        checked, broken_at = await verify_chain(self._store)
        return ChainState(broken_at - 1 if broken_at else checked, broken_at, self._clock.now())

    async def table(self, user: User, query: JournalQuery) -> list[list[str]]:
        """Return what was searched as rows under their headings, 100,000 at the most. Raises `NotAllowed`."""
        _require_right(user)
        asked = f"{query.subject} {query.who} {query.what}".strip()
        async with self._store.writing() as books:
            await books.office.note(Deed(self._clock.now(), user.name, "journal.export", asked or "journal"))
        async with self._store.reading() as books:
            deeds = await books.journal.search(query, most=MOST_ROWS)
        headings = [self._words.called("journal_table", column) for column in _COLUMNS]
        return [headings, *(self._row(deed) for deed in deeds)]

    def _row(self, deed: Deed) -> list[str]:
        told = {name: str(getattr(deed, name)) for name in _COLUMNS}
        at = deed.at.astimezone(COURT_ZONE).isoformat(sep=" ", timespec="seconds")
        return list((told | {"at": at, "what": self._words.called("deed", deed.what)}).values())


def _require_right(user: User) -> None:
    if not user.roles & READS_JOURNAL:
        raise NotAllowed(f"{user.name}: the journal is read by {', '.join(sorted(READS_JOURNAL))}")
