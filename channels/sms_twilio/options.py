"""What the settings say about the account, and what the channel may carry because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from broadcaster.ports.channels import Capabilities
from broadcaster.ports.options import Options, stays_in_the_house

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "sms_twilio"
PUBLIC_API = "https://api.twilio.com"
LONGEST_BODY = 1600


@dataclass(frozen=True, slots=True)
class TwilioOptions:
    """One account at Twilio, or at a gateway that speaks as Twilio does."""

    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    messaging_service: str
    status_callback: str
    assessment: str
    capabilities: Capabilities


def read_options(given: Mapping[str, object], public_url: str) -> TwilioOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    base_url = options.text("base_url", PUBLIC_API).rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https"):
        options.refuse("base_url", "must begin with http:// or https://")
    sender, service = options.text("from", ""), options.text("messaging_service", "")
    if not (sender or service):
        options.refuse("from", "is missing, and messaging_service too: one of them is needed")
    account = TwilioOptions(
        base_url=base_url,
        account_sid=options.text("account_sid"),
        auth_token=options.text("auth_token"),
        sender=sender,
        messaging_service=service,
        status_callback=options.text("status_callback", f"{public_url}/channels/{NAME}/receipts"),
        assessment=options.text("assessment", ""),
        capabilities=_capabilities(options, urlsplit(base_url).hostname or ""),
    )
    options.finish()
    return account


def read_secret(given: Mapping[str, object]) -> str:
    """Return the secret that callbacks are signed with; the rest of the section is `read_options`' affair."""
    options = Options(f"channels.{NAME}", {"auth_token": given.get("auth_token", "")})
    secret = options.text("auth_token")
    options.finish()
    return secret


def _capabilities(options: Options, host: str) -> Capabilities:
    public = host == "twilio.com" or host.endswith(".twilio.com")
    court_content = options.flag("court_content", not public)
    cross_border = options.flag("cross_border", not stays_in_the_house(host))
    if public and court_content:
        options.refuse("court_content", "Twilio itself does not carry court content into China (R69)")
    if public and not cross_border:
        options.refuse("cross_border", "Twilio itself stands abroad (R41)")
    two_way = options.flag("two_way", default=False)
    if public and two_way:
        options.refuse("two_way", "Twilio itself brings no answers from China (R69)")
    return Capabilities(
        medium="sms",
        court_content=court_content,
        links=not public,
        two_way=two_way,
        survey=not public,
        cross_border=cross_border,
        max_length=LONGEST_BODY,
        can_ask=True,
        concurrency=options.number("concurrency", 64, least=1, most=2000),
    )
