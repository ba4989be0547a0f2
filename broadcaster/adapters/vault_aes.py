"""The vault: AES-256-GCM with keys from a file outside the database, and keyed hashes by HMAC-SHA256."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KEY_BYTES = 32
_NONCE_BYTES = 12
_DIGEST_CHARACTERS = 32


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key file: `keys` by number (base64 of 32 bytes); the highest seals, all unseal. `lookup` never changes."""

    keys: dict[int, str]
    lookup: str


class AesVault:
    """Seals with the newest key: one byte of key number, 12 of nonce, then the ciphertext."""

    def __init__(self, keys: Mapping[int, bytes], lookup: bytes) -> None:
        """Take raw keys of 32 bytes."""
        self._newest = max(keys)
        self._ciphers = {number: AESGCM(_derive(key, b"seal")) for number, key in keys.items()}
        self._lookup = _derive(lookup, b"lookup")

    def seal(self, plain: bytes) -> bytes:
        """Encrypt; the result names the key it needs."""
        nonce = os.urandom(_NONCE_BYTES)
        return bytes((self._newest,)) + nonce + self._ciphers[self._newest].encrypt(nonce, plain, None)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what `seal` made."""
        try:
            return self._ciphers[sealed[0]].decrypt(sealed[1 : _NONCE_BYTES + 1], sealed[_NONCE_BYTES + 1 :], None)
        except (KeyError, InvalidTag) as error:
            raise SettingsError("the key file does not fit this database: sealed data cannot be opened") from error

    def keyed(self, purpose: str, text: str) -> str:
        """Return a keyed hash of 32 lower-case hex digits, different for each purpose."""
        return hmac.digest(self._lookup, f"{purpose}\0{text}".encode(), "sha256").hex()[:_DIGEST_CHARACTERS]


def open_vault(path: Path) -> AesVault:
    """Open the key file, made with mode 0600 where it does not exist."""
    if not path.exists():
        _make(path)
    try:
        content = msgspec.json.decode(path.read_bytes(), type=KeyFile)
        keys = {number: base64.b64decode(key, validate=True) for number, key in content.keys.items()}
        lookup = base64.b64decode(content.lookup, validate=True)
    except ValueError as error:
        raise SettingsError(f"key file {path.name}: not of the expected shape") from error
    if not keys or any(len(key) != _KEY_BYTES for key in (*keys.values(), lookup)):
        raise SettingsError(f"key file {path.name}: every key must be 32 bytes in base64")
    return AesVault(keys, lookup)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = KeyFile(keys={1: _random()}, lookup=_random())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(fresh))
        file.flush()
        os.fsync(file.fileno())


def _random() -> str:
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"court-broadcaster/" + purpose).derive(key)


def fingerprint(content: bytes) -> str:
    """Return the first 16 hex digits of a sha256."""
    return hashlib.sha256(content).hexdigest()[:16]
