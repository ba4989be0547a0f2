"""Sends SMS through Tencent Cloud's SendSms."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.ports.http import ConnectionLost
from channels.sms_tencent.options import NAME
from channels.sms_tencent.receipts import of_answer
from channels.sms_tencent.signing import Credential

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, Message
    from broadcaster.ports.http import HttpAnswer
    from channels.sms_tencent.options import TencentOptions

VERSION = "2021-01-11"
ACTION = "SendSms"
JSON = "application/json; charset=utf-8"
SECONDS = 10.0


class TencentChannel:
    """A message channel by registered templates."""

    name = NAME

    def __init__(self, options: TencentOptions, kit: ChannelKit) -> None:
        """Use the kit's HTTP session; nothing is opened before the first message."""
        self.capabilities = options.capabilities
        self._options = options
        self._credential = Credential(options.secret_id, options.secret_key, "sms")
        self._http = kit.http
        self._clock = kit.clock

    async def send(self, message: Message) -> Receipt:
        """Send one message by the template that gives its text."""
        filled = self._options.templates.fill(message.text)
        if isinstance(filled, Receipt):
            return filled
        asked = {
            "PhoneNumberSet": [international(message.to)],
            "SmsSdkAppId": self._options.sdk_app_id,
            "SignName": self._options.sign_name,
            "TemplateId": filled.template_id,
            "TemplateParamSet": [filled.values[name] for name in sorted(filled.values, key=int)],
            "SessionContext": message.delivery_id,
        }
        try:
            return of_answer(await self._call(msgspec.json.encode(asked)))
        except Unavailable:
            return Receipt(Outcome.DEFERRED, reason="the gateway cannot be reached")
        except ConnectionLost:
            return Receipt(Outcome.UNKNOWN, reason="the line broke after sending")

    async def ask(self, message: Message) -> Receipt | None:  # noqa: ARG002 - see the capability
        """Know nothing: the vendor lists only messages with a carrier's report, and not by our id."""
        return Receipt(Outcome.UNKNOWN, reason="this vendor cannot be asked")

    async def close(self) -> None:
        """Nothing to give back: the connections belong to the kit."""

    async def _call(self, body: bytes) -> HttpAnswer:
        timestamp = int(self._clock.now().timestamp())
        signed = {"content-type": JSON, "host": urlsplit(self._options.base_url).netloc, "x-tc-action": ACTION}
        headers = {
            **signed,
            "X-TC-Version": VERSION,
            "X-TC-Region": self._options.region,
            "X-TC-Timestamp": str(timestamp),
            "Authorization": self._credential.authorization(timestamp=timestamp, headers=signed, body=body),
        }
        return await self._http.request("POST", f"{self._options.base_url}/", headers=headers, body=body, seconds=SECONDS)


def international(number: str) -> str:
    """Write a number as E.164; one without a country is Chinese."""
    return number if number.startswith("+") else f"+86{number}"
