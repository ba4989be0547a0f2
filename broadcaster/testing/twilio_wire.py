"""The forms and answers of Twilio's Messages resource, as its documents give them."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import datetime

LONGEST_BODY = 1600
MESSAGES = "/2010-04-01/Accounts/{account}/Messages"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_OCTETS_OF_A_PART = 134


@dataclass
class GatewayMessage:
    """One message as the gateway keeps it."""

    sid: str
    to: str = field(repr=False)
    sender: str
    body: str = field(repr=False)
    callback: str = field(repr=False)
    created: datetime
    status: str = "queued"
    error_code: int | None = None

    def as_resource(self, account: str) -> dict[str, object]:
        """Return the Message resource of the REST API, its times in GMT."""
        created = format_datetime(self.created.astimezone(UTC))
        return {
            "sid": self.sid,
            "account_sid": account,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "status": self.status,
            "error_code": self.error_code,
            "error_message": None,
            "num_segments": str(-(-len(self.body.encode("utf-16-le")) // _OCTETS_OF_A_PART)),
            "direction": "outbound-api",
            "date_created": created,
            "date_updated": created,
            "date_sent": created,
            "uri": f"{MESSAGES.format(account=account)}/{self.sid}.json",
        }

    def as_callback(self, account: str) -> dict[str, str]:
        """Return the form of a status callback."""
        form = {
            "AccountSid": account,
            "ApiVersion": "2010-04-01",
            "From": self.sender,
            "MessageSid": self.sid,
            "MessageStatus": self.status,
            "SmsSid": self.sid,
            "SmsStatus": self.status,
            "To": self.to,
        }
        return form if self.error_code is None else form | {"ErrorCode": str(self.error_code)}

    def fits(self, query: Mapping[str, str]) -> bool:
        """Whether a list filtered by To, From and the GMT day of DateSent holds this message."""
        if query.get("To", self.to) != self.to:
            return False
        day = f"{self.created.astimezone(UTC):%Y-%m-%d}"
        return (
            query.get("From", self.sender) == self.sender
            and query.get("DateSent", day)[:10] == day
            and query.get("DateSent>", day)[:10] <= day
            and query.get("DateSent<", day)[:10] >= day
        )


def refuse(form: Mapping[str, str], unsubscribed: Container[str]) -> web.Response | None:
    """Return the refusal of a message that may not be created, the first fault alone."""
    number, body = form.get("To", ""), form.get("Body", "")
    faults = (
        (not number, 21604, "A 'To' phone number is required."),
        (not (form.get("From") or form.get("MessagingServiceSid")), 21603, "A 'From' phone number is required."),
        (not body, 21602, "Message body is required."),
        (not _E164.fullmatch(number), 21211, f"The 'To' number {number} is not a valid phone number."),
        (len(body) > LONGEST_BODY, 21617, "The concatenated message body exceeds the 1600 character limit."),
        (number in unsubscribed, 21610, "Attempt to send to unsubscribed recipient"),
    )
    return next((refusal(400, code, message) for wrong, code, message in faults if wrong), None)


def refusal(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an API error."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return web.json_response({"code": code, "message": message, "more_info": more, "status": status}, status=status, headers=headers)


def sign(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the X-Twilio-Signature: HMAC-SHA1 over the address and the sorted form, in base64."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()
