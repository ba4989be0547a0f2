"""What the metrics say of carriers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from broadcaster.domain.circuit_breaker import BreakerState, CarrierHealth
from broadcaster.entrypoints.web.operations import count_carriers
from broadcaster.testing.channel_contract import NOW


def health(state: BreakerState) -> CarrierHealth:
    """Return a worker's view of one carrier."""
    return CarrierHealth("sms_cmpp", "sms", state, NOW, 0, None)


def test_workers_are_counted_by_what_they_think_of_a_carrier() -> None:
    """Of three workers two trust it and one does not; nobody is probing, and that is said too."""
    registry = CollectorRegistry()
    count_carriers(
        registry,
        {"one:1": [health(BreakerState.CLOSED)], "two:1": [health(BreakerState.OPEN)], "two:2": [health(BreakerState.CLOSED)]},
    )
    counted = {state: registry.get_sample_value("broadcaster_carriers", {"channel": "sms_cmpp", "state": state}) for state in BreakerState}
    assert counted == {"closed": 2, "open": 1, "probing": 0}
