"""A notice is tried on somebody of the guest list, through a channel that is set up, and on nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import NotAllowed, Unsupported, WrongState
from broadcaster.ports.channels import Capabilities, Message, Outcome, Receipt
from broadcaster.services.words.rehearsal import Rehearsal
from broadcaster.services.words.trying import Trying
from tests.builders import applicant, event, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import MessageChannel
    from tests.integration.services.courthouse import Courthouse

GUEST = "19900000009"
FILED = event("case.filed", parties=[applicant(email="a@example.com")])


class Carrier:
    """Takes every message."""

    name = "carrier"
    capabilities = Capabilities(
        "sms", court_content=True, links=True, two_way=False, survey=False, cross_border=False, max_length=500, can_ask=False
    )

    def __init__(self) -> None:
        """Begin with nothing taken."""
        self.taken: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Take it."""
        self.taken.append(message)
        return Receipt(Outcome.ACCEPTED)

    async def ask(self, message: Message) -> Receipt | None:
        """Know nothing."""

    async def close(self) -> None:
        """Close nothing."""


def trying(court: Courthouse, channels: Mapping[str, MessageChannel], *, dry_run: bool = False) -> Trying:
    """Return the service with one guest."""
    house = court.house
    guests = Rehearsal.of([GUEST, "mei@court.example.gov.cn"], dry_run=dry_run)
    carriers = {"sms": ("carrier",), "email": ("mail",)}
    return Trying(store=house.store, clock=court.clock, preview=house.preview, rehearsal=guests, channels=channels, carriers=carriers)


async def test_a_guest_receives_it_marked_as_a_test(court: Courthouse) -> None:
    """Behind the signature; no delivery is kept, and the journal says who tried what, but not on whom."""
    carrier = Carrier()
    receipt = await trying(court, {"carrier": carrier}).send("filing", FILED, GUEST, who="mei")
    assert receipt.outcome is Outcome.ACCEPTED
    assert [(each.to, each.text[:12]) for each in carrier.taken] == [(GUEST, "【雨花台法院】测试：毛晓")]
    await court.work()
    assert await court.deliveries() == []
    assert ("mei", "notice.try") in await court.deeds()


async def test_nobody_else_receives_anything(court: Courthouse) -> None:
    """Not even the person whom the event names, and in a dry run not even a guest."""
    carrier = Carrier()
    with pytest.raises(NotAllowed):
        await trying(court, {"carrier": carrier}).send("filing", FILED, applicant()["mobile"], who="mei")
    with pytest.raises(NotAllowed):
        await trying(court, {"carrier": carrier}, dry_run=True).send("filing", FILED, GUEST, who="mei")
    assert carrier.taken == []


async def test_what_cannot_be_tried_says_so(court: Courthouse) -> None:
    """An event that owes no such notice; a medium whose channel is not set up."""
    with pytest.raises(WrongState):
        await trying(court, {"carrier": Carrier()}).send("filing", event("case.filed", parties=[person()]), GUEST, who="mei")
    with pytest.raises(Unsupported):
        await trying(court, {}).send("filing", FILED, "mei@court.example.gov.cn", who="mei")
