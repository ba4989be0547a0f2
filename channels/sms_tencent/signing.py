"""Signs requests as Tencent Cloud's signature v3 wants it: TC3-HMAC-SHA256."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHM = "TC3-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credential:
    """A key pair, for one service."""

    secret_id: str
    secret_key: str = field(repr=False)
    service: str

    def authorization(self, *, timestamp: int, headers: Mapping[str, str], body: bytes) -> str:
        """Return the Authorization header of a POST to `/`; `headers`, names in lower case, are all signed, their values in lower case."""
        day = f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}"
        scope = f"{day}/{self.service}/tc3_request"
        signed = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in sorted(headers))
        request = f"POST\n/\n\n{lines}\n{signed}\n{sha256(body).hexdigest()}"
        to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        signature = _keyed(self._key_of(day), to_sign).hex()
        return f"{ALGORITHM} Credential={self.secret_id}/{scope}, SignedHeaders={signed}, Signature={signature}"

    def _key_of(self, day: str) -> bytes:
        return _keyed(_keyed(_keyed(f"TC3{self.secret_key}".encode(), day), self.service), "tc3_request")


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
