"""What the gateway's words mean: the status of a login, the result of a submit, the state in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.channels import Outcome, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOW_CONTROL = 8
LATER = frozenset({3, FLOW_CONTROL})
"""A sequence number twice, and more than we may send: tried again (R72)."""
OURS = frozenset({1, 2, 5, 7, 9, 10, 11, 12})
"""Structure, command, fee code, service id, number not served, Src_Id, Msg_src, Fee_terminal_Id: an operator has to mend them."""
LOGIN_OTHER = 5
"""From here on a login's status is the gateway's own trouble; below it is about our account."""

STATES = {
    "DELIVRD": Outcome.DELIVERED,
    "ACCEPTD": Outcome.ACCEPTED,
    "EXPIRED": Outcome.REJECTED,
    "DELETED": Outcome.REJECTED,
    "UNDELIV": Outcome.REJECTED,
    "REJECTD": Outcome.REJECTED,
    "UNKNOWN": Outcome.UNKNOWN,
}
NOBODY_KNOWS = ("MA:", "MC:")
"""The message centre did not answer, or sent no report: it may have arrived."""

GRAVITY = (Outcome.REJECTED, Outcome.DEFERRED, Outcome.UNKNOWN, Outcome.ACCEPTED)
"""Which part's outcome is the whole's. One that was surely not taken outweighs one in doubt: the text cannot have arrived whole."""

NOT_CONNECTED = Receipt(Outcome.DEFERRED, code="not_connected", reason="no gateway can be reached")
SILENT = Receipt(Outcome.UNKNOWN, code="no_answer", reason="the line broke or was silent after sending")
STRANGER = Receipt(Outcome.DEFERRED, code="login", reason="the gateway did not prove that it knows our password", ours_to_fix=True)
NO_NUMBER = Receipt(Outcome.REJECTED, code="number", reason="not a number of this country")


def of_login(status: int) -> Receipt:
    """Translate a refused login: wrong account, password or version is ours to fix."""
    return Receipt(Outcome.DEFERRED, code=f"login {status}", reason="the gateway refused the login", ours_to_fix=status < LOGIN_OTHER)


def of_result(result: int, msg_id: str) -> Receipt:
    """Translate the answer to one submit."""
    raw = f"Msg_Id={msg_id} Result={result}"
    if result == 0:
        return Receipt(Outcome.ACCEPTED, msg_id, raw=raw)
    code = f"result {result}"
    if result in LATER:
        return Receipt(Outcome.DEFERRED, code=code, reason="not now", raw=raw)
    if result in OURS:
        return Receipt(Outcome.DEFERRED, code=code, reason="the account or its settings are refused", raw=raw, ours_to_fix=True)
    return Receipt(Outcome.REJECTED, code=code, reason="the gateway refused it", raw=raw)


def of_stat(stat: str, provider_id: str) -> Receipt:
    """Translate the state in a report. A word that no table knows is the carrier's own for a message that did not arrive."""
    raw = f"Stat={stat}"
    if stat.startswith(NOBODY_KNOWS):
        return Receipt(Outcome.UNKNOWN, provider_id, stat, raw=raw)
    outcome = STATES.get(stat, Outcome.REJECTED)
    return Receipt(outcome, provider_id, stat if outcome is not Outcome.DELIVERED else None, raw=raw)


def gravest(receipts: Sequence[Receipt]) -> Receipt:
    """Return the receipt of the part that decides about the whole."""
    return min(receipts, key=lambda receipt: GRAVITY.index(receipt.outcome))
