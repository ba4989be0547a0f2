"""Whether an uploaded file is a picture that we take."""

from __future__ import annotations

from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

MOST_BYTES: Final = 10 * 1024 * 1024
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def check_picture(content: bytes, pointer: str) -> None:
    """Refuse what is no JPEG or PNG, or over 10 MiB."""
    if not content.startswith(_BEGINNINGS):
        raise InvalidInput(Fault(pointer, "must be a JPEG or PNG picture"))
    if len(content) > MOST_BYTES:
        raise InvalidInput(Fault(pointer, "must be at most 10 MiB"))
