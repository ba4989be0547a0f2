"""Test mode: who alone is written to while staff rehearse, or that nobody is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.domain.deliveries import FrozenText

NOT_A_GUEST: Final = "test_mode.not_a_guest"
DRY_RUN: Final = "test_mode.dry_run"
MARK: Final = "测试："
_SIGNATURE: Final = re.compile(r"^【[^】]*】")
_BODY: Final = re.compile(r"<body[^>]*>")
_COUNTRY: Final = re.compile(r"^(\+|00)86")
_BLANKS: Final = re.compile(r"[\s-]")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The guest list and the dry run. With neither, everybody is written to."""

    guests: frozenset[str] = field(default=frozenset(), repr=False)
    """Addresses in their plain form (`plain`)."""
    dry_run: bool = False

    @classmethod
    def of(cls, guests: Iterable[str], *, dry_run: bool) -> Rehearsal:
        """Take addresses as a person writes them."""
        return cls(frozenset(plain(each) for each in guests), dry_run)

    @property
    def is_on(self) -> bool:
        """Whether anybody who should be written to is not."""
        return self.dry_run or bool(self.guests)

    def why_not(self, address: str) -> str:
        """Return the reason for which nothing goes to an address, or an empty text."""
        if self.dry_run:
            return DRY_RUN
        return NOT_A_GUEST if self.guests and not self.invites(address) else ""

    def invites(self, address: str) -> bool:
        """Say whether an address is on the guest list."""
        return plain(address) in self.guests


def plain(address: str) -> str:
    """Return a mobile without country code, blanks and strokes, and mail in lower case."""
    address = address.strip()
    return address.lower() if "@" in address else _COUNTRY.sub("", _BLANKS.sub("", address))


def marked(text: FrozenText) -> FrozenText:
    """Return a notice that says of itself that it is a test: behind the signature of an SMS, in subject and text of a mail."""
    signature = _SIGNATURE.match(text.text)
    start = signature.end() if signature else 0
    return msgspec.structs.replace(
        text,
        text=text.text[:start] + MARK + text.text[start:],
        subject=None if text.subject is None else MARK + text.subject,
        html=None if text.html is None else _BODY.sub(lambda tag: f"{tag[0]}<p>{MARK}</p>", text.html, count=1),
    )
