"""`POST /api/v1/events` and the other addresses of machines, as the contract writes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.acceptance.online import BATCH, EVENTS, Answer, Online
from tests.builders import case, listed, person, revoked

if TYPE_CHECKING:
    from tests.builders import Body

PERSON = person()
SINGLE = {"Content-Type": "application/cloudevents+json"}
JPEG = (Path(__file__).parents[2] / "sample" / "photos" / "001.jpg").read_bytes()


def assert_problem(answer: Answer, status: int) -> None:
    """Check that an answer is a problem document of RFC 9457."""
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.told["status"] == status
    assert {"type", "title", "status", "detail"} <= set(answer.told)


async def test_a_batch_is_answered_with_its_counts(court: Online) -> None:
    """202 tells how many were accepted, how many were known already, and which were rejected."""
    key = await court.key()
    assert (await court.post(key, listed())).told == {"accepted": 1, "duplicates": 0, "rejected": []}
    answer = await court.post(key, listed(), revoked())
    assert answer.status == 202
    assert answer.told == {"accepted": 1, "duplicates": 1, "rejected": []}


async def test_one_bad_event_holds_nobody_back(court: Online) -> None:
    """A faulty event is named by place, id and pointer; those before and behind it are accepted."""
    faulty = listed() | {"id": "faulty"}
    faulty["data"] = faulty["data"] | {"listing": {**faulty["data"]["listing"], "grounds": [9]}}
    answer = await court.post(await court.key(), listed(), faulty, 7, revoked())
    assert answer.told["accepted"] == 2
    assert [(each["index"], each["id"]) for each in answer.told["rejected"]] == [(1, "faulty"), (2, "")]
    assert answer.told["rejected"][0]["errors"][0]["pointer"] == "/data/listing/grounds/0"


async def test_what_was_answered_is_durable(court: Online) -> None:
    """With the 202 the events stand in the database."""
    await court.post(await court.key(), listed(), revoked())
    async with court.house.store.reading() as books:
        assert await books.cases.count_events() == 2


async def test_a_known_id_with_other_content_is_rejected(court: Online) -> None:
    """An event is known by source and id; the same with other content is rejected, and the first stays."""
    key, changed = await court.key(), listed(person("他人"))
    await court.post(key, listed() | {"id": "one"})
    answer = await court.post(key, changed | {"id": "one"})
    assert answer.told["rejected"][0]["errors"][0]["pointer"] == "/id"


async def test_a_subject_that_is_not_the_case_s_number_is_rejected(court: Online) -> None:
    """The subject is the number of the case."""
    answer = await court.post(await court.key(), listed() | {"subject": "（2026）苏0114执9999号"})
    assert [each["errors"][0]["pointer"] for each in answer.told["rejected"]] == ["/subject"]


async def test_a_fault_names_no_person(court: Online) -> None:
    """What is said of a faulty event repeats no value of it, for it may be a citizen's number."""
    answer = await court.post(await court.key(), listed(of=case(amount_due=PERSON["id_number"])))
    assert answer.told["rejected"]
    assert b"320199" not in answer.body


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"not": "a batch"}'])
async def test_a_body_that_is_no_json_is_400(court: Online, body: bytes) -> None:
    """400 only where the body is no JSON of the announced kind."""
    assert_problem(await court.ask("POST", EVENTS, key=await court.key(), body=body, **BATCH), 400)


async def test_more_than_a_thousand_events_are_413(court: Online) -> None:
    """A thousand events are taken, one more is too many."""
    key = await court.key()
    assert (await court.post(key, *[{}] * 1000)).status == 202
    assert_problem(await court.post(key, *[{}] * 1001), 413)


async def test_nobody_posts_without_a_right_key(court: Online) -> None:
    """Without a key, with a wrong one, or with an agency's, nothing is taken."""
    for key in ("", "wrong", await court.key("feeds:read", "credit_office")):
        answer = await court.post(key, listed())
        assert_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_another_media_type_is_415(court: Online) -> None:
    """Events come as CloudEvents and as nothing else."""
    assert_problem(await court.ask("POST", EVENTS, key=await court.key(), body=[listed()], Content_Type="application/json"), 415)


async def test_events_are_posted_and_not_read(court: Online) -> None:
    """Any other method is refused, and told which one is allowed."""
    answer = await court.ask("GET", EVENTS)
    assert_problem(answer, 405)
    assert answer.headers["Allow"] == "POST"


async def test_one_event_alone(court: Online) -> None:
    """One event may come alone, in structured mode."""
    answer = await court.ask("POST", EVENTS, key=await court.key(), body=listed(), **SINGLE)
    assert answer.told["accepted"] == 1


async def test_an_event_in_headers(court: Online) -> None:
    """In binary mode the attributes are headers, percent-encoded; it is the same event as in structured mode."""
    key, told = await court.key(), listed()
    assert (await court.ask("POST", EVENTS, key=key, body=told["data"], **_in_headers(told))).told["accepted"] == 1
    assert (await court.post(key, told)).told == {"accepted": 0, "duplicates": 1, "rejected": []}


async def test_a_photo_is_kept_where_events_name_it(court: Online) -> None:
    """PUT keeps a photo below the photo folder."""
    answer = await court.ask("PUT", "/api/v1/photos/photos/001.jpg", key=await court.key(), body=JPEG, Content_Type="image/jpeg")
    assert answer.status == 204
    assert court.house.photos.read("001.jpg") == JPEG


async def test_a_photo_is_kept_nowhere_else(court: Online) -> None:
    """A path that leads out of the folder is refused, and so is who shows no key."""
    assert (await court.ask("PUT", "/api/v1/photos/..%2F..%2Fsecret.jpg", key=await court.key(), body=JPEG)).status in (404, 422)
    assert (await court.ask("PUT", "/api/v1/photos/001.jpg", body=JPEG)).status == 401
    assert court.house.photos.read("001.jpg") is None


async def test_operators_can_ask_how_it_goes(court: Online) -> None:
    """It says that it is alive and ready, and what it counts; an event more is counted."""
    assert (await court.ask("GET", "/healthz")).told == {"status": "ok"}
    assert (await court.ask("GET", "/readyz")).told == {"status": "ok"}
    await court.post(await court.key(), listed())
    assert b"broadcaster_events 1.0" in (await court.ask("GET", "/metrics")).body


async def test_the_addresses_are_described(court: Online) -> None:
    """The OpenAPI document names the addresses of the contract, this one of events among them."""
    paths = (await court.ask("GET", "/api/v1/openapi.json")).told["paths"]
    assert {EVENTS, "/api/v1/photos/{path}", "/feeds/v1", "/feeds/v1/{feed}/events", "/v/{code}", "/exposure/{code}", "/healthz"} <= set(
        paths
    )


async def test_an_unknown_address_is_no_page(court: Online) -> None:
    """What is nowhere in the contract is 404."""
    assert (await court.ask("GET", "/nowhere")).status == 404


def _in_headers(told: Body) -> dict[str, str]:
    attributes = {name: value for name, value in told.items() if name not in ("data", "datacontenttype")}
    return {"Content_Type": "application/json"} | {f"ce_{name}": quote(value, safe="/:+") for name, value in attributes.items()}
