"""Screens with a browser in kiosk mode that runs our own player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.options import Options
from channels.screen_player.adapter import NAME, ScreenPlayer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> ScreenPlayer:
    """Make the channel, which has no options."""
    Options(f"channels.{NAME}", options).finish()
    return ScreenPlayer(kit)
