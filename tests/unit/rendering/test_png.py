"""The PNG files hold exactly the pixels that were drawn."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from broadcaster.rendering import png

HEIGHTS = st.integers(1, 9)


@settings(deadline=None)
@given(width=st.integers(1, 40), heights=st.tuples(HEIGHTS, HEIGHTS, HEIGHTS), pixels=st.randoms(use_true_random=False))
def test_what_is_read_back_is_what_was_drawn(width: int, heights: tuple[int, int, int], pixels: st.DrawFn) -> None:
    """Pillow decodes each strip to the same pixels, whatever they are."""
    strips = [Image.frombytes("RGB", (width, height), pixels.randbytes(3 * width * height)) for height in heights]  # type: ignore[attr-defined]
    above, picture, below = strips
    read = Image.open(BytesIO(png.encode(png.strip(above), picture, png.strip(below, last=True))))
    assert read.tobytes() == b"".join(strip.tobytes() for strip in strips)
    assert read.size == (width, sum(heights))
