"""The obligation of an entry: what a person must redact in the raw order, and the neutral text shown instead (R35, R100)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from broadcaster.domain.masking import bank_cards, full_numbers, mobiles
from broadcaster.domain.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

_ADDRESS: Final = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:路|街|大道|巷|弄|里|村|组|社区|小区|花园|公寓|苑|庄|城|园)[\u4e00-\u9fff]{0,6}"
    r"\d+(?:-\d+)*(?:号|幢|栋|座|单元|室)(?:[\dA-Za-z-]+(?:号|幢|栋|座|单元|层|楼|室))*"
)


class Redaction(StrEnum):
    """Why a stretch of a duty text may not be shown."""

    IDENTITY_NUMBER = "identity_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from `start` up to `end`, and why it may not be shown."""

    start: int
    end: int
    reason: Redaction


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _ADDRESS.finditer(text))


_FINDERS: Final = (
    (full_numbers, Redaction.IDENTITY_NUMBER),
    (mobiles, Redaction.MOBILE),
    (bank_cards, Redaction.BANK_CARD),
    (_addresses, Redaction.ADDRESS),
)


def private_spans(text: str, third_parties: Sequence[str] = ()) -> tuple[Span, ...]:
    """Find identity numbers, mobiles, bank cards, addresses to the door and the names of others, in their order (R4, R31, R35)."""
    return tuple(sorted(_spans(text, third_parties), key=lambda span: (span.start, span.end)))


def neutral_duty(amount_due: Decimal | str | None, wording: str) -> str | None:
    """Return the public text of a money debt, `{amount}` in `wording` replaced; None where a person must write it (R100)."""
    return None if amount_due is None else wording.format(amount=yuan(amount_due))


def _spans(text: str, third_parties: Sequence[str]) -> Iterator[Span]:
    for finder, reason in _FINDERS:
        yield from (Span(*span, reason) for span in finder(text))
    for name in third_parties:
        yield from (Span(*match.span(), Redaction.THIRD_PARTY) for match in re.finditer(re.escape(name), text))
