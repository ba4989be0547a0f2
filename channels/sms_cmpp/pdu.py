"""The protocol's messages as octets, written and read by its field tables (CMPP 2.0 and 3.0, chapter 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import md5
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from channels.sms_cmpp.options import GatewayOptions

HEADER = Struct(">III")
"""Total_Length, Command_Id, Sequence_Id."""
V3 = 0x30
LONGEST = 4096
"""No message of the protocol is longer; what claims to be is not CMPP."""

UCS2 = 8
REPORT_WANTED, NORMAL = 1, 1
"""Registered_Delivery, and Msg_level."""
BY_THE_COURT = 2
"""Fee_UserType: the sender pays."""
FREE = b"01"
"""FeeType: nothing is charged to the number."""
NO_FEE = b"000000"


def _table(fields: str) -> Struct:
    """Return how the named fields lie one after the other."""
    return Struct(">" + "".join(field.partition(":")[2] for field in fields.split()))


_CONNECT = _table("Source_Addr:6s AuthenticatorSource:16s Version:B Timestamp:I")
_CONNECT_RESP = {
    2: _table("Status:B AuthenticatorISMG:16s Version:B"),
    3: _table("Status:I AuthenticatorISMG:16s Version:B"),
}
_SUBMIT_BEGINS = "Msg_Id:8s Pk_total:B Pk_number:B Registered_Delivery:B Msg_level:B Service_Id:10s Fee_UserType:B"
_SUBMIT_GOES_ON = "TP_pId:B TP_udhi:B Msg_Fmt:B Msg_src:6s FeeType:2s FeeCode:6s ValId_Time:17s At_Time:17s Src_Id:21s DestUsr_tl:B"
_SUBMIT = {
    2: _table(f"{_SUBMIT_BEGINS} Fee_terminal_Id:21s {_SUBMIT_GOES_ON} Dest_terminal_Id:21s Msg_Length:B"),
    3: _table(
        f"{_SUBMIT_BEGINS} Fee_terminal_Id:32s Fee_terminal_type:B {_SUBMIT_GOES_ON} Dest_terminal_Id:32s Dest_terminal_type:B Msg_Length:B"
    ),
}
_AFTER_CONTENT = {2: _table("Reserve:8s").pack(b""), 3: _table("LinkID:20s").pack(b"")}
_RESP = {2: _table("Msg_Id:8s Result:B"), 3: _table("Msg_Id:8s Result:I")}
_DELIVER_BEGINS = "Msg_Id:8s Dest_Id:21s Service_Id:10s TP_pid:B TP_udhi:B Msg_Fmt:B"
_DELIVER = {
    2: _table(f"{_DELIVER_BEGINS} Src_terminal_Id:21s Registered_Delivery:B Msg_Length:B"),
    3: _table(f"{_DELIVER_BEGINS} Src_terminal_Id:32s Src_terminal_type:B Registered_Delivery:B Msg_Length:B"),
}
_REPORT = {
    2: _table("Msg_Id:8s Stat:7s Submit_time:10s Done_time:10s Dest_terminal_Id:21s SMSC_sequence:I"),
    3: _table("Msg_Id:8s Stat:7s Submit_time:10s Done_time:10s Dest_terminal_Id:32s SMSC_sequence:I"),
}


class Command(IntEnum):
    """Command_Id of a request; its answer's has the highest bit set."""

    CONNECT = 0x1
    TERMINATE = 0x2
    SUBMIT = 0x4
    DELIVER = 0x5
    ACTIVE_TEST = 0x8


ANSWER = 0x80000000


class Answer(NamedTuple):
    """What the gateway said to a submit."""

    msg_id: bytes
    result: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A deliver: a text from a handset, or where `stat` is set a report on a message of ours. Times are YYMMDDHHMM."""

    sequence: int
    msg_id: bytes
    """In a report that of the message reported on."""
    own_id: bytes
    """Of the deliver itself: its answer repeats it."""
    terminal: str = field(repr=False)
    """The handset's number."""
    has_header: bool = False
    coding: int = 0
    content: bytes = field(default=b"", repr=False)
    stat: str | None = None
    submitted: str = ""


class Wire:
    """One gateway's dialect: version, account and sender. What is not of the tables' shape raises `struct.error`."""

    def __init__(self, gateway: GatewayOptions) -> None:
        """Take the options."""
        self._form = 3 if gateway.version >= V3 else 2
        self._version = gateway.version
        self._user = gateway.user.encode()
        self._password = gateway.password.encode()
        self._source = gateway.source.encode()
        self._service_id = gateway.service_id.encode()
        self._submit = _SUBMIT[self._form]

    def connect(self, sequence: int, now: datetime) -> tuple[bytes, bytes]:
        """Return the connect message, and the authenticator in it."""
        stamp = f"{now:%m%d%H%M%S}"
        proof = _md5(self._user + b"\0" * 9 + self._password + stamp.encode())
        return message(Command.CONNECT, sequence, _CONNECT.pack(self._user, proof, self._version, int(stamp))), proof

    def read_connect_answer(self, body: bytes, proof: bytes) -> tuple[int, bool]:
        """Return the status, and whether the gateway proved that it knows our password."""
        form = _CONNECT_RESP[3 if len(body) == _CONNECT_RESP[3].size else 2]
        status, its_proof, _ = form.unpack(body)
        said = body[: form.size - 17]
        return status, its_proof == _md5(said + proof + self._password)

    def submit(self, sequence: int, to: bytes, content: bytes, part: tuple[int, int]) -> bytes:
        """Return one part, numbered `part` = (number, total), for one handset; a report is asked for."""
        form, tail = self._submit, _AFTER_CONTENT[self._form]
        number, total = part
        real = () if self._form == 2 else (0,)  # noqa: PLR2004 - version 3 says of each number that it is no pseudonym
        head = HEADER.pack(HEADER.size + form.size + len(content) + len(tail), Command.SUBMIT, sequence)
        begins = (b"", total, number, REPORT_WANTED, NORMAL, self._service_id, BY_THE_COURT, b"", *real)
        goes_on = (0, total > 1, UCS2, self._user, FREE, NO_FEE, b"", b"", self._source, 1)
        return b"".join((head, form.pack(*begins, *goes_on, to, *real, len(content)), content, tail))

    def read_submit_answer(self, body: bytes) -> Answer:
        """Read what became of a submit."""
        return Answer(*_RESP[self._form].unpack(body))

    def read_deliver(self, sequence: int, body: bytes) -> Delivered:
        """Read a deliver."""
        form = _DELIVER[self._form]
        msg_id, _, _, _, has_header, coding, terminal, *_, is_report, length = form.unpack_from(body)
        content = body[form.size : form.size + length]
        if is_report:
            return self._read_report(sequence, msg_id, content)
        return Delivered(sequence, msg_id, msg_id, _text(terminal), bool(has_header), coding, content)

    def _read_report(self, sequence: int, own_id: bytes, content: bytes) -> Delivered:
        form = _REPORT[3 if len(content) >= _REPORT[3].size else 2]  # gateways of version 3 send reports of version 2 too
        msg_id, stat, submitted, _, terminal, _ = form.unpack_from(content)
        return Delivered(sequence, msg_id, own_id, _text(terminal), stat=_text(stat), submitted=_text(submitted))

    def deliver_answer(self, delivered: Delivered, result: int = 0) -> bytes:
        """Return the answer to a deliver."""
        return message(ANSWER | Command.DELIVER, delivered.sequence, _RESP[self._form].pack(delivered.own_id, result))


def message(command: int, sequence: int, body: bytes = b"") -> bytes:
    """Put the header before a body."""
    return HEADER.pack(HEADER.size + len(body), command, sequence) + body


def _text(octets: bytes) -> str:
    return octets.split(b"\0", 1)[0].decode("ascii", "replace").strip()


def _md5(octets: bytes) -> bytes:
    return md5(octets, usedforsecurity=False).digest()  # the protocol's own choice; it protects nothing but the login
