"""Secrets at rest: sealed, looked up without telling, and lost without the key (PIPL 51)."""

from __future__ import annotations

import base64
import json
import stat
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.vault_aes import AesVault, fingerprint, open_vault
from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, LOOKUP = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
SECRET = b"320199198005060001"


def test_what_is_sealed_can_be_opened_and_not_read() -> None:
    """The same text is sealed differently each time."""
    vault = AesVault({1: OLD}, LOOKUP)
    first, second = vault.seal(SECRET), vault.seal(SECRET)
    assert first != second
    assert SECRET not in first
    assert vault.unseal(first) == vault.unseal(second) == SECRET


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    """Keys can be changed without rewriting the database."""
    before = AesVault({1: OLD}, LOOKUP).seal(SECRET)
    both = AesVault({1: OLD, 2: NEW}, LOOKUP)
    assert both.unseal(before) == SECRET
    assert AesVault({2: NEW}, LOOKUP).unseal(both.seal(SECRET)) == SECRET


@pytest.mark.parametrize("wrong", [AesVault({1: NEW}, LOOKUP), AesVault({2: OLD}, LOOKUP)])
def test_another_key_file_opens_nothing_and_says_so(wrong: AesVault) -> None:
    """A restored database without its keys is a settings error, not a crash."""
    with pytest.raises(SettingsError, match="does not fit"):
        wrong.unseal(AesVault({1: OLD}, LOOKUP).seal(SECRET))


def test_a_changed_byte_is_noticed() -> None:
    """Sealed means: also not tampered with."""
    vault = AesVault({1: OLD}, LOOKUP)
    sealed = bytearray(vault.seal(SECRET))
    sealed[-1] ^= 1
    with pytest.raises(SettingsError):
        vault.unseal(bytes(sealed))


def test_keyed_names_are_stable_and_differ_by_purpose_and_key() -> None:
    """They find the same person again and tell nothing of him; new sealing keys do not move them."""
    vault = AesVault({1: OLD}, LOOKUP)
    name = vault.keyed("subject", SECRET.decode())
    assert name == AesVault({1: OLD, 2: NEW}, LOOKUP).keyed("subject", SECRET.decode())
    assert len({name, vault.keyed("name", SECRET.decode()), AesVault({1: OLD}, OLD).keyed("subject", SECRET.decode())}) == 3
    assert len(name) == 32


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """Mode 0600; opened again it opens what it sealed."""
    path = tmp_path / "keys" / "vault.json"
    sealed = open_vault(path).seal(SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault(path).unseal(sealed) == SECRET


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "no json",
        json.dumps({"keys": {}, "lookup": base64.b64encode(LOOKUP).decode()}),
        json.dumps({"keys": {"1": "c2hvcnQ="}, "lookup": base64.b64encode(LOOKUP).decode()}),
        json.dumps({"keys": {"1": "***"}, "lookup": base64.b64encode(LOOKUP).decode()}),
    ],
)
def test_a_damaged_key_file_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    """The file is named, its content is not."""
    path = tmp_path / "vault.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"vault\.json") as refused:
        open_vault(path)
    assert "c2hvcnQ=" not in str(refused.value)


def test_a_fingerprint_is_short_and_steady() -> None:
    """Sixteen hex digits name a key."""
    assert fingerprint(b"") == "e3b0c44298fc1c14"
