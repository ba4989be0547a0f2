"""What a community worker is asked to post or take down, and the photo that proves it (R25, R26, R106)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain.errors import NotFound, WrongState
from broadcaster.domain.pictures import check_picture
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.placements import Placement
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.vault import Vault


@dataclass(frozen=True, slots=True)
class BoardTask:
    """One community's board and one list: post this sheet, or take down what hangs. Empty `sha256` where nothing is to hang."""

    token: str
    list_id: str
    place: str
    community: str
    action: str
    sha256: str
    is_done: bool


class BoardTasks:
    """Tasks by secret token; a token opens one board's task and nothing else."""

    def __init__(
        self, *, store: Store, clock: Clock, bell: Bell, blobs: Blobs, vault: Vault, channel: str, communities: Mapping[str, str]
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._blobs = blobs
        self._vault = vault
        self._channel = channel
        self._communities = communities

    async def tasks(self) -> list[BoardTask]:
        """Return every board's task, done or not."""
        async with self._store.reading() as books:
            return await self._tasks(books)

    async def _tasks(self, books: Books) -> list[BoardTask]:
        by_board: dict[tuple[str, str], list[Placement]] = {}
        for each in await books.exposure.placements(channel=self._channel):
            by_board.setdefault((each.list_id, each.place), []).append(each)
        return [self._task(list_id, place, placed) for (list_id, place), placed in sorted(by_board.items())]

    def _task(self, list_id: str, place: str, placed: list[Placement]) -> BoardTask:
        sheets = {each.artifact for each in placed if each.wanted is Wanted.SHOWN}
        return BoardTask(
            token=self._vault.keyed("board-task", f"{list_id}/{place}"),
            list_id=list_id,
            place=place,
            community=self._communities.get(place, place),
            action="post" if sheets else "take_down",
            sha256=max(sheets, default=""),
            is_done=all(each.is_settled for each in placed),
        )

    async def task(self, token: str) -> BoardTask:
        """Return the task behind a token; raise `NotFound`."""
        found = next((each for each in await self.tasks() if each.token == token), None)
        if found is None:
            raise NotFound("no such task")
        return found

    async def sheet(self, token: str) -> bytes:
        """Return the poster to post, as PDF."""
        task = await self.task(token)
        if not task.sha256:
            raise NotFound("nothing is to be posted on this board")
        return self._blobs.get(task.sha256)

    async def confirm(self, token: str, sha256: str, photo: bytes) -> BoardTask:
        """Take the photo of the board as it hangs now: who is on the sheet posted is shown, all others are gone.

        `sha256` names the sheet that was posted, and is empty where none hangs. A photo of a sheet that was replaced meanwhile
        proves nothing: who was taken away still hangs on it.
        """
        check_picture(photo, "/photo")
        task = await self.task(token)
        if sha256 != task.sha256:
            raise WrongState("this board is to show another sheet by now: open the task again")
        proof, now = f"photo:{self._blobs.put(photo)}", self._clock.now()
        async with self._store.writing() as books:
            placed = await books.exposure.placements(channel=self._channel, list_id=task.list_id, place=task.place)
            shown = {each.placement_id: Sight.SHOWN for each in placed if each.wanted is Wanted.SHOWN and each.artifact == sha256}
            gone = {each.placement_id: Sight.GONE for each in placed if each.wanted is not Wanted.SHOWN and each.artifact != sha256}
            await books.exposure.sighted({name: Seen(sight, now, proof) for name, sight in (shown | gone).items()})
        await self._bell.ring("placing")
        return await self.task(token)
