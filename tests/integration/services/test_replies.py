"""What people write back: kept once, matched, and acted on only where it is certain (R55, R60)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.deliveries import DeliveryState
from broadcaster.domain.errors import NotAllowed, NotFound
from broadcaster.domain.replies import Sense
from broadcaster.domain.users import StaffRole, User
from broadcaster.ports.channels import BadSignature, CallbackRequest
from broadcaster.ports.delivery_book import Verdict
from broadcaster.ports.inbox import Reply
from broadcaster.services.people.callbacks import Callbacks
from broadcaster.services.people.notices import address_key
from tests.builders import CASE_NUMBER, owed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.ports.reply_book import ReplyRow
    from tests.integration.services.courthouse import Courthouse

MOBILE = "19900000001"
OFFICER = User("sun", frozenset({StaffRole.CASE_STAFF}))
SUPERVISOR = User("yan", frozenset({StaffRole.SUPERVISION}))
PUBLICITY = User("lin", frozenset({StaffRole.PUBLICITY}))


async def sent(court: Courthouse, *kinds: str, number: int = 0) -> None:
    """Have messages of these kinds gone to the number, one a minute, and one more still waiting."""
    now, key = court.clock.now(), address_key(court.house.vault, MOBILE)
    messages = [owed(number + index, kind=kind, address=MOBILE, address_key=key, due_at=now) for index, kind in enumerate(kinds)]
    for each in messages:
        async with court.house.store.writing() as books:
            await books.deliveries.owe([each], court.clock.now())
            await books.deliveries.claim(court.clock.now(), court.clock.now(), 1, media=["sms"], urgent_only=False)
            await books.deliveries.settle([Verdict(each.delivery_id, DeliveryState.ACCEPTED, "", now, f"SM{each.delivery_id}")], now)
        court.clock.advance(timedelta(minutes=1))
    async with court.house.store.writing() as books:
        await books.deliveries.owe([owed(number + 90, address=MOBILE, address_key=key, due_at=now + timedelta(days=1))], now)


async def hear(court: Courthouse, text: str, sender: str = f"+86{MOBILE}", provider_id: str = "MO1") -> None:
    """Let a carrier hand over a text."""
    await court.house.inbox.replies("sms_cmpp", [Reply(provider_id, sender, text, court.clock.now())])


async def heard(court: Courthouse, user: User = OFFICER) -> list[ReplyRow]:
    """Return what a user reads."""
    return await court.house.reply_desk.page(user)


async def waiting(court: Courthouse) -> tuple[DeliveryState, str]:
    """Return state and reason of the message that waits."""
    return next((row.state, row.reason) for row in await court.deliveries() if row.delivery_id.endswith("90"))


async def test_a_reply_is_matched_to_the_newest_message(court: Courthouse) -> None:
    """Staff see which case and which notice it answers; a repeat changes nothing."""
    await sent(court, "filing", "case_course")
    await hear(court, "收到，谢谢法官")
    await hear(court, "收到，谢谢法官")
    (reply,) = await heard(court)
    assert (reply.case_number, reply.kind, reply.sense, reply.text) == (CASE_NUMBER, "case_course", Sense.PLAIN, "收到，谢谢法官")
    assert await court.tasks() == set()


async def test_a_stranger_s_reply_is_shown_as_such(court: Courthouse) -> None:
    """Nothing had gone to him."""
    await hear(court, "你好", sender="+8619900009999")
    assert [(reply.case_number, reply.kind) for reply in await heard(court)] == [("", "")]


async def test_r55_a_wrong_number_is_stopped_and_a_person_looks_for_the_right_one(court: Courthouse) -> None:
    """What waited for that number is cancelled with the reason."""
    await sent(court, "filing")
    await hear(court, "您好，打错了，不认识这个人")
    assert await waiting(court) == (DeliveryState.CANCELLED, "R55.wrong_number")
    assert await court.tasks() == {"wrong_number"}


async def test_r55_what_is_not_certain_stops_nothing(court: Courthouse) -> None:
    """It becomes a question to a person, who decides by a click."""
    await sent(court, "filing")
    await hear(court, "不是本人签的字")
    assert await waiting(court) == (DeliveryState.QUEUED, "")
    assert await court.tasks() == {"doubtful_reply"}
    (reply,) = await heard(court)
    await court.house.reply_desk.report_wrong(OFFICER, reply.reply_id)
    assert await waiting(court) == (DeliveryState.CANCELLED, "R55.wrong_number")
    assert await court.tasks() == {"wrong_number"}
    assert [each.sense for each in await heard(court)] == [Sense.WRONG_NUMBER]


async def test_reading_a_reply_closes_its_task(court: Courthouse) -> None:
    """Who read it stands beside it, and in the journal."""
    await sent(court, "filing")
    await hear(court, "你是谁")
    (reply,) = await heard(court)
    await court.house.reply_desk.mark_read(OFFICER, reply.reply_id)
    await court.work()
    assert await court.tasks() == set()
    assert [each.read_by for each in await heard(court)] == ["sun"]
    assert ("sun", "reply.read") in await court.deeds()


@pytest.mark.parametrize("text", ["TD", "ｔｄ", "退订"])
async def test_r60_an_opt_out_stops_no_official_notice(court: Courthouse, text: str) -> None:
    """It is noted for questionnaires alone."""
    await sent(court, "filing")
    await hear(court, text)
    assert await waiting(court) == (DeliveryState.QUEUED, "")
    async with court.house.store.reading() as books:
        assert await books.replies.opted_out({address_key(court.house.vault, MOBILE)})


async def test_r104_replies_to_a_questionnaire_are_hidden_from_the_handler(court: Courthouse) -> None:
    """Supervision reads those and no others; publicity reads none."""
    await sent(court, "filing")
    await hear(court, "收到")
    await sent(court, "survey", number=10)
    await hear(court, "他收了我的红包", provider_id="MO2")
    assert [reply.text for reply in await heard(court)] == ["收到"]
    (secret,) = await heard(court, SUPERVISOR)
    assert secret.text == "他收了我的红包"
    with pytest.raises(NotAllowed):
        await court.house.reply_desk.mark_read(OFFICER, secret.reply_id)
    with pytest.raises(NotAllowed):
        await heard(court, PUBLICITY)


def understand(request: CallbackRequest) -> Sequence[Reply]:
    """Read an inbound call as a provider's channel would."""
    if request.headers.get("signature") != "right":
        raise BadSignature
    return [Reply("MO7", MOBILE, request.body.decode())]


async def test_a_provider_hands_over_replies_by_its_own_signed_call(court: Courthouse) -> None:
    """Unsigned it is refused, and where nobody listens it is not found."""
    callbacks = Callbacks(inbox=court.house.inbox, receipts={}, replies={"sms_twilio": understand})
    call = CallbackRequest("https://court.example.gov.cn/channels/sms_twilio/inbound", {"signature": "right"}, "收到".encode(), {})
    await callbacks.replies("sms_twilio", call)
    assert [reply.text for reply in await heard(court)] == ["收到"]
    with pytest.raises(BadSignature):
        await callbacks.replies("sms_twilio", CallbackRequest(call.url, {}, call.body, {}))
    with pytest.raises(NotFound):
        await callbacks.replies("email_smtp", call)
