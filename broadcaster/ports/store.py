"""The truth: one transaction over all books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from broadcaster.ports.case_book import CaseBook
    from broadcaster.ports.delivery_book import DeliveryBook
    from broadcaster.ports.exposure_book import ExposureBook
    from broadcaster.ports.feed_book import FeedBook
    from broadcaster.ports.office_book import OfficeBook


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
