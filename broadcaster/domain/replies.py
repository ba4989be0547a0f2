"""What a text message that comes back means: a wrong number, a wish for no more questionnaires, or words for a person to read."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NATIONAL: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})", re.ASCII)
_BETWEEN: Final = re.compile(r"[\s-]")


class Sense(StrEnum):
    """What a reply means to the program. It answers none of them."""

    PLAIN = "plain"
    """Words for a person to read."""
    OPT_OUT = "opt_out"
    """No more questionnaires; official notices go on (R60)."""
    WRONG_NUMBER = "wrong_number"
    """The number is another's: nothing more goes there (R55)."""
    DOUBTFUL = "doubtful"
    """Perhaps a wrong number: a person decides."""


class ReplyWords(Struct, frozen=True, forbid_unknown_fields=True):
    """config/replies.toml: the whole words that mean something, what may stand around them, and what only sounds like them."""

    opt_out: tuple[str, ...]
    wrong_number: tuple[str, ...]
    around: tuple[str, ...]
    doubtful: tuple[str, ...]

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> ReplyWords:
        """Read the decoded config/replies.toml. Raises `InvalidInput` with a pointer."""
        return read_table(table, cls)

    def sense(self, text: str) -> Sense:
        """Return what a reply means.

        Certain is only what says nothing else besides: 不是本人 is, 不是本人签的字 is for a person to judge.
        """
        plain = _plain(text)
        if plain in {_plain(word) for word in self.opt_out}:
            return Sense.OPT_OUT
        if _is_said(plain, self.wrong_number):
            left = _without(_without(plain, self.wrong_number), self.around)
            return Sense.DOUBTFUL if left else Sense.WRONG_NUMBER
        return Sense.DOUBTFUL if _is_said(plain, self.doubtful) else Sense.PLAIN


def national_number(sender: str) -> str:
    """Return a mobile number as the case system writes it, without 86 before it; any other sender as it came."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", sender))
    match = _NATIONAL.fullmatch(plain)
    return match[1] if match else sender.strip()


def _plain(text: str) -> str:
    """Return letters, digits and ideographs alone, full width as half width, capitals as small ones."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _is_said(plain: str, words: Iterable[str]) -> bool:
    return any(_plain(word) in plain for word in words)


def _without(plain: str, words: Iterable[str]) -> str:
    """Take the words out, the longest first, so that none leaves half of another behind."""
    for word in sorted(map(_plain, words), key=len, reverse=True):
        plain = plain.replace(word, "")
    return plain
