"""A faulty folder of a notice stops the start and is named."""

from __future__ import annotations

import tomllib

import pytest
from jinja2 import DictLoader

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.notice_plan import Audience
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice_folder import read_folders
from broadcaster.resources import folder

WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
SOUND = {
    "greeting/template.toml": 'title="问候"\nversion=1\naudience=["applicant"]\nlegal_basis=["某法"]\nfacts=["party.name"]',
    "greeting/sms.txt": "{{ party.name }}您好。法院不会要求扫码付款或转账到个人账户。",
    "greeting/subject.txt": "问候",
    "greeting/body.txt": "{{ party.name }}您好。",
    "greeting/body.html": "<p>{{ party.name }}您好。</p>",
}


def test_a_sound_folder_is_read() -> None:
    """Its card, its four parts and its names."""
    notice = read_folders(DictLoader(SOUND), WORDING)["greeting"]
    assert (notice.card.audience, notice.needed, notice.names) == ((Audience.APPLICANT,), (("party", "name"),), (("party", "name"),))


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("greeting/sms.txt", "{{ party.name }}您好。", "must end with"),
        ("greeting/sms.txt", "{{ case.number }}。法院不会要求扫码付款或转账到个人账户。", "undeclared case.number"),
        ("greeting/body.txt", "{{ party.name }}是老赖。", "forbidden 老赖"),
        ("greeting/sms.txt", "【院】{{ party.name }}。法院不会要求扫码付款或转账到个人账户。", "symbol 【"),
        ("greeting/body.html", "{{ party.name", "unexpected end of template"),
        (
            "greeting/template.toml",
            SOUND["greeting/template.toml"].replace('"party.name"', '"party.name", "case.number"'),
            "unused case.number",
        ),
        ("greeting/template.toml", SOUND["greeting/template.toml"].replace("applicant", "neighbour"), "/audience/0"),
        ("greeting/template.toml", "title=", "template.toml"),
    ],
)
def test_a_faulty_part_is_named(file: str, text: str, named: str) -> None:
    """Whoever wrote it reads which file and why."""
    with pytest.raises(InvalidInput, match=named) as refusal:
        read_folders(DictLoader({**SOUND, file: text}), WORDING)
    assert refusal.value.faults[0].pointer.startswith("/greeting")


def test_a_part_that_lacks_is_named() -> None:
    """Every medium has its text."""
    with pytest.raises(InvalidInput, match=r"lacks greeting/subject\.txt"):
        read_folders(DictLoader({name: text for name, text in SOUND.items() if "subject" not in name}), WORDING)


def test_an_empty_place_is_no_set_of_notices() -> None:
    """A wrong folder in the settings is noticed at once."""
    with pytest.raises(InvalidInput, match="no folder"):
        read_folders(DictLoader({}), WORDING)
