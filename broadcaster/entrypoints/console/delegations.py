"""委托审批: an approver hands his step on for a time, and takes it back (R105)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.entrypoints.console.visits import done

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.visits import Visit


def delegation_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    delegations = DelegationPages(house, pages)
    yield "GET", "/delegations", delegations.index
    for step in (delegations.give, delegations.end):
        yield "POST", f"/delegations/{step.__name__}", step


class DelegationPages:
    """Delegations."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show who takes whose step and until when."""
        delegating = self._house.delegating
        return self._pages.page(
            "delegations.html",
            visit,
            delegations=await delegating.newest(),
            takers=await delegating.takers(visit.user),
            now=self._house.clock.now(),
        )

    async def give(self, visit: Visit) -> Response:
        """Hand the step on."""
        since, until = _moment(visit, "from"), _moment(visit, "until")
        await self._house.delegating.give(visit.user, visit.required("to"), since=since, until=until, reason=visit.required("reason"))
        return done("/delegations", "delegation.give")

    async def end(self, visit: Visit) -> Response:
        """Take it back."""
        await self._house.delegating.end(visit.required("delegation"), visit.user)
        return done("/delegations", "delegation.end")


def _moment(visit: Visit, name: str) -> datetime:
    try:
        return datetime.fromisoformat(visit.required(name)).replace(tzinfo=COURT_ZONE)
    except ValueError:
        raise InvalidInput(Fault(f"/{name}", "must be a date and time")) from None
