"""Codes read back as what they should say (R40)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from broadcaster.domain.errors import UnreadableCode
from broadcaster.rendering import qr

CODES = st.from_regex(r"https://court\.example\.gov\.cn/v/[0-9A-Z]{4,40}", fullmatch=True)


@settings(deadline=None)
@given(content=CODES)
def test_every_drawn_code_reads_back(content: str) -> None:
    """A code with its quiet zone reads as its link."""
    qr.require(qr.drawn(content, 222), content)


@settings(deadline=None)
@given(content=CODES)
def test_a_printed_code_is_the_drawn_one(content: str) -> None:
    """The path of the SVG holds the same dark modules as the picture."""
    modules, path = qr.modules(content), qr.svg(content).decode()
    picture = Image.new("L", modules.size, 255)
    for left, top, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        picture.paste(0, (int(left), int(top), int(left) + int(length), int(top) + 1))
    assert picture.tobytes() == modules.tobytes()


def test_a_code_that_says_something_else_is_refused() -> None:
    """A picture with another entry's code is stopped."""
    with pytest.raises(UnreadableCode, match="instead of"):
        qr.require(qr.drawn("https://court.example.gov.cn/v/A", 222), "https://court.example.gov.cn/v/B")


def test_a_code_that_does_not_read_is_refused() -> None:
    """A covered code is stopped."""
    picture = qr.drawn("https://court.example.gov.cn/v/A", 222)
    picture.paste(255, (60, 60, 160, 222))
    with pytest.raises(UnreadableCode, match="does not read"):
        qr.require(picture, "https://court.example.gov.cn/v/A")


@pytest.mark.parametrize(("content", "side"), [("x" * 4000, 222), ("https://court.example.gov.cn/v/A", 20)])
def test_a_code_too_large_for_its_place_is_refused(content: str, side: int) -> None:
    """Modules smaller than a pixel are not drawn."""
    with pytest.raises(UnreadableCode):
        qr.drawn(content, side)
