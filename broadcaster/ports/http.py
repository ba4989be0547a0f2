"""HTTP out: one shared session behind one method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A server's answer: status, headers (names in lower case) and the whole body."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpSession(Protocol):
    """Sends requests over shared keep-alive connections."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = 10.0,
    ) -> HttpAnswer:
        """Send and read the whole answer.

        Raises `Unavailable` where the connection could not be made: nothing was sent.
        Raises `ConnectionLost` where it broke afterwards: the other side may have acted.
        """
        ...


class ConnectionLost(Exception):
    """The line broke after the request went out, so nobody here knows whether it was carried out."""
