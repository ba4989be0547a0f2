"""The overview, the tasks and the deliveries: what the day asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.deliveries import DeliveryState

if TYPE_CHECKING:
    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.visits import Visit


class TodayPages:
    """Pages that only tell."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is told."""
        self._house = house
        self._pages = pages

    async def overview(self, visit: Visit) -> Response:
        """Show what the day begins with."""
        return self._pages.page(
            "overview.html",
            visit,
            view=await self._house.desk.overview(visit.user),
            due=await self._house.due_calendar.counts(visit.user),
            watch=await self._house.roster.watch(),
            states=DeliveryState,
        )

    async def tasks(self, visit: Visit) -> Response:
        """Show every open task."""
        return self._pages.page("tasks.html", visit, tasks=await self._house.desk.tasks(visit.user))

    async def delivery(self, visit: Visit) -> Response:
        """Show one delivery with its frozen words; no address."""
        sheet = await self._house.delivery_reading.sheet(visit.path("delivery_id"))
        return self._pages.page("delivery.html", visit, sheet=sheet)

    async def deliveries(self, visit: Visit) -> Response:
        """Show the newest deliveries: no address, no text."""
        state, channel = visit.query("state"), visit.query("channel")
        counts = await self._house.desk.delivery_counts()
        return self._pages.page(
            "deliveries.html",
            visit,
            rows=await self._house.desk.deliveries(state=state, channel=channel),
            counts=counts,
            channels=sorted({each for each, _ in counts}),
            states=DeliveryState,
            state=state,
            channel=channel,
        )
