"""Replies, questionnaires and clues in the store: kept once, sealed, in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.adapters.store_sql.answer_tables import clues, replies, surveys
from broadcaster.domain.clues import ClueOutcome, ClueText
from broadcaster.domain.errors import NotFound
from broadcaster.domain.replies import Sense
from broadcaster.ports.clue_book import ClueRow
from broadcaster.ports.reply_book import ReplyRow
from broadcaster.ports.survey_book import Offer
from tests.builders import CASE_NUMBER, moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-23")
REPLY = ReplyRow("r1", "sms_twilio", NOW, CASE_NUMBER, "filing", Sense.PLAIN, "key-1", "收到，谢谢法官")
OFFER = Offer("o1", "enforcement-conduct", CASE_NUMBER, "applicant", NOW, NOW + timedelta(days=30))
CLUE = ClueRow("K7QM2RXD4T", "E1", NOW, date(2026, 11, 30), urgent=False, written=ClueText("毛晓海", "19900000378", "车停在某小区地下车库"))


async def test_a_reply_is_kept_once(store: SqlStore) -> None:
    """The provider may tell it as often as it likes."""
    async with store.writing() as books:
        assert [await books.replies.keep(REPLY), await books.replies.keep(replace(REPLY, text="别的"))] == [True, False]
        assert await books.replies.reply("r1") == REPLY


async def test_replies_come_newest_first_and_by_kind(store: SqlStore) -> None:
    """A page shows some kinds, or all but some, read or not."""
    later = replace(REPLY, reply_id="r2", kind="survey", received_at=NOW + timedelta(hours=1))
    async with store.writing() as books:
        for each in (REPLY, later):
            await books.replies.keep(each)
        await books.replies.mark_read("r1", "sun", NOW)
        await books.replies.mark_read("r1", "li", NOW + timedelta(days=1))
        assert [each.reply_id for each in await books.replies.page()] == ["r2", "r1"]
        assert [each.reply_id for each in await books.replies.page(kinds=["survey"])] == ["r2"]
        assert [(each.reply_id, each.read_by) for each in await books.replies.page(but_not=["survey"])] == [("r1", "sun")]
        assert [each.reply_id for each in await books.replies.page(unread=True)] == ["r2"]


async def test_a_wrong_number_is_written_on_the_reply(store: SqlStore) -> None:
    """Staff see what was made of it; a reply that is not there is not found."""
    async with store.writing() as books:
        await books.replies.keep(REPLY)
        await books.replies.mark_wrong("r1")
        assert (await books.replies.reply("r1")).sense is Sense.WRONG_NUMBER
        with pytest.raises(NotFound):
            await books.replies.reply("r9")


async def test_r60_an_opt_out_is_remembered_by_address(store: SqlStore) -> None:
    """It may be said twice."""
    async with store.writing() as books:
        for _ in range(2):
            await books.replies.opt_out("key-1", NOW)
        assert await books.replies.opted_out({"key-1", "key-2"}) == {"key-1"}
        assert await books.replies.opted_out(set()) == set()


async def test_r60_a_questionnaire_is_answered_once(store: SqlStore) -> None:
    """The second answer changes nothing."""
    async with store.writing() as books:
        await books.surveys.offer(OFFER, "token-key")
        assert await books.surveys.offered(CASE_NUMBER) == {"o1"}
        assert await books.surveys.behind("token-key") == OFFER
        with pytest.raises(NotFound):
            await books.surveys.answered("o1")
        assert [await books.surveys.answer("o1", each, NOW) for each in (b"{}", b"[]")] == [True, False]
        assert await books.surveys.answered("o1") == replace(OFFER, answered_at=NOW, answers=b"{}")


async def test_questionnaires_are_counted_by_the_court_s_days(store: SqlStore) -> None:
    """Both ends of the time asked for belong to it, midnight by the court's clock."""
    midnights = [moment("2026-11-01", "00:00"), moment("2026-11-30", "23:59"), moment("2026-12-01", "00:00")]
    async with store.writing() as books:
        for number, at in enumerate(midnights):
            await books.surveys.offer(replace(OFFER, offer_id=f"o{number}", offered_at=at), f"t{number}")
        found = await books.surveys.offers("enforcement-conduct", date(2026, 11, 1), date(2026, 11, 30))
        assert [each.offer_id for each in found] == ["o0", "o1"]
        assert await books.surveys.offers("another", date(2026, 11, 1), date(2026, 11, 30)) == []


async def test_a_token_that_was_never_given_opens_nothing(store: SqlStore) -> None:
    """It is not found."""
    async with store.reading() as books:
        with pytest.raises(NotFound):
            await books.surveys.behind("guessed")


async def test_r76_clues_are_counted_in_the_order_they_came(store: SqlStore) -> None:
    """Of two alike to one bounty the first is known for ever."""
    async with store.writing() as books:
        first = await books.clues.keep(CLUE)
        other = await books.clues.keep(replace(CLUE, clue_id="C2", entry="E2"))
        last = await books.clues.keep(replace(CLUE, clue_id="C3"))
        assert first < other < last
        assert [each.clue_id for each in await books.clues.page()] == ["C3", "C2", "K7QM2RXD4T"]
        assert [await books.clues.place(await books.clues.clue(name)) for name in ("K7QM2RXD4T", "C2", "C3")] == [1, 1, 2]


async def test_a_clue_is_closed_once(store: SqlStore) -> None:
    """What came of it stands; it is no longer open."""
    async with store.writing() as books:
        await books.clues.keep(CLUE)
        assert await books.clues.close(CLUE.clue_id, ClueOutcome.PASSED_ON, "sun", NOW)
        assert not await books.clues.close(CLUE.clue_id, ClueOutcome.KNOWN, "li", NOW)
        kept = await books.clues.clue(CLUE.clue_id)
        assert (kept.outcome, kept.closed_by, kept.written) == (ClueOutcome.PASSED_ON, "sun", CLUE.written)
        assert await books.clues.page(open_only=True) == []
        with pytest.raises(NotFound):
            await books.clues.clue("nothing")


async def test_no_word_and_no_number_stands_in_the_database_readable(store: SqlStore, store_url: str) -> None:
    """Whoever copies the file learns neither what was written nor by whom (R76, R104)."""
    async with store.writing() as books:
        await books.replies.keep(REPLY)
        await books.surveys.offer(OFFER, "token-key")
        await books.surveys.answer("o1", "他收了红包".encode(), NOW)
        await books.clues.keep(CLUE)
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        columns = (replies.c.text, surveys.c.answers, clues.c.written)
        rows = [bytes(row[0]) for column in columns for row in await connection.execute(select(column))]
    await engine.dispose()
    assert len(rows) == 3
    assert not any(word.encode() in row for row in rows for word in ("谢谢", "红包", "毛晓海", "19900000378"))
