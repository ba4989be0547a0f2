"""Questionnaires in SQL: offers by the keyed hash of their token, answers sealed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from broadcaster.adapters.store_sql.answer_tables import surveys
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import NotFound
from broadcaster.ports.survey_book import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault

_ONE_DAY = timedelta(days=1)
_SHOWN = [surveys.c[name] for name in Offer.__dataclass_fields__]


class SqlSurveyBook:
    """Offers and answers."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def offered(self, case_number: str) -> set[str]:
        """Return the ids of a case's offers."""
        known = select(surveys.c.offer_id).where(surveys.c.case_number == case_number)
        return set((await self._connection.execute(known)).scalars())

    async def offer(self, offer: Offer, token_key: str) -> None:
        """Keep a new offer under the keyed hash of its token."""
        values = {name: getattr(offer, name) for name in Offer.__dataclass_fields__}
        await self._connection.execute(insert(surveys).values(**values | {"answers": None, "token_key": token_key}))

    async def behind(self, token_key: str) -> Offer:
        """Return the offer of a token; raise `NotFound`."""
        return await self._one(surveys.c.token_key == token_key)

    async def answered(self, offer_id: str) -> Offer:
        """Return one answered offer; raise `NotFound`."""
        return await self._one((surveys.c.offer_id == offer_id) & surveys.c.answered_at.is_not(None))

    async def _one(self, which: ColumnElement[bool]) -> Offer:
        row = (await self._connection.execute(select(*_SHOWN).where(which))).one_or_none()
        if row is None:
            raise NotFound("no such questionnaire")
        return self._row(row)

    async def answer(self, offer_id: str, answers: bytes, at: datetime) -> bool:
        """Keep the answers; return false where it was answered before."""
        which = (surveys.c.offer_id == offer_id, surveys.c.answered_at.is_(None))
        result = await self._connection.execute(update(surveys).where(*which).values(answered_at=at, answers=self._vault.seal(answers)))
        return result.rowcount > 0

    async def offers(self, survey: str, since: date, until: date) -> Sequence[Offer]:
        """Return what was offered from `since` to `until`, both included, the oldest first."""
        begin = datetime.combine(since, time(), COURT_ZONE)
        end = datetime.combine(until + _ONE_DAY, time(), COURT_ZONE)
        which = (surveys.c.survey == survey, surveys.c.offered_at >= begin, surveys.c.offered_at < end)
        rows = await self._connection.execute(select(*_SHOWN).where(*which).order_by(surveys.c.offered_at, surveys.c.offer_id))
        return [self._row(row) for row in rows]

    def _row(self, row: Row[tuple[object, ...]]) -> Offer:
        return Offer(**{**row._mapping, "answers": self._vault.unseal(row.answers) if row.answers else b""})
