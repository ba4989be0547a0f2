"""The month's lists: who is on and off and why, submitted, approved, rejected and published (R30, R39, R42, R97, R105)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from broadcaster.domain.disclosure import GRANTABLE
from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import Fault, InvalidInput, StaleApproval
from broadcaster.domain.exposure_lists import earliest_publication
from broadcaster.entrypoints.console.visits import Visit, done
from broadcaster.services.places.list_beside import cards, co_debtors

if TYPE_CHECKING:
    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class ListPages:
    """Lists."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take the services behind each step."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show all lists."""
        lists = await self._house.desk.lists()
        this_month = f"{self._house.clock.now():%Y-%m}"
        return self._pages.page("lists.html", visit, lists=lists, kinds=ListKind, this_month=this_month)

    async def screen(self, visit: Visit) -> Response:
        """Draft a month's list, or draft it anew."""
        try:
            kind = ListKind(visit.required("kind"))
        except ValueError:
            raise InvalidInput(Fault("/kind", "there is no such kind of list")) from None
        month = visit.required("month")
        if not _MONTH.fullmatch(month):
            raise InvalidInput(Fault("/month", "must be YYYY-MM"))
        drafted = await self._house.screening.screen(kind, month, visit.user)
        return done(f"/lists/{drafted.list_id}", "list.screen")

    async def show(self, visit: Visit) -> Response:
        """Show one list."""
        sheet = await self._house.desk.sheet(visit.path("list_id"))
        first_day = earliest_publication(sheet.list, self._house.settings.exposure.notice_days)
        is_due = self._house.clock.now().date() >= first_day
        return self._pages.page(
            "list.html",
            visit,
            sheet=sheet,
            cards=cards(sheet),
            co_debtors=co_debtors(sheet),
            since_last=await self._house.list_beside.since_last(sheet.list),
            taken_down=await self._house.list_beside.taken_down(sheet.list),
            stands_for=await self._house.delegating.stands_for(visit.user),
            approved_for=await self._house.delegating.used_on(sheet.list.list_id),
            first_day=first_day,
            is_due=is_due,
            grantable=sorted(GRANTABLE),
        )

    async def submit(self, visit: Visit) -> Response:
        """Submit a draft with its assessment and what is granted beyond article 6."""
        list_id = visit.path("list_id")
        await self._house.approval.submit(list_id, visit.user, assessment=visit.required("assessment"), grants=_grants(visit))
        return done(f"/lists/{list_id}", "list.submit")

    async def approve(self, visit: Visit) -> Response:
        """Approve what was seen: the digest and the number of entries stand in the form."""
        list_id = visit.path("list_id")
        if not visit.text("seen"):
            raise InvalidInput(Fault("/seen", "say that you looked at every entry"))
        sheet = await self._house.desk.sheet(list_id)
        if visit.text("entries") != str(len(sheet.on)):
            raise StaleApproval(f"list {list_id} has {len(sheet.on)} entries")
        await self._house.approval.approve(list_id, visit.user, digest=visit.required("digest"))
        return done(f"/lists/{list_id}", "list.approve")

    async def reject(self, visit: Visit) -> Response:
        """Send a list back with a reason."""
        list_id = visit.path("list_id")
        await self._house.approval.reject(list_id, visit.user, reason=visit.required("reason"))
        return done(f"/lists/{list_id}", "list.reject")

    async def publish(self, visit: Visit) -> Response:
        """Put an approved list up."""
        list_id = visit.path("list_id")
        await self._house.publication.publish(list_id, visit.user)
        return done(f"/lists/{list_id}", "list.publish")

    async def strike(self, visit: Visit) -> Response:
        """Take an entry off a draft with a reason."""
        list_id = visit.path("list_id")
        await self._house.screening.strike(list_id, visit.required("entry"), visit.user, reason=visit.required("reason"))
        return done(f"/lists/{list_id}", "list.strike")

    async def confirm_distinct(self, visit: Visit) -> Response:
        """Record that a namesake is another person."""
        list_id = visit.path("list_id")
        await self._house.screening.confirm_distinct(list_id, visit.required("entry"), visit.user)
        return done(f"/lists/{list_id}", "list.confirm_distinct")


def _grants(visit: Visit) -> dict[str, dict[str, str]]:
    """Return the reasons by entry and field for every box that was ticked."""
    grants: dict[str, dict[str, str]] = {}
    for field in sorted(GRANTABLE):
        for entry in map(str, visit.form.getlist(f"grant.{field}")):
            reason = visit.text(f"reason.{field}.{entry}")
            if not reason:
                raise InvalidInput(Fault(f"/reason.{field}/{entry}", "needs a reason"))
            grants.setdefault(entry, {})[field] = reason
    return grants
