"""What each kind of case event says, in the past tense: one small class a kind (contract: Events in)."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations at run time
from decimal import Decimal  # noqa: TC003 - msgspec reads the annotations at run time

from msgspec import Struct

from broadcaster.domain.listings import Listing  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.domain.parties import Party  # noqa: TC001 - msgspec reads the annotations at run time


class AboutParties(Struct, frozen=True):
    """A fact about several parties of a case."""

    parties: tuple[Party, ...]


class AboutParty(Struct, frozen=True):
    """A fact about one party of a case."""

    party: Party


class LitigationFiled(AboutParties, frozen=True):
    """立案前后: the suit was filed."""


class CaseFiled(AboutParties, frozen=True):
    """执行立案."""


class CaseProgressed(AboutParties, frozen=True):
    """流程节点."""

    stage: str
    note: str = ""


class CaseResumed(AboutParties, frozen=True):
    """恢复执行."""


class CaseConcluded(AboutParties, frozen=True):
    """结案."""

    outcome: str = "other"


class Findings(Struct, frozen=True):
    """What the search for assets found, which measures were taken, and when assets were seized."""

    assets: str
    measures: tuple[str, ...]
    seized_on: date | None = None


class TerminationProposed(AboutParties, frozen=True):
    """终本前告知 (R57, R103)."""

    findings: Findings
    legal_basis: str = ""
    applicant_opinion: str = ""
    reviewed_by: str = ""
    approved_by: str = ""


class CaseTerminated(AboutParties, frozen=True):
    """终结本次执行程序."""

    ruling_number: str
    ruled_on: date


class AssetsQueried(AboutParties, frozen=True):
    """终本后半年查询 (R58)."""

    queried_on: date
    result: str
    note: str = ""


class CaseStayed(AboutParties, frozen=True):
    """中止执行."""

    cause: str
    stayed_on: date


class SurveyDue(AboutParties, frozen=True):
    """问卷."""

    survey: str


class EnforcementNotice(Struct, frozen=True):
    """执行通知书."""

    number: str
    issued_on: date
    perform_by: date
    served_on: date | None = None


class NoticeIssued(AboutParty, frozen=True):
    """执行通知书已发出; `asset_control` is pending, done or not_needed (R54, R92)."""

    notice: EnforcementNotice
    asset_control: str


class DeclarationOrder(Struct, frozen=True):
    """报告财产令; `declare_by` is the order's own date (R52)."""

    number: str
    issued_on: date
    declare_by: date


class DeclarationOrdered(AboutParty, frozen=True):
    """报告财产令已发出."""

    order: DeclarationOrder
    asset_control: str


class AssetControlCompleted(AboutParty, frozen=True):
    """查控完成: releases what R92 held."""

    completed_on: date


class DebtorListed(AboutParty, frozen=True):
    """纳入失信."""

    listing: Listing


class ListingCorrected(DebtorListed, frozen=True):
    """更正."""


class ListingExtended(DebtorListed, frozen=True):
    """延长."""


class ListingRevoked(AboutParty, frozen=True):
    """撤销 (art 9)."""

    listing_id: str
    reason: str
    ground_on: date
    decision_number: str = ""


class ListingDeleted(ListingRevoked, frozen=True):
    """删除 (art 10, R12-R14)."""

    ground: str = ""
    consent_decision_number: str = ""
    queries: tuple[date, ...] = ()


class Performed(AboutParty, frozen=True):
    """履行; without `verified` proof it pauses only (R91)."""

    performed_on: date
    listing_id: str = ""
    proof: str = ""


class PartlyPerformed(AboutParty, frozen=True):
    """部分履行 (R94), yuan."""

    performed_on: date
    remaining: Decimal
    amount: Decimal | None = None


class DetainedPerson(Struct, frozen=True):
    """Whom the detention of a unit names (R101). Holds a full number: hidden in its repr."""

    name: str
    id_number: str
    role: str

    def __repr__(self) -> str:
        """Show the role alone."""
        return f"DetainedPerson({self.role})"


class Reward(Struct, frozen=True):
    """A fixed sum in yuan and who pays it (R78)."""

    amount: Decimal | None = None
    funded_by: str = ""


class DetentionDecided(AboutParty, frozen=True):
    """决定拘留 (R78, R101)."""

    decision_number: str
    decided_on: date
    whereabouts_unknown: bool
    detained_person: DetainedPerson | None = None
    reward: Reward | None = None


class DetentionEnded(AboutParty, frozen=True):
    """拘留执行、解除或到案 (R79)."""

    outcome: str
    ended_on: date
    decision_number: str = ""


class Bounty(Struct, frozen=True):
    """财产悬赏 (R74, R75)."""

    bounty_id: str
    decision_number: str
    applied_on: date
    decided_on: date
    reward_rate_or_amount: str
    valid_until: date
    applicant_promises_payment: bool = False
    publish_via: tuple[str, ...] = ()
    media_paid_by: str = ""
    conditions: str = ""


class BountyGranted(AboutParty, frozen=True):
    """财产悬赏决定."""

    bounty: Bounty


class StatusChanged(AboutParty, frozen=True):
    """死亡、破产等 (R20, R94)."""

    status: str
    since: date


class ConsumptionRestricted(AboutParty, frozen=True):
    """限制消费."""

    order_number: str
    on: date


class ConsumptionLifted(ConsumptionRestricted, frozen=True):
    """解除限制消费."""


class Clue(Struct, frozen=True):
    """A clue about assets; who gave it stays secret (R76)."""

    clue_id: str
    received_on: date
    urgent: bool = False
    answer: str = ""


class ClueReceived(AboutParty, frozen=True):
    """收到线索."""

    clue: Clue


class ClueAnswered(ClueReceived, frozen=True):
    """线索已答复 (R59)."""


class ObjectionFiled(AboutParty, frozen=True):
    """提出异议 (R16, R112)."""

    about: str
    filed_on: date
    stage: str = "first"
    listing_id: str = ""
    kind: str = "other"


class ObjectionDecided(AboutParty, frozen=True):
    """异议已处理."""

    about: str
    decided_on: date
    outcome: str
    stage: str = "first"
    listing_id: str = ""
    reason: str = ""


class Petition(Struct, frozen=True):
    """信访."""

    petition_id: str
    received_on: date
    department: str = ""
    answer: str = ""


class PetitionReceived(AboutParty, frozen=True):
    """收到信访."""

    petition: Petition


class PetitionAnswered(PetitionReceived, frozen=True):
    """信访已答复."""


Fact = AboutParties | AboutParty
