"""A gateway that speaks as Alibaba Cloud's SMS API does: it checks the signature by itself and refuses what their documents refuse."""

from __future__ import annotations

import hmac
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web

from broadcaster.testing.vendor_gateway import VendorGateway

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.clock import Clock
    from broadcaster.testing.vendor_gateway import VendorMessage

_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_BEIJING = ZoneInfo("Asia/Shanghai")
_SIGNED_WITHIN = timedelta(minutes=15)
_LONGEST_VALUE = 35
_MOST_OF_A_TEMPLATE = 50


class AliyunGateway(VendorGateway):
    """SendSms and QuerySendDetails of one account."""

    def __init__(self, clock: Clock, *, access_key: tuple[str, str], signature: str, templates: Mapping[str, str], port: int = 0) -> None:
        """Serve one access key, id and secret."""
        super().__init__(clock, signature=signature, templates=templates, port=port)
        self._access_key = access_key
        self._nonces: set[str] = set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Check who asks, then do it."""
        asked = dict(parse_qsl(request.query_string, keep_blank_values=True))
        if refused := self._stranger(request, await request.read(), asked):
            return _answered(refused, status=400)
        if self.is_told("too_many"):
            return _answered("Throttling.User", status=400)
        if self.is_told("failing"):
            return _answered("isp.SYSTEM_ERROR")
        if request.headers["x-acs-action"] == "SendSms":
            return self._send(request, asked)
        return self._details(asked)

    def reports(self) -> list[dict[str, object]]:
        """Return the status report of every message, as it is pushed."""
        return [
            {
                "phone_number": each.to,
                "send_time": _written(each.at),
                "report_time": _written(each.at + timedelta(seconds=3)),
                "success": not each.failure,
                "err_code": each.failure or "DELIVERED",
                "err_msg": "",
                "sms_size": "1",
                "biz_id": each.serial,
                "out_id": each.ours,
            }
            for each in self.messages
        ]

    def _stranger(self, request: web.Request, body: bytes, asked: Mapping[str, str]) -> str:
        """Return the code of what is wrong with a request's signature, empty where nothing is."""
        found = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
        if found is None:
            return "IncompleteSignature"
        key_id, names, signature = found.groups()
        if key_id != self._access_key[0]:
            return "InvalidAccessKeyId.NotFound"
        headers = {name.lower(): value for name, value in request.headers.items()}
        must = {name for name in headers if name.startswith("x-acs-") or name in ("host", "content-type")}
        if sha256(body).hexdigest() != headers.get("x-acs-content-sha256") or not must <= set(names.split(";")):
            return "SignatureDoesNotMatch"
        if not hmac.compare_digest(self._signature_of(names, headers, asked), signature):
            return "SignatureDoesNotMatch"
        return self._stale(headers)

    def _stale(self, headers: Mapping[str, str]) -> str:
        if abs(self._clock.now() - datetime.fromisoformat(headers["x-acs-date"])) > _SIGNED_WITHIN:
            return "InvalidTimeStamp.Expired"
        if headers["x-acs-signature-nonce"] in self._nonces:
            return "SignatureNonceUsed"
        self._nonces.add(headers["x-acs-signature-nonce"])
        return ""

    def _signature_of(self, names: str, headers: Mapping[str, str], asked: Mapping[str, str]) -> str:
        query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(asked.items()))
        lines = [f"{name}:{headers[name]}" for name in names.split(";")]
        canonical = "\n".join(["POST", "/", query, *lines, "", names, headers["x-acs-content-sha256"]])
        to_sign = "ACS3-HMAC-SHA256\n" + sha256(canonical.encode()).hexdigest()
        return hmac.new(self._access_key[1].encode(), to_sign.encode(), sha256).hexdigest()

    def _send(self, request: web.Request, asked: Mapping[str, str]) -> web.StreamResponse:
        number, template_id = _MOBILE.fullmatch(asked.get("PhoneNumbers", "")), asked.get("TemplateCode", "")
        values = json.loads(asked.get("TemplateParam") or "{}")
        if refused := self._fault(number and number[1], asked.get("SignName"), template_id, values):
            return _answered(refused)
        assert number is not None
        text = _VARIABLE.sub(lambda each: values[each[1]], self._templates[template_id])
        message = self.keep(number[1], text, template_id, asked.get("OutId", ""))
        self.cut_if_told(request)
        return _answered("OK", BizId=message.serial)

    def _fault(self, number: str | None, signature: str | None, template_id: str, values: Mapping[str, str]) -> str:
        names = set(_VARIABLE.findall(self._templates.get(template_id, "")))
        sent = Counter((each.to, each.template_id) for each in self.messages if each.at > self._clock.now() - timedelta(days=1))
        faults = (
            (number is None, "isv.MOBILE_NUMBER_ILLEGAL"),
            (signature != self._signature, "isv.SMS_SIGNATURE_ILLEGAL"),
            (template_id not in self._templates, "isv.SMS_TEMPLATE_ILLEGAL"),
            (not names <= set(values), "isv.TEMPLATE_MISSING_PARAMETERS"),
            (any(not 0 < len(value) <= _LONGEST_VALUE for value in values.values()), "isv.PARAM_LENGTH_LIMIT"),
            (any("://" in value for value in values.values()), "isv.PARAM_NOT_SUPPORT_URL"),
            (sent[number or "", template_id] >= _MOST_OF_A_TEMPLATE, "isv.BUSINESS_LIMIT_CONTROL"),
            *((bool(number and number.endswith(end)), code) for end, code in self.troubles.refused.items()),
        )
        return next((code for is_wrong, code in faults if is_wrong), "")

    def _details(self, asked: Mapping[str, str]) -> web.StreamResponse:
        found = [
            each
            for each in reversed(self.messages)
            if each.to == asked["PhoneNumber"] and f"{each.at.astimezone(_BEIJING):%Y%m%d}" == asked["SendDate"]
        ]
        begin = (int(asked["CurrentPage"]) - 1) * int(asked["PageSize"])
        shown = [_record(each) for each in found[begin : begin + int(asked["PageSize"])]]
        return _answered("OK", TotalCount=len(found), SmsSendDetailDTOs={"SmsSendDetailDTO": shown})


def _record(message: VendorMessage) -> dict[str, object]:
    return {
        "PhoneNum": message.to,
        "SendStatus": 2 if message.failure else 3,
        "ErrCode": message.failure or "DELIVERED",
        "TemplateCode": message.template_id,
        "Content": message.text,
        "SendDate": _written(message.at),
        "ReceiveDate": _written(message.at),
        "OutId": message.ours,
    }


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}"


def _answered(code: str, *, status: int = 200, **more: object) -> web.Response:
    return web.json_response({"Code": code, "Message": code, "RequestId": str(uuid4()).upper(), **more}, status=status)
