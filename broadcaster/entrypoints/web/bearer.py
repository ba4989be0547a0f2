"""Reads `Authorization: Bearer KEY`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.office_book import Key
    from broadcaster.services.office.staff import Staff


async def bearer(staff: Staff, headers: Mapping[str, str], scope: str) -> Key:
    """Return the key that the request shows; raise `Unauthenticated` without a right one."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise Unauthenticated(f"send `Authorization: Bearer KEY` with a key of scope {scope}")
    return await staff.key_behind(secret.strip(), scope)
