"""What a screen plays: a signed manifest made from what is wanted now, and what the screen reports back (contract: Public places)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput, NotFound
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from broadcaster.domain.placements import Placement
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.vault import Signer

_LEASE = timedelta(minutes=15)
_SECONDS = 10


class Play(msgspec.Struct, frozen=True):
    """One line of a screen's play log."""

    entry: str
    sha256: str
    begun_at: datetime = msgspec.field(name="from")
    ended_at: datetime = msgspec.field(name="until")


class Ack(msgspec.Struct, frozen=True):
    """A screen says that it has painted a revision: what that revision took away is gone."""

    revision: int
    painted_at: datetime


class PlayReport(msgspec.Struct, frozen=True):
    """What a screen sends to `/screens/{screen}/plays`."""

    boot: str
    plays: tuple[Play, ...] = ()
    acks: tuple[Ack, ...] = ()


class Playlist:
    """Manifests and play logs of the screens."""

    def __init__(
        self, *, store: Store, clock: Clock, bell: Bell, blobs: Blobs, signer: Signer, channel: str, screens: Sequence[str]
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._blobs = blobs
        self._signer = signer
        self._channel = channel
        self._screens = frozenset(screens)

    async def manifest(self, screen: str) -> dict[str, Any]:
        """Return the signed manifest; the signature is over the canonical JSON (RFC 8785) without itself."""
        async with self._store.reading() as books:
            placed = await self._placed(books, screen)
        now = self._clock.now()
        playing = {each.entry for each in placed if each.wanted is Wanted.SHOWN}
        unsigned = {
            "screen": screen,
            "revision": _revision(placed),
            "lease_until": (now + _LEASE).isoformat(),
            "items": [_item(screen, each) for each in placed if each.wanted is Wanted.SHOWN and each.shown_from <= now < each.shown_until],
            "revoked": sorted({each.entry for each in placed} - playing),
            "kid": self._signer.kid,
        }
        return unsigned | {"signature": self._signer.sign(msgspec.json.encode(unsigned, order="deterministic"))}

    async def picture(self, screen: str, sha256: str) -> tuple[bytes, str]:
        """Return a picture and its media type, only while it is wanted on that screen."""
        async with self._store.reading() as books:
            placed = await books.exposure.placements(channel=self._channel, place=screen, artifact=sha256, wanted=Wanted.SHOWN)
        if placed:
            return self._blobs.get(sha256), placed[0].media_type
        raise NotFound("this picture is not shown on this screen")

    async def report(self, screen: str, body: bytes) -> None:
        """Take a screen's play log and acknowledgements; repeated ones change nothing."""
        try:
            report = msgspec.json.decode(body, type=PlayReport)
        except msgspec.DecodeError as error:
            raise InvalidInput(Fault("", str(error))) from error
        async with self._store.writing() as books:
            placed = await self._placed(books, screen)
            await books.exposure.sighted(dict(_sighted(placed, report)))
        await self._bell.ring("placing")

    async def _placed(self, books: Books, screen: str) -> list[Placement]:
        if screen not in self._screens:
            raise NotFound(f"no screen {screen}")
        return await books.exposure.placements(channel=self._channel, place=screen)


def _sighted(placed: Sequence[Placement], report: PlayReport) -> Iterator[tuple[str, Seen]]:
    """Yield what a report proves: who was played is shown, who an acknowledged revision took away is gone."""
    played = {(play.entry, play.sha256): play for play in report.plays}
    painted = max(report.acks, key=lambda ack: ack.revision, default=None)
    for each in placed:
        play = played.get((each.entry, each.artifact))
        if each.wanted is Wanted.SHOWN and play:
            yield each.placement_id, Seen(Sight.SHOWN, play.ended_at, f"play:{report.boot}:{play.sha256[:16]}")
        if each.wanted is not Wanted.SHOWN and painted and _revision([each]) <= painted.revision:
            yield each.placement_id, Seen(Sight.GONE, painted.painted_at, f"ack:{report.boot}:{painted.revision}")


def _revision(placed: Sequence[Placement]) -> int:
    """Return the moment of the last change, in microseconds: it grows with every change of the screen's placements."""
    return max((round(each.wanted_since.timestamp() * 1_000_000) for each in placed), default=0)


def _item(screen: str, placement: Placement) -> dict[str, Any]:
    return {
        "entry": placement.entry,
        "url": f"/screens/{screen}/pictures/{placement.artifact}",
        "sha256": placement.artifact,
        "seconds": _SECONDS,
        "from": placement.shown_from.isoformat(),
        "until": placement.shown_until.isoformat(),
    }
