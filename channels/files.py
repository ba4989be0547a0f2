"""Writes files of what is shown so that a reader, or a crash, never meets half of one."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

READABLE = 0o644


def write(path: Path, content: bytes) -> None:
    """Put the content in place of whatever stands there, whole or not at all, and see it on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
        new.write(content)
        new.flush()
        os.fchmod(new.fileno(), READABLE)
        os.fsync(new.fileno())
    Path(new.name).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See renames and removals in a folder on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep the other processes on this machine out of the folder meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sha256_of(path: Path) -> str | None:
    """Return a file's digest in hex, or None where there is no file."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
