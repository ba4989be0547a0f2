"""Which agency may see whom (art 8; R44, R45)."""

from __future__ import annotations

import pytest

from broadcaster.domain.agencies import AgencyPolicy
from broadcaster.domain.parties import Office
from tests.builders import happened, listed, person, unit


def policy(*offices: Office) -> AgencyPolicy:
    """Return an agency for these offices; without one, for everyone."""
    return AgencyPolicy("someone", "某单位", frozenset({"dishonest"}), frozenset(offices), ())


@pytest.mark.parametrize("office", list(Office))
def test_r45_an_agency_for_an_office_sees_exactly_its_holders(office: Office) -> None:
    """The united-front office never hears of a civil servant, nor of a company."""
    holder = next(happened(listed(person(public_offices=[{"office": office, "unit": "某单位"}]))).parties)
    company = next(happened(listed(unit())).parties)
    assert [other for other in Office if policy(other).covers(holder)] == [office]
    assert not policy(office).covers(company)


def test_r44_an_agency_for_all_sees_all() -> None:
    """Credit office and market regulator receive every entry."""
    assert all(policy().covers(next(happened(listed(party)).parties)) for party in (person(), unit()))
