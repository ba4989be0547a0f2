"""What Alibaba Cloud's words mean: answers to a send, records of what was sent, and pushed status reports."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.ports.channels import Outcome, Receipt, Report
from channels.callback_token import require_token

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest
    from broadcaster.ports.http import HttpAnswer

BEIJING = ZoneInfo("Asia/Shanghai")
OK = "OK"
AN_HOUR = timedelta(hours=1)
A_SECOND = timedelta(seconds=1)
LATER = {"isv.BUSINESS_LIMIT_CONTROL": AN_HOUR, "Throttling": A_SECOND, "Throttling.User": A_SECOND, "Throttling.Api": A_SECOND}
"""One number's limit (50 notices a day of one template, R70), or too many requests: when to try again."""
FAILING = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "InternalError", "ServiceUnavailable"})
"""Theirs to mend."""
OURS = frozenset(
    {
        "IncompleteSignature",
        "InvalidTimeStamp.Expired",
        "SignatureDoesNotMatch",
        "isp.RAM_PERMISSION_DENY",
        "isv.ACCOUNT_ABNORMAL",
        "isv.ACCOUNT_NOT_EXISTS",
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.DAY_LIMIT_CONTROL",
        "isv.INVALID_JSON_PARAM",
        "isv.INVALID_PARAMETERS",
        "isv.MONTH_LIMIT_CONTROL",
        "isv.OUT_OF_SERVICE",
        "isv.PRODUCT_UN_SUBSCRIPT",
        "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
    }
)
"""The account, its signature, its templates or its own limits: an operator has to mend them."""
OURS_BEGIN = ("InvalidAccessKeyId", "Forbidden")
TEXT_REFUSED = frozenset({"isv.BLACK_KEY_CONTROL_LIMIT", "isv.PARAM_LENGTH_LIMIT", "isv.PARAM_NOT_SUPPORT_URL", "isv.SMS_CONTENT_ILLEGAL"})
"""This text will never go: it is rejected, and whoever keeps the templates should know."""
NONCE_USED = "SignatureNonceUsed"
"""The same request arrived twice, so the first one may have been carried out."""
LOST_BEHIND_A_PROXY = frozenset({502, 504})
SERVER_ERROR = 500
WAITS, FAILED, ARRIVED = 1, 2, 3
SWITCHED_OFF = frozenset({"MOBILE_NOT_ON_SERVICE", "MOBILE_SEND_LIMIT", "MOBILE_TERMINAL_ERROR"})
"""Of the codes of status reports only these pass by themselves (R72)."""
LONGEST_RAW = 500


class Answer(msgspec.Struct):
    """The body of any answer."""

    Code: str = ""
    Message: str = ""
    BizId: str | None = None


class Record(msgspec.Struct):
    """One message of QuerySendDetails."""

    SendStatus: int
    SendDate: str = ""
    OutId: str = ""
    ErrCode: str = ""


class Records(msgspec.Struct):
    """The list inside the list of QuerySendDetails."""

    SmsSendDetailDTO: list[Record] = []


class Details(msgspec.Struct):
    """The body of an answer to QuerySendDetails."""

    Code: str = ""
    TotalCount: int | str = 0
    SmsSendDetailDTOs: Records = msgspec.field(default_factory=Records)


class PushedReport(msgspec.Struct):
    """One status report as it is pushed."""

    success: bool
    err_code: str = ""
    biz_id: str | None = None
    out_id: str | None = None
    report_time: str = ""


def of_answer(answer: HttpAnswer) -> Receipt:
    """Translate the answer to a send."""
    raw = discreet(answer.body.decode(errors="replace"))[:LONGEST_RAW]
    try:
        said = msgspec.json.decode(answer.body, type=Answer)
    except msgspec.DecodeError:
        said = Answer()
    if said.Code == OK:
        return Receipt(Outcome.ACCEPTED, said.BizId, raw=raw)
    receipt = Receipt(Outcome.REJECTED, None, said.Code or str(answer.status), discreet(said.Message) or f"HTTP {answer.status}", raw)
    if not said.Code or answer.status in LOST_BEHIND_A_PROXY:
        is_busy = answer.status >= SERVER_ERROR and answer.status not in LOST_BEHIND_A_PROXY
        return replace(receipt, outcome=Outcome.DEFERRED if is_busy else Outcome.UNKNOWN)
    return _by_code(said.Code, receipt)


def of_record(record: Record) -> Receipt:
    """Translate one record of what was sent."""
    raw = f"SendStatus={record.SendStatus} ErrCode={record.ErrCode}"
    if record.SendStatus == ARRIVED:
        return Receipt(Outcome.DELIVERED, raw=raw)
    if record.SendStatus == FAILED:
        return _failed(record.ErrCode, None, raw)
    return Receipt(Outcome.ACCEPTED, raw=raw)


def read_receipts(request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Report]:
    """Understand pushed status reports; they bring no signature, so the address must bring the secret `callback_token`.

    Raises `BadSignature` without it, and `InvalidInput` for anything but a list of reports.
    """
    require_token(request, options)
    try:
        pushed = msgspec.json.decode(request.body, type=list[PushedReport])
    except msgspec.DecodeError as error:
        raise InvalidInput(Fault("", str(error))) from error
    return [_report(each) for each in pushed]


def discreet(words: str) -> str:
    """Hide all but the last four digits of any telephone number."""
    return re.sub(r"(?<!\d)\+?(?:86)?1\d{6}(\d{4})(?!\d)", r"****\1", words)


def _report(pushed: PushedReport) -> Report:
    raw = f"success={pushed.success} err_code={pushed.err_code}"
    receipt = Receipt(Outcome.DELIVERED, pushed.biz_id, raw=raw) if pushed.success else _failed(pushed.err_code, pushed.biz_id, raw)
    return Report(receipt, pushed.out_id or None, _moment(pushed.report_time))


def _failed(code: str, provider_id: str | None, raw: str) -> Receipt:
    outcome = Outcome.DEFERRED if code in SWITCHED_OFF else Outcome.REJECTED
    return Receipt(outcome, provider_id, code or None, "the carrier reports a failure", raw)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def _by_code(code: str, receipt: Receipt) -> Receipt:
    if code in LATER:
        return replace(receipt, outcome=Outcome.DEFERRED, retry_after=LATER[code])
    if code in FAILING:
        return replace(receipt, outcome=Outcome.DEFERRED)
    if code == NONCE_USED:
        return replace(receipt, outcome=Outcome.UNKNOWN)
    if code in OURS or code.startswith(OURS_BEGIN):
        return replace(receipt, outcome=Outcome.DEFERRED, ours_to_fix=True)
    return replace(receipt, ours_to_fix=code in TEXT_REFUSED)
