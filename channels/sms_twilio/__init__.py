"""SMS through Twilio, or through a private gateway that speaks as Twilio does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.sms_twilio.adapter import TwilioChannel
from channels.sms_twilio.options import read_options
from channels.sms_twilio.receipts import read_receipts
from channels.sms_twilio.replies import read_replies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect", "read_receipts", "read_replies"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> TwilioChannel:
    """Make the channel; raise `SettingsError` naming every bad option."""
    return TwilioChannel(read_options(options, kit.public_url), kit)
