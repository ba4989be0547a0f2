"""What the agencies read after the month: complete, in order, for their eyes only, and taken back with a reason."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from broadcaster.resources import folder
from tests.acceptance.court_month import age_on, parties
from tests.builders import listed

if TYPE_CHECKING:
    from tests.acceptance.court_month import CourtMonth, Told
    from tests.acceptance.online import Online

AGENCIES: dict[str, Any] = tomllib.loads((folder("config") / "agencies.toml").read_text("utf-8"))["agency"]
OFFICE_OF = {"discipline_commission": {"civil_servant", "party_member"}, "peoples_congress": {"npc_deputy"}, "cppcc": {"cppcc_member"}}
OFFICE_OF |= {"united_front": {"united_front"}}
ALWAYS = {"listing_id", "kind", "name", "case_number", "court", "published_on"}
REASONS = {"revoked", "deleted", "corrected_away", "expired", "out_of_scope", "detention_ended"}
ENDED = date(2026, 11, 30)
FULL = re.compile(r"\d{17}[\dX]")
PAGE = 7


async def read(court: Online, agency: str, feed: str = "dishonest") -> list[Told]:
    """Read a feed from its beginning, page by page along its links."""
    key, path, found = await court.key("feeds:read", agency), f"/feeds/v1/{feed}/events?limit={PAGE}", []
    while path:
        page = await court.ask("GET", path, key=key)
        assert page.status == 200
        assert page.headers["Content-Type"] == "application/cloudevents-batch+json"
        found += page.told
        following = re.fullmatch(r'<(.*)>; rel="next"', page.headers.get("Link", ""))
        path = following[1] if following else ""
    assert len(found) == int(page.headers["Feed-Head"])
    return found


async def everything(court: Online) -> dict[tuple[str, str], list[Told]]:
    """Read every feed of every agency."""
    return {(agency, feed): await read(court, agency, feed) for agency, told in AGENCIES.items() for feed in told["feeds"]}


def published(events: list[Told]) -> dict[tuple[str, str], Told]:
    """Return the last word about everyone that is not taken back, by case and name."""
    last = {event["subject"]: event["data"] for event in events}
    return {(told["case_number"], told["name"]): told for told in last.values() if "withdrawal" not in told}


async def test_every_feed_is_gapless_from_one(after_the_month: Online) -> None:
    """Each agency's events of each feed are numbered 1, 2, 3 ... and none is missing, read page by page."""
    feeds = await everything(after_the_month)
    assert {agency for agency, _ in feeds} == {
        "credit_office",
        "discipline_commission",
        "peoples_congress",
        "cppcc",
        "united_front",
        "market_regulator",
    }
    for events in feeds.values():
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))


async def test_every_event_keeps_the_schema(after_the_month: Online) -> None:
    """Each event is valid by feed-entry.schema.json, formats included."""
    schema = json.loads((folder("config") / "schemas" / "feed-entry.schema.json").read_text("utf-8"))
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    events = [event for events in (await everything(after_the_month)).values() for event in events]
    assert len(events) > 200
    for event in events:
        assert validator.is_valid(event)


async def test_revisions_of_an_entry_grow_by_one(after_the_month: Online) -> None:
    """What is told of one entry is numbered 1, 2, 3 ... too."""
    for events in (await everything(after_the_month)).values():
        for subject in {event["subject"] for event in events}:
            revisions = [event["revision"] for event in events if event["subject"] == subject]
            assert revisions == list(range(1, len(revisions) + 1))


async def test_an_agency_sees_exactly_its_own_people(month: CourtMonth, after_the_month: Online) -> None:
    """Of the public servants, deputies and members each agency sees exactly those of its own office, and all of them (R44, R45)."""
    known = set(published(await read(after_the_month, "credit_office")))
    for agency, offices in OFFICE_OF.items():
        holders = {key for key in known if offices & {each["office"] for each in month.people[key].get("public_offices", ())}}
        assert set(published(await read(after_the_month, agency))) == holders


async def test_each_agency_sees_its_fields_and_no_others(after_the_month: Online) -> None:
    """An entry holds what every agency gets and what stands in the agency's field list."""
    for (agency, _), events in (await everything(after_the_month)).items():
        for event in events:
            if "withdrawal" not in event["data"]:
                assert set(event["data"]) <= ALWAYS | set(AGENCIES[agency]["fields"])


async def test_full_numbers_go_only_where_the_law_needs_them(after_the_month: Online) -> None:
    """Only agencies with `id_number` in their list get a full number; the others get it masked, or none (R48)."""
    for (agency, feed), events in (await everything(after_the_month)).items():
        told = json.dumps(events, ensure_ascii=False)
        if "id_number" in AGENCIES[agency]["fields"]:
            assert feed == "bounty" or FULL.search(told)
        else:
            assert not FULL.search(told)


async def test_nobody_is_told_of_whom_nobody_may_know(month: CourtMonth, after_the_month: Online) -> None:
    """No minor, nobody in grace and no student's campus loan was ever told to any agency (R3, R17, R18)."""
    secret = {(e["subject"], p["name"]) for e in month.events for p in parties(e) if "id_number" in p and age_on(p, ENDED) < 18}
    secret |= {(e["subject"], e["data"]["party"]["name"]) for e in month.of("debtor.listed") if _waits(e)}
    assert len(secret) > 3
    for events in (await everything(after_the_month)).values():
        assert not secret & {(event["data"].get("case_number"), event["data"].get("name")) for event in events}


async def test_what_is_taken_back_has_a_reason_and_a_time(after_the_month: Online) -> None:
    """A withdrawal names its reason, its legal basis and since when, and no person."""
    feeds = await everything(after_the_month)
    taken_back = [event for events in feeds.values() for event in events if "withdrawal" in event["data"]]
    assert taken_back
    for event in taken_back:
        told = event["data"]["withdrawal"]
        assert event["type"].endswith((".withdrawn", ".expired"))
        assert set(event["data"]) == {"withdrawal"} | ({"listing_id"} & set(event["data"]))
        assert told["reason"] in REASONS
        assert told["legal_basis"]
        assert datetime.fromisoformat(told["effective_at"])


async def test_a_revoked_listing_is_taken_back_as_revoked(month: CourtMonth, after_the_month: Online) -> None:
    """What the court revoked, the credit office was told to take back, for that reason."""
    events = await read(after_the_month, "credit_office")
    subjects = {event["data"].get("listing_id"): event["subject"] for event in events if "withdrawal" not in event["data"]}
    revoked = [
        subjects[event["data"]["listing_id"]] for event in month.of("debtor.listing_revoked") if event["data"]["listing_id"] in subjects
    ]
    assert revoked
    for subject in revoked:
        last = [event["data"] for event in events if event["subject"] == subject][-1]
        assert last["withdrawal"]["reason"] == "revoked"


async def test_the_digest_can_be_worked_out_by_the_reader(after_the_month: Online) -> None:
    """Feed-Digest is the sha256 over the sorted lines entry:revision:sha256(data) of what is published: a reader can check it."""
    for agency in AGENCIES:
        key = await after_the_month.key("feeds:read", agency)
        page = await after_the_month.ask("GET", "/feeds/v1/dishonest/events?limit=1000", key=key)
        last = {event["subject"]: event for event in page.told}
        lines = [_line(event) for event in last.values() if "withdrawal" not in event["data"]]
        assert page.headers["Feed-Digest"] == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


async def test_nobody_reads_without_a_key(after_the_month: Online) -> None:
    """Without a key, or with one for something else, a feed is closed."""
    for key in ("", "wrong", await after_the_month.key()):
        assert (await after_the_month.ask("GET", "/feeds/v1/dishonest/events", key=key)).status == 401
        assert (await after_the_month.ask("GET", "/feeds/v1", key=key)).status == 401


async def test_an_agency_learns_what_it_may_see(after_the_month: Online) -> None:
    """`/feeds/v1` tells an agency its feeds and fields; a feed that is not among them does not exist for it."""
    key = await after_the_month.key("feeds:read", "market_regulator")
    told = (await after_the_month.ask("GET", "/feeds/v1", key=key)).told
    assert list(told["feeds"]) == ["dishonest"]
    assert told["fields"] == AGENCIES["market_regulator"]["fields"]
    assert (await after_the_month.ask("GET", "/feeds/v1/bounty/events", key=key)).status == 404


async def test_who_knows_a_page_need_not_read_it_again(after_the_month: Online) -> None:
    """The same page with its ETag is 304 and empty."""
    key, path = await after_the_month.key("feeds:read", "credit_office"), "/feeds/v1/dishonest/events?after=3&limit=5"
    etag = (await after_the_month.ask("GET", path, key=key)).headers["ETag"]
    again = await after_the_month.ask("GET", path, key=key, If_None_Match=etag)
    assert (again.status, again.body) == (304, b"")


async def test_who_waits_hears_at_once(court: Online) -> None:
    """A reader who waits is answered when something is told, and not before."""
    key = await court.key("feeds:read", "credit_office")
    waiting = asyncio.create_task(court.ask("GET", "/feeds/v1/dishonest/events?after=0&wait=20", key=key))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    await court.tell(listed())
    assert [event["type"] for event in (await waiting).told] == ["court.feed.dishonest.published"]


def _waits(event: Told) -> bool:
    told, party = event["data"]["listing"], event["data"]["party"]
    return told.get("grace_ends_on", "") >= str(ENDED) or bool(told.get("campus_loan") and party.get("full_time_student"))


def _line(event: Told) -> str:
    canonical = json.dumps(event["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{event['subject']}:{event['revision']}:{hashlib.sha256(canonical.encode()).hexdigest()}\n"
