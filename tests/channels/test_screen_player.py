"""Screens with our own player: what they show is what they reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import PlacementRef, Seen, Sight
from broadcaster.testing.channel_contract import NOW, DisplayChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import SightingsDouble, kit_double
from channels.screen_player import connect

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.ports.channels import ChannelKit
    from channels.screen_player.adapter import ScreenPlayer


@pytest.fixture
def kit(tmp_path: Path) -> ChannelKit:
    """Return a kit without any report."""
    return kit_double(tmp_path, OwnedClock(NOW))


class TestContract(DisplayChannelContract):
    """The channel keeps what every display channel keeps."""

    sees_for_itself = False

    @pytest.fixture
    def channel(self, kit: ChannelKit) -> ScreenPlayer:
        """Return the channel."""
        return connect({}, kit)


async def test_what_a_player_reported_is_what_is_seen(kit: ChannelKit) -> None:
    """The newest line of the play log is the observation, proof included."""
    reported = Seen(Sight.SHOWN, NOW, "play:42")
    assert isinstance(kit.sightings, SightingsDouble)
    kit.sightings.reports["p-0001"] = reported
    assert await connect({}, kit).observe(PlacementRef("p-0001", "e", "c", "大厅屏", NOW)) == reported


def test_it_has_no_options(kit: ChannelKit) -> None:
    """An option that does nothing is refused instead of ignored."""
    with pytest.raises(SettingsError):
        connect({"speed": 3}, kit)
