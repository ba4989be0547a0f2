"""Sends SMS through Twilio's REST API, or a gateway that speaks it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]  # no py.typed
from twilio.rest import Client  # type: ignore[import-untyped]

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.ports.http import ConnectionLost
from channels.sms_twilio.options import NAME
from channels.sms_twilio.receipts import DELIVERY, of_message, of_refusal
from channels.sms_twilio.transport import Transport

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.ports.channels import ChannelKit, Message
    from channels.sms_twilio.options import TwilioOptions

CLOCKS_DIFFER = timedelta(minutes=5)
MOST_ASKED = 1000
"""Twilio's longest page; nobody here gets as many messages."""
NO_ENVIRONMENT = {"TWILIO_EDGE": ""}
"""The twilio package would take account, edge and region from the environment, past the settings; an empty mapping counts as none."""
UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError)
"""What the twilio package raises over an answer that is not what Twilio sends."""


class TwilioChannel:
    """A message channel over the twilio package."""

    name = NAME

    def __init__(self, options: TwilioOptions, kit: ChannelKit) -> None:
        """Use the kit's HTTP session; nothing is opened before the first message."""
        self.capabilities = options.capabilities
        self.assessment = options.assessment
        self._callback = f"{options.status_callback}?{DELIVERY}="
        sender = {"messaging_service_sid": options.messaging_service, "from_": options.sender}
        self._sender = {name: value for name, value in sender.items() if value}
        transport = Transport(kit.http, options)
        client = Client(options.account_sid, options.auth_token, http_client=transport, environment=NO_ENVIRONMENT)
        self._messages = client.messages

    async def send(self, message: Message) -> Receipt:
        """Create one message at the provider."""
        try:
            sent = await self._messages.create_async(
                to=international(message.to),
                body=message.text,
                status_callback=self._callback + quote(message.delivery_id, safe=""),
                **self._sender,
            )
        except TwilioRestException as refused:
            return of_refusal(refused.details)
        except Unavailable:
            return Receipt(Outcome.DEFERRED, reason="the gateway cannot be reached")
        except ConnectionLost:
            return Receipt(Outcome.UNKNOWN, reason="the line broke after sending")
        except UNREADABLE:
            return Receipt(Outcome.UNKNOWN, reason="the gateway's answer cannot be read")
        return of_message(sent.status, sid=sent.sid, code=sent.error_code) or Receipt(Outcome.ACCEPTED, sent.sid)

    async def ask(self, message: Message) -> Receipt | None:
        """Look for the message among those to its number; `unknown` again where the provider does not say."""
        try:
            return await self._find(message)
        except TwilioRestException as refused:
            return Receipt(Outcome.UNKNOWN, code=str(refused.status), reason="the gateway does not answer the question")
        except (Unavailable, ConnectionLost, *UNREADABLE):
            return Receipt(Outcome.UNKNOWN, reason="the gateway cannot be asked")

    async def close(self) -> None:
        """Nothing to give back: the connections belong to the kit."""

    async def _find(self, message: Message) -> Receipt | None:
        oldest = message.first_tried_at and message.first_tried_at - CLOCKS_DIFFER
        seen = await self._messages.stream_async(to=international(message.to), page_size=MOST_ASKED, limit=MOST_ASKED)
        async for record in seen:
            if (record.body or "").strip() == message.text.strip() and not _is_before(record.date_created, oldest):
                return of_message(record.status, sid=record.sid, code=record.error_code)
        return None


def international(number: str) -> str:
    """Write a number as E.164; one without a country is Chinese."""
    return number if number.startswith("+") else f"+86{number}"


def _is_before(created: datetime | None, oldest: datetime | None) -> bool:
    return created is not None and oldest is not None and created < oldest
