"""The journal on the console: searched, checked, taken along; for who looks into what others did."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.integration.console.test_places import _entry

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office

LIST = "exposure-2026-11-1"


async def _paused(office: Office, reason: str = "本人称已付款") -> str:
    """Pause an entry and number the journal."""
    entry = await _entry(office)
    await office.house.withdrawal.pause([entry], await office.house.staff.user("sun"), reason=reason)
    while await office.house.sequencing.drain():
        continue
    return entry


@pytest.mark.parametrize(("name", "status"), [("li", 200), ("wang", 200), ("lin", 403), ("sun", 403)])
@pytest.mark.parametrize("path", ["", "/chain", "/table.csv"])
async def test_the_journal_is_for_who_looks_into_it(published: Office, name: str, status: int, path: str) -> None:
    """Auditor, supervision and bureau chief; the others find no link to it."""
    seat = await published.seat(name)
    assert (await seat.get(f"/console/journal{path}"))[0] == status
    assert ('href="/console/journal"' in (await seat.get("/console/"))[1]) is (status == 200)


async def test_lines_are_searched_by_subject_person_deed_and_day(published: Office) -> None:
    """All that is given must match; the last day is included."""
    entry, seat = await _paused(published), await published.seat("li")
    for query in (f"subject={entry}", "who=sun", "what=pause", "from=2026-11-14&until=2026-11-14"):
        _, page = await seat.get(f"/console/journal?{query}")
        assert "本人称已付款" in page
    for query in (f"subject={LIST}", "who=lin", "what=resume", "until=2026-11-13"):
        _, page = await seat.get(f"/console/journal?{query}")
        assert "本人称已付款" not in page
    assert (await seat.get("/console/journal?from=yesterday"))[0] == 422


async def test_the_chain_is_checked_from_the_first_line(published: Office) -> None:
    """It says up to which number; after somebody changed the database it says from which on not."""
    await _paused(published)
    seat = await published.seat("li")
    async with published.house.store.reading() as books:
        last = (await books.office.deeds())[-1].number
    assert f"已核验至第 <b>{last}</b> 条" in (await seat.get("/console/journal/chain"))[1]
    engine = create_async_engine(published.house.settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE journal SET reason = '改' WHERE number = 2"))
    await engine.dispose()
    _, page = await seat.get("/console/journal/chain")
    assert "第 2 条与前面的记录不相接" in page
    assert "此前 1 条相符" in page


async def test_the_table_is_safe_against_formulas_and_journaled(published: Office) -> None:
    """What somebody typed as a reason is text to a spreadsheet; whoever takes the journal along stands in it."""
    entry, seat = await _paused(published, "=HYPERLINK(1)"), await published.seat("li")
    async with seat.http.get(f"{published.address}/console/journal/table.csv?subject={entry}&who=sun") as answer:
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert rows[0][:6] == ["编号", "时间", "办理人", "事项", "对象", "理由"]
    assert [(row[2], row[3], row[5]) for row in rows[1:]] == [("sun", "暂停展示", "'=HYPERLINK(1)")]
    while await published.house.sequencing.drain():
        continue
    assert "下载日志" in (await seat.get("/console/journal?who=li"))[1]


async def test_long_journals_are_paged(published: Office) -> None:
    """Fifty lines a page; the search goes along."""
    sun = await published.house.staff.user("sun")
    entry = await _entry(published)
    for _ in range(14):
        await published.house.withdrawal.pause([entry], sun, reason="核查")
        await published.house.withdrawal.resume([entry], sun, reason="已核")
    while await published.house.sequencing.drain():
        continue
    seat = await published.seat("li")
    _, page = await seat.get(f"/console/journal?subject={entry}")
    assert "第 1 页，共 2 页" in page
    assert f"/console/journal?subject={entry}&amp;page=2" in page
    assert "第 2 页，共 2 页" in (await seat.get(f"/console/journal?subject={entry}&page=9"))[1]
