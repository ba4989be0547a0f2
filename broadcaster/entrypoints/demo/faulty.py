"""Events as careless systems send them: some again, some wrong."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

_AGAIN = 20


def duplicates_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return some events that were sent already, their members in another order."""
    return [dict(reversed(event.items())) for event in events[:: max(1, len(events) // _AGAIN)][:_AGAIN]]


def faulty_like(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one event for each fault that the intake must name."""
    without_court = _changed(event, "faulty-1")
    del without_court["data"]["case"]["court"]
    bad_date = _changed(event, "faulty-2")
    bad_date["data"]["case"]["filed_on"] = "2026-02-30"
    other_subject = _changed(event, "faulty-3") | {"subject": "（2026）苏0114执9999号"}
    unknown_type = _changed(event, "faulty-4") | {"type": "court.case.forgotten"}
    bad_amount = _changed(event, "faulty-5")
    bad_amount["data"]["case"]["amount_due"] = "一万元"
    other_content = deepcopy(event)
    other_content["data"]["case"]["cause"] = "另一案由"
    return [without_court, bad_date, other_subject, unknown_type, bad_amount, other_content]


def _changed(event: dict[str, Any], identity: str) -> dict[str, Any]:
    return deepcopy(event) | {"id": identity}
