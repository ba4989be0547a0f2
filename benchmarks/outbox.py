"""What every measurement of a carrier shares: a store full of messages, a worker's dispatch, and the CPU-seconds until all are accepted."""

from __future__ import annotations

import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from broadcaster.adapters.channel_notes import StoredNotebook
from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.adapters.vault_aes import open_vault
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deliveries import DeliveryState, FrozenText, Owed
from broadcaster.domain.errors import Unavailable
from broadcaster.domain.quiet_hours import QuietHours
from broadcaster.domain.routing import Carrier
from broadcaster.services.people.chains import Chains
from broadcaster.services.people.dispatch import Dispatch
from broadcaster.services.people.restraint import Restraint
from broadcaster.services.people.routing import Routing
from broadcaster.services.people.sending import Sending
from broadcaster.services.words.rehearsal import Rehearsal
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from broadcaster.ports.channels import ChannelKit, MessageChannel

WARM_UP = 200
MOST_A_DAY = 8


@dataclass(frozen=True)
class Post:
    """What is sent: to addresses by number, one text for all."""

    medium: str
    text: FrozenText
    messages: int
    address: Callable[[int], str] = "199{:08d}".format


class Unlimited:
    """The limits of a carrier that has none."""

    async def reserve(self, name: str, count: int, per_second: float) -> float:  # noqa: ARG002 - as the port says
        """Begin at once."""
        return 0.0

    async def enter(self, name: str, most: int, seconds: float) -> str | None:  # noqa: ARG002 - as the port says
        """Come in."""
        return name

    async def leave(self, name: str, ticket: str) -> None:
        """Go."""


async def accepted_per_cpu_second(connect: Callable[[ChannelKit], MessageChannel], post: Post) -> float:
    """Send what is owed in the store: claimed under leases, sent, and what became of it written durably."""
    async with _office() as (store, kit, clock):
        channel = connect(kit)
        dispatch = _dispatch(store, clock, channel)
        await _owe(store, clock, channel.name, post, range(WARM_UP))
        while await dispatch.drain():
            continue
        await _owe(store, clock, channel.name, post, range(WARM_UP, WARM_UP + post.messages))
        before = time.process_time()
        while await dispatch.drain():
            continue
        spent = time.process_time() - before
        await channel.close()
        async with store.reading() as books:
            counts = await books.deliveries.count()
        if counts.get((channel.name, "accepted"), 0) + counts.get((channel.name, "delivered"), 0) != WARM_UP + post.messages:
            raise Unavailable(f"not every message was accepted: {dict(counts)}")
    return post.messages / spent


@asynccontextmanager
async def _office() -> AsyncIterator[tuple[SqlStore, ChannelKit, OwnedClock]]:
    clock = OwnedClock(datetime(2026, 11, 23, 10, tzinfo=COURT_ZONE))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
        await migrate(url)
        store = SqlStore(url, open_vault(Path(folder) / "vault.json"))
        async with AiohttpSession() as http:
            notebook = StoredNotebook(store, "bench")  # what carriers note about their parts is written durably too
            yield store, replace(kit_double(Path(folder), clock, http=http), notebook=notebook), clock
        await store.close()


def _dispatch(store: SqlStore, clock: OwnedClock, channel: MessageChannel) -> Dispatch:
    quiet = QuietHours()
    routing = Routing([Carrier(channel.name, channel.capabilities.medium)], clock=clock)
    return Dispatch(
        store=store,
        clock=clock,
        quiet=quiet,
        sending=Sending(channels={channel.name: channel}, routing=routing, limits=Unlimited()),
        restraint=Restraint(gate=Rehearsal(), quiet=quiet, most_a_day=MOST_A_DAY),
        chains=Chains(quiet),
        statutory=(),
    )


async def _owe(store: SqlStore, clock: OwnedClock, channel: str, post: Post, numbers: range) -> None:
    message = msgspec.json.encode(post.text)
    owed = [
        Owed(
            delivery_id=f"{number:032x}",
            case_number="（2026）苏0114执1146号",
            party_id=f"P{number}",
            kind="filing",
            version=1,
            recipient="self",
            medium=post.medium,
            channel=channel,
            event_key=str(number),
            state=DeliveryState.QUEUED,
            reason="",
            due_at=clock.now(),
            urgent=False,
            address=post.address(number),
            address_key=f"{number:032x}",
            message=message,
        )
        for number in numbers
    ]
    async with store.writing() as books:
        await books.deliveries.owe(owed, clock.now())
