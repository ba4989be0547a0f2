"""What anybody writes into a public form: text without hidden signs, and numbers that may be called."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from broadcaster.domain.replies import national_number

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def is_mobile(text: str) -> bool:
    """Say whether a text is a mobile number, with 86 before it or not."""
    return bool(_MOBILE.fullmatch(national_number(text)))


def printable(text: str) -> str:
    """Drop control characters and invisible signs, save line ends, and the blanks around the text."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}).strip()
