"""Entries: one for each listing and each bounty (R95), and whom each names."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.domain.entries import EntryKey, EntryKind, ListKind, entries_of, subject_of
from tests.builders import as_told, bounty_granted, detained, id_number, listed, listing, person, unit

PRINCIPAL = {"name": "周示例", "id_number": id_number(date(1975, 3, 4)), "role": "法定代表人"}


def test_r95_a_person_with_two_listings_has_two_entries() -> None:
    """One listing is one entry."""
    file = as_told(listed(), listed(decision=listing("L2"), at="2026-11-06T09:00:00+08:00"))
    assert [str(key) for key, _ in entries_of(file)] == ["dishonest:L1", "dishonest:L2"]


def test_each_kind_of_bounty_is_an_entry_of_its_own() -> None:
    """A detention and a property bounty of one debtor stand side by side with the listing."""
    kinds = {key.kind for key, _ in entries_of(as_told(listed(), detained(), bounty_granted()))}
    assert kinds == set(EntryKind)


def test_r101_the_detention_of_a_company_names_its_principal() -> None:
    """The entry is about a natural person, with that person's number."""
    subject = subject_of(as_told(detained(unit(), detained_person=PRINCIPAL)), EntryKey(EntryKind.BOUNTY_PERSON, "D1"))
    assert (subject.name, subject.id_number, subject.is_unit) == ("周示例", PRINCIPAL["id_number"], False)


def test_r101_a_detained_person_named_beside_a_natural_debtor_changes_nothing() -> None:
    """A person in debt is himself the one sought."""
    subject = subject_of(as_told(detained(person(), detained_person=PRINCIPAL)), EntryKey(EntryKind.BOUNTY_PERSON, "D1"))
    assert subject.name == "陈辉平"


@pytest.mark.parametrize("kind", list(ListKind))
def test_each_list_holds_entries_of_one_kind(kind: ListKind) -> None:
    """The exposure list holds the dishonest; bounties have their own feed."""
    assert (kind.entries.feed == "dishonest") is (kind is ListKind.EXPOSURE)


def test_r32_a_detained_person_printed_by_accident_shows_no_number() -> None:
    """The repr tells the role alone."""
    subject = subject_of(as_told(detained(unit(), detained_person=PRINCIPAL)), EntryKey(EntryKind.BOUNTY_PERSON, "D1"))
    assert PRINCIPAL["id_number"] not in repr(subject)
