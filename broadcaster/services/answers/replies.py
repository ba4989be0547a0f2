"""What people write back: kept once, matched to case and kind, read for a wrong number or an opt-out, and answered by nobody (R55, R60)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from broadcaster.domain.deliveries import WRONG_NUMBER
from broadcaster.domain.replies import Sense, national_number
from broadcaster.ports.office_book import Task
from broadcaster.ports.reply_book import ReplyRow
from broadcaster.services.people.notices import address_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.replies import ReplyWords
    from broadcaster.ports.inbox import Reply
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault

WRONG_NUMBER_TASK: Final = "wrong_number"
DOUBTFUL_TASK: Final = "doubtful_reply"
_LONGEST: Final = 2_000
_SMS: Final = "sms"


class Replies:
    """Takes replies inside the caller's transaction."""

    def __init__(self, *, vault: Vault, words: ReplyWords, calendar: WorkingCalendar) -> None:
        """Take the words that mean something, and the days on which staff work."""
        self._vault = vault
        self._words = words
        self._calendar = calendar

    async def take(self, books: Books, channel: str, replies: Sequence[Reply], now: datetime) -> int:
        """Keep what is new and do what follows from it; return how many were new. A repeat changes nothing."""
        kept = 0
        for each in replies:
            row = await self._matched(books, channel, each, now)
            if await books.replies.keep(row):
                kept += 1
                await self._follow(books, row, now)
        return kept

    async def _matched(self, books: Books, channel: str, reply: Reply, now: datetime) -> ReplyRow:
        """Match a reply to the newest message that had gone to its sender."""
        key = address_key(self._vault, national_number(reply.sender))
        newest = next(iter(await books.deliveries.sent_to(key, _SMS, 1)), None)
        return ReplyRow(
            reply_id=self._vault.keyed("reply", f"{channel}\0{reply.provider_id}"),
            channel=channel,
            received_at=reply.at or now,
            case_number=newest.case_number if newest else "",
            kind=newest.kind if newest else "",
            sense=self._words.sense(reply.text),
            address_key=key,
            text=reply.text[:_LONGEST],
        )

    async def _follow(self, books: Books, row: ReplyRow, now: datetime) -> None:
        if row.sense is Sense.OPT_OUT:
            await books.replies.opt_out(row.address_key, now)
        elif row.sense is Sense.WRONG_NUMBER:
            await self.stop(books, row, now)
        elif row.sense is Sense.DOUBTFUL:
            await self._ask(books, f"{DOUBTFUL_TASK}/{row.reply_id}", DOUBTFUL_TASK, row, now)

    async def stop(self, books: Books, row: ReplyRow, now: datetime) -> None:
        """Send nothing more to the sender's number, and let a person find the right one (R55)."""
        await books.deliveries.stop(row.address_key, WRONG_NUMBER, now)
        await self._ask(books, f"{WRONG_NUMBER_TASK}/{row.address_key}", WRONG_NUMBER_TASK, row, now)

    async def _ask(self, books: Books, task: str, kind: str, row: ReplyRow, now: datetime) -> None:
        due_on = self._calendar.earliest_reading(now.date(), 1).due_on
        await books.office.open_task(Task(task, kind, "", row.reply_id, now, due_on))
