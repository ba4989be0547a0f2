"""Whatever the program says no with, staff read in Chinese."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from broadcaster import resources
from broadcaster.domain import errors
from broadcaster.domain.case_event import TYPES
from broadcaster.domain.clues import ClueOutcome
from broadcaster.domain.deliveries import AWAITS_ITS_TURN, REACHED_BEFORE, DeliveryState
from broadcaster.domain.entries import EntryKind, ListKind
from broadcaster.domain.exposure_lists import ListState
from broadcaster.domain.grounds import Ground
from broadcaster.domain.notice_plan import Audience, Hold, Medium
from broadcaster.domain.objections import ObjectionKind, ObjectionOutcome, Relation
from broadcaster.domain.occasions import OCCASIONS
from broadcaster.domain.placements import Wanted
from broadcaster.domain.reasons import CATALOGUE, Reason
from broadcaster.domain.replies import Sense
from broadcaster.domain.users import StaffRole
from broadcaster.domain.wording_revisions import RevisionState
from broadcaster.ports.channels import Sight
from broadcaster.rendering.staff_words import StaffWords
from broadcaster.services.people import chains, dispatch, held_messages, notices, restraint
from broadcaster.services.places import withdrawal
from broadcaster.services.words import preview, rehearsal, wording_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS = StaffWords.from_mapping(tomllib.loads((resources.folder("config") / "reasons.toml").read_text("utf-8")))
CHINESE = re.compile(r"[一-鿿]{2}")
NAMES: dict[str, Iterable[str]] = {
    "list_kind": ListKind,
    "entry_kind": EntryKind,
    "list_state": ListState,
    "wanted": Wanted,
    "seen": Sight,
    "delivery_state": DeliveryState,
    "role": StaffRole,
    "sense": Sense,
    "clue_outcome": ClueOutcome,
    "objection_kind": ObjectionKind,
    "objection_outcome": ObjectionOutcome,
    "relation": Relation,
    "revision_state": RevisionState,
    "audience": Audience,
    "medium": Medium,
    "would": preview.Would,
    "occasion": {*TYPES, *OCCASIONS},
    "condition": {*Hold, *Ground},
    "withdrawal": withdrawal.MANUAL_KINDS,
}
DELIVERY_REASONS = [
    notices.AWAITS_ASSET_CONTROL,
    notices.NUMBER_UNCONFIRMED,
    notices.NO_GUARDIAN,
    notices.NO_ADDRESS,
    *(f"{held_messages.GROUND_GONE}.{ground}" for ground in Ground),
    AWAITS_ITS_TURN,
    REACHED_BEFORE,
    restraint.DAILY_CAP,
    "R55.wrong_number",
    chains.NO_REPORT,
    dispatch.NO_CARRIER,
    dispatch.TOO_FAST,
    "R94.deceased",
    "R109.forbidden_wording",
    *(f"R103.{fact}" for fact in ("too_early", "measures", "applicant_opinion", "reviewed_by", "approved_by", "legal_basis")),
    "missing_fact:case.cause",
    preview.QUIET_HOURS,
    rehearsal.NOT_A_GUEST,
    rehearsal.DRY_RUN,
    "worker_lost",
    "cannot_ask",
    "once_more",
    "never_seen_by_provider",
    "gave_up:30003",
    "ours_to_fix:20003",
    "ours_to_change:R65.not_registered",
]
TASKS = [
    "wrong_number",
    "doubtful_reply",
    "clue_received",
    "objection_received",
    "integrity_answer",
    "unknown_survey",
    "verify",
    "reissue",
    "ours_to_fix",
    "ours_to_change",
    "early_deletion",
    "co_debtor_paid",
    "consent_decision_number",
    "two_queries_after_termination",
    "early_deletion_decision_number",
    "unknown_delivery",
    wording_desk.WAITS,
    chains.NOBODY_REACHED,
    held_messages.CONFIRM_NUMBER,
]


@pytest.mark.parametrize("reason", CATALOGUE, ids=lambda reason: reason.key)
def test_every_reason_against_an_entry_has_its_text(reason: Reason) -> None:
    """Whoever asks why somebody is not on the list gets a sentence and the rule."""
    for detail in ("", "2026-11-20"):
        told = WORDS.why(reason.key, detail)
        assert CHINESE.search(told.text)
        assert told.rule == reason.rule
        assert not re.search(r"[\[\]{}]", told.text)


def test_no_text_speaks_of_a_reason_that_is_not_there() -> None:
    """What the program no longer says leaves the file."""
    assert set(WORDS.reason) == {reason.code for reason in CATALOGUE}


@pytest.mark.parametrize("reason", DELIVERY_REASONS)
def test_every_reason_of_a_delivery_has_its_text(reason: str) -> None:
    """Staff learn why a notice did not go out."""
    assert CHINESE.search(WORDS.why_delivery(reason).text)


@pytest.mark.parametrize("kind", TASKS)
def test_every_task_says_what_to_do(kind: str) -> None:
    """A task is a question with advice."""
    assert CHINESE.search(WORDS.task[kind].text)
    assert CHINESE.search(WORDS.task[kind].advice)


@pytest.mark.parametrize("mark", ["pause", "silence", "time_over", *(f"end:{kind}" for kind in withdrawal.MANUAL_KINDS)])
def test_every_mark_of_a_placement_has_its_text(mark: str) -> None:
    """Staff learn why a place went dark."""
    assert CHINESE.search(WORDS.why_placed(mark).text)


@pytest.mark.parametrize("group", NAMES)
def test_every_state_role_and_kind_has_its_name(group: str) -> None:
    """No code of the program stands on a page."""
    assert set(NAMES[group]) <= set(WORDS.name[group])


def test_every_error_has_its_headline() -> None:
    """A refusal tells what happened and what to do, by its own class or the nearest above it."""
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.BroadcasterError)]
    refused = [each for each in kinds if issubclass(each, errors.Refused)]
    known = set(WORDS.refusal)
    assert {each.__name__ for each in refused} <= known
    assert all(known & {parent.__name__ for parent in each.__mro__} for each in kinds)


def test_a_provider_s_own_code_is_told_as_it_is() -> None:
    """What we have no words for is not hidden."""
    assert WORDS.why_delivery("30003").text == "30003"
