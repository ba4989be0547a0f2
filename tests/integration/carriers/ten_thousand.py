"""Ten thousand messages through one carrier that goes wrong now and then: the counts of both sides are held against each other.

Give `send_all` a channel connected to a gateway and what the gateway counted as taken; it runs the real Dispatch over a real store
until nothing is due any more, on a clock of its own. `check` then says what must hold, for every carrier alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import msgspec

from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.adapters.vault_aes import open_vault
from broadcaster.domain.deliveries import REPORTS_COME_WITHIN, DeliveryState
from broadcaster.ports.channels import Outcome
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.together import Together
from broadcaster.services.people.chains import CANNOT_ASK
from broadcaster.services.people.outcomes import STATES
from broadcaster.testing.clock import OwnedClock
from tests.builders import moment, owed
from tests.dispatching import dispatch_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.channels import Message, MessageChannel, Receipt, Report
    from broadcaster.ports.inbox import Reply
    from broadcaster.ports.store import Store

S = DeliveryState
WENT_OUT = (S.ACCEPTED, S.DELIVERED)
LONGEST = timedelta(days=14)
OWED_AT_ONCE = 1000


@dataclass
class Office:
    """A store with nothing in it, a clock, and an inbox that writes into the store. Close it at the end."""

    store: Store
    clock: OwnedClock
    inbox: StoreInbox


async def open_office(folder: Path) -> Office:
    """Make a new SQLite store in the folder, on 5 November 2026 at ten."""
    url = f"sqlite+aiosqlite:///{folder}/carriers.sqlite3"
    await migrate(url)
    clock = OwnedClock(moment("2026-11-05", "10:00"))
    store = SqlStore(url, open_vault(folder / "vault.json"))
    return Office(store, clock, StoreInbox(store, clock))


class StoreInbox:
    """Writes a channel's reports into the store, many in one transaction."""

    def __init__(self, store: Store, clock: OwnedClock) -> None:
        """Start with nothing in."""
        self.replied: list[Reply] = []
        self._store = store
        self._clock = clock
        self._together = Together(self._write)

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Take later reports."""
        await self._together.add((channel, reports))

    async def replies(self, channel: str, replies: Sequence[Reply]) -> None:  # noqa: ARG002 - as the port asks
        """Take what people wrote."""
        self.replied += replies

    async def _write(self, groups: list[tuple[str, Sequence[Report]]]) -> None:
        now = self._clock.now()
        async with self._store.writing() as books:
            for channel, reports in groups:
                for report in reports:
                    receipt = report.receipt
                    due_at = now + REPORTS_COME_WITHIN  # a carrier that said no more than "accepted" is asked later
                    verdict = Verdict(
                        report.delivery_id or "", STATES[receipt.outcome], receipt.code or receipt.reason, due_at, answer=receipt.raw
                    )
                    await books.deliveries.report(channel, verdict, receipt.provider_id, report.at or now)


class Witness:
    """A channel that hands everything on to the one it watches, and remembers what each send came to."""

    def __init__(self, watched: MessageChannel) -> None:
        """Watch a channel."""
        self.name = watched.name
        self.capabilities = watched.capabilities
        self.outcomes: dict[str, list[Outcome]] = defaultdict(list)
        self._watched = watched

    async def send(self, message: Message) -> Receipt:
        """Hand on and remember."""
        receipt = await self._watched.send(message)
        self.outcomes[message.delivery_id].append(receipt.outcome)
        return receipt

    async def ask(self, message: Message) -> Receipt | None:
        """Hand on."""
        return await self._watched.ask(message)

    async def close(self) -> None:
        """Leave it open: who opened it closes it."""


@dataclass(frozen=True)
class Fate:
    """One delivery as both sides know it."""

    text: str
    state: DeliveryState
    reason: str
    received: int
    """How often the carrier took the whole text for sending."""
    outcomes: Sequence[Outcome]
    """What our sends came to, in turn."""

    @property
    def doubts(self) -> int:
        """How many sends ended without an answer."""
        return self.outcomes.count(Outcome.UNKNOWN)


class Text(Protocol):
    """How the message of a number reads; each must be another text."""

    def __call__(self, number: int, /) -> str:
        """Return the text."""
        ...


@dataclass
class Traffic:
    """Deliveries `range(count)`, each to its own number; `changed` replaces fields of each (an e-mail's medium and channel)."""

    text: Text
    count: int = 10_000
    changed: Mapping[str, object] = field(default_factory=dict)
    address: Callable[[int], str] = "199{:08d}".format

    def delivery_id(self, number: int) -> str:
        """Return the id of a delivery."""
        return f"{number:032x}"


async def send_all(
    channel: MessageChannel,
    office: Office,
    traffic: Traffic,
    *,
    received: Mapping[str, int],
    reported: Callable[[], Awaitable[None]],
) -> list[Fate]:
    """Owe everything, and let Dispatch work until nothing is due but what can only wait for a report.

    `received` is read at the end: text to count. `reported` returns when the gateway has no report left to send.
    """
    witness = Witness(channel)
    await _owe(channel.name, office, traffic)
    dispatch = dispatch_over(office.store, office.clock, [witness])
    gives_up_at = office.clock.now() + LONGEST
    while office.clock.now() < gives_up_at:
        while await dispatch.drain():
            continue
        await reported()
        due_at = await _next_due(office)
        if due_at is None:
            break
        office.clock.set(max(due_at, office.clock.now()))
    async with office.store.reading() as books:
        rows = {row.delivery_id: row for row in await books.deliveries.page(most=traffic.count)}
    fates = []
    for number in range(traffic.count):
        text, row = traffic.text(number), rows[traffic.delivery_id(number)]
        fates.append(Fate(text, row.state, row.reason, received.get(text, 0), witness.outcomes[row.delivery_id]))
    return fates


async def _next_due(office: Office) -> datetime | None:
    """Return when something can be done again; None where all that is left are questions that nobody answers."""
    async with office.store.reading() as books:
        counts = await books.deliveries.count()
        asked = [row for row in await books.deliveries.page(state=S.UNKNOWN, most=OWED_AT_ONCE * 10) if row.reason != CANNOT_ASK]
        waiting = sum(n for (_, state), n in counts.items() if state in {S.QUEUED, S.DEFERRED, S.SENDING})
        return await books.deliveries.next_due() if asked or waiting else None


async def _owe(channel: str, office: Office, traffic: Traffic) -> None:
    now = office.clock.now()
    for start in range(0, traffic.count, OWED_AT_ONCE):
        numbers = range(start, min(start + OWED_AT_ONCE, traffic.count))
        async with office.store.writing() as books:
            await books.deliveries.owe([_owed(number, channel, traffic) for number in numbers], now)


def _owed(number: int, channel: str, traffic: Traffic) -> Owed:
    body = msgspec.json.encode({"text": traffic.text(number)})
    made = owed(number, delivery_id=traffic.delivery_id(number), party_id=f"P{number}", channel=channel, address=traffic.address(number))
    return replace(made, message=body, **traffic.changed)  # type: ignore[arg-type]  # any field of a delivery


def check(fates: Sequence[Fate]) -> Counter[DeliveryState]:
    """Assert what every carrier must keep; return how many deliveries ended in which state.

    Nothing is left half done; what we call accepted or delivered the carrier has; what it has not refused is not called rejected;
    and nothing came twice but where an answer was lost in between.
    """
    ended = Counter(fate.state for fate in fates)
    assert set(ended) <= {S.ACCEPTED, S.DELIVERED, S.REJECTED, S.UNKNOWN}, ended
    lost = [fate for fate in fates if fate.state in WENT_OUT and not fate.received]
    assert not lost, lost[:3]
    unexplained = [fate for fate in fates if fate.received > 1 + fate.doubts]
    assert not unexplained, unexplained[:3]
    doubtful = [fate for fate in fates if fate.state is S.UNKNOWN and not fate.doubts]
    assert not doubtful, doubtful[:3]
    return ended
