"""Posters hold every entry whole, as text that can be searched."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from broadcaster.domain.entries import EntryKind
from broadcaster.domain.errors import InvalidInput, OverflowingText, SettingsError, UncoveredCharacter, UnusablePhoto
from broadcaster.rendering.poster import Printer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.fonts import FontChain

PLACE = "雨花街道 翠竹社区"
MILLIMETRE = 72 / 25.4


def _bare(text: str) -> str:
    return "".join(text.split())


def _text(poster: bytes) -> str:
    return _bare("".join(page.extract_text() for page in PdfReader(BytesIO(poster)).pages))


def _texts(card: Card) -> list[str]:
    rows = [text for row in card.rows for text in (row.label, row.value)]
    return [_bare(text) for text in (card.name, card.amount, card.duty, card.reward, *card.conditions, *rows)]


def test_the_text_layer_is_the_input(printer: Printer, debtors: list[Card], frame: Frame) -> None:
    """Every field of every debtor of the sample is found in the PDF, code point for code point."""
    for kind in (EntryKind.DISHONEST, EntryKind.BOUNTY_PROPERTY):
        cards = [card for card in debtors if card.kind is kind]
        for start in range(0, len(cards), 60):
            found = _text(printer.poster(cards[start : start + 60], frame, PLACE))
            missing = [(card.entry, text) for card in cards[start : start + 60] for text in _texts(card) if text not in found]
            assert not missing


@pytest.mark.parametrize("name", ["王㛃", "陈𬭎", "张䶮", "李𠅤", "买买提·吐尔逊·阿不都克里木江·努尔艾合买提"])
def test_r86_rare_and_long_names_are_printed_whole(printer: Printer, card: Callable[..., Card], frame: Frame, name: str) -> None:
    """Even characters beyond U+FFFF can be copied out of the file as they are."""
    assert name in _text(printer.poster([card(name=name)], frame, PLACE))


def test_r109_a_poster_carries_place_court_and_warnings(printer: Printer, card: Callable[..., Card], frame: Frame) -> None:
    """Title, court, dates, hotline, domain, place and both notes are on it."""
    found = _text(printer.poster([card()], frame, PLACE))
    expected = (frame.court, frame.title, frame.issue, frame.published_on, frame.hotline, frame.domain, f"张贴地点：{PLACE}", *frame.notes)
    assert [text for text in expected if _bare(text) not in found] == []


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (2, 1), (3, 1), (4, 1), (6, 1), (8, 1), (9, 1), (12, 1), (13, 2), (25, 3)])
def test_twelve_people_stand_on_a_page(printer: Printer, card: Callable[..., Card], frame: Frame, people: int, pages: int) -> None:
    """More people take more pages, shared out evenly; every page is A3 upright."""
    cards = [card(entry=f"E-{number}") for number in range(people)]
    read = PdfReader(BytesIO(printer.poster(cards, frame, PLACE))).pages
    assert len(read) == pages
    assert {(round(page.mediabox.width / MILLIMETRE), round(page.mediabox.height / MILLIMETRE)) for page in read} == {(297, 420)}


def test_fonts_are_embedded(printer: Printer, card: Callable[..., Card], frame: Frame) -> None:
    """Any press prints the same letters: each font travels in the file, cut down to what is used."""
    fonts = PdfReader(BytesIO(printer.poster([card()], frame, PLACE))).pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    for font in fonts:
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        descriptor = inner["/FontDescriptor"].get_object()
        assert "+" in inner["/BaseFont"]
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys()


def _baselines(poster: bytes) -> list[tuple[str, float, float]]:
    """Give each piece of text with its distances from the left and upper edges in millimetres."""
    found: list[tuple[str, float, float]] = []

    def note(text: str, transform: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            left = matrix[4] * transform[0] + matrix[5] * transform[2] + transform[4]
            down = matrix[4] * transform[1] + matrix[5] * transform[3] + transform[5]
            found.append((text, left / MILLIMETRE, 420 - down / MILLIMETRE))

    PdfReader(BytesIO(poster)).pages[0].extract_text(visitor_text=note)
    return found


def test_nothing_runs_below_its_card(printer: Printer, debtors: list[Card], frame: Frame) -> None:
    """No baseline falls between two rows of cards or between two columns' left edges."""
    listed = [card for card in debtors if card.kind is EntryKind.DISHONEST][:12]
    baselines = _baselines(printer.poster(listed, frame, PLACE))
    assert len(baselines) > 12 * 20
    for _, left, down in baselines:
        assert left >= 13
        if 51.4 < down < 390:
            assert (down - 59.4) % 81.9 < 77, (left, down)


def test_the_same_list_is_the_same_file(printer: Printer, card: Callable[..., Card], frame: Frame) -> None:
    """A poster does not depend on what was printed before, nor on the hour."""
    assert printer.poster([card()], frame, PLACE) == printer.poster([card()], frame, PLACE)


def test_a_photo_is_printed(printer: Printer, card: Callable[..., Card], frame: Frame, photo: bytes) -> None:
    """An approved photo goes to paper with the bytes it came in."""
    assert photo[-200:] in printer.poster([card(photo=photo)], frame, PLACE)


@pytest.mark.parametrize(
    ("different", "refusal"),
    [
        ({"duty": "支付款项。" * 2000}, OverflowingText),
        ({"name": "王\ue863"}, UncoveredCharacter),
        ({"photo": b"broken"}, UnusablePhoto),
    ],
)
def test_what_cannot_be_printed_is_named(
    printer: Printer, card: Callable[..., Card], frame: Frame, *, different: dict[str, object], refusal: type[Exception]
) -> None:
    """One entry that cannot be printed stops the poster, by name."""
    with pytest.raises(refusal, match="E-2"):
        printer.poster([card(), card(entry="E-2", **different)], frame, PLACE)


def test_lists_of_two_designs_do_not_share_a_poster(printer: Printer, card: Callable[..., Card], frame: Frame) -> None:
    """A bounty never hangs under the title of the dishonest list, and an empty poster never hangs at all."""
    for cards in ([], [card(), card(kind=EntryKind.BOUNTY_PERSON)]):
        with pytest.raises(InvalidInput, match="one design"):
            printer.poster(cards, frame, PLACE)


def test_a_missing_layout_is_named(fonts: FontChain, tmp_path: Path) -> None:
    """A folder without layouts cannot be used."""
    with pytest.raises(SettingsError, match=r"sheet\.toml"):
        Printer(fonts, tmp_path)
