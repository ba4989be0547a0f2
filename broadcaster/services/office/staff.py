"""Who may come in: staff with their passwords, machines with their keys."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from broadcaster.domain.errors import Fault, InvalidInput, NotFound, Unauthenticated
from broadcaster.domain.users import StaffRole, User
from broadcaster.ports.office_book import Deed, Key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.ports.vault import Vault

SHORTEST_PASSWORD: Final = 10
_LONGEST_NAME: Final = 64
_PREFIX: Final = "cb_"
_TOKEN_BYTES: Final = 32
_OPERATOR: Final = "operator"
_PURPOSE: Final = "token"


class Staff:
    """Users and keys. Neither a password nor a secret is ever kept: only what checks it."""

    def __init__(self, *, store: Store, clock: Clock, vault: Vault) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._vault = vault
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def add(self, name: str, roles: Collection[str], password: str, *, mobile: str = "", email: str = "") -> User:
        """Add a user. Raises `InvalidInput` for every fault: name, roles, a password under ten characters, a name taken."""
        faults = tuple(_faults(name, roles, password))
        if faults:
            raise InvalidInput(*faults)
        user = User(name, frozenset(StaffRole(role) for role in roles), await asyncio.to_thread(self._hasher.hash, password))
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.office.add_user(user, mobile=mobile, email=email, at=now)
            await books.office.note(Deed(now, _OPERATOR, "staff.add", name, ",".join(sorted(user.roles))))
        return user

    async def authenticate(self, name: str, password: str) -> User:
        """Return the user whose password this is. Raises `Unauthenticated`, equally slowly for a name that nobody has."""
        try:
            user = await self.user(name)
        except NotFound:
            user = None
        try:
            await asyncio.to_thread(self._hasher.verify, user.password_hash if user else self._nobody, password)
        except VerifyMismatchError:
            user = None
        if user is None:
            raise Unauthenticated("name or password is wrong")
        async with self._store.writing() as books:
            await books.office.note(Deed(self._clock.now(), user.name, "staff.sign_in", user.name))
        return user

    async def user(self, name: str) -> User:
        """Return a user as he is now; raise `NotFound`."""
        async with self._store.reading() as books:
            return await books.office.user(name)

    async def issue_key(self, name: str, scope: str, policy: str = "") -> str:
        """Issue a key, or replace the secret of the one of this name and scope; the secret is told here and never again."""
        secret = _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.office.add_key(Key(name, scope, self._vault.keyed(_PURPOSE, secret), policy, now))
            await books.office.note(Deed(now, _OPERATOR, "key.issue", name, scope))
        return secret

    async def key_behind(self, secret: str, scope: str) -> Key:
        """Return the key that a machine shows; raise `Unauthenticated` where it is none, revoked, or of another scope."""
        async with self._store.reading() as books:
            key = await books.office.key(self._vault.keyed(_PURPOSE, secret))
        if key is None or key.scope != scope:
            raise Unauthenticated(f"this needs a key of scope {scope}")
        return key


def _faults(name: str, roles: Collection[str], password: str) -> Iterator[Fault]:
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        yield Fault("/name", f"must be a printable name of at most {_LONGEST_NAME} characters")
    if not roles:
        yield Fault("/roles", "at least one is needed")
    for role in roles:
        if role not in StaffRole.__members__.values():
            yield Fault("/roles", f"there is no role {role}")
    if len(password) < SHORTEST_PASSWORD:
        yield Fault("/password", f"must have at least {SHORTEST_PASSWORD} characters")
