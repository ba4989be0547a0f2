"""Photos are read safely and show nothing but the portrait."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from broadcaster.domain.errors import UnusablePhoto
from broadcaster.rendering.photo import READABLE, paper, portrait, printable

SIZE = (360, 480)
ORIENTATION, MAKER = 0x0112, 0x010F


def _file(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


GIF = _file(Image.new("RGB", SIZE), "GIF")


def test_a_portrait_of_the_right_size_is_left_as_it_is(photo: bytes) -> None:
    """A photo of the wanted size is not drawn anew."""
    assert portrait(photo, SIZE, "E-1").tobytes() == Image.open(BytesIO(photo)).tobytes()


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
@pytest.mark.parametrize("size", [(3000, 4000), (100, 100), (1, 300)])
def test_any_photo_becomes_a_portrait(mode: str, size: tuple[int, int]) -> None:
    """Grey, print and large files all fill the place of the portrait."""
    made = portrait(_file(Image.new(mode, size)), SIZE, "E-1")
    assert (made.size, made.mode) == (SIZE, "RGB")


def test_a_transparent_ground_becomes_white() -> None:
    """What a PNG leaves open is white, not black."""
    made = portrait(_file(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"), SIZE, "E-1")
    assert made.getpixel((0, 0)) == (255, 255, 255)


def test_a_photo_is_turned_upright() -> None:
    """A photo that a telephone stored lying is set upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    lying = Image.new("RGB", (480, 360), "white")
    lying.paste((255, 0, 0), (0, 0, 240, 360))
    made = portrait(_file(lying, exif=exif), SIZE, "E-1")
    assert made.getpixel((180, 40))[1] < 60  # type: ignore[index]
    assert made.getpixel((180, 440))[1] > 200  # type: ignore[index]


def test_hidden_facts_of_a_photo_do_not_reach_paper() -> None:
    """Place, device and time, which cameras hide in files, are taken out."""
    exif = Image.Exif()
    exif[MAKER] = "telephone"
    printed = printable(_file(Image.new("RGB", SIZE), exif=exif), "E-1")
    assert b"telephone" not in printed
    assert not Image.open(BytesIO(printed)).getexif()


def test_a_plain_photo_goes_to_paper_untouched(photo: bytes) -> None:
    """A small photo without hidden facts keeps its quality."""
    assert printable(photo, "E-1") == photo


def test_a_huge_photo_is_made_smaller_for_paper() -> None:
    """A poster carries no more pixels than the press can print."""
    assert max(Image.open(BytesIO(printable(_file(Image.new("RGB", (3000, 4000))), "E-1"))).size) <= 1200


@pytest.mark.parametrize("use", [lambda content: portrait(content, SIZE, "E-9"), lambda content: printable(content, "E-9")])
@pytest.mark.parametrize(
    "content", [b"", b"no photo", b"\xff\xd8\xff\xe0 broken", b"\x89PNG\r\n\x1a\n", _file(Image.new("RGB", SIZE), "GIF")]
)
def test_a_broken_photo_is_refused_with_its_entry(use: object, content: bytes) -> None:
    """Whatever else is in the file, the error names the entry."""
    with pytest.raises(UnusablePhoto, match="E-9"):
        use(content)  # type: ignore[operator]


def test_a_photo_that_ends_too_early_is_refused(photo: bytes) -> None:
    """Half a portrait is not shown."""
    for use in (lambda: portrait(photo[: len(photo) // 2], SIZE, "E-9"), lambda: printable(photo[: len(photo) // 2], "E-9")):
        with pytest.raises(UnusablePhoto):
            use()


def test_a_photo_of_too_many_pixels_is_refused() -> None:
    """A file that would fill the memory is not opened."""
    with pytest.raises(UnusablePhoto, match="pixels"):
        portrait(_file(Image.new("1", (8000, 7000)), "PNG"), SIZE, "E-9")


def test_a_paper_shows_what_is_seen_and_nothing_else() -> None:
    """Upright and small enough to read; neither where nor with what it was photographed, nor anything behind its end."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Phone of Mr Lin"
    made = paper(_file(Image.new("RGB", (5000, 3000)), exif=exif, comment=b"secret") + b"<script>", "proof")
    assert not any(word in made for word in (b"Phone of Mr Lin", b"secret", b"<script>"))
    opened = Image.open(BytesIO(made))
    assert (opened.format, opened.size[0] <= READABLE[0], opened.size[1] <= READABLE[1]) == ("JPEG", True, True)
    assert opened.size[1] > opened.size[0]
    assert "exif" not in opened.info


def test_a_paper_is_drawn_anew_from_png_too() -> None:
    """Words hidden in a PNG are not kept."""
    hidden = PngInfo()
    hidden.add_text("Author", "Lin")
    assert b"Lin" not in paper(_file(Image.new("RGBA", SIZE), "PNG", pnginfo=hidden), "proof")


@pytest.mark.parametrize("broken", [GIF, b"\xff\xd8\xff", b""])
def test_what_is_no_picture_is_no_paper(broken: bytes) -> None:
    """It is refused."""
    with pytest.raises(UnusablePhoto):
        paper(broken, "proof")


@pytest.mark.parametrize("mode", ["L", "P", "LA", "1", "RGBA"])
def test_a_paper_of_any_kind_becomes_readable(mode: str) -> None:
    """Scanners and phones write many; a small file with very many pixels is refused."""
    assert Image.open(BytesIO(paper(_file(Image.new(mode, (2600, 100)), "PNG"), "proof"))).width == READABLE[0]
    with pytest.raises(UnusablePhoto):
        paper(_file(Image.new("1", (6000, 6000)), "PNG"), "proof")
