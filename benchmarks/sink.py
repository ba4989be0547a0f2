"""Takes every mail and keeps none: a mail server that costs as little as Python can make it cost."""

from __future__ import annotations

import asyncio
import sys

_END = b"\r\n.\r\n"
_HELLO = b"220 sink ESMTP\r\n"
_EXTENSIONS = b"250-sink\r\n250 SIZE 33554432\r\n"
_GO_ON, _OK, _BYE = b"354 go on\r\n", b"250 2.0.0 Ok: queued as 0123456789\r\n", b"221 bye\r\n"


class Sink(asyncio.Protocol):
    """One connection; commands and content may come in pieces."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = transport
        self._received = b""
        self._in_content = False
        self._say(_HELLO)

    def data_received(self, data: bytes) -> None:
        """Answer as many whole commands and mails as have come."""
        self._received += data
        while True:
            whole, found, rest = self._received.partition(_END if self._in_content else b"\r\n")
            if not found:
                return
            self._received = rest
            self._say(_OK if self._in_content else self._answer(whole[:4].upper()))

    def _say(self, answer: bytes) -> None:
        self._in_content = answer is _GO_ON
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.write(answer)

    def _answer(self, verb: bytes) -> bytes:
        return {b"EHLO": _EXTENSIONS, b"DATA": _GO_ON, b"QUIT": _BYE}.get(verb, _OK)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
