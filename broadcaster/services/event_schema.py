"""Whether an event has the agreed shape: case-event.schema.json with its formats, every fault named at once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import msgspec

from broadcaster.domain import case_event
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.ports.case_book import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FAULTS = 20
_ESCAPED_NUL = rb"\u0000"
"""PostgreSQL keeps no text with this character: one such event would spoil everything that is committed with it."""


class EventSchema:
    """Reads events that keep to the schema and refuses all others."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Compile the schema (JSON Schema 2020-12). Faults never repeat a value: it may be a number that belongs in no log."""
        self._validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True, mask="the value")

    def read(self, body: object) -> Arrival:
        """Read one decoded event; raise `InvalidInput` with a pointer to every fault."""
        if not isinstance(body, dict) or not self._validator.is_valid(body):
            raise InvalidInput(*self._faults(body))
        if body["subject"] != body["data"]["case"]["number"]:
            raise InvalidInput(Fault("/subject", "must be the case number of /data/case/number"))
        canonical = case_event.canonical(body)
        if _ESCAPED_NUL in canonical and (faults := tuple(_nuls(body, ""))):
            raise InvalidInput(*faults)
        try:
            return Arrival(case_event.read(body), case_event.digest_of(canonical), canonical)
        except msgspec.ValidationError as error:
            raise InvalidInput(Fault("", str(error))) from error

    def _faults(self, body: object) -> list[Fault]:
        errors = islice(self._validator.iter_errors(body), _MOST_FAULTS)
        return [Fault("".join(f"/{part}" for part in error.instance_path), error.message) for error in errors]


def _nuls(value: object, pointer: str) -> Iterator[Fault]:
    """Find every text that holds the character U+0000."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _nuls(each, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _nuls(each, f"{pointer}/{place}")
    elif isinstance(value, str) and "\0" in value:
        yield Fault(pointer, "must not hold the character U+0000")
