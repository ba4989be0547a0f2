"""What every channel speaks: messages to people, showings at places, and outcomes that are values.

A channel is a package registered under the entry-point group `broadcaster.channels`. Its module offers
`connect(options, kit)` and, where a provider calls back, `read_receipts(request, options)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from broadcaster.domain.errors import Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from broadcaster.ports.clock import Clock
    from broadcaster.ports.http import HttpSession
    from broadcaster.ports.inbox import Inbox, Reply


class Outcome(StrEnum):
    """What became of one attempt."""

    ACCEPTED = "accepted"
    """The other side took it over; not yet at its end."""
    DELIVERED = "delivered"
    """The other side says it arrived or is shown. Never means legal service (R51)."""
    DEFERRED = "deferred"
    """Not now: the same attempt may work later."""
    REJECTED = "rejected"
    """Never: this address or this content is refused."""
    UNKNOWN = "unknown"
    """The line broke after sending: it may or may not have been carried out."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side's answer to one attempt, in our words, with their words kept in `raw`.

    `ours_to_fix` marks a refusal caused by our account or settings: it is deferred, and an operator is alarmed.
    """

    outcome: Outcome
    provider_id: str | None = None
    code: str | None = None
    reason: str = ""
    raw: str = ""
    retry_after: timedelta | None = None
    ours_to_fix: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A receipt that came later by itself. Found by `delivery_id`, else by (channel, `provider_id`)."""

    receipt: Receipt
    delivery_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail. `media_type` as `application/pdf`."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one address. SMS use `text` alone, its signature 【】 included."""

    delivery_id: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
    first_tried_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a message channel can carry; the router refuses a mismatch at start (R41, R69)."""

    medium: str
    """`sms` or `email`."""
    court_content: bool
    links: bool
    two_way: bool
    survey: bool
    cross_border: bool
    max_length: int
    """Characters of one message."""
    can_ask: bool
    """The provider can be asked what became of a message whose answer was lost."""
    concurrency: int = 16
    """How many sends may be in the air at once."""


class MessageChannel(Protocol):
    """A way to a person. What is sent cannot be taken back."""

    name: str
    capabilities: Capabilities

    async def send(self, message: Message) -> Receipt:
        """Hand one message over. Never raises for what the other side does: that is the receipt."""
        ...

    async def ask(self, message: Message) -> Receipt | None:
        """Ask the provider what became of a message; None where it never saw it. Only where `can_ask`."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


@runtime_checkable
class Tends(Protocol):
    """A message channel with something to do though nothing is to be sent: a line held open for reports, a mailbox to read."""

    async def tend(self) -> None:
        """Do it once and return; called in every worker about once a minute."""
        ...


class Sight(StrEnum):
    """What was last seen of an entry at a place."""

    SHOWN = "shown"
    GONE = "gone"
    NEVER = "never"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Showing:
    """An artifact to be shown at one place for a time.

    `content` is the approved file itself; `sha256` its digest in hex. `code` is the public code of the entry,
    which cannot be counted up. `also` names the other entries on the same sheet.
    """

    placement: str
    entry: str
    code: str
    place: str
    media_type: str
    sha256: str
    shown_from: datetime
    shown_until: datetime
    content: bytes = field(repr=False)
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PlacementRef:
    """A placement as a channel needs to know it, to take it down or to look at it."""

    placement: str
    entry: str
    code: str
    place: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation of one placement, with its proof (a file name, digest, play-log line or photo digest)."""

    sight: Sight
    at: datetime | None = None
    proof: str = ""


class DisplayChannel(Protocol):
    """A way to places. What is shown must be taken back, with proof; all three calls may be repeated harmlessly."""

    name: str

    async def show(self, showing: Showing) -> Receipt:
        """Put up, or replace by this artifact."""
        ...

    async def withdraw(self, placement: PlacementRef) -> Receipt:
        """Take down."""
        ...

    async def observe(self, placement: PlacementRef) -> Seen:
        """Look whether it hangs there."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


class Sightings(Protocol):
    """What places themselves reported: play logs, screen acknowledgements, photos of boards."""

    async def last(self, placement: str) -> Seen | None:
        """Return the newest report about a placement."""
        ...


class Notebook(Protocol):
    """A channel's own small memory, durable and shared by all processes; keys and values are text."""

    async def read(self, key: str) -> str | None:
        """Return what stands under the key."""
        ...

    async def write(self, key: str, value: str | None) -> None:
        """Keep the value under the key; None removes it."""
        ...

    async def read_all(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return what stands under those of the keys that have anything, read together."""
        ...

    async def write_all(self, notes: Mapping[str, str | None]) -> None:
        """Keep each value under its key, all or none of them; None removes one."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelKit:
    """What the house lends a channel."""

    http: HttpSession
    clock: Clock
    sightings: Sightings
    notebook: Notebook
    inbox: Inbox
    folder: str
    """An absolute path of a folder that is this channel's own, for files it shows."""
    public_url: str
    """The base address under which the outside reaches this service, without a slash at its end."""


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """A provider's HTTP call to `/channels/{channel}/receipts` or `/inbound`, as received. Header names are in lower case."""

    url: str
    """The public address that the provider called, with its query."""
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]


class BadSignature(Unauthenticated):
    """The callback does not carry the provider's own signature."""


@runtime_checkable
class ChannelPackage(Protocol):
    """The module behind an entry point of `broadcaster.channels`."""

    def connect(self, options: Mapping[str, object], kit: ChannelKit) -> MessageChannel | DisplayChannel:
        """Make the channel from its section of the settings; raise `SettingsError` naming every bad option."""
        ...


@runtime_checkable
class CallsBack(Protocol):
    """A channel package whose provider calls back."""

    def read_receipts(self, request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Report]:
        """Understand one callback; raise `BadSignature` where it is not the provider's."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel package whose provider hands over what people write back."""

    def read_replies(self, request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Reply]:
        """Understand one inbound call; raise `BadSignature` where it is not the provider's."""
        ...
