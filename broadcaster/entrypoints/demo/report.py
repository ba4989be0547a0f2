"""What the demo leaves behind: summary.json, pictures, posters, pages, and a closing table."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table

from broadcaster.domain.placements import Wanted
from broadcaster.services.places.production import PAGE, POSTER, SLIDE

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.entrypoints.demo.month import Month
    from broadcaster.entrypoints.demo.world import World

Summary = dict[str, Any]


async def summary_of(world: World, month: Month, *, seconds: float) -> Summary:
    """Return summary.json as the contract shapes it."""
    async with world.house.store.reading() as books:
        deliveries: dict[str, dict[str, int]] = {}
        for (channel, state), number in sorted((await books.deliveries.count()).items()):
            deliveries.setdefault(channel, {})[state] = number
        placed: dict[str, dict[str, int]] = {}
        for (channel, wanted), number in sorted((await books.exposure.count_placements()).items()):
            placed.setdefault(channel, {})[wanted] = number
        feeds = {
            policy.name: {feed: dict(await books.feeds.count_feed(policy.name, feed)) for feed in sorted(policy.feeds)}
            for policy in world.house.rules.policies
        }
        artifacts = [each for one in month.lists for each in await books.exposure.artifacts(one.list_id) if each.entries]
        gone = await books.exposure.placements(wanted=Wanted.GONE)
        kinds = dict(sorted((await books.deliveries.count_kinds()).items()))
    made = Counter(each.kind for each in artifacts)
    done = {each.entry for each in gone}
    pending = {each.entry for each in gone if not each.is_settled}
    return {
        "events": {name: month.answers[name] for name in ("accepted", "duplicates", "rejected")},
        "notices": kinds,
        "deliveries": deliveries,
        "lists": [_list(each) for each in month.lists],
        "artifacts": {"slides": made[SLIDE], "posters": made[POSTER], "pages": made[PAGE]},
        "placements": placed,
        "feeds": feeds,
        "withdrawals": {"done": len(done - pending), "pending": len(pending)},
        "seconds": round(seconds, 1),
    }


def _list(each: ExposureList) -> Summary:
    excluded = Counter(key for line in each.lines if not line.included for key, _ in line.reasons)
    return {
        "id": each.list_id,
        "kind": each.kind,
        "month": each.month,
        "entries": len(each.included),
        "excluded": dict(sorted(excluded.items())),
    }


async def keep_outputs(world: World, out: Path, summary: Summary) -> None:
    """Write the summary, and copy pictures, posters and pages to where a person looks for them."""
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    async with world.house.store.reading() as books:
        for each in await books.exposure.lists():
            for artifact in await books.exposure.artifacts(each.list_id):
                suffix = {SLIDE: "png", POSTER: "pdf", PAGE: "html"}[artifact.kind]
                line = each.line(artifact.subject)
                stem = f"{line.position:03}-{artifact.subject}" if line else artifact.subject
                path = out / "lists" / each.list_id / f"{artifact.kind}s" / f"{stem}.{suffix}"
                if artifact.entries:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(world.house.blobs.get(artifact.sha256))
    site = world.house.settings.home / "channels" / world.house.settings.placements.web_channel
    shutil.copytree(site, out / "site", dirs_exist_ok=True)


def table_of(summary: Summary, month: Month) -> Group:
    """Return the closing tables."""
    totals = Table("", "", title="本月结果", show_header=False, title_justify="left")
    totals.add_row("案件事件", _counts(summary["events"]))
    for fault in month.rejected:
        totals.add_row(f"  拒收 {fault['id']}", "; ".join(f"{each['pointer']} {each['message']}" for each in fault["errors"][:2]))
    totals.add_row("告知", _counts(summary["notices"]))
    for channel, states in summary["deliveries"].items():
        totals.add_row(f"  投递 {channel}", _counts(states))
    for each in summary["lists"]:
        totals.add_row(f"名单 {each['id']}", f"{each['entries']} 人在列；不在列：{_counts(each['excluded'])}")
    totals.add_row("制品", _counts(summary["artifacts"]))
    for channel, states in summary["placements"].items():
        totals.add_row(f"  展示 {channel}", _counts(states))
    for agency, feeds in summary["feeds"].items():
        totals.add_row(f"推送 {agency}", "；".join(f"{feed}: {_counts(counts)}" for feed, counts in feeds.items()))
    totals.add_row("撤下", _counts(summary["withdrawals"]))
    totals.add_row("用时", f"{summary['seconds']} 秒")
    return Group(totals)


def _counts(counts: dict[str, int]) -> str:
    return "，".join(f"{name} {number}" for name, number in counts.items()) or "-"
