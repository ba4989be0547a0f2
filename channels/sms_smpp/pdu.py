"""SMPP's data units (SMPP 3.4, chapters 3 to 5): written by aiosmpplib, read here, for real SMSCs send what its reader refuses.

docs/decisions/0016 says what that is.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmpplib.protocol import BindTransceiver, DeliverSmResp, EnquireLink, EnquireLinkResp, GenericNack, SubmitSm, Unbind, UnbindResp
from aiosmpplib.state import MESSAGE_PAYLOAD, NPI, TON, PhoneNumber, SmppCommand, SmppCommandStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channels.sms_smpp.options import SmppOptions

HEADER = struct.Struct("!4I")
"""Length of the whole, command, status, sequence number."""
LONGEST = 0x10400
"""A message_payload holds up to 64 kB; whatever claims to be longer is no SMPP."""
OK = int(SmppCommandStatus.ESME_ROK)
RECEIPT_WANTED = 1
"""registered_delivery: a receipt for success and for failure."""
CONCATENATED_PARTS = 0x40
"""esm_class: the user data begin with a header."""
_MIDDLE = 9
"""Octets between destination and sm_length: esm_class, protocol, priority, two empty times, receipt, replace, coding, default message."""
_TLV = struct.Struct("!HH")
_CONCATENATION = {0x00: struct.Struct("!xxBBB"), 0x08: struct.Struct("!xxHBB")}
"""By the number of the information element: reference, how many parts, which one (3GPP TS 23.040, 9.2.3.24)."""


class SubmitForm:
    """A submit_sm as aiosmpplib writes it, prepared once, into which number and text are filled: six times faster than one at a time."""

    def __init__(self, options: SmppOptions) -> None:
        """Prepare for the account's sender and receiver addresses."""
        source = PhoneNumber(options.source, options.source_ton, options.source_npi)
        self._home = options.destination_ton
        self._begin = {TON.INTERNATIONAL: _begin(source, TON.INTERNATIONAL, NPI.ISDN)}
        self._begin[self._home] = _begin(source, self._home, options.destination_npi)
        self._whole, self._part = (_middle(source, esm_class) for esm_class in (0, CONCATENATED_PARTS))

    def fill(self, number: str, content: bytes, *, is_part: bool = False) -> bytes:
        """Return the body of a submit_sm with `content` as short_message, at most 140 octets."""
        return self._address(number) + (self._part if is_part else self._whole) + bytes((len(content),)) + content

    def fill_payload(self, number: str, content: bytes) -> bytes:
        """Return the body of a submit_sm with `content` as message_payload, which the SMSC itself cuts."""
        return self._address(number) + self._whole + b"\0" + _TLV.pack(MESSAGE_PAYLOAD, len(content)) + content

    def _address(self, number: str) -> bytes:
        abroad = number.startswith("+") and not number.startswith("+86")
        digits = number.removeprefix("+86") if not abroad else number[1:]
        ton = TON.INTERNATIONAL if abroad else self._home
        if ton is TON.INTERNATIONAL and not abroad:
            digits = f"86{digits}"
        return self._begin[ton] + digits.encode("ascii") + b"\0"


def _submit(source: PhoneNumber, destination: PhoneNumber, esm_class: int = 0) -> bytes:
    form = SubmitSm(
        short_message=" ",
        source=source,
        destination=destination,
        esm_class=esm_class,
        registered_delivery=RECEIPT_WANTED,
        encoding="ucs2",
    )
    body: bytes = form.pdu()[HEADER.size :]
    return body


def _begin(source: PhoneNumber, ton: TON, npi: NPI) -> bytes:
    """Return what stands before the receiver's number."""
    marked = _submit(source, PhoneNumber("#", ton, npi))
    return marked[: marked.rindex(b"#\0")]


def _middle(source: PhoneNumber, esm_class: int) -> bytes:
    """Return what stands between the receiver's number and the length of the text."""
    body = _submit(source, PhoneNumber("#"), esm_class)
    begin = body.rindex(b"#\0") + 2
    return body[begin : begin + _MIDDLE]


def bind(options: SmppOptions) -> bytes:
    """Return a bind_transceiver's body."""
    body: bytes = BindTransceiver(system_id=options.user, password=options.password, system_type=options.system_type).pdu()[HEADER.size :]
    return body


def enquire_link(sequence: int) -> bytes:
    """Ask whether anybody is there."""
    return bytes(EnquireLink(sequence).pdu())


def unbind(sequence: int) -> bytes:
    """Take leave."""
    return bytes(Unbind(sequence).pdu())


def answer(command: int, sequence: int) -> bytes:
    """Answer what the SMSC asks besides deliver_sm: a command that is not ours to know is refused (SMPP 3.4, 4.3)."""
    if command == SmppCommand.ENQUIRE_LINK:
        return bytes(EnquireLinkResp(sequence).pdu())
    if command == SmppCommand.UNBIND:
        return bytes(UnbindResp(sequence).pdu())
    return bytes(GenericNack(sequence, SmppCommandStatus.ESME_RINVCMDID).pdu())


def delivered(sequence: int, status: SmppCommandStatus) -> bytes:
    """Answer a deliver_sm."""
    return bytes(DeliverSmResp(sequence, status).pdu())


def message_id(body: bytes) -> str:
    """Return the id in a submit_sm_resp; some SMSCs leave its closing zero out, and refusals have no id at all."""
    return body.split(b"\0", 1)[0].decode("latin-1").strip()


def status_name(status: int) -> str:
    """Name a status as the protocol does; those from 0x400 on are the SMSC maker's own."""
    try:
        return str(SmppCommandStatus(status).name)
    except ValueError:
        return f"0x{status:08X}"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of which text from one sender."""

    reference: int
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A deliver_sm: what somebody wrote, or a receipt. `content` is without its header; `options` are the optional parameters by tag."""

    sender: str = field(repr=False)
    receiver: str
    esm_class: int
    data_coding: int
    content: bytes = field(repr=False)
    options: Mapping[int, bytes] = field(repr=False)
    part: Part | None = None


def read_deliver(body: bytes) -> Incoming | None:
    """Read a deliver_sm's body; None where it breaks off."""
    try:
        _, at = _text(body, 0)
        sender, at = _text(body, at + 2)
        receiver, at = _text(body, at + 2)
        esm_class = body[at]
        _, at = _text(body, at + 3)
        _, at = _text(body, at)
        data_coding, length = body[at + 2], body[at + 4]
        end = at + 5 + length
        options = _tlvs(body, end)
    except (IndexError, ValueError, struct.error):
        return None
    content = body[at + 5 : end] or options.get(MESSAGE_PAYLOAD, b"")
    part = None
    if esm_class & CONCATENATED_PARTS and content:
        header, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        part = _part(header)
    return Incoming(sender, receiver, esm_class, data_coding, content, options, part)


def _text(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(0, at)
    return body[at:end].decode("latin-1"), end + 1


def _tlvs(body: bytes, at: int) -> dict[int, bytes]:
    if at > len(body):
        raise ValueError(at)
    found = {}
    while at + _TLV.size <= len(body):
        tag, length = _TLV.unpack_from(body, at)
        at += _TLV.size + length
        found[tag] = body[at - length : at]
    return found


def _part(header: bytes) -> Part | None:
    at = 0
    while at + 2 <= len(header):
        layout = _CONCATENATION.get(header[at])
        if layout and at + layout.size <= len(header):
            reference, total, number = layout.unpack_from(header, at)
            return Part(reference, total, number)
        at += 2 + header[at + 1]
    return None
