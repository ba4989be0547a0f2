"""Turns the public fields of an entry into the labelled card that pictures, posters and pages show (R29, R40, R75-R81, R100)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from broadcaster.domain.duty import neutral_duty
from broadcaster.domain.entries import EntryKind, ListKind
from broadcaster.domain.money import yuan
from broadcaster.rendering.card import Card, Frame, Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from broadcaster.domain.disclosure import PublicEntry

_IS_SUM = re.compile(r"[0-9]+(\.[0-9]{1,2})?(元)?")


class FrameLabels(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the cards of each kind of list."""

    issue: str
    title: dict[ListKind, str]
    notes: dict[ListKind, tuple[str, ...]]


class BountyLabels(Struct, frozen=True, forbid_unknown_fields=True):
    """The fixed sentences of a bounty (R75-R81)."""

    person_duty: str
    property_duty: str
    person_conditions: tuple[str, ...]
    common_conditions: tuple[str, ...]


class Labels(Struct, frozen=True, forbid_unknown_fields=True):
    """templates/labels.toml."""

    row: dict[str, str]
    value: dict[str, str]
    state: dict[str, str]
    performance: dict[str, str]
    grounds: dict[str, str]
    bounty: BountyLabels
    frame: FrameLabels

    def day(self, day: date) -> str:
        """Return 2026年11月3日."""
        return self.value["date"].format(year=day.year, month=day.month, day=day.day)

    def card(self, entry: PublicEntry, *, duty_wording: str, verify_url: str, photo: bytes | None, on: date) -> Card:
        """Return the card of an entry as shown on a day."""
        return Card(
            entry=entry.entry,
            kind=entry.kind,
            name=entry.name,
            is_unit=entry.is_unit,
            rows=tuple(Row(self.row[name], value) for name, value in self._rows(entry) if value),
            duty=self._duty(entry, duty_wording),
            amount=self._amount(entry, on),
            photo=photo,
            verify_url=verify_url,
            reward=self._reward(entry),
            conditions=self._conditions(entry),
        )

    def _rows(self, entry: PublicEntry) -> Iterator[tuple[str, str]]:
        if entry.sex and entry.age is not None:
            yield "sex_and_age", f"{self.value[entry.sex]}，{self._years(entry.age)}"
        elif entry.age is not None:
            yield "age", self._years(entry.age)
        yield "id_number_masked", entry.id_number_masked
        yield "uscc", entry.uscc
        yield "legal_representative", self._representative(entry)
        yield "case_number", entry.case_number
        yield "court", entry.court
        yield "filed_on", self.day(entry.filed_on)
        if entry.kind is EntryKind.DISHONEST:
            yield "basis_number", entry.basis_number
            yield "basis_body", entry.basis_body
            yield "grounds", "；".join(self.grounds[str(ground)] for ground in entry.grounds)
            yield "performance", self.performance.get(entry.performance, "")
        else:
            yield "decision_number", entry.decision_number
            yield "reward_funded_by", entry.reward_funded_by
            yield "valid_until", self.value["until"].format(day=self.day(entry.valid_until)) if entry.valid_until else ""

    def _years(self, age: int) -> str:
        return self.value["years"].format(age=age)

    def _representative(self, entry: PublicEntry) -> str:
        if not entry.legal_representative or entry.representative_as_of is None:
            return entry.legal_representative
        return self.value["as_of"].format(value=entry.legal_representative, day=self.day(entry.representative_as_of))

    def _duty(self, entry: PublicEntry, wording: str) -> str:
        if entry.kind is EntryKind.BOUNTY_PERSON:
            return self.bounty.person_duty
        if entry.kind is EntryKind.BOUNTY_PROPERTY:
            return self.bounty.property_duty
        return neutral_duty(entry.amount_due, wording) or ""

    def _amount(self, entry: PublicEntry, on: date) -> str:
        if not entry.shows_amount or entry.amount_due is None:
            return ""
        return self.value["amount"].format(amount=yuan(entry.amount_due), day=self.day(entry.amount_as_of or on))

    def _reward(self, entry: PublicEntry) -> str:
        if not entry.reward:
            return ""
        if _IS_SUM.fullmatch(entry.reward):
            return self.value["reward_sum"].format(reward=yuan(entry.reward.removesuffix("元")))
        return self.value["reward_rate"].format(reward=entry.reward)

    def _conditions(self, entry: PublicEntry) -> tuple[str, ...]:
        if entry.kind is EntryKind.DISHONEST:
            return ()
        own = (f"{entry.conditions}的，依法给付悬赏金。",) if entry.conditions else self.bounty.person_conditions
        return own + self.bounty.common_conditions

    def around(self, kind: ListKind, *, court: str, month: str, published_on: date, hotline: str, domain: str) -> Frame:
        """Return what stands around the cards of a list of a month (`YYYY-MM`)."""
        year, number = month.split("-")
        return Frame(
            court=court,
            title=self.frame.title[kind],
            issue=self.frame.issue.format(year=int(year), month=int(number)),
            published_on=self.day(published_on),
            hotline=hotline,
            domain=domain,
            notes=self.frame.notes[kind],
        )
