"""The screen double obeys a manifest as the real player does: signed, whole, in time, or not at all."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broadcaster.domain.errors import Unauthenticated, Unavailable
from broadcaster.ports.http import HttpAnswer
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.screen import ScreenDouble, canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

SLIDE = b"\x89PNG a slide"


@dataclass
class Service:
    """A service that signs manifests, answering the double without a network."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    files: dict[str, bytes] = field(default_factory=lambda: {"/media/1.png": SLIDE})
    changes: dict[str, Any] = field(default_factory=dict)
    """What is changed in the manifest after it was signed."""
    manifest: dict[str, Any] = field(default_factory=lambda: one_slide())  # noqa: PLW0108 - it is made further down
    reports: list[dict[str, Any]] = field(default_factory=list)

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None, seconds: float = 10.0
    ) -> HttpAnswer:
        """Answer one request of the screen."""
        assert (headers or {})["Authorization"] == "Bearer screen-key"
        assert seconds > 0
        path = url.removeprefix("http://court.example")
        if method == "POST":
            self.reports.append(json.loads(body or b""))
            return HttpAnswer(204, b"")
        if path == "/.well-known/broadcaster-keys":
            public = urlsafe_b64encode(self.key.public_key().public_bytes_raw()).rstrip(b"=").decode()
            return HttpAnswer(200, json.dumps({"keys": [{"kid": "k1", "x": public}]}).encode())
        if path == "/screens/hall/manifest.json":
            signature = b64encode(self.key.sign(canonical(self.manifest))).decode()
            return HttpAnswer(200, json.dumps({**self.manifest, "signature": signature, **self.changes}).encode())
        return HttpAnswer(200, self.files[path]) if path in self.files else HttpAnswer(404, b"")


def one_slide() -> dict[str, Any]:
    """Return a manifest with one slide, unsigned."""
    until = (NOW + timedelta(days=1)).isoformat()
    item = {
        "entry": "e1",
        "url": "/media/1.png",
        "sha256": sha256(SLIDE).hexdigest(),
        "seconds": 10,
        "from": NOW.isoformat(),
        "until": until,
    }
    lease = (NOW + timedelta(minutes=10)).isoformat()
    return {"screen": "hall", "revision": 7, "lease_until": lease, "items": [item], "revoked": [], "kid": "k1"}


@pytest.fixture
def service() -> Service:
    """Return a service with one slide for the screen."""
    return Service()


@pytest.fixture
def screen(service: Service) -> ScreenDouble:
    """Return the screen in the hall."""
    return ScreenDouble(service, "http://court.example", "hall", "screen-key", OwnedClock(NOW))


async def test_it_paints_and_reports_what_the_manifest_names(screen: ScreenDouble, service: Service) -> None:
    """The very bytes are painted, and the plays and the acknowledged revision are reported with the boot."""
    await screen.visit()
    assert [item.content for item in screen.shown()] == [SLIDE]
    [report] = service.reports
    assert (report["boot"], report["acks"][0]["revision"], report["plays"][0]["entry"]) == (screen.boot, 7, "e1")


async def test_a_manifest_that_was_changed_is_refused(screen: ScreenDouble, service: Service) -> None:
    """A signature that does not fit leaves the screen as it was."""
    service.changes = {"revoked": ["e9"]}
    with pytest.raises(Unauthenticated):
        await screen.visit()
    assert screen.shown() == []


async def test_a_file_that_was_changed_is_not_painted(screen: ScreenDouble, service: Service) -> None:
    """One changed byte keeps a slide off the screen."""
    service.files["/media/1.png"] = SLIDE + b"!"
    await screen.visit()
    assert (screen.shown(), screen.refused) == ([], ["e1"])


async def test_a_revoked_entry_outranks_its_item(screen: ScreenDouble, service: Service) -> None:
    """An entry that is both listed and revoked is not shown."""
    await screen.visit()
    service.manifest |= {"revision": 8, "revoked": ["e1"]}
    await screen.visit()
    assert screen.shown() == []


async def test_an_older_manifest_undoes_nothing(screen: ScreenDouble, service: Service) -> None:
    """A replayed manifest of an earlier revision is ignored."""
    service.manifest |= {"revision": 8, "items": []}
    await screen.visit()
    service.manifest = one_slide()
    await screen.visit()
    assert (screen.shown(), screen.revision) == ([], 8)


async def test_without_contact_it_goes_neutral_when_its_lease_ends(screen: ScreenDouble) -> None:
    """After the lease nothing personal is shown."""
    await screen.visit()
    clock = screen.clock
    assert isinstance(clock, OwnedClock)
    clock.advance(timedelta(minutes=10))
    assert screen.shown() == []


async def test_a_refusing_service_is_out_of_reach(screen: ScreenDouble) -> None:
    """An error of the service is told as such."""
    screen.screen = "nowhere"
    with pytest.raises(Unavailable, match="404"):
        await screen.visit()
