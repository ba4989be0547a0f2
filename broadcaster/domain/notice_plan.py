"""Which event or occasion owes whom which notice, by which media, and while which ground holds: config/notices.toml (R49, R92, R93)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from broadcaster.domain.case_event import TYPES
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.grounds import Ground  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.domain.occasions import OCCASIONS
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


class Medium(StrEnum):
    """What a notice travels as."""

    SMS = "sms"
    EMAIL = "email"


class Audience(StrEnum):
    """Whom a notice is written for: a party by its role, or a reader who is no party."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    CLUE_PROVIDER = "clue_provider"
    PETITIONER = "petitioner"
    UNIT = "unit"
    """The debtor's unit, or its superior body (R44)."""
    DUTY_OFFICER = "duty_officer"
    BUREAU_CHIEF = "bureau_chief"
    VICE_PRESIDENT = "vice_president"
    SUPERVISION = "supervision"
    """监察室."""
    DEPARTMENT = "department"


class Hold(StrEnum):
    """What a notice waits for."""

    ASSET_CONTROL = "asset_control"
    """Asset control done or not needed (R54, R92); where nothing is known of it, the notice waits."""
    ASSET_CONTROL_PENDING = "asset_control_pending"
    """Asset control that is known to be under way; where nothing is known of it, the notice goes."""


class NoticeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice owed: its kind, to whom, and by which media.

    `channels` go all at once; of a `chain` each goes only when the one before was refused or stayed silent. `urgent` ones do not
    wait for the morning (R68). A `statutory` SMS whose fate nobody can be asked about goes once more, marked. The row is owed
    only while its `grounds` hold (TOML: `while`).
    """

    notice: str
    to: Audience
    channels: tuple[Medium, ...] = ()
    chain: tuple[Medium, ...] = ()
    hold: Hold | None = None
    urgent: bool = False
    statutory: bool = False
    grounds: tuple[Ground, ...] = field(default=(), name="while")

    @property
    def media(self) -> tuple[Medium, ...]:
        """The media in their order."""
        return self.channels or self.chain


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
        """Read the decoded config/notices.toml against the kinds there are and whom each is written for.

        Raises `InvalidInput` with a pointer to every event, kind or reader that does not fit.
        """
        plan = read_table(table, cls)
        faults = tuple(_faults(plan, audiences))
        if faults:
            raise InvalidInput(*faults)
        return plan

    def rows_for(self, reason: str) -> tuple[NoticeRow, ...]:
        """Return what an event of this type, or this occasion, owes; most types owe nothing."""
        return self.on.get(reason, ())

    @property
    def rows(self) -> tuple[NoticeRow, ...]:
        """Every row."""
        return tuple(row for rows in self.on.values() for row in rows)

    def kinds_waiting_for_asset_control(self) -> frozenset[str]:
        """Return the kinds that R92 holds."""
        return frozenset(row.notice for row in self.rows if row.hold is Hold.ASSET_CONTROL)

    def kinds_not_during_asset_control(self) -> frozenset[str]:
        """Return the kinds that wait only while asset control is known to be under way."""
        return frozenset(row.notice for row in self.rows if row.hold is Hold.ASSET_CONTROL_PENDING)

    def statutory_kinds(self) -> frozenset[str]:
        """Return the kinds that go once more where nobody can say what became of the first."""
        return frozenset(row.notice for row in self.rows if row.statutory)

    def grounds(self) -> Mapping[tuple[str, Audience], tuple[Ground, ...]]:
        """Return by kind and audience the grounds that must still hold when it is sent."""
        return {(row.notice, row.to): row.grounds for row in self.rows if row.grounds}


def _faults(plan: NoticePlan, audiences: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    if plan.unconfirmed.notice not in audiences:
        yield Fault("/unconfirmed/notice", f"there is no notice {plan.unconfirmed.notice}")
    for reason, rows in plan.on.items():
        if reason not in TYPES and reason not in OCCASIONS:
            yield Fault(f"/on/{reason}", "no such event type or occasion")
        for index, row in enumerate(rows):
            where = f"/on/{reason}/{index}"
            if row.notice not in audiences:
                yield Fault(f"{where}/notice", f"there is no notice {row.notice}")
            elif row.to not in audiences[row.notice]:
                yield Fault(f"{where}/to", f"{row.notice} is not written for {row.to}")
            if bool(row.channels) == bool(row.chain):
                yield Fault(where, "needs either channels or a chain")
