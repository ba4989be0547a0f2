"""Understands the reports that mail servers send back about a mail (DSN, RFC 3464)."""

from __future__ import annotations

import re
from email import message_from_bytes, message_from_string
from email.message import Message as Mail
from email.utils import getaddresses
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from broadcaster.ports.channels import Outcome, Receipt, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from channels.email_smtp.return_path import ReturnPath

OUTCOMES = {"failed": Outcome.REJECTED, "delivered": Outcome.DELIVERED}
"""By action, the more important first; `delayed`, `relayed` and `expanded` say nothing final. Whoever reports `failed` has given up,
even where the status is 4.x.x."""
LONGEST_REASON = 300

_CAME_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_ADDRESS = re.compile(r"<?[^\s<>;,:]+@[^\s<>;,:]+>?")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_AUTOMATIC = re.compile(r"auto-(generated|replied|notified)", re.IGNORECASE)


class Reading(Enum):
    """What a letter in the mailbox turned out to be, where it is no report to be passed on."""

    NOTHING_NEW = "nothing new"
    """An out-of-office reply, or a report that says nothing final."""
    FOR_A_PERSON = "for a person"
    """Not understood, or not about a mail of ours."""


def read_letter(raw: bytes, return_path: ReturnPath, domain: str) -> Report | Reading:
    """Return the report in a letter, found by its signed address, or else by the Message-ID of our `domain` that it returns.

    Where addresses are signed nothing else is believed. Addresses are blotted out of the reason.
    """
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report" or "delivery-status" not in str(mail.get_param("report-type", "")).lower():
        return Reading.NOTHING_NEW if _is_automatic(mail) else Reading.FOR_A_PERSON
    delivery = _by_address(mail, return_path) if return_path.signs else _by_message_id(mail, domain)
    if delivery is None:
        return Reading.FOR_A_PERSON
    recipients = [block for part in mail.walk() if part.get_content_type() == "message/delivery-status" for block in _blocks(part)]
    for action, outcome in OUTCOMES.items():
        for recipient in recipients:
            if _field(recipient, "Action").lower() == action:
                return Report(_receipt(outcome, recipient), delivery)
    return Reading.NOTHING_NEW if recipients else Reading.FOR_A_PERSON


def _is_automatic(mail: Mail) -> bool:
    return bool(_AUTOMATIC.match(_field(mail, "Auto-Submitted")) or mail.get("X-Autoreply") or mail.get("X-Autorespond"))


def _by_address(mail: Mail, return_path: ReturnPath) -> str | None:
    named = getaddresses([str(value) for header in _CAME_TO for value in mail.get_all(header, [])])
    return next((delivery for _, address in named if (delivery := return_path.delivery(address))), None)


def _by_message_id(mail: Mail, domain: str) -> str | None:
    for returned in _returned(mail.walk()):
        name, _, home = _field(returned, "Message-ID").strip("<>").rpartition("@")
        if name and home.lower() == domain.lower():
            return unquote(name)
    return None


def _returned(parts: Iterable[Mail]) -> Iterator[Mail]:
    """Give the head of the mail that was returned, whole or in part."""
    for part in parts:
        kind, content = part.get_content_type(), part.get_payload()
        if kind == "text/rfc822-headers" and isinstance(content, str):
            yield message_from_string(content)
        elif kind in ("message/rfc822", "message/global") and isinstance(content, list):
            yield from (inner for inner in content if isinstance(inner, Mail))


def _blocks(status: Mail) -> Iterator[Mail]:
    """Give what is said of each recipient; the first block speaks of the mail."""
    content = status.get_payload()
    if isinstance(content, list):
        yield from (block for block in content if isinstance(block, Mail) and block.get("Action"))


def _receipt(outcome: Outcome, recipient: Mail) -> Receipt:
    status = _STATUS.search(_field(recipient, "Status"))
    words = _ADDRESS.sub("***", _field(recipient, "Diagnostic-Code"))[:LONGEST_REASON]
    return Receipt(outcome, code=status[0] if status else None, reason=words, raw=words)


def _field(block: Mail, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())
