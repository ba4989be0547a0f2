"""The journal's hash chain: each line is bound to the one before it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from datetime import datetime


def chain_link(previous: str, at: datetime, *told: str) -> str:
    """Return the sha256, in hex, of the line before, the moment in microseconds, and what is told."""
    content = msgspec.json.encode([round(at.timestamp() * 1_000_000), *told])
    return hashlib.sha256(previous.encode() + content).hexdigest()
