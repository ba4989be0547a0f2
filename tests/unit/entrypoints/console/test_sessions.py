"""The door that slows down who guesses."""

from __future__ import annotations

import pytest

from broadcaster.entrypoints.console.sessions import SlowDoor


class Seconds:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        """Start at some moment."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the seconds."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """Give seconds that the test owns."""
    return Seconds()


def test_the_first_five_tries_cost_nothing(seconds: Seconds) -> None:
    """Whoever mistypes is not kept waiting."""
    door = SlowDoor(seconds)
    for _ in range(4):
        door.failed("lin")
    assert door.wait("lin") == 0


@pytest.mark.parametrize(("failures", "wait"), [(5, 2), (6, 4), (9, 32), (30, 300)])
def test_each_further_one_doubles_the_wait_up_to_five_minutes(seconds: Seconds, failures: int, wait: float) -> None:
    """Guessing becomes hopeless, and nobody is locked out for good."""
    door = SlowDoor(seconds)
    for _ in range(failures):
        door.failed("lin")
    assert door.wait("lin") == wait
    seconds.now += wait
    assert door.wait("lin") == 0


def test_others_do_not_wait(seconds: Seconds) -> None:
    """One name's mistakes are not another's."""
    door = SlowDoor(seconds)
    for _ in range(9):
        door.failed("lin")
    assert door.wait("wang") == 0


def test_a_right_password_clears_the_mistakes(seconds: Seconds) -> None:
    """The next mistake counts as the first."""
    door = SlowDoor(seconds)
    for _ in range(9):
        door.failed("lin")
    door.opened("lin")
    door.failed("lin")
    assert door.wait("lin") == 0
