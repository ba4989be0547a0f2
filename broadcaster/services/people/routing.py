"""Deliveries to carriers: who takes what, as long as each of them works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from broadcaster.domain.circuit_breaker import FIRST_WAIT, Breaker, BreakerState, CarrierHealth
from broadcaster.domain.routing import Need, Shares, choose, wanted_parts
from broadcaster.ports.channels import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.routing import Carrier
    from broadcaster.ports.channels import Receipt
    from broadcaster.ports.clock import Clock


class Routable(Protocol):
    """What the router reads of a claimed delivery; `channel` is the carrier that tried it last, once it was tried."""

    @property
    def delivery_id(self) -> str:
        """Its id."""
        ...

    @property
    def medium(self) -> str:
        """`sms` or `email`."""
        ...

    @property
    def kind(self) -> str:
        """Its kind of notice."""
        ...

    @property
    def channel(self) -> str:
        """The carrier written down for it."""
        ...

    @property
    def attempts(self) -> int:
        """How often it was claimed, now included."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """Where a delivery goes now; without a channel, when to ask again. Neither: no carrier of this house can carry its kind."""

    channel: str | None
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Pool:
    """The carriers that can carry one kind of notice: all, those that work, and how these divide it."""

    able: list[Carrier]
    working: list[Carrier]
    parts: Mapping[str, float]
    sole: Route | None = None
    """The way of everything, where there is one carrier and it works."""


class Routing:
    """Chooses carriers; remembers in this process how each of them did."""

    def __init__(self, carriers: Sequence[Carrier], *, clock: Clock, needs: Mapping[str, Collection[Need]] | None = None) -> None:
        """Route over `carriers`; `needs` says by kind of notice what it asks of its carrier, where it asks anything."""
        self.carriers = {each.name: each for each in carriers}
        self._clock = clock
        self._needs = {kind: frozenset(each) for kind, each in (needs or {}).items()}
        self._breakers = {each.name: Breaker(clock.now()) for each in carriers}
        self._shares: dict[tuple[str, ...], Shares] = {}

    def assign(self, deliveries: Sequence[Routable]) -> dict[str, Route]:
        """Return each delivery's route by its id; a carrier whose probe is due gets one of them."""
        now, pools, routes = self._clock.now(), dict[tuple[str, str], _Pool](), dict[str, Route]()
        for each in deliveries:
            asked = (each.medium, each.kind)
            pool = pools.get(asked) or pools.setdefault(asked, self._pool(*asked, now))
            routes[each.delivery_id] = pool.sole or self._route(pool, each, now)
        return routes

    def note(self, channel: str, receipt: Receipt) -> None:
        """Remember how an attempt at a carrier went."""
        breaker, works = self._breakers.get(channel), says_that_it_works(receipt)
        if breaker is not None and works is not None:
            now = self._clock.now()
            self._breakers[channel] = breaker.succeeded(now) if works else breaker.failed(now)

    def health(self) -> list[CarrierHealth]:
        """Return the state of every carrier as this process knows it."""
        return [
            CarrierHealth(name, self.carriers[name].medium, each.state, each.since, each.failures, each.probe_at)
            for name, each in self._breakers.items()
        ]

    def _able(self, medium: str, needs: frozenset[Need]) -> list[Carrier]:
        return [each for each in self.carriers.values() if each.medium == medium and needs <= each.able]

    def _pool(self, medium: str, kind: str, now: datetime) -> _Pool:
        able = self._able(medium, self._needs.get(kind, frozenset()))
        working = [each for each in able if self._breakers[each.name].is_closed]
        if not working or len(able) == 1:
            return _Pool(able, working, {each.name: 1.0 for each in working}, Route(working[0].name) if working else None)
        among, wanted = tuple(each.name for each in able), wanted_parts(working)
        before = self._shares.get(among)
        self._shares[among] = before.moved(wanted, now) if before else Shares(wanted, now)
        return _Pool(able, working, self._shares[among].parts)

    def _route(self, pool: _Pool, delivery: Routable, now: datetime) -> Route:
        failed = delivery.channel if delivery.attempts > 1 else ""
        probed = self._due_probe(pool.able, failed, now)
        if probed is not None:
            return Route(probed)
        if not pool.working:
            return Route(None, self._again(pool.able, now))
        return Route(choose(pool.working, pool.parts, delivery.delivery_id, failed=failed))

    def _due_probe(self, able: list[Carrier], failed: str, now: datetime) -> str | None:
        alone = len(able) == 1
        for each in able:
            breaker = self._breakers[each.name]
            if breaker.may_probe(now) and (alone or each.name != failed):
                self._breakers[each.name] = breaker.probing(now)
                return each.name
        return None

    def _again(self, carriers: list[Carrier], now: datetime) -> datetime | None:
        """Return when to ask again: at the first probe, or soon where one is out and will tell."""
        probes = [
            min(each.probe_at, now + FIRST_WAIT) if each.state is BreakerState.PROBING else each.probe_at
            for each in (self._breakers[carrier.name] for carrier in carriers)
            if each.probe_at is not None
        ]
        return min(probes, default=None)


def says_that_it_works(receipt: Receipt) -> bool | None:
    """Say whether an answer shows that the carrier works; None where it shows neither.

    It fails where the line or our account is at fault, or where nobody knows. A refusal for one number's or one text's sake is the
    answer of one that works. A deferral that names its own time (too many requests, one number's limit) shows neither.
    """
    if receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED):
        return True
    if receipt.outcome is Outcome.REJECTED:
        return None if receipt.ours_to_fix else True
    if receipt.outcome is Outcome.DEFERRED and receipt.retry_after is not None and not receipt.ours_to_fix:
        return None
    return False
