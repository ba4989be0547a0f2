"""Cuts a text into the contents of its submits: UCS-2, and a header of six octets where there is more than one part (R61, R73)."""

from __future__ import annotations

from zlib import crc32

from broadcaster.domain.sms import parts


def split(text: str, delivery_id: str) -> list[bytes]:
    """Return the content of each part, at most 140 octets, its header 05 00 03 reference total number included.

    The reference follows from the delivery: where one part has to be sent again, the handset still joins it to the others.
    """
    cut = parts(text)
    if len(cut) == 1:
        return [text.encode("utf-16-be")]
    reference = crc32(delivery_id.encode()) & 0xFF
    return [bytes((5, 0, 3, reference, len(cut), number)) + part.encode("utf-16-be") for number, part in enumerate(cut, 1)]
