"""Which event owes whom which notice (R92, R93)."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.grounds import Ground
from broadcaster.domain.notice_plan import Audience, Hold, Medium, NoticePlan
from broadcaster.resources import folder

TABLE = tomllib.loads((folder("config") / "notices.toml").read_text("utf-8"))
KINDS = {row["notice"] for rows in TABLE["on"].values() for row in rows} | {"verify_number"}
PLAN = NoticePlan.from_mapping(TABLE, dict.fromkeys(KINDS, tuple(Audience)))


@pytest.mark.parametrize(
    ("event", "to", "kinds"),
    [
        ("court.case.filed", Audience.APPLICANT, {"filing", "case_course", "enforcement_risk"}),
        ("court.enforcement.notice_issued", Audience.DEBTOR, {"perform_duty", "liability"}),
        ("court.assets.declaration_ordered", Audience.DEBTOR, {"declare_assets"}),
        ("court.case.termination_proposed", Audience.APPLICANT, {"termination_proposed"}),
        ("court.clue.received", Audience.CLUE_PROVIDER, {"clue_received"}),
        ("court.clue.answered", Audience.APPLICANT, {"clue_answered"}),
    ],
)
def test_r49_each_event_owes_its_notices_to_its_party(event: str, to: Audience, kinds: set[str]) -> None:
    """The applicant hears of his case, the debtor of his duty, the provider of his clue."""
    assert {row.notice for row in PLAN.rows_for(event) if row.to is to} >= kinds


def test_r92_what_demands_of_a_debtor_waits_for_asset_control() -> None:
    """An early message would warn a debtor to move assets; nobody else waits for it."""
    assert {"perform_duty", "liability", "declare_assets"} <= PLAN.kinds_waiting_for_asset_control()
    assert {row.to for row in PLAN.rows if row.hold is Hold.ASSET_CONTROL} == {Audience.DEBTOR}


def test_a_debtor_who_paid_yesterday_gets_no_threat_today() -> None:
    """Whatever demands of him rests on his not having paid."""
    demands = [row for row in PLAN.rows if row.hold is Hold.ASSET_CONTROL]
    assert demands
    assert all(Ground.UNPAID in row.grounds for row in demands)


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
        ("court.case.filed", {"channels": []}, "/on/court.case.filed/0"),
        ("court.case.filed", {"chain": ["sms", "email"]}, "/on/court.case.filed/0"),
        ("court.case.filed", {"while": ["rich"]}, "while/0"),
        ("court.case.lost", {}, "/on/court.case.lost"),
    ],
)
def test_a_row_that_names_what_there_is_not_is_refused(event: str, change: dict[str, Any], pointer: str) -> None:
    """An unknown notice, role, channel, hold or event stops the start, not the sending."""
    row = {"notice": "filing", "to": "applicant", "channels": ["sms"]} | change
    with pytest.raises(InvalidInput, match=pointer):
        NoticePlan.from_mapping(
            {"unconfirmed": TABLE["unconfirmed"], "on": {event: [row]}}, {"filing": (Audience.APPLICANT,), "verify_number": ()}
        )


def test_the_neutral_notice_must_exist() -> None:
    """A plan without it could not keep silent."""
    with pytest.raises(InvalidInput, match="/unconfirmed/notice"):
        NoticePlan.from_mapping({"unconfirmed": {"notice": "nothing", "channels": []}, "on": {}}, {})
