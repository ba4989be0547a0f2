"""SMS over CMPP 2.0 and 3.0, China Mobile's own protocol: the way of 12368 and 106 numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.sms_cmpp.adapter import CmppChannel
from channels.sms_cmpp.options import read_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> CmppChannel:
    """Make the channel; raise `SettingsError` naming every bad option. No line is opened before it is needed."""
    return CmppChannel(read_options(options), kit)
