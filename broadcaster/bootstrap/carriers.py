"""From the channels that are connected and the settings to carriers that the router chooses among."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from broadcaster.domain.errors import SettingsError
from broadcaster.domain.routing import Carrier, Need
from broadcaster.services.people.routing import Routing
from broadcaster.settings import CarrierSettings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from broadcaster.ports.channels import Capabilities, MessageChannel
    from broadcaster.ports.clock import Clock
    from broadcaster.settings import Settings

_log = structlog.get_logger()


def routing_of(
    settings: Settings, channels: Mapping[str, MessageChannel], planned: Iterable[tuple[str, Collection[str]]], clock: Clock
) -> Routing:
    """Return the router over the channels connected; `planned` tells each kind of notice and the media it goes by.

    Raises `SettingsError` in production where a planned kind needs what no carrier of its medium may carry (R69).
    """
    carriers = carriers_of(settings, channels)
    needs = dict.fromkeys(settings.media.surveys, (Need.SURVEY,))
    if problems := _uncovered(carriers, planned, needs):
        if settings.production:
            raise SettingsError(*problems)
        _log.warning("carriers.cannot", problems=problems)
    return Routing(carriers, clock=clock, needs=needs)


def carriers_of(settings: Settings, channels: Mapping[str, MessageChannel]) -> list[Carrier]:
    """Return the carriers of every medium, in the order of the settings; a channel that is not connected is none."""
    return [
        _carrier(channels[name], place, settings.carriers.get(name, CarrierSettings()))
        for names in settings.media.carriers().values()
        for place, name in enumerate(names, start=1)
        if name in channels
    ]


def _carrier(channel: MessageChannel, place: int, row: CarrierSettings) -> Carrier:
    return Carrier(
        name=channel.name,
        medium=channel.capabilities.medium,
        priority=row.priority or place,
        cost=row.cost,
        share=row.share,
        able=_able(channel.capabilities),
        per_second=row.per_second,
        window=row.window_across_workers,
    )


def _able(can: Capabilities) -> frozenset[Need]:
    able = {Need.LINKS: can.links, Need.SURVEY: can.survey, Need.TWO_WAY: can.two_way}
    return frozenset(need for need, is_able in able.items() if is_able)


def _uncovered(
    carriers: Sequence[Carrier], planned: Iterable[tuple[str, Collection[str]]], needs: Mapping[str, Collection[Need]]
) -> list[str]:
    """Name every planned kind for which a medium has carriers but none that may carry it."""
    asked = {(kind, medium, need) for kind, media in planned for medium in media for need in needs.get(kind, ())}
    return [
        f"media.{medium}: {kind} is planned, and none of {', '.join(each.name for each in of_it)} may carry a {need} (R69)"
        for kind, medium, need in sorted(asked)
        if (of_it := [each for each in carriers if each.medium == medium]) and not any(need in each.able for each in of_it)
    ]
