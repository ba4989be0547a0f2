"""A case as its events tell it so far: folded in the order of their own time, whatever order they arrived in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch
from typing import TYPE_CHECKING

from broadcaster.domain import facts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from broadcaster.domain.case_event import CaseEvent
    from broadcaster.domain.listings import Listing
    from broadcaster.domain.parties import Case, Party

SETTLED_ASSET_CONTROL = frozenset({"done", "not_needed"})
NOTHING_FOUND = "nothing_found"
RESTORED = "restored"
CLOSING_OUTCOMES = frozenset({"fully_performed", "refused", "terminated"})


@dataclass(slots=True)
class ListingFile:
    """One listing: the decision as last corrected, and whether it was revoked or deleted."""

    listing: Listing
    party_id: str
    listed_at: datetime
    told_at: datetime
    """When it was last told: listed, corrected or extended."""


@dataclass(slots=True)
class BountyFile:
    """One bounty: on finding a detained person (R78) or on assets (R74)."""

    fact: facts.DetentionDecided | facts.BountyGranted
    granted_at: datetime


@dataclass(slots=True)
class CaseFile:
    """What is known of one case. Listings are kept apart from revocations, so that a revocation may arrive first."""

    case: Case
    amount_due: Decimal | None = None
    amount_as_of: date | None = None
    parties: dict[str, Party] = field(default_factory=dict)
    listings: dict[str, ListingFile] = field(default_factory=dict)
    withdrawals: dict[str, facts.ListingRevoked] = field(default_factory=dict)
    bounties: dict[str, BountyFile] = field(default_factory=dict)
    detentions_ended: list[facts.DetentionEnded] = field(default_factory=list)
    payments: list[facts.Performed] = field(default_factory=list)
    statuses: dict[str, dict[str, facts.StatusChanged]] = field(default_factory=dict)
    """By party, then by status: only a restoration undoes one (R94)."""
    objections: list[facts.ObjectionFiled | facts.ObjectionDecided] = field(default_factory=list)
    """Filed and decided, in their order."""
    declare_by: dict[str, date] = field(default_factory=dict)
    notified: set[str] = field(default_factory=set)
    asset_control_begun: set[str] = field(default_factory=set)
    asset_control_settled: set[str] = field(default_factory=set)
    restricted: set[str] = field(default_factory=set)
    """Parties under a consumption limit that was not lifted."""
    closed_listings: set[str] = field(default_factory=set)
    """Listings without a term whose ground went with a stay or a conclusion: a resumed case needs a new decision (art 10)."""
    stayed: facts.CaseStayed | None = None
    concluded: facts.CaseConcluded | None = None
    concluded_at: datetime | None = None
    surveys_due: dict[str, datetime] = field(default_factory=dict)
    """Questionnaires that the case system asked for, by name, and when."""
    terminated: facts.CaseTerminated | None = None
    queries: list[facts.AssetsQueried] = field(default_factory=list)
    clues: dict[str, facts.Clue] = field(default_factory=dict)
    """Received and not answered (R59)."""
    answered_clues: set[str] = field(default_factory=set)
    petitions: dict[str, facts.Petition] = field(default_factory=dict)
    """Received and not answered (R116)."""
    answered_petitions: set[str] = field(default_factory=set)

    @property
    def queried_on(self) -> list[date]:
        """Days of queries that found nothing (R13)."""
        return [query.queried_on for query in self.queries if query.result == NOTHING_FOUND]

    def debtor(self, party_id: str) -> Party:
        """Return a party as last told."""
        return self.parties[party_id]


def fold(events: Iterable[CaseEvent]) -> CaseFile:
    """Fold at least one event of one case into its file."""
    ordered = sorted(events, key=lambda event: (event.time, event.source, event.id))
    file = CaseFile(case=ordered[0].case)
    for event in ordered:
        file.case = event.case
        if event.case.amount_due is not None and file.amount_as_of is None:
            file.amount_due = event.case.amount_due
        for party in event.parties:
            file.parties[party.party_id] = party
        _enter(event.fact, file, event.time)
    return file


@singledispatch
def _enter(fact: facts.Fact, file: CaseFile, at: datetime) -> None:
    """Enter what a fact says; facts without a consequence for the file say nothing here."""


@_enter.register(facts.DebtorListed)
def _(fact: facts.DebtorListed, file: CaseFile, at: datetime) -> None:
    earlier = file.listings.get(fact.listing.listing_id)
    file.listings[fact.listing.listing_id] = ListingFile(fact.listing, fact.party.party_id, earlier.listed_at if earlier else at, at)


@_enter.register(facts.ListingRevoked)
def _(fact: facts.ListingRevoked, file: CaseFile, at: datetime) -> None:
    file.withdrawals[fact.listing_id] = fact


@_enter.register(facts.Performed)
def _(fact: facts.Performed, file: CaseFile, at: datetime) -> None:
    file.payments.append(fact)


@_enter.register(facts.PartlyPerformed)
def _(fact: facts.PartlyPerformed, file: CaseFile, at: datetime) -> None:
    file.amount_due, file.amount_as_of = fact.remaining, fact.performed_on


@_enter.register(facts.DetentionDecided)
def _(fact: facts.DetentionDecided, file: CaseFile, at: datetime) -> None:
    file.bounties[fact.decision_number] = BountyFile(fact, at)


@_enter.register(facts.BountyGranted)
def _(fact: facts.BountyGranted, file: CaseFile, at: datetime) -> None:
    file.bounties[fact.bounty.bounty_id] = BountyFile(fact, at)


@_enter.register(facts.DetentionEnded)
def _(fact: facts.DetentionEnded, file: CaseFile, at: datetime) -> None:
    file.detentions_ended.append(fact)


@_enter.register(facts.StatusChanged)
def _(fact: facts.StatusChanged, file: CaseFile, at: datetime) -> None:
    if fact.status == RESTORED:
        file.statuses.pop(fact.party.party_id, None)
    else:
        file.statuses.setdefault(fact.party.party_id, {})[fact.status] = fact


@_enter.register(facts.ObjectionFiled)
def _(fact: facts.ObjectionFiled, file: CaseFile, at: datetime) -> None:
    file.objections.append(fact)


@_enter.register(facts.ObjectionDecided)
def _(fact: facts.ObjectionDecided, file: CaseFile, at: datetime) -> None:
    file.objections.append(fact)


@_enter.register(facts.NoticeIssued)
def _(fact: facts.NoticeIssued, file: CaseFile, at: datetime) -> None:
    file.notified.add(fact.party.party_id)
    _settle(fact.party.party_id, fact.asset_control, file)


@_enter.register(facts.DeclarationOrdered)
def _(fact: facts.DeclarationOrdered, file: CaseFile, at: datetime) -> None:
    file.declare_by[fact.party.party_id] = fact.order.declare_by
    _settle(fact.party.party_id, fact.asset_control, file)


def _settle(party_id: str, asset_control: str, file: CaseFile) -> None:
    (file.asset_control_settled if asset_control in SETTLED_ASSET_CONTROL else file.asset_control_begun).add(party_id)


@_enter.register(facts.AssetControlCompleted)
def _(fact: facts.AssetControlCompleted, file: CaseFile, at: datetime) -> None:
    file.asset_control_settled.add(fact.party.party_id)


@_enter.register(facts.ConsumptionRestricted)
def _(fact: facts.ConsumptionRestricted, file: CaseFile, at: datetime) -> None:
    file.restricted.add(fact.party.party_id)


@_enter.register(facts.ConsumptionLifted)
def _(fact: facts.ConsumptionLifted, file: CaseFile, at: datetime) -> None:
    file.restricted.discard(fact.party.party_id)


@_enter.register(facts.CaseStayed)
def _(fact: facts.CaseStayed, file: CaseFile, at: datetime) -> None:
    file.stayed = fact


@_enter.register(facts.CaseResumed)
def _(fact: facts.CaseResumed, file: CaseFile, at: datetime) -> None:
    if file.stayed or (file.concluded and file.concluded.outcome in CLOSING_OUTCOMES):
        file.closed_listings |= {name for name, listed in file.listings.items() if not listed.listing.has_term}
    file.stayed = None
    file.concluded = file.concluded_at = None
    file.terminated = None


@_enter.register(facts.CaseConcluded)
def _(fact: facts.CaseConcluded, file: CaseFile, at: datetime) -> None:
    file.concluded, file.concluded_at = fact, at


@_enter.register(facts.SurveyDue)
def _(fact: facts.SurveyDue, file: CaseFile, at: datetime) -> None:
    file.surveys_due[fact.survey] = at


@_enter.register(facts.CaseTerminated)
def _(fact: facts.CaseTerminated, file: CaseFile, at: datetime) -> None:
    file.terminated = fact


@_enter.register(facts.AssetsQueried)
def _(fact: facts.AssetsQueried, file: CaseFile, at: datetime) -> None:
    file.queries.append(fact)


@_enter.register(facts.ClueReceived)
def _(fact: facts.ClueReceived, file: CaseFile, at: datetime) -> None:
    if fact.clue.clue_id not in file.answered_clues:
        file.clues[fact.clue.clue_id] = fact.clue


@_enter.register(facts.ClueAnswered)
def _(fact: facts.ClueAnswered, file: CaseFile, at: datetime) -> None:
    file.answered_clues.add(fact.clue.clue_id)
    file.clues.pop(fact.clue.clue_id, None)


@_enter.register(facts.PetitionReceived)
def _(fact: facts.PetitionReceived, file: CaseFile, at: datetime) -> None:
    if fact.petition.petition_id not in file.answered_petitions:
        file.petitions[fact.petition.petition_id] = fact.petition


@_enter.register(facts.PetitionAnswered)
def _(fact: facts.PetitionAnswered, file: CaseFile, at: datetime) -> None:
    file.answered_petitions.add(fact.petition.petition_id)
    file.petitions.pop(fact.petition.petition_id, None)
