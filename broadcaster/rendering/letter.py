"""Formal letters to units on A4, set by Typst: 通报函 with its attachment and 回执, and the letter that takes it back (R44, R116)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec
import typst

from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from broadcaster.domain.disclosure import PublicEntry
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.labels import Labels


INFORMED, WITHDRAWN = DESIGNS = ("unit_informed", "unit_withdrawn")
"""The folders of templates/letters."""


class LetterWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """letters.toml: how letters are numbered, what their file is called, the names of the table's rows, and why an entry ended."""

    number: str
    file: str
    row: dict[str, str]
    ended: dict[str, str]


@dataclass(frozen=True, slots=True)
class UnitLetter:
    """What one letter says. `is_superior` tells a superior body from a debtor's own unit; the number is masked strictly (R33).

    Where the entry has `ended` (revoked, deleted, expired or other), the letter takes back the `earlier` one, named by its number.
    """

    number: str
    addressee: str
    is_superior: bool
    entry: PublicEntry
    decided_on: date
    term_ends_on: date | None
    dated: date
    officer: str
    phone: str
    hotline: str
    earlier: str = ""
    ended: str = ""


class LetterPrinter:
    """Sets letters; holds one Typst compiler with its fonts, so one is made for each process."""

    def __init__(self, fonts: FontChain, labels: Labels, folder: Path) -> None:
        """Read letters.toml, frame.typ and each design's letter.typ in `folder`; SettingsError names what is missing or wrong."""
        self._fonts, self._labels = fonts, labels
        try:
            self.words = msgspec.toml.decode((folder / "letters.toml").read_bytes(), type=LetterWords)
            self._frame = (folder / "frame.typ").read_bytes()
            self._designs = {design: (folder / design / "letter.typ").read_bytes() for design in DESIGNS}
        except (OSError, msgspec.DecodeError) as error:
            raise SettingsError(f"{folder.name}: {error}") from error
        folders = [str(file.path.parent) for file in fonts.files]
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._compiler = typst.Compiler(font_paths=found, ignore_system_fonts=True)

    def pdf(self, letter: UnitLetter) -> bytes:
        """Set a letter as a PDF file; UncoveredCharacter where no font has a character (R87)."""
        proven = {name: self._proofread(letter, name, value) for name, value in self._texts(letter).items()}
        rows = [{"label": label, "value": self._proofread(letter, label, value)} for label, value in self._rows(letter) if value]
        content = {"fonts": [file.family for file in self._fonts.files], "superior": letter.is_superior, "rows": rows, **proven}
        design = self._designs[WITHDRAWN if letter.ended else INFORMED]
        return self._compiled({"main.typ": design, "frame.typ": self._frame, "data.json": msgspec.json.encode(content)})

    def _proofread(self, letter: UnitLetter, field: str, text: str) -> str:
        return self._fonts.proofread(letter.entry.entry, field, text)

    def _texts(self, letter: UnitLetter) -> dict[str, str]:
        entry = letter.entry
        return {
            "court": entry.court,
            "number": letter.number,
            "addressee": letter.addressee,
            "name": entry.name,
            "case_number": entry.case_number,
            "grounds": self._grounds(entry),
            "decision_number": entry.decision_number,
            "decided_on": self._labels.day(letter.decided_on),
            "dated": self._labels.day(letter.dated),
            "officer": letter.officer,
            "phone": letter.phone,
            "hotline": letter.hotline,
            "earlier": letter.earlier,
            "ended": self.words.ended.get(letter.ended, self.words.ended["other"]),
        }

    def _rows(self, letter: UnitLetter) -> Iterator[tuple[str, str]]:
        entry, words = letter.entry, self.words.row
        yield words["unit" if entry.is_unit else "person"], entry.name
        yield words["id_number"], entry.id_number_masked
        yield words["uscc"], entry.uscc
        yield words["case_number"], entry.case_number
        yield words["filed_on"], self._labels.day(entry.filed_on)
        yield words["basis_number"], entry.basis_number
        yield words["basis_body"], entry.basis_body
        yield words["grounds"], self._grounds(entry)
        yield words["performance"], self._labels.performance[entry.performance]
        yield words["decision_number"], entry.decision_number
        yield words["decided_on"], self._labels.day(letter.decided_on)
        if letter.term_ends_on:
            yield words["term"], self._labels.value["until"].format(day=self._labels.day(letter.term_ends_on))

    def _grounds(self, entry: PublicEntry) -> str:
        return "、".join(self._labels.grounds[str(ground)] for ground in entry.grounds)

    def _compiled(self, files: dict[str, bytes]) -> bytes:
        try:
            document = self._compiler.compile(input=files, format="pdf", pdf_tags=False)  # type: ignore[type-var]  # its stub lacks the dictionary
        except typst.TypstError as error:
            raise SettingsError(f"letters: {error.message}") from error
        return cast("bytes", document)
