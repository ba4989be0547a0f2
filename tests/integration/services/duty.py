"""Staff with numbers of their own, and what was sent to them: for the tests of deadlines, alarms and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.duty_roster import Shift
from broadcaster.domain.users import StaffRole
from tests.builders import moment

if TYPE_CHECKING:
    from datetime import datetime

    from tests.integration.services.courthouse import Courthouse

STAFF = {
    "孙值班": (StaffRole.DUTY_OFFICER, "19900000101"),
    "吴值班": (StaffRole.DUTY_OFFICER, "19900000102"),
    "郑值班": (StaffRole.DUTY_OFFICER, "19900000103"),
    "王局长": (StaffRole.BUREAU_CHIEF, "19900000104"),
    "周院长": (StaffRole.VICE_PRESIDENT, "19900000105"),
    "何监察": (StaffRole.SUPERVISION, "19900000106"),
    "罗执行": (StaffRole.TEAM_LEAD, "19900000107"),
}
PASSWORD = "the same for all of them"


async def hire(court: Courthouse) -> None:
    """Give the court its staff."""
    for name, (role, mobile) in STAFF.items():
        await court.house.staff.add(name, [role], PASSWORD, mobile=mobile, email=f"{mobile}@example.com")


async def put_on_duty(
    court: Courthouse, officer: str = "孙值班", deputy: str = "吴值班", *, until: str = "2027-01-01", phone: str = ""
) -> None:
    """Let one shift last from the beginning of November."""
    async with court.house.store.writing() as books:
        await books.roster.keep([Shift(moment("2026-11-01"), moment(until), officer, deputy, phone)])


async def told(court: Courthouse, now: datetime | None = None, *, medium: str = "sms") -> list[tuple[str, str, str]]:
    """Let everything ring that is due, at another moment or now, and return each new message's kind, reader and text, as sent."""
    if now:
        court.clock.set(now)
    for drain in (court.house.alarms.drain, court.house.digests.drain, court.house.follow_ups.drain):
        while await drain():
            pass
    now = court.clock.now()
    async with court.house.store.writing() as books:
        claimed = await books.deliveries.claim(now, now, 500, media=[medium], urgent_only=False)
    return sorted((each.kind, _reader(each.address), msgspec.json.decode(each.message)["text"]) for each in claimed)


async def rung(court: Courthouse, now: datetime | None = None) -> list[tuple[str, str]]:
    """Return reader and text of each new alarm."""
    return [(reader, text) for kind, reader, text in await told(court, now) if kind == "duty_alert"]


async def called(court: Courthouse, now: datetime | None = None) -> list[str]:
    """Return who was called."""
    return [reader for reader, _ in await rung(court, now)]


def _reader(address: str) -> str:
    """Return whose mobile or mailbox an address is."""
    return next((name for name, (_, mobile) in STAFF.items() if address.startswith(mobile)), address)
