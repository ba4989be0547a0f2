"""Decoded configuration tables."""

from __future__ import annotations

import msgspec
import pytest

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.tables import read_table


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    names: list[str]


def test_a_fault_is_named_by_its_place() -> None:
    """A pointer leads to the member that is wrong."""
    with pytest.raises(InvalidInput) as refusal:
        read_table({"names": ["a", 1]}, _Row)
    assert [fault.pointer for fault in refusal.value.faults] == ["/names/1"]


@pytest.mark.parametrize("table", [{}, {"names": [], "more": 1}])
def test_a_missing_or_unknown_member_is_refused(table: dict[str, object]) -> None:
    """Nothing is guessed and nothing is passed over."""
    with pytest.raises(InvalidInput):
        read_table(table, _Row)
