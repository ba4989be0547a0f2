"""What a benchmark answers, and how CPU time is taken beside a baseline."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its unit, the same figure of the baseline, and how many times better ours is; both None where nothing compares."""

    value: float
    unit: str
    baseline: float | None
    ratio: float | None


def interleaved(ours: Callable[[int], object], baseline: Callable[[int], object], *, rounds: int, calls: int = 1) -> tuple[float, float]:
    """Give the median CPU-seconds of one call of each; a round calls `ours` `calls` times, then `baseline` once.

    Both are called once beforehand, and are given the number of the call.
    """
    ours(0)
    baseline(0)
    spent: list[float] = []
    spent_by_baseline: list[float] = []
    for number in range(rounds):
        spent.append(_cpu_seconds(ours, range(number * calls, (number + 1) * calls)))
        spent_by_baseline.append(_cpu_seconds(baseline, range(number, number + 1)))
    return statistics.median(spent), statistics.median(spent_by_baseline)


def _cpu_seconds(work: Callable[[int], object], numbers: range) -> float:
    before = time.process_time()
    for number in numbers:
        work(number)
    return (time.process_time() - before) / len(numbers)
