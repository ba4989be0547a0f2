"""Where everything hangs: wanted, seen and proven; paused, resumed and taken down (R25, R26, R89-R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.placements import Wanted
from broadcaster.entrypoints.console.visits import Visit, done
from broadcaster.services.places.withdrawal import MANUAL_KINDS

if TYPE_CHECKING:
    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages

_UNSETTLED = "unsettled"


class PlacePages:
    """Placements, and the page of one entry."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show placements by entry, of one channel or state or all, fifty entries at a time."""
        channel, state, number = visit.query("channel"), visit.query("state"), visit.query("page")
        wanted = Wanted(state) if state in Wanted.__members__.values() else None
        page = await self._house.desk.places(
            channel=channel, wanted=wanted, unsettled=state == _UNSETTLED, page=int(number) if number.isdecimal() else 1
        )
        return self._pages.page(
            "placements.html",
            visit,
            entries=page.entries,
            total=page.total,
            page=page.page,
            pages=page.pages,
            channels=await self._house.desk.channels(),
            channel=channel,
            state=state,
            states=(*Wanted, _UNSETTLED),
        )

    async def entry(self, visit: Visit) -> Response:
        """Show one entry: its places, what may be done, what was done."""
        sheet = await self._house.desk.entry(visit.path("entry"))
        return self._pages.page("entry.html", visit, sheet=sheet, kinds=MANUAL_KINDS)

    async def pause(self, visit: Visit) -> Response:
        """Pause an entry everywhere."""
        entry = visit.path("entry")
        await self._house.withdrawal.pause([entry], visit.user, reason=visit.required("reason"))
        return done(f"/entries/{entry}", "pause")

    async def resume(self, visit: Visit) -> Response:
        """End a pause after verification."""
        entry = visit.path("entry")
        await self._house.withdrawal.resume([entry], visit.user, reason=visit.required("reason"))
        return done(f"/entries/{entry}", "resume")

    async def withdraw(self, visit: Visit) -> Response:
        """Take an entry down everywhere."""
        entry, kind = visit.path("entry"), visit.required("kind")
        reason, basis = visit.required("reason"), visit.required("basis")
        await self._house.withdrawal.withdraw(entry, visit.user, kind=kind, reason=reason, basis=basis)
        return done(f"/entries/{entry}", f"withdraw.{kind}")
