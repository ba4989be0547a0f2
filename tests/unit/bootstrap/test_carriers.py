"""From connected channels and settings to carriers, with what nobody may carry refused at start (R69)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from broadcaster.bootstrap.carriers import carriers_of, routing_of
from broadcaster.domain.errors import SettingsError
from broadcaster.domain.routing import Need
from broadcaster.ports.channels import Capabilities, Message, Outcome, Receipt
from broadcaster.settings import Settings, read_settings
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock

if TYPE_CHECKING:
    from pathlib import Path

SMS = Capabilities(
    medium="sms", court_content=True, links=True, two_way=True, survey=True, cross_border=False, max_length=500, can_ask=False
)
SETTINGS = """
[media]
sms = ["cmpp", "smpp", "third"]
[carriers.smpp]
priority = 1
cost = "0.04"
share = 2
per_second = 50
window_across_workers = 16
[court]
link_domains = ["court.example"]
"""
PLANNED = [("filing", ("sms", "email")), ("survey", ("sms",))]


class PlainChannel:
    """A channel that takes everything."""

    def __init__(self, name: str, capabilities: Capabilities = SMS) -> None:
        """Be called `name`."""
        self.name = name
        self.capabilities = capabilities

    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        """Take it."""
        return Receipt(Outcome.ACCEPTED)

    async def ask(self, message: Message) -> Receipt | None:  # noqa: ARG002
        """Know nothing."""
        return None

    async def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a court with three carriers of SMS."""
    (tmp_path / "settings.toml").write_text(SETTINGS, "utf-8")
    return read_settings({"BROADCASTER_CONFIG": str(tmp_path)})


def test_place_in_the_list_is_priority_unless_it_is_stated(settings: Settings) -> None:
    """The second of the list shares the first place because its own section says so; one that is not connected is no carrier."""
    cmpp, smpp = carriers_of(settings, {"cmpp": PlainChannel("cmpp"), "smpp": PlainChannel("smpp")})
    assert (cmpp.name, cmpp.priority, cmpp.per_second) == ("cmpp", 1, None)
    assert (smpp.priority, smpp.cost, smpp.share, smpp.per_second, smpp.window) == (1, Decimal("0.04"), 2, 50, 16)


def test_r69_a_carrier_is_able_to_do_what_its_channel_declares(settings: Settings) -> None:
    """R69: what a channel does not declare it is never asked."""
    [plain] = carriers_of(settings, {"third": PlainChannel("third", replace(SMS, survey=False, two_way=False))})
    assert (plain.priority, plain.able) == (3, frozenset({Need.LINKS}))


def test_r69_production_does_not_start_with_a_questionnaire_that_nobody_may_carry(settings: Settings) -> None:
    """R69: refused at start, not at send; in trial it waits with a warning."""
    alone = {"cmpp": PlainChannel("cmpp", replace(SMS, survey=False))}
    with pytest.raises(SettingsError, match="survey is planned, and none of cmpp may carry a survey"):
        routing_of(replace(settings, production=True), alone, PLANNED, OwnedClock(NOW))
    assert routing_of(settings, alone, PLANNED, OwnedClock(NOW)).carriers.keys() == {"cmpp"}


def test_r69_one_carrier_that_may_is_enough(settings: Settings) -> None:
    """R69: a carrier that forbids questionnaires may stand beside one that does not."""
    both = {"cmpp": PlainChannel("cmpp", replace(SMS, survey=False)), "smpp": PlainChannel("smpp")}
    routing = routing_of(replace(settings, production=True), both, PLANNED, OwnedClock(NOW))
    assert routing.carriers.keys() == {"cmpp", "smpp"}
