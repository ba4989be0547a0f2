"""What a screen plays: a signed manifest made from what is wanted now, and what the screen reports back (contract: Public places)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput, NotFound
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        unsigned = {
            "screen": screen,
            "revision": _revision(placed),
            "lease_until": (now + _LEASE).isoformat(),
            "items": [_item(screen, each) for each in placed if each.wanted is Wanted.SHOWN and each.shown_from <= now < each.shown_until],
            "revoked": sorted({each.entry for each in placed if each.wanted is not Wanted.SHOWN}),
            "kid": self._signer.kid,
        }
        return unsigned | {"signature": self._signer.sign(msgspec.json.encode(unsigned, order="deterministic"))}

    async def picture(self, screen: str, sha256: str) -> tuple[bytes, str]:
        """Return a picture and its media type, only while it is wanted on that screen."""
        async with self._store.reading() as books:
            for each in await self._placed(books, screen):
                if each.artifact == sha256 and each.wanted is Wanted.SHOWN:
                    return self._blobs.get(sha256), each.media_type
        raise NotFound("this picture is not shown on this screen")

    async def report(self, screen: str, body: bytes) -> None:
        """Take a screen's play log and acknowledgements; repeated ones change nothing."""
        try:
            report = msgspec.json.decode(body, type=PlayReport)
        except msgspec.DecodeError as error:
            raise InvalidInput(Fault("", str(error))) from error
        async with self._store.writing() as books:
            placed = await self._placed(books, screen)
            for play in report.plays:
                for each in placed:
                    if (each.entry, each.artifact) == (play.entry, play.sha256) and each.wanted is Wanted.SHOWN:
                        proof = f"play:{report.boot}:{play.sha256[:16]}"
                        await books.exposure.sighted(each.placement_id, Seen(Sight.SHOWN, play.ended_at, proof))
            for ack in report.acks:
                for each in placed:
                    if each.wanted is not Wanted.SHOWN and _revision([each]) <= ack.revision:
                        proof = f"ack:{report.boot}:{ack.revision}"
                        await books.exposure.sighted(each.placement_id, Seen(Sight.GONE, ack.painted_at, proof))
        await self._bell.ring("placing")

    async def _placed(self, books: Books, screen: str) -> list[Placement]:
        if screen not in self._screens:
            raise NotFound(f"no screen {screen}")
        return await books.exposure.placements(channel=self._channel, place=screen)


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
