"""SMS through Alibaba Cloud, by registered templates, for courts with a government account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.sms_aliyun.adapter import AliyunChannel
from channels.sms_aliyun.options import read_options
from channels.sms_aliyun.receipts import read_receipts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect", "read_receipts"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> AliyunChannel:
    """Make the channel; raise `SettingsError` naming every bad option."""
    return AliyunChannel(read_options(options), kit)
