"""SMS through a carrier's SMSC that speaks SMPP 3.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.sms_smpp.adapter import SmppChannel
from channels.sms_smpp.options import read_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> SmppChannel:
    """Make the channel; raise `SettingsError` naming every bad option."""
    return SmppChannel(read_options(options), kit)
