"""R56, R63, R64, R67, R109: what a text may not say."""

from __future__ import annotations

import tomllib

import pytest

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.wording import Breach, Wording, is_traditional, links_outside
from broadcaster.resources import folder

TABLE = tomllib.loads((folder("config") / "wording.toml").read_text("utf-8"))
WORDING = Wording.from_mapping(TABLE)
DOMAINS = ("court.example.gov.cn",)


@pytest.mark.parametrize("word", ["老赖", "通缉", "缉拿", "人肉", "抓捕"])
def test_r109_words_of_the_street_are_found(word: str) -> None:
    """A person on the list stays a person, and the court speaks as a court."""
    (finding,) = WORDING.in_output(f"请提供{word}线索")
    assert (finding.breach, finding.text) == (Breach.FORBIDDEN, word)


def test_r109_a_reward_is_promised_only_where_one_was_decided() -> None:
    """The word falls with the decision."""
    assert [finding.breach for finding in WORDING.in_output("悬赏公告")] == [Breach.REWARD]
    assert WORDING.in_output("悬赏公告", has_bounty=True) == ()


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("逾期不履行的，依法可能被罚款、拘留。", True),
        ("逾期不履行的，将被拘留。", False),
        ("将被拘留；依法可能被罚款。", False),
        ("将被拘留，依法可能被罚款。", False),
        ("构成犯罪的，追究刑事责任。", False),
    ],
)
def test_r109_detention_and_punishment_are_told_as_possible(text: str, *, is_fine: bool) -> None:
    """依法可能 stands before them in the same sentence."""
    assert (WORDING.in_output(text) == ()) is is_fine


@pytest.mark.parametrize(
    ("body", "breach"),
    [
        ("【通知】请来院", Breach.SYMBOL),
        ("支付¥100", Breach.SYMBOL),
        ("[通知", Breach.SYMBOL),
        ("請來院領取", Breach.TRADITIONAL),
        ("请致电19900001234", Breach.MOBILE),
        ("证件号320199196807280007", Breach.NUMBER),
        ("汇至6222021234567890123", Breach.NUMBER),
        ("详见https://example.com/a", Breach.LINK),
        ("电话025-52872202、025-52872203、12368", Breach.CONTACTS),
    ],
)
def test_r63_r64_r67_r56_what_an_sms_may_not_hold_is_found(body: str, breach: Breach) -> None:
    """Brackets of the signature, signs, traditional characters, mobiles, numbers, links and a third contact."""
    assert breach in [finding.breach for finding in WORDING.in_sms(body)]


def test_a_plain_court_text_has_no_findings() -> None:
    """Two contacts, a sum in 元 and a case number are as they should be."""
    body = "您的（2026）苏0114执1274号案已立案，标的70,057.01元，电话025-52872202，咨询12368。"
    assert WORDING.in_sms(body) == ()


def test_r64_names_are_exempt() -> None:
    """A name may be written in traditional characters."""
    assert WORDING.in_sms("陳國強：您好", names=("陳國強",)) == ()


@pytest.mark.parametrize(("character", "traditional"), [("國", True), ("国", False), ("㛃", False), ("镕", False), ("a", False)])
def test_r64_traditional_characters_are_told_from_rare_ones(character: str, *, traditional: bool) -> None:
    """Rare simplified characters of names are not traditional."""
    assert is_traditional(character) is traditional


@pytest.mark.parametrize(
    ("link", "allowed"),
    [
        ("https://court.example.gov.cn/files", True),
        ("https://files.court.example.gov.cn/a", True),
        ("https://zxfw.court.gov.cn/zxfw", True),
        ("https://court.example.gov.cn@evil.example/a", False),
        ("https://notcourt.gov.cn/a", False),
        ("http://10.0.0.5/a", False),
        ("http://127.0.0.1:8000/a", False),
        ("http://localhost:8000/a", False),
    ],
)
def test_r56_r109_links_lead_to_a_court_or_nowhere(link: str, *, allowed: bool) -> None:
    """Production refuses other hosts, bare addresses and this machine."""
    assert (links_outside(f"详见{link}。", DOMAINS, production=True) == ()) is allowed


def test_r109_in_trial_a_link_to_this_machine_is_let_through() -> None:
    """So that the demo can be clicked."""
    assert links_outside("http://127.0.0.1:8000/v/a http://localhost:8000/", DOMAINS, production=False) == ()
    assert links_outside("http://10.0.0.5/", DOMAINS, production=False) != ()


def test_a_table_that_lacks_a_rule_is_refused() -> None:
    """The member is named."""
    with pytest.raises(InvalidInput, match="closing"):
        Wording.from_mapping({key: value for key, value in TABLE.items() if key != "closing"})
