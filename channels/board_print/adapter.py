"""Shows posters on community boards: a file to print, a line on the job sheet, and a worker's photo as proof."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.ports.channels import Outcome, Receipt, Seen, Sight
from channels.board_print.sheet import POST, TAKE_DOWN, order
from channels.files import alone, write

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, PlacementRef, Showing

NAME = "board_print"
SHEET = "tasks.csv"


class BoardPrint:
    """A display channel over one folder per community. Its notebook holds, per placement, `place/file`."""

    name = NAME

    def __init__(self, kit: ChannelKit) -> None:
        """Write into the kit's folder; nothing is posted until a worker reports it."""
        self._root = Path(kit.folder)
        self._notebook = kit.notebook
        self._sightings = kit.sightings
        self._clock = kit.clock

    async def show(self, showing: Showing) -> Receipt:
        """Lay the file out for printing and order its posting; a sheet that this one replaces is ordered down."""
        if sha256(showing.content).hexdigest() != showing.sha256:
            return Receipt(Outcome.REJECTED, code="digest", reason="the content is not the file that was approved")
        if not _is_folder_name(showing.place):
            return Receipt(Outcome.REJECTED, code="place", reason="the place's name cannot be a folder's name")
        poster = f"{showing.place}/{showing.sha256[:12]}.pdf"
        before = await self._notebook.read(showing.placement)
        await self._notebook.write(showing.placement, poster)
        if before and before != poster:
            await asyncio.to_thread(self._take_down, before)
        await asyncio.to_thread(self._post, poster, showing)
        return Receipt(Outcome.ACCEPTED, raw=poster)

    async def withdraw(self, placement: PlacementRef) -> Receipt:
        """Order the sheet down and remove its file, so that it is not printed again."""
        poster = await self._notebook.read(placement.placement)
        if poster:
            await asyncio.to_thread(self._take_down, poster)
        return Receipt(Outcome.ACCEPTED, raw=poster or "")

    async def observe(self, placement: PlacementRef) -> Seen:
        """Return what the worker's last photo proved."""
        return await self._sightings.last(placement.placement) or Seen(Sight.NEVER)

    async def close(self) -> None:
        """Nothing to give back."""

    def _post(self, poster: str, showing: Showing) -> None:
        path = self._root / poster
        with alone(path.parent):
            write(path, showing.content)
            order(path.parent / SHEET, POST, path.name, ordered=self._now(), until=f"{showing.shown_until:%Y-%m-%d}")

    def _take_down(self, poster: str) -> None:
        path = self._root / poster
        with alone(path.parent):
            path.unlink(missing_ok=True)
            order(path.parent / SHEET, TAKE_DOWN, path.name, ordered=self._now())

    def _now(self) -> str:
        return f"{self._clock.now():%Y-%m-%d %H:%M}"


def _is_folder_name(place: str) -> bool:
    return bool(place) and place.isprintable() and not place.startswith(".") and not set(place) & set("/\\")
