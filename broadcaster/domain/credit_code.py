"""What a unified social credit code says: whether it can be right (GB 32100, R85)."""

from __future__ import annotations

import re
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE: Final = re.compile(rf"[{_CHARACTERS}]{{2}}[0-9]{{6}}[{_CHARACTERS}]{{10}}")
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def parse_credit_code(text: str) -> str:
    """Return the code in capitals. Letters may stand in the first two places, as with rural collectives (N...).

    Raises `InvalidInput` where the shape or the mod 31 check character is wrong.
    """
    plain = text.strip().translate(_FULL_WIDTH).upper()
    if not _SHAPE.fullmatch(plain):
        raise InvalidInput(Fault("", "credit code: must be 18 characters of digits and capitals without I, O, S, V and Z"))
    total = sum(weight * _CHARACTERS.index(character) for weight, character in zip(_WEIGHTS, plain, strict=False))
    if plain[-1] != _CHARACTERS[-total % 31]:
        raise InvalidInput(Fault("", "credit code: the check character does not match"))
    return plain
