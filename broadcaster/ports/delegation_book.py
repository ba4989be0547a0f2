"""Where delegations are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.delegation import Delegation


class DelegationBook(Protocol):
    """Delegations, never deleted."""

    async def keep(self, delegation: Delegation) -> None:
        """Write a new one."""
        ...

    async def end(self, delegation_id: str, at: datetime) -> None:
        """End one before its time."""
        ...

    async def delegation(self, delegation_id: str) -> Delegation:
        """Return one; raise `NotFound`."""
        ...

    async def newest(self, most: int) -> Sequence[Delegation]:
        """Return those that end last on top."""
        ...

    async def to(self, user: str) -> Sequence[Delegation]:
        """Return what was delegated."""
        ...
