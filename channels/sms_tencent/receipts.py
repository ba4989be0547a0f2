"""What Tencent Cloud's words mean: answers to a send, and status reports that it calls back with."""

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
OK = "Ok"
LATER = {
    "LimitExceeded.DeliveryFrequencyLimit": timedelta(minutes=1),
    "LimitExceeded.PhoneNumberThirtySecondLimit": timedelta(seconds=30),
    "LimitExceeded.PhoneNumberOneHourLimit": timedelta(hours=1),
    "LimitExceeded.PhoneNumberDailyLimit": timedelta(hours=6),
    "LimitExceeded.PhoneNumberSameContentDailyLimit": timedelta(hours=6),
    "RequestLimitExceeded": timedelta(seconds=1),
}
"""One number's limit, or too many requests: when to try again."""
IN_DOUBT = frozenset({"InternalError.SendAndRecvFail", "InternalError.Timeout"})
"""Their own line broke after sending."""
OURS_BEGIN = (
    "AuthFailure",
    "FailedOperation.FailResolvePacket",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.MissingSignature",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "InvalidParameterValue.SdkAppIdNotExist",
    "LimitExceeded.AppDailyLimit",
    "LimitExceeded.AppMainlandChinaDailyLimit",
    "MissingParameter",
    "UnauthorizedOperation",
)
"""The account, its signature, its templates or its own limits: an operator has to mend them."""
TEXT_REFUSED = frozenset(
    {
        "FailedOperation.ContainSensitiveWord",
        "InvalidParameterValue.ContentLengthLimit",
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
    }
)
"""This text will never go: it is rejected, and whoever keeps the templates should know."""
LOST_BEHIND_A_PROXY = frozenset({502, 504})
SERVER_ERROR = 500
ARRIVED = "SUCCESS"
EXPIRED = "EXPIRED"
"""The carrier gave up on a handset that was off or out of reach: of the codes of reports only this passes by itself (R72)."""
LONGEST_RAW = 500


class Status(msgspec.Struct):
    """What became of one number of a send."""

    Code: str = ""
    Message: str = ""
    SerialNo: str | None = None


class Inner(msgspec.Struct):
    """What stands below `Response`: a status each, or an error of the whole call."""

    SendStatusSet: list[Status] = []
    Error: Status | None = None


class Answer(msgspec.Struct):
    """The body of any answer."""

    Response: Inner = msgspec.field(default_factory=Inner)


class CalledBack(msgspec.Struct):
    """One status report as it is called back."""

    sid: str
    report_status: str
    errmsg: str = ""
    user_receive_time: str = ""


def of_answer(answer: HttpAnswer) -> Receipt:
    """Translate the answer to a send to one number."""
    raw = discreet(answer.body.decode(errors="replace"))[:LONGEST_RAW]
    said = _status(answer.body)
    if said is None or answer.status in LOST_BEHIND_A_PROXY:
        is_busy = answer.status >= SERVER_ERROR and answer.status not in LOST_BEHIND_A_PROXY
        return Receipt(Outcome.DEFERRED if is_busy else Outcome.UNKNOWN, None, str(answer.status), f"HTTP {answer.status}", raw)
    if said.Code == OK:
        return Receipt(Outcome.ACCEPTED, said.SerialNo, raw=raw)
    return _by_code(said.Code, Receipt(Outcome.REJECTED, None, said.Code, discreet(said.Message), raw))


def read_receipts(request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Report]:
    """Understand status reports; they bring no signature, so the address must bring the secret `callback_token`.

    Raises `BadSignature` without it, and `InvalidInput` for anything but a list of reports.
    """
    require_token(request, options)
    try:
        reports = msgspec.json.decode(request.body, type=list[CalledBack])
    except msgspec.DecodeError as error:
        raise InvalidInput(Fault("", str(error))) from error
    return [Report(_receipt(each), at=_moment(each.user_receive_time)) for each in reports]


def discreet(words: str) -> str:
    """Hide all but the last four digits of any telephone number."""
    return re.sub(r"(?<!\d)\+?(?:86)?1\d{6}(\d{4})(?!\d)", r"****\1", words)


def _status(body: bytes) -> Status | None:
    try:
        said = msgspec.json.decode(body, type=Answer).Response
    except msgspec.DecodeError:
        return None
    return said.Error or next((each for each in said.SendStatusSet if each.Code), None)


def _receipt(report: CalledBack) -> Receipt:
    raw = f"report_status={report.report_status} errmsg={report.errmsg}"
    if report.report_status == ARRIVED:
        return Receipt(Outcome.DELIVERED, report.sid, raw=raw)
    outcome = Outcome.DEFERRED if report.errmsg == EXPIRED else Outcome.REJECTED
    return Receipt(outcome, report.sid, report.errmsg or None, "the carrier reports a failure", raw)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def _by_code(code: str, receipt: Receipt) -> Receipt:
    wait = LATER.get(code) or (LATER["RequestLimitExceeded"] if code.startswith("RequestLimitExceeded") else None)
    if wait is not None:
        return replace(receipt, outcome=Outcome.DEFERRED, retry_after=wait)
    if code in IN_DOUBT:
        return replace(receipt, outcome=Outcome.UNKNOWN)
    if code.startswith("InternalError"):
        return replace(receipt, outcome=Outcome.DEFERRED)
    if code.startswith(OURS_BEGIN):
        return replace(receipt, outcome=Outcome.DEFERRED, ours_to_fix=True)
    return replace(receipt, ours_to_fix=code in TEXT_REFUSED)
