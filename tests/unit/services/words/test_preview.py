"""What a notice would read like, cost, and whether and why it would go: nothing is written or sent, and no database is needed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from broadcaster.bootstrap.words import preview_without_house, sample_bodies
from broadcaster.domain.case_event import read
from broadcaster.domain.errors import InvalidInput, NotFound
from broadcaster.domain.notice_plan import Medium
from broadcaster.services.words.examples import Examples
from broadcaster.services.words.preview import NoticePreview, Preview, Would
from broadcaster.settings import read_settings
from tests.builders import applicant, case, event, moment, notice_issued, performed, person

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builders import Body

SETTINGS = read_settings({"BROADCASTER__CARRIERS__SMS_TWILIO__COST": "0.05"})
PREVIEW = preview_without_house(SETTINGS)
MORNING, NIGHT = moment("2026-11-05", "10:00"), moment("2026-11-05", "21:30")
KINDS = sorted(PREVIEW.texts.audiences)
EXAMPLES = Examples(read=sample_bodies, plan=PREVIEW.plan, preview=PREVIEW)


def filed(**told: Any) -> Body:  # noqa: ANN401 - any member of the schema
    """Return the filing of a case."""
    return event("case.filed", parties=[applicant(**told)])


def sms(kind: str, body: Body, shown: NoticePreview = PREVIEW) -> Preview:
    """Return the SMS of a kind in the morning."""
    return next(each for each in shown.of(kind, body, MORNING) if each.medium is Medium.SMS)


def test_a_preview_is_the_text_its_segments_and_its_price() -> None:
    """The signature counts, and a carrier's price is per segment."""
    shown = sms("filing", filed())
    assert shown.text
    assert shown.text.text.startswith("【雨花台法院】毛晓海：您申请执行的")
    assert (shown.would, shown.reason, shown.version) == (Would.NOW, "", 1)
    assert shown.segments == -(-shown.units // 67)
    assert shown.price == Decimal("0.05") * shown.segments
    assert sms("filing", filed(), preview_without_house(read_settings({}))).price is None


def test_every_recipient_and_medium_is_shown() -> None:
    """The party by SMS and mail, the lawyer by SMS."""
    lawyer = {"kind": "lawyer", "name": "郑律师", "mobile": "19900000666", "mobile_confirmed_on": "2026-10-01"}
    shown = PREVIEW.of("filing", filed(email="a@example.com", representatives=[lawyer]), MORNING)
    assert [(each.recipient, each.medium) for each in shown] == [("self", "sms"), ("self", "email"), ("lawyer/1", "sms")]


@pytest.mark.parametrize(("asset_control", "would"), [("pending", Would.HELD), ("done", Would.NOW), ("not_needed", Would.NOW)])
def test_r92_a_debtor_s_notice_waits_for_asset_control(asset_control: str, would: Would) -> None:
    """As far as the event itself says."""
    shown = sms("perform_duty", notice_issued(asset_control=asset_control))
    assert shown.would is would
    assert shown.reason == ("R92.asset_control" if would is Would.HELD else "")


def test_r93_an_unconfirmed_number_gets_the_neutral_message_alone() -> None:
    """The notice is held, and the other may be previewed from the same event."""
    body = filed(mobile_confirmed_on=None)
    assert (sms("filing", body).would, sms("filing", body).reason) == (Would.HELD, "R93.number_unconfirmed")
    assert sms("verify_number", body).would is Would.NOW


def test_r55_who_has_no_address_is_named_as_such() -> None:
    """Held until there is one."""
    assert sms("filing", filed(mobile=None, mobile_confirmed_on=None)).reason == "R55.no_address"


def test_r68_at_night_it_says_when_it_would_go() -> None:
    """The next morning at eight; what is urgent goes at once."""
    shown = PREVIEW.of("filing", filed(), NIGHT)[0]
    assert (shown.would, shown.reason, shown.at) == (Would.LATER, "R68.quiet_hours", moment("2026-11-06", "08:00"))
    alarm = next(body for body in sample_bodies() if body["type"] == "broadcaster.alarm.raised")
    assert PREVIEW.of("duty_alert", alarm, NIGHT)[0].would is Would.NOW


def test_r52_a_missing_fact_is_named() -> None:
    """Nothing is guessed, and there is no text."""
    told = notice_issued()
    told["data"]["case"] = case(officer=None)
    shown = sms("perform_duty", told)
    assert (shown.would, shown.text) == (Would.NEVER, None)
    assert shown.missing == ("case.officer.name", "case.officer.phone")


def test_r109_the_words_that_stop_it_are_told() -> None:
    """Which kind of breach, and the word."""
    clue = {"clue_id": "C1", "received_on": "2026-11-01", "answer": "已缉" + "拿归案", "answered_on": "2026-11-05"}
    shown = sms("clue_answered", event("clue.answered", party=applicant(), clue=clue))
    assert (shown.would, shown.reason) == (Would.NEVER, "R109.forbidden_wording")
    assert "缉" + "拿" in shown.refused


def test_in_test_mode_it_says_that_the_reader_is_no_guest(tmp_path: Path) -> None:
    """A guest would be written to."""
    (tmp_path / "settings.toml").write_text('[test_mode]\nguests = ["199 0000 0001"]\n')
    shown = preview_without_house(read_settings({"BROADCASTER_CONFIG": str(tmp_path)}))
    assert (sms("filing", filed(), shown).would, sms("filing", filed(), shown).reason) == (Would.NEVER, "test_mode.not_a_guest")
    assert sms("filing", filed(mobile="19900000001"), shown).would is Would.NOW


def test_a_ground_that_is_gone_is_seen_where_the_case_is_known() -> None:
    """A debtor who paid gets no threat; from the event alone it is only said what will be looked at."""
    body = notice_issued(asset_control="done")
    known = [read(performed())]
    assert "ground_gone.unpaid" in sms("perform_duty", body).checks
    shown = PREVIEW.of("perform_duty", body, MORNING, known=known)[0]
    assert (shown.would, shown.reason) == (Would.NEVER, "ground_gone.unpaid")


def test_r94_nobody_writes_to_the_dead() -> None:
    """Where the case says so."""
    died = event("party.status_changed", party=person(), status="deceased", since="2026-11-01")
    shown = PREVIEW.of("perform_duty", notice_issued(asset_control="done"), MORNING, known=[read(died)])[0]
    assert (shown.would, shown.reason) == (Would.NEVER, "R94.deceased")


def test_what_is_no_event_and_what_is_no_kind_is_refused() -> None:
    """With the field, or the name."""
    with pytest.raises(InvalidInput):
        PREVIEW.of("filing", {"type": "court.case.filed"}, MORNING)
    with pytest.raises(InvalidInput):
        PREVIEW.of("duty_alert", {"type": "broadcaster.alarm.raised"}, MORNING)
    with pytest.raises(NotFound):
        PREVIEW.of("no_such_kind", filed(), MORNING)


def test_an_event_that_owes_nothing_of_a_kind_shows_nothing() -> None:
    """A filing is no listing."""
    assert PREVIEW.of("listed", filed(), MORNING) == ()


def test_no_name_number_or_text_is_in_a_repr() -> None:
    """What is logged by accident tells nothing."""
    assert not any(word in repr(PREVIEW.of("filing", filed(), MORNING)) for word in ("毛晓海", "19900000378", "申请执行"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_can_be_written(kind: str) -> None:
    """Whoever looks at a text sees it filled in, by SMS or mail."""
    assert EXAMPLES.of(kind, MORNING)


@pytest.mark.parametrize("kind", KINDS)
def test_r52_every_kind_can_be_written_without_its_optional_facts(kind: str) -> None:
    """An officer's telephone that nobody told keeps no notice back."""
    missing = {fact for each in EXAMPLES.previews(kind, PREVIEW.texts, MORNING) for fact in each.missing}
    assert missing & set(PREVIEW.texts.card(kind).optional) == set()


def test_the_examples_name_nobody_real() -> None:
    """Numbers of the occasions are synthetic."""
    for body in sample_bodies():
        if body["type"].startswith("broadcaster."):
            told = json.dumps(body)
            assert all(number.startswith("1990000") for number in told.split('"') if number.isdecimal() and len(number) == 11)
