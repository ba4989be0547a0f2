"""Deliveries to carriers, by what they can carry and how they did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest

from broadcaster.domain.circuit_breaker import BreakerState
from broadcaster.domain.routing import Carrier, Need
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.services.people.routing import Routing, says_that_it_works
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock

PLAIN = frozenset({Need.LINKS})
CMPP = Carrier("cmpp", "sms", priority=1)
SMPP = Carrier("smpp", "sms", priority=2, able=PLAIN)
MAIL = Carrier("mail", "email")
SENT = Receipt(Outcome.ACCEPTED)
LINE_DOWN = Receipt(Outcome.DEFERRED, reason="the gateway cannot be reached")
PROBE = timedelta(seconds=30)


@dataclass
class Waiting:
    """A delivery as the router sees it."""

    delivery_id: str
    medium: str = "sms"
    kind: str = "filing"
    channel: str = "cmpp"
    attempts: int = 1


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
def routing(clock: OwnedClock) -> Routing:
    """Return a house with two carriers of SMS, the second not for questionnaires, and one of mail."""
    return Routing([CMPP, SMPP, MAIL], clock=clock, needs={"questionnaire": [Need.SURVEY]})


def batch(number: int = 10, **same: object) -> list[Waiting]:
    """Return so many deliveries."""
    return [Waiting(f"d-{each}", **same) for each in range(number)]  # type: ignore[arg-type]


def taken(routing: Routing, deliveries: list[Waiting]) -> dict[str | None, int]:
    """Return how many of them each carrier takes."""
    return dict(Counter(route.channel for route in routing.assign(deliveries).values()))


def fail(routing: Routing, *names: str) -> None:
    """Let each of these carriers fail five times."""
    for name in names * 5:
        routing.note(name, LINE_DOWN)


def test_each_medium_goes_to_the_best_of_its_carriers(routing: Routing) -> None:
    """SMS by the first carrier, mail by mail."""
    assert taken(routing, batch()) == {"cmpp": 10}
    assert taken(routing, batch(medium="email")) == {"mail": 10}


def test_five_failures_send_the_rest_by_the_next_carrier(routing: Routing) -> None:
    """Nobody waits for a carrier that is down while another works."""
    fail(routing, "cmpp")
    assert taken(routing, batch()) == {"smpp": 10}


def test_one_message_tries_whether_it_carries_again(routing: Routing, clock: OwnedClock) -> None:
    """After half a minute one of the batch is the probe, the rest goes safely."""
    fail(routing, "cmpp")
    clock.advance(PROBE)
    assert taken(routing, batch(channel="smpp")) == {"cmpp": 1, "smpp": 9}
    assert taken(routing, batch(channel="smpp")) == {"smpp": 10}


def test_a_carrier_that_came_back_is_not_flooded(routing: Routing, clock: OwnedClock) -> None:
    """After its first success it gets a tenth of the traffic more each minute, and all of it in the end."""
    fail(routing, "cmpp")
    routing.assign(batch())
    routing.note("cmpp", SENT)
    assert taken(routing, batch(1000)) == {"smpp": 1000}
    clock.advance(timedelta(minutes=1))
    assert taken(routing, batch(1000))["cmpp"] == pytest.approx(100, abs=40)
    clock.advance(timedelta(minutes=9))
    assert taken(routing, batch(1000)) == {"cmpp": 1000}


def test_where_nobody_carries_it_says_when_to_ask_again(routing: Routing) -> None:
    """The moment of the next probe; the medium rests until then."""
    fail(routing, "cmpp", "smpp")
    [route] = routing.assign(batch(1)).values()
    assert (route.channel, route.again_at) == (None, NOW + PROBE)


def test_while_a_probe_is_out_the_others_ask_again_soon(clock: OwnedClock) -> None:
    """However long the waits have become, half a minute will tell how the probe went."""
    routing = Routing([CMPP], clock=clock)
    fail(routing, "cmpp")
    for _ in range(5):
        clock.advance(timedelta(minutes=10))
        routing.assign(batch(1))
        routing.note("cmpp", LINE_DOWN)
    clock.advance(timedelta(minutes=10))
    first, *rest = routing.assign(batch(3)).values()
    assert first.channel == "cmpp"
    assert {(route.channel, route.again_at) for route in rest} == {(None, clock.now() + PROBE)}


def test_r69_a_questionnaire_goes_only_by_a_carrier_that_may_carry_it(routing: Routing) -> None:
    """R69: it waits rather than go by a carrier that forbids it."""
    fail(routing, "cmpp")
    [route] = routing.assign(batch(1, kind="questionnaire")).values()
    assert (route.channel, route.again_at) == (None, NOW + PROBE)


def test_r69_a_kind_that_nobody_can_carry_has_no_moment_to_ask_again(clock: OwnedClock) -> None:
    """Waiting would not help."""
    routing = Routing([SMPP], clock=clock, needs={"questionnaire": [Need.SURVEY]})
    [route] = routing.assign(batch(1, kind="questionnaire")).values()
    assert (route.channel, route.again_at) == (None, None)


def test_a_retry_leaves_out_the_carrier_that_just_failed(routing: Routing) -> None:
    """The second attempt goes by the other one, with nobody's breaker open yet."""
    routing.note("cmpp", LINE_DOWN)
    assert taken(routing, batch(channel="cmpp", attempts=2)) == {"smpp": 10}
    assert taken(routing, batch(channel="smpp", attempts=3)) == {"cmpp": 10}


@pytest.mark.parametrize(
    ("receipt", "works"),
    [
        (SENT, True),
        (Receipt(Outcome.DELIVERED), True),
        (Receipt(Outcome.REJECTED, code="21211"), True),
        (Receipt(Outcome.REJECTED, code="R65.not_registered", ours_to_fix=True), None),
        (Receipt(Outcome.DEFERRED, code="429", retry_after=timedelta(seconds=3)), None),
        (LINE_DOWN, False),
        (Receipt(Outcome.DEFERRED, code="401", ours_to_fix=True), False),
        (Receipt(Outcome.UNKNOWN), False),
    ],
)
def test_a_number_refused_is_no_failure_of_its_carrier(receipt: Receipt, *, works: bool | None) -> None:
    """The line, our account and a lost answer count against a carrier; a bad number, or being told to wait, does not."""
    assert says_that_it_works(receipt) is works


def test_r72_refused_numbers_never_open_a_breaker(routing: Routing) -> None:
    """A list of dead numbers does not take the carrier from everybody else."""
    for _ in range(50):
        routing.note("cmpp", Receipt(Outcome.REJECTED, code="21211"))
    assert taken(routing, batch()) == {"cmpp": 10}


def test_operators_see_who_is_open_since_when(routing: Routing, clock: OwnedClock) -> None:
    """Name, state, since when, and when it is tried again."""
    clock.advance(timedelta(minutes=5))
    fail(routing, "cmpp")
    health = {each.name: each for each in routing.health()}
    assert [health[name].state for name in ("cmpp", "smpp", "mail")] == [BreakerState.OPEN, BreakerState.CLOSED, BreakerState.CLOSED]
    assert (health["cmpp"].since, health["cmpp"].probe_at) == (clock.now(), clock.now() + PROBE)
