"""Finds the channels that are installed, connects those that are set up, and refuses what may not carry a court's words."""

from __future__ import annotations

from functools import cached_property, partial
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

import structlog

from broadcaster.adapters.channel_notes import StoredNotebook, StoredSightings
from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import CallsBack, ChannelKit, ChannelPackage, Listens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest, DisplayChannel, MessageChannel, Report
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.http import HttpSession
    from broadcaster.ports.inbox import Inbox, Reply
    from broadcaster.ports.store import Store
    from broadcaster.settings import Settings

CHANNEL_GROUP: Final = "broadcaster.channels"
_log = structlog.get_logger()


class Outlets:
    """The channels of one house."""

    def __init__(self, settings: Settings, *, http: HttpSession, clock: Clock, store: Store, inbox: Inbox) -> None:
        """Take what channels share."""
        self._settings = settings
        self._http = http
        self._clock = clock
        self._store = store
        self._inbox = inbox
        self._sightings = StoredSightings(store)

    @cached_property
    def packages(self) -> Mapping[str, ChannelPackage]:
        """Every channel installed, by name."""
        return {point.name: point.load() for point in entry_points(group=CHANNEL_GROUP)}

    @cached_property
    def message_channels(self) -> Mapping[str, MessageChannel]:
        """The channels to people that are set up; in production one that is not, or may not carry this, stops the start (R41, R69)."""
        connected: dict[str, MessageChannel] = {}
        for medium, name in ((medium, name) for medium, names in self._settings.media.carriers().items() for name in names):
            try:
                connected[name] = self._fit_for_court(self._connect(name), medium)  # type: ignore[arg-type]
            except SettingsError as error:
                if self._settings.production:
                    raise
                _log.warning("channel.off", channel=name, reason=str(error))
        return connected

    @cached_property
    def display_channels(self) -> Mapping[str, DisplayChannel]:
        """The channels to places."""
        places = self._settings.placements
        names = (places.screen_channel, places.web_channel, places.board_channel)
        return {name: self._connect(name) for name in names}  # type: ignore[misc]

    @cached_property
    def readers(self) -> Mapping[str, Callable[[CallbackRequest], Sequence[Report]]]:
        """How each provider's callbacks are understood, without connecting."""
        return {
            name: partial(package.read_receipts, options=self._settings.channels.get(name, {}))
            for name, package in self.packages.items()
            if isinstance(package, CallsBack)
        }

    @cached_property
    def listeners(self) -> Mapping[str, Callable[[CallbackRequest], Sequence[Reply]]]:
        """How each provider's calls with what people wrote are understood, without connecting."""
        return {
            name: partial(package.read_replies, options=self._settings.channels.get(name, {}))
            for name, package in self.packages.items()
            if isinstance(package, Listens)
        }

    async def close(self) -> None:
        """Close what was connected."""
        for connected in ("message_channels", "display_channels"):
            for channel in self.__dict__.get(connected, {}).values():
                await channel.close()

    def _connect(self, name: str) -> MessageChannel | DisplayChannel:
        if name not in self.packages:
            raise SettingsError(f"channel {name}: not installed; there are {', '.join(sorted(self.packages))}")
        folder = self._settings.home / "channels" / name
        folder.mkdir(parents=True, exist_ok=True)
        kit = ChannelKit(
            http=self._http,
            clock=self._clock,
            sightings=self._sightings,
            notebook=StoredNotebook(self._store, name),
            inbox=self._inbox,
            folder=str(folder),
            public_url=self._settings.public_url,
        )
        return self.packages[name].connect(self._settings.channels.get(name, {}), kit)

    def _fit_for_court(self, channel: MessageChannel, medium: str) -> MessageChannel:
        if channel.capabilities.medium != medium:
            raise SettingsError(f"media.{medium}: channel {channel.name} does not carry {medium}")
        if not channel.capabilities.court_content:
            raise SettingsError(f"channel {channel.name}: may not carry court content (R69)")
        assessment = self._settings.channels.get(channel.name, {}).get("assessment")
        if channel.capabilities.cross_border and not assessment:
            raise SettingsError(f"channel {channel.name}: sends abroad, and no assessment number is configured (R41)")
        return channel
