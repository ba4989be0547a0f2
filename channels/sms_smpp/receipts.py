"""What the SMSC's words mean: command statuses, and delivery receipts in their text and their parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmpplib.state import MESSAGE_STATE, RECEIPTED_MESSAGE_ID
from aiosmpplib.state import SmppCommandStatus as Status

from broadcaster.ports.channels import Outcome, Receipt
from channels.sms_smpp.pdu import status_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from channels.sms_smpp.pdu import Incoming

LATER = frozenset({Status.ESME_RTHROTTLED, Status.ESME_RMSGQFUL, Status.ESME_RSYSERR, Status.ESME_RX_T_APPN, Status.ESME_RALYBND})
"""Only these are tried again (R72)."""
OURS = frozenset(
    {
        Status.ESME_RINVCMDLEN,
        Status.ESME_RINVCMDID,
        Status.ESME_RINVBNDSTS,
        Status.ESME_RINVPRTFLG,
        Status.ESME_RINVREGDLVFLG,
        Status.ESME_RINVSRCADR,
        Status.ESME_RBINDFAIL,
        Status.ESME_RINVPASWD,
        Status.ESME_RINVSYSID,
        Status.ESME_RINVSERTYP,
        Status.ESME_RINVESMCLASS,
        Status.ESME_RINVSRCTON,
        Status.ESME_RINVSRCNPI,
        Status.ESME_RINVDSTTON,
        Status.ESME_RINVDSTNPI,
        Status.ESME_RINVSYSTYP,
        Status.ESME_RINVOPTPARSTREAM,
        Status.ESME_ROPTPARNOTALLWD,
        Status.ESME_RINVPARLEN,
        Status.ESME_RMISSINGOPTPARAM,
        Status.ESME_RINVOPTPARAMVAL,
    }
)
"""The account, its sender, its permissions or its settings: an operator has to mend them."""

STATES = {
    "DELIVRD": Outcome.DELIVERED,
    "EXPIRED": Outcome.REJECTED,
    "DELETED": Outcome.REJECTED,
    "UNDELIV": Outcome.REJECTED,
    "REJECTD": Outcome.REJECTED,
    "UNKNOWN": Outcome.UNKNOWN,
    "ENROUTE": Outcome.ACCEPTED,
    "ACCEPTD": Outcome.ACCEPTED,
}
"""SMPP 3.4, appendix B. Expired is final: the SMSC itself has tried for as long as the message was good for."""
STATE_NUMBERS = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}
"""message_state (SMPP 3.4, 5.2.28)."""
MESSAGE_KIND = 0x3C
RECEIPT_KINDS = (0x04, 0x20)
"""esm_class of a delivery receipt, and of one on the way."""
_WORDS = re.compile(r"\b(id|stat|err|done date):(\S*)", re.IGNORECASE)
_TEXT = re.compile(r"\btext:", re.IGNORECASE)


def of_status(status: int) -> Receipt:
    """Translate a refused submit_sm into *rejected*, *deferred* or *ours to fix*."""
    name = status_name(status)
    receipt = Receipt(Outcome.REJECTED, code=name, reason="the SMSC refuses", raw=f"command_status={name}")
    return _deferred(receipt, ours_to_fix=status in OURS) if status in LATER or status in OURS else receipt


def of_bind(status: int) -> Receipt:
    """Translate a refused bind: never the message's fault."""
    name = status_name(status)
    receipt = Receipt(Outcome.DEFERRED, code=name, reason="the SMSC refuses our bind", raw=f"command_status={name}")
    return _deferred(receipt, ours_to_fix=status not in LATER)


def _deferred(receipt: Receipt, *, ours_to_fix: bool) -> Receipt:
    return Receipt(Outcome.DEFERRED, code=receipt.code, reason=receipt.reason, raw=receipt.raw, ours_to_fix=ours_to_fix)


@dataclass(frozen=True, slots=True)
class PartReceipt:
    """What a delivery receipt says about one part. The beginning of the text, which it repeats, is left out."""

    message_id: str
    receipt: Receipt


def is_receipt(incoming: Incoming) -> bool:
    """Whether a deliver_sm is a receipt; some SMSCs only say so by the id it is about."""
    return incoming.esm_class & MESSAGE_KIND in RECEIPT_KINDS or RECEIPTED_MESSAGE_ID in incoming.options


def read_receipt(incoming: Incoming, same_id: Callable[[str], str]) -> PartReceipt | None:
    """Read a receipt; None where it names no message. `same_id` writes its id as the answer to the submit did."""
    said = _TEXT.split(incoming.content.replace(b"\0", b"").decode("latin-1"), 1)[0]
    words = {word.lower(): value for word, value in _WORDS.findall(said)}
    named = incoming.options.get(RECEIPTED_MESSAGE_ID, b"").split(b"\0", 1)[0].decode("latin-1")
    message_id = same_id(named or words.get("id", ""))
    if not message_id:
        return None
    number = int.from_bytes(incoming.options.get(MESSAGE_STATE, b""), "big")
    state = STATE_NUMBERS.get(number) or words.get("stat", "").upper()
    raw = f"id={message_id} stat={state} err={words.get('err', '')} done={words.get('done date', '')}"
    reason = f"{state} {words.get('err', '')}".strip()
    return PartReceipt(message_id, Receipt(STATES.get(state, Outcome.UNKNOWN), code=state or None, reason=reason, raw=raw))


def id_as_answered(base: str) -> Callable[[str], str]:
    """Return how a receipt's id is written as its answer had it, where receipts are `decimal` or `hex` and the answers the other."""
    if base == "decimal":
        return lambda said: f"{int(said):X}" if said.isdecimal() else said
    if base == "hex":
        return lambda said: str(int(said, 16)) if re.fullmatch("[0-9A-Fa-f]+", said) else said
    return str


def answered_id(base: str) -> Callable[[str], str]:
    """Return how an answer's id is written down, so that leading zeros and small letters make no difference."""
    if base == "decimal":
        return lambda said: f"{int(said, 16):X}" if re.fullmatch("[0-9A-Fa-f]+", said) else said
    if base == "hex":
        return lambda said: str(int(said)) if said.isdecimal() else said
    return str
