"""CMPP's messages as a gateway reads and writes them, field by field from the protocol's own tables (chapters 7.4 of 2.0 and 3.0)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import md5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

CONNECT, TERMINATE, SUBMIT, DELIVER, ACTIVE_TEST = 1, 2, 4, 5, 8
ANSWER = 0x80000000
HEAD = 12
UCS2 = 8
MOST_OCTETS = 140
V2, V3 = 0x20, 0x30
Table = tuple[tuple[str, int, bool], ...]
"""Name, octets, and whether they are a number."""


def _table(text: str) -> Table:
    """Read `Name octets` or `Name octets text`, separated by commas."""
    return tuple((words[0], int(words[1]), len(words) == 2) for words in (row.split() for row in text.split(",")))  # noqa: PLR2004


TABLES: Mapping[str, Mapping[int, Table]] = {
    "connect": dict.fromkeys((V2, V3), _table("Source_Addr 6 text, AuthenticatorSource 16 text, Version 1, Timestamp 4")),
    "connect_resp": {
        V2: _table("Status 1, AuthenticatorISMG 16 text, Version 1"),
        V3: _table("Status 4, AuthenticatorISMG 16 text, Version 1"),
    },
    "submit": {
        V2: _table(
            "Msg_Id 8 text, Pk_total 1, Pk_number 1, Registered_Delivery 1, Msg_level 1, Service_Id 10 text, Fee_UserType 1,"
            "Fee_terminal_Id 21 text, TP_pId 1, TP_udhi 1, Msg_Fmt 1, Msg_src 6 text, FeeType 2 text, FeeCode 6 text,"
            "ValId_Time 17 text, At_Time 17 text, Src_Id 21 text, DestUsr_tl 1, Dest_terminal_Id 21 text, Msg_Length 1"
        ),
        V3: _table(
            "Msg_Id 8 text, Pk_total 1, Pk_number 1, Registered_Delivery 1, Msg_level 1, Service_Id 10 text, Fee_UserType 1,"
            "Fee_terminal_Id 32 text, Fee_terminal_type 1, TP_pId 1, TP_udhi 1, Msg_Fmt 1, Msg_src 6 text, FeeType 2 text, FeeCode 6 text,"
            "ValId_Time 17 text, At_Time 17 text, Src_Id 21 text, DestUsr_tl 1, Dest_terminal_Id 32 text, Dest_terminal_type 1,"
            "Msg_Length 1"
        ),
    },
    "resp": {V2: _table("Msg_Id 8 text, Result 1"), V3: _table("Msg_Id 8 text, Result 4")},
    "deliver": {
        V2: _table(
            "Msg_Id 8 text, Dest_Id 21 text, Service_Id 10 text, TP_pid 1, TP_udhi 1, Msg_Fmt 1, Src_terminal_Id 21 text,"
            "Registered_Delivery 1, Msg_Length 1"
        ),
        V3: _table(
            "Msg_Id 8 text, Dest_Id 21 text, Service_Id 10 text, TP_pid 1, TP_udhi 1, Msg_Fmt 1, Src_terminal_Id 32 text,"
            "Src_terminal_type 1, Registered_Delivery 1, Msg_Length 1"
        ),
    },
    "report": {
        V2: _table("Msg_Id 8 text, Stat 7 text, Submit_time 10 text, Done_time 10 text, Dest_terminal_Id 21 text, SMSC_sequence 4"),
        V3: _table("Msg_Id 8 text, Stat 7 text, Submit_time 10 text, Done_time 10 text, Dest_terminal_Id 32 text, SMSC_sequence 4"),
    },
}
AFTER_CONTENT = {V2: bytes(8), V3: bytes(20)}


@dataclass(frozen=True, slots=True)
class Submit:
    """One part as it came."""

    msg_id: bytes
    to: str = field(repr=False)
    content: bytes = field(repr=False)
    total: int
    number: int
    has_header: bool
    wants_report: bool

    @property
    def reference(self) -> int:
        """What joins the parts of a long message; zero where there is one."""
        return self.content[3] if self.has_header else 0

    @property
    def text(self) -> str:
        """The text of this part."""
        return (self.content[1 + self.content[0] :] if self.has_header else self.content).decode("utf-16-be")


def size_of(table: Table) -> int:
    """Return how many octets a table takes."""
    return sum(octets for _, octets, _ in table)


def read(table: Table, octets: bytes) -> dict[str, int | bytes]:
    """Read the fields one after the other; the octets must suffice."""
    found: dict[str, int | bytes] = {}
    at = 0
    for name, width, is_number in table:
        value = octets[at : at + width]
        found[name] = int.from_bytes(value, "big") if is_number else value
        at += width
    return found


def write(table: Table, values: Mapping[str, int | bytes]) -> bytes:
    """Write the fields one after the other; what is not given is zero, a short text is filled with zeros."""
    written = bytearray()
    for name, width, _ in table:
        value = values.get(name, 0)
        written += value.to_bytes(width, "big") if isinstance(value, int) else value.ljust(width, b"\0")
    return bytes(written)


def framed(command: int, sequence: int, body: bytes = b"") -> bytes:
    """Put Total_Length, Command_Id and Sequence_Id before a body."""
    return b"".join(number.to_bytes(4, "big") for number in (HEAD + len(body), command, sequence)) + body


def text_of(value: int | bytes) -> str:
    """Return a text field without the zeros after it."""
    return bytes(value).rstrip(b"\0").decode("ascii", "replace") if isinstance(value, bytes) else str(value)


def proof(user: str, password: str, timestamp: int) -> bytes:
    """Return AuthenticatorSource: MD5 over account, nine zeros, password and the ten digits of the time."""
    return md5(f"{user}{chr(0) * 9}{password}{timestamp:010}".encode(), usedforsecurity=False).digest()


def counter_proof(status: int, width: int, authenticator: bytes, password: str) -> bytes:
    """Return AuthenticatorISMG: MD5 over the status, AuthenticatorSource and the password."""
    return md5(status.to_bytes(width, "big") + authenticator + password.encode(), usedforsecurity=False).digest()


def message_id(now: datetime, gateway: int, sequence: int) -> bytes:
    """Return a Msg_Id: month, day, hour, minute and second in 26 bits, 22 of the gateway's number, 16 of a sequence."""
    moment = now.month << 22 | now.day << 17 | now.hour << 12 | now.minute << 6 | now.second
    return (moment << 38 | gateway << 16 | sequence & 0xFFFF).to_bytes(8, "big")


def refuse(fields: Mapping[str, int | bytes], content: bytes, user: str) -> int:
    """Return the Result for a submit that the tables do not allow, else zero."""
    if len(content) != fields["Msg_Length"] or not 1 <= int(fields["Pk_number"]) <= int(fields["Pk_total"]):
        return 1
    if len(content) > MOST_OCTETS:
        return 4
    if text_of(fields["Msg_src"]) != user:
        return 11
    if not text_of(fields["Dest_terminal_Id"]).isdecimal() or len(text_of(fields["Dest_terminal_Id"])) < 11:  # noqa: PLR2004 - a handset's
        return 13
    is_joined = content[:3] == b"\5\0\3" and content[4:6] == bytes((int(fields["Pk_total"]), int(fields["Pk_number"])))
    if fields["Msg_Fmt"] != UCS2 or (int(fields["Pk_total"]) > 1) != bool(fields["TP_udhi"]) or (fields["TP_udhi"] and not is_joined):
        return 1
    return 0
