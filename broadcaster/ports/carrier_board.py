"""Where each worker shows how its carriers do, for everybody who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.domain.circuit_breaker import CarrierHealth


class CarrierBoard(Protocol):
    """Shows the newest state alone; what a worker showed fades soon after it fell silent. Neither call raises: one only looks."""

    async def show(self, worker: str, health: Sequence[CarrierHealth]) -> None:
        """Replace what a worker showed before; in vain where nobody can be reached."""
        ...

    async def shown(self) -> Mapping[str, Sequence[CarrierHealth]]:
        """Return what each worker shows now; nothing where nobody can be reached."""
        ...
