"""The truth: one transaction over all books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from broadcaster.ports.case_book import CaseBook
    from broadcaster.ports.clue_book import ClueBook
    from broadcaster.ports.deadline_book import DeadlineBook
    from broadcaster.ports.delegation_book import DelegationBook
    from broadcaster.ports.delivery_book import DeliveryBook
    from broadcaster.ports.exposure_book import ExposureBook
    from broadcaster.ports.feed_book import FeedBook
    from broadcaster.ports.journal_book import JournalBook
    from broadcaster.ports.objection_book import ObjectionBook
    from broadcaster.ports.office_book import OfficeBook
    from broadcaster.ports.reply_book import ReplyBook
    from broadcaster.ports.roster_book import RosterBook
    from broadcaster.ports.survey_book import SurveyBook
    from broadcaster.ports.wording_book import WordingBook


class Books(Protocol):
    """All books inside one transaction."""

    @property
    def cases(self) -> CaseBook:
        """Events and reviews."""
        ...

    @property
    def deliveries(self) -> DeliveryBook:
        """Deliveries."""
        ...

    @property
    def exposure(self) -> ExposureBook:
        """Entries, lists, placements."""
        ...

    @property
    def feeds(self) -> FeedBook:
        """Agency feeds."""
        ...

    @property
    def office(self) -> OfficeBook:
        """Journal, tasks, staff, keys."""
        ...

    @property
    def delegations(self) -> DelegationBook:
        """Approvers' steps handed on."""
        ...

    @property
    def journal(self) -> JournalBook:
        """The journal, searched."""
        ...

    @property
    def deadlines(self) -> DeadlineBook:
        """Tasks as deadlines, and their alarms."""
        ...

    @property
    def roster(self) -> RosterBook:
        """The duty roster."""
        ...

    @property
    def wording(self) -> WordingBook:
        """Changes of wording."""
        ...

    @property
    def replies(self) -> ReplyBook:
        """What people wrote back."""
        ...

    @property
    def surveys(self) -> SurveyBook:
        """Questionnaires."""
        ...

    @property
    def clues(self) -> ClueBook:
        """Clues for bounties."""
        ...

    @property
    def objections(self) -> ObjectionBook:
        """Objections and their proof."""
        ...


class Store(Protocol):
    """Opens transactions. A writing one is durable when its block ends, and undone when the block raises."""

    def reading(self) -> AbstractAsyncContextManager[Books]:
        """Open a transaction that only reads."""
        ...

    def writing(self) -> AbstractAsyncContextManager[Books]:
        """Open a transaction that may write; on SQLite there is one at a time."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...
