"""Proves a callback by a secret in its address, for providers that sign nothing."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from broadcaster.ports.channels import BadSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import CallbackRequest
    from broadcaster.ports.options import Options

OPTION = "callback_token"
PARAMETER = "token"
SHORTEST = 20


def read_token(options: Options) -> None:
    """Check the secret where the channel is connected; it is used where callbacks are read."""
    token = options.text(OPTION, "")
    if token and len(token) < SHORTEST:
        options.refuse(OPTION, f"must have at least {SHORTEST} characters")


def require_token(request: CallbackRequest, options: Mapping[str, object]) -> None:
    """Raise `BadSignature` unless the address brings `?token=` with the secret in the options; without one nobody is believed."""
    expected = str(options.get(OPTION) or "")
    given = parse_qs(urlsplit(request.url).query).get(PARAMETER, [""])[0]
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadSignature
