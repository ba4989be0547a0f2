"""The quick look at an SMS misses nothing that a full reading finds."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.domain.sms_gate import SmsGate
from broadcaster.domain.wording import Wording
from broadcaster.resources import folder

WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
GATE = SmsGate(WORDING)
PIECES = [
    *WORDING.forbidden,
    *WORDING.reward,
    *WORDING.conditional,
    *WORDING.sms.symbols,
    WORDING.condition,
    WORDING.closing,
    "。", "，", "、", " ", "-", "[", "]", "請", "㛃", "𬭎", "１",
    "12368", "95533", "025-52872202", "400-123-4567", "19900001234", "199 0000 1234",
    "320199196807280007", "320199 19680728 0007", "6222 0212 3456 7890", "C00334", "（2026）苏0114执1274号",
    "http://a.cn", "HTTPS://a.cn", "www.a.cn", "ftp://a.cn", "70,057.01元",
]  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_a_full_reading_finds_the_gate_finds(body: str) -> None:
    """Where nothing doubtful is expected, the gate's answer is the full reading's answer."""
    assert GATE.findings(body, expected=0, names=tuple) == WORDING.in_sms(body)


@given(st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
def test_doubtful_words_beside_the_expected_ones_are_read(more: str) -> None:
    """A consequence rightly told in the fixed text does not cover another that a fact brings in."""
    fixed = "逾期的，依法可能被罚款、拘留。"
    body = fixed + more
    assert GATE.findings(body, expected=GATE.doubts(fixed), names=tuple) == WORDING.in_sms(body)
