"""Carriers by priority, cost and shares; traffic that moves slowly to one that came back."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.routing import Carrier, Shares, choose, wanted_parts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=COURT_ZONE)
MINUTE = timedelta(minutes=1)
CMPP = Carrier("cmpp", "sms", priority=1)
SMPP = Carrier("smpp", "sms", priority=2)


def test_the_best_priority_carries_everything() -> None:
    """A second carrier stands by."""
    assert wanted_parts([CMPP, SMPP]) == {"cmpp": 1, "smpp": 0}


def test_carriers_of_one_priority_divide_the_traffic_by_their_shares() -> None:
    """Three to one."""
    assert wanted_parts([Carrier("a", "sms", share=3), Carrier("b", "sms", share=1)]) == {"a": 0.75, "b": 0.25}


def test_where_no_share_is_stated_the_cheapest_carries() -> None:
    """Cost decides between equals; equally cheap ones take equal parts."""
    dear, cheap, as_cheap = (Carrier(name, "sms", cost=Decimal(cost)) for name, cost in (("a", "0.05"), ("b", "0.03"), ("c", "0.030")))
    assert wanted_parts([dear, cheap]) == {"a": 0, "b": 1}
    assert wanted_parts([dear, cheap, as_cheap]) == {"a": 0, "b": 0.5, "c": 0.5}


def test_the_part_of_one_that_failed_passes_to_the_others_at_once() -> None:
    """Nobody's message waits for a minute because a carrier is down."""
    assert Shares({"cmpp": 1.0, "smpp": 0.0}, NOW).moved({"smpp": 1.0}, NOW).parts == {"smpp": 1.0}


def test_one_that_came_back_gets_a_tenth_more_each_minute() -> None:
    """A carrier just mended is not flooded."""
    shares, wanted = Shares({"smpp": 1.0}, NOW - MINUTE).moved({"cmpp": 1.0, "smpp": 0.0}, NOW), {"cmpp": 1.0, "smpp": 0.0}
    grown = [shares.parts["cmpp"]]
    for minute in range(1, 12):
        shares = shares.moved(wanted, NOW + minute * MINUTE)
        grown.append(round(shares.parts["cmpp"], 9))
    assert grown == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1]


@given(
    st.lists(st.integers(1, 100), min_size=2, max_size=5),
    st.lists(st.integers(1, 100), min_size=2, max_size=5),
    st.integers(0, 600),
)
def test_parts_make_one_and_never_move_faster_than_a_tenth_a_minute(before: list[int], after: list[int], seconds: int) -> None:
    """Whatever the weights, and however often or seldom one looks."""
    names = [str(index) for index in range(min(len(before), len(after)))]
    start, wanted = (
        {name: weight / sum(weights[: len(names)]) for name, weight in zip(names, weights, strict=False)} for weights in (before, after)
    )
    moved = Shares(start, NOW).moved(wanted, NOW + timedelta(seconds=seconds)).parts
    assert sum(moved.values()) == pytest.approx(1)
    assert all(abs(moved[name] - start[name]) <= 0.1 * seconds / 60 + 1e-9 for name in names)


def test_ten_thousand_deliveries_are_divided_as_the_shares_say() -> None:
    """By the delivery's id, so that every worker chooses alike and a second look changes nothing."""
    working, parts = [CMPP, SMPP], {"cmpp": 0.7, "smpp": 0.3}
    chosen = [choose(working, parts, f"d-{number}") for number in range(10_000)]
    assert chosen.count("cmpp") == pytest.approx(7_000, abs=200)
    assert chosen == [choose(working, parts, f"d-{number}") for number in range(10_000)]


def test_a_retry_goes_to_another_carrier_where_there_is_one() -> None:
    """The one that just failed is left out, even where the other has no share now."""
    assert choose([CMPP, SMPP], {"cmpp": 1.0, "smpp": 0.0}, "d-1", failed="cmpp") == "smpp"
    assert choose([CMPP], {"cmpp": 1.0}, "d-1", failed="cmpp") == "cmpp"


def test_of_several_that_stand_by_the_first_then_the_cheapest_is_taken() -> None:
    """Where none has a share, priority decides, then cost."""
    dear, cheap = Carrier("dear", "sms", priority=2, cost=Decimal(2)), Carrier("cheap", "sms", priority=2, cost=Decimal(1))
    parts = {"cmpp": 1.0, "dear": 0.0, "cheap": 0.0}
    assert choose([CMPP, dear, cheap], parts, "d-1", failed="cmpp") == "cheap"
