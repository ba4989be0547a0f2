"""Who is written to: a party with its lawyers, its guardian alone, or a reader who is no party (R55, R93)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from broadcaster.domain.eligibility import birth_date
from broadcaster.domain.entries import Subject
from broadcaster.domain.identity_number import is_minor
from broadcaster.domain.notice_plan import Audience, Medium

if TYPE_CHECKING:
    from datetime import date

    from broadcaster.domain.parties import Party

SELF = "self"
GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to for a party: `self`, `guardian` or `lawyer/<n>`, with what is known of the ways to reach him."""

    recipient: str
    mobile: str = field(repr=False)
    confirmed: bool
    email: str = field(default="", repr=False)

    def address(self, medium: Medium) -> str:
        """Return his address for a medium, or an empty text."""
        return self.mobile if medium is Medium.SMS else self.email


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone to write to who is no party of a case: staff, or a debtor's unit. His addresses are the court's own knowledge."""

    audience: Audience
    reader_id: str
    name: str
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    def addressee(self) -> Addressee:
        """Return the one way to write to him."""
        return Addressee(SELF, self.mobile, confirmed=True, email=self.email)


def addressees(party: Party, day: date) -> list[Addressee]:
    """Return who is written to: a minor's guardian alone (R93), else the party and with it each lawyer on record.

    Who has a guardian on record and no readable birth date is taken for a minor (R3).
    """
    born = birth_date(Subject(party))
    if not party.is_unit and (party.guardian or born) and is_minor(born, day):
        guardian = party.guardian
        if guardian is None:
            return [Addressee(GUARDIAN, "", confirmed=False)]
        return [Addressee(GUARDIAN, guardian.mobile, confirmed=guardian.mobile_confirmed_on is not None)]
    lawyers = [each for each in party.representatives if each.kind == "lawyer" and each.mobile]
    return [
        Addressee(SELF, party.mobile, confirmed=party.mobile_confirmed_on is not None, email=party.email),
        *(
            Addressee(f"lawyer/{number}", lawyer.mobile, confirmed=lawyer.mobile_confirmed_on is not None)
            for number, lawyer in enumerate(lawyers, start=1)
        ),
    ]
