"""What happens in the sample month: events at their own times, the lists on the 9th, publication on the 14th, and all that follows."""

from __future__ import annotations

import json
import secrets
from bisect import bisect
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from broadcaster import resources
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.entries import EntryKind, ListKind, subject_of
from broadcaster.domain.reasons import NAMESAKE
from broadcaster.domain.users import StaffRole
from broadcaster.entrypoints.demo.faulty import duplicates_of, faulty_like
from broadcaster.services.case_files import entries_with_files

if TYPE_CHECKING:
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.entrypoints.demo.world import World

SCREENED_AT = datetime(2026, 11, 9, 8, tzinfo=COURT_ZONE)
PUBLISHED_AT = datetime(2026, 11, 14, 8, tzinfo=COURT_ZONE)
_PARTS = ("08", "20")
_AFTER = timedelta(hours=1)
_MONTH = "2026-11"
_DAYS_ON_DUTY = 35
_ASSESSMENT = "雨花法个保评〔2026〕11号"
_PHOTO_REASON = "执行需要，照片来源清楚，已与证件核对"
_PHOTO_EVERY = 2
"""The demo's leaders grant every second photo, by name, so that pictures of both sorts are seen."""


class Month:
    """Replays the month and remembers what the intake answered."""

    def __init__(self, world: World, *, cases: int) -> None:
        """Take the first `cases` cases of the sample, or all."""
        self._world = world
        self._house = world.house
        self._events = _sample(cases)
        self.answers: Counter[str] = Counter()
        self.rejected: list[dict[str, Any]] = []
        self.lists: list[ExposureList] = []
        self.agency_keys: dict[str, str] = {}
        self.staff_note = ""

    async def run(self) -> None:
        """Let the month happen."""
        await self._prepare()
        columns = (
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[what]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns) as progress:
            bar = progress.add_task("2026-11-01", total=len(self._events), what="")
            screened = published = False
            for (day, _), batch in groupby(self._events, key=_part_of_day):
                events = list(batch)
                at = datetime.fromisoformat(events[-1]["time"])
                if not screened and at >= SCREENED_AT:
                    screened = True
                    progress.update(bar, what="名单筛查、制作、审批")
                    await self._until(SCREENED_AT)
                    await self._lists()
                if not published and at >= PUBLISHED_AT:
                    published = True
                    progress.update(bar, what="公布")
                    await self._until(PUBLISHED_AT)
                    await self._publish()
                progress.update(bar, description=day, what="")
                await self._until(at)
                await self._post(events)
                progress.advance(bar, len(events))
            await self._ending()

    async def _prepare(self) -> None:
        staff = self._house.staff
        self._key = await staff.issue_key("case-management", "events:write")
        password = secrets.token_urlsafe(9)
        self._publicity = await staff.add("xuanchuan", [StaffRole.PUBLICITY], password)
        self._chief = await staff.add("juzhang", [StaffRole.BUREAU_CHIEF], password, mobile="19900000901")
        officer = await staff.add("zhiban", [StaffRole.DUTY_OFFICER], password, mobile="19900000902")
        deputy = await staff.add("fuban", [StaffRole.DUTY_OFFICER], password, mobile="19900000903")
        supervisor = await staff.add("jiancha", [StaffRole.SUPERVISION], password, email="jiancha@court.example.gov.cn")
        await self._house.roster.bring(_roster(officer.name, deputy.name), self._chief)
        titles = {self._publicity: "宣传", self._chief: "局长", officer: "值班", deputy: "副班", supervisor: "监察室"}
        self.staff_note = f"用户 {'、'.join(f'{user.name}（{title}）' for user, title in titles.items())}，口令 {password}"
        for name in self._house.settings.agencies.agency:
            self.agency_keys[name] = await staff.issue_key(name, "feeds:read", name)

    async def _until(self, moment: datetime) -> None:
        """Let the time pass up to a moment, stopping wherever a delivery or a review falls due."""
        while (due := await self._next_due()) and due <= moment:
            self._world.clock.set(max(due, self._world.clock.now()))
            await self._house.bell.ring("review")
            await self._world.settle()
        self._world.clock.set(moment)

    async def _next_due(self) -> datetime | None:
        async with self._house.store.reading() as books:
            due = (await books.deliveries.next_due(), await books.cases.next_due())
        return min((each for each in due if each), default=None)

    async def _post(self, events: list[dict[str, Any]]) -> None:
        answer = await self._house.http.request(
            "POST",
            f"{self._house.settings.public_url}/api/v1/events",
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/cloudevents-batch+json"},
            body=msgspec.json.encode(events),
            seconds=60,
        )
        told = json.loads(answer.body)
        self.answers.update(accepted=told["accepted"], duplicates=told["duplicates"], rejected=len(told["rejected"]))
        self.rejected += told["rejected"]
        await self._world.settle()

    async def _lists(self) -> None:
        """Two people: publicity drafts, checks namesakes, grants photos by name and submits; the chief approves what he saw."""
        for kind in ListKind:
            drafted = await self._house.screening.screen(kind, _MONTH, self._publicity)
            for line in drafted.lines:
                if any(key == NAMESAKE.key for key, _ in line.reasons):
                    drafted = await self._house.screening.confirm_distinct(drafted.list_id, line.entry, self._publicity)
            if not drafted.included:
                self.lists.append(drafted)
                continue
            grants = await self._photos(drafted)
            submitted = await self._house.approval.submit(drafted.list_id, self._publicity, assessment=_ASSESSMENT, grants=grants)
            self.lists.append(await self._house.approval.approve(drafted.list_id, self._chief, digest=submitted.digest))

    async def _photos(self, drafted: ExposureList) -> dict[str, dict[str, str]]:
        if drafted.kind.entries is EntryKind.BOUNTY_PROPERTY:
            return {}
        fit = []
        async with self._house.store.reading() as books:
            known = await entries_with_files(books, [line.entry for line in drafted.included])
            shared = await books.exposure.shared_photos({row.photo_digest for row, _ in known})
            for row, file in known:
                photo = subject_of(file, row.key).party.photo
                if row.photo_digest and row.photo_digest not in shared and photo and photo.taken_on and photo.matched_by:
                    fit.append(row.entry)
        return {entry: {"photo": _PHOTO_REASON} for entry in fit[::_PHOTO_EVERY]}

    async def _publish(self) -> None:
        publish = self._house.publication.publish
        self.lists = [await publish(each.list_id, self._publicity) if each.included else each for each in self.lists]
        await self._world.settle()

    async def _ending(self) -> None:
        """Send again what came already and what is faulty, as real systems do, then let everything due happen."""
        await self._post(duplicates_of(self._events))
        await self._post(faulty_like(self._events[0]))
        last = self._world.clock.now() + _AFTER
        async with self._house.store.reading() as books:
            due = await books.deliveries.next_due()
        await self._until(max(last, due + _AFTER) if due else last)
        while await self._house.sequencing.drain():
            continue


def _part_of_day(event: dict[str, Any]) -> tuple[str, int]:
    """Return the day and its part: night, day or evening; what arrives in one part is posted together."""
    moment = event["time"]
    return moment[:10], bisect(_PARTS, moment[11:13])


def _roster(officer: str, deputy: str) -> bytes:
    """Return the month's roster as a court would hand it in: from nine to nine, the two in turn."""
    days = [date(2026, 11, 1) + timedelta(days=number) for number in range(_DAYS_ON_DUTY)]
    pairs = ((officer, deputy), (deputy, officer))
    lines = [f"{day} 09:00,{day + timedelta(days=1)} 09:00,{','.join(pairs[day.day % 2])}" for day in days]
    return "\n".join(["from,until,officer,deputy", *lines]).encode()


def _sample(cases: int) -> list[dict[str, Any]]:
    lines = (resources.folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    if cases:
        wanted = set(list(dict.fromkeys(event["subject"] for event in events))[:cases])
        events = [event for event in events if event["subject"] in wanted]
    return sorted(events, key=lambda event: datetime.fromisoformat(event["time"]))
