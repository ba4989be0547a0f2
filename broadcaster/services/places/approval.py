"""From draft to approved: photos granted by name, pictures made, one digest, two people (R30, R39, R42, R89, R98)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.disclosure import GRANTABLE, content_digest
from broadcaster.domain.entries import subject_of
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.exposure_lists import (
    ApprovalChain,
    ArtifactName,
    ExposureList,
    Line,
    ListState,
    check_approver,
    check_submitter,
    digest_of,
    require,
)
from broadcaster.ports.office_book import Deed
from broadcaster.services.case_files import entries_with_files, file_of
from broadcaster.services.places.delegating import USED, standing_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.users import User
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import Artifact, EntryRow
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.people.forewarning import Forewarning
    from broadcaster.services.places.production import Production


class Approval:
    """Moves a list through its approval; every step is journaled with its user."""

    def __init__(
        self, *, store: Store, clock: Clock, bell: Bell, production: Production, forewarning: Forewarning, chain: ApprovalChain
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._production = production
        self._forewarning = forewarning
        self._chain = chain

    async def submit(self, list_id: str, user: User, *, assessment: str, grants: Mapping[str, Mapping[str, str]]) -> ExposureList:
        """Make the list's pictures, submit it under their digest, and tell the people on it (R113).

        `grants` are reasons by entry and field (R30).
        """
        check_submitter(user, self._chain)
        if not assessment:
            raise InvalidInput(Fault("/assessment", "the number of the impact assessment is missing (R39)"))
        async with self._store.reading() as books:
            drafted = await books.exposure.exposure_list(list_id)
            require(drafted, ListState.DRAFT)
            granted = replace(drafted, assessment=assessment, lines=await _granted(books, drafted, grants))
        artifacts = await self._production.produce(granted)
        now = self._clock.now()
        told_at = self._forewarning.goes_at(now)
        submitted = replace(granted, state=ListState.SUBMITTED, submitted_by=user.name, told_at=told_at)
        submitted = replace(submitted, digest=digest_of(submitted, _names(artifacts)))
        async with self._store.writing() as books:
            if await books.exposure.exposure_list(list_id) != drafted:
                raise InvalidInput(Fault("", f"list {list_id} was changed meanwhile: submit it again"))
            await books.exposure.keep_artifacts(artifacts)
            await books.exposure.keep_list(submitted)
            await self._forewarning.tell(books, submitted, now)
            await self._note(books, user, "list.submit", list_id, f"digest {submitted.digest}")
        await self._bell.ring("dispatch")
        return submitted

    async def approve(self, list_id: str, user: User, *, digest: str) -> ExposureList:
        """Approve exactly what has this digest."""
        async with self._store.writing() as books:
            submitted = await books.exposure.exposure_list(list_id)
            require(submitted, ListState.SUBMITTED)
            instead_of = await self._check_approver(books, submitted, user, digest)
            if digest_of(submitted, _names(await books.exposure.artifacts(list_id))) != digest:
                raise InvalidInput(Fault("", f"list {list_id}: its pictures are not those that were submitted"))
            approved = replace(submitted, state=ListState.APPROVED, approved_by=user.name)
            await books.exposure.keep_list(approved)
            await self._note(books, user, "list.approve", list_id, f"digest {digest}")
            if instead_of:
                await self._note(books, user, USED, list_id, instead_of)
        return approved

    async def reject(self, list_id: str, user: User, *, reason: str) -> ExposureList:
        """Send a list back; the month may be screened anew."""
        async with self._store.writing() as books:
            submitted = await books.exposure.exposure_list(list_id)
            require(submitted, ListState.SUBMITTED, ListState.APPROVED)
            instead_of = await self._check_approver(books, submitted, user, submitted.digest)
            rejected = replace(submitted, state=ListState.REJECTED)
            await books.exposure.keep_list(rejected)
            await self._note(books, user, "list.reject", list_id, reason)
            if instead_of:
                await self._note(books, user, USED, list_id, instead_of)
        return rejected

    async def _check_approver(self, books: Books, submitted: ExposureList, user: User, digest: str) -> str:
        """Return in whose place the user acts, or an empty text where he acts in his own right."""
        given = await standing_for(books, user, self._chain.approves, self._clock.now())
        return check_approver(submitted, user, self._chain, digest, given)

    async def _note(self, books: Books, user: User, what: str, list_id: str, reason: str) -> None:
        await books.office.note(Deed(self._clock.now(), user.name, what, list_id, reason))


async def _granted(books: Books, drafted: ExposureList, grants: Mapping[str, Mapping[str, str]]) -> tuple[Line, ...]:
    faults = [Fault(f"/grants/{entry}", "is not on this list") for entry in grants if not _is_included(drafted, entry)]
    contents = {
        row.entry: content_digest(file, row.key) for row, file in await entries_with_files(books, [line.entry for line in drafted.included])
    }
    lines = []
    for line in drafted.lines:
        wanted = grants.get(line.entry, {})
        for field, reason in wanted.items():
            fault = "is no field that can be granted" if field not in GRANTABLE else "needs a reason" if not reason else ""
            fault = fault or (await _photo_fault(books, await books.exposure.entry(line.entry)) if field == "photo" else "")
            if fault:
                faults.append(Fault(f"/grants/{line.entry}/{field}", fault))
        lines.append(msgspec.structs.replace(line, grants=dict(wanted), content=contents.get(line.entry, "")))
    if faults:
        raise InvalidInput(*faults)
    return tuple(lines)


def _is_included(drafted: ExposureList, entry: str) -> bool:
    line = drafted.line(entry)
    return line is not None and line.included


async def _photo_fault(books: Books, row: EntryRow) -> str:
    """Say why a photo may not be granted (R36, R98), or return an empty text."""
    photo = subject_of(await file_of(books, row.case_number), row.key).party.photo
    if photo is None or not row.photo_digest:
        return "there is no photo of this person (R98)"
    if not (photo.source and photo.taken_on and photo.matched_by):
        return "the photo's source, date or who matched it is missing (R98)"
    if await books.exposure.shared_photos([row.photo_digest]):
        return "the same photo stands on two people: neither may be shown (R98)"
    return ""


def _names(artifacts: list[Artifact]) -> list[ArtifactName]:
    return [ArtifactName(each.kind, each.subject, each.sha256) for each in artifacts]
