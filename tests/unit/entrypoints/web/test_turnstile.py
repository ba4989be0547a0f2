"""A rough guard for forms that anybody may send."""

from __future__ import annotations

from broadcaster.entrypoints.web.turnstile import Turnstile


class Seconds:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        """Start at nought."""
        self.now = 0.0

    def __call__(self) -> float:
        """Tell them."""
        return self.now


def test_an_address_passes_so_often_in_an_hour() -> None:
    """After the hour it passes again; another address is not held up."""
    seconds = Seconds()
    turnstile = Turnstile(2, seconds)
    assert [turnstile.admits("a"), turnstile.admits("a"), turnstile.admits("a"), turnstile.admits("b")] == [True, True, False, True]
    seconds.now = 3600.0
    assert turnstile.admits("a")


def test_who_is_refused_does_not_wait_longer_for_it() -> None:
    """A refusal counts for nothing."""
    seconds = Seconds()
    turnstile = Turnstile(1, seconds)
    turnstile.admits("a")
    seconds.now = 3599.0
    assert not turnstile.admits("a")
    seconds.now = 3600.0
    assert turnstile.admits("a")
