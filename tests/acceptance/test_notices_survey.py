"""Questionnaires to both sides at conclusion (R60, R104, plan 三.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.post import FRAUD, posted
from tests.builders import applicant, event, person

if TYPE_CHECKING:
    from tests.acceptance.online import Online


async def test_r104_both_sides_get_a_short_link_and_a_way_to_opt_out(court: Online) -> None:
    """One per case and party; the link holds no identity, the court's domain stands beside it, TD 退订 ends it."""
    await court.tell(event("case.concluded", parties=[applicant(), person()], outcome="fully_performed"))
    asked = [each for each in await posted(court) if each.kind == "survey"]
    assert {each.to for each in asked} == {"19900000378", "19900000001"}
    assert {(each.channel, each.due) for each in asked} == {("sms_twilio", "2026-11-05 10:00")}
    for each in asked:
        assert f"{court.url}/surveys/" in each.text
        assert f"网址属本院域名{court.house.settings.court.domain}" in each.text
        assert "不愿接收问卷的，回复TD退订" in each.text
        assert each.text.endswith(FRAUD)
    assert len({each.text for each in asked}) == 2
