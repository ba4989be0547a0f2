"""A court's own words: in force in every process once two people agreed, and never over what is written (R42, R109)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from broadcaster.bootstrap import House
from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import InvalidInput, StaleApproval, WrongState
from broadcaster.domain.wording_revisions import RevisionState, WordingRevision
from broadcaster.ports.wording_book import Decision
from broadcaster.rendering.notice_overlay import NoticeSources
from broadcaster.services.people.notices import address_key
from broadcaster.services.words.wording_in_force import WordingInForce
from tests.builders import applicant, event
from tests.integration.services.courthouse import LEI, MEI

if TYPE_CHECKING:
    from broadcaster.ports.wording_book import Written
    from tests.integration.services.courthouse import Courthouse

KIND = "filing"


def filed(number: int) -> dict[str, object]:
    """Return the filing of a case of its own applicant."""
    return event("case.filed", at=f"2026-11-05T09:3{number}:00+08:00", parties=[applicant(party_id=f"P{number}")])


def shipped(court: Courthouse) -> dict[str, str]:
    """Return the shipped files."""
    return NoticeSources(court.house.rules.notice_files).of(KIND)


def kinder(court: Courthouse) -> dict[str, str]:
    """Return the SMS with a word more."""
    return {"sms.txt": shipped(court)["sms.txt"].replace("{{ party.name }}：", "{{ party.name }}，您好：", 1)}


async def approved(court: Courthouse) -> WordingRevision:
    """Propose and approve it."""
    proposed = await court.house.wording_desk.propose(KIND, MEI, kinder(court), reason="更亲切")
    return await court.house.wording_desk.approve(proposed.number, LEI)


async def written(court: Courthouse) -> list[Written]:
    """Return the kind's SMS, oldest first."""
    async with court.house.store.reading() as books:
        found = await books.wording.written(kind=KIND)
    return sorted((each for each in found if each.medium == "sms"), key=lambda each: (each.version, each.changed_at))


def text(of: Written) -> str:
    """Return a frozen text."""
    return msgspec.json.decode(of.message, type=FrozenText).text


async def test_what_is_written_after_the_approval_has_the_new_words(court: Courthouse) -> None:
    """And the next version; what was written before keeps both."""
    await court.tell(filed(1))
    await approved(court)
    await court.tell(filed(2))
    old, new = await written(court)
    assert (old.version, "您好" in text(old)) == (1, False)
    assert (new.version, "您好" in text(new)) == (2, True)


async def test_every_other_process_follows(court: Courthouse) -> None:
    """Each looks by itself, every two seconds at the most; the sweep of a worker looks too."""
    seconds = [0.0]
    house = court.house
    other = WordingInForce(store=house.store, shipped=house.rules.templates, read=house.rules.own_texts, seconds=lambda: seconds[0])
    assert await other.catch_up() == 0
    await approved(court)
    assert (await other.catch_up(), other.card(KIND).version) == (0, 1)
    seconds[0] = 2.0
    assert (await other.catch_up(), other.card(KIND).version) == (1, 2)
    assert await other.catch_up(at_once=True) == 0


async def test_a_new_house_begins_with_the_words_in_force(court: Courthouse) -> None:
    """Before the first event is read."""
    await approved(court)
    async with House(court.house.settings, court.clock) as later:
        await later.intake.take([filed(3)])
    assert [each.version for each in await written(court)] == [2]


async def test_two_changes_of_a_kind_do_not_wait_at_once(court: Courthouse) -> None:
    """The second is refused until the first is decided."""
    await court.house.wording_desk.propose(KIND, MEI, kinder(court), reason="一")
    with pytest.raises(WrongState):
        await court.house.wording_desk.propose(KIND, MEI, kinder(court), reason="二")


async def test_a_change_needs_a_reason_and_a_change(court: Courthouse) -> None:
    """The same words again are no change, whatever their line ends."""
    same = {name: body.replace("\n", "\r\n") for name, body in shipped(court).items()}
    for files, reason in ((kinder(court), ""), (same, "无改动")):
        with pytest.raises(InvalidInput):
            await court.house.wording_desk.propose(KIND, MEI, files, reason=reason)


async def keep(court: Courthouse, revision: WordingRevision) -> int:
    """Keep a revision as an earlier version of the program would have, approved."""
    async with court.house.store.writing() as books:
        number = await books.wording.propose(revision)
        if revision.state is RevisionState.APPROVED:
            await books.wording.decide(number, Decision(RevisionState.APPROVED, "lei", court.clock.now()))
    await court.house.wording.catch_up(at_once=True)
    return number


def own(court: Courthouse, files: dict[str, str]) -> WordingRevision:
    """Return a revision written against the text that came with an earlier program."""
    whole = shipped(court) | files
    whole["template.toml"] = whole["template.toml"].replace("version = 1", "version = 2")
    return WordingRevision(KIND, 0, 0, 2, whole, "mei", court.clock.now(), "以前的", RevisionState.PROPOSED)


async def test_an_update_does_not_take_a_court_s_words_away(court: Courthouse) -> None:
    """They stay in force, and the page asks for a decision."""
    number = await keep(court, own(court, kinder(court)))
    async with court.house.store.writing() as books:
        await books.wording.decide(number, Decision(RevisionState.APPROVED, "lei", court.clock.now()))
    sheet = next(each for each in await court.house.wording_desk.kinds() if each.kind == KIND)
    assert (sheet.is_overtaken, sheet.is_unfit, sheet.card.version) == (True, False, 2)
    adopted = await court.house.wording_desk.propose_shipped(KIND, MEI, reason="采用新文本")
    await court.house.wording_desk.approve(adopted.number, LEI)
    sheet, _, _ = await court.house.wording_desk.kind(KIND)
    assert (sheet.is_overtaken, sheet.card.version) == (False, 3)


async def test_what_was_proposed_against_an_older_program_is_not_approved(court: Courthouse) -> None:
    """The approver would see another difference than the one proposed."""
    number = await keep(court, own(court, kinder(court)))
    with pytest.raises(StaleApproval):
        await court.house.wording_desk.approve(number, LEI)


async def test_words_that_break_a_later_rule_give_way_to_the_shipped_ones(court: Courthouse) -> None:
    """The house starts, writes the shipped text, and says so to staff and in `doctor`."""
    number = await keep(court, own(court, {"sms.txt": "{{ party.name }}：请查收。\n"}))
    async with court.house.store.writing() as books:
        await books.wording.decide(number, Decision(RevisionState.APPROVED, "lei", court.clock.now()))
    sheet = next(each for each in await court.house.wording_desk.kinds() if each.kind == KIND)
    assert (sheet.is_unfit, sheet.card.version) == (True, 1)
    await court.tell(filed(1))
    assert [each.version for each in await written(court)] == [1]


async def test_a_proposal_that_breaks_a_later_rule_says_so_and_is_not_approved(court: Courthouse) -> None:
    """Its page opens, with the rule; nobody puts it in force."""
    wanted = replace(own(court, {"sms.txt": "{{ party.name }}：请查收。\n"}), shipped_version=1, base_version=1)
    number = await keep(court, wanted)
    sheet = await court.house.wording_desk.sheet(number)
    assert (sheet.texts, [fault.pointer for fault in sheet.faults][-1]) == (None, "/filing/sms.txt")
    with pytest.raises(InvalidInput):
        await court.house.wording_desk.approve(number, LEI)


async def test_an_approver_sees_what_could_not_be_written_any_more(court: Courthouse) -> None:
    """A message whose facts do not suffice in the new words is named with the reason."""
    await court.tell(filed(1))
    card = shipped(court)["template.toml"].replace("version = 1", "version = 2").replace("facts = [", 'facts = ["case.cause2", ')
    wanted = replace(own(court, {"sms.txt": "{{ case.cause2 }}" + shipped(court)["sms.txt"], "template.toml": card}), shipped_version=1)
    number = await keep(court, replace(wanted, files={**wanted.files, "template.toml": card}))
    sheet = await court.house.wording_desk.sheet(number)
    assert {each.why_not for each in sheet.alterations} == {"missing_fact:case.cause2"}


async def test_r76_who_gave_a_clue_is_named_to_no_approver(court: Courthouse) -> None:
    """His messages are not among those shown."""
    provider = applicant(party_id="C1", name="线索人", role="clue_provider")
    await court.tell(event("clue.received", party=provider, clue={"clue_id": "C1", "received_on": "2026-11-01"}))
    sms = NoticeSources(court.house.rules.notice_files).of("clue_received")["sms.txt"]
    files = {"sms.txt": sms.replace("{{ party.name }}：", "{{ party.name }}，您好：", 1)}
    proposed = await court.house.wording_desk.propose("clue_received", MEI, files, reason="更亲切")
    assert (await court.house.wording_desk.sheet(proposed.number)).alterations == ()


async def test_a_preview_from_the_house_knows_the_words_the_case_and_the_stopped_numbers(court: Courthouse) -> None:
    """The court's own text; R55: what goes to a number that was stopped goes to nobody."""
    await approved(court)
    shown = await court.house.informed_preview.of(KIND, filed(1))
    assert [(each.version, each.would) for each in shown] == [(2, "now")]
    async with court.house.store.writing() as books:
        await books.deliveries.stop(address_key(court.house.vault, applicant()["mobile"]), "R55.wrong_number", court.clock.now())
    shown = await court.house.informed_preview.of(KIND, filed(1))
    assert [(each.would, each.reason) for each in shown] == [("never", "R55.wrong_number")]
    assert await court.house.informed_preview.of("listed", filed(1)) == ()
