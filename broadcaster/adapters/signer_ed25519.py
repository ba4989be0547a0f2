"""Signs with ed25519; the private key is a file of its own, mode 0600."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from broadcaster.adapters.vault_aes import fingerprint
from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


class Ed25519Signer:
    """Signs with one key, named by the digest of its public half."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Take the private key."""
        self._key = key
        self._public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.kid = fingerprint(self._public)

    def sign(self, content: bytes) -> str:
        """Return the signature in base64."""
        return base64.b64encode(self._key.sign(content)).decode()

    def public_key(self) -> str:
        """Return the raw public key in base64."""
        return base64.b64encode(self._public).decode()


def open_signer(path: Path) -> Ed25519Signer:
    """Open the key file, made where it does not exist."""
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise SettingsError(f"signing key {path.name}: cannot be read") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"signing key {path.name}: not an ed25519 key")
    return Ed25519Signer(key)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
