"""Stopping from a phone: choose, confirm, watch every place confirm; what waits for verification; the facts for the press (R91, R115)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from broadcaster.domain.errors import Fault, InvalidInput, NotAllowed
from broadcaster.domain.silence import Scope
from broadcaster.domain.users import TAKES_DOWN
from broadcaster.entrypoints.console.sessions import PATH
from broadcaster.services.places.withdrawal import MANUAL_KINDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.visits import Visit

_ACTS = ("halt", "go_on")


def pause_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    pausing = PausePages(house, pages)
    yield "GET", "/pause", pausing.index
    for page in (pausing.confirm, pausing.watch, pausing.facts):
        yield "GET", f"/pause/{page.__name__}", page
    for step in (pausing.halt, pausing.go_on, pausing.take_down):
        yield "POST", f"/pause/{step.__name__}", step


class PausePages:
    """停展."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show every switch, and the pauses that wait for verification."""
        _require_right(visit)
        desk = self._house.pause_desk
        return self._pages.page("pause.html", visit, board=await desk.switchboard(), waiting=await desk.waiting(), kinds=MANUAL_KINDS)

    async def confirm(self, visit: Visit) -> Response:
        """Name what would be stopped or shown again, and ask for the reason."""
        _require_right(visit)
        act = visit.query("act")
        if act not in _ACTS:
            raise InvalidInput(Fault("/act", f"must be {' or '.join(_ACTS)}"))
        return self._pages.page("pause_confirm.html", visit, act=act, switch=await self._house.pause_desk.switch(_asked(visit)))

    async def watch(self, visit: Visit) -> Response:
        """Show how each place confirms; with its entries where one place is named."""
        _require_right(visit)
        channel, place = visit.query("channel"), visit.query("place")
        watch = await self._house.pause_desk.watch(_asked(visit), channel, place)
        return self._pages.page("pause_watch.html", visit, watch=watch, channel=channel, place=place)

    async def facts(self, visit: Visit) -> Response:
        """Print what a spokesman may rely on."""
        _require_right(visit)
        return self._pages.page("pause_facts.html", visit, facts=await self._house.pause_desk.facts(_asked(visit)))

    async def halt(self, visit: Visit) -> Response:
        """Stop."""
        scope = Scope.read(visit.required("reach"), visit.text("of"))
        await self._house.withdrawal.halt(scope, visit.user, reason=visit.required("reason"))
        return _to_watch(scope, "pause" if scope.reach == "entry" else "silence.begin")

    async def go_on(self, visit: Visit) -> Response:
        """Show again."""
        scope = Scope.read(visit.required("reach"), visit.text("of"))
        await self._house.withdrawal.go_on(scope, visit.user, reason=visit.required("reason"))
        return _to_watch(scope, "resume" if scope.reach == "entry" else "silence.end")

    async def take_down(self, visit: Visit) -> Response:
        """Take down what was paused and turned out not to be right."""
        scope = Scope.read("entry", visit.required("of"))
        kind, reason, basis = visit.required("kind"), visit.required("reason"), visit.required("basis")
        await self._house.withdrawal.withdraw(scope.of, visit.user, kind=kind, reason=reason, basis=basis)
        return _to_watch(scope, f"withdraw.{kind}")


def _require_right(visit: Visit) -> None:
    if not visit.user.roles & TAKES_DOWN:
        raise NotAllowed(f"{visit.user.name}: stopping needs one of the roles {', '.join(sorted(TAKES_DOWN))}")


def _asked(visit: Visit) -> Scope:
    return Scope.read(visit.query("reach"), visit.query("of"))


def _to_watch(scope: Scope, deed: str) -> Response:
    return RedirectResponse(f"{PATH}/pause/watch?reach={scope.reach}&of={scope.of}&done={deed}", 303)
