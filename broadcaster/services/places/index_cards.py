"""An entry's index card: opaque ids and keyed hashes, made from its case file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from broadcaster.domain.eligibility import birth_date
from broadcaster.domain.entries import Subject, entries_of
from broadcaster.ports.exposure_book import EntryRow, PersonRow

if TYPE_CHECKING:
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.entries import EntryKey
    from broadcaster.ports.photos import Photos
    from broadcaster.ports.vault import Vault

_ID_DIGITS = 20
_CODE_DIGITS = 12


class IndexCards:
    """Writes index cards."""

    def __init__(self, vault: Vault, photos: Photos) -> None:
        """Take the keys for opaque names and the photo folder."""
        self._vault = vault
        self._photos = photos

    def card(self, file: CaseFile, key: EntryKey, subject: Subject) -> EntryRow:
        """Return the card; the same entry has the same ids for ever."""
        party, born = subject.party, birth_date(subject)
        return EntryRow(
            entry=self._vault.keyed("entry", f"{file.case.number}/{key}")[:_ID_DIGITS],
            code=self._vault.keyed("code", f"{file.case.number}/{key}")[:_CODE_DIGITS],
            key=key,
            case_number=file.case.number,
            party_id=party.party_id,
            subject_key=self._subject_key(subject),
            name_key=self._vault.keyed("name", subject.name),
            birth_year=born.year if born else None,
            community=party.community_code,
            photo_digest=self._photo_digest(subject),
        )

    def people(self, file: CaseFile) -> list[PersonRow]:
        """Return everyone whom the case names, for the search for namesakes (R97)."""
        named = [Subject(party) for party in file.parties.values()]
        named += [subject for _, subject in entries_of(file) if subject.detained]
        rows = {}
        for subject in named:
            born = birth_date(subject)
            key, name = self._subject_key(subject), self._vault.keyed("name", subject.name)
            rows[key, name] = PersonRow(key, name, born.year if born else None, subject.party.community_code)
        return list(rows.values())

    def _subject_key(self, subject: Subject) -> str:
        return self._vault.keyed("subject", subject.id_number or subject.party.uscc or subject.party.party_id)

    def _photo_digest(self, subject: Subject) -> str:
        photo = subject.party.photo
        if photo is None or subject.is_unit or subject.detained:
            return ""
        content = self._photos.read(photo.path)
        return hashlib.sha256(content).hexdigest() if content else ""
