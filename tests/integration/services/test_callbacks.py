"""Provider's callbacks: verified by the channel, harmless when repeated or out of order (contract: Provider callbacks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.deliveries import DeliveryState
from broadcaster.domain.errors import NotFound
from broadcaster.ports.channels import BadSignature, CallbackRequest, Outcome, Receipt, Report
from broadcaster.ports.delivery_book import Verdict
from broadcaster.services.people.callbacks import Callbacks
from tests.builders import owed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.integration.services.courthouse import Courthouse

S = DeliveryState
OUTCOMES = {"sent": Outcome.ACCEPTED, "delivered": Outcome.DELIVERED, "failed": Outcome.REJECTED}


def understand(request: CallbackRequest) -> Sequence[Report]:
    """Read a callback as a provider's channel would: signed, naming its own id and a status."""
    if request.headers.get("signature") != "right":
        raise BadSignature
    return [Report(Receipt(OUTCOMES[status], "SM1"), None) for status in request.body.decode().split()]


def call(what: str, signature: str = "right") -> CallbackRequest:
    """Return a callback."""
    return CallbackRequest("https://court.example.gov.cn/channels/sms_twilio/receipts", {"signature": signature}, what.encode(), {})


async def sent(court: Courthouse) -> Callbacks:
    """Have one message accepted by its provider."""
    now = court.clock.now()
    async with court.house.store.writing() as books:
        await books.deliveries.owe([owed()], now)
        await books.deliveries.claim(now, now, 1, media=["sms", "email"], urgent_only=False)
        await books.deliveries.settle([Verdict("d1", S.ACCEPTED, "", now, "SM1")], now)
    return Callbacks(inbox=court.house.inbox, receipts={"sms_twilio": understand}, replies={})


async def state(court: Courthouse) -> DeliveryState:
    """Return the message's state."""
    return (await court.deliveries())[0].state


@pytest.mark.parametrize(
    ("callbacks", "ends_as"),
    [
        (["sent", "delivered"], S.DELIVERED),
        (["delivered", "sent"], S.DELIVERED),
        (["delivered", "delivered", "delivered"], S.DELIVERED),
        (["failed", "delivered"], S.REJECTED),
        (["delivered", "failed"], S.DELIVERED),
        (["sent delivered sent"], S.DELIVERED),
        ([""], S.ACCEPTED),
    ],
)
async def test_repeats_and_disorder_change_nothing(court: Courthouse, callbacks: list[str], ends_as: DeliveryState) -> None:
    """The first final word stays."""
    door = await sent(court)
    for each in callbacks:
        await door.receipts("sms_twilio", call(each))
    assert await state(court) is ends_as


async def test_a_callback_without_the_providers_signature_moves_nothing(court: Courthouse) -> None:
    """It is refused as such."""
    callbacks = await sent(court)
    with pytest.raises(BadSignature):
        await callbacks.receipts("sms_twilio", call("delivered", "wrong"))
    assert await state(court) is S.ACCEPTED


async def test_a_callback_for_a_channel_that_has_none_is_not_found(court: Courthouse) -> None:
    """Nobody listens there."""
    with pytest.raises(NotFound):
        await (await sent(court)).receipts("board_print", call("delivered"))
