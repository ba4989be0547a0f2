"""Artifacts under their digest: approved bytes are the bytes shown (R89)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.adapters.blobs_disk import DiskBlobs
from broadcaster.domain.errors import NotFound

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> DiskBlobs:
    """Return a folder of artifacts."""
    return DiskBlobs(tmp_path_factory.mktemp("blobs"))


@settings(max_examples=15)
@given(content=st.binary(max_size=64))
def test_what_is_kept_comes_back_under_its_digest(blobs: DiskBlobs, content: bytes) -> None:
    """Byte for byte, however often it is put."""
    sha256 = blobs.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest() == blobs.put(content)
    assert blobs.get(sha256) == content


def test_nothing_half_written_is_left_beside_it(tmp_path: Path) -> None:
    """One file for one content."""
    blobs = DiskBlobs(tmp_path)
    for _ in range(2):
        blobs.put(b"poster")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63])
def test_what_is_not_kept_is_not_found(blobs: DiskBlobs, name: str) -> None:
    """Nor is anything that is no digest, such as a path."""
    with pytest.raises(NotFound):
        blobs.get(name)
