"""The Chinese that staff read for every reason, state, task and refusal: config/reasons.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.errors import BroadcasterError, Fault

_RULE: Final = re.compile(r"R\d+")
_BRACKETED: Final = re.compile(r"\[(.*?)\]")


class Phrase(Struct, frozen=True, forbid_unknown_fields=True):
    """A text, and what to do about it. `{detail}` stands for a date, a number or a person's own words; without one, [...] is left out."""

    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A reason as told: its rule (`R17`, or empty) and its text."""

    rule: str
    text: str


class StaffWords(Struct, frozen=True, forbid_unknown_fields=True):
    """config/reasons.toml."""

    reason: dict[str, Phrase]
    placement: dict[str, Phrase]
    delivery: dict[str, Phrase]
    task: dict[str, Phrase]
    photo: dict[str, Phrase]
    refusal: dict[str, Phrase]
    name: dict[str, dict[str, str]]

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> StaffWords:
        """Read the decoded config/reasons.toml. Raises `InvalidInput` with a pointer."""
        return read_table(table, cls)

    def why(self, key: str, detail: str = "") -> Told:
        """Tell a reason against an entry: `R17.in_grace` and its detail."""
        rule, _, code = key.partition(".")
        return Told(rule, _filled(self.reason[code].text, detail)) if code in self.reason else Told("", key)

    def why_placed(self, reason: str) -> Told:
        """Tell why a placement is wanted as it is: a mark of staff, a reason's key, or nothing."""
        if reason in self.placement:
            return Told("", self.placement[reason].text)
        return self.why(reason) if reason else Told("", "")

    def why_delivery(self, reason: str) -> Told:
        """Tell why a delivery stands as it does; a provider's own code is told as it is."""
        code, _, detail = reason.partition(":")
        phrase = self.delivery.get(code)
        if phrase is None:
            return Told("", reason)
        rule = code.partition(".")[0]
        return Told(rule if _RULE.fullmatch(rule) else "", _filled(phrase.text, detail))

    def wording_fault(self, fault: Fault) -> str:
        """Tell what is wrong with a changed text: the file, and what it breaks."""
        file = self.name["notice_file"].get(fault.pointer.rpartition("/")[2], "")
        code = next((each for each in self.name["wording_fault"] if each in fault.message), "")
        told = self.name["wording_fault"].get(code, "") + fault.message.partition(code)[2].strip() if code else fault.message
        return f"{file}：{told}" if file else told

    def called(self, group: str, code: str) -> str:
        """Return the name of a state, role, kind or place; what has none is called by its code."""
        return self.name[group].get(code.partition("/")[0], code)

    def refused(self, error: BroadcasterError) -> Phrase:
        """Return the headline and the advice for an error, its class or the nearest above it."""
        known = next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in self.refusal)
        phrase = self.refusal[known]
        return Phrase(phrase.text.format(error=error), phrase.advice)


def _filled(text: str, detail: str) -> str:
    """Fill in the detail; without one, what stands in square brackets goes."""
    kept = _BRACKETED.sub(r"\1" if detail else "", text)
    return kept.replace("{detail}", detail)
