"""The photo folder: by the path the case system gave, and never outside it (contract)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.photos_disk import DiskPhotos
from broadcaster.domain.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path


def test_a_photo_is_read_where_it_was_put(tmp_path: Path) -> None:
    """A leading `photos/` is dropped."""
    photos = DiskPhotos(tmp_path)
    photos.write("photos/2026/1.jpg", b"jpeg")
    assert photos.read("2026/1.jpg") == photos.read("photos/2026/1.jpg") == b"jpeg"


@pytest.mark.parametrize("path", ["2026/2.jpg", "2026"])
def test_a_photo_that_is_not_there_is_none(tmp_path: Path, path: str) -> None:
    """A folder is no photo either."""
    photos = DiskPhotos(tmp_path)
    photos.write("2026/1.jpg", b"jpeg")
    assert photos.read(path) is None


@pytest.mark.parametrize("path", ["../secret", "photos/../../secret", "/etc/passwd", "a/../../b", "", "photos/", "photos//etc/passwd"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    """What lies outside is no photo, and nothing is written there."""
    (tmp_path / "secret").write_bytes(b"key")
    photos = DiskPhotos(tmp_path / "photos")
    assert photos.read(path) is None
    with pytest.raises(InvalidInput):
        photos.write(path, b"x")


@pytest.mark.parametrize("path", ["a\x00b.jpg", "x" * 300 + ".jpg"])
def test_a_path_that_no_disk_can_hold_is_no_photo(tmp_path: Path, path: str) -> None:
    """An event may say anything: it must not stop whoever reads it."""
    assert DiskPhotos(tmp_path).read(path) is None
