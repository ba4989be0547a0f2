"""Deliveries on their way in SQL: claimed by UPDATE ... RETURNING, on PostgreSQL with SKIP LOCKED, and settled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, and_, bindparam, case, exists, func, literal, null, or_, select, update

from broadcaster.adapters.store_sql.columns import Moment
from broadcaster.adapters.store_sql.tables import UNREPORTED, WAITING, deliveries, reviews
from broadcaster.domain.deliveries import REPORTABLE, DeliveryState
from broadcaster.ports.delivery_book import Claimed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.delivery_book import Verdict
    from broadcaster.ports.vault import Vault

_CLAIMED = [deliveries.c[name] for name in Claimed.__dataclass_fields__]


class SqlClaims:
    """What workers take in hand and give back."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def move(self, which: ColumnElement[bool], **values: object) -> int:
        """Change the deliveries meant; return how many."""
        result = await self._connection.execute(update(deliveries).where(which).values(**values))
        return result.rowcount

    async def claim(self, now: datetime, until: datetime, most: int, *, media: Collection[str], urgent_only: bool) -> list[Claimed]:
        """Claim due deliveries of these media under a lease, urgent ones first; never one whose case awaits review."""
        claimed = await self._claim(now, until, most, media, is_urgent=True)
        if len(claimed) < most and not urgent_only:
            claimed += await self._claim(now, until, most - len(claimed), media, is_urgent=False)
        return claimed

    async def _claim(self, now: datetime, until: datetime, most: int, media: Collection[str], *, is_urgent: bool) -> list[Claimed]:
        awaits_review = exists().where(reviews.c.case_number == deliveries.c.case_number, reviews.c.due_at <= now)
        due = (
            select(deliveries.c.delivery_id)
            .where(WAITING, deliveries.c.urgent == is_urgent, deliveries.c.due_at <= now, deliveries.c.medium.in_(media), ~awaits_review)
            .order_by(deliveries.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True, of=deliveries)
        )
        statement = (
            update(deliveries)
            .where(deliveries.c.delivery_id.in_(due))
            .values(
                state=DeliveryState.SENDING,
                leased_until=until,
                attempts=deliveries.c.attempts + 1,
                first_tried_at=func.coalesce(deliveries.c.first_tried_at, literal(now, Moment)),
                changed_at=now,
            )
            .returning(*_CLAIMED)
        )
        return [self._claimed(row) for row in await self._connection.execute(statement)]

    def _claimed(self, row: Iterable[Any]) -> Claimed:
        """Read a row of `_CLAIMED`, whose last two columns are sealed."""
        *plain, address, message = row
        opened = (*plain, self._vault.unseal(address).decode(), self._vault.unseal(message))
        return Claimed(*opened)

    async def mark_lost(self, now: datetime) -> int:
        """Mark as unknown what a worker claimed and never gave back; return how many."""
        lost = and_(deliveries.c.state == DeliveryState.SENDING, deliveries.c.leased_until < now)
        return await self.move(lost, state=DeliveryState.UNKNOWN, reason="worker_lost", due_at=now, leased_until=None, changed_at=now)

    async def claim_unknown(self, now: datetime, until: datetime, most: int, *, media: Collection[str]) -> list[Claimed]:
        """Claim deliveries of these media whose outcome is unknown, under a lease."""
        free = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until < now)
        due = (
            select(deliveries.c.delivery_id)
            .where(deliveries.c.state == DeliveryState.UNKNOWN, deliveries.c.due_at <= now, deliveries.c.medium.in_(media), free)
            .order_by(deliveries.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        rows = await self._connection.execute(
            update(deliveries).where(deliveries.c.delivery_id.in_(due)).values(leased_until=until).returning(*_CLAIMED)
        )
        return [self._claimed(row) for row in rows]

    async def mark_silent(self, now: datetime, reason: str) -> int:
        """Mark as unknown each accepted SMS on which no report came in time (R72); return how many."""
        silent = and_(UNREPORTED, deliveries.c.due_at <= now)
        return await self.move(silent, state=DeliveryState.UNKNOWN, reason=reason, due_at=now, leased_until=None, changed_at=now)

    async def route(self, channels: Mapping[str, str]) -> None:
        """Write by which channel each claimed delivery goes, before it goes."""
        if channels:
            statement = update(deliveries).where(deliveries.c.delivery_id == bindparam("which")).values(channel=bindparam("by"))
            await self._connection.execute(statement, [{"which": which, "by": by} for which, by in channels.items()])

    async def settle(self, verdicts: Sequence[Verdict], at: datetime) -> None:
        """Write what became of claimed deliveries. A report that came first is not overwritten."""
        if not verdicts:
            return
        statement = (
            update(deliveries)
            .where(
                deliveries.c.delivery_id == bindparam("which"),
                or_(deliveries.c.state == DeliveryState.SENDING, deliveries.c.state == DeliveryState.UNKNOWN),
            )
            .values(
                state=bindparam("to_state"),
                reason=bindparam("why"),
                due_at=bindparam("next_due"),
                provider_id=func.coalesce(bindparam("provider"), deliveries.c.provider_id),
                answer=bindparam("raw"),
                resolved=or_(deliveries.c.resolved, bindparam("was_resolved", type_=Boolean)),
                attempts=deliveries.c.attempts - bindparam("untried"),
                first_tried_at=case((deliveries.c.attempts > bindparam("untried"), deliveries.c.first_tried_at), else_=null()),
                leased_until=None,
                changed_at=bindparam("now"),
            )
        )
        await self._connection.execute(statement, [_bound(verdict, at) for verdict in verdicts])

    async def report(self, channel: str, verdict: Verdict, provider_id: str | None, at: datetime) -> str | None:
        """Write a provider's later report; changes nothing in a final state; return the delivery that it changed."""
        if verdict.delivery_id:
            which = deliveries.c.delivery_id == verdict.delivery_id
        elif not provider_id:
            return None
        else:
            which = deliveries.c.provider_id == provider_id
        moves = and_(which, deliveries.c.channel == channel, deliveries.c.state.in_(REPORTABLE), deliveries.c.state != verdict.state)
        changed = await self._connection.execute(
            update(deliveries)
            .where(moves)
            .values(
                state=verdict.state,
                reason=verdict.reason,
                answer=verdict.answer,
                provider_id=func.coalesce(provider_id, deliveries.c.provider_id),
                due_at=verdict.due_at,
                leased_until=None,
                changed_at=at,
            )
            .returning(deliveries.c.delivery_id)
        )
        moved: str | None = changed.scalars().first()
        return moved

    async def is_due(self, now: datetime) -> bool:
        """Say whether any is due or in a worker's hands."""
        unknown = and_(deliveries.c.state == DeliveryState.UNKNOWN, deliveries.c.due_at <= now)
        silent = and_(UNREPORTED, deliveries.c.due_at <= now)
        sending = deliveries.c.state == DeliveryState.SENDING
        for due in (and_(WAITING, deliveries.c.due_at <= now), unknown, silent, sending):
            if (await self._connection.execute(select(exists().where(due)))).scalar_one():
                return True
        return False


def _bound(verdict: Verdict, at: datetime) -> dict[str, object]:
    return {
        "which": verdict.delivery_id,
        "to_state": verdict.state,
        "why": verdict.reason,
        "next_due": verdict.due_at,
        "provider": verdict.provider_id,
        "raw": verdict.answer,
        "was_resolved": verdict.resolved,
        "untried": 0 if verdict.was_tried else 1,
        "now": at,
    }
