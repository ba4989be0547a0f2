"""The journal searched: by subject, person, deed and time, the newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.ports.journal_book import JournalQuery
from broadcaster.ports.office_book import Deed
from tests.builders import moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

FIRST = moment("2026-11-05", "10:00")
DAY = timedelta(days=1)
DEEDS = (
    Deed(FIRST, "mei", "list.screen", "l1"),
    Deed(FIRST + DAY, "mei", "list.strike", "l1/e_1"),
    Deed(FIRST + 2 * DAY, "lei", "list.approve", "l11"),
    Deed(FIRST + 3 * DAY, "system", "alarm.reminder", "verify/e_1/R91"),
)


async def keep(store: SqlStore) -> None:
    """Write the lines and number them, and one more that waits for its number."""
    async with store.writing() as books:
        await books.office.note(*DEEDS)
        await books.office.number_journal()
        await books.office.note(Deed(FIRST, "mei", "list.screen", "l1"))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (JournalQuery(), [4, 3, 2, 1]),
        (JournalQuery(subject="l1"), [2, 1]),
        (JournalQuery(subject="e_1"), [4, 2]),
        (JournalQuery(subject="eX1"), []),
        (JournalQuery(subject="%"), []),
        (JournalQuery(subjects=("l1", "l11")), [3, 1]),
        (JournalQuery(who="mei"), [2, 1]),
        (JournalQuery(what="list.approve"), [3]),
        (JournalQuery(since=FIRST + DAY, until=FIRST + 3 * DAY), [3, 2]),
        (JournalQuery(who="mei", since=FIRST + DAY), [2]),
    ],
)
async def test_lines_are_found_by_all_that_is_given(store: SqlStore, query: JournalQuery, numbers: list[int]) -> None:
    """A subject also inside another; the last moment left out; what waits for its number is not there yet."""
    await keep(store)
    async with store.reading() as books:
        assert [deed.number for deed in await books.journal.search(query, most=10)] == numbers
        assert await books.journal.count(query) == len(numbers)
        assert [deed.number for deed in await books.journal.search(query, most=1, skip=1)] == numbers[1:2]


async def test_what_may_be_searched_for_is_named(store: SqlStore) -> None:
    """Everybody who did something, and every kind of deed, once."""
    await keep(store)
    async with store.reading() as books:
        assert list(await books.journal.people()) == ["lei", "mei", "system"]
        assert list(await books.journal.deeds()) == ["alarm.reminder", "list.approve", "list.screen", "list.strike"]
