"""Mail through the court's own mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.email_smtp.adapter import SmtpChannel
from channels.email_smtp.options import read_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> SmtpChannel:
    """Make the channel; raise `SettingsError` naming every bad option."""
    return SmtpChannel(read_options(options), kit)
