"""What a mail server's answers mean, by the command they answer."""

from __future__ import annotations

from enum import Enum
from ssl import SSLError

from aiosmtplib import SMTPAuthenticationError, SMTPResponseException

from broadcaster.ports.channels import Outcome, Receipt

PERMANENT = 500
CLOSING = 421
"""The server is about to hang up, whatever was asked."""
TOO_LARGE = 552


class Step(Enum):
    """How far the conversation had come."""

    CONNECT = "connect"
    MAIL = "mail from"
    RCPT = "rcpt to"
    DATA = "data"


def taken(code: int, words: str) -> Receipt:
    """Return the receipt of a mail that the server took over."""
    return Receipt(Outcome.ACCEPTED, code=str(code), raw=f"{code} {words}")


def too_large(size: int, most: int) -> Receipt:
    """Return the receipt of a mail that is not sent because nobody would take it, under the code a server has for that."""
    return Receipt(Outcome.REJECTED, code=str(TOO_LARGE), reason=f"the mail has {size} bytes, {most} at most are taken")


def refused(step: Step, error: Exception, address: str) -> Receipt:
    """Translate whatever went wrong. 5xx to our sender or our login is ours to fix; a line broken in DATA is `unknown`.

    `address` is blotted out of the server's words.
    """
    words = str(getattr(error, "message", "") or type(error).__name__).replace(address, "***")
    if not isinstance(error, SMTPResponseException):
        if step is Step.DATA:
            return Receipt(Outcome.UNKNOWN, reason="the line broke after the mail went out", raw=words)
        ours = step is Step.CONNECT and not _is_out_of_reach(error)
        return Receipt(Outcome.DEFERRED, reason=f"{step.value}: {words}", raw=words, ours_to_fix=ours)
    permanent = error.code >= PERMANENT
    ours = isinstance(error, SMTPAuthenticationError) or (
        permanent and step in (Step.CONNECT, Step.MAIL) and (step, error.code) != (Step.MAIL, TOO_LARGE)
    )
    outcome = Outcome.REJECTED if permanent and not ours else Outcome.DEFERRED
    raw = f"{error.code} {words}"
    return Receipt(outcome, code=str(error.code), reason=f"{step.value}: {raw}", raw=raw, ours_to_fix=ours)


def _is_out_of_reach(error: Exception) -> bool:
    """Tell a server that is down from one that cannot do, or does not prove, what our settings ask of it."""
    return isinstance(error, OSError) and not any(isinstance(fault, SSLError) for fault in (error, error.__cause__))
