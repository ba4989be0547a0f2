"""The local CMPP gateway keeps to the protocol's tables, also towards a stranger's client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.cmpp_gateway import CmppGateway
from broadcaster.testing.cmpp_wire import AFTER_CONTENT, ANSWER, CONNECT, HEAD, SUBMIT, TABLES, V3, framed, proof, read, size_of, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "secret"
TIMESTAMP = 1114080000
TEXT = "通知".encode("utf-16-be")
SOUND: dict[str, int | bytes] = {
    "Pk_total": 1,
    "Pk_number": 1,
    "Msg_Fmt": 8,
    "Msg_src": b"900001",
    "Src_Id": b"12368",
    "DestUsr_tl": 1,
    "Dest_terminal_Id": b"19900000001",
    "Msg_Length": len(TEXT),
}


class Client:
    """A plain client of version 3.0."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Use an open connection."""
        self._reader, self.writer = reader, writer

    async def ask(self, command: int, body: bytes) -> tuple[int, bytes]:
        """Say one thing; return command and body of the answer."""
        self.writer.write(framed(command, 7, body))
        head = await self._reader.readexactly(HEAD)
        length, answered, sequence = (int.from_bytes(head[at : at + 4], "big") for at in (0, 4, 8))
        assert sequence == 7
        return answered, await self._reader.readexactly(length - HEAD)

    async def log_in(self, *, user: str = "900001", password: str = SECRET, version: int = V3) -> int:
        """Return the status of a login."""
        fields: dict[str, int | bytes] = {"Source_Addr": user.encode(), "Version": version, "Timestamp": TIMESTAMP}
        fields["AuthenticatorSource"] = proof(user, password, TIMESTAMP)
        _, body = await self.ask(CONNECT, write(TABLES["connect"][V3], fields))
        return int(read(TABLES["connect_resp"][V3], body)["Status"])

    async def submit(self, content: bytes = TEXT, **changed: int | bytes) -> int:
        """Return the result of a submit; `changed` replaces fields of a sound one."""
        body = write(TABLES["submit"][V3], {**SOUND, **changed}) + content + AFTER_CONTENT[V3]
        command, answer = await self.ask(SUBMIT, body)
        assert (command, len(answer)) == (ANSWER | SUBMIT, size_of(TABLES["resp"][V3]))
        return int(read(TABLES["resp"][V3], answer)["Result"])


@pytest.fixture
async def gateway() -> AsyncIterator[CmppGateway]:
    """Return a gateway of version 3.0."""
    async with CmppGateway(OwnedClock(NOW), user="900001", password=SECRET) as listening:
        yield listening


@pytest.fixture
async def client(gateway: CmppGateway) -> AsyncIterator[Client]:
    """Return a client that is connected and not logged in."""
    connected = Client(*await asyncio.open_connection("127.0.0.1", gateway.port))
    yield connected
    connected.writer.close()
    await connected.writer.wait_closed()


@pytest.mark.parametrize(
    ("login", "status"), [({}, 0), ({"user": "900002"}, 2), ({"password": "other"}, 3), ({"version": 0x40}, 4)], ids=str
)
async def test_only_the_account_is_let_in(client: Client, login: dict[str, str], status: int) -> None:
    """An account, password or version that is not the agreed one is refused with its own status."""
    assert await client.log_in(**login) == status  # type: ignore[arg-type]


async def test_a_sound_submit_is_taken_and_counted(client: Client, gateway: CmppGateway) -> None:
    """Each time it comes."""
    await client.log_in()
    assert [await client.submit(), await client.submit()] == [0, 0]
    assert gateway.received == {"通知": 2}


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({"Msg_Length": 6}, 1),
        ({"Pk_number": 2}, 1),
        ({"Msg_Fmt": 4}, 1),
        ({"TP_udhi": 1}, 1),
        ({"Msg_src": b"900009"}, 11),
        ({"Dest_terminal_Id": b"1990000"}, 13),
    ],
    ids=str,
)
async def test_what_the_tables_do_not_allow_is_refused(client: Client, gateway: CmppGateway, changed: dict[str, int], result: int) -> None:
    """With the result of that fault, and nothing is kept."""
    await client.log_in()
    assert await client.submit(TEXT, **changed) == result
    assert gateway.submits == []


async def test_more_than_140_octets_are_refused(client: Client) -> None:
    """No part is longer, its header included."""
    await client.log_in()
    assert await client.submit(bytes(142), Msg_Length=142) == 4


async def test_a_long_text_counts_once_all_its_parts_are_there(client: Client, gateway: CmppGateway) -> None:
    """A part that comes twice before that replaces the first."""
    await client.log_in()
    for number in (2, 2, 1):
        part = b"\5\0\3\x21\2" + bytes((number,)) + "一二"[number - 1].encode("utf-16-be")
        assert gateway.received == {}
        assert await client.submit(part, Pk_total=2, Pk_number=number, TP_udhi=1, Msg_Length=len(part)) == 0
    assert gateway.received == {"一二": 1}


async def test_who_is_not_logged_in_is_cut_off(client: Client) -> None:
    """A submit before the login ends the connection."""
    with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
        await client.submit()
