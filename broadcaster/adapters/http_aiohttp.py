"""HTTP out over aiohttp: one session whose connections every channel shares."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Self

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.http import ConnectionLost, HttpAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


class AiohttpSession:
    """Keeps connections open and tells "nothing was sent" from "nobody knows". Enter it inside the running loop."""

    def __init__(self, *, connections: int = 512) -> None:
        """Hold at most `connections` at a time; further requests wait for a free one."""
        self._connections = connections
        self._session: ClientSession

    async def __aenter__(self) -> Self:
        """Open the session; connections follow on demand."""
        connector = TCPConnector(limit=self._connections, ttl_dns_cache=300)
        self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Close every connection."""
        await self._session.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = 10.0,
    ) -> HttpAnswer:
        """Send and read the whole answer within `seconds`, of which connecting may take half; redirects are not followed.

        Raises `Unavailable` where nothing was sent and `ConnectionLost` where the other side may have acted.
        """
        try:
            async with self._session.request(
                method, url, headers=headers, data=body, timeout=_limits(seconds), allow_redirects=False
            ) as answer:
                content = await answer.read()
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as reason:
            raise Unavailable(_told(method, url, reason)) from reason
        except (ClientError, TimeoutError) as reason:
            raise ConnectionLost(_told(method, url, reason)) from reason
        return HttpAnswer(answer.status, content, {name.lower(): value for name, value in answer.headers.items()})


@lru_cache(maxsize=32)
def _limits(seconds: float) -> ClientTimeout:
    """Let the connect limit end first, so that any later time-out struck after sending began."""
    return ClientTimeout(total=seconds, connect=seconds / 2)


def _told(method: str, url: str, reason: Exception) -> str:
    """Name the host and the fault; the rest of the URL and the body may hold what no log may see."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return f"{method} {host}: {type(reason).__name__}"
