"""Reasons are values: a rule, a code, an effect, and words for staff in config/reasons.toml."""

from __future__ import annotations

import tomllib

import pytest

from broadcaster.domain import reasons
from broadcaster.domain.reasons import CATALOGUE, Effect, Reason
from broadcaster.resources import folder

WORDS = tomllib.loads((folder("config") / "reasons.toml").read_text("utf-8"))["reason"]


@pytest.mark.parametrize("reason", CATALOGUE, ids=lambda reason: reason.key)
def test_every_reason_can_be_told_to_staff_in_chinese(reason: Reason) -> None:
    """No entry is kept back for a reason that nobody can read."""
    assert WORDS[reason.code]["text"]


@pytest.mark.parametrize("reason", [reason for reason in CATALOGUE if reason.feeds], ids=lambda reason: reason.key)
def test_r96_what_keeps_agencies_out_keeps_the_public_out(reason: Reason) -> None:
    """Agencies hear nothing that would have to be blocked everywhere."""
    assert reason.effect is Effect.BLOCK


@pytest.mark.parametrize("reason", [reasons.REVOKED, reasons.DELETED])
def test_r12_only_a_decision_of_the_court_withdraws(reason: Reason) -> None:
    """Revocation and deletion are stronger than anything else."""
    assert reason.effect is max(Effect)
    assert [other for other in CATALOGUE if other.effect is Effect.WITHDRAW] == [reasons.REVOKED, reasons.DELETED]


@pytest.mark.parametrize("reason", [reasons.RECEIPT_SHOWN, reasons.DECEASED, reasons.IDENTITY_DISPUTED, reasons.CO_DEBTOR_PAID])
def test_r91_what_must_be_verified_pauses(reason: Reason) -> None:
    """Pause first, verify after; agencies are left alone (R90)."""
    assert (reason.effect, reason.feeds) == (Effect.PAUSE, False)


def test_a_reason_keeps_its_key_with_any_detail() -> None:
    """The detail is a date or a number beside the key."""
    assert reasons.TERM_OVER.of("2026-11-02").key == reasons.TERM_OVER.key == "R9.term_over"
