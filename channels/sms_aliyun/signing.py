"""Signs requests as Alibaba Cloud's signature method V3 wants it: ACS3-HMAC-SHA256."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY_BODY = sha256(b"").hexdigest()


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Write parameters by name in order, percent-encoded as RFC 3986 wants it."""
    return "&".join(f"{_quoted(name)}={_quoted(parameters[name])}" for name in sorted(parameters))


def authorization(key_id: str, secret: str, *, method: str, query: str, headers: Mapping[str, str]) -> str:
    """Return the Authorization header of a request without a body to `/`; `headers`, names in lower case, are all signed."""
    signed = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = f"{method}\n/\n{query}\n{lines}\n{signed}\n{EMPTY_BODY}"
    to_sign = f"{ALGORITHM}\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(secret.encode(), to_sign.encode(), "sha256").hex()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed},Signature={signature}"


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
