"""Deliveries: owed once, claimed by one, reported on, and never moved out of a final state (R72)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.domain.deliveries import AWAITS_ITS_TURN, FINAL, REPORTABLE, DeliveryState
from broadcaster.ports.delivery_book import Claimed, Release, Verdict
from tests.builders import CASE_NUMBER, moment, owed

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore
    from broadcaster.domain.deliveries import Owed

NOW = moment("2026-11-05", "10:00")
UNTIL = NOW + timedelta(seconds=60)
LATER = UNTIL + timedelta(seconds=1)
SMS = owed()


async def owe(store: SqlStore, *deliveries: Owed) -> None:
    """Write deliveries."""
    async with store.writing() as books:
        await books.deliveries.owe(deliveries, NOW)


async def claim(store: SqlStore, at: datetime = NOW, most: int = 100, *, urgent_only: bool = False) -> list[Claimed]:
    """Claim what is due."""
    async with store.writing() as books:
        return await books.deliveries.claim(at, at + timedelta(seconds=60), most, media=["sms", "email"], urgent_only=urgent_only)


async def settle(store: SqlStore, state: DeliveryState, provider_id: str | None = "SM1", *, resolved: bool = False) -> None:
    """Write what became of d1."""
    async with store.writing() as books:
        await books.deliveries.settle([Verdict("d1", state, "why", NOW, provider_id, "raw", resolved=resolved)], NOW)


async def report(
    store: SqlStore, state: DeliveryState, delivery_id: str = "d1", channel: str = "sms_twilio", provider_id: str = "SM1"
) -> bool:
    """Take a provider's report."""
    async with store.writing() as books:
        return await books.deliveries.report(channel, Verdict(delivery_id, state, "", NOW), provider_id, NOW) is not None


async def states(store: SqlStore) -> dict[str, DeliveryState]:
    """Return every delivery's state."""
    async with store.reading() as books:
        return {row.delivery_id: row.state for row in await books.deliveries.page()}


async def test_r72_a_delivery_owed_twice_is_owed_once(store: SqlStore) -> None:
    """Known by event, kind, party, recipient and medium; what has moved on is left alone."""
    await owe(store, SMS)
    await claim(store)
    await owe(store, SMS, replace(SMS, delivery_id="d9"))
    assert await states(store) == {"d1": DeliveryState.SENDING}


async def test_a_claim_hands_out_what_is_to_be_sent(store: SqlStore) -> None:
    """Address and text unsealed, the attempt counted, the first remembered."""
    await owe(store, SMS)
    (claimed,) = await claim(store)
    assert (claimed.address, claimed.message, claimed.attempts) == ("19900000001", b'{"text":"x"}', 1)
    assert claimed.first_tried_at == NOW


async def test_r32_no_address_lies_readable_in_the_database(store: SqlStore, store_url: str) -> None:
    """Numbers and texts are sealed."""
    await owe(store, SMS)
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM deliveries"))).one()
    await engine.dispose()
    assert b"19900000001" not in b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


async def test_only_what_is_due_by_a_medium_at_hand_is_claimed_urgent_first(store: SqlStore) -> None:
    """Held, not yet due and other media's stay."""
    held = owed(2, state=DeliveryState.HELD, reason="R92.asset_control")
    await owe(store, SMS, held, owed(3, due_at=LATER), owed(4, medium="fax"), owed(5, urgent=True))
    assert [each.delivery_id for each in await claim(store, most=1)] == ["d5"]
    assert [each.delivery_id for each in await claim(store)] == ["d1"]


async def test_r68_at_night_only_what_is_urgent_is_claimed(store: SqlStore) -> None:
    """Routine waits for the morning."""
    await owe(store, SMS, owed(5, urgent=True))
    assert [each.delivery_id for each in await claim(store, urgent_only=True)] == ["d5"]


async def test_r94_nothing_of_a_case_is_sent_while_it_awaits_review(store: SqlStore) -> None:
    """A death or payment told a second ago is looked at first."""
    await owe(store, SMS, owed(2, case_number="another case"))
    async with store.writing() as books:
        await books.cases.want_reviews([CASE_NUMBER], NOW)
    assert [each.delivery_id for each in await claim(store)] == ["d2"]
    async with store.writing() as books:
        (review,) = await books.cases.claim_reviews(NOW, UNTIL, 1)
    assert await claim(store) == []
    async with store.writing() as books:
        await books.cases.finish_reviews([(review, None)])
    assert [each.delivery_id for each in await claim(store)] == ["d1"]


async def test_two_workers_never_claim_the_same_delivery(store: SqlStore) -> None:
    """At the same moment, each goes to one of them."""
    await owe(store, *(owed(number) for number in range(30)))
    first, second = await asyncio.gather(claim(store), claim(store))
    assert len(first + second) == len({each.delivery_id for each in (*first, *second)}) == 30


async def test_r72_what_a_worker_never_gave_back_is_unknown_not_queued(store: SqlStore) -> None:
    """It may have been sent; while the lease runs it is not touched."""
    await owe(store, SMS)
    await claim(store)
    async with store.writing() as books:
        assert await books.deliveries.mark_lost(NOW + timedelta(seconds=30)) == 0
        assert await books.deliveries.mark_lost(LATER) == 1
    assert await claim(store, LATER) == []
    assert await states(store) == {"d1": DeliveryState.UNKNOWN}


async def test_what_is_unknown_is_asked_about_by_one_worker(store: SqlStore) -> None:
    """Under a lease of its own; what a medium not at hand has left is nobody's question."""
    await owe(store, SMS)
    await claim(store)
    await settle(store, DeliveryState.UNKNOWN, None)
    async with store.writing() as books:
        assert await books.deliveries.claim_unknown(NOW, UNTIL, 10, media=["email"]) == []
        assert [each.delivery_id for each in await books.deliveries.claim_unknown(NOW, UNTIL, 10, media=["sms", "email"])] == ["d1"]
        assert await books.deliveries.claim_unknown(NOW, UNTIL, 10, media=["sms", "email"]) == []
        assert len(await books.deliveries.claim_unknown(LATER, LATER + timedelta(minutes=1), 10, media=["sms", "email"])) == 1


async def test_that_mail_went_once_more_is_remembered(store: SqlStore) -> None:
    """`resolved` is never forgotten."""
    await owe(store, SMS)
    await claim(store)
    await settle(store, DeliveryState.QUEUED, resolved=True)
    (again,) = await claim(store)
    assert again.resolved
    await settle(store, DeliveryState.QUEUED)
    assert (await claim(store))[0].resolved


async def test_a_report_that_came_first_is_not_overwritten(store: SqlStore) -> None:
    """The provider's callback overtook the answer to the request."""
    await owe(store, SMS)
    await claim(store)
    assert await report(store, DeliveryState.DELIVERED)
    await settle(store, DeliveryState.ACCEPTED)
    assert await states(store) == {"d1": DeliveryState.DELIVERED}


async def test_r72_a_report_moves_nothing_that_waits_or_has_ended(store: SqlStore) -> None:
    """Final stays final; what was never sent was not delivered."""
    still = sorted(set(DeliveryState) - REPORTABLE)
    await owe(store, *(owed(number, state=state) for number, state in enumerate(still)))
    for number in range(len(still)):
        for told in (DeliveryState.DELIVERED, DeliveryState.REJECTED, DeliveryState.ACCEPTED):
            assert not await report(store, told, f"d{number}")
    assert await states(store) == {f"d{number}": state for number, state in enumerate(still)}


async def test_a_report_is_found_by_the_providers_own_number(store: SqlStore) -> None:
    """Of that channel; a repeat moves nothing."""
    await owe(store, SMS)
    await claim(store)
    await settle(store, DeliveryState.ACCEPTED)
    assert not await report(store, DeliveryState.DELIVERED, "", channel="email")
    assert not await report(store, DeliveryState.DELIVERED, "", provider_id="SM2")
    assert await report(store, DeliveryState.DELIVERED, "")
    assert not await report(store, DeliveryState.DELIVERED, "")
    assert not await report(store, DeliveryState.REJECTED, "")


async def test_a_report_without_any_name_moves_nothing(store: SqlStore) -> None:
    """Neither our id nor the provider's: nobody's report."""
    await owe(store, SMS)
    await claim(store)
    async with store.writing() as books:
        assert not await books.deliveries.report("sms_twilio", Verdict("", DeliveryState.DELIVERED, "", NOW), None, NOW)


async def test_r92_a_release_queues_what_was_held_for_that_reason(store: SqlStore) -> None:
    """Of that party and recipient; excepted kinds stay; the confirmed address replaces the old one."""
    held = [owed(number, state=DeliveryState.HELD, reason="R93.number_unconfirmed") for number in (1, 2, 3)]
    await owe(store, held[0], replace(held[1], kind="liability"), replace(held[2], party_id="P2"))
    async with store.writing() as books:
        release = Release(CASE_NUMBER, "P1", "R93.number_unconfirmed", "self", frozenset({"liability"}), "19900000009")
        assert await books.deliveries.release(release, NOW, NOW) == 1
    (claimed,) = await claim(store)
    assert (claimed.delivery_id, claimed.address) == ("d1", "19900000009")


async def test_r94_what_was_not_sent_yet_can_be_cancelled(store: SqlStore) -> None:
    """By party and kind; what is on its way or has ended is left."""
    await owe(store, SMS, owed(2, state=DeliveryState.HELD), owed(3, state=DeliveryState.DEFERRED), owed(4, state=DeliveryState.DELIVERED))
    await owe(store, owed(5, kind="liability"), owed(6, party_id="P2"))
    async with store.writing() as books:
        waiting = (await books.deliveries.waiting([CASE_NUMBER]))[CASE_NUMBER]
        assert {(each.party_id, each.kind) for each in waiting} == {("P1", "filing"), ("P1", "liability"), ("P2", "filing")}
        assert await books.deliveries.cancel(CASE_NUMBER, "P1", "R94.deceased", NOW, kinds=["filing"]) == 3
    assert [name for name, state in sorted((await states(store)).items()) if state in FINAL] == ["d1", "d2", "d3", "d4"]
    async with store.writing() as books:
        assert await books.deliveries.cancel(CASE_NUMBER, "P1", "R94.deceased", NOW) == 1
        assert [each.party_id for each in (await books.deliveries.waiting([CASE_NUMBER]))[CASE_NUMBER]] == ["P2"]


async def test_what_is_waiting_can_be_counted(store: SqlStore) -> None:
    """By channel and state, by kind, and when the next is due; a notice by two ways is one notice."""
    await owe(store, SMS, owed(1, delivery_id="d2", medium="email", channel="email"), owed(3, due_at=LATER, kind="liability"))
    async with store.reading() as books:
        assert await books.deliveries.count() == {("sms_twilio", "queued"): 2, ("email", "queued"): 1}
        assert await books.deliveries.count_kinds() == {"filing": 1, "liability": 1}
        assert (await books.deliveries.next_due(), await books.deliveries.is_due(NOW)) == (NOW, True)


async def chain(store: SqlStore) -> None:
    """Owe a notice by SMS, and by mail behind it."""
    await owe(store, SMS, owed(2, event_key="e1", medium="email", state=DeliveryState.HELD, reason=AWAITS_ITS_TURN))


async def test_what_waits_behind_a_refused_message_goes_next(store: SqlStore) -> None:
    """SMS, then e-mail; and once it is under way the chain has somebody to count on."""
    await chain(store)
    async with store.writing() as books:
        assert await books.deliveries.pass_on("d1", LATER, NOW)
        assert await books.deliveries.pass_on("d1", LATER, NOW)
    assert await states(store) == {"d1": DeliveryState.QUEUED, "d2": DeliveryState.QUEUED}


async def test_a_refused_message_without_another_has_reached_nobody(store: SqlStore) -> None:
    """Neither another notice's message nor one to another reader counts."""
    await owe(store, SMS, owed(2, event_key="e2", medium="email"), owed(3, event_key="e1", recipient="lawyer/1"))
    async with store.writing() as books:
        assert not await books.deliveries.pass_on("d1", LATER, NOW)


async def test_what_waits_behind_a_message_that_arrived_is_not_sent(store: SqlStore) -> None:
    """One message is enough."""
    await chain(store)
    async with store.writing() as books:
        await books.deliveries.end_chain(["d1"], NOW)
    assert await states(store) == {"d1": DeliveryState.QUEUED, "d2": DeliveryState.CANCELLED}


async def test_r55_an_address_that_is_stopped_gets_nothing_more(store: SqlStore) -> None:
    """What is unsent is cancelled; others' are left; and it may be allowed again."""
    await owe(store, SMS, owed(2, address_key="a1"), owed(3))
    async with store.writing() as books:
        assert await books.deliveries.stop("a1", "R55.wrong_number", NOW) == 2
        assert await books.deliveries.stopped(["a1", "a3"]) == {"a1": "R55.wrong_number"}
        await books.deliveries.allow("a1", NOW)
        assert await books.deliveries.stopped(["a1"])
        await books.deliveries.allow("a1", LATER)
        assert await books.deliveries.stopped(["a1", "a3"]) == {}
    assert (await states(store))["d3"] is DeliveryState.QUEUED


async def test_r70_what_was_tried_today_is_counted_by_party_and_address(store: SqlStore) -> None:
    """What was given back untried does not count."""
    await owe(store, SMS, owed(2, address_key="a1"), owed(3, address_key="a1", party_id="P2"), owed(4, address_key="a1"))
    await claim(store)
    async with store.writing() as books:
        await books.deliveries.settle([Verdict("d4", DeliveryState.QUEUED, "", LATER, was_tried=False)], NOW)
        assert await books.deliveries.tried_since(NOW - timedelta(hours=1), ["a1"]) == {("P1", "a1"): 2, ("P2", "a1"): 1}
        assert await books.deliveries.tried_since(LATER, ["a1"]) == {}
        assert [row.delivery_id for row in await books.deliveries.sent_to("a1", "sms")][:1] != ["d4"]


async def test_what_was_given_back_untried_begins_as_if_never_claimed(store: SqlStore) -> None:
    """Its attempts and its first try are as before."""
    await owe(store, SMS)
    await claim(store)
    async with store.writing() as books:
        await books.deliveries.settle([Verdict("d1", DeliveryState.QUEUED, "", NOW, was_tried=False)], NOW)
    (again,) = await claim(store, LATER)
    assert (again.attempts, again.first_tried_at) == (1, LATER)


async def test_r72_an_accepted_sms_without_a_report_becomes_unknown_when_its_time_is_over(store: SqlStore) -> None:
    """Mail is never reported on, and stays accepted."""
    await owe(store, SMS, owed(2, medium="email"))
    await claim(store)
    async with store.writing() as books:
        await books.deliveries.settle([Verdict(name, DeliveryState.ACCEPTED, "", UNTIL) for name in ("d1", "d2")], NOW)
        assert not await books.deliveries.is_due(NOW)
        assert await books.deliveries.mark_silent(NOW, "no_report") == 0
        assert await books.deliveries.is_due(UNTIL)
        assert await books.deliveries.mark_silent(UNTIL, "no_report") == 1
    assert await states(store) == {"d1": DeliveryState.UNKNOWN, "d2": DeliveryState.ACCEPTED}


async def test_the_carrier_that_takes_a_message_is_written_down_before_it_goes(store: SqlStore) -> None:
    """After a crash that carrier is the one to ask."""
    await owe(store, SMS)
    await claim(store)
    async with store.writing() as books:
        await books.deliveries.route({"d1": "sms_cmpp"})
        (row,) = await books.deliveries.page()
    assert row.channel == "sms_cmpp"
