"""Runs the benchmarks that stand beside the package in a checkout."""

from __future__ import annotations

import importlib
import resource
import sys

from broadcaster import resources
from broadcaster.entrypoints.cli.desk import print_json


def run(beginning: str) -> int:
    """Run every benchmark whose name begins so, each printing one JSON line; return how many ran."""
    checkout = resources.folder("config").parent
    if not (checkout / "benchmarks").is_dir():
        return 0
    sys.path.insert(0, str(checkout))
    measured = 0
    for name, measure in importlib.import_module("benchmarks").ALL.items():
        if name.startswith(beginning):
            found = measure()
            peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            print_json(
                {
                    "name": name,
                    "value": found.value,
                    "unit": found.unit,
                    "baseline": found.baseline,
                    "ratio": found.ratio,
                    "peak_rss_mb": peak,
                }
            )
            measured += 1
    return measured
