"""The gate at which events come in: shape, formats, subject; nothing of a faulty event is repeated (contract: Events in)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from broadcaster.domain.case_event import TYPES
from broadcaster.domain.errors import InvalidInput
from broadcaster.resources import folder
from broadcaster.services.event_schema import EventSchema
from tests.builders import (
    CASE_NUMBER,
    Body,
    bounty_granted,
    case,
    deleted,
    detained,
    listed,
    listing,
    notice_issued,
    performed,
    person,
    revoked,
)

SHAPE: dict[str, Any] = msgspec.json.decode((folder("config") / "schemas" / "case-event.schema.json").read_bytes())
SCHEMA = EventSchema(SHAPE)


def faults_of(body: object) -> dict[str, str]:
    """Return every fault by its pointer."""
    with pytest.raises(InvalidInput) as refused:
        SCHEMA.read(body)
    return {fault.pointer: fault.message for fault in refused.value.faults}


@pytest.mark.parametrize(
    "body",
    [listed(), revoked(), deleted(ground="performed"), performed(), detained(), bounty_granted(), notice_issued()],
    ids=lambda body: body["type"],
)
def test_a_right_event_is_read_with_its_identity_and_content(body: Body) -> None:
    """It is known by source and id, and kept whole."""
    arrival = SCHEMA.read(body)
    assert arrival.key == (body["source"], body["id"])
    assert msgspec.json.decode(arrival.body) == body


def test_every_type_of_the_schema_can_be_read() -> None:
    """The table of types and the shape name the same thirty-two."""
    assert set(SHAPE["properties"]["type"]["enum"]) == set(TYPES)


@pytest.mark.parametrize(
    ("broken", "pointer"),
    [
        ({"time": "2026-11-05"}, "/time"),
        ({"specversion": "0.3"}, "/specversion"),
        ({"type": "court.case.lost"}, "/type"),
        ({"source": "://"}, "/source"),
        ({"id": ""}, "/id"),
        ({"subject": "（2026）苏0114执999号"}, "/subject"),
        ({"data": {"case": case()}}, "/data"),
        ({"data": {"case": case(filed_on="2026-02-30"), "party": person(), "listing": listing()}}, "/data/case/filed_on"),
        ({"data": {"case": case(), "party": person(), "listing": listing(term_ends_on="9999-12-31")}}, "/data/listing/term_ends_on"),
        ({"data": {"case": case(filed_on="0001-01-01"), "party": person(), "listing": listing()}}, "/data/case/filed_on"),
        ({"time": "9999-12-31T23:59:59Z"}, "/time"),
        ({"data": {"case": case(), "party": person(party_id="P\0"), "listing": listing()}}, "/data/party/party_id"),
        ({"data": {"case": case(amount_due="1.234"), "party": person(), "listing": listing()}}, "/data/case/amount_due"),
        ({"data": {"case": case(), "party": person(email="nobody"), "listing": listing()}}, "/data/party/email"),
        ({"data": {"case": case(), "party": person(), "listing": listing(grounds=[7])}}, "/data/listing/grounds/0"),
        ({"data": {"case": case(), "party": person(), "listing": listing(grounds=[])}}, "/data/listing/grounds"),
    ],
)
def test_r1_what_breaks_the_shape_is_refused_where_it_breaks(broken: Body, pointer: str) -> None:
    """Formats are checked too; the subject must be the case."""
    assert set(faults_of(listed() | broken)) == {pointer}


def test_every_fault_is_told_at_once() -> None:
    """Whoever mends an event mends it once."""
    assert set(faults_of(listed() | {"time": "soon", "id": 3})) == {"/time", "/id"}


@pytest.mark.parametrize("body", [None, [], "text", 7, {}])
def test_what_is_no_event_at_all_is_refused(body: object) -> None:
    """Never an exception of another kind."""
    assert faults_of(body)


def test_r32_a_fault_never_repeats_the_value() -> None:
    """Rejected events end in logs and answers: no number may."""
    body = listed(person(email="320199198005060001@", mobile=19900000001, id_number=320199198005060001))
    said = " ".join(faults_of(body).values())
    assert "3201991980" not in said
    assert "1990000" not in said


def test_unknown_members_are_kept_and_ignored() -> None:
    """The court's system may tell more than we read."""
    body = listed(person(favourite_colour="红"), of=case(judge="x")) | {"traceparent": "00-abc"}
    assert b"favourite_colour" in SCHEMA.read(body).body


@pytest.mark.parametrize("party", [person(id_number="320199198005060002"), person(id_number=None), person("陈\ue863平")])
def test_a_fault_by_the_rules_is_no_fault_of_shape(party: Body) -> None:
    """A wrong check digit keeps an entry back later; the event is taken."""
    assert SCHEMA.read(listed(party)).event.case.number == CASE_NUMBER
