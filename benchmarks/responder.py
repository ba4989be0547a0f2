"""Answers every POST with the same Message resource: a gateway that costs as little as Python can make it cost."""

from __future__ import annotations

import asyncio
import json
import sys

_BODY = json.dumps(
    {
        "sid": "SM00000000000000000000000000000001",
        "account_sid": "AC00000000000000000000000000000001",
        "to": "+8619900000001",
        "from": "12368",
        "body": "【雨花台法院】",
        "status": "queued",
        "error_code": None,
        "error_message": None,
        "num_segments": "2",
        "direction": "outbound-api",
        "date_created": "Sat, 14 Nov 2026 00:00:00 +0000",
        "date_updated": "Sat, 14 Nov 2026 00:00:00 +0000",
        "date_sent": None,
        "uri": "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/SM00000000000000000000000000000001.json",
    },
    ensure_ascii=False,
).encode()
_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
_LENGTH = b"content-length:"


class Responder(asyncio.Protocol):
    """One connection; requests may come in pieces."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many whole requests as have come."""
        self._received += data
        while (end := self._whole_request()) is not None:
            self._received = self._received[end:]
            if isinstance(self._transport, asyncio.WriteTransport):
                self._transport.write(_ANSWER)

    def _whole_request(self) -> int | None:
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return None
        at = self._received[:head].lower().find(_LENGTH)
        length = int(self._received[at + len(_LENGTH) : head].split(b"\r\n", 1)[0]) if at >= 0 else 0
        end = head + 4 + length
        return end if len(self._received) >= end else None


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Responder, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
