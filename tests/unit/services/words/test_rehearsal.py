"""Test mode: a template is tried without writing to a citizen."""

from __future__ import annotations

import pytest

from broadcaster.domain.deliveries import FrozenText
from broadcaster.services.words.rehearsal import DRY_RUN, NOT_A_GUEST, Rehearsal, marked

GUESTS = Rehearsal.of(["+86 199-0000-0001", "Mei@court.example.gov.cn"], dry_run=False)


@pytest.mark.parametrize("address", ["19900000001", "+8619900000001", "0086 19900000001", "mei@court.example.gov.cn"])
def test_a_guest_is_written_to_however_his_address_is_written(address: str) -> None:
    """Country code, blanks and capitals make no other person."""
    assert GUESTS.why_not(address) == ""


@pytest.mark.parametrize("address", ["19900000002", "lei@court.example.gov.cn", ""])
def test_who_is_no_guest_is_not_written_to(address: str) -> None:
    """The reason is one that staff can read."""
    assert GUESTS.why_not(address) == NOT_A_GUEST


def test_in_a_dry_run_not_even_a_guest_is_written_to() -> None:
    """Nothing leaves."""
    assert Rehearsal.of(["19900000001"], dry_run=True).why_not("19900000001") == DRY_RUN


def test_without_test_mode_everybody_is_written_to() -> None:
    """Neither a list nor a dry run: the court works."""
    everyday = Rehearsal()
    assert not everyday.is_on
    assert everyday.why_not("19900000002") == ""
    assert not everyday.invites("19900000002")


def test_the_guest_list_is_in_no_repr() -> None:
    """Staff's numbers are personal too."""
    assert "0001" not in repr(GUESTS)


def test_r63_a_try_says_that_it_is_one_behind_the_one_signature() -> None:
    """An SMS keeps its only signature at its head; a mail says it in subject, text and letter."""
    sms = marked(FrozenText("【雨花台法院】陈辉平：请履行。"))
    assert sms.text == "【雨花台法院】测试：陈辉平：请履行。"
    mail = marked(FrozenText("陈辉平：", "履行告知", '<html><body style="x"><p>陈辉平</p></body></html>'))
    assert (mail.text, mail.subject) == ("测试：陈辉平：", "测试：履行告知")
    assert mail.html == '<html><body style="x"><p>测试：</p><p>陈辉平</p></body></html>'
