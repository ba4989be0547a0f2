"""Photos made ready: portraits for slides and posters, papers for the eye; read safely, turned upright, stripped of hidden facts."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageOps

from broadcaster.domain.errors import UnusablePhoto

MOST_PIXELS = 50_000_000
MOST_PIXELS_OF_STRANGERS = 30_000_000
"""Anybody may send a paper: a small file may hold very many pixels."""
PRINTED = (900, 1200)
"""Pixels that a portrait keeps on paper: 300 dpi at the largest size of a poster."""

READABLE = (2480, 3508)
"""Pixels that a paper keeps: A4 at 300 dpi."""

_HIDDEN = {"exif", "xmp", "comment"}
_THUMBNAIL = (1, 1)
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)
"""What Pillow raises for broken files."""


def portrait(content: bytes, size: tuple[int, int], entry: str) -> Image.Image:
    """Give a JPEG or PNG as an RGB picture of exactly `size`, cut at the edges where its shape differs; else UnusablePhoto."""
    try:
        picture = _opened(content, entry)
        picture.draft("RGB", size)
        ImageOps.exif_transpose(picture, in_place=True)
        upright = _on_white(picture)
        return upright if upright.size == size else ImageOps.fit(upright, size, Image.Resampling.BILINEAR, centering=(0.5, 0.3))
    except _UNREADABLE as error:
        raise UnusablePhoto(f"{entry}: the photo cannot be read: {error}") from error


def printable(content: bytes, entry: str) -> bytes:
    """Give a photo as a JPEG file for print: as it came if it is a plain one, else upright, smaller and without EXIF facts."""
    try:
        picture = _opened(content, entry)
        if _is_plain(picture):
            picture.draft("L", _THUMBNAIL)  # reads the whole file, at an eighth of the work
            picture.load()
            return content
        ImageOps.exif_transpose(picture, in_place=True)
        upright = _on_white(picture)
        upright.thumbnail(PRINTED)
        file = BytesIO()
        upright.save(file, "JPEG", quality=92)
        return file.getvalue()
    except _UNREADABLE as error:
        raise UnusablePhoto(f"{entry}: the photo cannot be read: {error}") from error


def paper(content: bytes, entry: str) -> bytes:
    """Give a photo of a paper as a new JPEG file: upright, at most `READABLE`, nothing of the given file but what is seen."""
    try:
        picture = _opened(content, entry, MOST_PIXELS_OF_STRANGERS)
        picture.draft("RGB", READABLE)
        ImageOps.exif_transpose(picture, in_place=True)
        small = picture if picture.mode == "RGB" else picture.convert("RGBA")
        small.thumbnail(READABLE)
        seen = _on_white(small)
        plain = Image.new("RGB", seen.size)
        plain.paste(seen)
        file = BytesIO()
        plain.save(file, "JPEG", quality=88)
        return file.getvalue()
    except _UNREADABLE as error:
        raise UnusablePhoto(f"{entry}: the photo cannot be read: {error}") from error


def _opened(content: bytes, entry: str, most: int = MOST_PIXELS) -> Image.Image:
    picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
    if picture.width * picture.height > most:
        raise UnusablePhoto(f"{entry}: the photo has more than {most:,} pixels")
    return picture


def _is_plain(picture: Image.Image) -> bool:
    small = picture.width <= PRINTED[0] and picture.height <= PRINTED[1]
    return small and picture.format == "JPEG" and picture.mode == "RGB" and not picture.info.keys() & _HIDDEN


def _on_white(picture: Image.Image) -> Image.Image:
    """Give any picture as RGB, a transparent ground made white."""
    if picture.mode == "RGB":
        return picture
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")
