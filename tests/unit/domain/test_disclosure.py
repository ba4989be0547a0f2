"""What the public and each agency may read of an entry (art 6, art 8; R29-R34, R44, R45, R48)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.agencies import AgencyPolicy
from broadcaster.domain.disclosure import PublicEntry, agency_fields, content_digest, public_entry
from broadcaster.domain.entries import EntryKey, EntryKind
from broadcaster.domain.masking import contains_full_number
from broadcaster.domain.parties import Office
from tests.builders import (
    LISTING,
    TODAY,
    Body,
    as_told,
    bounty_granted,
    case,
    detained,
    event,
    id_number,
    listed,
    listing_with_term,
    person,
    unit,
)

PHOTO = {"path": "photos/1.jpg", "source": "公安机关", "taken_on": "2026-01-02", "matched_by": "钱法官"}
OFFICES = [{"office": "npc_deputy", "unit": "示例人大"}, {"office": "party_member", "unit": "示例党委"}]
ALL_FIELDS = (
    "sex",
    "age",
    "id_number",
    "id_number_masked",
    "uscc",
    "legal_representative",
    "filed_on",
    "grounds",
    "public_offices",
    "bounty",
)
DETENTION = EntryKey(EntryKind.BOUNTY_PERSON, "D1")
PRINCIPAL = {"name": "周示例", "id_number": id_number(date(1975, 3, 4)), "role": "法定代表人"}


def shown(*bodies: Body, key: EntryKey = LISTING, granted: tuple[str, ...] = ()) -> PublicEntry:
    """Return what the public may read."""
    return public_entry(as_told(*bodies), key, entry="e1", today=TODAY, granted=granted)


def policy(*fields: str, offices: frozenset[Office] = frozenset()) -> AgencyPolicy:
    """Return an agency with these fields."""
    return AgencyPolicy("someone", "某单位", frozenset({"dishonest", "bounty"}), offices, fields)


def read_by(agency: AgencyPolicy, *bodies: Body, key: EntryKey = LISTING) -> dict[str, Any]:
    """Return what the agency is sent."""
    return agency_fields(as_told(*bodies), key, agency, today=TODAY, published_on=TODAY)


def test_r29_the_public_reads_the_fields_of_article_6() -> None:
    """Name, sex, age, masked number, sum, basis, case, court and date."""
    entry = shown(listed())
    assert (entry.name, entry.sex, entry.age, entry.id_number_masked) == ("陈辉平", "male", 46, "320199********0001")
    assert (entry.case_number, entry.court, entry.filed_on) == ("（2026）苏0114执100号", "南京市雨花台区人民法院", date(2026, 3, 2))
    assert (entry.basis_number, entry.basis_body) == ("（2026）苏0114民初6174号", "南京市雨花台区人民法院")


def test_r34_a_company_is_named_with_its_code_and_representative() -> None:
    """Its own code is shown whole; sex, age and number belong to people."""
    entry = shown(listed(unit()))
    assert (entry.uscc, entry.legal_representative) == (unit()["uscc"], "周示例")
    assert (entry.sex, entry.age, entry.id_number_masked) == ("", None, "")


@given(st.dates(date(1930, 1, 1), date(2008, 1, 1)), st.sampled_from([LISTING, DETENTION, EntryKey(EntryKind.BOUNTY_PROPERTY, "B1")]))
def test_r32_no_public_entry_ever_holds_a_full_number(born: date, key: EntryKey) -> None:
    """Whoever and whatever kind: neither the number nor the date of birth leaves (R33)."""
    party = person(born=born, address="某街道1号2室", email="a@example.com")
    said = json.dumps(shown(listed(party), detained(party), bounty_granted(party), key=key, granted=("photo", "amount")).canonical())
    assert not contains_full_number(said)
    assert not any(secret in said for secret in (party["id_number"], party["mobile"], f"{born:%Y%m%d}", "a@example.com"))


@given(st.dates(date(1930, 1, 1), date(2008, 1, 1)))
def test_r45_an_agency_without_the_field_never_gets_the_full_number(born: date) -> None:
    """Only who needs it to act is sent it (R48)."""
    party = person(born=born)
    assert contains_full_number(json.dumps(read_by(policy(*ALL_FIELDS), listed(party))))
    assert not contains_full_number(json.dumps(read_by(policy("sex", "age", "id_number_masked"), listed(party))))


def test_r30_a_photo_and_the_extra_sum_need_a_grant() -> None:
    """Not granted, not shown."""
    assert (shown(listed(person(photo=PHOTO))).photo, shown(listed()).shows_amount) == ("", False)
    granted = shown(listed(person(photo=PHOTO)), granted=("photo", "amount"))
    assert (granted.photo, granted.shows_amount) == ("photos/1.jpg", True)


def test_r98_a_companys_picture_never_carries_a_photo() -> None:
    """Neither its representative's nor that of the principal who was detained."""
    assert shown(listed(unit(photo=PHOTO)), granted=("photo",)).photo == ""
    assert shown(detained(unit(photo=PHOTO), detained_person=PRINCIPAL), key=DETENTION, granted=("photo",)).photo == ""


def test_r38_offices_route_an_entry_and_are_not_shown() -> None:
    """That someone is a deputy is nowhere in what the public reads."""
    said = json.dumps(shown(listed(person(public_offices=OFFICES))).canonical(), ensure_ascii=False)
    assert "人大" not in said
    assert "npc_deputy" not in said


def test_r45_an_agency_hears_of_its_own_offices_alone() -> None:
    """The congress learns of the deputy, not of the party member."""
    congress = policy("public_offices", offices=frozenset({Office.NPC_DEPUTY}))
    assert read_by(congress, listed(person(public_offices=OFFICES)))["public_offices"] == [{"office": "npc_deputy", "unit": "示例人大"}]
    assert "public_offices" not in read_by(policy("public_offices"), listed(person(public_offices=OFFICES)))


def test_r45_fields_outside_an_agencys_list_are_not_sent() -> None:
    """What it is sent is its list and what the feed's shape requires."""
    sent = read_by(policy("grounds"), listed(person(email="a@example.com")))
    assert set(sent) == {"listing_id", "kind", "name", "case_number", "court", "published_on", "grounds"}


def test_an_agency_is_sent_plain_dates_and_sums() -> None:
    """As feed-entry.schema.json wants them; what is empty is left out."""
    sent = read_by(policy("term_ends_on", "amount_due", "performance", "uscc"), listed(decision=listing_with_term()))
    assert (sent["term_ends_on"], sent["amount_due"], sent["performance"]) == ("2028-11-02", "70957.20", "none")
    assert "uscc" not in sent


@pytest.mark.parametrize(("id_type", "number"), [("passport", "E12345678"), ("hk_macao_permit", "H00000001"), ("other", "X99887766")])
def test_r111_foreign_documents_have_masks_of_their_own(id_type: str, number: str) -> None:
    """The middle of the number is hidden, the age comes from the date told."""
    party = person(id_type=id_type, id_number=number, birth_date="1980-05-06")
    entry = shown(listed(party))
    assert (entry.age, number[2:5] in entry.id_number_masked) == (46, False)
    assert "*" in entry.id_number_masked


def test_r94_what_is_left_of_a_debt_is_shown_with_its_date() -> None:
    """截至日期 stands beside the sum."""
    paid = event("debtor.partly_performed", at="2026-11-09T09:00:00+08:00", party=person(), performed_on="2026-11-09", remaining="100.00")
    entry = shown(listed(), paid)
    assert (str(entry.amount_due), entry.amount_as_of) == ("100.00", date(2026, 11, 9))


def test_r78_a_bounty_shows_its_sum_and_who_pays() -> None:
    """And the principal of a company by name, age and masked number."""
    entry = shown(detained(unit(), detained_person=PRINCIPAL), key=DETENTION)
    assert (entry.name, entry.age, entry.reward, entry.reward_funded_by) == ("周示例", 51, "2000", "申请执行人")
    assert entry.id_number_masked.startswith("320199****")


def test_r100_the_raw_order_is_never_public() -> None:
    """Neither duty nor applicant nor address appears."""
    said = json.dumps(shown(listed(person(address="雨花南路1号"), of=case(duty="支付毛晓海货款"))).canonical(), ensure_ascii=False)
    assert "毛晓海" not in said
    assert "雨花南路" not in said


@pytest.mark.parametrize(
    ("later", "is_changed"),
    [
        (listed(person(mobile="19900000009", address="新址", email="a@example.com")), False),
        (listed(of=case(duty="另行表述")), False),
        (listed(person("陈辉评")), True),
        (listed(of=case(amount_due="70957.21")), True),
        (listed(decision=listing_with_term()), True),
        (listed(person(photo=PHOTO)), True),
        (listed(person("陈\ue863平")), True),
    ],
    ids=["what is not shown", "the raw order", "name", "sum", "ground", "photo", "name that cannot be printed"],
)
def test_r89_the_content_approved_changes_exactly_with_what_can_be_shown(later: Body, is_changed: bool) -> None:  # noqa: FBT001 - a vector
    """A new telephone number voids no approval; another name, sum, ground or photo does."""
    assert (content_digest(as_told(later), LISTING) != content_digest(as_told(listed()), LISTING)) is is_changed
