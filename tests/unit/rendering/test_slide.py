"""Slides show every entry whole, or say which text of which entry cannot be shown."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from broadcaster.domain.entries import EntryKind
from broadcaster.domain.errors import OverflowingText, Refused, UncoveredCharacter, UnusablePhoto
from broadcaster.rendering.card import Row
from broadcaster.rendering.columns import touching
from broadcaster.rendering.slide import Painter
from broadcaster.rendering.slide_layout import DESIGNS, VARIANTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.lines import Line
    from broadcaster.rendering.slide_layout import Sheet, SlideLayouts


def _variants(card: Card, photo: bytes) -> Iterator[tuple[str, Card]]:
    if card.is_unit:
        yield "unit", card
    else:
        yield "plain", card
        yield "photo", replace(card, photo=photo)


def _lines(painter: Painter, card: Card, sheet: Sheet) -> list[Line]:
    return [line for block in painter.composed(card, sheet) for line in block.lines]


def test_every_debtor_of_the_sample_is_shown_whole(painter: Painter, layouts: SlideLayouts, debtors: list[Card], photo: bytes) -> None:
    """For every listing and bounty, with and without photo, each field is there to the last character."""
    for debtor in debtors:
        for variant, card in _variants(debtor, photo):
            lines = _lines(painter, card, layouts.sheet(card.kind.design, variant))
            shown = "".join(line.text for line in lines).replace(" ", "")
            texts = [card.name, card.duty, card.reward, *card.conditions, *(row.value.replace("\u3000", "") for row in card.rows)]
            assert all(text.replace(" ", "") in shown for text in texts), card.entry


def test_no_text_of_the_sample_leaves_its_place_or_touches_another(
    painter: Painter, layouts: SlideLayouts, debtors: list[Card], photo: bytes
) -> None:
    """No line stands over its column's edge, the photo, the code or another line."""
    for debtor in debtors[::7]:
        for variant, card in _variants(debtor, photo):
            sheet = layouts.sheet(card.kind.design, variant)
            boxes = [line.box for line in _lines(painter, card, sheet)]
            boxes += [(box[0], box[1], box[0] + box[2], box[1] + box[3]) for box in (sheet.layout.photo, sheet.layout.code) if box]
            assert not [pair for pair in combinations(boxes, 2) if touching(*pair)], card.entry


@pytest.mark.parametrize(("design", "variant"), list(product(DESIGNS, VARIANTS)))
def test_texts_stand_on_plain_grounds(painter: Painter, layouts: SlideLayouts, frame: Frame, design: str, variant: str) -> None:
    """The colour that a column is said to stand on is the one that is there."""
    sheet = layouts.sheet(design, variant)
    ground = painter.background(sheet, frame)
    for column in sheet.layout.column:
        left, top, width, height = column.box
        colour = ImageColor.getrgb(sheet.design.colours[column.ground])
        assert ground.crop((left, top, left + width, top + height)).getcolors() == [(width * height, colour)]


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("has_photo", [True, False])
def test_r40_the_code_of_a_finished_slide_reads(
    painter: Painter, card: Callable[..., Card], frame: Frame, photo: bytes, *, kind: EntryKind, has_photo: bool
) -> None:
    """A telephone that sees the whole slide finds the official page."""
    entry = card(kind=kind, photo=photo if has_photo else None, reward="悬赏金额：人民币 2,000 元")
    slide = Image.open(BytesIO(painter.slide(entry, frame)))
    found = zxingcpp.read_barcode(slide)
    assert (slide.size, slide.mode) == ((1920, 1080), "RGB")
    assert found is not None
    assert found.text == entry.verify_url


def test_a_slide_is_the_same_bytes_every_time(fonts: FontChain, layouts: SlideLayouts, card: Callable[..., Card], frame: Frame) -> None:
    """What is drawn does not depend on what was drawn before."""
    used, fresh = Painter(fonts, layouts), Painter(fonts, layouts)
    for name in ("王某", "赵某某", "江某"):
        used.slide(card(name=name), frame)
    assert used.slide(card(), frame) == fresh.slide(card(), frame)


@pytest.mark.parametrize("name", ["王㛃", "陈𬭎", "张䶮", "李𠅤", "买买提·吐尔逊·阿不都克里木江·努尔艾合买提"])
def test_r86_rare_and_long_names_are_drawn_whole(painter: Painter, layouts: SlideLayouts, card: Callable[..., Card], name: str) -> None:
    """A name keeps every character, in the order given."""
    for variant in ("plain", "photo"):
        lines = _lines(painter, card(name=name), layouts.sheet("dishonest", variant))
        assert "".join(line.text for line in lines if line.field == "name") == name


def test_r86_a_unit_of_sixty_characters_is_set_large(painter: Painter, layouts: SlideLayouts, card: Callable[..., Card]) -> None:
    """The longest company names stand in three lines, still the largest text of the slide."""
    name = "江苏云锦德盛生态农业科技发展与冷链物流综合服务股份有限公司南京市雨花台区软件大道第一分公司与其他联合经营体合作社"
    lines = _lines(painter, card(name=name, is_unit=True), layouts.sheet("dishonest", "unit"))
    named = [line for line in lines if line.field == "name"]
    assert "".join(line.text for line in named) == name
    assert min(line.style.size for line in named) >= 60


@pytest.mark.parametrize(
    ("field", "different"),
    [
        ("name", {"name": "王" * 60}),
        ("duty", {"duty": "支付款项。" * 200}),
        ("执行依据", {"rows": (Row("执行依据", "（2026）苏0114民初1号，" * 60),)}),
        ("conditions", {"conditions": ("线索由法院核实。" * 200,), "kind": EntryKind.BOUNTY_PROPERTY}),
    ],
)
def test_r86_a_text_that_does_not_fit_is_refused(
    painter: Painter, card: Callable[..., Card], frame: Frame, *, field: str, different: dict[str, object]
) -> None:
    """No text is cut: the error names the entry and the field."""
    with pytest.raises(OverflowingText, match=f"E-1: {field}: .* do not fit"):
        painter.slide(card(**different), frame)


@pytest.mark.parametrize("field", ["name", "duty", "amount", "reward"])
def test_r87_a_character_without_glyph_stops_the_slide(painter: Painter, card: Callable[..., Card], frame: Frame, field: str) -> None:
    """Entry, field and character are named, wherever it stands."""
    with pytest.raises(UncoveredCharacter, match=rf"E-1: {field}: .*U\+E863"):
        painter.slide(card(**{field: "王\ue863"}), frame)


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=40), value=st.text(max_size=200))
def test_whatever_is_written_is_drawn_or_refused(
    painter: Painter, layouts: SlideLayouts, card: Callable[..., Card], name: str, value: str
) -> None:
    """No text, however odd, ends in anything but lines or a refusal."""
    try:
        painter.composed(card(name=name, duty=value, rows=(Row("执行案号", value),)), layouts.sheet("dishonest", "plain"))
    except Refused as refusal:
        assert "E-1" in str(refusal)  # noqa: PT017 - most texts are drawn


def test_r98_a_unit_never_carries_a_photo(painter: Painter, card: Callable[..., Card], frame: Frame, photo: bytes) -> None:
    """A unit's picture does not show its representative."""
    with pytest.raises(UnusablePhoto, match=r"E-1.*R98"):
        painter.slide(card(is_unit=True, photo=photo), frame)


def test_a_broken_photo_stops_the_slide(painter: Painter, card: Callable[..., Card], frame: Frame) -> None:
    """A slide whose photo cannot be read is not shown without it."""
    with pytest.raises(UnusablePhoto, match="E-1"):
        painter.slide(card(photo=b"broken"), frame)


def test_a_court_with_too_long_a_name_is_refused(painter: Painter, card: Callable[..., Card], frame: Frame) -> None:
    """What surrounds the cards is held to the same rule as the cards."""
    with pytest.raises(OverflowingText, match="caption"):
        painter.slide(card(), replace(frame, court="法院" * 60))


def test_a_sparse_card_is_drawn_too(painter: Painter, card: Callable[..., Card], frame: Frame) -> None:
    """A card with nothing but a name is a slide."""
    assert painter.slide(card(rows=(), duty="", amount=""), frame)
