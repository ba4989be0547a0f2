"""What people write back: parts put together, octets read as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.inbox import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channels.sms_cmpp.pdu import Delivered

CODINGS = {0: "ascii", 8: "utf-16-be", 15: "gb18030"}
REFERENCE_OF_8_BITS, REFERENCE_OF_16_BITS = 0, 8
COUNTRY, LENGTH_WITH_COUNTRY = "86", 13
MISSING = "……"


def place(delivered: Delivered) -> tuple[int, int, int]:
    """Return reference, total and number of a part (3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8); (0, 1, 1) for a text that is whole."""
    header = delivered.content[1 : 1 + delivered.content[0]] if delivered.has_header and delivered.content else b""
    while len(header) > 2:  # noqa: PLR2004 - kind and length come first
        kind, length = header[0], header[1]
        body, header = header[2 : 2 + length], header[2 + length :]
        if kind in {REFERENCE_OF_8_BITS, REFERENCE_OF_16_BITS} and len(body) > 2:  # noqa: PLR2004 - total and number come last
            return int.from_bytes(body[:-2], "big"), body[-2], body[-1]
    return 0, 1, 1


def as_reply(parts: Mapping[int, Delivered]) -> Reply:
    """Put the parts together, by their number; one that never came leaves a mark."""
    first = parts[min(parts)]
    _, total, _ = place(first)
    runs = [b""]
    for number in sorted({*range(1, total + 1), *parts}):
        if number in parts:
            runs[-1] += _octets(parts[number])  # a handset may cut within a character: read when joined
        elif runs[-1] or len(runs) == 1:
            runs.append(b"")
    coding = CODINGS.get(first.coding, "latin-1")
    return Reply(first.own_id.hex(), national(first.terminal), MISSING.join(run.decode(coding, "replace") for run in runs))


def national(number: str) -> str:
    """Return a number of this country without its country code; any other as it is."""
    return number.removeprefix(COUNTRY) if len(number) == LENGTH_WITH_COUNTRY else number


def _octets(delivered: Delivered) -> bytes:
    content = delivered.content
    return content[1 + content[0] :] if delivered.has_header and content else content
