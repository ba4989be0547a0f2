"""Posters on the boards of communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.options import Options
from channels.board_print.adapter import NAME, BoardPrint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> BoardPrint:
    """Make the channel, which has no options."""
    Options(f"channels.{NAME}", options).finish()
    return BoardPrint(kit)
