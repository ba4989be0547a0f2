"""The photo folder on disk."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from broadcaster.adapters.blobs_disk import write_whole
from broadcaster.domain.errors import Fault, InvalidInput


class DiskPhotos:
    """Photos under one folder."""

    def __init__(self, folder: Path) -> None:
        """Use the folder."""
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """Return a photo's file, or None where there is none, also for a path that leads nowhere."""
        try:
            return self._inside(path).read_bytes()
        except (InvalidInput, OSError, ValueError):
            return None

    def write(self, path: str, content: bytes) -> None:
        """Keep a photo under its path."""
        write_whole(self._inside(path), content)

    def _inside(self, path: str) -> Path:
        parts = PurePosixPath(path.removeprefix("photos/")).parts
        if not parts or ".." in parts or parts[0] == "/":
            raise InvalidInput(Fault("/photo/path", "the path leads out of the photo folder"))
        return self._folder.joinpath(*parts)
