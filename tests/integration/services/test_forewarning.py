"""拟曝光告知: who is to be exposed is told some days before, with the choice to perform or to object (R113)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.deliveries import DeliveryState
from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import WrongState
from tests.builders import detained, listed, moment, performed, person, revoked
from tests.integration.services.courthouse import MEI, SCREENED_AT

if TYPE_CHECKING:
    from broadcaster.domain.exposure_lists import ExposureList
    from tests.integration.services.courthouse import Courthouse

QUEUED, CANCELLED = DeliveryState.QUEUED, DeliveryState.CANCELLED
WARNED = "exposure_planned"


async def submitted(court: Courthouse, kind: ListKind = ListKind.EXPOSURE) -> ExposureList:
    """Screen on the 9th and approve."""
    await court.pass_to(SCREENED_AT)
    return await court.approve(await court.screen(kind))


async def test_r113_everyone_on_the_list_is_told_when_it_is_submitted(court: Courthouse) -> None:
    """By SMS at once; nobody is told of a draft that no person has sent in."""
    await court.tell(listed(person()))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    assert WARNED not in await court.states()
    await court.approve(drafted)
    assert (await court.states())[WARNED] == (QUEUED, "")


async def test_r113_the_days_are_counted_from_the_message(court: Courthouse) -> None:
    """A draft that lay for days before it was submitted gives nobody less time."""
    await court.tell(listed(person()))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    await court.pass_to(moment("2026-11-12", "09:00"))
    approved = await court.approve(drafted)
    assert approved.told_at == moment("2026-11-12", "09:00")
    await court.pass_to(moment("2026-11-16", "08:00"))
    with pytest.raises(WrongState, match="2026-11-17"):
        await court.house.publication.publish(approved.list_id, MEI)


async def test_r113_a_list_submitted_at_night_is_told_of_in_the_morning(court: Courthouse) -> None:
    """And the days begin with the morning (R68)."""
    await court.tell(listed(person()))
    await court.pass_to(moment("2026-11-09", "21:00"))
    approved = await court.approve(await court.screen())
    assert approved.told_at == moment("2026-11-10", "08:00")


async def test_r113_who_pays_or_is_cleared_before_it_goes_is_not_told(court: Courthouse) -> None:
    """The message waits for the morning; the ground went in the night."""
    await court.tell(listed(person()))
    await court.pass_to(moment("2026-11-09", "21:00"))
    await court.approve(await court.screen())
    await court.tell(performed(at="2026-11-09T22:00:00+08:00"))
    assert (await court.states())[WARNED] == (CANCELLED, "ground_gone.unpaid")


async def test_r113_who_paid_while_the_list_was_a_draft_is_not_told(court: Courthouse) -> None:
    """The draft still names him; the message is looked at again before it goes."""
    await court.tell(listed(person()))
    await court.pass_to(SCREENED_AT)
    drafted = await court.screen()
    await court.tell(performed(at="2026-11-09T09:00:00+08:00"))
    await court.approve(drafted)
    await court.work()
    assert (await court.states())[WARNED] == (CANCELLED, "ground_gone.unpaid")


async def test_r113_a_listing_revoked_meanwhile_cancels_the_message(court: Courthouse) -> None:
    """Nobody is warned of what will not happen."""
    await court.tell(listed(person()))
    await court.pass_to(moment("2026-11-09", "21:00"))
    await court.approve(await court.screen())
    await court.tell(revoked(at="2026-11-09T22:00:00+08:00"))
    assert (await court.states())[WARNED] == (CANCELLED, "ground_gone.listed")


async def test_who_is_sought_is_not_told_beforehand(court: Courthouse) -> None:
    """A bounty list warns nobody (R78)."""
    await court.tell(detained(person()))
    await submitted(court, ListKind.BOUNTY_PERSON)
    assert WARNED not in await court.states()
