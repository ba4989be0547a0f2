"""Who may come in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.adapters.vault_aes import open_vault
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import InvalidInput, NotFound, Unauthenticated
from broadcaster.domain.users import StaffRole
from broadcaster.services.office.staff import Staff
from broadcaster.testing.clock import OwnedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PASSWORD = "a long enough one"


@pytest.fixture
async def staff(data_folder: Path) -> AsyncIterator[Staff]:
    """Give the staff of a new house."""
    url = f"sqlite+aiosqlite:///{data_folder / 'broadcaster.sqlite3'}"
    await migrate(url)
    vault = open_vault(data_folder / "vault.json")
    store = SqlStore(url, vault)
    yield Staff(store=store, clock=OwnedClock(datetime(2026, 11, 9, 9, tzinfo=COURT_ZONE)), vault=vault)
    await store.close()


async def test_a_user_comes_in_with_his_password(staff: Staff) -> None:
    """Name and password together open the door, with the roles given."""
    await staff.add("wang", [StaffRole.PUBLICITY], PASSWORD)
    assert (await staff.authenticate("wang", PASSWORD)).roles == {StaffRole.PUBLICITY}


@pytest.mark.parametrize(("name", "password"), [("wang", "another long one"), ("nobody", PASSWORD), ("wang", "")])
async def test_nobody_else_does(staff: Staff, name: str, password: str) -> None:
    """A wrong password and an unknown name are answered alike."""
    await staff.add("wang", [StaffRole.PUBLICITY], PASSWORD)
    with pytest.raises(Unauthenticated, match="name or password is wrong"):
        await staff.authenticate(name, password)


async def test_the_password_is_not_kept(staff: Staff) -> None:
    """Whoever reads the database learns no password."""
    await staff.add("wang", [StaffRole.PUBLICITY], PASSWORD)
    user = await staff.user("wang")
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash + repr(user)


async def test_every_fault_of_a_new_user_is_told_at_once(staff: Staff) -> None:
    """Name, roles and password are all looked at."""
    with pytest.raises(InvalidInput) as refusal:
        await staff.add(" wang", ["king"], "short")
    assert [fault.pointer for fault in refusal.value.faults] == ["/name", "/roles", "/password"]


async def test_a_name_is_given_once(staff: Staff) -> None:
    """Two people never share an account."""
    await staff.add("wang", [StaffRole.PUBLICITY], PASSWORD)
    with pytest.raises(InvalidInput, match="wang exists"):
        await staff.add("wang", [StaffRole.BUREAU_CHIEF], PASSWORD)


async def test_an_unknown_user_is_not_found(staff: Staff) -> None:
    """Nobody acts under a name that was never added."""
    with pytest.raises(NotFound):
        await staff.user("nobody")


async def test_a_machine_comes_in_with_its_key(staff: Staff) -> None:
    """The secret opens what it was issued for, under the policy it was issued with."""
    secret = await staff.issue_key("credit", "feeds:read", "credit_office")
    key = await staff.key_behind(secret, "feeds:read")
    assert (secret.startswith("cb_"), key.name, key.policy) == (True, "credit", "credit_office")


async def test_a_key_opens_nothing_else(staff: Staff) -> None:
    """An agency's key hands in no events."""
    secret = await staff.issue_key("credit", "feeds:read", "credit_office")
    with pytest.raises(Unauthenticated):
        await staff.key_behind(secret, "events:write")


async def test_a_new_secret_ends_the_old_one(staff: Staff) -> None:
    """Rotating a key locks out whoever holds the old secret."""
    old = await staff.issue_key("credit", "feeds:read")
    await staff.issue_key("credit", "feeds:read")
    with pytest.raises(Unauthenticated):
        await staff.key_behind(old, "feeds:read")
