"""Shows how this worker's carriers do, for the metrics and the console of other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.ports.carrier_board import CarrierBoard
    from broadcaster.services.people.routing import Routing


class CarrierWatch:
    """One worker's part of the board."""

    def __init__(self, *, worker: str, routing: Routing, board: CarrierBoard) -> None:
        """Show what `routing` knows under the worker's name."""
        self._worker = worker
        self._routing = routing
        self._board = board

    async def drain(self) -> int:
        """Show it now; swept like an outbox that is always empty."""
        await self._board.show(self._worker, self._routing.health())
        return 0
