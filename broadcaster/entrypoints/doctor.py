"""Says what is wrong before a court notices: settings, keys, fonts, texts, database, queue and each channel, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.asyncio import Redis
from redis.exceptions import RedisError

from broadcaster.adapters.store_sql.migrate import is_current
from broadcaster.bootstrap import House
from broadcaster.domain.errors import BroadcasterError, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from broadcaster.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what it says."""

    what: str
    ok: bool
    says: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; one fault does not hide another."""
    async with House(settings) as house:
        looks: dict[str, Callable[[], Awaitable[str]]] = {
            "keys": lambda: _said(lambda: house.signer.kid),
            "database": lambda: _database(house),
            "queue": lambda: _queue(house),
            "calendar": lambda: _said(lambda: ", ".join(map(str, sorted(house.rules.calendar.years)))),
            "agencies": lambda: _said(lambda: ", ".join(each.name for each in house.rules.policies)),
            "notices": lambda: _said(lambda: f"{len(house.rules.templates.audiences)} kinds, {len(house.rules.plan.on)} events"),
            "deadlines": lambda: _said(lambda: f"{len(house.rules.escalation.kind)} ladders, {len(house.rules.departments)} departments"),
            "duty": lambda: _duty(house),
            "wording": lambda: _wording(house),
            "test mode": lambda: _said(lambda: _rehearsal(house)),
            "fonts and layouts": lambda: _said(lambda: type(house.rules.studio).__name__),
            "letters": lambda: _said(lambda: type(house.rules.letters).__name__),
        }
        found = [await _look(what, look) for what, look in looks.items()]
        for name in house.outlets.packages:
            wanted = any(name in names for names in settings.media.carriers().values())
            connected = not wanted or name in house.outlets.message_channels
            found.append(Finding(f"channel {name}", connected, "ready" if connected else "not set up: see the log above"))
    return found


async def _look(what: str, look: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(what, ok=True, says=await look())
    except (BroadcasterError, OSError, RedisError) as error:
        return Finding(what, ok=False, says=str(error))


async def _said(say: Callable[[], str]) -> str:
    return say()


async def _database(house: House) -> str:
    return "current" if await is_current(house.settings.database_url) else _behind()


def _behind() -> str:
    raise BroadcasterError("another version: run `broadcaster migrate`")


async def _wording(house: House) -> str:
    await house.wording.catch_up(at_once=True)
    if house.wording.unfit:
        raise InvalidInput(*(fault for refusal in house.wording.unfit.values() for fault in refusal.faults))
    return f"{house.wording.own} of the court's own"


async def _duty(house: House) -> str:
    watch = await house.roster.watch()
    return f"{', '.join(watch.now.people) if watch.now else 'nobody'} on duty, of {len(await house.roster.officers())} duty officers"


def _rehearsal(house: House) -> str:
    if not house.rehearsal.is_on:
        return "off"
    return "ON: nothing leaves" if house.rehearsal.dry_run else f"ON: only {len(house.rehearsal.guests)} guests are written to"


async def _queue(house: House) -> str:
    redis = Redis.from_url(house.redis_url)
    try:
        await redis.ping()
    except (RedisError, OSError):
        if house.settings.redis_url:
            raise
        return "embedded, not running: `broadcaster up` starts it"
    finally:
        await redis.aclose()
    return "answers"
