"""The address to which a mail's bounces go: it names the delivery, under a signature."""

from __future__ import annotations

import hmac
import re

LONGEST_LOCAL_PART = 64
_TOKEN = re.compile(r"([0-9a-z-]{1,32})-([0-9a-f]{16})")
_NAMEABLE = re.compile(r"[0-9a-z-]{1,32}")
ROOM = LONGEST_LOCAL_PART - len("+") - 32 - len("-") - 16
"""What is left of a local part for its name."""


class ReturnPath:
    """`bounce+DELIVERY-SIGNATURE@court.example`; without a secret, one address for all."""

    def __init__(self, address: str, secret: str) -> None:
        """Take the plain address and the secret that signs."""
        self.address = address
        self.signs = bool(secret)
        self._name, _, self._domain = address.lower().rpartition("@")
        self._secret = secret.encode()

    def of(self, delivery_id: str) -> str:
        """Return the envelope's sender for a delivery."""
        if not self.signs or not _NAMEABLE.fullmatch(delivery_id):
            return self.address
        return f"{self._name}+{delivery_id}-{self._signature(delivery_id)}@{self._domain}"

    def delivery(self, address: str) -> str | None:
        """Return the delivery that a bounce's address names; None where it is not one that we signed."""
        name, _, domain = address.lower().rpartition("@")
        token = _TOKEN.fullmatch(name.removeprefix(f"{self._name}+"))
        if not self.signs or token is None or domain != self._domain:
            return None
        return token[1] if hmac.compare_digest(token[2], self._signature(token[1])) else None

    def _signature(self, delivery_id: str) -> str:
        return hmac.digest(self._secret, delivery_id.encode(), "sha256").hex()[:16]
