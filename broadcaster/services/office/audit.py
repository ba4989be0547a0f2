"""Checks that the journal is whole: every line in its place and bound to the one before (promise: evidence)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.chain import chain_link

if TYPE_CHECKING:
    from broadcaster.ports.store import Store


async def verify_chain(store: Store) -> tuple[int, int]:
    """Return how many lines were checked, and the number of the first that does not fit (0 where all do)."""
    number, chain = 0, ""
    async with store.reading() as books:
        while page := await books.office.deeds(after=number):
            for deed in page:
                chain = chain_link(chain, deed.at, deed.who, deed.what, deed.subject, deed.reason, deed.basis)
                number += 1
                if (deed.number, deed.chain) != (number, chain):
                    return number, number
    return number, 0
