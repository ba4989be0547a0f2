"""Objections at the public door: kept once, sealed, with the tasks that follow; nobody is written to (R16, R93, R112)."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import msgspec

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.errors import Fault, InvalidInput, UnusablePhoto
from broadcaster.domain.objections import OBJECTION_TASK, PDF, ObjectionKind, Proof, pause_due, review_due
from broadcaster.ports.objection_book import ObjectionRow
from broadcaster.ports.office_book import Task
from broadcaster.rendering.photo import paper
from broadcaster.services.answers.receipt_codes import receipt_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.objections import Objection
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.vault import Vault

_KEYED_FOR: Final = "objection-form"
_AT_ONCE: Final = 2
"""Objections whose pictures are drawn at one time: a large one takes much memory."""


class Objections:
    """Takes objections from anybody, to whatever has or had a public code."""

    def __init__(self, *, store: Store, clock: Clock, vault: Vault, calendar: WorkingCalendar) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._vault = vault
        self._calendar = calendar
        self._drawing = asyncio.Semaphore(_AT_ONCE)

    async def take(self, code: str, objection: Objection, form: str) -> ObjectionRow:
        """Keep an objection and open its tasks; the row's `objection_id` is the receipt.

        `form` names the form that was sent: the same content sent twice from one form is one objection. Raises `NotFound`
        for no such code, `InvalidInput` where a picture cannot be read.
        """
        now = self._clock.now()
        form_key = self._vault.keyed(_KEYED_FOR, f"{code}\0{form}\0{_digest(objection)}")
        async with self._drawing:
            proofs = await asyncio.to_thread(_made_plain, objection.proofs)
        async with self._store.writing() as books:
            entry = (await books.exposure.entry_by_code(code)).entry
            new = ObjectionRow(receipt_code(), entry, objection.kind, now, review_due(now.date()), objection.written)
            kept = await books.objections.keep(new, proofs, form_key)
            if kept.objection_id == new.objection_id:
                await self._ask(books, kept)
        return kept

    def pause_due(self, row: ObjectionRow) -> date | None:
        """Return by when the court decides whether to pause, None where nobody disputes who it is (R112)."""
        return pause_due(row.received_at.date(), self._calendar).due_on if row.kind is ObjectionKind.NOT_ME else None

    async def _ask(self, books: Books, row: ObjectionRow) -> None:
        """Open the tasks. They bear the receipt and no case number, so that no event of the case ends them."""
        receipt, at = row.objection_id, row.received_at
        review = Task(f"{OBJECTION_TASK}/{receipt}", OBJECTION_TASK, "", receipt, at, row.due_on, rule="R16")
        await books.office.open_task(review)
        if row.kind is ObjectionKind.NOT_ME:
            kind, last = DeadlineKind.IDENTITY_DISPUTE, pause_due(at.date(), self._calendar)
            dispute = Task(f"{kind}/{receipt}", kind, "", receipt, at, last.due_on, rule="R112", official=last.official)
            await books.office.open_task(dispute)


def _digest(objection: Objection) -> str:
    told = hashlib.sha256(msgspec.json.encode([objection.kind, asdict(objection.written)]))
    for each in objection.proofs:
        told.update(hashlib.sha256(each.content).digest())
    return told.hexdigest()


def _made_plain(proofs: Sequence[Proof]) -> list[Proof]:
    """Draw pictures anew, so that nothing hidden in a file is kept; a PDF stays as it came."""
    try:
        return [each if each.media_type == PDF else Proof("image/jpeg", paper(each.content, "proof")) for each in proofs]
    except UnusablePhoto as error:
        raise InvalidInput(Fault("/proof", "a picture cannot be read")) from error
