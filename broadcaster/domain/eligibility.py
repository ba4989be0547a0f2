"""Whether an entry may be shown today, and every reason why not (R1-R20, R74-R102)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain import facts, reasons
from broadcaster.domain.credit_code import parse_credit_code
from broadcaster.domain.entries import EntryKey, EntryKind, Subject, subject_of
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.identity_number import IdentityNumber, is_minor
from broadcaster.domain.listings import BREAKS_PROPERTY_REPORT, Listing, term_fault
from broadcaster.domain.names import read_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.reasons import Reason

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
    status = file.statuses.get(subject.party.party_id)
    if status and status.status == "deceased":
        yield reasons.DECEASED.of(status.since)
    if status and status.status == "bankrupt":
        yield reasons.BANKRUPT.of(status.since)


def _of_listing(file: CaseFile, listing_id: str, today: date) -> Iterator[Reason]:
    listed = file.listings[listing_id]
    party = file.parties[listed.party_id]
    yield from _of_decision(listed.listing, today)
    if party.full_time_student and listed.listing.campus_loan:
        yield reasons.STUDENT_LOAN
    if party.is_government_organ and not listed.listing.superior_filing_number:
        yield reasons.GOVERNMENT_ORGAN
    if file.amount_due is None:
        yield reasons.DUTY_UNWRITTEN
    declare_by = file.declare_by.get(listed.party_id)
    if BREAKS_PROPERTY_REPORT in listed.listing.grounds and declare_by and listed.listing.decided_on <= declare_by:
        yield reasons.REPORT_NOT_DUE.of(declare_by)
    yield from _of_objection(file, listing_id)
    withdrawal = file.withdrawals.get(listing_id)
    if withdrawal:
        yield (reasons.DELETED if isinstance(withdrawal, facts.ListingDeleted) else reasons.REVOKED).of(withdrawal.ground_on)


def _of_decision(listing: Listing, today: date) -> Iterator[Reason]:
    if listing.served_on is None:
        yield reasons.NOT_SERVED
    if fault := term_fault(listing):
        yield fault
    if listing.term_ends_on and listing.term_ends_on < today:
        yield reasons.TERM_OVER.of(listing.term_ends_on)
    if listing.grace_ends_on and today <= listing.grace_ends_on:
        yield reasons.IN_GRACE.of(listing.grace_ends_on)


def _of_objection(file: CaseFile, listing_id: str) -> Iterator[Reason]:
    objection, decision = file.objections.get(listing_id), file.decisions.get(listing_id)
    if decision and decision.outcome == "upheld":
        yield reasons.OBJECTION_UPHELD.of(decision.decided_on)
    elif objection and objection.kind == "not_me" and not decision:
        yield reasons.IDENTITY_DISPUTED.of(objection.filed_on)


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
