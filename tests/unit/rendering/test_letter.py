"""Formal letters hold what they must, whole, and nothing of a number but its mask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
import pytest
from pypdf import PdfReader

from broadcaster import resources
from broadcaster.domain.disclosure import public_entry
from broadcaster.domain.errors import SettingsError, UncoveredCharacter
from broadcaster.rendering.font_files import font_files
from broadcaster.rendering.fonts import FontChain
from broadcaster.rendering.labels import Labels
from broadcaster.rendering.letter import LetterPrinter, UnitLetter
from tests.builders import LISTING, TODAY, as_told, case, listed, listing_with_term, person, unit
from tests.notice_facts import LONGEST_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builders import Body

LONGEST_COURT = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县人民法院"
FOLDER = resources.folder("templates") / "letters"


@pytest.fixture(scope="module")
def printer() -> LetterPrinter:
    """Give a printer with the shipped fonts and letters."""
    fonts = FontChain.load(font_files((resources.folder("config") / "letter-fonts.toml").read_text("utf-8")))
    labels = msgspec.toml.decode((resources.folder("templates") / "labels.toml").read_bytes(), type=Labels)
    return LetterPrinter(fonts, labels, FOLDER)


def letter(party: Body | None = None, *, court: str = "南京市雨花台区人民法院", grounds: tuple[int, ...] = (3,)) -> UnitLetter:
    """Return a letter on a listing with a term."""
    of = case(court={"code": "苏0114", "name": court, "area_code": "320114"})
    entry = public_entry(as_told(listed(party, listing_with_term(grounds=list(grounds)), of=of)), LISTING, entry="E1", today=TODAY)
    return UnitLetter(
        number="苏0114执通〔2026〕7号",
        addressee="南京市雨花台区示例单位",
        is_superior=False,
        entry=entry,
        decided_on=date(2026, 11, 2),
        term_ends_on=date(2028, 11, 2),
        dated=TODAY,
        officer="钱法官",
        phone="025-52911548",
        hotline="12368",
    )


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page without its blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_r116_a_letter_has_a_page_and_a_page_of_table_and_return_slip(printer: LetterPrinter) -> None:
    """Heading, number, addressee, body, attachments, court and date; then 附件1 and 附件2."""
    first, second = pages(printer.pdf(letter()))
    for word in ("南京市雨花台区人民法院", "苏0114执通〔2026〕7号", "关于通报失信被执行人有关情况的函", "特此函告。", "2026年11月14日"):
        assert word in first
    for word in ("附件1", "失信被执行人情况表", "以虚假诉讼、虚假仲裁", "至2028年11月2日", "附件2", "回执", "（单位盖章）"):
        assert word in second


def test_r33_the_number_is_strictly_masked(printer: LetterPrinter) -> None:
    """A letter by mail goes over no encrypted link (R48)."""
    debtor = person()
    text = "".join(pages(printer.pdf(letter(debtor))))
    assert debtor["id_number"] not in text
    assert f"{debtor['id_number'][:6]}********{debtor['id_number'][-4:]}" in text


def test_a_unit_is_named_with_its_public_code(printer: LetterPrinter) -> None:
    """R34: a unit's own number is not masked; its superior reads whose it is."""
    debtor = unit()
    first, second = pages(printer.pdf(replace(letter(debtor), is_superior=True)))
    assert "贵单位主管、监管或者出资的单位" in first
    assert f"名称{debtor['name']}" in second
    assert debtor["uscc"] in second


def test_a_letter_that_takes_another_back_names_it(printer: LetterPrinter) -> None:
    """One page, no table and no slip."""
    (page,) = pages(printer.pdf(replace(letter(), earlier="苏0114执通〔2026〕3号", ended="deleted")))
    assert "本院苏0114执通〔2026〕3号函通报的陈辉平" in page
    assert "已依法删除" in page
    assert "回执" not in page


def test_a_cause_without_words_of_its_own_is_told_in_general(printer: LetterPrinter) -> None:
    """Nothing is printed as a code."""
    assert "经核查更正，不再通报" in pages(printer.pdf(replace(letter(), earlier="甲", ended="corrected_away")))[0]


@pytest.mark.parametrize("name", ["王㛃", "陈𬭎", "张䶮", "李𠅤"])
def test_r86_rare_names_are_printed_whole(printer: LetterPrinter, name: str) -> None:
    """Where the court's Song lacks a character, the next font draws it."""
    assert name in pages(printer.pdf(letter(person(name))))[0]


def test_the_longest_name_of_a_court_stays_on_one_line(printer: LetterPrinter) -> None:
    """The red heading shrinks; the letter stays on its two pages."""
    first, _ = pages(printer.pdf(letter(court=LONGEST_COURT)))
    assert LONGEST_COURT in first


def test_the_longest_letter_stays_on_its_two_pages(printer: LetterPrinter) -> None:
    """A debtor of 45 characters, the two longest grounds, a superior."""
    debtor = unit(LONGEST_NAME)
    first, _ = pages(printer.pdf(replace(letter(debtor, grounds=(2, 3)), is_superior=True, phone="025-5291154801")))
    assert LONGEST_NAME in first
    assert "核实来函请拨打12368" in first


def test_without_an_officer_the_hotline_stands_alone(printer: LetterPrinter) -> None:
    """No empty name is printed."""
    first = pages(printer.pdf(replace(letter(), officer="", phone="")))[0]
    assert "（核实来函请拨打12368）" in first


def test_r87_a_character_that_no_font_has_is_named(printer: LetterPrinter) -> None:
    """Never a box."""
    with pytest.raises(UncoveredCharacter, match=r"addressee.*U\+E863"):
        printer.pdf(replace(letter(), addressee="\ue863单位"))


def test_a_folder_that_lacks_a_file_stops_the_start(printer: LetterPrinter, tmp_path: Path) -> None:
    """And is named."""
    with pytest.raises(SettingsError, match=tmp_path.name):
        LetterPrinter(FontChain.load(printer._fonts.files), printer._labels, tmp_path)  # noqa: SLF001 - the same tools, another folder
