"""Public pages as static files that any web server can serve."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.ports.options import Options
from channels.web_site.adapter import NAME, WebSite
from channels.web_site.site import NEUTRAL, Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import ChannelKit

__all__ = ["connect"]


def connect(options: Mapping[str, object], kit: ChannelKit) -> WebSite:
    """Make the channel; `neutral_page` names a file to stand in place of withdrawn pages, else the one beside this module does."""
    checked = Options(f"channels.{NAME}", options)
    own = checked.text("neutral_page", "")
    if own and not Path(own).is_file():
        checked.refuse("neutral_page", "is not a file")
    checked.finish()
    neutral = Path(own).read_bytes() if own else files(__name__).joinpath(NEUTRAL).read_bytes()
    return WebSite(Site(Path(kit.folder), neutral), kit)
