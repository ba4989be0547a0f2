"""Every character is drawn by a font that has it, or the picture stops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import SettingsError, UncoveredCharacter
from broadcaster.rendering.fonts import FontChain

if TYPE_CHECKING:
    from broadcaster.rendering.fonts import FontFile


@pytest.mark.parametrize("char", "㛃𬭎䶮𠅤·王")
def test_r87_rare_characters_of_names_have_glyphs(fonts: FontChain, char: str) -> None:
    """The four rare names of the sample are drawn, not boxed."""
    assert fonts.covers(char)
    assert fonts.glyph(char, 40, 400).mask is not None


@pytest.mark.parametrize("char", ["\ue863", "\ufffd", "\u200b", "\u0301", "\U000e0100", "\U000323b0", "\x07"])
def test_r87_what_cannot_be_drawn_is_named(fonts: FontChain, char: str) -> None:
    """Private use, replacement signs, invisible and combining marks and characters no font has stop the picture, named."""
    with pytest.raises(UncoveredCharacter) as refusal:
        fonts.proofread("E-7", "name", f"王{char}")
    assert refusal.value.entry == "E-7"
    assert refusal.value.character == char
    assert f"U+{ord(char):04X}" in str(refusal.value)


def test_half_a_surrogate_pair_is_refused(fonts: FontChain) -> None:
    """A character that an old system cut in two is refused, not passed to the drawing."""
    assert not fonts.covers(chr(0xD842))


def test_odd_blanks_become_plain_ones(fonts: FontChain) -> None:
    """Wide, unbreakable and repeated blanks and line ends are one plain space."""
    assert fonts.proofread("E-1", "duty", " 男\u3000\u00a0 30岁\r\n") == "男 30岁"


def test_figures_are_tabular(fonts: FontChain) -> None:
    """All ten figures are equally wide, so numbers below one another align."""
    assert len({fonts.widths(36, 500)[figure] for figure in "0123456789"}) == 1


@pytest.mark.parametrize("char", "一龥㐀鿋𠅤𬭎")
def test_han_characters_fill_their_square(fonts: FontChain, char: str) -> None:
    """The width that is taken for granted is the width the font tells."""
    assert fonts.widths(50, 400)[char] == fonts.face(char, 50, 400).getlength(char)


def test_a_font_with_another_digest_is_refused(files: list[FontFile]) -> None:
    """A font file that is not the configured one would draw other bytes than were approved."""
    with pytest.raises(SettingsError, match="sha256"):
        FontChain.load([replace(files[0], sha256="0" * 64)])


def test_a_missing_font_is_named(files: list[FontFile]) -> None:
    """A font file that is gone is named."""
    with pytest.raises(SettingsError, match=r"gone\.otf"):
        FontChain.load([replace(files[0], path=files[0].path.with_name("gone.otf"))])


def test_a_chain_needs_a_font() -> None:
    """Nothing can be drawn without a font."""
    with pytest.raises(SettingsError, match="no font"):
        FontChain.load([])
