"""Signs mails with DKIM (RFC 6376), so that their receivers know the domain that answers for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dkim import DKIM, DKIMException  # type: ignore[import-untyped]  # no py.typed

if TYPE_CHECKING:
    from broadcaster.ports.options import Options

SIGNED = ("from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted", "content-type", "from", "to", "subject")
"""From, To and Subject stand twice: a second one, added on the way, breaks the signature."""


class Signer:
    """One domain, selector and RSA key."""

    def __init__(self, domain: str, selector: str, key: bytes) -> None:
        """Keep a PEM key; raise `ValueError` where it is no RSA key that can sign."""
        self._domain, self._selector, self._key = domain.encode(), selector.encode(), key
        try:
            self.sign(b"From: a@b.example\r\n\r\n")
        except (DKIMException, ValueError, TypeError) as error:
            raise ValueError("no RSA private key in PEM") from error

    def sign(self, mail: bytes) -> bytes:
        """Return the mail under its DKIM-Signature."""
        signature: bytes = DKIM(mail).sign(self._selector, self._domain, self._key, include_headers=SIGNED)
        return signature + mail


def read_signer(options: Options, sender: str) -> Signer | None:
    """Read `dkim_*`; None where we leave that to the mail server. DMARC counts only the sender's own domain or one above it."""
    home = sender.rpartition("@")[2]
    selector, path, domain = options.text("dkim_selector", ""), options.text("dkim_key_file", ""), options.text("dkim_domain", home)
    if not selector and not path:
        return None
    if not selector or not path:
        options.refuse("dkim_key_file", "and dkim_selector stand together or not at all")
        return None
    if not f".{home}".endswith(f".{domain}"):
        options.refuse("dkim_domain", "must be the domain of `from`, or one above it")
    try:
        return Signer(domain, selector, Path(path).read_bytes())
    except OSError:
        options.refuse("dkim_key_file", "cannot be read")
    except ValueError as error:
        options.refuse("dkim_key_file", f"holds {error}")
    return None
