"""The texts of notices: how each reads, who hears it when, tried on a guest, and changed by two people (R42, R109)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

from broadcaster.domain.errors import InvalidInput, NotFound
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.wording_revisions import check_proposer
from broadcaster.entrypoints.console.pages import HEADERS
from broadcaster.entrypoints.console.visits import Visit, done
from broadcaster.rendering.notice_folder import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.domain.notice_plan import NoticeRow
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.services.words.examples import Example
    from broadcaster.services.words.preview import Preview
    from broadcaster.services.words.wording_desk import RevisionSheet

_LETTER: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""A letter is shown cut off from the console: without scripts, without a way out."""
_UNCONFIRMED: Final = "unconfirmed"


class NoticePages:
    """Words."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and changed."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show every kind, in the order of the plan: as a case goes."""
        told = self._told()
        order = {kind: place for place, kind in enumerate(told)}
        kinds = sorted(await self._house.wording_desk.kinds(), key=lambda each: order.get(each.kind, len(order)))
        return self._pages.page("notices.html", visit, kinds=kinds, told=told)

    async def show(self, visit: Visit) -> Response:
        """Show how one kind reads."""
        kind = visit.path("kind")
        sheet, _, history = await self._house.wording_desk.kind(kind)
        examples = self._house.examples.of(kind, self._house.clock.now())
        number = _number(visit, len(examples))
        sms, mail = self._read(kind, examples[number : number + 1], self._house.wording)
        return self._pages.page(
            "notice.html",
            visit,
            sheet=sheet,
            history=history,
            rows=self._told().get(kind, ()),
            examples=examples,
            number=number,
            sms=sms,
            mail=mail,
            guests=self._house.settings.test_mode.guests,
            tried=visit.query("tried"),
            may_propose=bool(visit.user.roles & self._house.wording_chain.proposes),
        )

    async def letter(self, visit: Visit) -> Response:
        """Give an example's e-mail as its reader sees it."""
        kind = visit.path("kind")
        examples = self._house.examples.of(kind, self._house.clock.now())
        number = _number(visit, len(examples))
        return _letter(self._read(kind, examples[number : number + 1], self._house.wording)[1])

    async def try_out(self, visit: Visit) -> Response:
        """Send an example to somebody on the guest list."""
        kind = visit.path("kind")
        check_proposer(visit.user, self._house.wording_chain)
        examples = self._house.examples.of(kind, self._house.clock.now())
        if not examples:
            raise NotFound(f"no example of {kind}")
        number = _number(visit, len(examples))
        receipt = await self._house.trying.send(kind, examples[number].body, visit.required("to"), who=visit.user.name)
        return done(f"/notices/{kind}", f"notice.try&example={number}&tried={receipt.outcome}")

    async def change(self, visit: Visit) -> Response:
        """Show the form in which a kind's texts are changed."""
        kind = visit.path("kind")
        sheet, files, _ = await self._house.wording_desk.kind(kind)
        return self._form(visit, sheet, files)

    async def propose(self, visit: Visit) -> Response:
        """Keep a proposal, or show the form again with what is wrong."""
        kind = visit.path("kind")
        files = {name: str(visit.form.get(name, "")) for name in PARTS}
        reason = visit.required("reason")
        try:
            proposed = await self._house.wording_desk.propose(kind, visit.user, files, reason=reason)
        except InvalidInput as refusal:
            sheet, _, _ = await self._house.wording_desk.kind(kind)
            return self._form(visit, sheet, files, refusal=refusal, reason=reason)
        return done(f"/wording/{proposed.number}", "wording.propose")

    async def propose_shipped(self, visit: Visit) -> Response:
        """Propose to go back to the text that came with the program."""
        proposed = await self._house.wording_desk.propose_shipped(visit.path("kind"), visit.user, reason=visit.required("reason"))
        return done(f"/wording/{proposed.number}", "wording.propose")

    def _form(
        self, visit: Visit, sheet: object, files: Mapping[str, str], *, refusal: InvalidInput | None = None, reason: str = ""
    ) -> Response:
        faults = [self._pages.words.wording_fault(fault) for fault in refusal.faults] if refusal else []
        return self._pages.page("notice_change.html", visit, sheet=sheet, files=files, parts=PARTS, faults=faults, reason=reason)

    async def revision(self, visit: Visit) -> Response:
        """Show a proposal: what is changed, and what it would alter."""
        sheet = await self._house.wording_desk.sheet(_revision(visit))
        revision, chain = sheet.revision, self._house.wording_chain
        sms, mail = self._read_revision(sheet)
        return self._pages.page(
            "wording.html",
            visit,
            sheet=sheet,
            sms=sms,
            mail=mail,
            faults=[self._pages.words.wording_fault(fault) for fault in sheet.faults],
            may_decide=bool(visit.user.roles & chain.approves) and visit.user.name != revision.proposed_by,
            approves=chain.approves,
        )

    async def revision_letter(self, visit: Visit) -> Response:
        """Give an example's e-mail in proposed words."""
        return _letter(self._read_revision(await self._house.wording_desk.sheet(_revision(visit)))[1])

    async def approve(self, visit: Visit) -> Response:
        """Put a proposal in force."""
        revision = await self._house.wording_desk.approve(_revision(visit), visit.user)
        return done(f"/wording/{revision.number}", "wording.approve")

    async def reject(self, visit: Visit) -> Response:
        """Send a proposal back."""
        revision = await self._house.wording_desk.reject(_revision(visit), visit.user, reason=visit.required("reason"))
        return done(f"/wording/{revision.number}", "wording.reject")

    def _told(self) -> Mapping[str, Sequence[tuple[str, NoticeRow | None]]]:
        """Return by kind the reasons to tell it, with the plan's row."""
        plan = self._house.rules.plan
        told: dict[str, list[tuple[str, NoticeRow | None]]] = {}
        for name, rows in plan.on.items():
            for row in rows:
                told.setdefault(row.notice, []).append((name, row))
        told.setdefault(plan.unconfirmed.notice, []).append((_UNCONFIRMED, None))
        return told

    def _read_revision(self, sheet: RevisionSheet) -> tuple[Preview | None, Preview | None]:
        """Return the first example in proposed words, as SMS and as e-mail."""
        if sheet.texts is None:
            return None, None
        kind = sheet.revision.kind
        return self._read(kind, self._house.examples.of(kind, self._house.clock.now())[:1], sheet.texts)

    def _read(self, kind: str, examples: Iterable[Example], texts: NoticeTexts) -> tuple[Preview | None, Preview | None]:
        """Return the first example as SMS and as e-mail."""
        now = self._house.clock.now()
        previews = [each for example in examples for each in self._house.preview.of(kind, example.body, now, texts=texts)]
        first = {each.medium: each for each in reversed(previews)}
        return first.get(Medium.SMS), first.get(Medium.EMAIL)


def _letter(mail: Preview | None) -> Response:
    if mail is None or mail.text is None or mail.text.html is None:
        raise NotFound("no letter to show")
    return HTMLResponse(mail.text.html, headers={**HEADERS, "Content-Security-Policy": _LETTER})


def _revision(visit: Visit) -> int:
    number = visit.path("number")
    if not number.isdecimal():
        raise NotFound(f"no revision {number}")
    return int(number)


def _number(visit: Visit, examples: int) -> int:
    """Return which example is asked for: by the address, or by the form."""
    given = visit.query("example") or visit.text("example")
    return min(int(given), max(examples - 1, 0)) if given.isdecimal() else 0
