"""Sends SMS through a carrier's SMSC by SMPP 3.4."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.ports.http import ConnectionLost
from channels.sms_smpp.doubts import Doubts
from channels.sms_smpp.hearing import Hearing
from channels.sms_smpp.ledger import Ledger, Sending
from channels.sms_smpp.line import Line
from channels.sms_smpp.options import NAME
from channels.sms_smpp.pdu import OK, SubmitForm, message_id
from channels.sms_smpp.receipts import answered_id, of_status
from channels.sms_smpp.splitting import cut, ucs2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.ports.channels import ChannelKit, Message
    from channels.sms_smpp.options import SmppOptions

LONGEST_NUMBER = 20
LOST = Receipt(Outcome.UNKNOWN, reason="the line broke after sending")
NO_NUMBER = Receipt(Outcome.REJECTED, code="no_number", reason="the address is no telephone number")
NO_ID = Receipt(Outcome.UNKNOWN, code="no_id", reason="the SMSC accepted without an id")
BETWEEN_PARTS = (0.2, 1.0, 5.0)
"""Seconds before a later part that was deferred is tried again: the handset shows nothing before it has all."""


class SmppChannel:
    """A message channel over one bound session."""

    name = NAME

    def __init__(self, options: SmppOptions, kit: ChannelKit) -> None:
        """Open nothing before the first message, or before `tend`."""
        self.capabilities = options.capabilities
        self._options = options
        self._form = SubmitForm(options)
        self._same_id = answered_id(options.receipt_ids)
        self._ledger = Ledger(kit.notebook)
        self._doubts = Doubts(kit.clock)
        self._hearing = Hearing(options, kit, self._ledger, self._doubts)
        self._line = Line(options, self._hearing.take)
        self._reference = 0

    async def tend(self) -> None:
        """Open the line and keep it open, for what the SMSC has to report since the last time; return at once."""
        self._line.open()

    async def send(self, message: Message) -> Receipt:
        """Submit the parts one after another; accepted once the SMSC has taken all and their ids are noted."""
        number = message.to
        if not number.removeprefix("+").isdecimal() or not number.isascii() or len(number) > LONGEST_NUMBER:
            return NO_NUMBER
        sending, bodies = Sending(message.delivery_id), self._bodies(message)
        for body in bodies:
            try:
                refused = await self._submit(body, sending)
            except ConnectionLost:
                self._doubts.add(message.delivery_id, number, len(bodies))
                self._ledger.let_go(sending)
                return LOST
            if refused is not None:
                self._ledger.give_up(sending)
                return refused
        with suppress(Unavailable):  # the SMSC has it, and this process remembers: to send once more would be worse than to lose a receipt
            await self._ledger.write(sending)
        return Receipt(Outcome.ACCEPTED, sending.ids[0])

    async def ask(self, message: Message) -> Receipt | None:  # noqa: ARG002 - of the protocol
        """Nobody can be asked: query_sm wants the id that was lost (`can_ask` is false)."""
        return Receipt(Outcome.UNKNOWN, reason="the SMSC cannot be asked")

    async def close(self) -> None:
        """Take leave of the SMSC."""
        await self._line.close()
        await self._hearing.close()
        with suppress(Unavailable):  # a note too many does no harm
            await self._ledger.close()

    def _bodies(self, message: Message) -> Sequence[bytes]:
        self._reference += 1
        contents = cut(message.text, self._reference)
        if len(contents) > 1 and self._options.long_messages == "payload":
            return [self._form.fill_payload(message.to, ucs2(message.text))]
        return [self._form.fill(message.to, content, is_part=len(contents) > 1) for content in contents]

    async def _submit(self, body: bytes, sending: Sending) -> Receipt | None:
        """Submit one part; return why it was not taken, None where it was."""
        refused = await self._submit_once(body, sending)
        for seconds in BETWEEN_PARTS if sending.ids else ():
            if refused is None or refused.outcome is not Outcome.DEFERRED or refused.ours_to_fix:
                break
            await asyncio.sleep(seconds)
            refused = await self._submit_once(body, sending)
        return refused

    async def _submit_once(self, body: bytes, sending: Sending) -> Receipt | None:
        answer = await self._line.submit(body)
        if isinstance(answer, Receipt):
            return answer
        if answer.status != OK:
            return of_status(answer.status)
        named = self._same_id(message_id(answer.body))
        if not named:
            return NO_ID
        self._ledger.accepted(sending, named)
        return None
