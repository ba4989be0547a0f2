"""Artifacts by digest: written once, never drawn again."""

from __future__ import annotations

from typing import Protocol


class Blobs(Protocol):
    """Keeps files under their sha256 in hex."""

    def put(self, content: bytes) -> str:
        """Keep the content durably and return its digest; the same content is kept once."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return the content; raise `NotFound` where it is not kept."""
        ...
