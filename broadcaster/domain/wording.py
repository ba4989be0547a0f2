"""Words, signs and links that a text may not carry, found and named (R56, R63, R64, R67, R109)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from msgspec import Struct

from broadcaster.domain.masking import bank_cards, full_numbers, mobiles
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NATIONAL_COURTS: Final = "court.gov.cn"
_SENTENCE: Final = re.compile(r"[^。；！？\n]+")
_LINK: Final = re.compile(r"(?:[A-Za-z]+://|www\.|Www\.|WWW\.)[^\s\"'<>（），。；]+")
CONTACT: Final = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4}|95\d{3,4}|12368)(?!\d)", re.ASCII)
"""A number that an SMS may give to call back (R67)."""
_BRACKETED_END: Final = re.compile(r"^[\[\]]|[\[\]]$")
_IDEOGRAPHS: Final = range(0x4E00, 0xA000)


class Breach(StrEnum):
    """What a text does that it may not."""

    FORBIDDEN = "forbidden"
    REWARD = "reward"
    UNCONDITIONAL = "unconditional"
    """A consequence that may come is told as if it would (R109)."""
    SYMBOL = "symbol"
    TRADITIONAL = "traditional"
    MOBILE = "mobile"
    NUMBER = "number"
    """An identity number or bank account (R56)."""
    CONTACTS = "contacts"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach and the words that commit it; numbers are not quoted."""

    breach: Breach
    text: str


class SmsWording(Struct, frozen=True, forbid_unknown_fields=True):
    """What the body of an SMS may not hold besides."""

    symbols: tuple[str, ...]
    most_contacts: int


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """The court's rules of wording, as config/wording.toml sets them.

    `names` are names as they must be printed: what stands in them is nobody's wording (R64).
    """

    forbidden: tuple[str, ...]
    reward: tuple[str, ...]
    conditional: tuple[str, ...]
    condition: str
    closing: str
    public_duty: str
    sms: SmsWording

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> Wording:
        """Read the decoded config/wording.toml. Raises `InvalidInput` with a pointer to what is missing, unknown or of another type."""
        return read_table(table, cls)

    def in_output(self, text: str, *, names: Sequence[str] = (), has_bounty: bool = False) -> tuple[Finding, ...]:
        """Find what no output may say (R109); reward words only count where no bounty was decided (R74, R78)."""
        plain = _without(text, names)
        return (
            *_words(Breach.FORBIDDEN, self.forbidden, plain),
            *(() if has_bounty else _words(Breach.REWARD, self.reward, plain)),
            *self._unconditional(plain),
        )

    def in_sms(self, body: str, *, names: Sequence[str] = ()) -> tuple[Finding, ...]:
        """Find what the body of an SMS may not hold; its signature 【】 stands before it and is no part of it (R56, R63, R64, R67)."""
        plain = _without(body, names)
        contacts = CONTACT.findall(plain)
        return (
            *self.in_output(plain),
            *_words(Breach.SYMBOL, self.sms.symbols, plain),
            *(Finding(Breach.SYMBOL, bracket) for bracket in _BRACKETED_END.findall(plain)),
            *_traditional(plain),
            *(Finding(Breach.MOBILE, "") for _ in mobiles(plain)),
            *(Finding(Breach.NUMBER, "") for _ in (*bank_cards(plain), *full_numbers(plain))),
            *(Finding(Breach.LINK, link) for link in _LINK.findall(plain)),
            *((Finding(Breach.CONTACTS, "、".join(contacts)),) if len(contacts) > self.sms.most_contacts else ()),
        )

    def _unconditional(self, text: str) -> Iterator[Finding]:
        for sentence in _SENTENCE.findall(text):
            conditioned_from = sentence.find(self.condition) + 1 or len(sentence) + 1
            yield from (Finding(Breach.UNCONDITIONAL, word) for word in self.conditional if -1 < sentence.find(word) < conditioned_from)


def is_traditional(character: str) -> bool:
    """Say whether a common ideograph is written in traditional characters alone: Big5 has it, GB 2312 does not."""
    return ord(character) in _IDEOGRAPHS and not encodes(character, "gb2312") and encodes(character, "big5")


def links_outside(text: str, domains: Iterable[str], *, production: bool) -> tuple[Finding, ...]:
    """Find links to hosts that are neither under court.gov.cn nor under one of the court's own domains (R56).

    In trial a link to this machine is let through; production refuses it, and any bare address (R109).
    """
    allowed = (NATIONAL_COURTS, *domains)
    return tuple(Finding(Breach.LINK, link) for link in _LINK.findall(text) if not _may_link(link, allowed, production=production))


def _may_link(link: str, allowed: Sequence[str], *, production: bool) -> bool:
    host = urlsplit(link if "://" in link else f"//{link}").hostname or ""
    if host == "localhost" or _is_address(host):
        return not production and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    return any(host == domain or host.endswith(f".{domain}") for domain in allowed)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _traditional(text: str) -> Iterator[Finding]:
    suspects = "" if encodes(text, "gb2312") else text
    return (Finding(Breach.TRADITIONAL, character) for character in suspects if is_traditional(character))


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def _words(breach: Breach, words: Iterable[str], text: str) -> Iterator[Finding]:
    return (Finding(breach, word) for word in words if word in text)


def encodes(text: str, encoding: str) -> bool:
    """Say whether the encoding has every character of the text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
