"""What the settings say about the carrier's SMSC, and what the channel may carry because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

from aiosmpplib import NPI, TON

from broadcaster.domain.sms import MOST_UNITS
from broadcaster.ports.channels import Capabilities
from broadcaster.ports.options import Options, stays_in_the_house

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = TypeVar("Kind", bound=IntEnum)
NAME = "sms_smpp"
IN_HAND = 4
"""Sends under way for each submit that the window allows: the others wait for their turn, or until their ids are written down."""
MOST_WAITING_SECONDS = 30
"""No send waits longer for its turn than this, at the rate that the carrier allows; Dispatch gives back after 60 what has not begun."""
LONGEST = {"user": 15, "password": 8, "system_type": 12, "source": 20}
"""Characters that fit a bind or an address (SMPP 3.4, 4.1 and 5.2)."""


@dataclass(frozen=True, slots=True)
class SmppOptions:
    """One account at one SMSC."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    system_type: str
    source: str
    source_ton: TON
    source_npi: NPI
    destination_ton: TON
    destination_npi: NPI
    long_messages: str
    receipt_ids: str
    window: int
    rate: int
    enquire_link: int
    seconds: int
    capabilities: Capabilities


def read_options(given: Mapping[str, object]) -> SmppOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    window = options.number("window", 50, least=1, most=2000)
    rate = options.number("rate", 0, least=0, most=100_000)
    host = options.text("host")
    account = SmppOptions(
        host=host,
        port=options.number("port", 2775, least=1, most=65535),
        user=_short_ascii(options, "user"),
        password=_short_ascii(options, "password"),
        system_type=_short_ascii(options, "system_type", ""),
        source=_short_ascii(options, "source"),
        source_ton=_named(options, "source_ton", TON.UNKNOWN),
        source_npi=_named(options, "source_npi", NPI.UNKNOWN),
        destination_ton=_named(options, "destination_ton", TON.INTERNATIONAL),
        destination_npi=_named(options, "destination_npi", NPI.ISDN),
        long_messages=options.choice("long_messages", ("udh", "payload")),
        receipt_ids=options.choice("receipt_ids", ("same", "decimal", "hex")),
        window=window,
        rate=rate,
        enquire_link=options.number("enquire_link", 30, least=1, most=3600),
        seconds=options.number("seconds", 30, least=1, most=120),
        capabilities=_capabilities(options, host, min(IN_HAND * window, MOST_WAITING_SECONDS * rate or IN_HAND * window)),
    )
    options.finish()
    return account


def _short_ascii(options: Options, key: str, default: str | None = None) -> str:
    value = options.text(key, default)
    if not value.isascii() or len(value) > LONGEST[key]:
        options.refuse(key, f"must be at most {LONGEST[key]} ASCII characters, as the protocol has no room for more")
    return value


def _named(options: Options, key: str, default: Kind) -> Kind:
    kinds = {each.name.lower(): each for each in type(default)}
    name = options.text(key, default.name.lower())
    if name not in kinds:
        options.refuse(key, f"must be one of {', '.join(kinds)}")
    return kinds.get(name, default)


def _capabilities(options: Options, host: str, concurrency: int) -> Capabilities:
    at_home = stays_in_the_house(host)
    return Capabilities(
        medium="sms",
        court_content=options.flag("court_content", at_home),
        links=options.flag("links", at_home),
        two_way=True,
        survey=options.flag("survey", at_home),
        cross_border=options.flag("cross_border", not at_home),
        max_length=MOST_UNITS,
        can_ask=False,
        concurrency=concurrency,
    )
