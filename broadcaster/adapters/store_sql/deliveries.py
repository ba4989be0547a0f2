"""Deliveries in SQL: owed, released, cancelled, chained, and shown to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, select, true, update

from broadcaster.adapters.store_sql.delivery_claims import SqlClaims
from broadcaster.adapters.store_sql.tables import deliveries, stopped_addresses
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.deliveries import AWAITS_ITS_TURN, REACHED_BEFORE, UNSENT, DeliveryState
from broadcaster.ports.delivery_book import DeliveryRow, Waiting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select

    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.delivery_book import Release

_HOPEFUL = (
    DeliveryState.QUEUED,
    DeliveryState.DEFERRED,
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
    DeliveryState.DELIVERED,
    DeliveryState.UNKNOWN,
)
_ONE, _OTHER = deliveries.alias("one"), deliveries.alias("other")
_AWAITING_THEIR_TURN = and_(_OTHER.c.state == DeliveryState.HELD, _OTHER.c.reason == AWAITS_ITS_TURN)
_WAITING_FIELDS = [deliveries.c[name] for name in Waiting.__dataclass_fields__]
_SEEN_BY_STAFF = [deliveries.c[name] for name in DeliveryRow.__dataclass_fields__]


class SqlDeliveryBook(SqlClaims):
    """Deliveries; addresses and texts are sealed."""

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
            "address_key": owed.address_key,
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
        readdressed: dict[str, object] = {}
        if release.address:
            sealed = self._vault.seal(release.address.encode())
            readdressed = {"address": sealed, "address_key": release.address_key}
        return await self.move(held, state=DeliveryState.QUEUED, reason="", due_at=due_at, changed_at=at, **readdressed)

    async def waiting(self, case_numbers: Collection[str]) -> Mapping[str, Sequence[Waiting]]:
        """Return, by case, what its parties are owed and what was not sent yet."""
        unsent = and_(deliveries.c.case_number.in_(case_numbers), deliveries.c.state.in_(UNSENT))
        found: dict[str, list[Waiting]] = {}
        for row in await self._connection.execute(select(*_WAITING_FIELDS).distinct().where(unsent)):
            found.setdefault(row.case_number, []).append(Waiting(*row))
        return found

    async def cancel(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str] = ()) -> int:
        """Cancel what was not sent yet to a party, of some kinds or all; return how many."""
        unsent = and_(
            deliveries.c.case_number == case_number,
            deliveries.c.party_id == party_id,
            deliveries.c.state.in_(UNSENT),
            deliveries.c.kind.in_(kinds) if kinds else true(),
        )
        return await self.move(unsent, state=DeliveryState.CANCELLED, reason=reason, changed_at=at)

    async def hold(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str]) -> int:
        """Hold what is about to go to a party, of some kinds; return how many."""
        about_to_go = and_(
            deliveries.c.case_number == case_number,
            deliveries.c.party_id == party_id,
            deliveries.c.state.in_((DeliveryState.QUEUED, DeliveryState.DEFERRED)),
            deliveries.c.kind.in_(kinds),
        )
        return await self.move(about_to_go, state=DeliveryState.HELD, reason=reason, changed_at=at)

    async def stop(self, address_key: str, reason: str, at: datetime) -> int:
        """Send nothing more to an address (R55): what is unsent is cancelled, the next of its chain goes; return how many."""
        await self._connection.execute(
            insert_into(self._connection, stopped_addresses)
            .values(address_key=address_key, reason=reason, stopped_at=at)
            .on_conflict_do_nothing()
        )
        unsent = and_(deliveries.c.address_key == address_key, deliveries.c.state.in_(UNSENT))
        cancelled = await self._connection.execute(
            update(deliveries)
            .where(unsent)
            .values(state=DeliveryState.CANCELLED, reason=reason, changed_at=at)
            .returning(deliveries.c.delivery_id)
        )
        names = list(cancelled.scalars())
        if names:
            next_in_chain = deliveries.c.delivery_id.in_(_same_notice(names).where(_AWAITING_THEIR_TURN))
            await self.move(next_in_chain, state=DeliveryState.QUEUED, reason="", due_at=at, changed_at=at)
        return len(names)

    async def allow(self, address_key: str, confirmed_at: datetime) -> None:
        """Send to an address again that its owner confirmed later than it was stopped."""
        before = and_(stopped_addresses.c.address_key == address_key, stopped_addresses.c.stopped_at < confirmed_at)
        await self._connection.execute(delete(stopped_addresses).where(before))

    async def stopped(self, address_keys: Collection[str]) -> Mapping[str, str]:
        """Return those of the addresses to which nothing more is sent, with the reason."""
        rows = await self._connection.execute(select(stopped_addresses).where(stopped_addresses.c.address_key.in_(address_keys)))
        return {row.address_key: row.reason for row in rows}

    async def tried_since(self, since: datetime, address_keys: Collection[str]) -> Mapping[tuple[str, str], int]:
        """Return by (party, address key) how many SMS were first tried since then."""
        rows = await self._connection.execute(
            select(deliveries.c.party_id, deliveries.c.address_key, func.count().label("n"))
            .where(
                deliveries.c.address_key.in_(address_keys),
                deliveries.c.first_tried_at.is_not(None),
                deliveries.c.first_tried_at >= since,
                deliveries.c.medium == "sms",
            )
            .group_by(deliveries.c.party_id, deliveries.c.address_key)
        )
        return {(row.party_id, row.address_key): row.n for row in rows}

    async def sent_to(self, address_key: str, medium: str, most: int = 20) -> list[DeliveryRow]:
        """Return what was tried to this address, the newest first."""
        tried = and_(deliveries.c.address_key == address_key, deliveries.c.first_tried_at.is_not(None), deliveries.c.medium == medium)
        statement = select(*_SEEN_BY_STAFF).where(tried).order_by(deliveries.c.first_tried_at.desc()).limit(most)
        return [_seen_by_staff(row) for row in await self._connection.execute(statement)]

    async def pass_on(self, delivery_id: str, due_at: datetime, at: datetime) -> bool:
        """Queue the next message of a refused one's chain; return whether anything else of the same notice is under way or arrived."""
        queued = {"state": DeliveryState.QUEUED, "reason": "", "due_at": due_at, "changed_at": at}
        if await self.move(deliveries.c.delivery_id.in_(_same_notice([delivery_id]).where(_AWAITING_THEIR_TURN)), **queued):
            return True
        hopeful = select(_same_notice([delivery_id]).where(_OTHER.c.state.in_(_HOPEFUL)).exists())
        return bool((await self._connection.execute(hopeful)).scalar_one())

    async def end_chain(self, delivery_ids: Sequence[str], at: datetime) -> None:
        """Cancel what waits behind messages that arrived."""
        waits = deliveries.c.delivery_id.in_(_same_notice(delivery_ids).where(_AWAITING_THEIR_TURN))
        await self.move(waits, state=DeliveryState.CANCELLED, reason=REACHED_BEFORE, changed_at=at)

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
        return [_seen_by_staff(row) for row in rows]


def _seen_by_staff(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(**{**row._mapping, "state": DeliveryState(row.state)})


def _same_notice(delivery_ids: Sequence[str]) -> Select[tuple[str]]:
    """Select the other messages that carry the same notice to the same reader: found by their unique key."""
    same = and_(
        _ONE.c.event_key == _OTHER.c.event_key,
        _ONE.c.kind == _OTHER.c.kind,
        _ONE.c.party_id == _OTHER.c.party_id,
        _ONE.c.recipient == _OTHER.c.recipient,
    )
    others = _OTHER.c.delivery_id != _ONE.c.delivery_id
    return select(_OTHER.c.delivery_id).select_from(_ONE.join(_OTHER, same)).where(_ONE.c.delivery_id.in_(delivery_ids), others)
