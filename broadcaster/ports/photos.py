"""Photos of parties, by the path that the case system gave them (contract: photo folder)."""

from __future__ import annotations

from typing import Protocol


class Photos(Protocol):
    """Reads the photo folder."""

    def read(self, path: str) -> bytes | None:
        """Return a photo's file, or None where there is none; a leading `photos/` is dropped, a path that leads out names none."""
        ...

    def write(self, path: str, content: bytes) -> None:
        """Keep a photo under its path; raise `InvalidInput` for a path outside the folder."""
        ...
