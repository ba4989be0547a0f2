"""Messages out: asked before sent again, deferred, given up, never lost (R68, R72)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.deliveries import AWAITS_ITS_TURN, MOST_ATTEMPTS, REACHED_BEFORE, DeliveryState
from broadcaster.ports.channels import Capabilities, Message, Outcome, Receipt
from broadcaster.services.people.chains import CANNOT_ASK, NO_REPORT
from broadcaster.services.people.dispatch import NO_CARRIER
from broadcaster.services.people.restraint import DAILY_CAP
from broadcaster.services.words.rehearsal import Rehearsal
from tests.builders import moment, owed
from tests.dispatching import MOST_A_DAY, dispatch_over

if TYPE_CHECKING:
    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.channels import MessageChannel
    from broadcaster.services.people.dispatch import Dispatch
    from tests.integration.services.courthouse import Courthouse

S = DeliveryState
ACCEPTED, DEFERRED, UNKNOWN = Receipt(Outcome.ACCEPTED, "SM1"), Receipt(Outcome.DEFERRED, code="429"), Receipt(Outcome.UNKNOWN)


class Provider:
    """A channel that answers as it was told, in turn, and remembers what it was given; at the end it accepts."""

    def __init__(self, name: str, *answers: Receipt, can_ask: bool = True, remembers: Receipt | None = None) -> None:
        """Take the answers to sends and the one to every question."""
        self.name = name
        medium = "email" if name == "email_smtp" else "sms"
        self.capabilities = Capabilities(medium, True, True, False, False, False, 500, can_ask, concurrency=2)  # noqa: FBT003 - seven abilities
        self.sent: list[Message] = []
        self.asked: list[Message] = []
        self._answers = list(answers)
        self._remembers = remembers

    async def send(self, message: Message) -> Receipt:
        """Take a message."""
        self.sent.append(message)
        return self._answers.pop(0) if self._answers else ACCEPTED

    async def ask(self, message: Message) -> Receipt | None:
        """Say what became of it."""
        self.asked.append(message)
        return self._remembers

    async def close(self) -> None:
        """Nothing is open."""


def mail(number: int = 1, **changed: object) -> Owed:
    """Return a letter that is due."""
    return owed(number, medium="email", channel="email_smtp", **changed)


async def owe(court: Courthouse, *deliveries: Owed) -> None:
    """Write deliveries."""
    async with court.house.store.writing() as books:
        await books.deliveries.owe(deliveries, court.clock.now())


def dispatch(court: Courthouse, *channels: MessageChannel) -> Dispatch:
    """Return the service over these channels."""
    rules = court.house.rules
    return dispatch_over(court.house.store, court.clock, channels, quiet=rules.quiet)


async def states(court: Courthouse) -> dict[str, tuple[DeliveryState, str]]:
    """Return every delivery's state and reason."""
    return {row.delivery_id: (row.state, row.reason) for row in await court.deliveries()}


async def test_a_due_message_is_sent_once(court: Courthouse) -> None:
    """Accepted is not delivered, and is not sent again."""
    provider = Provider("sms_twilio")
    await owe(court, owed())
    for _ in range(3):
        await dispatch(court, provider).drain()
    assert [(message.to, message.text) for message in provider.sent] == [("19900000001", "x")]
    assert await states(court) == {"d1": (S.ACCEPTED, "")}


async def test_r72_an_unknown_outcome_is_asked_about_before_anything_is_sent_again(court: Courthouse) -> None:
    """The provider has it: it is never sent twice."""
    provider = Provider("sms_twilio", UNKNOWN, remembers=Receipt(Outcome.DELIVERED, "SM1"))
    await owe(court, owed())
    await dispatch(court, provider).drain()
    await court.later(minutes=5)
    await dispatch(court, provider).drain()
    assert (len(provider.sent), len(provider.asked)) == (1, 1)
    assert await states(court) == {"d1": (S.DELIVERED, "")}


async def test_r72_what_the_provider_never_saw_is_sent_again(court: Courthouse) -> None:
    """Only after it has said so; with the time of the first try, so that it looks in the right place."""
    provider = Provider("sms_twilio", UNKNOWN, remembers=None)
    await owe(court, owed())
    await dispatch(court, provider).drain()
    first_try = court.clock.now()
    await court.later(minutes=5)
    for _ in range(2):
        await dispatch(court, provider).drain()
    assert (len(provider.sent), len(provider.asked)) == (2, 1)
    assert provider.asked[0].first_tried_at == first_try
    assert await states(court) == {"d1": (S.ACCEPTED, "")}


async def test_r72_a_worker_that_died_leaves_a_question_not_a_second_message(court: Courthouse) -> None:
    """Claimed and never given back: the provider is asked."""
    provider = Provider("sms_twilio", remembers=ACCEPTED)
    await owe(court, owed())
    async with court.house.store.writing() as books:
        now = court.clock.now()
        await books.deliveries.claim(now, now + timedelta(seconds=60), 10, media=["sms", "email"], urgent_only=False)
    await court.later(minutes=2)
    await dispatch(court, provider).drain()
    assert (provider.sent, len(provider.asked)) == ([], 1)
    assert await states(court) == {"d1": (S.ACCEPTED, "")}


async def test_mail_whose_fate_nobody_knows_goes_once_more_and_no_more(court: Courthouse) -> None:
    """A letter twice is a smaller harm than none; three times is not."""
    provider = Provider("email_smtp", UNKNOWN, UNKNOWN, can_ask=False)
    await owe(court, mail())
    for _ in range(5):
        await dispatch(court, provider).drain()
        await court.later(minutes=30)
    assert len(provider.sent) == 2
    assert (await states(court))["d1"][0] is S.UNKNOWN


async def test_an_sms_whose_fate_nobody_can_tell_becomes_a_task(court: Courthouse) -> None:
    """It is not sent again."""
    provider = Provider("sms_twilio", UNKNOWN, can_ask=False)
    await owe(court, owed())
    for _ in range(3):
        await dispatch(court, provider).drain()
        await court.later(minutes=30)
    assert len(provider.sent) == 1
    assert await court.tasks() == {"unknown_delivery"}


async def test_a_deferral_waits_longer_each_time(court: Courthouse) -> None:
    """At least as long as the provider asks; not tried before."""
    provider = Provider("sms_twilio", Receipt(Outcome.DEFERRED, retry_after=timedelta(minutes=7)), DEFERRED)
    await owe(court, owed())
    await dispatch(court, provider).drain()
    await court.later(minutes=6)
    assert await dispatch(court, provider).drain() == 0
    await court.later(minutes=2)
    await dispatch(court, provider).drain()
    (row,) = await court.deliveries()
    assert (row.state, row.attempts, row.due_at - court.clock.now()) == (S.DEFERRED, 2, timedelta(minutes=1))


async def test_a_message_is_given_up_after_twelve_attempts(court: Courthouse) -> None:
    """Rejected with the last reason, and never tried again."""
    provider = Provider("sms_twilio", *[DEFERRED] * 30)
    await owe(court, owed())
    for _ in range(MOST_ATTEMPTS + 4):
        await dispatch(court, provider).drain()
        await court.later(hours=15)
        court.clock.set(court.clock.now().replace(hour=10))
    assert len(provider.sent) == MOST_ATTEMPTS
    assert await states(court) == {"d1": (S.REJECTED, "gave_up:429")}


async def test_a_refusal_is_final(court: Courthouse) -> None:
    """Never: the code is kept."""
    provider = Provider("sms_twilio", Receipt(Outcome.REJECTED, code="21211"))
    await owe(court, owed())
    for _ in range(2):
        await dispatch(court, provider).drain()
    assert len(provider.sent) == 1
    assert await states(court) == {"d1": (S.REJECTED, "21211")}


async def test_r68_at_night_only_the_urgent_goes(court: Courthouse) -> None:
    """And an urgent one that was deferred does not wait for the morning."""
    provider = Provider("sms_twilio", DEFERRED)
    await owe(court, owed(1), owed(2, urgent=True))
    court.clock.set(moment("2026-11-05", "23:00"))
    await dispatch(court, provider).drain()
    await court.later(minutes=2)
    await dispatch(court, provider).drain()
    assert [message.delivery_id for message in provider.sent] == ["d2", "d2"]


async def test_r68_a_routine_deferral_waits_for_the_morning(court: Courthouse) -> None:
    """Due at 20:30, sent at 08:00."""
    provider = Provider("sms_twilio", Receipt(Outcome.DEFERRED, retry_after=timedelta(minutes=31)))
    await owe(court, owed())
    court.clock.set(moment("2026-11-05", "19:59"))
    await dispatch(court, provider).drain()
    assert (await court.deliveries())[0].due_at == moment("2026-11-06", "08:00")


async def test_a_channel_that_is_off_holds_nobody_else_back(court: Courthouse) -> None:
    """Its messages wait, unknown ones too; the others go."""
    await owe(court, mail(1), mail(2, state=S.UNKNOWN), owed(3))
    provider = Provider("sms_twilio")
    await dispatch(court, provider).drain()
    assert {name: state for name, (state, _) in (await states(court)).items()} == {"d1": S.QUEUED, "d2": S.UNKNOWN, "d3": S.ACCEPTED}


@pytest.mark.parametrize("count", [1, 5])
async def test_a_channel_never_has_more_in_the_air_than_it_can_bear(court: Courthouse, count: int) -> None:
    """Its own capabilities say how many; all are sent."""
    provider = Provider("sms_twilio")
    await owe(court, *(owed(number) for number in range(count)))
    assert await dispatch(court, provider).drain() == count
    assert len(provider.sent) == count


CHAINED = {"medium": "email", "channel": "email_smtp", "event_key": "e1", "state": S.HELD, "reason": AWAITS_ITS_TURN}


async def test_a_chain_goes_from_sms_to_mail_to_a_person(court: Courthouse) -> None:
    """SMS refused: the mail goes. The mail refused: staff have a task."""
    refused = Receipt(Outcome.REJECTED, code="21211")
    sms, letters = Provider("sms_twilio", refused), Provider("email_smtp", refused)
    await owe(court, owed(), owed(2, **CHAINED))
    await dispatch(court, sms, letters).drain()
    assert await court.tasks() == set()
    await dispatch(court, sms, letters).drain()
    assert (len(sms.sent), len(letters.sent)) == (1, 1)
    assert await court.tasks() == {"nobody_reached"}


async def test_what_arrived_ends_its_chain(court: Courthouse) -> None:
    """The mail behind an SMS that arrived is not sent."""
    sms = Provider("sms_twilio", Receipt(Outcome.DELIVERED, "SM1"))
    await owe(court, owed(), owed(2, **CHAINED))
    await dispatch(court, sms, Provider("email_smtp")).drain()
    assert (await states(court))["d2"] == (S.CANCELLED, REACHED_BEFORE)


async def test_r72_an_sms_without_a_report_is_asked_about_and_never_sent_again(court: Courthouse) -> None:
    """After 72 hours; the next of its chain goes instead, and a late report still counts."""
    sms, letters = Provider("sms_twilio", remembers=ACCEPTED), Provider("email_smtp")
    await owe(court, owed(), owed(2, **CHAINED))
    await dispatch(court, sms, letters).drain()
    await court.later(hours=73)
    while await dispatch(court, sms, letters).drain():
        continue
    assert (len(sms.sent), len(sms.asked), len(letters.sent)) == (1, 1, 1)
    assert (await states(court))["d1"] == (S.UNKNOWN, NO_REPORT)
    assert await court.tasks() == set()


async def test_r72_an_sms_without_a_report_and_without_another_way_is_somebodys_task(court: Courthouse) -> None:
    """Once, and nobody is asked about it for ever."""
    sms = Provider("sms_cmpp", can_ask=False)
    await owe(court, owed())
    await dispatch(court, sms).drain()
    await court.later(hours=73)
    await dispatch(court, sms).drain()
    assert await court.tasks() == {"unknown_delivery"}
    await court.later(days=30)
    assert await dispatch(court, sms).drain() == 0


async def test_a_statutory_sms_whose_fate_nobody_can_tell_goes_once_more_marked(court: Courthouse) -> None:
    """And never a third time."""
    provider = Provider("sms_cmpp", UNKNOWN, UNKNOWN, can_ask=False)
    await owe(court, owed(kind="declare_assets", message='{"text":"【雨花台法院】请报告财产。"}'.encode()))
    for _ in range(5):
        await dispatch_over(court.house.store, court.clock, [provider], statutory={"declare_assets"}).drain()
        await court.later(minutes=30)
    assert [each.text for each in provider.sent] == ["【雨花台法院】请报告财产。", "【雨花台法院】（再次告知）请报告财产。"]


async def test_r70_one_party_gets_no_more_than_so_many_sms_a_day(court: Courthouse) -> None:
    """The others wait for the morning, untried; what is urgent goes."""
    sms = Provider("sms_twilio")
    await owe(court, *[owed(number, address_key="a") for number in range(MOST_A_DAY + 2)], owed(99, address_key="a", urgent=True))
    await dispatch(court, sms).drain()
    assert len(sms.sent) == MOST_A_DAY
    waiting = [row for row in await court.deliveries() if row.state is S.DEFERRED]
    assert {(row.reason, row.attempts, f"{row.due_at:%m-%d %H:%M}") for row in waiting} == {(DAILY_CAP, 0, "11-06 08:00")}
    assert "d99" in {each.delivery_id for each in sms.sent}
    await court.later(days=1)
    await dispatch(court, sms).drain()
    assert len(sms.sent) == MOST_A_DAY + 3


@pytest.mark.parametrize("is_owed_before", [True, False])
async def test_r55_nothing_goes_to_a_number_reported_as_wrong(court: Courthouse, is_owed_before: bool) -> None:  # noqa: FBT001 - a parameter
    """Not even what is owed afterwards; the letter behind it goes."""
    sms, letters = Provider("sms_twilio"), Provider("email_smtp")
    chain = (owed(), owed(2, **CHAINED))
    if is_owed_before:
        await owe(court, *chain)
    async with court.house.store.writing() as books:
        await books.deliveries.stop("a1", "R55.wrong_number", court.clock.now())
    await owe(court, *chain)
    while await dispatch(court, sms, letters).drain():
        continue
    assert (sms.sent, len(letters.sent), (await states(court))["d1"]) == ([], 1, (S.CANCELLED, "R55.wrong_number"))


async def test_a_rehearsal_writes_to_guests_alone(court: Courthouse) -> None:
    """Neither by SMS nor by the letter behind it; and no task follows from what stays in the house."""
    sms, letters = Provider("sms_twilio"), Provider("email_smtp")
    await owe(court, owed(), owed(2, address="19900000002"), owed(3, **CHAINED))
    worker = dispatch_over(court.house.store, court.clock, [sms, letters], rehearsal=Rehearsal.of(["199 0000 0002"], dry_run=False))
    while await worker.drain():
        continue
    assert ([each.to for each in sms.sent], letters.sent) == (["19900000002"], [])
    assert {name: state for name, state in (await states(court)).items() if name != "d2"} == dict.fromkeys(
        ("d1", "d3"), (S.CANCELLED, "test_mode.not_a_guest")
    )
    assert await court.tasks() == set()


async def test_a_carrier_that_fails_leaves_its_messages_to_the_next(court: Courthouse) -> None:
    """The first refuses for now: the second attempt goes by the other, and the store knows by which."""
    first, second = Provider("sms_cmpp", *[DEFERRED] * 9), Provider("sms_smpp")
    both = dispatch(court, first, second)
    await owe(court, owed(channel="sms_cmpp"))
    await both.drain()
    await court.later(minutes=2)
    await both.drain()
    assert (len(first.sent), len(second.sent)) == (1, 1)
    assert {row.channel for row in await court.deliveries()} == {"sms_smpp"}


async def test_a_message_written_for_a_carrier_that_is_gone_goes_by_another(court: Courthouse) -> None:
    """Settings change; what is owed stays owed."""
    provider = Provider("sms_cmpp")
    await owe(court, owed(channel="sms_twilio"))
    await dispatch(court, provider).drain()
    assert len(provider.sent) == 1


async def test_nobody_can_be_asked_about_a_message_of_a_carrier_that_is_gone(court: Courthouse) -> None:
    """A person finds out."""
    await owe(court, owed(channel="sms_twilio", state=S.UNKNOWN))
    await dispatch(court, Provider("sms_cmpp")).drain()
    assert await court.tasks() == {"unknown_delivery"}


async def test_when_every_carrier_is_down_messages_wait_for_the_probe(court: Courthouse) -> None:
    """After five failures nothing is handed over; after half a minute one message tries whether the line is back."""
    provider = Provider("sms_cmpp", *[DEFERRED] * 5)
    await owe(court, *[owed(number) for number in range(5)])
    worker = dispatch(court, provider)
    await worker.drain()
    await owe(court, owed(7), owed(8))
    await worker.drain()
    assert len(provider.sent) == 5
    assert {row.reason for row in await court.deliveries() if row.attempts == 0} == {NO_CARRIER}
    await court.later(seconds=31)
    await worker.drain()
    assert len(provider.sent) == 6


async def test_a_provider_that_never_knows_is_asked_less_and_less_and_then_no_more(court: Courthouse) -> None:
    """After three days a person finds out."""
    provider = Provider("sms_twilio", UNKNOWN, remembers=UNKNOWN)
    await owe(court, owed())
    worker = dispatch(court, provider)
    await worker.drain()
    for _ in range(4 * 24 * 4):
        await court.later(minutes=15)
        await worker.drain()
    assert 30 < len(provider.asked) < 60
    assert (await states(court))["d1"] == (S.UNKNOWN, CANNOT_ASK)
    assert await court.tasks() == {"unknown_delivery"}
