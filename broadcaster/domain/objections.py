"""An objection as it is handed in at the door for the listed person: what, by whom, with which proof (R16, R112)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deadlines import DISPUTE_WORKING_DAYS, OBJECTION_DAYS
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.names import LONGEST_UNIT, read_name
from broadcaster.domain.replies import national_number
from broadcaster.domain.written import is_mobile, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from broadcaster.domain.calendar import LastDay, WorkingCalendar

OBJECTION_TASK: Final = "objection_received"
"""The task that an objection opens."""
SHORTEST: Final = 5
LONGEST: Final = 1_000
MOST_PROOFS: Final = 3
MOST_PROOF_BYTES: Final = 5 * 1024 * 1024
PDF: Final = "application/pdf"
_BEGINNINGS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": PDF}


class ObjectionKind(StrEnum):
    """What is objected, in the words of `court.objection.filed`."""

    NOT_ME = "not_me"
    INACCURATE = "inaccurate"
    PERFORMED = "performed"
    SHOULD_NOT_BE_LISTED = "should_not_be_listed"


class Relation(StrEnum):
    """Who writes."""

    SELF = "self"
    AGENT = "agent"
    LEGAL_REPRESENTATIVE = "legal_representative"


class ObjectionOutcome(StrEnum):
    """What staff found; the decision itself is told by the case system."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class ObjectionText:
    """Who wrote what; its repr shows nothing."""

    relation: Relation = field(repr=False)
    name: str = field(repr=False)
    mobile: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """A file of evidence, its type read from its content."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Objection:
    """A form that was filled in rightly."""

    kind: ObjectionKind
    written: ObjectionText
    proofs: tuple[Proof, ...] = ()


def read_objection(given: Mapping[str, str], files: Sequence[bytes] = ()) -> Objection:
    """Read the form. Raises `InvalidInput` naming every faulty field, never quoting one.

    Fields: kind, relation, name, mobile, text, agreed; the faults of `files` are told as /proof.
    """
    if faults := (*_faults(given), *_faults_of(files)):
        raise InvalidInput(*faults)
    written = ObjectionText(
        relation=Relation(given["relation"]),
        name=read_name(given["name"], is_unit=True).name,
        mobile=national_number(given["mobile"]),
        text=printable(given["text"]),
    )
    return Objection(ObjectionKind(given["kind"]), written, tuple(Proof(_media_type(each), each) for each in files))


def _faults(given: Mapping[str, str]) -> Iterator[Fault]:
    for field_, choices in (("kind", ObjectionKind), ("relation", Relation)):
        if given.get(field_, "") not in choices.__members__.values():
            yield Fault(f"/{field_}", "must be one of those offered")
    try:
        read_name(given.get("name", ""), is_unit=True)
    except InvalidInput:
        yield Fault("/name", f"must be a name of 1 to {LONGEST_UNIT} printable characters")
    if not is_mobile(given.get("mobile", "")):
        yield Fault("/mobile", "must be a mobile number of eleven digits")
    if not SHORTEST <= len(printable(given.get("text", ""))) <= LONGEST:
        yield Fault("/text", f"must have {SHORTEST} to {LONGEST} characters")
    if not given.get("agreed"):
        yield Fault("/agreed", "must be agreed to")


def _faults_of(files: Sequence[bytes]) -> Iterator[Fault]:
    if len(files) > MOST_PROOFS:
        yield Fault("/proof", f"must be at most {MOST_PROOFS} files")
    if any(len(each) > MOST_PROOF_BYTES for each in files):
        yield Fault("/proof", f"must be at most {MOST_PROOF_BYTES // 1024 // 1024} MiB each")
    if not all(_media_type(each) for each in files):
        yield Fault("/proof", "must be JPEG, PNG or PDF files")


def _media_type(content: bytes) -> str:
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), "")


def review_due(received_on: date) -> date:
    """Return the last day of the court's review (art 12, R16)."""
    return received_on + timedelta(days=OBJECTION_DAYS)


def pause_due(received_on: date, calendar: WorkingCalendar) -> LastDay:
    """Return by when the court decides on a pause where somebody says that it is not he (R112)."""
    return calendar.earliest_reading(received_on, DISPUTE_WORKING_DAYS)
