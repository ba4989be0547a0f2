"""Takes every CMPP 3.0 submit: a gateway that costs as little as Python can make it cost. Its password is its first argument."""

from __future__ import annotations

import asyncio
import sys
from hashlib import md5
from itertools import count
from struct import Struct

_HEADER = Struct(">III")
_RESP = Struct(">IIIQI")
_CONNECT, _SUBMIT, _ACTIVE_TEST, _ANSWER = 1, 4, 8, 0x80000000
_V3 = 0x30


class Responder(asyncio.Protocol):
    """One connection; messages may come in pieces."""

    ids = count(0xB720000061A90001)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many whole messages as have come."""
        received, start, answers = self._received + data, 0, []
        while len(received) - start >= _HEADER.size:
            length, command, sequence = _HEADER.unpack_from(received, start)
            if len(received) - start < length:
                break
            if command == _SUBMIT:
                answers.append(_RESP.pack(_RESP.size, _ANSWER | _SUBMIT, sequence, next(self.ids), 0))
            elif command == _CONNECT:
                status = bytes(4)
                proof = md5(status + received[start + 18 : start + 34] + sys.argv[1].encode(), usedforsecurity=False).digest()
                answers.append(_HEADER.pack(33, _ANSWER | _CONNECT, sequence) + status + proof + bytes((_V3,)))
            elif not command & _ANSWER:
                answers.append(_HEADER.pack(_HEADER.size, _ANSWER | command, sequence))
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
