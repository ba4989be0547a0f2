"""Sends SMS through Alibaba Cloud's SendSms, and asks QuerySendDetails what became of them."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.ports.http import ConnectionLost
from channels.sms_aliyun.options import NAME
from channels.sms_aliyun.receipts import BEIJING, OK, Details, of_answer, of_record
from channels.sms_aliyun.signing import EMPTY_BODY, authorization, canonical_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.ports.channels import ChannelKit, Message
    from broadcaster.ports.http import HttpAnswer
    from channels.sms_aliyun.options import AliyunOptions
    from channels.sms_aliyun.receipts import Record

VERSION = "2017-05-25"
METHOD = "POST"
FORM = "application/x-www-form-urlencoded"
"""Named and signed although the body is empty, for the HTTP session would name another, and what is there must be signed."""
SECONDS = 10.0
PAGE = 50
"""The longest page of QuerySendDetails; nobody here gets as many messages in a day."""
KEPT_FOR = timedelta(days=30)


class AliyunChannel:
    """A message channel by registered templates."""

    name = NAME

    def __init__(self, options: AliyunOptions, kit: ChannelKit) -> None:
        """Use the kit's HTTP session; nothing is opened before the first message."""
        self.capabilities = options.capabilities
        self._options = options
        self._http = kit.http
        self._clock = kit.clock

    async def send(self, message: Message) -> Receipt:
        """Send one message by the template that gives its text."""
        filled = self._options.templates.fill(message.text)
        if isinstance(filled, Receipt):
            return filled
        asked = {
            "PhoneNumbers": national(message.to),
            "SignName": self._options.sign_name,
            "TemplateCode": filled.template_id,
            "TemplateParam": msgspec.json.encode(filled.values).decode(),
            "OutId": message.delivery_id,
        }
        try:
            return of_answer(await self._call("SendSms", asked))
        except Unavailable:
            return Receipt(Outcome.DEFERRED, reason="the gateway cannot be reached")
        except ConnectionLost:
            return Receipt(Outcome.UNKNOWN, reason="the line broke after sending")

    async def ask(self, message: Message) -> Receipt | None:
        """Look for our delivery among what was sent to its number; `unknown` again where the provider does not say."""
        try:
            found = [record for day in self._days(message) for record in await self._sent(message, day)]
        except (Unavailable, ConnectionLost, msgspec.DecodeError):
            return Receipt(Outcome.UNKNOWN, reason="the gateway cannot be asked")
        ours = [record for record in found if record.OutId == message.delivery_id]
        return of_record(max(ours, key=lambda record: record.SendDate)) if ours else None

    async def close(self) -> None:
        """Nothing to give back: the connections belong to the kit."""

    def _days(self, message: Message) -> Iterator[date]:
        today = self._clock.now().astimezone(BEIJING).date()
        first = message.first_tried_at.astimezone(BEIJING).date() if message.first_tried_at else today
        day = max(first, today - KEPT_FOR)
        while day <= today:
            yield day
            day += timedelta(days=1)

    async def _sent(self, message: Message, day: date) -> list[Record]:
        asked = {"PhoneNumber": national(message.to), "SendDate": f"{day:%Y%m%d}", "PageSize": str(PAGE), "CurrentPage": "1"}
        details = msgspec.json.decode((await self._call("QuerySendDetails", asked)).body, type=Details)
        if details.Code != OK or int(details.TotalCount) > PAGE:
            raise Unavailable("QuerySendDetails does not tell all")
        return details.SmsSendDetailDTOs.SmsSendDetailDTO

    async def _call(self, action: str, asked: dict[str, str]) -> HttpAnswer:
        query = canonical_query(asked)
        headers = {
            "content-type": FORM,
            "host": urlsplit(self._options.base_url).netloc,
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": f"{self._clock.now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": uuid4().hex,
            "x-acs-content-sha256": EMPTY_BODY,
        }
        key_id, secret = self._options.access_key_id, self._options.access_key_secret
        signed = authorization(key_id, secret, method=METHOD, query=query, headers=headers)
        url = f"{self._options.base_url}/?{query}"
        return await self._http.request(METHOD, url, headers={**headers, "Authorization": signed}, seconds=SECONDS)


def national(number: str) -> str:
    """Write a mainland number without its country."""
    return number.removeprefix("+86")
