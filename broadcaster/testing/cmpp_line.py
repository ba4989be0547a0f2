"""One connection of the CMPP gateway, and what may go wrong on it."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from typing import TYPE_CHECKING

from broadcaster.testing.cmpp_wire import (
    ACTIVE_TEST,
    AFTER_CONTENT,
    ANSWER,
    CONNECT,
    DELIVER,
    HEAD,
    SUBMIT,
    TABLES,
    TERMINATE,
    V2,
    V3,
    Submit,
    counter_proof,
    framed,
    proof,
    read,
    refuse,
    size_of,
    text_of,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.testing.cmpp_gateway import CmppGateway

_WINDOW = 16
_SENT_AGAIN_AFTER = 5.0
_LATE = 0.05


class Fault(Enum):
    """What goes wrong with one submit."""

    NONE = auto()
    THROTTLED = auto()
    """Answered 8, and not taken."""
    CUT = auto()
    """Taken, and the line cut instead of answered."""
    CUT_BEFORE = auto()
    """Not taken, and the line cut."""
    SILENT = auto()
    """Taken, and never answered."""
    SILENT_UNREPORTED = auto()
    """Taken; neither answered nor reported, until `answer_at_last`."""
    REPORTED_FIRST = auto()
    """Taken; its report goes out before the answer."""
    REPORTED_LATE = auto()
    REPORTED_TWICE = auto()
    NEVER_REPORTED = auto()
    REFUSED = auto()
    """Answered 13, and not taken."""


_REFUSALS = {Fault.THROTTLED: 8, Fault.REFUSED: 13}


@dataclass
class Troubles:
    """What the gateway is told to do wrong; nothing at first."""

    faults: Iterator[Fault] = field(default_factory=lambda: iter(()))
    """One for each submit to come; none where it ends."""
    results: dict[str, int] = field(default_factory=dict)
    """By number: the Result with which its submits are refused."""
    stats: dict[str, str] = field(default_factory=dict)
    """By number: the Stat of its reports, in place of DELIVRD."""
    status: int = 0
    """With which logins are refused."""
    proof: bytes = b""
    """What stands in place of AuthenticatorISMG."""


@dataclass(frozen=True, slots=True)
class Told:
    """A deliver on its way: a report, or a text from a handset."""

    msg_id: bytes
    values: dict[str, int | bytes]
    content: bytes


class Line(asyncio.Protocol):
    """One connection."""

    transport: asyncio.Transport

    def __init__(self, gateway: CmppGateway) -> None:
        """Wait for the login."""
        self._gateway = gateway
        self._form = V3 if gateway.version >= V3 else V2
        self._received = b""
        self._sequences = count(1)
        self._told: dict[int, Told] = {}
        self._logged_in = False
        self.heard: Counter[int] = Counter()
        """What came in, by Command_Id."""
        self.is_dead = False
        """Hears and says nothing more, as when the way between is gone."""

    @property
    def has_room(self) -> bool:
        """Whether another deliver may go out."""
        return len(self._told) < _WINDOW and not self.transport.is_closing()

    def ask(self, command: int, body: bytes = b"") -> None:
        """Send a request of the gateway's own, such as a test of the line."""
        self.transport.write(framed(command, next(self._sequences), body))

    def deliver(self, told: Told) -> None:
        """Send a deliver; again where no answer comes."""
        sequence = next(self._sequences)
        self._told[sequence] = told
        values = {"Msg_Id": told.msg_id, **told.values, "Msg_Length": len(told.content)}
        body = write(TABLES["deliver"][self._form], values) + told.content + AFTER_CONTENT[self._form]
        self.transport.write(framed(DELIVER, sequence, body))
        asyncio.get_running_loop().call_later(_SENT_AGAIN_AFTER, self._give_up, sequence)

    def _give_up(self, sequence: int) -> None:
        told = self._told.pop(sequence, None)
        if told:
            self._gateway.again(told)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line."""
        self.transport = transport  # type: ignore[assignment]  # a server gives no other

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter
        """Deliver over another line what this one did not thank for."""
        with suppress(ValueError):
            self._gateway.lines.remove(self)
        told, self._told = self._told, {}
        for each in told.values():
            self._gateway.again(each)

    def data_received(self, data: bytes) -> None:
        """Read whole messages."""
        self._received += data
        while not self.is_dead and len(self._received) >= HEAD and not self.transport.is_closing():
            length, command, sequence = (int.from_bytes(self._received[at : at + 4], "big") for at in (0, 4, 8))
            if len(self._received) < length:
                break
            body, self._received = self._received[HEAD:length], self._received[length:]
            self.heard[command] += 1
            self._answer(command, sequence, body)

    def _answer(self, command: int, sequence: int, body: bytes) -> None:
        if command == CONNECT:
            self._let_in(sequence, body)
        elif not self._logged_in:
            self.transport.abort()
        elif command == SUBMIT:
            self._take(sequence, body)
        elif command == ANSWER | DELIVER:
            told = self._told.pop(sequence, None)
            if told:
                self._gateway.thanked(told.msg_id)
                self._gateway.go_on()
        elif command == ACTIVE_TEST:
            self.transport.write(framed(ANSWER | ACTIVE_TEST, sequence, b"\0"))
        elif command == TERMINATE:
            self.transport.write(framed(ANSWER | TERMINATE, sequence))
            self.transport.close()

    def _let_in(self, sequence: int, body: bytes) -> None:
        gateway, table = self._gateway, TABLES["connect_resp"][self._form]
        fields = read(TABLES["connect"][self._form], body)
        authenticator = bytes(fields["AuthenticatorSource"]) if isinstance(fields["AuthenticatorSource"], bytes) else b""
        status = gateway.troubles.status
        if text_of(fields["Source_Addr"]) != gateway.user:
            status = 2
        elif authenticator != proof(gateway.user, gateway.password, int(fields["Timestamp"])):
            status = 3
        elif int(fields["Version"]) > gateway.version:
            status = 4
        answer: dict[str, int | bytes] = {"Status": status, "Version": gateway.version}
        if not status:
            answer["AuthenticatorISMG"] = gateway.troubles.proof or counter_proof(status, table[0][1], authenticator, gateway.password)
            self._logged_in = True
            gateway.lines.append(self)
        self.transport.write(framed(ANSWER | CONNECT, sequence, write(table, answer)))
        gateway.go_on()

    def _take(self, sequence: int, body: bytes) -> None:
        gateway, table = self._gateway, TABLES["submit"][self._form]
        fields = read(table, body)
        content = body[size_of(table) : len(body) - len(AFTER_CONTENT[self._form])]
        to = text_of(fields["Dest_terminal_Id"])
        result = refuse(fields, content, gateway.user) or gateway.troubles.results.get(to, 0)
        fault = Fault.NONE if result else next(gateway.troubles.faults, Fault.NONE)
        result = result or _REFUSALS.get(fault, 0)
        if result:
            self.say(sequence, bytes(8), result)
        elif fault is Fault.CUT_BEFORE:
            self.transport.abort()
        else:
            total, number = int(fields["Pk_total"]), int(fields["Pk_number"])
            has_header, wants_report = bool(fields["TP_udhi"]), bool(fields["Registered_Delivery"])
            submit = Submit(gateway.new_id(), to, content, total, number, has_header, wants_report)
            gateway.take(submit)
            self._go_wrong(sequence, submit, fault)

    def _go_wrong(self, sequence: int, submit: Submit, fault: Fault) -> None:
        gateway = self._gateway
        wants = submit.wants_report and fault not in {Fault.NEVER_REPORTED, Fault.SILENT_UNREPORTED}
        if fault is Fault.REPORTED_FIRST:
            gateway.report(submit)
        if fault is Fault.CUT:
            self.transport.abort()
        elif fault in {Fault.SILENT, Fault.SILENT_UNREPORTED}:
            gateway.unanswered.append((self, sequence, submit.msg_id))
        else:
            self.say(sequence, submit.msg_id, 0)
        if wants and fault is not Fault.REPORTED_FIRST:
            gateway.report(submit, after=_LATE if fault is Fault.REPORTED_LATE else 0)
        if fault is Fault.REPORTED_TWICE and wants:
            gateway.report(submit)

    def say(self, sequence: int, msg_id: bytes, result: int) -> None:
        """Answer a submit."""
        self.transport.write(framed(ANSWER | SUBMIT, sequence, write(TABLES["resp"][self._form], {"Msg_Id": msg_id, "Result": result})))
