"""A whole court in a folder: real services over a real SQLite store, on a clock that the test owns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.entries import ListKind
from broadcaster.domain.users import StaffRole, User
from tests.builders import Body, moment

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.bootstrap import House
    from broadcaster.domain.deliveries import DeliveryState
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.placements import Placement
    from broadcaster.ports.delivery_book import DeliveryRow
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.services.intake import IntakeAnswer
    from broadcaster.testing.clock import OwnedClock

MEI = User("mei", frozenset({StaffRole.PUBLICITY}))
LEI = User("lei", frozenset({StaffRole.BUREAU_CHIEF}))
DUTY = User("duty", frozenset({StaffRole.DUTY_OFFICER}))
CLERK = User("clerk", frozenset({StaffRole.AUDITOR}))
SCREENED_AT = moment("2026-11-09", "09:00")
PUBLISHED_AT = moment("2026-11-14", "08:00")


@dataclass(frozen=True)
class Courthouse:
    """What a test does to the house and sees of it."""

    house: House
    clock: OwnedClock

    async def tell(self, *bodies: Body) -> IntakeAnswer:
        """Let the case system tell events, and let all that follows from them be done."""
        answer = await self.house.intake.take(bodies)
        await self.work()
        return answer

    async def work(self) -> None:
        """Do what waits: reviews, then numbers."""
        while await self.house.review.drain():
            pass
        while await self.house.sequencing.drain():
            pass

    async def pass_to(self, moment_: datetime) -> None:
        """Let time pass and do what has become due."""
        self.clock.set(moment_)
        await self.work()

    async def screen(self, kind: ListKind = ListKind.EXPOSURE, month: str = "2026-11") -> ExposureList:
        """Draft the month's list."""
        return await self.house.screening.screen(kind, month, MEI)

    async def approve(self, drafted: ExposureList, **grants: dict[str, str]) -> ExposureList:
        """Submit and approve a draft by two people."""
        submitted = await self.house.approval.submit(drafted.list_id, MEI, assessment="评估2026-11", grants=grants)
        return await self.house.approval.approve(drafted.list_id, LEI, digest=submitted.digest)

    async def publish(self, kind: ListKind = ListKind.EXPOSURE) -> ExposureList:
        """Take a list all the way from draft to places: screened on the 9th, published on the 14th at 08:00."""
        await self.pass_to(SCREENED_AT)
        approved = await self.approve(await self.screen(kind))
        await self.pass_to(PUBLISHED_AT)
        published = await self.house.publication.publish(approved.list_id, MEI)
        await self.work()
        return published

    async def entries(self) -> list[EntryRow]:
        """Return the exposure entries."""
        async with self.house.store.reading() as books:
            return await books.exposure.entries_of_kind(ListKind.EXPOSURE.entries)

    async def placed(self, **where: Any) -> list[Placement]:  # noqa: ANN401 - what ExposureBook.placements takes
        """Return placements."""
        async with self.house.store.reading() as books:
            return await books.exposure.placements(**where)

    async def wanted(self, **where: Any) -> set[str]:  # noqa: ANN401 - as above
        """Return what is wanted of places."""
        return {str(each.wanted) for each in await self.placed(**where)}

    async def deliveries(self) -> list[DeliveryRow]:
        """Return every delivery."""
        async with self.house.store.reading() as books:
            return await books.deliveries.page()

    async def states(self, medium: str = "sms_twilio") -> dict[str, tuple[DeliveryState, str]]:
        """Return state and reason of one channel's deliveries by kind."""
        return {row.kind: (row.state, row.reason) for row in await self.deliveries() if row.channel == medium}

    async def feed(self, agency: str = "credit_office", feed: str = "dishonest") -> list[dict[str, Any]]:
        """Return what an agency was told, in order."""
        async with self.house.store.reading() as books:
            return [msgspec.json.decode(event.body) for event in await books.feeds.feed_page(agency, feed, 0, 1000)]

    async def told(self, agency: str = "credit_office", feed: str = "dishonest") -> list[str]:
        """Return the last word of each event's type."""
        return [event["type"].rpartition(".")[2] for event in await self.feed(agency, feed)]

    async def tasks(self) -> set[str]:
        """Return the kinds of open tasks that are no deadline of a case."""
        async with self.house.store.reading() as books:
            return {task.kind for task in await books.office.open_tasks()} - set(DeadlineKind)

    async def deadlines(self) -> dict[str, str]:
        """Return the last day of each kind of open task."""
        async with self.house.store.reading() as books:
            return {task.kind: task.due_on.isoformat() for task in await books.office.open_tasks()}

    async def deeds(self) -> list[tuple[str, str]]:
        """Return who did what, as journaled."""
        async with self.house.store.reading() as books:
            return [(deed.who, deed.what) for deed in await books.office.deeds()]

    async def later(self, **span: float) -> None:
        """Let some time pass."""
        await self.pass_to(self.clock.now() + timedelta(**span))
