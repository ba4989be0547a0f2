"""Shows entries as static pages, and reads them back to see whether they stand there."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import TYPE_CHECKING

from broadcaster.ports.channels import Outcome, Receipt, Seen, Sight

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, PlacementRef, Showing
    from channels.web_site.site import Site

NAME = "web_site"
GONE = "gone"


class WebSite:
    """A display channel over a folder. Its notebook holds, per placement, `address digest`, and per address the placement there."""

    name = NAME

    def __init__(self, site: Site, kit: ChannelKit) -> None:
        """Write into `site`."""
        self._site = site
        self._notebook = kit.notebook
        self._clock = kit.clock

    async def show(self, showing: Showing) -> Receipt:
        """Write the file, or replace what stands at its address; only the very bytes that were approved."""
        if sha256(showing.content).hexdigest() != showing.sha256:
            return Receipt(Outcome.REJECTED, code="digest", reason="the content is not the file that was approved")
        address = self._site.address(showing.place, showing.code, showing.media_type, showing.sha256)
        if address is None:
            return Receipt(Outcome.REJECTED, code="address", reason="place and code may hold letters, digits, - and _ only")
        await self._notebook.write(showing.placement, f"{address} {showing.sha256}")
        await self._notebook.write(address, showing.placement)
        await asyncio.to_thread(self._site.put, address, showing.content)
        return Receipt(Outcome.ACCEPTED, raw=address)

    async def withdraw(self, placement: PlacementRef) -> Receipt:
        """Put the neutral page in its place, unless another placement already stands there."""
        address, _ = await self._noted(placement)
        if address:
            if await self._notebook.read(address) == placement.placement:
                await asyncio.to_thread(self._site.retire, address)
            await self._notebook.write(placement.placement, f"{address} {GONE}")
        return Receipt(Outcome.ACCEPTED, raw=address)

    async def observe(self, placement: PlacementRef) -> Seen:
        """Read the file back. Whatever is not what we last put there counts against us: changed is not shown, and not gone either."""
        address, wanted = await self._noted(placement)
        if not address:
            return Seen(Sight.NEVER)
        found = await asyncio.to_thread(self._site.digest, address)
        shown = found == wanted
        if wanted == GONE and found is not None:
            has_successor = await self._notebook.read(address) != placement.placement
            shown = not has_successor and not self._site.is_neutral(found)
        return Seen(Sight.SHOWN if shown else Sight.GONE, self._clock.now(), proof=f"sha256:{found}" if found else "no file")

    async def close(self) -> None:
        """Nothing to give back."""

    async def _noted(self, placement: PlacementRef) -> tuple[str, str]:
        address, _, digest = (await self._notebook.read(placement.placement) or "").partition(" ")
        return address, digest
