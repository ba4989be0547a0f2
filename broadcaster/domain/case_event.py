"""A case event: a fact told by the court's case system as a CloudEvent 1.0 (contract: Events in)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from broadcaster.domain import facts
from broadcaster.domain.parties import Case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from broadcaster.domain.parties import Party

TYPES: Final[Mapping[str, type[facts.Fact]]] = {
    "court.litigation.filed": facts.LitigationFiled,
    "court.case.filed": facts.CaseFiled,
    "court.case.progressed": facts.CaseProgressed,
    "court.case.termination_proposed": facts.TerminationProposed,
    "court.case.terminated": facts.CaseTerminated,
    "court.case.resumed": facts.CaseResumed,
    "court.case.assets_queried": facts.AssetsQueried,
    "court.case.stayed": facts.CaseStayed,
    "court.case.concluded": facts.CaseConcluded,
    "court.enforcement.notice_issued": facts.NoticeIssued,
    "court.assets.declaration_ordered": facts.DeclarationOrdered,
    "court.assets.control_completed": facts.AssetControlCompleted,
    "court.debtor.listed": facts.DebtorListed,
    "court.debtor.listing_corrected": facts.ListingCorrected,
    "court.debtor.listing_extended": facts.ListingExtended,
    "court.debtor.listing_revoked": facts.ListingRevoked,
    "court.debtor.listing_deleted": facts.ListingDeleted,
    "court.debtor.performed": facts.Performed,
    "court.debtor.partly_performed": facts.PartlyPerformed,
    "court.debtor.detention_decided": facts.DetentionDecided,
    "court.debtor.detention_ended": facts.DetentionEnded,
    "court.bounty.granted": facts.BountyGranted,
    "court.party.status_changed": facts.StatusChanged,
    "court.consumption.restricted": facts.ConsumptionRestricted,
    "court.consumption.lifted": facts.ConsumptionLifted,
    "court.clue.received": facts.ClueReceived,
    "court.clue.answered": facts.ClueAnswered,
    "court.objection.filed": facts.ObjectionFiled,
    "court.objection.decided": facts.ObjectionDecided,
    "court.petition.received": facts.PetitionReceived,
    "court.petition.answered": facts.PetitionAnswered,
    "court.survey.due": facts.SurveyDue,
}


class CaseEvent(msgspec.Struct, frozen=True):
    """One event; known by (`source`, `id`). `fact` is of the class that `TYPES` names for `type`."""

    id: str
    source: str
    type: str
    time: datetime
    case: Case
    fact: facts.Fact

    @property
    def parties(self) -> Iterator[Party]:
        """The parties that the event brings."""
        if isinstance(self.fact, facts.AboutParties):
            yield from self.fact.parties
        else:
            yield self.fact.party


def read(body: Mapping[str, Any]) -> CaseEvent:
    """Read a decoded CloudEvent that the schema has passed; unknown members are ignored."""
    content = body["data"]
    return CaseEvent(
        id=body["id"],
        source=body["source"],
        type=body["type"],
        time=msgspec.convert(body["time"], datetime),
        case=msgspec.convert(content["case"], Case),
        fact=msgspec.convert(content, TYPES[body["type"]]),
    )


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the event as canonical JSON: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(body, order="deterministic")


def digest_of(canonical_event: bytes) -> str:
    """Return the sha256 of a canonical event in hex; equal content has equal digests."""
    return hashlib.sha256(canonical_event).hexdigest()
