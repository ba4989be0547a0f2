"""What a screen plays, signed, and what it reports back (contract: Public places; R25, R26)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from broadcaster.domain.errors import InvalidInput, NotFound
from broadcaster.testing.screen import canonical
from tests.builders import case, listed, listing, moment, performed, revoked, unit
from tests.integration.services.courthouse import DUTY, LEI, MEI, PUBLISHED_AT, Courthouse

if TYPE_CHECKING:
    from broadcaster.domain.placements import Placement

SCREEN = "downtown"


async def manifest(court: Courthouse, screen: str = SCREEN) -> dict[str, Any]:
    """Fetch a screen's manifest."""
    return await court.house.playlist.manifest(screen)


async def report(court: Courthouse, **told: list[dict[str, Any]]) -> None:
    """Send a play log or acknowledgements, and let the places be looked at."""
    await court.house.playlist.report(SCREEN, json.dumps({"boot": "b1", **told}).encode())
    await court.house.placing.drain()


async def placed(court: Courthouse) -> Placement:
    """Return the one placement of the screen."""
    (one,) = await court.placed(channel="screen_player", place=SCREEN)
    return one


def play(one: Placement, at: str = "2026-11-14T08:01:00+08:00") -> dict[str, Any]:
    """Return a line of the play log."""
    return {"entry": one.entry, "sha256": one.artifact, "from": at, "until": at}


async def published(court: Courthouse) -> None:
    """Have one entry hang."""
    await court.tell(listed())
    await court.publish()
    await court.house.placing.drain()


async def test_a_manifest_is_signed_and_names_what_is_wanted(court: Courthouse) -> None:
    """Anyone with the public key can check it; the lease is short, the picture is the approved one."""
    await published(court)
    told = await manifest(court)
    unsigned = canonical({name: value for name, value in told.items() if name != "signature"})
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(court.house.signer.public_key()))
    public.verify(base64.b64decode(told["signature"]), unsigned)
    (item,) = told["items"]
    one = await placed(court)
    assert (item["entry"], item["sha256"], told["revoked"], told["kid"]) == (one.entry, one.artifact, [], court.house.signer.kid)
    assert told["lease_until"] == (court.clock.now() + timedelta(minutes=15)).isoformat()


async def test_r32_a_manifest_names_nobody(court: Courthouse) -> None:
    """Opaque ids and digests alone."""
    await published(court)
    said = json.dumps(await manifest(court), ensure_ascii=False)
    assert "陈" not in said
    assert "执100号" not in said


async def test_what_is_taken_down_moves_to_revoked_with_a_higher_revision(court: Courthouse) -> None:
    """At once, also for a pause."""
    await published(court)
    before = await manifest(court)
    court.clock.advance(timedelta(minutes=1))
    await court.tell(performed(proof="receipt_shown", at="2026-11-14T08:01:00+08:00"))
    after = await manifest(court)
    assert (after["items"], after["revoked"]) == ([], [before["items"][0]["entry"]])
    assert after["revision"] > before["revision"]


async def test_r26_a_play_log_proves_that_it_was_shown(court: Courthouse) -> None:
    """With a proof; before, it is only wanted. A repeat changes nothing."""
    await published(court)
    assert (await placed(court)).seen == "never"
    for _ in range(2):
        await report(court, plays=[play(await placed(court))])
    one = await placed(court)
    assert (one.seen, one.proof.startswith("play:b1:")) == ("shown", True)


async def test_r26_a_play_of_another_picture_proves_nothing(court: Courthouse) -> None:
    """Nor of another entry."""
    await published(court)
    one = await placed(court)
    await report(court, plays=[play(one) | {"sha256": "0" * 64}, play(one) | {"entry": "somebody"}])
    assert (await placed(court)).seen == "never"


async def test_r25_a_withdrawal_is_done_only_when_the_screen_has_painted_it(court: Courthouse) -> None:
    """An acknowledgement of an older revision is none."""
    await published(court)
    await report(court, plays=[play(await placed(court))])
    old = (await manifest(court))["revision"]
    court.clock.advance(timedelta(minutes=5))
    await court.tell(revoked(at="2026-11-14T08:05:00+08:00"))
    await report(court, acks=[{"revision": old, "painted_at": "2026-11-14T08:06:00+08:00"}])
    assert (await placed(court)).seen == "shown"
    revision = (await manifest(court))["revision"]
    await report(court, acks=[{"revision": revision, "painted_at": "2026-11-14T08:07:00+08:00"}])
    assert ((await placed(court)).seen, (await placed(court)).is_settled) == ("gone", True)


async def test_r27_an_old_play_log_does_not_bring_a_withdrawn_entry_back(court: Courthouse) -> None:
    """Screens report late."""
    await published(court)
    one = await placed(court)
    await court.tell(revoked(at="2026-11-14T08:05:00+08:00"))
    await report(court, plays=[play(one)])
    assert (str((await placed(court)).wanted), (await placed(court)).seen) == ("gone", "never")


async def test_r43_who_is_listed_again_next_month_is_not_revoked(court: Courthouse) -> None:
    """November's placement ran out, December's hangs: shown, and not among the revoked."""
    await published(court)
    await court.pass_to(moment("2026-12-15", "08:00"))
    await court.house.placing.drain()
    approved = await court.approve(await court.screen(month="2026-12"))
    await court.later(days=5)
    await court.house.publication.publish(approved.list_id, LEI)
    told = await manifest(court)
    assert (len(told["items"]), told["revoked"]) == (1, [])


async def test_a_picture_is_handed_out_only_while_it_is_wanted_there(court: Courthouse) -> None:
    """Afterwards it is not found, whoever kept its address."""
    await published(court)
    one = await placed(court)
    content, media_type = await court.house.playlist.picture(SCREEN, one.artifact)
    assert (content[:4], media_type) == (b"\x89PNG", "image/png")
    await court.house.withdrawal.pause([one.entry], DUTY, reason="来电")
    with pytest.raises(NotFound):
        await court.house.playlist.picture(SCREEN, one.artifact)


async def test_a_screen_that_is_not_registered_gets_nothing(court: Courthouse) -> None:
    """Neither a manifest nor a hearing."""
    with pytest.raises(NotFound):
        await manifest(court, "garage")
    with pytest.raises(NotFound):
        await court.house.playlist.report("garage", b'{"boot":"b1"}')


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"plays":[]}', b'{"boot":"b","plays":[{"entry":1}]}', b'{"boot":"b","acks":[{"revision":"x"}]}']
)
async def test_a_report_that_is_none_is_refused(court: Courthouse, body: bytes) -> None:
    """And changes nothing."""
    with pytest.raises(InvalidInput):
        await court.house.playlist.report(SCREEN, body)


async def test_two_entries_are_two_items(court: Courthouse) -> None:
    """Taking one down leaves the other playing."""
    await court.tell(listed(), listed(unit(), listing("L2"), of=case("（2026）苏0114执200号")))
    await court.pass_to(moment("2026-11-09"))
    approved = await court.approve(await court.screen())
    await court.pass_to(PUBLISHED_AT)
    await court.house.publication.publish(approved.list_id, MEI)
    assert len((await manifest(court))["items"]) == 2
    await court.tell(revoked(at="2026-11-14T08:05:00+08:00"))
    told = await manifest(court)
    assert (len(told["items"]), len(told["revoked"])) == (1, 1)
