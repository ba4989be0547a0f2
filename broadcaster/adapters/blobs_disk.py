"""Artifacts on disk, each under its own digest, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from broadcaster.domain.errors import NotFound

_DIGEST = re.compile(r"[0-9a-f]{64}")


class DiskBlobs:
    """A folder of files named by their sha256, spread over 256 folders."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made when first needed."""
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the content durably and return its digest; the same content is kept once."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            write_whole(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the content; raise `NotFound` where it is not kept."""
        if not _DIGEST.fullmatch(sha256):
            raise NotFound("that is not a digest")
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"no artifact {sha256[:12]}") from error

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
