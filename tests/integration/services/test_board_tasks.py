"""What a community worker posts and takes down, and the photo that proves it (R25, R26, R89, R106)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import InvalidInput, NotFound, WrongState
from tests.builders import Body, case, listed, listing, person, revoked

if TYPE_CHECKING:
    from broadcaster.services.places.board_tasks import BoardTask
    from tests.integration.services.courthouse import Courthouse

HOME: Body = {"community_code": "320114002003", "domicile_confirmed_on": "2026-11-01"}
FIRST = listed(person(**HOME))
SECOND = listed(person("张示例", date(1977, 1, 2), **HOME), listing("L2"), of=case("（2026）苏0114执200号"))
GONE = revoked(at="2026-11-14T12:00:00+08:00", party=person(**HOME))
PHOTO = b"\xff\xd8\xff" + b"board"


async def only_task(court: Courthouse) -> BoardTask:
    """Let the places be driven; return the one task there is."""
    await court.house.placing.drain()
    (task,) = await court.house.board_tasks.tasks()
    return task


async def posted(court: Courthouse) -> BoardTask:
    """Have a sheet of two hang, with its photo."""
    await court.tell(FIRST, SECOND)
    await court.publish()
    task = await only_task(court)
    await court.house.board_tasks.confirm(task.token, task.sha256, PHOTO)
    await court.house.placing.drain()
    return await only_task(court)


async def test_a_community_gets_one_sheet_with_all_its_people(court: Courthouse) -> None:
    """To be posted; as PDF behind a token that cannot be guessed."""
    await court.tell(FIRST, SECOND)
    await court.publish()
    task = await only_task(court)
    assert (task.action, task.community, task.is_done) == ("post", "赛虹桥街道安德里社区", False)
    assert (await court.house.board_tasks.sheet(task.token)).startswith(b"%PDF")
    assert len(task.token) >= 32


async def test_r26_only_a_photo_proves_that_it_hangs(court: Courthouse) -> None:
    """With it the task is done and both entries are seen; the photo itself is kept."""
    task = await posted(court)
    assert task.is_done
    proofs = {each.proof for each in await court.placed(channel="board_print")}
    (proof,) = proofs
    assert court.house.blobs.get(proof.removeprefix("photo:")) == PHOTO


async def test_r89_when_one_is_withdrawn_the_sheet_is_replaced_by_that_of_the_others(court: Courthouse) -> None:
    """The old proof counts no more: the new sheet must be posted and photographed."""
    before = await posted(court)
    await court.tell(GONE)
    task = await only_task(court)
    assert (task.action, task.is_done) == ("post", False)
    assert task.sha256 != before.sha256
    assert {str(each.wanted): each.seen for each in await court.placed(channel="board_print")} == {"gone": "shown", "shown": "never"}
    await court.house.board_tasks.confirm(task.token, task.sha256, PHOTO)
    assert (await only_task(court)).is_done


async def test_r106_a_photo_of_a_sheet_replaced_meanwhile_proves_nothing(court: Courthouse) -> None:
    """He posted the sheet of two; one was withdrawn before his photo came: that one still hangs."""
    await court.tell(FIRST, SECOND)
    await court.publish()
    old = await only_task(court)
    await court.tell(GONE)
    await court.house.placing.drain()
    with pytest.raises(WrongState):
        await court.house.board_tasks.confirm(old.token, old.sha256, PHOTO)
    assert not (await only_task(court)).is_done
    assert {each.seen for each in await court.placed(channel="board_print")} == {"never"}


async def test_r106_nobody_is_gone_who_is_on_the_sheet_photographed(court: Courthouse) -> None:
    """The photo came in the seconds between the withdrawal and the new sheet."""
    await court.tell(FIRST, SECOND)
    await court.publish()
    old = await only_task(court)
    await court.tell(GONE)
    with suppress(WrongState):
        await court.house.board_tasks.confirm(old.token, old.sha256, PHOTO)
    await court.house.placing.drain()
    assert not any(each.is_settled for each in await court.placed(channel="board_print"))


async def test_r25_when_the_last_is_withdrawn_the_sheet_comes_down(court: Courthouse) -> None:
    """There is nothing to post; done only with a photo of the empty board."""
    await court.tell(FIRST)
    await court.publish()
    task = await only_task(court)
    await court.house.board_tasks.confirm(task.token, task.sha256, PHOTO)
    await court.tell(GONE)
    task = await only_task(court)
    assert (task.action, task.is_done) == ("take_down", False)
    with pytest.raises(NotFound):
        await court.house.board_tasks.sheet(task.token)
    await court.house.board_tasks.confirm(task.token, task.sha256, PHOTO)
    assert (await only_task(court)).is_done


@pytest.mark.parametrize("token", ["", "0" * 32, "320114002003"])
async def test_a_wrong_token_opens_nothing(court: Courthouse, token: str) -> None:
    """Neither a task nor a sheet, nor does it take a photo."""
    await court.tell(FIRST)
    await court.publish()
    tasks = court.house.board_tasks
    for refused in (tasks.task(token), tasks.sheet(token), tasks.confirm(token, "", PHOTO)):
        with pytest.raises(NotFound):
            await refused


async def test_what_is_no_picture_proves_nothing(court: Courthouse) -> None:
    """A text or an empty file is refused."""
    await court.tell(FIRST)
    await court.publish()
    task = await only_task(court)
    for photo in (b"", b"done", b"%PDF-1.7"):
        with pytest.raises(InvalidInput):
            await court.house.board_tasks.confirm(task.token, task.sha256, photo)
    assert not (await only_task(court)).is_done
