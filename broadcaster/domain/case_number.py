"""Case numbers: read in every form that courts write, printed in one (法〔2015〕137号; R82, R83)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

ENFORCEMENT_KINDS: Final = frozenset({"执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他"})
_PROVINCES: Final = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔贵云藏陕甘青宁新兵"
_CURRENT: Final = re.compile(
    rf"[(\[〔](?P<year>[0-9]{{4}})[)\]〕]"
    rf"(?P<court>最高法|[{_PROVINCES}][0-9]{{0,4}})(?P<kind>[\u4e00-\u9fff]{{1,4}}?)(?P<serial>[0-9]+)号(?P<suffix>之[一二三四五六七八九十0-9]+)?"
)
_OLD: Final = re.compile(r"[(\[〔][0-9]{4}[)\]〕].*字第.*号.*")


class Oddity(StrEnum):
    """What is unusual about a case number; a warning, never a refusal."""

    OLD_FORM = "old_form"
    """As written before 2016: kept word for word."""
    LEADING_ZERO = "leading_zero"
    SUFFIX = "suffix"
    """之一 and the like."""
    NOT_ENFORCEMENT = "not_enforcement"
    UNKNOWN_FORM = "unknown_form"
    """No known grammar fits: kept word for word."""


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number as it is printed, its parts where its grammar is known, and what is odd about it."""

    text: str
    year: int | None = None
    court: str = ""
    kind: str = ""
    oddities: tuple[Oddity, ...] = ()

    @classmethod
    def parse(cls, text: str) -> CaseNumber:
        """Read a number written with full or half-width signs, 〔〕 or [] (R82). Raises `InvalidInput` only where it is empty.

        Never for the number of a basis (`gistId`): that may be an arbitral or notary's number (R83).
        """
        given = text.strip()
        if not given:
            raise InvalidInput(Fault("", "case number: is empty"))
        match = _CURRENT.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", given)))
        if match is None:
            return cls(given, oddities=(Oddity.OLD_FORM if _OLD.fullmatch(given.translate(_HALF_WIDTH)) else Oddity.UNKNOWN_FORM,))
        year, court, kind, serial, suffix = match.group("year", "court", "kind", "serial", "suffix")
        return cls(f"（{year}）{court}{kind}{serial}号{suffix or ''}", int(year), court, kind, tuple(_oddities(kind, serial, suffix)))


def veiled(text: str) -> str:
    """Return a number that its own party recognises and a stranger does not: of the serial only the last digit is left."""
    read = CaseNumber.parse(text)
    if read.year is None:
        return ""
    serial = _DIGITS.findall(read.text)[-1]
    head, _, _ = read.text.rpartition(f"{serial}号")
    return f"{head}{_VEIL}{serial[-1]}号"


_VEIL: Final = "＊＊＊"
_DIGITS: Final = re.compile(r"[0-9]+(?=号)")
_HALF_WIDTH: Final = str.maketrans("（）［］０１２３４５６７８９", "()[]0123456789")


def _oddities(kind: str, serial: str, suffix: str | None) -> list[Oddity]:
    found = {
        Oddity.LEADING_ZERO: serial.startswith("0"),
        Oddity.SUFFIX: suffix is not None,
        Oddity.NOT_ENFORCEMENT: kind not in ENFORCEMENT_KINDS,
    }
    return [oddity for oddity, holds in found.items() if holds]
