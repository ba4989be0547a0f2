"""Tables for spreadsheets: read as UTF-8, and never calculated."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.rendering.csv_table import csv_table


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "  =HYPERLINK(1)", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """What somebody wrote stays what he wrote."""
    assert csv_table([[cell]]).decode("utf-8-sig").startswith("\"'")


def test_excel_is_told_that_it_is_utf_8() -> None:
    """Chinese opens as Chinese."""
    assert csv_table([["案号", "意见"]]) == b"\xef\xbb\xbf" + '"案号","意见"\r\n'.encode()


@given(
    st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20), min_size=1, max_size=5)
)
def test_every_cell_comes_back(cells: list[str]) -> None:
    """Commas, quotes and line ends stay inside their cells."""
    (row,) = csv.reader(io.StringIO(csv_table([cells]).decode("utf-8-sig"), newline=""))
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
