"""What messages already written would have read in other words. Nothing written is touched: it keeps its version and its frozen text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from broadcaster.domain.deliveries import UNSENT, FrozenText
from broadcaster.domain.parties import Role
from broadcaster.domain.sms import segments
from broadcaster.rendering.differences import abridged, differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.wording_book import Written
    from broadcaster.rendering.differences import Run
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.services.people.notices import NoticeWriter

_SHOWN: Final = 8
_SMS: Final = "sms"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One message as it was written, and as it would be; `after` is None where it could not be, and `why_not` says why."""

    written: Written
    before: FrozenText = field(repr=False)
    after: FrozenText | None = field(default=None, repr=False)
    why_not: str = ""

    @property
    def waits(self) -> bool:
        """Whether it still waits, in its old words."""
        return self.written.state in UNSENT

    @property
    def runs(self) -> tuple[Run, ...]:
        """The differences of subject and text, and what stands around them."""
        return abridged(differences(_read_aloud(self.before), _read_aloud(self.after))) if self.after else ()

    @property
    def segments(self) -> tuple[int, int]:
        """How many SMS it cost, and would cost."""
        is_sms = self.written.medium == _SMS
        return (segments(self.before.text) if is_sms else 0, segments(self.after.text) if is_sms and self.after else 0)


class Alterations:
    """Writes the newest messages of a kind once more, from the events that owed them."""

    def __init__(self, *, store: Store, clock: Clock, writer_with: Callable[[NoticeTexts], NoticeWriter]) -> None:
        """Take what it reads from, and how a writer is made of texts."""
        self._store = store
        self._clock = clock
        self._writer_with = writer_with

    async def of(self, kind: str, texts: NoticeTexts) -> tuple[Alteration, ...]:
        """Return the newest eight messages of a kind that came from events; facts of our own occasions are not kept."""
        writer = self._writer_with(texts)
        async with self._store.reading() as books:
            written = await books.wording.written(kind=kind, most=_SHOWN)
            again: dict[str, Owed] = {}
            for number in sorted({each.case_number for each in written}):
                again |= await self._owed_again(books, writer, number)
        return tuple(_alteration(each, again[each.delivery_id]) for each in written if each.delivery_id in again)

    async def _owed_again(self, books: Books, writer: NoticeWriter, case_number: str) -> dict[str, Owed]:
        """Return by id what the events of a case owe; what was written to who gave a clue is shown to nobody (R76)."""
        now = self._clock.now()
        arrivals = await books.wording.arrivals(case_number)
        secret = {party.party_id for arrival in arrivals for party in arrival.event.parties if party.role is Role.CLUE_PROVIDER}
        owed = [each for arrival in arrivals for each in writer.owed_for(arrival, now)]
        return {each.delivery_id: each for each in owed if each.party_id not in secret}


def _alteration(written: Written, owed: Owed) -> Alteration:
    before = msgspec.json.decode(written.message, type=FrozenText)
    if not owed.message:
        return Alteration(written, before, why_not=owed.reason)
    return Alteration(written, before, msgspec.json.decode(owed.message, type=FrozenText))


def _read_aloud(text: FrozenText) -> str:
    return f"{text.subject}\n\n{text.text}" if text.subject else text.text
