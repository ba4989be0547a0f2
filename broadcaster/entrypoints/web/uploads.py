"""Forms with files that the public sends: bounded, and never on disk before they are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from broadcaster.domain.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import Request

_MOST_FIELDS: Final = 40
_MOST_FILES: Final = 10
_PATIENCE: Final = 4
"""How often the bound is read and thrown away: a browser that still sends does not see the answer."""


async def read_upload(request: Request, most: int) -> tuple[dict[str, str], list[bytes]]:
    """Return the fields of a form, the last of each name, and its files that hold something.

    Raises `InvalidInput` with the pointer /long for more than `most` bytes, with an empty one for what is no such form.
    """
    body = await _bounded(request, most)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InvalidInput(Fault("", "must be a form with files"))
    parser = MultiPartParser(request.headers, _once(body), max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
    parser.spool_max_size = most
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidInput(Fault("", "the form cannot be read")) from error
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    files = [await value.read() for _, value in form.multi_items() if isinstance(value, UploadFile)]
    await form.close()
    return fields, [each for each in files if each]


async def _bounded(request: Request, most: int) -> bytes:
    body, length = bytearray(), 0
    async for part in request.stream():
        length += len(part)
        if length <= most:
            body += part
        elif length > most * _PATIENCE:
            break
    if length > most:
        raise InvalidInput(Fault("/long", f"the form is longer than {most} bytes"))
    return bytes(body)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
