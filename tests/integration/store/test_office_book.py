"""The office: a journal that shows tampering, tasks, staff, keys, leases and channels' notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.domain.errors import InvalidInput, NotFound
from broadcaster.domain.users import StaffRole, User
from broadcaster.ports.office_book import Contact, Deed, Key, Task
from broadcaster.services.office.audit import verify_chain
from tests.builders import CASE_NUMBER, moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-05", "10:00")
MEI = User("mei", frozenset({StaffRole.PUBLICITY}), "hash")
TASK = Task("verify/e1", "verify", CASE_NUMBER, "e1", NOW, NOW.date())


async def note(store: SqlStore, *what: str) -> None:
    """Write lines of the journal and number them."""
    async with store.writing() as books:
        await books.office.note(*(Deed(NOW, "mei", each, "l1", "理由", "法条") for each in what))
    async with store.writing() as books:
        await books.office.number_journal()


async def tamper(url: str, statement: str) -> None:
    """Do to the database what somebody with its password could."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_the_journal_is_numbered_and_chained(store: SqlStore) -> None:
    """In the order written, over several numberings; all of it or one subject's."""
    await note(store, "list.screen", "list.submit")
    await note(store, "list.approve")
    async with store.reading() as books:
        deeds = await books.office.deeds()
        assert [(deed.number, deed.what) for deed in deeds] == [(1, "list.screen"), (2, "list.submit"), (3, "list.approve")]
        assert len({deed.chain for deed in deeds}) == 3
        assert [deed.number for deed in await books.office.deeds(after=1, most=1)] == [2]
        assert await books.office.deeds(subject="l2") == []
    assert await verify_chain(store) == (3, 0)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE journal SET reason = '改' WHERE number = 2", 2),
        ("UPDATE journal SET who = 'lei' WHERE number = 1", 1),
        ("DELETE FROM journal WHERE number = 2", 2),
        ("DELETE FROM journal WHERE number = 1", 1),
        ("UPDATE journal SET number = number + 10 WHERE number = 3", 3),
    ],
)
async def test_a_journal_that_was_changed_says_where(store: SqlStore, store_url: str, statement: str, broken_at: int) -> None:
    """A word, a name, a line taken out or moved."""
    await note(store, "list.screen", "list.submit", "list.approve")
    await tamper(store_url, statement)
    assert (await verify_chain(store))[1] == broken_at


async def test_a_task_is_opened_once_and_closed_by_kind(store: SqlStore) -> None:
    """The first due stands on top."""
    async with store.writing() as books:
        await books.office.open_task(TASK)
        await books.office.open_task(replace(TASK, due_on=NOW.date() + timedelta(days=9)))
        await books.office.open_task(replace(TASK, task="early/e1", kind="early_deletion", due_on=NOW.date() - timedelta(days=1)))
        assert [task.task for task in await books.office.open_tasks()] == ["early/e1", "verify/e1"]
        assert (await books.office.open_tasks())[1] == TASK
        await books.office.close_tasks("e1", ["verify"], NOW)
        assert [task.task for task in await books.office.open_tasks()] == ["early/e1"]


async def test_r91_a_task_done_is_opened_again_by_a_new_cause(store: SqlStore) -> None:
    """What was verified once must be verified again when it happens again."""
    later = replace(TASK, opened_at=NOW + timedelta(days=1), due_on=NOW.date() + timedelta(days=1))
    async with store.writing() as books:
        await books.office.open_task(TASK)
        await books.office.close_tasks("e1", ["verify"], NOW)
        await books.office.open_task(later)
        assert await books.office.open_tasks() == [later]


async def test_a_user_is_added_once(store: SqlStore) -> None:
    """Known by name, with roles and no readable number; nobody else is known."""
    async with store.writing() as books:
        await books.office.add_user(MEI, mobile="19900000003", email="mei@example.com", at=NOW)
    async with store.reading() as books:
        assert await books.office.user("mei") == MEI
        assert await books.office.users() == [MEI]
        assert await books.office.contacts() == [Contact(MEI, "19900000003", "mei@example.com")]
        with pytest.raises(NotFound):
            await books.office.user("lei")
    with pytest.raises(InvalidInput):
        async with store.writing() as books:
            await books.office.add_user(MEI, mobile="", email="", at=NOW)


async def test_a_key_opens_until_it_is_revoked_or_rotated(store: SqlStore) -> None:
    """The old secret of a rotated key is worthless; one name may hold keys of several scopes."""
    key = Key("credit", "feeds:read", "t1", "credit_office", NOW)
    async with store.writing() as books:
        await books.office.add_key(key)
        await books.office.add_key(replace(key, scope="events:write", token_key="t9"))
        await books.office.add_key(replace(key, token_key="t2"))
        assert await books.office.key("t1") is None
        assert await books.office.key("t2") == replace(key, token_key="t2")
        assert [each.token_key for each in await books.office.keys("events:write")] == ["t9"]
        await books.office.revoke_key("credit", NOW)
        assert (await books.office.key("t2"), await books.office.keys("feeds:read")) == (None, [])
        with pytest.raises(NotFound):
            await books.office.revoke_key("credit", NOW)


async def test_a_lease_has_one_holder_until_it_is_freed_or_ends(store: SqlStore) -> None:
    """Another worker waits."""
    until = NOW + timedelta(seconds=30)
    async with store.writing() as books:
        assert await books.office.lease("sequencing", NOW, until)
        assert await books.office.lease("placing", NOW, until)
        assert not await books.office.lease("sequencing", NOW, until)
        assert await books.office.lease("sequencing", until + timedelta(seconds=1), until + timedelta(seconds=60))
        await books.office.free("sequencing")
        assert await books.office.lease("sequencing", NOW, until)


async def test_a_channels_notes_are_its_own(store: SqlStore) -> None:
    """Written, overwritten, removed; another channel's of the same key stay."""
    async with store.writing() as books:
        await books.office.write_notes("email_smtp", {"cursor": "1"})
        await books.office.write_notes("email_smtp", {"cursor": "2"})
        await books.office.write_notes("sms_twilio", {"cursor": "x"})
        assert await books.office.notes_of("email_smtp", ["cursor"]) == {"cursor": "2"}
        await books.office.write_notes("email_smtp", {"cursor": None})
        assert await books.office.notes_of("email_smtp", ["cursor"]) == {}
        assert await books.office.notes_of("sms_twilio", ["cursor"]) == {"cursor": "x"}
