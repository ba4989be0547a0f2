"""Cuts a text into the user data of its parts, each with the header by which the handset puts them together again (R61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.sms import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

CONCATENATED = b"\x05\x00\x03"
"""User data header: five bytes follow; information element 0, concatenation with an 8-bit reference; three bytes of it (3GPP TS 23.040)."""


def cut(text: str, reference: int) -> Sequence[bytes]:
    """Return the user data of each part as UTF-16BE octets, at most 140; a text that fits one SMS has no header.

    `reference` is the same for all parts of a text and should differ between texts to one number; its lowest 8 bits go out.
    """
    texts = parts(text)
    if len(texts) == 1:
        return [ucs2(text)]
    head = CONCATENATED + bytes((reference & 0xFF, len(texts)))
    return [head + bytes((number,)) + ucs2(part) for number, part in enumerate(texts, 1)]


def ucs2(text: str) -> bytes:
    """Encode as the handsets read it: UTF-16BE, of which UCS-2 is the older name; rare characters are surrogate pairs."""
    return text.encode("utf-16-be")
