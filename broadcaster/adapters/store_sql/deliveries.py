"""Deliveries in SQL: claimed by UPDATE ... RETURNING, on PostgreSQL with SKIP LOCKED."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, and_, bindparam, exists, func, literal, or_, select, true, update

from broadcaster.adapters.store_sql.columns import Moment
from broadcaster.adapters.store_sql.tables import WAITING, deliveries, reviews
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.deliveries import REPORTABLE, UNSENT, DeliveryState
from broadcaster.ports.delivery_book import Claimed, DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.delivery_book import Release, Verdict
    from broadcaster.ports.vault import Vault

_CLAIMED = (
    deliveries.c.delivery_id,
    deliveries.c.channel,
    deliveries.c.kind,
    deliveries.c.attempts,
    deliveries.c.urgent,
    deliveries.c.first_tried_at,
    deliveries.c.resolved,
    deliveries.c.address,
    deliveries.c.message,
)
_SEEN_BY_STAFF = [deliveries.c[name] for name in DeliveryRow.__dataclass_fields__]


class SqlDeliveryBook:
    """Deliveries; addresses and texts are sealed."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def owe(self, owed: Sequence[Owed], at: datetime) -> None:
        """Write new deliveries; one already owed for the same event, kind, party, recipient and medium is left alone."""
        if owed:
            await self._connection.execute(
                insert_into(self._connection, deliveries).on_conflict_do_nothing(), [self._row(each, at) for each in owed]
            )

    def _row(self, owed: Owed, at: datetime) -> dict[str, object]:
        return {
            "delivery_id": owed.delivery_id,
            "case_number": owed.case_number,
            "party_id": owed.party_id,
            "kind": owed.kind,
            "version": owed.version,
            "recipient": owed.recipient,
            "medium": owed.medium,
            "channel": owed.channel,
            "event_key": owed.event_key,
            "state": owed.state,
            "reason": owed.reason,
            "due_at": owed.due_at,
            "urgent": owed.urgent,
            "changed_at": at,
            "address": self._vault.seal(owed.address.encode()),
            "message": self._vault.seal(owed.message),
        }

    async def release(self, release: Release, due_at: datetime, at: datetime) -> int:
        """Queue what is held for a reason; return how many."""
        held = and_(
            deliveries.c.case_number == release.case_number,
            deliveries.c.party_id == release.party_id,
            deliveries.c.state == DeliveryState.HELD,
            deliveries.c.reason == release.reason,
            deliveries.c.recipient == release.recipient if release.recipient else true(),
            deliveries.c.kind.not_in(release.but_not) if release.but_not else true(),
        )
        readdressed = {"address": self._vault.seal(release.address.encode())} if release.address else {}
        return await self._move(held, state=DeliveryState.QUEUED, reason="", due_at=due_at, changed_at=at, **readdressed)

    async def parties_waiting(self, case_numbers: Collection[str]) -> Mapping[str, set[str]]:
        """Return, by case, the parties to whom something is owed that was not sent yet."""
        unsent = and_(deliveries.c.case_number.in_(case_numbers), deliveries.c.state.in_(UNSENT))
        waiting: dict[str, set[str]] = {}
        for row in await self._connection.execute(select(deliveries.c.case_number, deliveries.c.party_id).distinct().where(unsent)):
            waiting.setdefault(row.case_number, set()).add(row.party_id)
        return waiting

    async def cancel(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str] = ()) -> int:
        """Cancel what was not sent yet to a party, of some kinds or all; return how many."""
        unsent = and_(
            deliveries.c.case_number == case_number,
            deliveries.c.party_id == party_id,
            deliveries.c.state.in_(UNSENT),
            deliveries.c.kind.in_(kinds) if kinds else true(),
        )
        return await self._move(unsent, state=DeliveryState.CANCELLED, reason=reason, changed_at=at)

    async def _move(self, which: ColumnElement[bool], **values: object) -> int:
        result = await self._connection.execute(update(deliveries).where(which).values(**values))
        return result.rowcount

    async def claim(self, now: datetime, until: datetime, most: int, *, channels: Collection[str], urgent_only: bool) -> list[Claimed]:
        """Claim due deliveries of these channels under a lease, urgent ones first; never one whose case awaits review."""
        claimed = await self._claim(now, until, most, channels, is_urgent=True)
        if len(claimed) < most and not urgent_only:
            claimed += await self._claim(now, until, most - len(claimed), channels, is_urgent=False)
        return claimed

    async def _claim(self, now: datetime, until: datetime, most: int, channels: Collection[str], *, is_urgent: bool) -> list[Claimed]:
        awaits_review = exists().where(reviews.c.case_number == deliveries.c.case_number, reviews.c.due_at <= now)
        due = (
            select(deliveries.c.delivery_id)
            .where(
                WAITING, deliveries.c.urgent == is_urgent, deliveries.c.due_at <= now, deliveries.c.channel.in_(channels), ~awaits_review
            )
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
        return [self._claimed(row._asdict()) for row in await self._connection.execute(statement)]

    def _claimed(self, row: Mapping[str, object]) -> Claimed:
        sealed = {name: self._vault.unseal(row[name]) for name in ("address", "message")}  # type: ignore[arg-type]
        return Claimed(**{**row, "address": sealed["address"].decode(), "message": sealed["message"]})  # type: ignore[arg-type]

    async def mark_lost(self, now: datetime) -> int:
        """Mark as unknown what a worker claimed and never gave back; return how many."""
        lost = and_(deliveries.c.state == DeliveryState.SENDING, deliveries.c.leased_until < now)
        return await self._move(lost, state=DeliveryState.UNKNOWN, reason="worker_lost", due_at=now, leased_until=None, changed_at=now)

    async def claim_unknown(self, now: datetime, until: datetime, most: int, *, channels: Collection[str]) -> list[Claimed]:
        """Claim deliveries of these channels whose outcome is unknown, under a lease."""
        free = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until < now)
        due = (
            select(deliveries.c.delivery_id)
            .where(deliveries.c.state == DeliveryState.UNKNOWN, deliveries.c.due_at <= now, deliveries.c.channel.in_(channels), free)
            .order_by(deliveries.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        rows = await self._connection.execute(
            update(deliveries).where(deliveries.c.delivery_id.in_(due)).values(leased_until=until).returning(*_CLAIMED)
        )
        return [self._claimed(row._asdict()) for row in rows]

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
                leased_until=None,
                changed_at=bindparam("now"),
            )
        )
        await self._connection.execute(statement, [_bound(verdict, at) for verdict in verdicts])

    async def report(self, channel: str, verdict: Verdict, provider_id: str | None, at: datetime) -> bool:
        """Write a provider's later report; changes nothing in a final state; return whether anything changed."""
        if verdict.delivery_id:
            which = deliveries.c.delivery_id == verdict.delivery_id
        elif not provider_id:
            return False
        else:
            which = and_(deliveries.c.channel == channel, deliveries.c.provider_id == provider_id)
        moves = and_(which, deliveries.c.channel == channel, deliveries.c.state.in_(REPORTABLE), deliveries.c.state != verdict.state)
        changed = await self._move(
            moves,
            state=verdict.state,
            reason=verdict.reason,
            answer=verdict.answer,
            provider_id=func.coalesce(provider_id, deliveries.c.provider_id),
            due_at=verdict.due_at,
            leased_until=None,
            changed_at=at,
        )
        return changed > 0

    async def is_due(self, now: datetime) -> bool:
        """Say whether any is due or in a worker's hands."""
        unknown = and_(deliveries.c.state == DeliveryState.UNKNOWN, deliveries.c.due_at <= now)
        sending = deliveries.c.state == DeliveryState.SENDING
        for due in (and_(WAITING, deliveries.c.due_at <= now), unknown, sending):
            if (await self._connection.execute(select(exists().where(due)))).scalar_one():
                return True
        return False

    async def count(self) -> Mapping[tuple[str, str], int]:
        """Return how many deliveries each (channel, state) has."""
        rows = await self._connection.execute(
            select(deliveries.c.channel, deliveries.c.state, func.count().label("n")).group_by(deliveries.c.channel, deliveries.c.state)
        )
        return {(row.channel, row.state): row.n for row in rows}

    async def count_kinds(self) -> Mapping[str, int]:
        """Return how many notices of each kind are owed, counted once however many channels carry them."""
        notices = select(deliveries.c.kind, deliveries.c.event_key, deliveries.c.party_id, deliveries.c.recipient).distinct().subquery()
        rows = await self._connection.execute(select(notices.c.kind, func.count().label("n")).group_by(notices.c.kind))
        return {row.kind: row.n for row in rows}

    async def next_due(self) -> datetime | None:
        """Return when the next waiting delivery is due."""
        waiting = deliveries.c.state.in_((DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN))
        statement = select(deliveries.c.due_at).where(waiting).order_by(deliveries.c.due_at).limit(1)
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def page(self, *, state: str = "", most: int = 200) -> list[DeliveryRow]:
        """Return the newest deliveries, of one state or all."""
        statement = (
            select(*_SEEN_BY_STAFF)
            .where(deliveries.c.state == state if state else true())
            .order_by(deliveries.c.changed_at.desc(), deliveries.c.delivery_id)
            .limit(most)
        )
        rows = await self._connection.execute(statement)
        return [DeliveryRow(**{**row._mapping, "state": DeliveryState(row.state)}) for row in rows]


def _bound(verdict: Verdict, at: datetime) -> dict[str, object]:
    return {
        "which": verdict.delivery_id,
        "to_state": verdict.state,
        "why": verdict.reason,
        "next_due": verdict.due_at,
        "provider": verdict.provider_id,
        "raw": verdict.answer,
        "was_resolved": verdict.resolved,
        "now": at,
    }
