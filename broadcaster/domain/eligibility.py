"""Whether an entry may be shown today, and every reason why not (R1-R20, R74-R102)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain import facts, reasons
from broadcaster.domain.credit_code import parse_credit_code
from broadcaster.domain.entries import EntryKey, EntryKind, Subject, subject_of
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.identity_number import IdentityNumber, is_minor
from broadcaster.domain.listings import BREAKS_PROPERTY_REPORT, Listing, ListingOrigin, months_after, term_fault
from broadcaster.domain.names import read_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from broadcaster.domain.case_file import CaseFile, ListingFile
    from broadcaster.domain.reasons import Reason

_NO_RELISTING_FOR = 6
ENDING_OUTCOMES = {"fully_performed": reasons.PERFORMED, "refused": reasons.CONCLUDED, "terminated": reasons.CONCLUDED}


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """What the court's settings add to the law: the causes that R99 keeps off all places."""

    family_causes: frozenset[str]


def reasons_against(file: CaseFile, key: EntryKey, today: date, policy: DisclosurePolicy) -> tuple[Reason, ...]:
    """Return every reason why the entry may not be shown today; none means that it may."""
    subject = subject_of(file, key)
    found = [
        *_of_subject(subject, today),
        *_of_case(file, policy),
        *_of_payment(file, subject, key),
        *_of_status(file, subject),
        *_of_objection(file, subject, key),
    ]
    if key.kind is EntryKind.DISHONEST:
        found += _of_listing(file, key.ref, today)
    elif key.kind is EntryKind.BOUNTY_PERSON:
        found += _of_detention(file, key.ref)
    else:
        found += _of_bounty(file, key.ref, today)
    return tuple(dict.fromkeys(found))


def birth_date(subject: Subject) -> date | None:
    """Return the birth date by the identity number, or as told for other documents (R111); None where unknown."""
    if subject.detained is None and subject.party.id_type != "resident":
        return subject.party.birth_date
    try:
        return IdentityNumber.parse(subject.id_number).birth_date
    except InvalidInput:
        return None


def _of_subject(subject: Subject, today: date) -> Iterator[Reason]:
    if not _reads(lambda: read_name(subject.name, is_unit=subject.is_unit)):
        yield reasons.BAD_NAME
    if subject.is_unit:
        if not _reads(lambda: parse_credit_code(subject.party.uscc)):
            yield reasons.BAD_CREDIT_CODE
        return
    born = birth_date(subject)
    if born is None:
        yield reasons.BAD_ID_NUMBER
    if is_minor(born, today):
        yield reasons.MINOR


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except InvalidInput:
        return False
    return True


def _of_case(file: CaseFile, policy: DisclosurePolicy) -> Iterator[Reason]:
    if file.case.closed_from_public or file.case.cause in policy.family_causes:
        yield reasons.FAMILY_CAUSE
    if file.stayed:
        yield (reasons.BANKRUPT if file.stayed.cause == "bankruptcy" else reasons.STAYED).of(file.stayed.stayed_on)
    if file.concluded and file.concluded.outcome in ENDING_OUTCOMES:
        yield ENDING_OUTCOMES[file.concluded.outcome]


def _of_payment(file: CaseFile, subject: Subject, key: EntryKey) -> Iterator[Reason]:
    for payment in file.payments:
        if payment.party.party_id != subject.party.party_id:
            yield reasons.CO_DEBTOR_PAID.of(payment.performed_on)
        elif key.kind is EntryKind.DISHONEST and payment.listing_id not in ("", key.ref):
            continue
        elif payment.proof == "verified":
            yield reasons.PERFORMED.of(payment.performed_on)
        else:
            yield reasons.RECEIPT_SHOWN.of(payment.performed_on)


def _of_status(file: CaseFile, subject: Subject) -> Iterator[Reason]:
    statuses = file.statuses.get(subject.party.party_id, {})
    for status, reason in (("deceased", reasons.DECEASED), ("bankrupt", reasons.BANKRUPT)):
        if status in statuses:
            yield reason.of(statuses[status].since)


def _of_listing(file: CaseFile, listing_id: str, today: date) -> Iterator[Reason]:
    listed = file.listings[listing_id]
    party = file.parties[listed.party_id]
    yield from _of_decision(listed.listing, today)
    if party.full_time_student and listed.listing.campus_loan:
        yield reasons.STUDENT_LOAN
    if party.is_government_organ:
        yield reasons.GOVERNMENT_ORGAN
    if file.amount_due is None:
        yield reasons.DUTY_UNWRITTEN
    declare_by = file.declare_by.get(listed.party_id)
    if BREAKS_PROPERTY_REPORT in listed.listing.grounds and declare_by and listed.listing.decided_on <= declare_by:
        yield reasons.REPORT_NOT_DUE.of(declare_by)
    if listing_id in file.closed_listings:
        yield reasons.NEW_DECISION_NEEDED
    if _is_relisted_too_soon(file, listed):
        yield reasons.RELISTED_TOO_SOON
    withdrawal = file.withdrawals.get(listing_id)
    if withdrawal:
        yield (reasons.DELETED if isinstance(withdrawal, facts.ListingDeleted) else reasons.REVOKED).of(withdrawal.ground_on)


def _is_relisted_too_soon(file: CaseFile, listed: ListingFile) -> bool:
    """Whether the applicant had a listing deleted and asks for a new one within six months (art 10, R15)."""
    if listed.listing.origin is not ListingOrigin.APPLICANT:
        return False
    return any(
        isinstance(gone, facts.ListingDeleted)
        and gone.ground == "applicant_request"
        and gone.party.party_id == listed.party_id
        and gone.ground_on <= listed.listing.decided_on < months_after(gone.ground_on, _NO_RELISTING_FOR)
        for gone in file.withdrawals.values()
    )


def _of_decision(listing: Listing, today: date) -> Iterator[Reason]:
    if not (listing.signed_by.strip() and listing.decision_number.strip()):
        yield reasons.NOT_SIGNED
    if listing.served_on is None:
        yield reasons.NOT_SERVED
    if fault := term_fault(listing):
        yield fault
    if listing.has_term and listing.term_ends_on and listing.term_ends_on < today:
        yield reasons.TERM_OVER.of(listing.term_ends_on)
    if listing.grace_ends_on and today <= listing.grace_ends_on:
        yield reasons.IN_GRACE.of(listing.grace_ends_on)


def _of_objection(file: CaseFile, subject: Subject, key: EntryKey) -> Iterator[Reason]:
    about = "listing" if key.kind is EntryKind.DISHONEST else "bounty"
    open_dispute: Reason | None = None
    upheld: Reason | None = None
    for each in file.objections:
        concerned = each.listing_id == key.ref if each.listing_id else each.party.party_id == subject.party.party_id
        if not concerned or each.about != about:
            continue
        if isinstance(each, facts.ObjectionDecided):
            open_dispute = None
            upheld = reasons.OBJECTION_UPHELD.of(each.decided_on) if each.outcome == "upheld" else None
        elif each.kind == "not_me":
            open_dispute = reasons.IDENTITY_DISPUTED.of(each.filed_on)
    yield from filter(None, (upheld, open_dispute))


def _of_detention(file: CaseFile, decision_number: str) -> Iterator[Reason]:
    fact = file.bounties[decision_number].fact
    if not isinstance(fact, facts.DetentionDecided):
        return
    if fact.party.is_unit and fact.detained_person is None:
        yield reasons.NOBODY_DETAINED
    if not fact.whereabouts_unknown:
        yield reasons.WHEREABOUTS_KNOWN
    if fact.reward is None or not fact.reward.amount or not fact.reward.funded_by:
        yield reasons.REWARD_MISSING
    for ended in file.detentions_ended:
        if ended.decision_number == decision_number or (not ended.decision_number and ended.party.party_id == fact.party.party_id):
            yield reasons.DETENTION_ENDED.of(ended.ended_on)


def _of_bounty(file: CaseFile, bounty_id: str, today: date) -> Iterator[Reason]:
    fact = file.bounties[bounty_id].fact
    if not isinstance(fact, facts.BountyGranted):
        return
    if not fact.bounty.applicant_promises_payment:
        yield reasons.NOT_APPLIED_FOR
    if not fact.bounty.conditions:
        yield reasons.CONDITIONS_MISSING
    if not fact.bounty.publish_via:
        yield reasons.NO_PLACE_AGREED
    if fact.bounty.valid_until < today:
        yield reasons.BOUNTY_OVER.of(fact.bounty.valid_until)
