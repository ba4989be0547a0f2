"""Sends SMS over CMPP: cut into parts, submitted side by side, their answers put together into one receipt."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from broadcaster.domain.errors import BroadcasterError
from broadcaster.ports.channels import Outcome, Receipt, Report
from channels.sms_cmpp.doubts import Doubt
from channels.sms_cmpp.incoming import Incoming
from channels.sms_cmpp.links import Links
from channels.sms_cmpp.options import NAME
from channels.sms_cmpp.receipts import NO_NUMBER, NOT_CONNECTED, SILENT, gravest, of_result
from channels.sms_cmpp.sent import Sent, SentMessages, provider_id
from channels.sms_cmpp.session import Session, Submission
from channels.sms_cmpp.splitting import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import ChannelKit, Message
    from channels.sms_cmpp.options import CmppOptions, GatewayOptions
    from channels.sms_cmpp.pdu import Answer

LONGEST_NUMBER = 21
TRIES_OF_A_PART = 6
"""A part that must wait is tried so often while its message is under way, so that not the whole goes out again."""


class CmppChannel:
    """A message channel over one or several gateways."""

    name = NAME

    def __init__(self, options: CmppOptions, kit: ChannelKit) -> None:
        """Open nothing yet."""
        self.capabilities = options.capabilities
        self._clock = kit.clock
        self._sent = SentMessages(kit.notebook)
        self._incoming = Incoming(kit.inbox, self._sent)
        self._late: set[asyncio.Task[None]] = set()
        self._links = Links(options.gateways, kit.clock, self._session)

    async def tend(self) -> None:
        """Begin to connect, and stay connected: reports and replies come in from now on, also where nothing is sent."""
        self._links.open()

    async def send(self, message: Message) -> Receipt:
        """Submit every part and wait for the answers."""
        to = message.to.removeprefix("+86")
        if not (to.isascii() and to.isdecimal() and len(to) <= LONGEST_NUMBER):
            return NO_NUMBER
        ticket = self._incoming.begin()
        self._incoming.doubts.withdraw(message.delivery_id)
        try:
            return await self._hand_over(message.delivery_id, to, split(message.text, message.delivery_id))
        finally:
            self._incoming.end(ticket)

    async def ask(self, message: Message) -> Receipt | None:
        """CMPP knows no such question: what became of a message is told by its report."""
        return Receipt(Outcome.UNKNOWN, reason=f"{message.delivery_id}: a CMPP gateway cannot be asked")

    async def close(self) -> None:
        """Say goodbye on every connection."""
        await self._links.close()

    def _session(self, gateway: GatewayOptions) -> Session:
        return Session(gateway, deliver=self._incoming.take, late=self._answered_late)

    async def _hand_over(self, delivery_id: str, to: str, contents: Sequence[bytes]) -> Receipt:
        loop, total = asyncio.get_running_loop(), len(contents)
        gateway: GatewayOptions | None = None
        receipts: dict[int, Receipt] = {}
        waiting = dict(enumerate(contents, 1))
        for _ in range(TRIES_OF_A_PART):
            session = await self._links.ready(gateway)
            if isinstance(session, Receipt):
                receipts.update(dict.fromkeys(waiting, session))
                break
            gateway = session.gateway  # parts by another gateway, with another sender perhaps, would not be joined by the handset
            tried = [
                Submission(delivery_id, to.encode(), content, (number, total), loop.create_future()) for number, content in waiting.items()
            ]
            for submission, receipt in zip(tried, await _submit(session, tried), strict=True):
                receipts[submission.part[0]] = receipt
            waiting = {number: content for number, content in waiting.items() if receipts[number].outcome is Outcome.DEFERRED}
            if len(waiting) in {0, total} or _is_refused(receipts):
                break
        return await self._conclude(delivery_id, to, [receipts[number] for number in sorted(receipts)])

    async def _conclude(self, delivery_id: str, to: str, receipts: Sequence[Receipt]) -> Receipt:
        whole = gravest(receipts)
        ids = [receipt.provider_id for receipt in receipts if receipt.provider_id]
        if whole.outcome is Outcome.UNKNOWN:
            self._incoming.doubts.add(Doubt(delivery_id, to, len(receipts), self._clock.now(), ids))
        if whole.outcome is not Outcome.ACCEPTED:
            return whole
        try:
            await self._sent.add(Sent(delivery_id, tuple(ids)))
        except BroadcasterError:  # taken, but not noted: as with a lost answer, reports that come to this process will tell
            return await self._conclude(delivery_id, to, [*receipts[1:], SILENT])
        return whole if len(ids) == 1 else replace(whole, provider_id=provider_id(ids, len(ids)))

    def _answered_late(self, submission: Submission) -> None:
        task = asyncio.get_running_loop().create_task(self._clear_up(submission, _receipt(submission.late)))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _clear_up(self, submission: Submission, receipt: Receipt) -> None:
        """Tell what became of a message that had been given up as unknown."""
        doubts = self._incoming.doubts
        doubt = doubts.answered(submission.delivery_id, receipt.provider_id)
        if doubt is None:
            return
        if receipt.provider_id is None:
            doubts.close(doubt)
        elif len(doubt.ids) < doubt.total:
            return
        else:
            receipt = Receipt(Outcome.ACCEPTED, doubt.provider_id, raw=receipt.raw)
        await self._incoming.hand_over([Report(receipt, submission.delivery_id)])


async def _submit(session: Session, submissions: Sequence[Submission]) -> list[Receipt]:
    """Send the parts one after the other without waiting in between; what did not go out any more is deferred."""
    went_out = [await session.submit(submission) for submission in submissions]
    for submission, went in zip(submissions, went_out, strict=True):
        if went:
            await submission.answer
    return [
        _receipt(submission.answer.result() or submission.late) if went else NOT_CONNECTED
        for submission, went in zip(submissions, went_out, strict=True)
    ]


def _is_refused(receipts: Mapping[int, Receipt]) -> bool:
    return any(receipt.outcome is Outcome.REJECTED for receipt in receipts.values())


def _receipt(answer: Answer | None) -> Receipt:
    return SILENT if answer is None else of_result(answer.result, answer.msg_id.hex())
