"""The jinja2 in which notices are written."""

from __future__ import annotations

from datetime import date

import pytest
from jinja2 import DictLoader, UndefinedError
from jinja2.exceptions import SecurityError

from broadcaster.rendering.fact_environment import FactEnvironment, day, moment, sentence

ENVIRONMENT = FactEnvironment(DictLoader({}))


def write(source: str, **facts: object) -> str:
    """Render a template text."""
    return ENVIRONMENT.from_string(source).render(facts)


@pytest.mark.parametrize("value", ["2026-11-03", date(2026, 11, 3)])
def test_a_date_is_printed_as_a_court_prints_it(value: date | str) -> None:
    """Without leading zeros."""
    assert day(value) == "2026年11月3日"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("2026-11-17T17:05:00+08:00", "2026年11月17日17时05分"),
        ("2026-11-17T16:30:00+00:00", "2026年11月18日0时30分"),
        ("2026-11-17", "2026年11月17日"),
    ],
)
def test_a_moment_is_printed_by_the_courts_clock(value: str, printed: str) -> None:
    """A date stays a day."""
    assert moment(value) == printed


@pytest.mark.parametrize("value", ["已查封", "已查封。", " 已查封。。"])
def test_a_sentence_ends_with_one_full_stop(value: str) -> None:
    """However the officer ended it."""
    assert sentence(value) == "已查封。"


def test_a_fact_that_is_not_there_cannot_be_printed() -> None:
    """Neither a missing fact nor one of a missing whole becomes an empty space."""
    for source in ("{{ case.number }}", "{{ case.officer.name }}"):
        with pytest.raises(UndefinedError):
            write(source, case={})


@pytest.mark.parametrize(
    ("fact", "known"), [({}, "no"), ({"cause": ""}, "no"), ({"cause": None}, "no"), ({"cause": "借贷"}, "yes"), ({"cause": False}, "yes")]
)
def test_a_fact_is_known_where_it_is_there_and_not_empty(fact: dict[str, object], known: str) -> None:
    """A plain no is an answer too."""
    assert write("{{ 'yes' if case.cause is known else 'no' }}", case=fact) == known


@pytest.mark.parametrize(
    "source", ["{{ case.__class__ }}", "{{ case.items() }}", "{{ ''.join.__globals__ }}", "{{ case.number.__class__.__mro__ }}"]
)
def test_nothing_but_facts_can_be_reached(source: str) -> None:
    """A template cannot touch the program."""
    with pytest.raises((UndefinedError, SecurityError)):
        write(source, case={"number": "1"})
