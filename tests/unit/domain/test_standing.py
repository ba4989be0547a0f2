"""Where an entry stands: the trigger table, for places and for agencies apart (R8-R14, R90-R96)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.entries import EntryKey, EntryKind
from broadcaster.domain.reasons import CATALOGUE, Effect
from broadcaster.domain.standing import FeedVerdict, Standing, clearing_mark, judge, next_change
from tests.builders import (
    LISTING,
    POLICY,
    TODAY,
    Body,
    applicant,
    as_told,
    bounty_granted,
    deleted,
    detained,
    event,
    listed,
    listing,
    listing_with_term,
    performed,
    person,
    revoked,
)

DETENTION = EntryKey(EntryKind.BOUNTY_PERSON, "D1")
BOUNTY = EntryKey(EntryKind.BOUNTY_PROPERTY, "B1")
SHELVED = event("case.terminated", at="2026-11-10T09:00:00+08:00", parties=[applicant()], ruling_number="终1", ruled_on="2026-11-10")


def standing(*bodies: Body, key: EntryKey = LISTING, today: date = TODAY, cleared: tuple[str, ...] = ()) -> Standing:
    """Judge an entry on a day."""
    return judge(as_told(*bodies), key, today, POLICY, cleared=cleared)


def concluded(outcome: str) -> Body:
    """Return a conclusion of the case."""
    return event("case.concluded", at="2026-11-12T09:00:00+08:00", parties=[person()], outcome=outcome)


def stayed(cause: str = "retrial") -> Body:
    """Return a stay of the case."""
    return event("case.stayed", at="2026-11-12T09:00:00+08:00", parties=[person()], cause=cause, stayed_on="2026-11-12")


def status(what: str) -> Body:
    """Return a change of the debtor's status."""
    return event("party.status_changed", at="2026-11-12T09:00:00+08:00", party=person(), status=what, since="2026-11-12")


def queried(*days: str, result: str = "nothing_found") -> list[Body]:
    """Return asset queries."""
    return [event("case.assets_queried", at=f"{day}T09:00:00+08:00", parties=[applicant()], queried_on=day, result=result) for day in days]


DISPUTE = event(
    "objection.filed",
    at="2026-11-12T09:00:00+08:00",
    party=person(),
    about="listing",
    listing_id="L1",
    filed_on="2026-11-12",
    kind="not_me",
)


@pytest.mark.parametrize(
    ("what_happened", "effect", "first_ground", "with_term"),
    [
        ((), None, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
        ((performed(proof="receipt_shown"),), Effect.PAUSE, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
        ((status("deceased"),), Effect.PAUSE, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
        ((DISPUTE,), Effect.PAUSE, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
        ((performed(),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((concluded("fully_performed"),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((stayed(),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((stayed("bankruptcy"),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((status("bankrupt"),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((concluded("refused"),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((concluded("terminated"),), Effect.END, FeedVerdict.WITHDRAW, FeedVerdict.WAIT),
        ((revoked(),), Effect.WITHDRAW, FeedVerdict.WITHDRAW, FeedVerdict.WITHDRAW),
        ((deleted(ground="performed", decision_number="删1"),), Effect.WITHDRAW, FeedVerdict.WITHDRAW, FeedVerdict.WITHDRAW),
        ((concluded("settled"),), None, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
        ((SHELVED,), None, FeedVerdict.PUBLISH, FeedVerdict.PUBLISH),
    ],
)
def test_trigger_table_places_and_agencies_are_judged_apart(
    what_happened: tuple[Body, ...], effect: Effect | None, first_ground: FeedVerdict, with_term: FeedVerdict
) -> None:
    """Line by line: what an event does to places, and to agencies with the first ground alone or with a term (R9, R10)."""
    plain, termed = standing(listed(), *what_happened), standing(listed(decision=listing_with_term()), *what_happened)
    assert (plain.effect, termed.effect) == (effect, effect)
    assert (plain.feed, termed.feed) == (first_ground, with_term)


def test_r9_payment_of_an_entry_with_a_term_is_a_question_for_staff() -> None:
    """Exposure ends at once (R11); whether it is deleted early, a person decides."""
    assert standing(listed(decision=listing_with_term()), performed()).question == "early_deletion"
    assert standing(listed(), performed()).question == ""


def test_r9_early_deletion_is_told_only_with_its_decision() -> None:
    """Without a number the deletion waits as a task; with it agencies hear."""
    termed = listed(decision=listing_with_term())
    assert standing(termed, deleted(ground="performed")).question == "early_deletion_decision_number"
    assert standing(termed, deleted(ground="early_deletion", decision_number="删1")).feed_reason == "deleted"


def test_r9_the_end_of_a_term_needs_no_decision() -> None:
    """At the term's end the entry expires by itself."""
    over = listing_with_term(decided_on="2024-11-02", served_on=None, term_ends_on="2026-11-02")
    assert standing(listed(decision=over)).feed is FeedVerdict.EXPIRE
    assert standing(listed(decision=over), deleted(ground="term_over")).feed is FeedVerdict.WITHDRAW


def test_r5_an_entry_on_the_first_ground_never_expires() -> None:
    """A term written on it by mistake is a fault, not an end."""
    assert standing(listed(decision=listing(decided_on="2024-11-02", term_ends_on="2026-11-02"))).feed is FeedVerdict.HOLD


def test_r14_deletion_at_the_applicants_request_needs_the_courts_consent() -> None:
    """Down from every place at once, told to agencies with the consent."""
    asked = standing(listed(), deleted(ground="applicant_request"))
    assert (asked.effect, asked.feed, asked.question) == (Effect.WITHDRAW, FeedVerdict.WAIT, "consent_decision_number")
    assert standing(listed(), deleted(ground="applicant_request", consent_decision_number="准1")).feed is FeedVerdict.WITHDRAW


@pytest.mark.parametrize(
    ("before", "queries", "enough"),
    [
        ([SHELVED], ["2026-11-12", "2026-11-16"], True),
        ([SHELVED], ["2026-11-12", "2026-11-12"], False),
        ([SHELVED], ["2026-11-10", "2026-11-16"], False),
        ([], ["2026-11-12", "2026-11-16"], False),
        ([SHELVED, *queried("2026-11-12")], ["2026-11-16"], True),
        ([SHELVED, *queried("2026-11-12", result="found")], ["2026-11-16"], False),
    ],
)
def test_r13_deletion_for_want_of_assets_needs_two_empty_queries_after_the_ruling(
    before: list[Body],
    queries: list[str],
    enough: bool,  # noqa: FBT001 - a vector
) -> None:
    """Two days, both after 终本, both without a find."""
    found = standing(listed(), *before, deleted(ground="terminated_no_assets", queries=queries))
    assert found.feed is (FeedVerdict.WITHDRAW if enough else FeedVerdict.WAIT)


def test_r91_a_pause_set_aside_stays_so_until_a_new_fact() -> None:
    """What a person verified pauses no more; the same kind on another day pauses again."""
    shown = performed(proof="receipt_shown", at="2026-11-12T09:00:00+08:00")
    paused = standing(listed(), shown)
    cleared = tuple(clearing_mark(reason) for reason in paused.reasons)
    assert standing(listed(), shown, cleared=cleared).may_hang
    again = performed(proof="receipt_shown", at="2026-11-13T09:00:00+08:00")
    assert not standing(listed(), shown, again, cleared=cleared).may_hang


@pytest.mark.parametrize("fact", [performed(), revoked(), status("bankrupt")])
def test_r91_nobody_can_set_aside_more_than_a_pause(fact: Body) -> None:
    """An end or a withdrawal is no matter of verification."""
    found = standing(listed(), fact)
    assert not standing(listed(), fact, cleared=tuple(clearing_mark(reason) for reason in found.reasons)).may_hang


def test_r95_a_co_debtors_payment_raises_a_question() -> None:
    """Paused meanwhile, and somebody is asked."""
    found = standing(listed(), performed(person("张示例", date(1977, 1, 2))))
    assert (found.effect, found.question, found.feed) == (Effect.PAUSE, "co_debtor_paid", FeedVerdict.PUBLISH)


def test_r79_the_end_of_a_detention_is_told_as_such() -> None:
    """The bounty's feed gives the true reason."""
    ended = event("debtor.detention_ended", at="2026-11-12T09:00:00+08:00", party=person(), outcome="found", ended_on="2026-11-12")
    found = standing(detained(), ended, key=DETENTION)
    assert (found.feed, found.feed_reason) == (FeedVerdict.WITHDRAW, "detention_ended")


def test_r79_a_bounty_past_its_validity_expires() -> None:
    """The contract has a word for it."""
    assert standing(bounty_granted(valid_until="2026-11-13"), key=BOUNTY).feed is FeedVerdict.EXPIRE


RESUMED = event("case.resumed", at="2026-11-13T09:00:00+08:00", parties=[person()])


@pytest.mark.parametrize("ground_gone", [stayed(), concluded("refused"), concluded("terminated")])
def test_r10_a_listing_deleted_for_its_ground_comes_back_only_by_a_new_decision(ground_gone: Body) -> None:
    """The case goes on; the listing of old does not (art 10)."""
    assert not standing(listed(), ground_gone, RESUMED).may_hang
    assert standing(listed(), ground_gone, RESUMED).feed is FeedVerdict.WITHDRAW
    anew = listed(decision=listing("L2", decided_on="2026-11-13", served_on="2026-11-13"), at="2026-11-13T10:00:00+08:00")
    assert standing(listed(), ground_gone, RESUMED, anew, key=EntryKey(EntryKind.DISHONEST, "L2")).may_hang


@pytest.mark.parametrize("outcome", ["settled", "other"])
def test_r14_a_conclusion_that_ended_nothing_closes_nothing(outcome: str) -> None:
    """A settlement not kept: the case is resumed and the listing stands as before."""
    assert standing(listed(), concluded(outcome), RESUMED).may_hang


def test_r9_a_listing_with_a_term_outlasts_a_stay() -> None:
    """Its places were taken down; agencies were never told otherwise."""
    assert standing(listed(decision=listing_with_term()), stayed(), RESUMED).feed is FeedVerdict.PUBLISH


@given(st.dates(date(1930, 1, 1), date(2026, 11, 14)), st.sampled_from(["nothing", "performed", "bankrupt"]), st.booleans())
def test_r3_no_judgement_ever_shows_a_minor_or_tells_an_agency_of_one(born: date, what_happened: str, has_term: bool) -> None:  # noqa: FBT001
    """Whatever else happened: under 18, and on the birthday itself, nothing leaves the house."""
    party = person(born=born)
    later = {
        "nothing": [],
        "performed": [performed(party)],
        "bankrupt": [event("party.status_changed", at="2026-11-12T09:00:00+08:00", party=party, status="bankrupt", since="2026-11-12")],
    }[what_happened]
    found = standing(listed(party, listing_with_term() if has_term else listing()), *later)
    is_minor = born > date(2008, 11, 13)
    assert not is_minor or found.feed in (FeedVerdict.HOLD, FeedVerdict.WITHDRAW)
    assert found.may_hang is (not is_minor and not later)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.sampled_from([revoked(), revoked(at="2026-11-01T00:00:00+08:00")]))
def test_r27_no_judgement_ever_shows_a_revoked_listing(today: date, gone: Body) -> None:
    """Before or after it was listed, on any day, whatever was set aside."""
    for decision in (listing(), listing_with_term(term_ends_on="2028-11-02")):
        found = standing(listed(decision=decision), gone, today=today, cleared=("R12.revoked/2026-11-20",))
        assert not found.may_hang
        assert found.feed is FeedVerdict.WITHDRAW


@given(st.dates(date(2026, 11, 1), date(2027, 2, 28)), st.dates(date(2026, 11, 1), date(2027, 2, 28)))
def test_r17_no_judgement_ever_shows_anyone_in_grace(grace_ends: date, today: date) -> None:
    """Not before the day after the period has ended, at places or agencies."""
    found = standing(listed(decision=listing(grace_ends_on=grace_ends.isoformat())), today=today)
    assert found.may_hang is (today > grace_ends)
    assert (found.feed is FeedVerdict.PUBLISH) is (today > grace_ends)


def test_r10_the_calendar_alone_brings_the_next_judgement() -> None:
    """The case is looked at again when grace, term or validity ends, and never for days gone by."""
    file = as_told(listed(decision=listing_with_term(grace_ends_on="2026-12-01")), bounty_granted())
    assert next_change(file, TODAY) == date(2026, 12, 1)
    assert next_change(file, date(2026, 12, 2)) == date(2027, 2, 28)
    assert next_change(file, date(2028, 11, 3)) is None


def test_the_strongest_of_several_reasons_decides() -> None:
    """A receipt shown does not soften a revocation."""
    assert standing(listed(), performed(proof="receipt_shown"), revoked()).effect is Effect.WITHDRAW


def test_every_reason_stands_in_the_catalogue_once() -> None:
    """Two reasons never share a key."""
    assert len({reason.key for reason in CATALOGUE}) == len(CATALOGUE)
