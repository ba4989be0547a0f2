"""Takes every SMPP 3.4 submit_sm: an SMSC that costs as little as Python can make it cost."""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from struct import Struct

_HEADER = Struct("!4I")
_SUBMIT, _BIND, _ANSWER = 4, 9, 0x80000000


class Responder(asyncio.Protocol):
    """One connection; data units may come in pieces."""

    ids = count(0xB7200000)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many whole requests as have come."""
        received, start, answers = self._received + data, 0, []
        while len(received) - start >= _HEADER.size:
            length, command, _, sequence = _HEADER.unpack_from(received, start)
            if len(received) - start < length:
                break
            if not command & _ANSWER:
                body = {_SUBMIT: b"%x\0" % next(self.ids), _BIND: b"smsc\0"}.get(command, b"")
                answers.append(_HEADER.pack(_HEADER.size + len(body), _ANSWER | command, 0, sequence) + body)
            start += length
        self._received = received[start:]
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.write(b"".join(answers))


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Responder, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
