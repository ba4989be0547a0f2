"""Changes of wording on both databases: one open at a time, decided once, the newest in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import NotFound, WrongState
from broadcaster.domain.wording_revisions import RevisionState, WordingRevision
from broadcaster.ports.wording_book import Decision
from tests.builders import moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

AT = moment("2026-11-05", "10:00")
PROPOSAL = WordingRevision("filing", 1, 1, 2, {"sms.txt": "新文本"}, "mei", AT, "更通俗")


async def _propose(store: SqlStore, revision: WordingRevision = PROPOSAL) -> int:
    async with store.writing() as books:
        return await books.wording.propose(revision)


async def _decide(store: SqlStore, number: int, state: RevisionState) -> None:
    async with store.writing() as books:
        await books.wording.decide(number, Decision(state, "lei", AT, "同意"))


async def test_a_proposal_is_kept_as_it_was_written(store: SqlStore) -> None:
    """Files, versions, who, when and why; a number that nobody gave is not found."""
    number = await _propose(store)
    async with store.reading() as books:
        assert await books.wording.revision(number) == replace(PROPOSAL, number=number)
        with pytest.raises(NotFound):
            await books.wording.revision(number + 1)


async def test_a_kind_has_one_open_proposal(store: SqlStore) -> None:
    """Two would be approved unseen by one another; after the decision there may be the next."""
    number = await _propose(store)
    with pytest.raises(WrongState):
        await _propose(store)
    await _propose(store, replace(PROPOSAL, kind="liability"))
    await _decide(store, number, RevisionState.REJECTED)
    assert await _propose(store) > number


async def test_a_proposal_is_decided_once(store: SqlStore) -> None:
    """Who comes second learns that it was decided meanwhile."""
    number = await _propose(store)
    await _decide(store, number, RevisionState.APPROVED)
    with pytest.raises(WrongState):
        await _decide(store, number, RevisionState.REJECTED)


async def test_the_newest_approved_of_each_kind_is_in_force(store: SqlStore) -> None:
    """A rejected or open one is not; the count of approved ones only grows."""
    for version, state in ((2, RevisionState.APPROVED), (3, RevisionState.APPROVED), (4, RevisionState.REJECTED)):
        await _decide(store, await _propose(store, replace(PROPOSAL, version=version)), state)
    await _propose(store, replace(PROPOSAL, version=5))
    async with store.reading() as books:
        assert [(each.kind, each.version, each.decided_by) for each in await books.wording.in_force()] == [("filing", 3, "lei")]
        assert await books.wording.count_approved() == 2
        assert [each.version for each in await books.wording.revisions("filing")] == [5, 4, 3, 2]
