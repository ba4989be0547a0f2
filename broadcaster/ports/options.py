"""Reads a channel's section of the settings and tells every fault in it at once."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from broadcaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Options:
    """One section, read key by key; `finish` raises `SettingsError` with all faults and all unknown keys.

    An empty string counts as not given, so that a settings file can name every key. Numbers and flags may come as text,
    as environment variables bring them. Values are never repeated in a fault: they may be secrets.
    """

    def __init__(self, section: str, given: Mapping[str, object]) -> None:
        """Read from `given`; `section` is how a fault names it, such as `channels.email_smtp`."""
        self._section = section
        self._given = {key: value for key, value in given.items() if value not in ("", None)}
        self._unread = set(given)
        self._faults: list[str] = []
        self._below: list[Options] = []

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it is required."""
        value = self._take(key)
        if value is None:
            if default is None:
                self.refuse(key, "is missing")
            return default or ""
        if not isinstance(value, str):
            self.refuse(key, "must be a text")
            return ""
        return value

    def number(self, key: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        value = self._take(key)
        if value is None:
            return default
        digits = str(value)
        if isinstance(value, bool) or not digits.isdecimal() or not least <= int(digits) <= most:
            self.refuse(key, f"must be a whole number from {least} to {most}")
            return default
        return int(digits)

    def flag(self, key: str, default: bool) -> bool:  # noqa: FBT001 - it is the value asked for
        """Return true or false."""
        value = self._take(key)
        if value is None:
            return default
        known = _FLAGS.get(str(value).lower())
        if known is None:
            self.refuse(key, "must be true or false")
            return default
        return known

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of `allowed`; the first is the default."""
        value = self.text(key, allowed[0])
        if value not in allowed:
            self.refuse(key, f"must be one of {', '.join(allowed)}")
            return allowed[0]
        return value

    def tables(self, key: str) -> dict[str, Options]:
        """Return the tables under a key by name, each to be read like a section; their faults are told with this one's."""
        value = self._take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
            self.refuse(key, "must hold tables")
            return {}
        tables = {name: Options(f"{self._section}.{key}.{name}", table) for name, table in value.items()}
        self._below += tables.values()
        return tables

    def refuse(self, key: str, why: str) -> None:
        """Note a fault of one key, to be raised by `finish`."""
        self._faults.append(f"{self._section}.{key}: {why}")

    def finish(self) -> None:
        """Raise `SettingsError` if anything was wrong, unknown keys included."""
        if found := self.faults():
            raise SettingsError(*found)

    def faults(self) -> list[str]:
        """Return every fault of this section and of the tables in it."""
        for key in sorted(self._unread):
            self.refuse(key, "is not an option of this channel")
        return [*self._faults, *(fault for below in self._below for fault in below.faults())]

    def _take(self, key: str) -> object | None:
        self._unread.discard(key)
        return self._given.get(key)


def stays_in_the_house(host: str) -> bool:
    """Whether an address is this machine or the court's own network, as far as an address can tell (R41)."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
