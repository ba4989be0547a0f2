"""What an attempt, or a question about one, means for a delivery: values in, a verdict out (R72)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from broadcaster.domain.deliveries import (
    FIRST_WAIT,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    NOBODY_LEFT_TO_ASK,
    REPORTS_COME_WITHIN,
    DeliveryState,
    FrozenText,
    retry_wait,
)
from broadcaster.ports.channels import Attachment, Message, Outcome, Receipt
from broadcaster.ports.delivery_book import Verdict
from broadcaster.services.people.chains import CANNOT_ASK, NO_REPORT

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.channels import MessageChannel
    from broadcaster.ports.delivery_book import Claimed

OURS_TO_FIX: Final = "ours_to_fix"
"""Our account or settings are refused; mended, it goes by itself."""
OURS_TO_CHANGE: Final = "ours_to_change"
"""Our text is refused, as where it is not registered (R65): it will not go as it is."""
GAVE_UP: Final = "gave_up"
ONCE_MORE: Final = "once_more"
NEVER_SEEN: Final = "never_seen_by_provider"
_MARK: Final = "（再次告知）"

STATES: Final = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.DEFERRED: DeliveryState.DEFERRED,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}


class Outcomes:
    """Judges attempts and finds out about the unknown."""

    def __init__(self, quiet: QuietHours, statutory: Collection[str]) -> None:
        """Take the quiet hours, and the kinds that go once more where nobody can say what became of the first."""
        self._quiet = quiet
        self._statutory = statutory

    def verdict(self, delivery: Claimed, receipt: Receipt, now: datetime) -> Verdict:
        """Return what a receipt means for a delivery: a deferral waits longer each time and ends after twelve attempts."""
        state, reason, due_at = STATES[receipt.outcome], receipt.code or receipt.reason, now
        if receipt.ours_to_fix:
            reason = f"{OURS_TO_FIX if state is DeliveryState.DEFERRED else OURS_TO_CHANGE}:{reason}"
        if state is DeliveryState.ACCEPTED:
            due_at = now + REPORTS_COME_WITHIN
        if state is DeliveryState.UNKNOWN:
            due_at = now + retry_wait(delivery.attempts)
        if state is DeliveryState.DEFERRED:
            due_at = now + max(receipt.retry_after or timedelta(), retry_wait(delivery.attempts))
            due_at = due_at if delivery.urgent else self._quiet.next_allowed(due_at)
            if delivery.attempts >= MOST_ATTEMPTS:
                state, reason = DeliveryState.REJECTED, f"{GAVE_UP}:{reason}"
        return Verdict(delivery.delivery_id, state, reason, due_at, receipt.provider_id, receipt.raw)

    async def resolve(self, channel: MessageChannel, delivery: Claimed, now: datetime) -> Verdict:
        """Ask the provider before anything is sent again; where nobody can be asked, mail and statutory SMS go once more, marked."""
        if delivery.reason == NO_REPORT:
            return await self._ask_about_silence(channel, delivery, now)
        if channel.capabilities.can_ask:
            return self._answered(delivery, await channel.ask(message_of(delivery)), now)
        goes_again = channel.capabilities.medium == "email" or delivery.kind in self._statutory
        if goes_again and not delivery.resolved:
            return Verdict(delivery.delivery_id, DeliveryState.QUEUED, ONCE_MORE, now, resolved=True)
        return nobody_knows(delivery, now)

    def _answered(self, delivery: Claimed, receipt: Receipt | None, now: datetime) -> Verdict:
        """Judge a provider's answer; one that never knows is asked less and less often, and no more when reports would have come."""
        if receipt is None:
            return Verdict(delivery.delivery_id, DeliveryState.QUEUED, NEVER_SEEN, now)
        if receipt.outcome is not Outcome.UNKNOWN:
            return self.verdict(delivery, receipt, now)
        age = now - (delivery.first_tried_at or now)
        if age >= REPORTS_COME_WITHIN:
            return nobody_knows(delivery, now)
        again_at = now + min(max(age, FIRST_WAIT), LONGEST_WAIT)
        return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, receipt.code or receipt.reason, again_at, None, receipt.raw)

    async def _ask_about_silence(self, channel: MessageChannel, delivery: Claimed, now: datetime) -> Verdict:
        """An SMS that was taken over is never sent again for its silence: the provider is asked, and a later report still counts."""
        receipt = await channel.ask(message_of(delivery)) if channel.capabilities.can_ask else None
        if receipt and receipt.outcome in (Outcome.DELIVERED, Outcome.REJECTED):
            return self.verdict(delivery, receipt, now)
        return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, NO_REPORT, now + NOBODY_LEFT_TO_ASK)


def nobody_knows(delivery: Claimed, now: datetime) -> Verdict:
    """Leave a delivery to a person: nobody can be asked about it any more, and a report that comes after all still counts."""
    return Verdict(delivery.delivery_id, DeliveryState.UNKNOWN, CANNOT_ASK, now + NOBODY_LEFT_TO_ASK)


def message_of(delivery: Claimed) -> Message:
    """Return what the channel is handed: the frozen text, marked where it goes once more."""
    frozen = msgspec.json.decode(delivery.message, type=FrozenText)
    is_marked = delivery.resolved and delivery.medium == "sms"
    return Message(
        delivery_id=delivery.delivery_id,
        to=delivery.address,
        text=_marked(frozen.text) if is_marked else frozen.text,
        subject=frozen.subject,
        html=frozen.html,
        first_tried_at=delivery.first_tried_at,
        attachments=tuple(Attachment(file.name, file.media_type, file.content) for file in frozen.files),
    )


def _marked(text: str) -> str:
    """Say behind the signature that this is told once more, so that nobody takes it for a second demand."""
    signature, bracket, body = text.partition("】")
    return f"{signature}{bracket}{_MARK}{body}"
