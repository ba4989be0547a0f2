"""One delivery as staff read it: its frozen words and the consent on record, but nobody who gave a clue (R51, R76)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import NotFound
from tests.builders import applicant, event, notice_issued, person

if TYPE_CHECKING:
    from broadcaster.services.office.delivery_reading import DeliverySheet
    from tests.integration.services.courthouse import Courthouse


async def sheet(court: Courthouse) -> DeliverySheet:
    """Return the only delivery's."""
    row = next(iter(await court.deliveries()))
    return await court.house.delivery_reading.sheet(row.delivery_id)


@pytest.mark.parametrize("consent", [True, False])
async def test_r51_the_consent_is_the_one_told_last(court: Courthouse, *, consent: bool) -> None:
    """Kept, shown, and without effect here."""
    told = applicant(electronic_service_consent=consent)
    await court.tell(event("case.progressed", parties=[told], stage="auction"))
    found = await sheet(court)
    assert found.party
    assert found.party.electronic_service_consent is consent
    assert found.text
    assert found.text.text.startswith("【雨花台法院】毛晓海")


async def test_r76_who_gave_a_clue_is_shown_to_nobody(court: Courthouse) -> None:
    """Neither name nor text."""
    provider = applicant("线索人", role="clue_provider")
    await court.tell(event("clue.received", party=provider, clue={"clue_id": "C1", "received_on": "2026-11-01"}))
    found = await sheet(court)
    assert (found.is_secret, found.party, found.text) == (True, None, None)


async def test_what_could_not_be_written_has_no_text(court: Courthouse) -> None:
    """Its reason says why."""
    told = notice_issued(person(email=None))
    del told["data"]["case"]["officer"]
    await court.tell(told)
    unwritten = [row for row in await court.deliveries() if row.kind == "perform_duty"]
    found = await court.house.delivery_reading.sheet(unwritten[0].delivery_id)
    assert (found.text, found.written.version) == (None, 0)
    assert found.written.reason.startswith("missing_fact:")


async def test_an_unknown_delivery_is_not_found(court: Courthouse) -> None:
    """Nothing is guessed."""
    with pytest.raises(NotFound):
        await court.house.delivery_reading.sheet("none")
