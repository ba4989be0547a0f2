"""What lies ready to go out to people: text, recipient, time and channel of each message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deliveries import DeliveryState, FrozenText

if TYPE_CHECKING:
    from broadcaster.domain.deliveries import FrozenFile
    from tests.integration.services.courthouse import Courthouse

FRAUD = "法院不会要求扫码付款或转账到个人账户。"
GOVERNS = "以书面法律文书为准。"


@dataclass(frozen=True)
class Letter:
    """One message ready to go."""

    kind: str
    to: str
    channel: str
    due: str
    """By the court's clock, as `2026-11-05 10:00`."""
    text: str
    subject: str
    files: tuple[FrozenFile, ...]


async def posted(court: Courthouse) -> list[Letter]:
    """Return, and hand to a worker, all that is queued, whatever its hour."""
    async with court.house.store.writing() as books:
        queued = {row.delivery_id: row for row in await books.deliveries.page(most=500) if row.state is DeliveryState.QUEUED}
        now = max((row.due_at for row in queued.values()), default=court.clock.now())
        claimed = await books.deliveries.claim(now, now, 500, media=["sms", "email"], urgent_only=False)
    found = []
    for each in claimed:
        said = msgspec.json.decode(each.message, type=FrozenText)
        due = f"{queued[each.delivery_id].due_at.astimezone(COURT_ZONE):%Y-%m-%d %H:%M}"
        found.append(Letter(each.kind, each.address, each.channel, due, said.text, said.subject or "", said.files))
    return sorted(found, key=lambda letter: (letter.kind, letter.channel, letter.to))


async def letter(court: Courthouse, kind: str, channel: str = "sms_twilio", to: str = "") -> Letter:
    """Return the one message of a kind by a channel, to one address where several get it."""
    (found,) = [each for each in await posted(court) if each.kind == kind and each.channel == channel and to in {"", each.to}]
    return found
