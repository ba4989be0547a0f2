"""Case events: read from the wire, compared by content."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.domain import facts
from broadcaster.domain.case_event import TYPES, canonical, digest_of
from tests.builders import applicant, deleted, event, happened, listed, person


def test_an_event_carries_its_case_its_party_and_its_fact() -> None:
    """What the court's system wrote is what is read, dates as dates."""
    read = happened(listed())
    assert read.case.filed_on == date(2026, 3, 2)
    assert [party.name for party in read.parties] == ["陈辉平"]
    assert isinstance(read.fact, facts.DebtorListed)
    assert read.fact.listing.grounds == (1,)


def test_an_event_about_a_case_brings_every_party() -> None:
    """A filing names both sides."""
    filed = happened(event("case.filed", parties=[person(), applicant()]))
    assert [party.role for party in filed.parties] == ["debtor", "applicant"]


def test_a_deletion_is_told_apart_from_a_revocation() -> None:
    """R12: the kinds of withdrawal are never merged."""
    assert TYPES["court.debtor.listing_deleted"] is not TYPES["court.debtor.listing_revoked"]
    assert isinstance(happened(deleted(ground="performed")).fact, facts.ListingDeleted)


def test_the_same_content_in_another_order_has_the_same_digest() -> None:
    """A repeat is known by its content, not by how its members were ordered."""
    body = listed()
    turned = dict(reversed(body.items())) | {"data": dict(reversed(body["data"].items()))}
    assert digest_of(canonical(turned)) == digest_of(canonical(body))


def test_other_content_has_another_digest() -> None:
    """One changed sum is other content."""
    body = listed()
    dearer = body | {"data": body["data"] | {"case": body["data"]["case"] | {"amount_due": "70957.21"}}}
    assert digest_of(canonical(dearer)) != digest_of(canonical(body))


@pytest.mark.parametrize("seen", [repr, str])
def test_r32_a_party_printed_by_accident_shows_no_number_and_no_name(seen: object) -> None:
    """The repr of a party is its opaque id alone."""
    assert callable(seen)
    party = next(iter(happened(listed()).parties))
    assert party.id_number not in seen(party)
    assert party.mobile not in seen(party)
