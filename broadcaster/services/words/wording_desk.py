"""Changes of a notice's text: proposed by one person, checked as at start, approved by another, and what they would alter (R42, R109)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.errors import Fault, InvalidInput, StaleApproval
from broadcaster.domain.wording_revisions import RevisionState, WordingRevision, check_decider, check_proposer
from broadcaster.ports.office_book import Deed, Task
from broadcaster.ports.wording_book import Decision
from broadcaster.rendering.differences import Change, differences
from broadcaster.rendering.notice_folder import PARTS
from broadcaster.rendering.notice_overlay import CARD, tidy, with_version
from broadcaster.services.words.wording_in_force import TextsWith

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broadcaster.domain.users import User
    from broadcaster.domain.wording_revisions import WordingChain
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.rendering.differences import Run
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.rendering.notice_folder import Card
    from broadcaster.rendering.notice_overlay import NoticeSources
    from broadcaster.services.words.alterations import Alteration, Alterations
    from broadcaster.services.words.examples import Examples
    from broadcaster.services.words.wording_in_force import Overlay, WordingInForce

WAITS: Final = "wording_change"
"""The task of whoever may approve."""
_DECIDED_WITHIN: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class KindSheet:
    """A kind as it stands: its card, the court's own text where there is one, and a proposal that waits."""

    kind: str
    card: Card
    shipped: Card
    own: WordingRevision | None = None
    proposed: WordingRevision | None = None
    is_unfit: bool = False
    """The court's own text breaks a later rule, so that the shipped one is in force."""
    is_overtaken: bool = False
    """The program brought a newer text than the one that the court's own was written against."""


@dataclass(frozen=True, slots=True)
class RevisionSheet:
    """A proposal with its differences by file, and the messages that it would have altered."""

    revision: WordingRevision
    card: Card
    changes: Mapping[str, tuple[Run, ...]] = field(repr=False)
    alterations: tuple[Alteration, ...] = field(default=(), repr=False)
    texts: NoticeTexts | None = field(default=None, repr=False)
    """The texts in force with this one in place of its kind; None where it breaks a rule by now."""
    faults: tuple[Fault, ...] = ()


class WordingDesk:
    """Where a court changes its words."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        chain: WordingChain,
        shipped: NoticeTexts,
        in_force: WordingInForce,
        sources: NoticeSources,
        read: Callable[[Overlay], NoticeTexts],
        examples: Examples,
        alterations: Alterations,
    ) -> None:
        """Take what it works with; `read` checks a court's own files as at start."""
        self._store = store
        self._clock = clock
        self._chain = chain
        self._shipped = shipped
        self._in_force = in_force
        self._sources = sources
        self._read = read
        self._examples = examples
        self._alterations = alterations

    async def kinds(self) -> tuple[KindSheet, ...]:
        """Return every kind, by name."""
        await self._in_force.catch_up(at_once=True)
        async with self._store.reading() as books:
            own = {each.kind: each for each in await books.wording.in_force()}
            proposed = {each.kind: each for each in await books.wording.revisions() if each.state is RevisionState.PROPOSED}
        return tuple(self._kind(kind, own.get(kind), proposed.get(kind)) for kind in sorted(self._shipped.audiences))

    async def kind(self, kind: str) -> tuple[KindSheet, Mapping[str, str], tuple[WordingRevision, ...]]:
        """Return a kind, its files in force by name, and every change that was proposed; raise `NotFound`."""
        self._shipped.card(kind)
        await self._in_force.catch_up(at_once=True)
        async with self._store.reading() as books:
            own = await _own(books, kind)
            history = tuple(await books.wording.revisions(kind))
        proposed = next((each for each in history if each.state is RevisionState.PROPOSED), None)
        return self._kind(kind, own, proposed), own.files if own else self._sources.of(kind), history

    def _kind(self, kind: str, own: WordingRevision | None, proposed: WordingRevision | None) -> KindSheet:
        shipped = self._shipped.card(kind)
        is_overtaken = own is not None and own.shipped_version < shipped.version and _texts(own.files) != _texts(self._sources.of(kind))
        return KindSheet(kind, self._in_force.card(kind), shipped, own, proposed, kind in self._in_force.unfit, is_overtaken)

    async def propose(self, kind: str, user: User, files: Mapping[str, str], *, reason: str) -> WordingRevision:
        """Keep a proposal; files not given stay as they are. Raises `InvalidInput` naming each file that breaks a rule."""
        check_proposer(user, self._chain)
        if not reason:
            raise InvalidInput(Fault("/reason", "is missing"))
        shipped = self._shipped.card(kind)
        async with self._store.reading() as books:
            own = await _own(books, kind)
        sources = self._sources.of(kind)
        before = _texts(own.files if own else sources)
        wanted = before | {name: tidy(text) for name, text in files.items() if name in PARTS}
        if wanted == before:
            raise InvalidInput(Fault(f"/{kind}", "nothing is changed"))
        base = own.version if own else shipped.version
        version = max(base, shipped.version) + 1
        whole = wanted | {CARD: with_version(sources[CARD], version)}
        self._check(kind, whole)
        revision = WordingRevision(kind, shipped.version, base, version, whole, user.name, self._clock.now(), reason)
        async with self._store.writing() as books:
            number = await books.wording.propose(revision)
            await books.office.note(Deed(revision.proposed_at, user.name, "wording.propose", f"{kind}/{number}", reason))
            due_on = (revision.proposed_at + _DECIDED_WITHIN).date()
            await books.office.open_task(Task(f"{WAITS}/{number}", WAITS, "", str(number), revision.proposed_at, due_on))
        return replace(revision, number=number)

    async def propose_shipped(self, kind: str, user: User, *, reason: str) -> WordingRevision:
        """Propose to go back to the text that came with the program."""
        return await self.propose(kind, user, self._sources.of(kind), reason=reason)

    async def approve(self, number: int, user: User) -> WordingRevision:
        """Put a proposal in force, in this process at once and in every other within seconds; what is written stays as it is."""
        revision = await self._decide(number, user, RevisionState.APPROVED, "")
        await self._in_force.catch_up(at_once=True)
        return revision

    async def reject(self, number: int, user: User, *, reason: str) -> WordingRevision:
        """Send a proposal back."""
        if not reason:
            raise InvalidInput(Fault("/reason", "is missing"))
        return await self._decide(number, user, RevisionState.REJECTED, reason)

    async def _decide(self, number: int, user: User, state: RevisionState, remark: str) -> WordingRevision:
        now = self._clock.now()
        async with self._store.writing() as books:
            revision = await books.wording.revision(number)
            check_decider(revision, user, self._chain)
            if state is RevisionState.APPROVED:
                await self._check_fresh(books, revision)
            await books.wording.decide(number, Decision(state, user.name, now, remark))
            await books.office.close_tasks(str(number), [WAITS], now)
            deed = "wording.approve" if state is RevisionState.APPROVED else "wording.reject"
            await books.office.note(Deed(now, user.name, deed, f"{revision.kind}/{number}", remark))
        return replace(revision, state=state, decided_by=user.name, decided_at=now, remark=remark)

    async def _check_fresh(self, books: Books, revision: WordingRevision) -> None:
        """Refuse what was written against other words than those in force, or breaks a rule that came since."""
        own = await _own(books, revision.kind)
        shipped = self._shipped.card(revision.kind).version
        if revision.base_version != (own.version if own else shipped) or revision.shipped_version != shipped:
            raise StaleApproval(f"revision {revision.number} was written against another text than the one in force: propose it again")
        self._check(revision.kind, revision.files)

    def _check(self, kind: str, files: Mapping[str, str]) -> None:
        """Read the files as at start, and write the examples with them."""
        texts = self._with(kind, files)
        previews = self._examples.previews(kind, texts, self._clock.now())
        refused = {each.refused for each in previews if each.refused}
        unasked = {fact for each in previews for fact in each.missing} - set(texts.card(kind).facts)
        if refused or unasked:
            raise InvalidInput(
                *(Fault(f"/{kind}", each) for each in sorted(refused)),
                *(Fault(f"/{kind}", f"must ask first {fact}") for fact in sorted(unasked)),
            )

    async def sheet(self, number: int) -> RevisionSheet:
        """Return a proposal as its approver must see it; raise `NotFound`."""
        async with self._store.reading() as books:
            revision = await books.wording.revision(number)
            history = await books.wording.revisions(revision.kind)
        before = next(
            (each.files for each in history if each.version == revision.base_version and each.state is RevisionState.APPROVED),
            self._sources.of(revision.kind),
        )
        runs = {name: differences(before[name], revision.files[name]) for name in PARTS}
        changes = {name: run for name, run in runs.items() if any(each.change is not Change.KEPT for each in run)}
        sheet = RevisionSheet(revision, self._shipped.card(revision.kind), changes)
        try:
            texts = self._with(revision.kind, revision.files)
        except InvalidInput as refusal:
            return replace(sheet, faults=refusal.faults)
        altered = await self._alterations.of(revision.kind, texts) if revision.state is RevisionState.PROPOSED else ()
        return replace(sheet, texts=texts, alterations=altered)

    def _with(self, kind: str, files: Mapping[str, str]) -> NoticeTexts:
        """Return the texts in force with other files in place of a kind's."""
        return TextsWith(self._in_force, {kind: self._read({kind: files})})


async def _own(books: Books, kind: str) -> WordingRevision | None:
    return next((each for each in await books.wording.in_force() if each.kind == kind), None)


def _texts(files: Mapping[str, str]) -> dict[str, str]:
    return {name: tidy(files[name]) for name in PARTS}
