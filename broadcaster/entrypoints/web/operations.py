"""What operators' tools call: is it alive, is it ready, what does it count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from broadcaster.adapters.store_sql.migrate import is_current
from broadcaster.domain.circuit_breaker import BreakerState
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.bootstrap import House
    from broadcaster.domain.circuit_breaker import CarrierHealth


def operations_router(house: House) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> dict[str, str]:
        """Say that the database answers and has this version."""
        if not await is_current(house.settings.database_url):
            raise Unavailable("the database has another version: run `broadcaster migrate`")
        return {"status": "ok"}

    @router.get("/metrics")
    async def metrics() -> Response:
        """Count deliveries and placements by state, events, open reviews, and workers by what they think of each carrier."""
        registry = CollectorRegistry()
        deliveries = Gauge("broadcaster_deliveries", "Deliveries", ("channel", "state"), registry=registry)
        placements = Gauge("broadcaster_placements", "Placements", ("channel", "wanted"), registry=registry)
        events = Gauge("broadcaster_events", "Events kept", registry=registry)
        reviews = Gauge("broadcaster_reviews_due", "Cases awaiting review", registry=registry)
        async with house.store.reading() as books:
            for (channel, state), number in (await books.deliveries.count()).items():
                deliveries.labels(channel, state).set(number)
            for (channel, wanted), number in (await books.exposure.count_placements()).items():
                placements.labels(channel, wanted).set(number)
            events.set(await books.cases.count_events())
            reviews.set(await books.cases.count_due_reviews(house.clock.now()))
        count_carriers(registry, await house.carrier_board.shown())
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def count_carriers(registry: CollectorRegistry, shown: Mapping[str, Sequence[CarrierHealth]]) -> None:
    """Count for each channel and breaker state the workers in which it is so; a state in which it is nowhere counts 0."""
    carriers = Gauge("broadcaster_carriers", "Workers by the state of a channel's breaker", ("channel", "state"), registry=registry)
    for each in (health for worker in shown.values() for health in worker):
        for state in BreakerState:
            carriers.labels(each.name, state).inc(each.state is state)
