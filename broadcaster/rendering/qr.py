"""Verification codes: made with a fixed mask, and read back from the finished picture as a gate (R40)."""

from __future__ import annotations

import re
from functools import lru_cache

import qrcode
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from broadcaster.domain.errors import UnreadableCode

MASK = 3
"""Any of the eight masks is valid; trying all of them takes six times as long."""

_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

QUIET = 4
"""Blank modules around a code that the standard asks for."""


PROOF = 400
"""Pixels of the picture in which a printed code is read back: enough for the largest code there is."""


@lru_cache(maxsize=1024)
def modules(content: str) -> Image.Image:
    """Draw the code for `content` with its quiet zone, one pixel a module, black on white; UnreadableCode if it is too long."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, mask_pattern=MASK)
    code.add_data(content)
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise UnreadableCode(f"too long for a code: {content}") from error
    matrix = code.get_matrix()
    pixels = bytes(0 if dark else 255 for row in matrix for dark in row)
    return Image.frombytes("L", (len(matrix), len(matrix)), pixels)


def drawn(content: str, side: int) -> Image.Image:
    """Draw the code as a square of `side` pixels, its modules a whole number of pixels, more white around it if some are over."""
    small = modules(content)
    scale = side // small.width
    if scale < 1:
        raise UnreadableCode(f"no room for a code of {small.width} modules: {content}")
    large = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
    square = Image.new("L", (side, side), 255)
    square.paste(large, ((side - large.width) // 2, (side - large.height) // 2))
    return square


def svg(content: str) -> bytes:
    """Draw the code as an SVG file of one path, after it was read back from its own modules."""
    require(drawn(content, PROOF), content)
    small = modules(content)
    side, pixels = small.width, small.tobytes()
    rows = (pixels[start : start + side] for start in range(0, side * side, side))
    runs = (f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z" for y, row in enumerate(rows) for run in re.finditer(rb"\0+", row))
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><path d="{"".join(runs)}"/></svg>'.encode()


def require(picture: Image.Image, content: str) -> None:
    """Read the code in `picture` and raise UnreadableCode unless it says `content`."""
    found = zxingcpp.read_barcode(picture, _QR_CODE, try_rotate=False, try_downscale=False, try_invert=False)
    if found is None or found.text != content:
        raise UnreadableCode(f"the code reads {found.text!r} instead of {content!r}" if found else f"the code of {content!r} does not read")
