"""Codes that people note down and read out over the telephone."""

from __future__ import annotations

import secrets
from typing import Final

_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is misread over the telephone: 0 and O, 1, I and L."""
_LENGTH: Final = 10


def receipt_code() -> str:
    """Return a new code of ten signs, drawn by lot: it cannot be guessed and says nothing."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
