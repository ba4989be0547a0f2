"""Signatures that agencies and screens can check with nothing but the public key."""

from __future__ import annotations

import base64
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from broadcaster.adapters.signer_ed25519 import open_signer
from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_signature_fits_its_content_alone(tmp_path: Path) -> None:
    """One changed byte and it does not verify."""
    signer = open_signer(tmp_path / "signing.pem")
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signer.public_key()))
    signature = base64.b64decode(signer.sign(b"list"))
    public.verify(signature, b"list")
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"lost")


def test_the_key_stays_the_same_and_belongs_to_its_owner(tmp_path: Path) -> None:
    """Mode 0600; its name is that of its public half."""
    path = tmp_path / "keys" / "signing.pem"
    first, again = open_signer(path), open_signer(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (first.kid, first.public_key()) == (again.kid, again.public_key())
    assert first.kid != open_signer(tmp_path / "other.pem").kid


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    """The file is named."""
    path = tmp_path / "signing.pem"
    path.write_bytes(generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(SettingsError, match=r"signing\.pem"):
        open_signer(path)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    """As a settings error, not as a crash."""
    path = tmp_path / "signing.pem"
    path.write_text("nothing")
    with pytest.raises(SettingsError, match=r"signing\.pem"):
        open_signer(path)
