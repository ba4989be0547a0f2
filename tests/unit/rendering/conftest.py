"""Fonts, layouts and cards for the tests of pictures: the shipped ones, and every debtor of the sample month."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from broadcaster import resources
from broadcaster.domain.entries import EntryKind
from broadcaster.rendering.card import Card, Frame, Row
from broadcaster.rendering.font_files import font_files
from broadcaster.rendering.fonts import FontChain
from broadcaster.rendering.poster import Printer
from broadcaster.rendering.slide import Painter
from broadcaster.rendering.slide_layout import SlideLayouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broadcaster.rendering.fonts import FontFile

GROUNDS = {
    1: "有履行能力而拒不履行生效法律文书确定义务",
    2: "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    3: "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
    4: "违反财产报告制度",
    5: "违反限制消费令",
    6: "无正当理由拒不履行执行和解协议",
}


@pytest.fixture(scope="session")
def files() -> list[FontFile]:
    """Give the configured fonts that every machine has."""
    found = font_files((resources.folder("config") / "fonts.toml").read_text(encoding="utf-8"))
    return [file for file in found if file.variable]


@pytest.fixture(scope="session")
def fonts(files: list[FontFile]) -> FontChain:
    """Give the chain of them."""
    return FontChain.load(files)


@pytest.fixture(scope="session")
def layouts() -> SlideLayouts:
    """Give the shipped layouts of slides."""
    return SlideLayouts.load(resources.folder("templates") / "slides")


@pytest.fixture(scope="session")
def painter(fonts: FontChain, layouts: SlideLayouts) -> Painter:
    """Give a painter with the shipped layouts."""
    return Painter(fonts, layouts)


@pytest.fixture(scope="session")
def printer(fonts: FontChain) -> Printer:
    """Give a printer with the shipped layouts."""
    return Printer(fonts, resources.folder("templates") / "posters")


@pytest.fixture(scope="session")
def photo() -> bytes:
    """Give a portrait of the sample."""
    return (resources.folder("sample") / "photos" / "001.jpg").read_bytes()


@pytest.fixture(scope="session")
def frame() -> Frame:
    """Give what surrounds the cards of a list."""
    return Frame(
        court="南京市雨花台区人民法院",
        title="失信被执行人名单公布",
        issue="2026年11月",
        published_on="2026年11月14日",
        hotline="12368",
        domain="court.example.gov.cn",
        notes=("与同名人员无关，可扫码核验。", "法院不会要求扫码付款或转账到个人账户。"),
    )


@pytest.fixture(scope="session")
def card() -> Callable[..., Card]:
    """Give a maker of cards; what is named differs from an ordinary entry."""

    def made(**different: Any) -> Card:  # noqa: ANN401 - any field of a card
        ordinary: dict[str, Any] = {
            "entry": "E-1",
            "kind": EntryKind.DISHONEST,
            "name": "李某某",
            "is_unit": False,
            "rows": (
                Row("证件号码", "320199********0000"),
                Row("执行案号", "（2026）苏0114执1126号"),
                Row("履行情况", "全部未履行", strong=True),
            ),
            "duty": "于2026年7月31日前支付款项人民币76,411.42元；负担案件受理费。",
            "amount": "人民币 76,411.42 元（截至2026年11月9日）",
            "photo": None,
            "verify_url": "https://court.example.gov.cn/v/7Q2M9K4XWD",
        }
        return Card(**ordinary | different)

    return made


@pytest.fixture(scope="session")
def debtors(card: Callable[..., Card]) -> list[Card]:
    """Give a card of every listing and bounty of the sample month, with all the fields that R29 and R75 allow."""
    lines = (resources.folder("sample") / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if '"court.debtor.listed"' in line or '"court.bounty.granted"' in line]
    return [card(**_facts(number, event["data"])) for number, event in enumerate(events)]


def _facts(number: int, told: dict[str, Any]) -> dict[str, Any]:
    case, party = told["case"], told["party"]
    amount = f"人民币 {float(case['amount_due']):,.2f} 元"
    return {
        "entry": f"E-{number}",
        "name": party["name"],
        "is_unit": party["kind"] == "unit",
        "rows": tuple(_rows(told)),
        "amount": f"{amount}（截至2026年11月9日）",
        "duty": f"于判决生效之日起十日内支付款项{amount}，并按同期贷款市场报价利率支付逾期利息；负担案件受理费。",
        **(_bounty(told["bounty"]) if "bounty" in told else {}),
    }


def _rows(told: dict[str, Any]) -> Iterator[Row]:
    case, party = told["case"], told["party"]
    if party["kind"] == "unit":
        yield Row("统一社会信用代码", party["uscc"])
        yield Row("法定代表人", party["legal_representative"])
    else:
        yield Row("性别·年龄", "女　53岁")
        yield Row("证件号码", party["id_number"][:6] + "********" + party["id_number"][-4:])
    yield Row("执行案号", case["number"])
    yield Row("立案日期", case["filed_on"])
    yield Row("执行依据", case["basis"]["number"])
    yield Row("作出依据机关", case["basis"]["body"])
    yield Row("执行法院", case["court"]["name"])
    if "listing" in told:
        yield Row("履行情况", "部分未履行")
        yield Row("失信行为情形", "；".join(GROUNDS[ground] for ground in told["listing"]["grounds"]), strong=True)


def _bounty(bounty: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": EntryKind.BOUNTY_PROPERTY,
        "reward": f"悬赏金额：{bounty['reward_rate_or_amount']}",
        "conditions": (
            f"{bounty['conditions']}。",
            f"有效期至{bounty['valid_until']}；同一线索以最先提供者为准。",
            "线索提供人的身份和线索内容依法严格保密。",
            "不得采取非法手段，不得与被执行人接触；提供虚假线索的，依法承担责任。",
        ),
    }
