"""From draft to approved: four eyes, one digest, grants with reasons, no shared photo (R30, R39, R42, R89, R98)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import ForbiddenWording, InvalidInput, NotAllowed, Refused, StaleApproval, WrongState
from broadcaster.domain.exposure_lists import ListState
from broadcaster.domain.users import StaffRole, User
from tests.builders import Body, bounty_granted, case, listed, listing, person
from tests.integration.services.courthouse import DUTY, LEI, MEI, Courthouse

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = User("mei", frozenset({StaffRole.PUBLICITY, StaffRole.BUREAU_CHIEF}))
PHOTO = {"path": "1.jpg", "source": "公安机关", "taken_on": "2026-01-02", "matched_by": "钱法官"}


def portrait(shade: int) -> bytes:
    """Return a picture of nobody."""
    out = BytesIO()
    Image.new("RGB", (200, 260), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


async def drafted(court: Courthouse, *events: Body) -> tuple[str, str]:
    """Screen the month; return the list and its first entry."""
    await court.tell(*(events or (listed(),)))
    screened = await court.screen()
    return screened.list_id, screened.lines[0].entry


async def test_r42_a_list_is_approved_by_another_person_of_the_right_role(court: Courthouse) -> None:
    """Publicity submits, the bureau approves; each step is journaled with the digest."""
    list_id, _ = await drafted(court)
    approval = court.house.approval
    with pytest.raises(NotAllowed):
        await approval.submit(list_id, LEI, assessment="评1", grants={})
    submitted = await approval.submit(list_id, MEI, assessment="评1", grants={})
    for user in (MEI, DUTY, BOTH):
        with pytest.raises(NotAllowed):
            await approval.approve(list_id, user, digest=submitted.digest)
    approved = await approval.approve(list_id, LEI, digest=submitted.digest)
    assert (approved.state, approved.approved_by) == (ListState.APPROVED, "lei")
    await court.work()
    assert [deed for deed in await court.deeds() if deed[1] in ("list.submit", "list.approve")] == [
        ("mei", "list.submit"),
        ("lei", "list.approve"),
    ]


async def test_r39_without_an_impact_assessment_nothing_is_submitted(court: Courthouse) -> None:
    """The list stays a draft."""
    list_id, _ = await drafted(court)
    with pytest.raises(InvalidInput, match="R39"):
        await court.house.approval.submit(list_id, MEI, assessment="", grants={})
    assert (await court.screen()).state is ListState.DRAFT


async def test_r89_only_what_was_seen_can_be_approved(court: Courthouse) -> None:
    """Another digest is stale; approving twice or a draft is out of turn."""
    list_id, _ = await drafted(court)
    with pytest.raises(WrongState):
        await court.house.approval.approve(list_id, LEI, digest="")
    submitted = await court.house.approval.submit(list_id, MEI, assessment="评1", grants={})
    with pytest.raises(StaleApproval):
        await court.house.approval.approve(list_id, LEI, digest="0" * 64)
    await court.house.approval.approve(list_id, LEI, digest=submitted.digest)
    with pytest.raises(WrongState):
        await court.house.approval.approve(list_id, LEI, digest=submitted.digest)


async def test_r89_pictures_changed_after_submission_void_it(court: Courthouse) -> None:
    """Whoever swaps a file behind the approver's back achieves nothing."""
    list_id, _ = await drafted(court)
    submitted = await court.house.approval.submit(list_id, MEI, assessment="评1", grants={})
    async with court.house.store.writing() as books:
        (first, *_) = await books.exposure.artifacts(list_id)
        other = type(first)(list_id, first.kind, first.subject, "f" * 64, first.media_type, first.entries)
        await books.exposure.keep_artifacts([other])
    with pytest.raises(Refused):
        await court.house.approval.approve(list_id, LEI, digest=submitted.digest)


async def test_every_person_has_a_slide_and_a_page_and_each_community_a_poster(court: Courthouse) -> None:
    """Two of one community share a sheet; who lives nowhere confirmed hangs on none."""
    home: Body = {"community_code": "320114002003", "domicile_confirmed_on": "2026-11-01"}
    second = listed(person("张示例", date(1977, 1, 2), **home), listing("L2"), of=case("（2026）苏0114执200号"))
    third = listed(person("李示例", date(1970, 1, 2)), listing("L3"), of=case("（2026）苏0114执300号"))
    list_id, _ = await drafted(court, listed(person(**home)), second, third)
    await court.house.approval.submit(list_id, MEI, assessment="评1", grants={})
    async with court.house.store.reading() as books:
        made = await books.exposure.artifacts(list_id)
    kinds = [each.kind for each in made]
    assert {kind: kinds.count(kind) for kind in kinds} == {"slide": 3, "page": 3, "poster": 1}
    assert [len(each.entries) for each in made if each.kind == "poster"] == [2]


@pytest.mark.parametrize(
    ("grants", "fault"),
    [
        (lambda entry: {entry: {"amount": ""}}, "needs a reason"),
        (lambda entry: {entry: {"mobile": "找人"}}, "no field that can be granted"),
        (lambda _: {"nobody": {"amount": "公众知悉"}}, "not on this list"),
        (lambda entry: {entry: {"photo": "下落不明"}}, "no photo"),
    ],
)
async def test_r30_a_grant_names_a_person_a_field_and_a_reason(
    court: Courthouse, grants: Callable[[str], dict[str, dict[str, str]]], fault: str
) -> None:
    """Anything else is refused, and the list stays a draft."""
    list_id, entry = await drafted(court)
    with pytest.raises(InvalidInput, match=fault):
        await court.house.approval.submit(list_id, MEI, assessment="评1", grants=grants(entry))


async def test_r30_a_grant_is_kept_with_its_reason_and_counts_for_the_digest(court: Courthouse) -> None:
    """Another reason is another approval."""
    list_id, entry = await drafted(court)
    submitted = await court.house.approval.submit(list_id, MEI, assessment="评1", grants={entry: {"amount": "公众知悉"}})
    line = submitted.line(entry)
    assert line
    assert line.grants == {"amount": "公众知悉"}
    await court.house.approval.reject(list_id, LEI, reason="重做")
    again = await court.screen()
    assert again.list_id != list_id
    assert not again.lines[0].grants


@pytest.mark.parametrize("missing", ["taken_on", "matched_by"])
async def test_r98_a_photo_needs_its_date_and_whoever_matched_it(court: Courthouse, missing: str) -> None:
    """Without provenance no photo."""
    court.house.photos.write("1.jpg", portrait(90))
    photo = {name: value for name, value in PHOTO.items() if name != missing}
    list_id, entry = await drafted(court, listed(person(photo=photo)))
    with pytest.raises(InvalidInput, match="R98"):
        await court.house.approval.submit(list_id, MEI, assessment="评1", grants={entry: {"photo": "下落不明"}})


async def test_r98_one_photo_on_two_people_is_granted_to_neither(court: Courthouse) -> None:
    """Under whatever two paths."""
    court.house.photos.write("1.jpg", portrait(90))
    court.house.photos.write("2.jpg", portrait(90))
    other = person("张示例", date(1977, 1, 2), photo=PHOTO | {"path": "2.jpg"})
    list_id, entry = await drafted(court, listed(person(photo=PHOTO)), listed(other, listing("L2"), of=case("（2026）苏0114执200号")))
    with pytest.raises(InvalidInput, match="two people"):
        await court.house.approval.submit(list_id, MEI, assessment="评1", grants={entry: {"photo": "下落不明"}})


async def test_r98_a_granted_photo_changes_the_picture(court: Courthouse) -> None:
    """And without the grant it is not in it."""
    court.house.photos.write("1.jpg", portrait(90))
    list_id, entry = await drafted(court, listed(person(photo=PHOTO)))
    plain = await court.house.approval.submit(list_id, MEI, assessment="评1", grants={})
    await court.house.approval.reject(list_id, LEI, reason="需照片")
    again = await court.screen()
    with_photo = await court.house.approval.submit(again.list_id, MEI, assessment="评1", grants={entry: {"photo": "下落不明"}})
    assert with_photo.digest != plain.digest


@pytest.mark.parametrize("conditions", ["联系人320199198005060001", "悬赏通缉令"])
async def test_r109_r32_what_no_output_may_say_stops_the_list_and_names_its_entry(court: Courthouse, conditions: str) -> None:
    """A full number or a forbidden word in a free text."""
    await court.tell(bounty_granted(conditions=conditions))
    screened = await court.screen(ListKind.BOUNTY_PROPERTY)
    with pytest.raises(ForbiddenWording, match=screened.lines[0].entry):
        await court.house.approval.submit(screened.list_id, MEI, assessment="评1", grants={})
