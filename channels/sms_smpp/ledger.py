"""Which of the SMSC's message ids belong to which delivery: in memory, and in the notebook for another process and another day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from broadcaster.ports.channels import Notebook

Kept = TypeVar("Kept")
PATIENCE = 5.0
"""Seconds that a receipt waits for the answer to its own submit, which it may have overtaken, here or in another process."""
MOST_REMEMBERED = 50_000
"""Ids kept in memory; older ones are looked up in the notebook."""


class Note(msgspec.Struct, frozen=True):
    """What is noted under the id of each part: whose it is, all ids of that text, and whether this part arrived."""

    delivery: str
    ids: tuple[str, ...]
    arrived: bool = False


@dataclass(slots=True)
class Sending:
    """A text on its way: its parts are accepted one after another."""

    delivery_id: str
    ids: list[str] = field(default_factory=list)
    written: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """Done when all parts are noted, or the text is given up or let go."""


class Ledger:
    """Finds the delivery of a receipt, and says when all parts of a text have arrived."""

    def __init__(self, notebook: Notebook, patience: float = PATIENCE) -> None:
        """Write into the channel's notebook."""
        self._notebook = notebook
        self._patience = patience
        self._sendings: dict[str, Sending] = {}
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self._told: dict[str, None] = {}
        self._outdated: dict[str, None] = {}

    def accepted(self, sending: Sending, message_id: str) -> None:
        """Remember that the SMSC took a part under that id."""
        sending.ids.append(message_id)
        self._told.pop(message_id, None)  # SMSCs that count begin anew some day
        _remember(self._sendings, message_id, sending)
        if (overtaken := self._awaited.get(message_id)) and not overtaken.done():
            overtaken.set_result(None)

    async def write(self, sending: Sending) -> None:
        """Note all parts durably; only then may the send be called accepted.

        Raises `Unavailable` where the store does not answer; this process knows them all the same.
        """
        ids = tuple(sending.ids)
        note = _encode(Note(sending.delivery_id, ids))
        outdated, self._outdated = self._outdated, {}
        try:
            await self._notebook.write_all({**outdated, **dict.fromkeys(ids, note)})
        finally:
            sending.written.set_result(None)

    def give_up(self, sending: Sending) -> None:
        """Forget a text that was not taken whole: its first parts' receipts say nothing about it."""
        for message_id in sending.ids:
            self._forget(message_id)
        sending.written.set_result(None)

    def let_go(self, sending: Sending) -> None:
        """No longer answer for a text whose last answer was lost."""
        for message_id in sending.ids:
            self._sendings.pop(message_id, None)
        sending.written.set_result(None)

    def is_told(self, message_id: str) -> bool:
        """Whether the delivery of that part needs no further receipt."""
        return message_id in self._told

    async def find(self, message_id: str) -> Note | None:
        """Return whose a part is; waits a while for one that nobody knows yet."""
        if found := await self._in_memory(message_id) or await self._noted(message_id):
            return found
        arriving = self._awaited.setdefault(message_id, asyncio.get_running_loop().create_future())
        try:
            await asyncio.wait({arriving}, timeout=self._patience)
        finally:
            self._awaited.pop(message_id, None)
        return await self._in_memory(message_id) or await self._noted(message_id)

    async def arrived(self, message_id: str, note: Note) -> bool:
        """Note durably that one part arrived; return whether all parts of its text have."""
        if len(note.ids) == 1:
            return True
        await self._notebook.write_all({message_id: _encode(msgspec.structs.replace(note, arrived=True))})
        notes = await self._notebook.read_all(note.ids)
        return all(_decode(noted).arrived for noted in notes.values())

    def told(self, note: Note) -> None:
        """Forget a text whose fate is written down; its notes go with the next ones that are written."""
        for message_id in note.ids:
            self._forget(message_id)
            self._outdated[message_id] = None

    async def close(self) -> None:
        """Remove the last outdated notes."""
        outdated, self._outdated = self._outdated, {}
        if outdated:
            await self._notebook.write_all(outdated)

    async def _in_memory(self, message_id: str) -> Note | None:
        sending = self._sendings.get(message_id)
        if sending is None:
            return None
        await asyncio.shield(sending.written)
        return Note(sending.delivery_id, tuple(sending.ids)) if message_id in self._sendings else None

    async def _noted(self, message_id: str) -> Note | None:
        noted = await self._notebook.read(message_id)
        return _decode(noted) if noted else None

    def _forget(self, message_id: str) -> None:
        self._sendings.pop(message_id, None)
        _remember(self._told, message_id, None)


def _remember(kept: dict[str, Kept], message_id: str, what: Kept) -> None:
    kept[message_id] = what
    if len(kept) > MOST_REMEMBERED:
        del kept[next(iter(kept))]


def _encode(note: Note) -> str:
    return msgspec.json.encode(note).decode()


def _decode(noted: str) -> Note:
    return msgspec.json.decode(noted, type=Note)
