"""What every part of the house stands on: store, secrets, files, the bell."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

from broadcaster.adapters.bell_arq import ArqBell
from broadcaster.adapters.blobs_disk import DiskBlobs
from broadcaster.adapters.embedded_valkey import socket_url
from broadcaster.adapters.photos_disk import DiskPhotos
from broadcaster.adapters.signer_ed25519 import open_signer
from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.vault_aes import open_vault

if TYPE_CHECKING:
    from broadcaster.adapters.http_aiohttp import AiohttpSession
    from broadcaster.bootstrap.outlets import Outlets
    from broadcaster.bootstrap.rulebook import Rulebook
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.photos import Photos
    from broadcaster.ports.store import Store
    from broadcaster.ports.vault import Signer, Vault
    from broadcaster.settings import Settings


class Foundation:
    """What every part of the house stands on, made when first asked for."""

    settings: Settings
    clock: Clock
    rules: Rulebook
    outlets: Outlets
    http: AiohttpSession

    @cached_property
    def vault(self) -> Vault:
        """Secrets at rest."""
        return open_vault(self.settings.key_file)

    @cached_property
    def signer(self) -> Signer:
        """Signatures of manifests and feeds."""
        return open_signer(self.settings.home / "keys" / "signing.pem")

    @cached_property
    def store(self) -> Store:
        """The truth."""
        return SqlStore(self.settings.database_url, self.vault)

    @cached_property
    def blobs(self) -> Blobs:
        """Artifacts by digest."""
        return DiskBlobs(self.settings.home / "blobs")

    @cached_property
    def photos(self) -> Photos:
        """The photo folder."""
        return DiskPhotos(self.settings.photos)

    @cached_property
    def redis_url(self) -> str:
        """The queue server: the one configured, or the embedded one's socket."""
        return self.settings.redis_url or socket_url(self.settings.home)

    @cached_property
    def bell(self) -> ArqBell:
        """Wakes the workers."""
        return ArqBell(self.redis_url)

    @cached_property
    def session_key(self) -> bytes:
        """Signs the console's sessions."""
        return hashlib.sha256(self.vault.keyed("console", "sessions").encode()).digest()
