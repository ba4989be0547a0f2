"""Forms that the public fills in: read with a bound, answered with pages that run no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from fastapi import Response

from broadcaster.domain.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from fastapi import Request

_LONGEST: Final = 64 * 1024
_MOST_FIELDS: Final = 100
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, the last of each name. Raises `InvalidInput` where it is too long or no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            raise InvalidInput(Fault("", f"the form is longer than {_LONGEST} bytes"))
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise InvalidInput(Fault("", "the form cannot be read")) from error


def page(content: bytes, status: int = 200) -> Response:
    """Return a page that no search engine keeps and no cache holds."""
    return Response(content, status_code=status, media_type="text/html; charset=utf-8", headers=_HEADERS)


def faulty_fields(error: InvalidInput) -> set[str]:
    """Return the names of the fields that were refused."""
    return {fault.pointer.split("/")[-1] for fault in error.faults}
