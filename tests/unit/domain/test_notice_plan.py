"""Which event owes whom which notice (R92, R93)."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.notice_plan import Hold, Medium, NoticePlan
from broadcaster.domain.parties import Role
from broadcaster.resources import folder

TABLE = tomllib.loads((folder("config") / "notices.toml").read_text("utf-8"))
KINDS = {row["notice"] for rows in TABLE["on"].values() for row in rows} | {"verify_number"}
PLAN = NoticePlan.from_mapping(TABLE, dict.fromkeys(KINDS, tuple(Role)))


@pytest.mark.parametrize(
    ("event", "role", "kinds"),
    [
        ("court.case.filed", Role.APPLICANT, ["filing", "case_course", "enforcement_risk"]),
        ("court.enforcement.notice_issued", Role.DEBTOR, ["perform_duty", "liability"]),
        ("court.assets.declaration_ordered", Role.DEBTOR, ["declare_assets"]),
        ("court.case.termination_proposed", Role.APPLICANT, ["termination_proposed"]),
        ("court.clue.received", Role.CLUE_PROVIDER, ["clue_received"]),
        ("court.clue.answered", Role.APPLICANT, ["clue_answered"]),
        ("court.debtor.listed", Role.DEBTOR, []),
    ],
)
def test_r49_each_event_owes_its_notices_to_its_party(event: str, role: Role, kinds: list[str]) -> None:
    """The applicant hears of his case, the debtor of his duty, the provider of his clue."""
    assert [row.notice for row in PLAN.rows_for(event) if row.to is role] == kinds


def test_r92_every_debtor_notice_waits_for_asset_control_and_no_other_does() -> None:
    """An early message would warn a debtor to move assets."""
    rows = [row for event in TABLE["on"] for row in PLAN.rows_for(event)]
    assert {row.to is Role.DEBTOR for row in rows if row.hold is Hold.ASSET_CONTROL} == {True}
    assert {row.to is Role.DEBTOR for row in rows if row.hold is None} == {False}


def test_r93_an_unconfirmed_number_gets_the_neutral_text_by_sms_alone() -> None:
    """Nothing else may go there."""
    assert (PLAN.unconfirmed.notice, PLAN.unconfirmed.channels) == ("verify_number", (Medium.SMS,))


@pytest.mark.parametrize(
    ("event", "change", "pointer"),
    [
        ("court.case.filed", {"notice": "greeting"}, "/on/court.case.filed/0/notice"),
        ("court.case.filed", {"to": "debtor"}, "/on/court.case.filed/0/to"),
        ("court.case.filed", {"channels": ["pigeon"]}, "channels/0"),
        ("court.case.filed", {"hold": "weather"}, "hold"),
        ("court.case.lost", {}, "/on/court.case.lost"),
    ],
)
def test_a_row_that_names_what_there_is_not_is_refused(event: str, change: dict[str, Any], pointer: str) -> None:
    """An unknown notice, role, channel, hold or event stops the start, not the sending."""
    row = {"notice": "filing", "to": "applicant", "channels": ["sms"]} | change
    with pytest.raises(InvalidInput, match=pointer):
        NoticePlan.from_mapping(
            {"unconfirmed": TABLE["unconfirmed"], "on": {event: [row]}}, {"filing": (Role.APPLICANT,), "verify_number": ()}
        )


def test_the_neutral_notice_must_exist() -> None:
    """A plan without it could not keep silent."""
    with pytest.raises(InvalidInput, match="/unconfirmed/notice"):
        NoticePlan.from_mapping({"unconfirmed": {"notice": "nothing", "channels": []}, "on": {}}, {})
