"""Cuts a text into the contents of its submits: UCS-2, and a header of six octets where there is more than one part (R61, R73)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_PART, PART = 140, 134
"""Octets of text."""


def split(text: str, delivery_id: str) -> list[bytes]:
    """Return the content of each part, at most 140 octets, its header 05 00 03 reference total number included.

    The reference follows from the delivery: where one part has to be sent again, the handset still joins it to the others.
    """
    octets = text.encode("utf-16-be")
    if len(octets) <= ONE_PART:
        return [octets]
    parts, reference = list(_cut(octets)), crc32(delivery_id.encode()) & 0xFF
    return [bytes((5, 0, 3, reference, len(parts), number)) + part for number, part in enumerate(parts, 1)]


def _cut(octets: bytes) -> Iterator[bytes]:
    """Cut after 67 UTF-16 units, or after 66 where the 67th is the first half of a surrogate pair."""
    start = 0
    while start < len(octets):
        end = start + PART
        if octets[end - 2 : end - 1] and octets[end - 2] & 0xFC == 0xD8:  # noqa: PLR2004 - 0xD800 to 0xDBFF
            end -= 2
        yield octets[start:end]
        start = end
