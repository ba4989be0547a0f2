"""Takes what the SMSC delivers: receipts and replies go into the inbox, and only then does the SMSC hear that we have them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from aiosmpplib.state import SmppCommandStatus as Status

from broadcaster.domain.errors import BroadcasterError
from broadcaster.ports.channels import Outcome, Report
from broadcaster.ports.together import Together
from channels.sms_smpp.options import NAME
from channels.sms_smpp.pdu import delivered, read_deliver
from channels.sms_smpp.receipts import id_as_answered, is_receipt, read_receipt
from channels.sms_smpp.replies import LongReplies, one_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.ports.channels import ChannelKit
    from channels.sms_smpp.doubts import Doubts
    from channels.sms_smpp.ledger import Ledger
    from channels.sms_smpp.options import SmppOptions
    from channels.sms_smpp.pdu import Incoming
    from channels.sms_smpp.session import Session


class Hearing:
    """Handles each deliver_sm beside the others, so that many are committed together."""

    def __init__(self, options: SmppOptions, kit: ChannelKit, ledger: Ledger, doubts: Doubts) -> None:
        """Report into the kit's inbox."""
        self._kit = kit
        self._ledger = ledger
        self._doubts = doubts
        self._secret = options.password
        self._same_id = id_as_answered(options.receipt_ids)
        self._reports = Together(self._write)
        self._replies = LongReplies(self._reply)
        self._handling: set[asyncio.Task[None]] = set()

    def take(self, session: Session, sequence: int, body: bytes) -> None:
        """Begin to handle one deliver_sm; the session hears the answer when it is kept."""
        handling = asyncio.create_task(self._handle(session, sequence, body))
        self._handling.add(handling)
        handling.add_done_callback(self._handling.discard)

    async def close(self) -> None:
        """Leave the rest: what was not answered the SMSC delivers again."""
        for handling in self._handling:
            handling.cancel()
        if self._handling:
            await asyncio.wait(self._handling)

    async def _handle(self, session: Session, sequence: int, body: bytes) -> None:
        session.send(delivered(sequence, await self._heard(read_deliver(body))))

    async def _heard(self, incoming: Incoming | None) -> Status:
        """Keep it, and return what to answer: an SMSC tries again after a temporary error, and never after a permanent one."""
        if incoming is None:
            return Status.ESME_RX_R_APPN
        try:
            if is_receipt(incoming):
                await self._receipt(incoming)
            else:
                await self._replies.take(incoming)
        except BroadcasterError:
            return Status.ESME_RX_T_APPN
        return Status.ESME_ROK

    async def _receipt(self, incoming: Incoming) -> None:
        part = read_receipt(incoming, self._same_id)
        if part is None or part.receipt.outcome is Outcome.ACCEPTED or self._ledger.is_told(part.message_id):
            return
        note = await self._ledger.find(part.message_id)
        if note is None:
            delivery = self._doubts.clear(incoming.sender, part.message_id, part.receipt.outcome)
            await self._reports.add(Report(replace(part.receipt, provider_id=part.message_id), delivery))
        elif part.receipt.outcome is not Outcome.DELIVERED or await self._ledger.arrived(part.message_id, note):
            await self._reports.add(Report(replace(part.receipt, provider_id=note.ids[0]), note.delivery))
            self._ledger.told(note)

    async def _write(self, reports: Sequence[Report]) -> None:
        await self._kit.inbox.reports(NAME, reports)

    async def _reply(self, parts: Sequence[Incoming]) -> None:
        await self._kit.inbox.replies(NAME, [one_reply(parts, self._kit.clock.now(), self._secret)])
