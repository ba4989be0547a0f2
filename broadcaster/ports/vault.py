"""Secrets at rest: what is sealed, what is looked up by keyed hash, what is signed."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """Seals personal data (AES-GCM) and makes keyed names for it; its keys stand outside the database."""

    def seal(self, plain: bytes) -> bytes:
        """Encrypt; the result names the key it needs."""
        ...

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what `seal` made."""
        ...

    def keyed(self, purpose: str, text: str) -> str:
        """Return a keyed hash of 32 lower-case hex digits, different for each purpose: to look up or to name without telling."""
        ...


class Signer(Protocol):
    """Signs manifests and feeds with ed25519."""

    kid: str

    def sign(self, content: bytes) -> str:
        """Return the signature in base64."""
        ...

    def public_key(self) -> str:
        """Return the raw public key in base64."""
        ...
