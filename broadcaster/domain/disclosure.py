"""What each audience may read of an entry: the public fields of article 6 (R29, R30) and each agency's own list (R44, R48)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain import facts
from broadcaster.domain.eligibility import birth_date
from broadcaster.domain.entries import EntryKey, EntryKind, subject_of
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.identity_number import IdType, age_on
from broadcaster.domain.masking import Mask, masked
from broadcaster.domain.names import read_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from broadcaster.domain.agencies import AgencyPolicy
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.entries import Subject
    from broadcaster.domain.listings import Listing

GRANTABLE = frozenset({"photo", "amount"})
"""The fields beyond article 6 that an approver may grant, each with a reason (R30)."""


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What pictures, pages and boards may show of one entry. Dates are dates, sums are yuan; empty means not shown."""

    entry: str
    kind: EntryKind
    name: str
    is_unit: bool
    sex: str
    age: int | None
    id_number_masked: str
    uscc: str
    legal_representative: str
    representative_as_of: date | None
    case_number: str
    court: str
    filed_on: date
    basis_number: str
    basis_body: str
    grounds: tuple[int, ...]
    performance: str
    amount_due: Decimal | None
    amount_as_of: date | None
    shows_amount: bool
    photo: str
    reward: str
    reward_funded_by: str
    conditions: str
    valid_until: date | None
    decision_number: str

    def canonical(self) -> dict[str, Any]:
        """Return the fields as plain JSON values, for digests and storage."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def public_entry(file: CaseFile, key: EntryKey, *, entry: str, today: date, granted: Collection[str] = ()) -> PublicEntry:
    """Compose the public fields; the number is strictly masked (R33, R97), a unit's own number is not (R34)."""
    subject = subject_of(file, key)
    party, born = subject.party, birth_date(subject)
    is_unit = subject.is_unit
    return PublicEntry(
        entry=entry,
        kind=key.kind,
        name=read_name(subject.name, is_unit=is_unit).name,
        is_unit=is_unit,
        sex="" if is_unit or subject.detained else party.sex,
        age=age_on(born, today) if born and not is_unit else None,
        id_number_masked="" if is_unit else masked(subject.id_number, _id_type(subject)),
        uscc=party.uscc if is_unit else "",
        legal_representative=party.legal_representative if is_unit else "",
        representative_as_of=party.representative_as_of if is_unit else None,
        case_number=file.case.number,
        court=file.case.court.name,
        filed_on=file.case.filed_on,
        basis_number=file.case.basis.number,
        basis_body=file.case.basis.body,
        amount_due=file.amount_due,
        amount_as_of=file.amount_as_of,
        shows_amount="amount" in granted,
        photo=party.photo.path if party.photo and "photo" in granted and not is_unit and not subject.detained else "",
        **_of_kind(file, key),
    )


def content_digest(file: CaseFile, key: EntryKey) -> str:
    """Return the sha256 of all that could be shown of an entry: what is approved is bound to it (R89, R94).

    Age and as-of dates do not count. Empty where the name cannot be printed.
    """
    try:
        shown = public_entry(file, key, entry="", today=file.case.filed_on, granted=GRANTABLE).canonical()
    except InvalidInput:
        return ""
    return hashlib.sha256(msgspec.json.encode(shown | {"representative_as_of": None}, order="deterministic")).hexdigest()


def _id_type(subject: Subject) -> IdType:
    return IdType.RESIDENT if subject.detained else IdType(subject.party.id_type)


def _of_kind(file: CaseFile, key: EntryKey) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "grounds": (),
        "performance": "",
        "reward": "",
        "reward_funded_by": "",
        "conditions": "",
        "valid_until": None,
        "decision_number": "",
    }
    if key.kind is EntryKind.DISHONEST:
        listing = file.listings[key.ref].listing
        return shown | {"grounds": listing.grounds, "performance": listing.performance, "decision_number": listing.decision_number}
    fact = file.bounties[key.ref].fact
    if isinstance(fact, facts.BountyGranted):
        bounty = fact.bounty
        return shown | {
            "reward": bounty.reward_rate_or_amount,
            "conditions": bounty.conditions,
            "valid_until": bounty.valid_until,
            "decision_number": bounty.decision_number,
        }
    reward = fact.reward or facts.Reward()
    return shown | {"reward": str(reward.amount or ""), "reward_funded_by": reward.funded_by, "decision_number": fact.decision_number}


def agency_fields(file: CaseFile, key: EntryKey, policy: AgencyPolicy, *, today: date, published_on: date) -> dict[str, Any]:
    """Return the `data` of a feed event: what the agency's field list names, and what feed-entry.schema.json requires.

    Offices outside the agency's own scope are never told (R45).
    """
    subject = subject_of(file, key)
    every = _of_subject(subject, today) | {
        "listing_id": key.ref,
        "kind": "unit" if subject.is_unit else "person",
        "name": subject.name,
        "case_number": file.case.number,
        "court": file.case.court.name,
        "filed_on": file.case.filed_on,
        "basis_number": file.case.basis.number,
        "basis_body": file.case.basis.body,
        "amount_due": file.amount_due,
        "amount_as_of": file.amount_as_of,
        "published_on": published_on,
        "public_offices": [
            {"office": each.office.value, "unit": each.unit} for each in subject.party.public_offices if each.office in policy.offices
        ],
    }
    every |= _listing_fields(file.listings[key.ref].listing) if key.kind is EntryKind.DISHONEST else _bounty_fields(file, key)
    wanted = {"listing_id", "kind", "name", "case_number", "court", "published_on", *policy.fields}
    return {name: _plain(value) for name, value in every.items() if name in wanted and value not in (None, "", [])}


def _of_subject(subject: Subject, today: date) -> dict[str, Any]:
    party = subject.party
    if subject.is_unit:
        return {"uscc": party.uscc, "legal_representative": party.legal_representative}
    born = birth_date(subject)
    return {
        "sex": "" if subject.detained else party.sex,
        "age": age_on(born, today) if born else None,
        "id_number": subject.id_number,
        "id_number_masked": masked(subject.id_number, _id_type(subject), style=Mask.SPC),
    }


def _listing_fields(listing: Listing) -> dict[str, Any]:
    return {
        "performance": listing.performance,
        "grounds": list(listing.grounds),
        "decision_number": listing.decision_number,
        "decided_on": listing.decided_on,
        "term_ends_on": listing.term_ends_on,
    }


def _bounty_fields(file: CaseFile, key: EntryKey) -> dict[str, Any]:
    shown = _of_kind(file, key)
    bounty = {"reward": shown["reward"], "conditions": shown["conditions"], "valid_until": shown["valid_until"]}
    return {
        "decision_number": shown["decision_number"],
        "bounty": {name: _plain(value) for name, value in bounty.items() if value},
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value
