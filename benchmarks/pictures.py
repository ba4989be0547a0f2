"""Pictures: slides and A3 posters beside the same contents drawn by plain Pillow."""

from __future__ import annotations

from benchmarks.measure import Measured, interleaved
from benchmarks.pictures_naive import NaivePillow
from broadcaster import resources
from broadcaster.domain.entries import EntryKind
from broadcaster.rendering.card import Card, Frame, Row
from broadcaster.rendering.font_files import font_files
from broadcaster.rendering.fonts import FontChain
from broadcaster.rendering.poster import Printer
from broadcaster.rendering.slide import Painter
from broadcaster.rendering.slide_layout import SlideLayouts

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明"
PLACE = "雨花街道 翠竹社区"
FRAME = Frame(
    court="南京市雨花台区人民法院",
    title="失信被执行人名单公布",
    issue="2026年11月",
    published_on="2026年11月14日",
    hotline="12368",
    domain="court.example.gov.cn",
    notes=("与同名人员无关，可扫码核验。", "法院不会要求扫码付款或转账到个人账户。"),
)


def slide_png() -> Measured:
    """Measure CPU-milliseconds for one slide of 1920x1080 pixels with a photo, lossless.

    The painter has drawn 120 other people before, as a worker has in the middle of a list.
    """
    fonts, cards = _fonts(), _cards(240)
    painter, naive = Painter(fonts, SlideLayouts.load(resources.folder("templates") / "slides")), NaivePillow(fonts.files[0])
    for card in cards[:120]:
        painter.slide(card, FRAME)
    ours, baseline = interleaved(
        lambda number: painter.slide(cards[120 + number % 120], FRAME),
        lambda number: naive.slide(cards[120 + number % 120], FRAME),
        rounds=10,
        calls=10,
    )
    return Measured(value=ours * 1000, unit="CPU-milliseconds", baseline=baseline * 1000, ratio=baseline / ours)


def poster_a3() -> Measured:
    """Measure CPU-milliseconds for one A3 poster of 12 people as PDF, against a 300 dpi picture; each poster of other people."""
    fonts, cards = _fonts(), _cards(240)
    printer, naive = Printer(fonts, resources.folder("templates") / "posters"), NaivePillow(fonts.files[0])

    def twelve(number: int) -> list[Card]:
        return [cards[(number * 12 + place) % 240] for place in range(12)]

    ours, baseline = interleaved(
        lambda number: printer.poster(twelve(number), FRAME, PLACE),
        lambda number: naive.poster(twelve(number), FRAME, PLACE),
        rounds=5,
        calls=4,
    )
    return Measured(value=ours * 1000, unit="CPU-milliseconds", baseline=baseline * 1000, ratio=baseline / ours)


def _fonts() -> FontChain:
    return FontChain.load(font_files((resources.folder("config") / "fonts.toml").read_text(encoding="utf-8")))


def _cards(count: int) -> list[Card]:
    photos = sorted((resources.folder("sample") / "photos").glob("*.jpg"))
    return [_card(number, photos[number % len(photos)].read_bytes()) for number in range(count)]


def _card(number: int, photo: bytes) -> Card:
    """Make up one person; nobody has these numbers."""
    amount = f"{10_000 + number * 7_919.37:,.2f}"
    return Card(
        entry=f"entry-{number}",
        kind=EntryKind.DISHONEST,
        name=SURNAMES[number % 16] + GIVEN[number * 7 % 16] + GIVEN[number * 3 % 16],
        is_unit=False,
        rows=(
            Row("性别·年龄", f"男　{30 + number % 40}岁"),
            Row("证件号码", f"320199********{number % 10}00X"),
            Row("执行案号", f"（2026）苏0114执{1000 + number}号"),
            Row("立案日期", f"2026年{1 + number % 9}月{1 + number % 28}日"),
            Row("执行依据", f"（2026）苏0114民初{6000 + number}号"),
            Row("作出依据机关", "南京市雨花台区人民法院"),
            Row("执行法院", "南京市雨花台区人民法院"),
            Row("履行情况", "全部未履行"),
            Row("失信行为情形", "有履行能力而拒不履行生效法律文书确定义务", strong=True),
        ),
        duty=f"于判决生效之日起十日内支付款项人民币{amount}元，并按同期贷款市场报价利率支付逾期利息；负担案件受理费。",
        amount=f"人民币 {amount} 元（截至2026年11月9日）",
        photo=photo,
        verify_url=f"https://court.example.gov.cn/v/{number:03}M9K4XWD",
    )
