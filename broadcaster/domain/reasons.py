"""Why an entry may not be shown or told: each reason a value with its rule and its effect; the Chinese stands in config/reasons.toml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final


class Effect(IntEnum):
    """What a reason does to an entry's exposure; the greatest of several wins."""

    ASK = 0
    """A person must look before the entry goes on a list; what hangs stays."""
    PAUSE = 1
    """Places go dark until a person has verified (R91)."""
    BLOCK = 2
    """May not be shown."""
    END = 3
    """Exposure ends; agency feeds are judged apart (R90)."""
    WITHDRAW = 4
    """Revoked or deleted: comes down everywhere, always and at once."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `feeds` says whether it keeps the entry from agencies too (R90, R96); `detail` holds a date or number, never a name."""

    rule: str
    code: str
    effect: Effect
    feeds: bool = False
    detail: str = ""

    @property
    def key(self) -> str:
        """`R3.minor`: how the reason is counted and looked up."""
        return f"{self.rule}.{self.code}"

    def of(self, detail: object) -> Reason:
        """Return the same reason with its detail."""
        return replace(self, detail=str(detail))


NOT_SIGNED: Final = Reason("R1", "not_signed", Effect.BLOCK, feeds=True)
NOT_SERVED: Final = Reason("R1", "not_served", Effect.BLOCK, feeds=True)
MINOR: Final = Reason("R3", "minor", Effect.BLOCK, feeds=True)
TERM_ON_FIRST_GROUND: Final = Reason("R5", "term_on_first_ground", Effect.BLOCK, feeds=True)
TERM_MISSING: Final = Reason("R6", "term_missing", Effect.BLOCK, feeds=True)
EXTENSION_UNDECIDED: Final = Reason("R6", "extension_undecided", Effect.BLOCK, feeds=True)
EXTENSION_NOT_ALLOWED: Final = Reason("R6", "extension_not_allowed", Effect.BLOCK, feeds=True)
TERM_LENGTH: Final = Reason("R7", "term_length", Effect.BLOCK, feeds=True)
TERM_OVER: Final = Reason("R9", "term_over", Effect.END)
PERFORMED: Final = Reason("R11", "performed", Effect.END)
CONCLUDED: Final = Reason("R20", "concluded", Effect.END)
REVOKED: Final = Reason("R12", "revoked", Effect.WITHDRAW)
DELETED: Final = Reason("R12", "deleted", Effect.WITHDRAW)
RELISTED_TOO_SOON: Final = Reason("R15", "relisted_too_soon", Effect.BLOCK, feeds=True)
OBJECTION_UPHELD: Final = Reason("R16", "objection_upheld", Effect.PAUSE)
IN_GRACE: Final = Reason("R17", "in_grace", Effect.BLOCK, feeds=True)
STUDENT_LOAN: Final = Reason("R18", "student_loan", Effect.BLOCK, feeds=True)
GOVERNMENT_ORGAN: Final = Reason("R19", "government_organ", Effect.BLOCK, feeds=True)
NEW_DECISION_NEEDED: Final = Reason("R20", "new_decision_needed", Effect.END)
BANKRUPT: Final = Reason("R20", "bankrupt", Effect.END)
STAYED: Final = Reason("R20", "stayed", Effect.END)
NOT_APPLIED_FOR: Final = Reason("R74", "not_applied_for", Effect.BLOCK, feeds=True)
CONDITIONS_MISSING: Final = Reason("R75", "conditions_missing", Effect.BLOCK, feeds=True)
NO_PLACE_AGREED: Final = Reason("R75", "no_place_agreed", Effect.BLOCK, feeds=True)
WHEREABOUTS_KNOWN: Final = Reason("R78", "whereabouts_known", Effect.BLOCK, feeds=True)
REWARD_MISSING: Final = Reason("R78", "reward_missing", Effect.BLOCK, feeds=True)
DETENTION_ENDED: Final = Reason("R79", "detention_ended", Effect.END)
BOUNTY_OVER: Final = Reason("R79", "bounty_over", Effect.END)
BAD_ID_NUMBER: Final = Reason("R84", "bad_id_number", Effect.BLOCK, feeds=True)
BAD_CREDIT_CODE: Final = Reason("R85", "bad_credit_code", Effect.BLOCK, feeds=True)
BAD_NAME: Final = Reason("R86", "bad_name", Effect.BLOCK, feeds=True)
RECEIPT_SHOWN: Final = Reason("R91", "receipt_shown", Effect.PAUSE)
DECEASED: Final = Reason("R94", "deceased", Effect.PAUSE)
CO_DEBTOR_PAID: Final = Reason("R95", "co_debtor_paid", Effect.PAUSE)
NAMESAKE: Final = Reason("R97", "namesake", Effect.ASK)
FAMILY_CAUSE: Final = Reason("R99", "family_cause", Effect.BLOCK)
DUTY_UNWRITTEN: Final = Reason("R100", "duty_unwritten", Effect.BLOCK)
NOBODY_DETAINED: Final = Reason("R101", "nobody_detained", Effect.BLOCK, feeds=True)
REPORT_NOT_DUE: Final = Reason("R102", "report_not_due", Effect.BLOCK, feeds=True)
CHANGED: Final = Reason("R94", "changed", Effect.PAUSE)
IDENTITY_DISPUTED: Final = Reason("R112", "identity_disputed", Effect.PAUSE)
HELD_BACK: Final = Reason("R91", "held_back", Effect.BLOCK)
STRUCK: Final = Reason("R89", "struck", Effect.BLOCK)

CATALOGUE: Final = tuple(value for value in list(globals().values()) if isinstance(value, Reason))
