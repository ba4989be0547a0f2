"""Logs: one JSON line an occurrence, on standard error, without personal data."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(level: int = logging.WARNING) -> None:
    """Send everything at or above `level` to standard error."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("arq.worker").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
