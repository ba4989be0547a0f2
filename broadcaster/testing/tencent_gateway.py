"""A gateway that speaks as Tencent Cloud's SMS API does: it checks the signature by itself and refuses what their documents refuse."""

from __future__ import annotations

import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web

from broadcaster.testing.vendor_gateway import VendorGateway

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.clock import Clock

_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
_VARIABLE = re.compile(r"\{(\d+)\}")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_BEIJING = ZoneInfo("Asia/Shanghai")
_SIGNED_WITHIN = 300
_APART = timedelta(seconds=30)


class TencentGateway(VendorGateway):
    """SendSms of one application of one account."""

    def __init__(
        self, clock: Clock, *, key: tuple[str, str], sdk_app_id: str, signature: str, templates: Mapping[str, str], port: int = 0
    ) -> None:
        """Serve one key, id and secret."""
        super().__init__(clock, signature=signature, templates=templates, port=port)
        self._key = key
        self._sdk_app_id = sdk_app_id

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Check who asks, then do it."""
        body = await request.read()
        if refused := self._stranger(request, body):
            return _failed(refused)
        if self.is_told("too_many"):
            return _failed("RequestLimitExceeded")
        if self.is_told("failing"):
            return _failed("InternalError.OtherError")
        return self._send(request, json.loads(body))

    def reports(self) -> list[dict[str, object]]:
        """Return the status report of every message, as it is called back."""
        return [
            {
                "user_receive_time": f"{each.at.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}",
                "nationcode": "86",
                "mobile": each.to,
                "report_status": "FAIL" if each.failure else "SUCCESS",
                "errmsg": each.failure or "DELIVRD",
                "description": "",
                "sid": each.serial,
            }
            for each in self.messages
        ]

    def _stranger(self, request: web.Request, body: bytes) -> str:
        """Return the code of what is wrong with a request's signature, empty where nothing is."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if found is None or not {"content-type", "host"} <= set(found[3].split(";")):
            return "AuthFailure.InvalidAuthorization"
        secret_id, day, names, signature = found.groups()
        if secret_id != self._key[0]:
            return "AuthFailure.SecretIdNotFound"
        timestamp = int(headers["x-tc-timestamp"])
        if abs(self._clock.now().timestamp() - timestamp) > _SIGNED_WITHIN or day != f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}":
            return "AuthFailure.SignatureExpire"
        lines = [f"{name}:{headers[name].strip().lower()}" for name in names.split(";")]
        canonical = "\n".join(["POST", "/", "", *lines, "", names, sha256(body).hexdigest()])
        to_sign = "\n".join(["TC3-HMAC-SHA256", str(timestamp), f"{day}/sms/tc3_request", sha256(canonical.encode()).hexdigest()])
        return "" if hmac.compare_digest(self._signature_of(day, to_sign), signature) else "AuthFailure.SignatureFailure"

    def _signature_of(self, day: str, to_sign: str) -> str:
        key = b"TC3" + self._key[1].encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), sha256).digest()
        return hmac.new(key, to_sign.encode(), sha256).hexdigest()

    def _send(self, request: web.Request, asked: dict[str, Any]) -> web.StreamResponse:
        if missing := [name for name in ("PhoneNumberSet", "SmsSdkAppId", "TemplateId", "SignName") if not asked.get(name)]:
            return _failed(f"MissingParameter.{missing[0]}")
        if asked["SmsSdkAppId"] != self._sdk_app_id:
            return _failed("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        [written], template_id, values = asked["PhoneNumberSet"], asked["TemplateId"], asked.get("TemplateParamSet", [])
        number, context = _MOBILE.fullmatch(written), asked.get("SessionContext", "")
        if refused := self._fault(number and number[1], asked["SignName"], template_id, values):
            return _answered(written, context, refused)
        assert number is not None
        text = _VARIABLE.sub(lambda each: values[int(each[1]) - 1], self._templates[template_id])
        message = self.keep(number[1], text, template_id, context)
        self.cut_if_told(request)
        return _answered(written, context, "Ok", message.serial)

    def _fault(self, number: str | None, signature: str, template_id: str, values: list[str]) -> str:
        names = set(_VARIABLE.findall(self._templates.get(template_id, "")))
        just_now = self._clock.now() - _APART
        text = [each for each in self.messages if each.to == number and each.template_id == template_id and each.at > just_now]
        faults = (
            (number is None, "InvalidParameterValue.IncorrectPhoneNumber"),
            (signature != self._signature, "FailedOperation.SignatureIncorrectOrUnapproved"),
            (template_id not in self._templates, "FailedOperation.TemplateIncorrectOrUnapproved"),
            (len(names) != len(values), "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
            (any("://" in value for value in values), "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter"),
            (bool(text), "LimitExceeded.PhoneNumberThirtySecondLimit"),
            *((bool(number and number.endswith(end)), code) for end, code in self.troubles.refused.items()),
        )
        return next((code for is_wrong, code in faults if is_wrong), "")


def _failed(code: str) -> web.Response:
    return web.json_response({"Response": {"Error": {"Code": code, "Message": code}, "RequestId": str(uuid4())}})


def _answered(number: str, context: str, code: str, serial: str = "") -> web.Response:
    status = {
        "SerialNo": serial,
        "PhoneNumber": number,
        "Fee": int(code == "Ok"),
        "SessionContext": context,
        "Code": code,
        "Message": "send success" if code == "Ok" else code,
        "IsoCode": "CN",
    }
    return web.json_response({"Response": {"SendStatusSet": [status], "RequestId": str(uuid4())}})
