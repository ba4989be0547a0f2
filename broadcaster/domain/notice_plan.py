"""Which event owes whom which notice, and by which media: config/notices.toml (R49, R92, R93)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from broadcaster.domain.case_event import TYPES
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.parties import Role  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


class Medium(StrEnum):
    """What a notice travels as."""

    SMS = "sms"
    EMAIL = "email"


class Hold(StrEnum):
    """What a notice waits for."""

    ASSET_CONTROL = "asset_control"
    """Asset control done or not needed (R54, R92)."""


class NoticeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice owed: its kind, to whom, by which media. `urgent` ones do not wait for the morning (R68)."""

    notice: str
    to: Role
    channels: tuple[Medium, ...]
    hold: Hold | None = None
    urgent: bool = False


class UnconfirmedRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes instead to a number that its owner has not confirmed (R93)."""

    notice: str
    channels: tuple[Medium, ...]


class NoticePlan(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole plan."""

    unconfirmed: UnconfirmedRow
    on: dict[str, tuple[NoticeRow, ...]]

    @classmethod
    def from_mapping(cls, table: Mapping[str, object], audiences: Mapping[str, Collection[str]]) -> NoticePlan:
        """Read the decoded config/notices.toml against the kinds there are and the roles each is written for.

        Raises `InvalidInput` with a pointer to every event, kind or role that does not fit.
        """
        plan = read_table(table, cls)
        faults = tuple(_faults(plan, audiences))
        if faults:
            raise InvalidInput(*faults)
        return plan

    def rows_for(self, event_type: str) -> tuple[NoticeRow, ...]:
        """Return what an event of this type owes; most types owe nothing."""
        return self.on.get(event_type, ())


def _faults(plan: NoticePlan, audiences: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    if plan.unconfirmed.notice not in audiences:
        yield Fault("/unconfirmed/notice", f"there is no notice {plan.unconfirmed.notice}")
    for event_type, rows in plan.on.items():
        if event_type not in TYPES:
            yield Fault(f"/on/{event_type}", "no such event type")
        for index, row in enumerate(rows):
            if row.notice not in audiences:
                yield Fault(f"/on/{event_type}/{index}/notice", f"there is no notice {row.notice}")
            elif row.to not in audiences[row.notice]:
                yield Fault(f"/on/{event_type}/{index}/to", f"{row.notice} is not written for {row.to}")
