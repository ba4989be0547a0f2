"""What an identity number says: whether it can be right, and when its holder was born (GB 11643, R84)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

ADULT_AGE: Final = 18
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
_CURRENT: Final = re.compile(r"[0-9]{17}[0-9X]")
_OLD: Final = re.compile(r"[0-9]{15}")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"


class IdType(StrEnum):
    """The kinds of document a person is known by (R111)."""

    RESIDENT = "resident"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A resident identity number that can be right. Its repr hides it; `is_old` marks the fifteen digits used before 1999."""

    text: str = field(repr=False)
    birth_date: date = field(repr=False)
    is_old: bool = False

    @classmethod
    def parse(cls, text: str) -> IdentityNumber:
        """Read 18 characters (date and mod 11-2 check) or 15 old digits; full-width digits and a small x are read too.

        No area code or year of birth is refused for its history (R84). Raises `InvalidInput`, which never quotes the number.
        """
        plain = text.strip().translate(_FULL_WIDTH)
        if _CURRENT.fullmatch(plain):
            if _check_character(plain) != plain[-1]:
                raise _fault("the check character does not match")
            return cls(plain, _birth_date(plain[6:14]))
        if _OLD.fullmatch(plain):
            return cls(plain, _birth_date(f"19{plain[6:12]}"), is_old=True)
        raise _fault("must be 18 characters, or 15 digits of the old form")


def age_on(birth: date, day: date) -> int:
    """Return the full years lived on `day`; someone born on 29 February grows older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_minor(birth: date | None, day: date) -> bool:
    """Say whether someone must be treated as under 18 on `day` (art 4, R3).

    True where the birth date is not known, and still on the eighteenth birthday itself.
    """
    return birth is None or age_on(birth, day - timedelta(days=1)) < ADULT_AGE


def _check_character(plain: str) -> str:
    return _CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, plain, strict=False)) % 11]


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise _fault("holds no real date of birth") from None


def _fault(message: str) -> InvalidInput:
    return InvalidInput(Fault("", f"identity number: {message}"))
