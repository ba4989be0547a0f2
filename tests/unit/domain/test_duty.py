"""R35, R100: the obligation, redacted or neutral."""

from __future__ import annotations

from decimal import Decimal

import pytest

from broadcaster.domain.duty import Redaction, neutral_duty, private_spans

PHRASE = "向申请执行人支付款项{amount}"


@pytest.mark.parametrize(
    ("text", "third_parties", "found"),
    [
        ("证件号320199196807280007", (), ("320199196807280007", Redaction.IDENTITY_NUMBER)),
        ("联系电话19900001234", (), ("19900001234", Redaction.MOBILE)),
        ("汇至6222021234567890123", (), ("6222021234567890123", Redaction.BANK_CARD)),
        ("迁出雨花台区铁心桥街道凤翔社区70号3室", (), ("迁出雨花台区铁心桥街道凤翔社区70号3室", Redaction.ADDRESS)),
        ("支付申请执行人江桂凯款项", ("江桂凯",), ("江桂凯", Redaction.THIRD_PARTY)),
    ],
)
def test_r35_what_belongs_to_others_or_to_the_door_is_found(
    text: str, third_parties: tuple[str, ...], found: tuple[str, Redaction]
) -> None:
    """Numbers, cards, addresses to the door and other people's names are named with the reason."""
    (span,) = private_spans(text, third_parties)
    assert (text[span.start : span.end], span.reason) == found


@pytest.mark.parametrize(
    "text",
    ["支付款项37567.60元", "（2026）苏0114民初5736号判决", "负担案件受理费2710元", "雨花台区铁心桥街道凤翔社区", "2026年11月3日前腾退"],
)
def test_r35_what_may_be_shown_is_left_alone(text: str) -> None:
    """Sums, case numbers, dates and the name of a community are no private matters (R37)."""
    assert private_spans(text) == ()


@pytest.mark.parametrize("amount", ["37567.60", Decimal("37567.6")])
def test_r100_a_money_debt_has_a_neutral_text(amount: Decimal | str) -> None:
    """The public text is composed from the sum, never from the order."""
    assert neutral_duty(amount, PHRASE) == "向申请执行人支付款项37,567.60元"


def test_r100_without_a_sum_a_person_must_write_the_text() -> None:
    """Nothing is composed from nothing."""
    assert neutral_duty(None, PHRASE) is None
