"""The folder of static pages: what stands where, and which addresses answer 410."""

from __future__ import annotations

import re
from hashlib import sha256
from mimetypes import guess_extension
from typing import TYPE_CHECKING

from channels.files import alone, sha256_of, sync_folder, write

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "index.html"
MARK = ".gone"
"""An empty file beside the neutral page of a withdrawn entry; the 410 lists are made from these."""
NEUTRAL = "gone.html"
NGINX = "gone.nginx.map"
CADDY = "gone.caddy"
_SAFE = re.compile(r"[A-Za-z0-9_-]+")


class Site:
    """One folder that any web server can serve; every change is made alone and atomically."""

    def __init__(self, root: Path, neutral: bytes) -> None:
        """Stand at `root`; `neutral` is the page that says nothing but that something ended."""
        self._root = root
        self._neutral = neutral
        self._neutral_digest = sha256(neutral).hexdigest()

    def address(self, place: str, code: str, media_type: str, digest: str) -> str | None:
        """Return the file's path below the root; None where place or code could lead elsewhere.

        An empty code means the place's own first page.
        """
        if not all(_SAFE.fullmatch(part) for part in (place, code or "-", digest)):
            return None
        folder = f"{place}/{code}/" if code else f"{place}/"
        kind = media_type.partition(";")[0]
        return folder + (PAGE if kind == "text/html" else digest + (guess_extension(kind) or ".bin"))

    def put(self, address: str, content: bytes) -> None:
        """Show a file; a page takes with it whatever stood beside the former page and is not named in the new one."""
        with alone(self._root):
            path = self._root / address
            write(path, content)
            if path.name == PAGE and address.count("/") > 1:
                _remove(path.parent, kept=content)
                self._list_gone()

    def retire(self, address: str) -> None:
        """Take a file away; a page gives way to the neutral one, and everything beside it goes too."""
        with alone(self._root):
            path = self._root / address
            if path.name != PAGE:
                path.unlink(missing_ok=True)
                return
            write(path, self._neutral)
            if address.count("/") > 1:
                _remove(path.parent, kept=b"")
                (path.parent / MARK).touch()
                self._list_gone()

    def digest(self, address: str) -> str | None:
        """Return the digest of what stands there now, None where there is no file."""
        return sha256_of(self._root / address)

    def is_neutral(self, digest: str) -> bool:
        """Whether this is the digest of the neutral page."""
        return digest == self._neutral_digest

    def _list_gone(self) -> None:
        gone = sorted(f"/{mark.parent.relative_to(self._root).as_posix()}" for mark in self._root.glob(f"*/*/{MARK}"))
        write(self._root / NEUTRAL, self._neutral)
        write(self._root / NGINX, "".join(f"{path} 1;\n{path}/ 1;\n{path}/{PAGE} 1;\n" for path in gone).encode())
        matcher = "@gone path " + " ".join(f"{path} {path}/*" for path in gone) + "\nerror @gone 410\n"
        write(self._root / CADDY, matcher.encode() if gone else b"")


def _remove(folder: Path, *, kept: bytes) -> None:
    for file in folder.iterdir():
        if file.name != PAGE and file.name.encode() not in kept:
            file.unlink()
    sync_folder(folder)
