"""A screen without a panel: it fetches, checks, "paints" and reports as the real player does."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from broadcaster.domain.errors import NotFound, Unauthenticated, Unavailable

if TYPE_CHECKING:
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.http import HttpSession

OK = 200


@dataclass(frozen=True, slots=True)
class Painted:
    """One artifact that hangs in the playlist, byte for byte as it was fetched."""

    entry: str
    sha256: str
    until: datetime
    content: bytes = field(repr=False)


@dataclass
class ScreenDouble:
    """One screen. `visit` does what the player does in a round: fetch the manifest, verify it, change the playlist, report."""

    http: HttpSession
    base_url: str
    screen: str
    key: str = field(repr=False)
    clock: Clock
    playlist: list[Painted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Entries whose file did not have the manifest's digest; they are never painted."""
    boot: str = field(default_factory=lambda: uuid4().hex)
    revision: int = 0
    lease_until: datetime | None = None

    async def visit(self) -> None:
        """Fetch and obey the manifest, then report what was painted.

        Raises `Unauthenticated` where the signature does not fit, `NotFound` for an unknown key, `Unavailable` without an answer.
        """
        manifest = json.loads(await self._get(f"/screens/{self.screen}/manifest.json"))
        await self._verify(manifest)
        if manifest["revision"] < self.revision:
            return  # an older state never undoes a newer one
        revoked = set(manifest["revoked"])
        items = [item for item in manifest["items"] if item["entry"] not in revoked and _is_now(item, self.clock.now())]
        painted = [await self._paint(item) for item in items]
        self.playlist = [item for item in painted if item is not None]
        self.revision = manifest["revision"]
        self.lease_until = datetime.fromisoformat(manifest["lease_until"])
        await self._report()

    def shown(self) -> list[Painted]:
        """Return what a passer-by sees now: nothing once the lease has ended."""
        now = self.clock.now()
        if self.lease_until is None or now >= self.lease_until:
            return []
        return [item for item in self.playlist if now < item.until]

    async def _verify(self, manifest: dict[str, Any]) -> None:
        keys = json.loads(await self._get("/.well-known/broadcaster-keys"))["keys"]
        public = next((key["x"] for key in keys if key["kid"] == manifest["kid"]), None)
        if public is None:
            raise NotFound(f"no public key {manifest['kid']}")
        signed = {name: value for name, value in manifest.items() if name != "signature"}
        try:
            Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(public + "==")).verify(b64decode(manifest["signature"]), canonical(signed))
        except InvalidSignature:
            raise Unauthenticated("the manifest's signature does not fit its content") from None

    async def _paint(self, item: dict[str, Any]) -> Painted | None:
        kept = next((each for each in self.playlist if each.sha256 == item["sha256"]), None)
        if kept is not None:
            return Painted(item["entry"], kept.sha256, datetime.fromisoformat(item["until"]), kept.content)
        content = await self._get(item["url"])
        digest = sha256(content).hexdigest()
        if digest != item["sha256"]:
            self.refused.append(item["entry"])
            return None
        return Painted(item["entry"], digest, datetime.fromisoformat(item["until"]), content)

    async def _report(self) -> None:
        now = self.clock.now().isoformat()
        plays = [{"entry": item.entry, "sha256": item.sha256, "from": now, "until": now} for item in self.playlist]
        report = {"boot": self.boot, "plays": plays, "acks": [{"revision": self.revision, "painted_at": now}]}
        await self._ask("POST", f"/screens/{self.screen}/plays", json.dumps(report).encode())

    async def _get(self, path: str) -> bytes:
        return await self._ask("GET", path)

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        answer = await self.http.request(method, urljoin(self.base_url, path), headers=headers, body=body)
        if answer.status not in range(OK, OK + 100):
            raise Unavailable(f"{method} {path}: HTTP {answer.status}")
        return answer.body


def canonical(document: dict[str, Any]) -> bytes:
    """Return the RFC 8785 bytes of a document without fractions and with plain ASCII keys."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _is_now(item: dict[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(item["from"]) <= now < datetime.fromisoformat(item["until"])
