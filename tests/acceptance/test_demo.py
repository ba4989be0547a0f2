"""What the demo leaves behind after a court's month, sentence by sentence of the main job."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import zxingcpp
from PIL import Image

from tests.acceptance.conftest import run_demo
from tests.acceptance.court_month import FULL_ID, age_on, parties, pdf_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.court_month import CourtMonth, Told

PUBLISHED = date(2026, 11, 14)
CLOSING = "法院不会要求扫码付款或转账到个人账户。"
FORBIDDEN = re.compile("老赖|通缉|缉拿|人肉|抓捕")
FAMILY = re.compile("抚养|赡养|扶养|离婚|同居|监护|探望|收养|继承|人身安全|医疗损害|隐私权")
_GRANTED = "SELECT each.value ->> 'entry' AS entry FROM lists, json_each(lines) each WHERE each.value ->> '$.grants.photo' <> ''"
DEBTOR_TEXTS = ("enforcement.notice_issued", "assets.declaration_ordered")


def test_it_ends_by_itself_with_exit_0(month: CourtMonth) -> None:
    """The demo ends by itself and says that all went well."""
    assert month.exit_code == 0, month.printed[-2000:]


def test_the_summary_has_the_agreed_shape(month: CourtMonth) -> None:
    """summary.json holds what the contract lists and nothing else."""
    told = month.summary
    assert list(told) == ["events", "notices", "deliveries", "lists", "artifacts", "placements", "feeds", "withdrawals", "seconds"]
    assert set(told["events"]) == {"accepted", "duplicates", "rejected"}
    assert set(told["artifacts"]) == {"slides", "posters", "pages"}
    assert set(told["withdrawals"]) == {"done", "pending"}
    assert all(set(each) == {"id", "kind", "month", "entries", "excluded"} for each in told["lists"])
    assert all(set(feed) == {"head", "published", "withdrawn"} for feeds in told["feeds"].values() for feed in feeds.values())


def test_every_event_is_taken_once(month: CourtMonth) -> None:
    """Each event of the month is accepted once, what is sent again is a duplicate, and each faulty one is rejected."""
    assert month.summary["events"] == {"accepted": len(month.events), "duplicates": 20, "rejected": 6}


def test_the_same_month_has_the_same_outcome(tmp_path: Path) -> None:
    """Run twice, the demo tells the same."""
    first, second = (run_demo(tmp_path / name, 12).summary for name in ("first", "second"))
    assert first | {"seconds": 0} == second | {"seconds": 0}


def test_every_slide_is_a_screen_s_size_with_a_code_to_verify_it(month: CourtMonth) -> None:
    """Each slide opens as a PNG of 1920 by 1080, and its QR code leads to the entry's page of verification and says nothing else."""
    slides = {path.stem: path for path in month.out.glob("lists/*/slides/*.png")}
    assert set(slides) == {each.stem for each in month.shown}
    assert len(slides) == month.summary["artifacts"]["slides"] > 50
    for each in month.shown:
        with Image.open(slides[each.stem]) as slide:
            assert (slide.format, slide.size) == ("PNG", (1920, 1080))
            codes = [found.text for found in zxingcpp.read_barcodes(slide)]
        assert len(codes) == 1
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/v/{re.escape(each.code)}", codes[0])
        assert not set(each.name) & set(codes[0])


def test_every_poster_names_its_people(month: CourtMonth) -> None:
    """The posters name everyone whom a community's board is to show."""
    named = "".join(pdf_text(path.read_bytes()) for path in month.out.glob("lists/*/posters/*.pdf"))
    boards = {each["entry"] for each in month.placements if each["channel"] == "board_print" and each["wanted"] == "shown"}
    on_boards = [each for each in month.shown if each.entry in boards]
    assert len(on_boards) > 10
    for each in on_boards:
        assert "".join(each.name.split()) in named


def test_the_posters_that_hang_name_nobody_who_is_gone(month: CourtMonth) -> None:
    """No sheet that hangs at the end names anyone whom it should not show."""
    for board in {each["place"] for each in month.placements if each["channel"] == "board_print"}:
        here = [each for each in month.placements if each["channel"] == "board_print" and each["place"] == board]
        hanging = "".join(_hanging(month, str(each["artifact"])) for each in here if each["wanted"] == "shown")
        for each in here:
            case_number, name = _who(month, each)
            if each["wanted"] != "shown":
                assert f"{name}" not in hanging or case_number not in hanging


def test_no_full_number_is_in_any_file(month: CourtMonth) -> None:
    """No full ID number is in any file or file name, be it picture, page, message, mail, log, queue or database."""
    for path in month.files():
        assert not FULL_ID.search(path.read_bytes()), path.name
        assert not FULL_ID.search(path.name.encode())
    for where, text in month.texts():
        assert not FULL_ID.search(text.encode()), where


def test_no_minor_is_shown(month: CourtMonth) -> None:
    """Nobody under 18 is on any list or in any feed (R3)."""
    minors = {key for key, party in month.people.items() if "id_number" in party and age_on(party, PUBLISHED) < 18}
    assert minors
    assert not minors & _on_lists(month)


def test_nobody_in_grace_is_shown(month: CourtMonth) -> None:
    """Whose period of grace runs is on no list (R17)."""
    in_grace = {
        _who_is_told(event) for event in month.of("debtor.listed") if event["data"]["listing"].get("grace_ends_on", "") >= str(PUBLISHED)
    }
    alone = {key for key in in_grace if sum(_who_is_told(event) == key for event in month.of("debtor.listed")) == 1}
    assert alone
    assert not alone & _on_lists(month, "exposure")


def test_nobody_revoked_before_is_on_the_list(month: CourtMonth) -> None:
    """Whose listing was revoked or deleted before publication hangs nowhere."""
    early = {_who_is_told(event) for event in month.of("debtor.listing_revoked", "debtor.listing_deleted") if _day(event) < PUBLISHED}
    assert early
    assert not [each for key in early for each in month.places_of(*key) if each["seen"] == "shown"]


def test_no_family_cause_is_shown(month: CourtMonth) -> None:
    """No case of a family, and none that was heard in private, is on any list (R99)."""
    private = {
        event["subject"]
        for event in month.events
        if FAMILY.search(event["data"]["case"]["cause"]) or event["data"]["case"].get("closed_from_public")
    }
    assert private
    assert not private & {each.case_number for each in month.shown}


def test_no_student_s_campus_loan_is_shown(month: CourtMonth) -> None:
    """A full-time student with a campus loan is on no list (R18)."""
    students = {
        _who_is_told(event)
        for event in month.of("debtor.listed")
        if event["data"]["party"].get("full_time_student") and event["data"]["listing"].get("campus_loan")
    }
    assert students
    assert not students & _on_lists(month, "exposure")


def test_only_photos_that_were_granted_are_shown(month: CourtMonth) -> None:
    """A photo is shown exactly where two people granted it by name, and only one whose date and matching officer are known (R98)."""
    granted = {
        str(row["entry"])
        for row in month.rows("SELECT j.value ->> 'entry' AS entry FROM lists, json_each(lines) j WHERE j.value ->> '$.grants.photo' <> ''")
    }
    with_photo = [each for each in month.shown if each.has_photo]
    assert {each.entry for each in with_photo} == granted
    assert granted
    for each in with_photo:
        party = month.people[each.case_number, each.name]
        assert party["kind"] == "person"
        assert party["photo"]["taken_on"]
        assert party["photo"]["matched_by"]


def test_a_photo_of_two_people_is_shown_of_neither(month: CourtMonth) -> None:
    """Where two people have one and the same photo it is shown of neither (R98)."""
    owners: dict[str, set[str]] = {}
    for party in month.people.values():
        if "photo" in party:
            owners.setdefault(party["photo"]["path"], set()).add(party["id_number"])
    for each in month.shown:
        if each.has_photo:
            assert len(owners[month.people[each.case_number, each.name]["photo"]["path"]]) == 1


def test_every_sms_bears_one_signature_and_the_warning(month: CourtMonth) -> None:
    """Each text begins with the court's signature, has no second one, and ends with the warning against swindlers (R62, R109)."""
    assert len(month.sms) > 300
    for each in month.sms:
        assert each.text.startswith("【雨花台法院】")
        assert each.text.count("【") == each.text.count("】") == 1
        assert each.text.endswith(CLOSING)


def test_no_sms_disturbs_the_night(month: CourtMonth) -> None:
    """No text arrives between 20:00 and 08:00 (R68), though events came at night."""
    assert any(event["time"][11:13] >= "20" for event in month.of("case.filed", *DEBTOR_TEXTS))
    assert all(time(8) <= each.at.time() < time(20) for each in month.sms)


def test_no_debtor_is_warned_before_assets_are_secured(month: CourtMonth) -> None:
    """A debtor hears nothing by text before the control of his assets is done or is known not to be needed (R92)."""
    told = 0
    for event in month.of(*DEBTOR_TEXTS):
        party, secured_at = event["data"]["party"], _secured_at(month, event)
        numbers = {party["mobile"]} | {each["mobile"] for each in party.get("representatives", ())}
        for each in month.sms:
            if each.to in numbers and event["subject"] in each.text:
                told += 1
                assert secured_at is not None
                assert each.at >= secured_at
    assert told > 100


def test_an_unconfirmed_number_learns_nothing(month: CourtMonth) -> None:
    """A number that nobody confirmed gets the neutral text alone: no name, no case, no debt (R93)."""
    unconfirmed = {party["mobile"] for party in month.people.values() if not party.get("mobile_confirmed_on")}
    got = [each.text for each in month.sms if each.to in unconfirmed]
    assert got
    assert len(set(got)) == 1
    assert not re.search(r"执\d+号|元|" + "|".join(map(re.escape, {party["name"] for party in month.people.values()})), got[0])


def test_a_minor_s_own_number_gets_nothing(month: CourtMonth) -> None:
    """No text goes to the number of a person under 18 (R93)."""
    minors = {party["mobile"] for party in month.people.values() if "id_number" in party and age_on(party, PUBLISHED) < 18}
    assert minors
    assert not minors & {each.to for each in month.sms}


def test_who_was_revoked_or_has_paid_is_gone_with_proof(month: CourtMonth) -> None:
    """After a revocation or a verified payment every place is wanted gone, and was seen gone at a known time (R11, R89, R95)."""
    paid = [event for event in month.of("debtor.performed") if event["data"]["proof"] == "verified"]
    revoked = [event for event in month.of("debtor.listing_revoked", "debtor.listing_deleted") if _only_listing(month, event)]
    places = [each for event in paid + revoked for each in month.places_of(*_who_is_told(event))]
    assert len({each["channel"] for each in places}) == 3
    assert {each["wanted"] for each in places} == {"gone"}
    assert {each["seen"] for each in places} == {"gone"}
    assert all(each["seen_at"] for each in places)


def test_who_showed_a_receipt_is_not_shown_meanwhile(month: CourtMonth) -> None:
    """While a receipt is checked the person is shown nowhere (R91)."""
    waiting = [event for event in month.of("debtor.performed") if event["data"]["proof"] == "receipt_shown"]
    places = [each for event in waiting for each in month.places_of(*_who_is_told(event))]
    assert places
    assert all(each["wanted"] in ("paused", "gone") and each["seen"] in ("gone", "never") and each["seen_at"] for each in places)


def test_no_output_uses_a_forbidden_word(month: CourtMonth) -> None:
    """No page, poster, text, mail or table uses a word that the rules forbid (R109)."""
    seen = [where for where, text in month.texts() if FORBIDDEN.search(text)]
    assert not seen


def _on_lists(month: CourtMonth, kind: str = "") -> set[tuple[str, str]]:
    return {(each.case_number, each.name) for each in month.shown if each.list_id.startswith(kind)}


def _who_is_told(event: Told) -> tuple[str, str]:
    return event["subject"], event["data"]["party"]["name"]


def _day(event: Told) -> date:
    return datetime.fromisoformat(event["time"]).date()


def _only_listing(month: CourtMonth, event: Told) -> bool:
    listed = [each for each in month.of("debtor.listed") if _who_is_told(each) == _who_is_told(event)]
    return len(listed) == 1


def _secured_at(month: CourtMonth, event: Told) -> datetime | None:
    """Return when the control of assets was first said to be done or not needed."""
    for each in month.events:
        about = each["subject"] == event["subject"] and event["data"]["party"]["party_id"] in {party["party_id"] for party in parties(each)}
        if about and (each["type"] == "court.assets.control_completed" or each["data"].get("asset_control") in ("done", "not_needed")):
            return datetime.fromisoformat(each["time"])
    return None


def _hanging(month: CourtMonth, sha256: str) -> str:
    return pdf_text((month.home / "blobs" / sha256[:2] / sha256).read_bytes())


def _who(month: CourtMonth, placement: Told) -> tuple[str, str]:
    shown = next(each for each in month.shown if each.entry == placement["entry"])
    return shown.case_number, shown.name
