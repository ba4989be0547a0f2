"""Reads a channel's section of the settings and tells every fault in it at once."""

from __future__ import annotations

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

    def refuse(self, key: str, why: str) -> None:
        """Note a fault of one key, to be raised by `finish`."""
        self._faults.append(f"{self._section}.{key}: {why}")

    def finish(self) -> None:
        """Raise `SettingsError` if anything was wrong, unknown keys included."""
        for key in sorted(self._unread):
            self.refuse(key, "is not an option of this channel")
        if self._faults:
            raise SettingsError(*self._faults)

    def _take(self, key: str) -> object | None:
        self._unread.discard(key)
        return self._given.get(key)
