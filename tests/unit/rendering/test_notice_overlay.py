"""A court's own files lie over the shipped ones, kind by kind."""

from __future__ import annotations

import tomllib

import pytest
from jinja2 import DictLoader, FileSystemLoader

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.rendering.notice_overlay import CARD, NoticeOverlay, NoticeSources, tidy, with_version
from broadcaster.resources import folder

WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
LETTERHEAD = Letterhead("【雨花台法院】", (), production=True)
SHIPPED = FileSystemLoader(folder("templates") / "notices")
FILES = NoticeSources(SHIPPED).of("verify_number")
FACTS = {"court": {"name": "南京市雨花台区人民法院", "hotline": "12368"}}


def own(**changed: str) -> NoticeTemplates:
    """Return the kind with some files of the court's own, as version 7."""
    files = FILES | {CARD: with_version(FILES[CARD], 7)} | changed
    return NoticeTemplates(NoticeOverlay(SHIPPED, {"verify_number": files}), LETTERHEAD, WORDING)


def test_only_the_court_s_kinds_are_read() -> None:
    """So that an approval takes no time; the shared layouts are found behind them."""
    texts = own(**{"subject.txt": "请来电核实\n"})
    assert list(texts.audiences) == ["verify_number"]
    mail = texts.render("verify_number", FACTS, Medium.EMAIL)
    assert (mail.subject, mail.version) == ("请来电核实", 7)
    assert "法院不会要求扫码付款" in mail.text


def test_a_file_that_breaks_a_rule_is_refused_as_at_start() -> None:
    """With the kind, the file and the rule."""
    with pytest.raises(InvalidInput, match=r"/verify_number/sms\.txt: must end with"):
        own(**{"sms.txt": "请来电。"})


def test_the_version_is_the_only_line_of_the_card_that_changes() -> None:
    """Facts, readers and law stay as shipped."""
    before, after = tomllib.loads(FILES[CARD]), tomllib.loads(with_version(FILES[CARD], 7))
    assert after == before | {"version": 7}


def test_a_text_from_a_page_gets_our_line_ends() -> None:
    """Browsers hand in another kind, and sometimes none at the end."""
    assert tidy("一\r\n二") == tidy("一\n二\n\n") == "一\n二\n"


def test_the_overlay_lists_its_own_and_finds_the_rest() -> None:
    """What is neither here nor there is not found."""
    overlay = NoticeOverlay(DictLoader({"a/sms.txt": "旧", "b/sms.txt": "乙"}), {"a": {"sms.txt": "新"}})
    sources = {name: overlay.get_source(None, name)[0] for name in ("a/sms.txt", "b/sms.txt")}  # type: ignore[arg-type] # asks nothing of it
    assert sources == {"a/sms.txt": "新", "b/sms.txt": "乙"}
    assert overlay.list_templates() == ["a/sms.txt"]
