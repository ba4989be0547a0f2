"""What stands beside a list's lines: the list before, the co-debtors, the other listings of the person (R95)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from broadcaster.services.places.list_beside import cards, co_debtors
from tests.builders import case, listed, listing, moment, performed, person
from tests.integration.services.courthouse import DUTY, MEI, SCREENED_AT

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

SECOND = person("张示例", date(1977, 1, 2))
THIRD = person("李示例", date(1966, 3, 4))
ELSEWHERE = case("（2026）苏0114执200号")
NOWHERE = case("（2026）苏0114执300号")


async def test_new_stays_and_left_with_its_reason(court: Courthouse) -> None:
    """The rule that took her off, not only that she is gone."""
    await court.tell(listed(), listed(SECOND, listing("L2"), of=ELSEWHERE))
    first = await court.publish()
    assert await court.house.list_beside.since_last(first) is None
    await court.tell(performed(at="2026-11-20T12:00:00+08:00"), listed(THIRD, listing("L3"), of=NOWHERE, at="2026-11-21T09:00:00+08:00"))
    await court.pass_to(moment("2026-12-09", "10:00"))
    since = await court.house.list_beside.since_last(await court.screen(month="2026-12"))
    assert since
    assert (since.earlier.list_id, len(since.new), len(since.stays)) == (first.list_id, 1, 1)
    ((face, line),) = since.left
    assert (face.case_number, "R11.performed" in dict(line.reasons)) == ("（2026）苏0114执100号", True)


async def test_r95_several_listings_of_one_person_are_one_card_of_several_entries(court: Courthouse) -> None:
    """Struck for one case, the card shows it; each stays an entry with its own number."""
    await court.tell(listed(), listed(decision=listing("L2"), of=ELSEWHERE), listed(SECOND, listing("L3"), of=NOWHERE))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    sheet = await court.house.desk.sheet(drafted.list_id)
    assert sorted(len(card.on) for card in cards(sheet)) == [1, 2]
    assert sorted(number for card in cards(sheet) for number, _ in card.on) == [1, 2, 3]
    entry = next(row.entry for row in await court.entries() if row.key.ref == "L2")
    await court.house.screening.strike(drafted.list_id, entry, MEI, reason="已清偿该案")
    (merged,) = [card for card in cards(await court.house.desk.sheet(drafted.list_id)) if card.is_merged]
    assert (len(merged.on), [each.face.entry for each in merged.off]) == (1, [entry])


async def test_r95_a_card_changes_as_each_listing_clears(court: Courthouse) -> None:
    """Withdrawn for one case, the other still hangs."""
    await court.tell(listed(), listed(decision=listing("L2"), of=ELSEWHERE))
    published = await court.publish()
    entry = (await court.entries())[0].entry
    assert await court.house.list_beside.taken_down(published) == frozenset()
    await court.house.withdrawal.withdraw(entry, DUTY, kind="revoke", reason="错列", basis="撤1")
    assert await court.house.list_beside.taken_down(published) == {entry}


async def test_r95_the_debtors_of_one_case_stand_together(court: Courthouse) -> None:
    """Each sees the other, on the list or off it; the person's own other entries are no co-debtors."""
    await court.tell(listed(), listed(SECOND, listing("L2")), listed(decision=listing("L3"), of=ELSEWHERE))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    rows = {row.key.ref: row.entry for row in await court.entries()}
    await court.house.screening.strike(drafted.list_id, rows["L2"], MEI, reason="和解")
    found = co_debtors(await court.house.desk.sheet(drafted.list_id))
    assert {entry: [each.face.entry for each in others] for entry, others in found.items()} == {rows["L1"]: [rows["L2"]]}
