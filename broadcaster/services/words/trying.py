"""One notice, written from an invented or real event, sent to somebody on the guest list; it says of itself that it is a test."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from broadcaster.domain.errors import NotAllowed, Unsupported, WrongState
from broadcaster.domain.notice_plan import Medium
from broadcaster.ports.channels import Message
from broadcaster.ports.office_book import Deed
from broadcaster.services.words.rehearsal import DRY_RUN, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import MessageChannel, Receipt
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.services.words.preview import NoticePreview
    from broadcaster.services.words.rehearsal import Rehearsal

_NAME_BYTES: Final = 8


class Trying:
    """Sends through the real channel, and keeps no delivery."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        preview: NoticePreview,
        rehearsal: Rehearsal,
        channels: Mapping[str, MessageChannel],
        carriers: Mapping[str, Sequence[str]],
    ) -> None:
        """Take the channels that are set up, and their names by medium."""
        self._store = store
        self._clock = clock
        self._preview = preview
        self._rehearsal = rehearsal
        self._channels = channels
        self._carriers = carriers

    async def send(self, kind: str, body: object, to: str, *, who: str) -> Receipt:
        """Send the notice that an event owes, by the medium of the address.

        Raises `NotAllowed` for who is no guest or in a dry run, `WrongState` where the event owes no such text, `Unsupported` where no
        channel is set up.
        """
        self._check_guest(to)
        medium = Medium.EMAIL if "@" in to else Medium.SMS
        now = self._clock.now()
        written = [each.text for each in self._preview.of(kind, body, now) if each.medium is medium and each.text]
        if not written:
            raise WrongState(f"this event owes no {kind} by {medium} that can be written")
        text = marked(written[0])
        message = Message(f"try-{secrets.token_hex(_NAME_BYTES)}", to, text.text, subject=text.subject, html=text.html, first_tried_at=now)
        receipt = await self._channel(medium).send(message)
        async with self._store.writing() as books:
            await books.office.note(Deed(now, who, "notice.try", kind, receipt.outcome))
        return receipt

    def _check_guest(self, to: str) -> None:
        if self._rehearsal.why_not(to) == DRY_RUN:
            raise NotAllowed("test_mode.dry_run is set: nothing leaves")
        if not self._rehearsal.invites(to):
            raise NotAllowed("that address is not among test_mode.guests")

    def _channel(self, medium: Medium) -> MessageChannel:
        for name in self._carriers[medium]:
            if name in self._channels:
                return self._channels[name]
        raise Unsupported(f"no channel for {medium} is set up")
