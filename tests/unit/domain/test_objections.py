"""Objections as they are handed in: what, by whom, with which proof, reviewed by a day (R16, R112)."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from broadcaster.domain.calendar import WorkingCalendar, YearTable
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.objections import MOST_PROOF_BYTES, ObjectionKind, Relation, pause_due, read_objection, review_due
from broadcaster.resources import folder

TABLES = [YearTable.from_mapping(tomllib.loads(path.read_text("utf-8"))) for path in (folder("config") / "calendar").glob("*.toml")]
CALENDAR = WorkingCalendar({table.year: table for table in TABLES})
FORM = {"kind": "not_me", "relation": "self", "name": "林听潮", "mobile": "19900000378", "text": "身份证号码不同，不是我。", "agreed": "1"}
JPEG, PNG, PDF = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"


def faults(given: dict[str, str], *files: bytes) -> list[str]:
    """Return where a form is refused."""
    with pytest.raises(InvalidInput) as told:
        read_objection(given, files)
    return [fault.pointer for fault in told.value.faults]


def test_r112_an_objection_says_what_and_who_and_hides_both() -> None:
    """It is read as written elsewhere; no log shows anything of it."""
    objection = read_objection(FORM | {"name": " 林听潮 ", "mobile": "+86 199 0000 0378", "text": f" {FORM['text']}\u202e"})
    written = objection.written
    assert (objection.kind, written.relation) == (ObjectionKind.NOT_ME, Relation.SELF)
    assert (written.name, written.mobile, written.text) == (FORM["name"], FORM["mobile"], FORM["text"])
    assert "林听潮" not in repr(objection)


def test_every_fault_is_told_at_once() -> None:
    """Whoever fills the form mends it in one go."""
    assert faults({}) == ["/kind", "/relation", "/name", "/mobile", "/text", "/agreed"]
    assert faults(FORM | {"kind": "angry", "text": "字" * 1001}, b"GIF89a") == ["/kind", "/text", "/proof"]


def test_proof_is_told_by_its_content() -> None:
    """Not by the name of the file."""
    assert [each.media_type for each in read_objection(FORM, [JPEG, PNG, PDF]).proofs] == ["image/jpeg", "image/png", "application/pdf"]


@pytest.mark.parametrize("files", [[JPEG] * 4, [JPEG + bytes(MOST_PROOF_BYTES)], [b"MZ\x90"], [b"<html>%PDF-"]])
def test_no_more_proof_than_three_files_of_five_megabytes(files: list[bytes]) -> None:
    """And nothing but pictures and PDF."""
    assert faults(FORM, *files) == ["/proof"]


def test_r16_the_review_takes_fifteen_days() -> None:
    """Holidays count."""
    assert review_due(date(2026, 9, 25)) == date(2026, 10, 10)


def test_r112_a_pause_is_decided_on_the_next_working_day() -> None:
    """After a holiday where it comes before one."""
    assert pause_due(date(2026, 11, 23), CALENDAR).due_on == date(2026, 11, 24)
    assert pause_due(date(2026, 9, 30), CALENDAR).due_on == date(2026, 10, 8)
