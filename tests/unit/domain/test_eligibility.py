"""Who may be shown (R1-R20, R74-R102): every reason against, derived from the rules."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.domain.eligibility import reasons_against
from broadcaster.domain.entries import EntryKey, EntryKind
from tests.builders import (
    LISTING,
    POLICY,
    TODAY,
    Body,
    applicant,
    as_told,
    bounty_granted,
    case,
    deleted,
    detained,
    event,
    id_number,
    listed,
    listing,
    listing_with_term,
    performed,
    person,
    revoked,
    unit,
)

DETENTION = EntryKey(EntryKind.BOUNTY_PERSON, "D1")
BOUNTY = EntryKey(EntryKind.BOUNTY_PROPERTY, "B1")
PRINCIPAL = {"name": "周示例", "id_number": id_number(date(1975, 3, 4)), "role": "法定代表人"}
YOUNG_PRINCIPAL = PRINCIPAL | {"id_number": id_number(date(2009, 3, 4))}


def against(*bodies: Body, key: EntryKey = LISTING, today: date = TODAY) -> set[str]:
    """Return the codes of every reason against an entry."""
    return {reason.code for reason in reasons_against(as_told(*bodies), key, today, POLICY)}


def status(what: str) -> Body:
    """Return a change of the debtor's status."""
    return event("party.status_changed", at="2026-11-12T09:00:00+08:00", party=person(), status=what, since="2026-11-12")


def concluded(outcome: str) -> Body:
    """Return a conclusion of the case."""
    return event("case.concluded", at="2026-11-12T09:00:00+08:00", parties=[person()], outcome=outcome)


def objection(kind: str = "not_me") -> Body:
    """Return an objection of the debtor."""
    told: Body = {"about": "listing", "listing_id": "L1", "filed_on": "2026-11-12", "kind": kind}
    return event("objection.filed", at="2026-11-12T09:00:00+08:00", party=person(), **told)


def ruling(outcome: str) -> Body:
    """Return the decision on it."""
    told: Body = {"about": "listing", "listing_id": "L1", "decided_on": "2026-11-13", "outcome": outcome}
    return event("objection.decided", at="2026-11-13T09:00:00+08:00", party=person(), **told)


@pytest.mark.parametrize("party", [person(), unit()])
def test_a_sound_listing_has_nothing_against_it(party: Body) -> None:
    """A person and a company, properly listed, may be shown."""
    assert against(listed(party)) == set()


@pytest.mark.parametrize(
    ("party", "code"),
    [
        (person(born=date(2015, 3, 1)), "minor"),
        (person(born=date(2008, 11, 14)), "minor"),
        (person(id_number=None), "minor"),
        (person(id_number="320199198005060000"), "bad_id_number"),
        (person(id_type="passport", id_number="E00000000"), "minor"),
        (person("陈\ue863平"), "bad_name"),
        (unit(uscc="91320199000000001X"), "bad_credit_code"),
    ],
)
def test_r3_r84_r86_whoever_cannot_be_read_for_certain_is_not_shown(party: Body, code: str) -> None:
    """A minor, someone still on his 18th birthday, an unknown birth date, a wrong check digit, an unprintable name."""
    assert code in against(listed(party))


def test_r3_the_day_after_the_18th_birthday_is_the_first_that_counts() -> None:
    """Someone born on 13 November 2008 is an adult on 14 November 2026."""
    assert against(listed(person(born=date(2008, 11, 13)))) == set()


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (listing(served_on=None), "not_served"),
        (listing(grounds=[3]), "term_missing"),
        (listing(term_ends_on="2028-11-02"), "term_on_first_ground"),
        (listing_with_term(term_ends_on="2028-12-31"), "term_length"),
        (listing(grace_ends_on="2026-11-14"), "in_grace"),
        (listing(grace_ends_on="2026-12-31"), "in_grace"),
    ],
)
def test_r1_r6_r17_a_decision_that_lacks_a_fact_keeps_the_entry_back(decision: Body, code: str) -> None:
    """Not served, no or a wrong term, still in grace, the last day of grace included."""
    assert against(listed(decision=decision)) == {code}


def test_r1_a_decision_nobody_signed_keeps_the_entry_back() -> None:
    """The president's signature and the number are facts, not formalities."""
    assert against(listed(decision=listing(signed_by="")))
    assert against(listed(decision=listing(decision_number=" ")))


def test_r9_a_term_is_over_the_day_after_it_ends() -> None:
    """On its last day the listing still stands."""
    over = listing_with_term(decided_on="2024-11-14", served_on="2024-11-14", term_ends_on="2026-11-14")
    assert against(listed(decision=over)) == set()
    assert against(listed(decision=over), today=date(2026, 11, 15)) == {"term_over"}


@pytest.mark.parametrize(
    ("party", "decision", "code"),
    [
        (person(full_time_student=True), listing(campus_loan=True), "student_loan"),
        (unit(government_organ=True), listing(), "government_organ"),
        (unit(unit_nature="government_organ"), listing(), "government_organ"),
    ],
)
def test_r18_r19_students_of_campus_loans_and_organs_are_kept_back(party: Body, decision: Body, code: str) -> None:
    """Both wait for a human."""
    assert against(listed(party, decision)) == {code}


def test_r19_an_organ_is_never_exposed_publicly() -> None:
    """The filing number opens the way to its superior alone."""
    assert against(listed(unit(government_organ=True), listing(superior_filing_number="备1号")))


@pytest.mark.parametrize(("declare_by", "kept_back"), [("2026-11-01", False), ("2026-11-02", True), ("2026-11-20", True)])
def test_r102_a_listing_for_no_report_waits_where_the_report_was_not_yet_due(declare_by: str, kept_back: bool) -> None:  # noqa: FBT001 - a vector
    """Ground 4 decided on or before the order's own date is held for a human."""
    order = {"number": "报1", "issued_on": "2026-10-10", "declare_by": declare_by}
    ordered = event("assets.declaration_ordered", at="2026-10-10T09:00:00+08:00", party=person(), order=order, asset_control="done")
    found = against(ordered, listed(decision=listing_with_term(grounds=[4])))
    assert found == ({"report_not_due"} if kept_back else set())


def test_r99_family_causes_and_closed_cases_stay_off_all_places() -> None:
    """A maintenance debt is nobody's business on a wall."""
    assert against(listed(of=case(cause="抚养费纠纷"))) == {"family_cause"}
    assert against(listed(of=case(closed_from_public=True))) == {"family_cause"}


def test_r100_a_duty_that_nobody_wrote_keeps_the_entry_back() -> None:
    """Without a sum the public text must be written by a person."""
    assert against(listed(of=case(amount_due=None))) == {"duty_unwritten"}


def test_r91_a_receipt_shown_pauses_and_only_a_verified_one_ends() -> None:
    """先停后核; a payment without word of proof counts as shown."""
    assert against(listed(), performed(proof="receipt_shown")) == {"receipt_shown"}
    assert against(listed(), performed()) == {"performed"}
    assert against(listed(), event("debtor.performed", party=person(), performed_on="2026-11-12")) == {"receipt_shown"}


def test_r95_a_payment_for_another_listing_leaves_this_one() -> None:
    """Clearing one listing is not clearing the other."""
    assert against(listed(), performed(listing_id="L2")) == set()
    assert against(listed(), performed(listing_id="L1")) == {"performed"}


def test_r95_what_one_debtor_pays_is_a_question_for_the_others() -> None:
    """A co-debtor's listing pauses until staff have answered."""
    assert against(listed(), performed(person("张示例", date(1977, 1, 2)))) == {"co_debtor_paid"}


@pytest.mark.parametrize(("outcome", "code"), [("fully_performed", "performed"), ("refused", "concluded"), ("terminated", "concluded")])
def test_r95_the_end_of_a_case_ends_every_debtors_exposure(outcome: str, code: str) -> None:
    """Performed in full, refused or terminated: for each debtor, whoever the event named."""
    other = person("张示例", date(1977, 1, 2))
    assert against(listed(), listed(other, listing("L2")), concluded(outcome)) == {code}
    assert against(listed(), listed(other, listing("L2")), concluded(outcome), key=EntryKey(EntryKind.DISHONEST, "L2")) == {code}


def test_r14_a_settlement_signed_or_a_case_shelved_changes_nothing() -> None:
    """Only a settlement performed counts (R14), and 终本 alone deletes nobody (R13)."""
    shelved = event("case.terminated", parties=[applicant()], ruling_number="终1", ruled_on="2026-11-10")
    assert against(listed(), concluded("settled")) == set()
    assert against(listed(), shelved) == set()


@pytest.mark.parametrize(("what", "code"), [("deceased", "deceased"), ("bankrupt", "bankrupt")])
def test_r94_death_and_bankruptcy_take_exposure_down(what: str, code: str) -> None:
    """Death pauses at once; bankruptcy ends."""
    assert against(listed(), status(what)) == {code}
    assert against(listed(), status("guardian_appointed")) == set()


def test_r20_a_stay_ends_exposure_until_the_case_is_resumed() -> None:
    """Retrial, bankruptcy or another cause."""
    stayed = event("case.stayed", at="2026-11-10T09:00:00+08:00", parties=[person()], cause="retrial", stayed_on="2026-11-10")
    assert against(listed(), stayed) == {"stayed"}


def test_r112_a_dispute_of_identity_pauses_until_it_is_decided() -> None:
    """Rejected it is over; upheld it stays (R16). Another objection does not suspend."""
    assert against(listed(), objection()) == {"identity_disputed"}
    assert against(listed(), objection(), ruling("rejected")) == set()
    assert against(listed(), objection(), ruling("upheld")) == {"objection_upheld"}
    assert against(listed(), objection(kind="inaccurate")) == set()


def test_r112_a_second_dispute_after_a_rejection_pauses_anew() -> None:
    """The review is a new question."""
    again = event("objection.filed", at="2026-11-14T09:00:00+08:00", **_about("not_me"))
    assert against(listed(), objection(), ruling("rejected"), again) == {"identity_disputed"}


def _about(kind: str) -> Body:
    return {"party": person(), "about": "listing", "listing_id": "L1", "filed_on": "2026-11-14", "kind": kind, "stage": "review"}


def test_r112_a_dispute_that_names_no_listing_pauses_all_of_that_party() -> None:
    """No `listing_id` in an event: all listings of that party in that case (trigger table)."""
    filed: Body = {"party": person(), "about": "listing", "filed_on": "2026-11-12", "kind": "not_me"}
    assert against(listed(), event("objection.filed", at="2026-11-12T09:00:00+08:00", **filed)) == {"identity_disputed"}


def test_r112_a_namesake_who_says_that_it_is_not_him_pauses_the_entry_too() -> None:
    """He who complains need not be a party of the case."""
    filed = _about("not_me") | {"party": person("陈辉平", date(1980, 5, 6), party_id="P-namesake")}
    assert against(listed(), event("objection.filed", at="2026-11-12T09:00:00+08:00", **filed)) == {"identity_disputed"}


def test_r112_another_objection_does_not_end_a_dispute_of_identity() -> None:
    """Who asks for a correction as well has not said that it is him after all."""
    assert against(listed(), objection(), event("objection.filed", at="2026-11-13T09:00:00+08:00", **_about("inaccurate"))) == {
        "identity_disputed"
    }


def test_r112_a_dispute_about_a_bounty_pauses_the_bounty() -> None:
    """He who is sought may say that he is somebody else."""
    filed: Body = {"party": person(), "about": "bounty", "filed_on": "2026-11-12", "kind": "not_me"}
    assert against(detained(), event("objection.filed", at="2026-11-12T09:00:00+08:00", **filed), key=DETENTION) == {"identity_disputed"}


def test_r12_revoked_and_deleted_are_told_apart() -> None:
    """Wrongly listed is not the same as done with."""
    assert against(listed(), revoked()) == {"revoked"}
    assert against(listed(), deleted(ground="performed")) == {"deleted"}


@pytest.mark.parametrize(
    ("decided_on", "origin", "refused"),
    [("2026-11-02", "applicant", True), ("2026-11-02", "ex_officio", False), ("2027-06-01", "applicant", False)],
)
def test_r15_after_a_deletion_at_his_request_the_applicant_waits_six_months(decided_on: str, origin: str, refused: bool) -> None:  # noqa: FBT001 - a vector
    """A new listing on his application is refused within six months; one ex officio is not."""
    gone = deleted(at="2026-10-20T10:00:00+08:00", ground="applicant_request", consent_decision_number="准1号", listing_id="L0")
    again = listed(decision=listing(decided_on=decided_on, served_on=decided_on, origin=origin), at="2027-06-02T09:00:00+08:00")
    assert against(gone, again, today=date(2027, 6, 2)) == ({"relisted_too_soon"} if refused else set())


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"whereabouts_unknown": False}, "whereabouts_known"),
        ({"reward": None}, "reward_missing"),
        ({"reward": {"amount": "2000"}}, "reward_missing"),
        ({"reward": {"amount": "0", "funded_by": "申请执行人"}}, "reward_missing"),
        ({"party": unit()}, "nobody_detained"),
        ({"party": unit(), "detained_person": YOUNG_PRINCIPAL}, "minor"),
    ],
)
def test_r78_r101_a_bounty_on_a_person_needs_every_one_of_its_facts(told: Body, code: str) -> None:
    """Whereabouts unknown, a fixed and funded sum, and for a company an adult who was detained by name."""
    assert against(detained(**told), key=DETENTION) == {code}


@pytest.mark.parametrize("told", [{}, {"party": unit(), "detained_person": PRINCIPAL}])
def test_r78_a_sound_bounty_on_a_person_may_be_shown(told: Body) -> None:
    """On the debtor, or on the principal of a company."""
    assert against(detained(**told), key=DETENTION) == set()


@pytest.mark.parametrize("number", ["D1", None])
def test_r79_the_end_of_a_detention_ends_its_bounty_alone(number: str | None) -> None:
    """Found, executed or lifted; without a number all of that person's."""
    told: Body = {"party": person(), "outcome": "found", "ended_on": "2026-11-12"} | ({"decision_number": number} if number else {})
    ended = event("debtor.detention_ended", at="2026-11-12T09:00:00+08:00", **told)
    assert against(detained(), listed(), ended, key=DETENTION) == {"detention_ended"}
    assert against(detained(), listed(), ended) == set()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"applicant_promises_payment": None}, "not_applied_for"),
        ({"conditions": None}, "conditions_missing"),
        ({"publish_via": None}, "no_place_agreed"),
        ({"valid_until": "2026-11-13"}, "bounty_over"),
        ({"valid_until": "2026-11-14"}, None),
    ],
)
def test_r74_r75_a_bounty_on_assets_needs_application_conditions_and_places(told: Body, code: str | None) -> None:
    """Promise, conditions, way of publishing, and validity to its last day."""
    assert against(bounty_granted(**told), key=BOUNTY) == ({code} if code else set())


def test_r79_a_debt_paid_ends_its_bounties() -> None:
    """Nobody is sought for a debt that is paid."""
    assert "performed" in against(detained(), performed(), key=DETENTION)
    assert "performed" in against(bounty_granted(), performed(), key=BOUNTY)
