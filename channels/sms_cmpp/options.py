"""What the settings say about the carrier's gateways, and what the channel may carry because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from broadcaster.domain.sms import MOST_UNITS
from broadcaster.ports.channels import Capabilities
from broadcaster.ports.options import Options, stays_in_the_house

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "sms_cmpp"
VERSIONS = {"2.0": 0x20, "3.0": 0x30}
PORT = 7890
SOON = 10
"""Seconds: a send that waits much longer for its turn might outlive the lease under which its delivery was claimed."""


@dataclass(frozen=True, slots=True)
class GatewayOptions:
    """One gateway of a carrier: where it is, who we are there, and how fast it may be used."""

    name: str
    priority: int
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    source: str
    service_id: str
    version: int
    window: int
    connections: int
    rate: int
    """Parts a second on each connection; 0 means as fast as the gateway answers."""
    seconds: int
    heartbeat: int

    @property
    def at_once(self) -> int:
        """How many sends find their turn soon: as many as the windows hold, or as the rate lets go out within ten seconds."""
        soon = min(self.window, SOON * self.rate) if self.rate else self.window
        return soon * self.connections


@dataclass(frozen=True, slots=True)
class CmppOptions:
    """The gateways, the first to be used first."""

    gateways: tuple[GatewayOptions, ...]
    capabilities: Capabilities


def read_options(given: Mapping[str, object]) -> CmppOptions:
    """Check the section; raise `SettingsError` naming every bad option.

    The section itself is one gateway; each table under `gateways` is another, which takes from the section what it does not say itself.
    """
    options = Options(f"channels.{NAME}", given)
    main = _read_gateway("main", options, priority=1)
    others = [_read_gateway(name, table, priority=2, main=main) for name, table in options.tables("gateways").items()]
    gateways = tuple(sorted((main, *others), key=lambda each: (each.priority, each.name)))
    stays = all(stays_in_the_house(each.host) for each in gateways)
    capabilities = Capabilities(
        medium="sms",
        court_content=True,
        links=True,
        two_way=True,
        survey=True,
        cross_border=options.flag("cross_border", not stays),
        max_length=MOST_UNITS,
        can_ask=False,
        concurrency=max(each.at_once for each in gateways),
    )
    options.text("assessment", "")
    options.finish()
    return CmppOptions(gateways, capabilities)


def _read_gateway(name: str, options: Options, *, priority: int, main: GatewayOptions | None = None) -> GatewayOptions:
    versions = sorted(VERSIONS)
    if main:
        versions.sort(key=lambda version: VERSIONS[version] != main.version)
    return GatewayOptions(
        name=name,
        priority=options.number("priority", priority, least=1, most=99),
        host=options.text("host"),
        port=options.number("port", main.port if main else PORT, least=1, most=65535),
        user=_ascii(options, "user", 6, main.user if main else None),
        password=_ascii(options, "password", 100, main.password if main else None),
        source=_ascii(options, "source", 21, main.source if main else None),
        service_id=_ascii(options, "service_id", 10, main.service_id if main else ""),
        version=VERSIONS[options.choice("version", versions)],
        window=options.number("window", main.window if main else 16, least=1, most=1000),
        connections=options.number("connections", main.connections if main else 1, least=1, most=50),
        rate=options.number("rate", main.rate if main else 100, least=0, most=100_000),
        seconds=options.number("seconds", main.seconds if main else 30, least=1, most=300),
        heartbeat=options.number("heartbeat", main.heartbeat if main else 60, least=1, most=180),
    )


def _ascii(options: Options, key: str, most: int, default: str | None = None) -> str:
    """Read a text that fits its field: so many octets of ASCII."""
    text = options.text(key, default)
    if text != default and (not text.isascii() or len(text) > most):
        options.refuse(key, f"must be at most {most} ASCII characters")
    return text
