"""What every channel must keep, as test classes to inherit: ours do, and anybody's should.

Subclass one, give it the fixtures it asks for, and pytest runs all of it on your channel. Needs pytest and pytest-asyncio in auto mode.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from broadcaster.ports.channels import DisplayChannel, Message, MessageChannel, Outcome, PlacementRef, Receipt, Seen, Showing, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 14, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A moment for the kit's clock."""
GOOD = (Outcome.ACCEPTED, Outcome.DELIVERED)
MEDIA = ("sms", "email")


class MessageChannelContract:
    """For a channel to people. Give it `channel`, a fixture; change `message`, `unreachable` and `secrets` where they do not fit."""

    @pytest.fixture
    def channel(self) -> MessageChannel:
        """Return the channel, connected to a peer that takes everything."""
        raise NotImplementedError

    @pytest.fixture
    def unreachable(self) -> MessageChannel | None:
        """Return the channel with nobody at the other end; None where there is no other end."""
        return None

    @pytest.fixture
    def message(self) -> Message:
        """Return a message that the channel takes."""
        return Message(delivery_id="d-0001", to="19900000001", text="【雨花台法院】您的案件已立案执行，详询12368。", first_tried_at=NOW)

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the secrets in the channel's options, which no repr may show."""
        return ()

    async def test_it_says_what_it_can_do(self, channel: MessageChannel) -> None:
        """A channel has a name and tells its medium, its longest message and how many it sends at once."""
        can = channel.capabilities
        assert channel.name
        assert can.medium in MEDIA
        assert can.max_length > 0
        assert can.concurrency > 0

    async def test_a_message_is_taken_over(self, channel: MessageChannel, message: Message) -> None:
        """The outcome of a send is a receipt, and a good peer takes the message."""
        receipt = await channel.send(message)
        assert isinstance(receipt, Receipt)
        assert receipt.outcome in GOOD

    async def test_a_peer_out_of_reach_is_a_receipt(self, unreachable: MessageChannel | None, message: Message) -> None:
        """Where nobody answers the send is deferred, and nothing is raised."""
        if unreachable is not None:
            receipt = await unreachable.send(message)
            await unreachable.close()
            assert receipt.outcome is Outcome.DEFERRED

    async def test_nothing_personal_is_shown(self, channel: MessageChannel, message: Message, secrets: Sequence[str]) -> None:
        """Neither the address nor the text nor a secret appears in a receipt or in the channel's repr."""
        said = f"{await channel.send(message)!r} {channel!r}"
        for hidden in (message.to, message.text, *secrets):
            assert hidden not in said

    async def test_a_message_that_was_sent_is_known(self, channel: MessageChannel, message: Message) -> None:
        """A provider that can be asked tells what became of a message."""
        if channel.capabilities.can_ask:
            await channel.send(message)
            answer = await channel.ask(message)
            assert answer is not None
            assert answer.outcome is not Outcome.UNKNOWN

    async def test_a_message_that_was_never_sent_is_not_known(self, channel: MessageChannel, message: Message) -> None:
        """A provider that can be asked says so where it never saw a message."""
        if channel.capabilities.can_ask:
            never_sent = replace(message, delivery_id="d-never", text=message.text + "（未发）")
            assert await channel.ask(never_sent) is None

    async def test_it_closes_twice(self, channel: MessageChannel, message: Message) -> None:
        """Closing may be repeated, before and after use."""
        await channel.close()
        await channel.send(message)
        await channel.close()
        await channel.close()


class DisplayChannelContract:
    """For a channel to places. Give it `channel`, a fixture; change `showing` where it does not fit.

    `sees_for_itself` is true where the channel looks by itself, false where it knows only what places report.
    """

    sees_for_itself = True

    @pytest.fixture
    def channel(self) -> DisplayChannel:
        """Return the channel, connected."""
        raise NotImplementedError

    @pytest.fixture
    def showing(self) -> Showing:
        """Return something that the channel can show."""
        return page_showing()

    async def test_showing_twice_is_showing(self, channel: DisplayChannel, showing: Showing) -> None:
        """A repeated show is harmless, and its outcome is a receipt."""
        for _ in range(2):
            receipt = await channel.show(showing)
            assert isinstance(receipt, Receipt)
            assert receipt.outcome in GOOD

    async def test_what_is_shown_is_seen(self, channel: DisplayChannel, showing: Showing) -> None:
        """After a show a channel that sees for itself sees it, with a proof; any other says that nobody reported yet."""
        await channel.show(showing)
        seen = await channel.observe(reference(showing))
        assert isinstance(seen, Seen)
        assert seen.sight is (Sight.SHOWN if self.sees_for_itself else Sight.NEVER)
        assert bool(seen.proof) is self.sees_for_itself

    async def test_withdrawing_twice_is_withdrawing(self, channel: DisplayChannel, showing: Showing) -> None:
        """A repeated withdrawal is harmless, and afterwards nothing is seen."""
        await channel.show(showing)
        for _ in range(2):
            assert (await channel.withdraw(reference(showing))).outcome in GOOD
            assert (await channel.observe(reference(showing))).sight is not Sight.SHOWN

    async def test_what_was_never_shown_is_withdrawn_without_harm(self, channel: DisplayChannel, showing: Showing) -> None:
        """A withdrawal that overtakes its showing does no harm and shows nothing."""
        receipt = await channel.withdraw(reference(showing))
        assert receipt.outcome in GOOD
        assert (await channel.observe(reference(showing))).sight is not Sight.SHOWN

    async def test_what_was_withdrawn_can_be_shown_again(self, channel: DisplayChannel, showing: Showing) -> None:
        """A pause can end: showing after a withdrawal shows."""
        await channel.show(showing)
        await channel.withdraw(reference(showing))
        await channel.show(showing)
        if self.sees_for_itself:
            assert (await channel.observe(reference(showing))).sight is Sight.SHOWN

    async def test_nothing_personal_is_said(self, channel: DisplayChannel, showing: Showing) -> None:
        """The title, which may be a name, appears in no receipt."""
        said = f"{await channel.show(showing)!r} {await channel.withdraw(reference(showing))!r}"
        assert showing.title not in said

    async def test_it_closes_twice(self, channel: DisplayChannel) -> None:
        """Closing may be repeated."""
        await channel.close()
        await channel.close()


def reference(showing: Showing) -> PlacementRef:
    """Return how a channel knows the placement of a showing."""
    return PlacementRef(showing.placement, showing.entry, showing.code, showing.place, showing.shown_from)


def page_showing(content: bytes = "<!doctype html><title>公示</title>".encode(), *, placement: str = "p-0001") -> Showing:
    """Return the page of one entry, to be changed with `dataclasses.replace`."""
    return Showing(
        placement=placement,
        entry="e-0001",
        code="k7Qm2Zx9",
        place="exposure",
        media_type="text/html; charset=utf-8",
        sha256=sha256(content).hexdigest(),
        shown_from=NOW,
        shown_until=NOW + timedelta(days=30),
        content=content,
        title="陈某某",
    )
