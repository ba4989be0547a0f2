"""Speaks to our own browser players, which fetch a signed manifest and report what they painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.channels import Outcome, Receipt, Seen, Sight

if TYPE_CHECKING:
    from broadcaster.ports.channels import ChannelKit, PlacementRef, Showing

NAME = "screen_player"


class ScreenPlayer:
    """A display channel without a line of its own: the manifest is made from the placements, the plays are its sightings."""

    name = NAME

    def __init__(self, kit: ChannelKit) -> None:
        """Look at what the players reported."""
        self._sightings = kit.sightings

    async def show(self, showing: Showing) -> Receipt:  # noqa: ARG002 - the manifest carries it
        """Accept: the player takes the artifact with its next manifest."""
        return Receipt(Outcome.ACCEPTED)

    async def withdraw(self, placement: PlacementRef) -> Receipt:  # noqa: ARG002 - the manifest names it as revoked
        """Accept: the player removes the entry with its next manifest, or when its lease ends."""
        return Receipt(Outcome.ACCEPTED)

    async def observe(self, placement: PlacementRef) -> Seen:
        """Return what the player last said about the placement."""
        return await self._sightings.last(placement.placement) or Seen(Sight.NEVER)

    async def close(self) -> None:
        """Nothing to give back."""
