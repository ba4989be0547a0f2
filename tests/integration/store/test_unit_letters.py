"""Letters are numbered without a gap or a repeat, whoever writes them at once (R116)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from broadcaster.adapters.vault_aes import AesVault
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.standing import judge
from broadcaster.ports.exposure_book import EntryRow
from broadcaster.services.looked import Looked
from broadcaster.services.people.notices import NoticeWriter
from broadcaster.services.people.unit_letters import NOTES, UnitLetters
from broadcaster.settings import read_settings
from tests.builders import CASE_NUMBER, LISTING, POLICY, TODAY, as_told, listed, moment, person

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-14")


def looked(entry: str) -> Looked:
    """Return a listed party member's entry as a review looks at it."""
    office = {"office": "party_member", "unit": "示例单位", "unit_email": "unit@example.org"}
    file = as_told(listed(person(public_offices=[office])))
    row = EntryRow(entry, entry, LISTING, CASE_NUMBER, "P-陈辉平", "s", "n", 1980, "", "")
    return Looked(row, file, judge(file, LISTING, TODAY, POLICY), [], {})


async def test_two_reviews_at_once_never_give_the_same_number(store: SqlStore) -> None:
    """On both databases; one waits for the other to be done."""
    rules, vault = Rulebook(read_settings({})), AesVault({1: bytes([1]) * 32}, bytes([2]) * 32)
    court = {"name": "某法院", "hotline": "12368", "domain": "court.example.gov.cn"}
    channels = {Medium.SMS: "sms_twilio", Medium.EMAIL: "email_smtp"}
    notices = NoticeWriter(plan=rules.plan, templates=rules.templates, quiet=rules.quiet, vault=vault, channels=channels, court=court)
    letters = UnitLetters(notices=notices, printer=lambda: rules.letters, vault=vault, hotline="12368")

    async def review(entry: str) -> None:
        async with store.writing() as books:
            await letters.follow(books, looked(entry), NOW)
            await asyncio.sleep(0.05)

    await asyncio.gather(*map(review, ("E1", "E2", "E3")))
    async with store.reading() as books:
        assert await books.office.notes_of(NOTES, ["last/苏0114/2026"]) == {"last/苏0114/2026": "3"}
        assert len(await books.deliveries.page()) == 3
