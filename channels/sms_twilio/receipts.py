"""What Twilio's words mean: message states, error codes and signed status callbacks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import msgspec
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # twilio ships no py.typed

from broadcaster.ports.channels import BadSignature, Outcome, Receipt, Report
from channels.sms_twilio.options import read_secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest
    from broadcaster.ports.http import HttpAnswer

DELIVERY = "delivery"
"""The query parameter of the status callback that carries our delivery's id."""

STATES = {
    "accepted": Outcome.ACCEPTED,
    "scheduled": Outcome.ACCEPTED,
    "queued": Outcome.ACCEPTED,
    "sending": Outcome.ACCEPTED,
    "sent": Outcome.ACCEPTED,
    "partially_delivered": Outcome.ACCEPTED,
    "delivered": Outcome.DELIVERED,
    "read": Outcome.DELIVERED,
    "canceled": Outcome.REJECTED,
    "undelivered": Outcome.REJECTED,
    "failed": Outcome.REJECTED,
}
LATER = frozenset({20429, 21611, 30001, 30003, 30008, 30017, 30022, 30023})
"""Queues full, rates exceeded, handset switched off, carrier congested. Only these are tried again (R72)."""
OURS = frozenset(
    {20003, 20005, 20404, 21212, 21408, 21603, 21606, 21608, 21609, 21659, 21660, 21661, 21703, 21704, 21705, 30002, 30010, 30032, 30034}
)
"""The account, its sender, its permissions or its registration: an operator has to mend them."""
OURS_BY_STATUS = frozenset({301, 302, 303, 307, 308, 401, 402, 403, 404, 405})
LATER_BY_STATUS = frozenset({408, 425, 429})
LOST_BEHIND_A_PROXY = frozenset({502, 504})
SERVER_ERROR = 500
LONGEST_RAW = 500


class Refusal(msgspec.Struct):
    """The body of an API error."""

    code: int | None = None
    message: str = ""


def of_message(status: str | None, *, sid: str | None, code: int | None) -> Receipt | None:
    """Translate the state of a message; None for a state that says nothing about its way out."""
    outcome = STATES.get(status or "")
    if outcome is None:
        return None
    raw = f"status={status} sid={sid}" if code is None else f"status={status} sid={sid} error_code={code}"
    if code is None or outcome is not Outcome.REJECTED:
        return Receipt(outcome, sid, raw=raw)
    return _by_code(code, Receipt(outcome, sid, str(code), f"Twilio error {code}", raw))


def of_refusal(answer: HttpAnswer) -> Receipt:
    """Translate an API error into *rejected*, *deferred* or *ours to fix*; what a proxy lost is *unknown*."""
    refusal = _read_refusal(answer.body)
    raw = discreet(answer.body.decode(errors="replace"))[:LONGEST_RAW]
    reason = discreet(refusal.message) or f"HTTP {answer.status}"
    receipt = Receipt(Outcome.REJECTED, None, str(refusal.code or answer.status), reason, raw, _retry_after(answer.headers))
    if answer.status in LOST_BEHIND_A_PROXY:
        return _changed(receipt, Outcome.UNKNOWN)
    if answer.status in LATER_BY_STATUS or answer.status >= SERVER_ERROR:
        return _changed(receipt, Outcome.DEFERRED)
    if answer.status in OURS_BY_STATUS:
        return _changed(receipt, Outcome.DEFERRED, ours_to_fix=True)
    return _by_code(refusal.code or 0, receipt)


def read_receipts(request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Report]:
    """Understand a status callback; raise `BadSignature` where X-Twilio-Signature does not fit the address and the form."""
    require_signature(request, options)
    form = request.form
    code = form.get("ErrorCode", "")
    receipt = of_message(form.get("MessageStatus"), sid=form.get("MessageSid"), code=int(code) if code.isdecimal() else None)
    if receipt is None:
        return []
    delivery_ids = parse_qs(urlsplit(request.url).query).get(DELIVERY, [None])
    return [Report(receipt, delivery_ids[0])]


def require_signature(request: CallbackRequest, options: Mapping[str, object]) -> None:
    """Raise `BadSignature` where X-Twilio-Signature does not fit the address and the form."""
    signature = request.headers.get("x-twilio-signature", "")
    if not RequestValidator(read_secret(options)).validate(request.url, request.form, signature):
        raise BadSignature


def discreet(words: str) -> str:
    """Hide all but the last four digits of any telephone number."""
    return re.sub(r"\d{3,}(\d{4})", r"****\1", words)


def _by_code(code: int, receipt: Receipt) -> Receipt:
    if code in LATER:
        return _changed(receipt, Outcome.DEFERRED)
    if code in OURS:
        return _changed(receipt, Outcome.DEFERRED, ours_to_fix=True)
    return receipt


def _changed(receipt: Receipt, outcome: Outcome, *, ours_to_fix: bool = False) -> Receipt:
    return replace(receipt, outcome=outcome, ours_to_fix=ours_to_fix)


def _read_refusal(body: bytes) -> Refusal:
    try:
        return msgspec.json.decode(body, type=Refusal)
    except msgspec.DecodeError:
        return Refusal()


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    seconds = headers.get("retry-after", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
