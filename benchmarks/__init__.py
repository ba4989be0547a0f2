"""The benchmarks by name: each measures ours and a bare baseline in one run, in CPU time, so that a busy machine does not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import cmpp, ingest, mail, pictures, smpp, sms, sms_render

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measure import Measured

ALL: dict[str, Callable[[], Measured]] = {
    "ingest.events": ingest.events,
    "sms.render": sms_render.render,
    "sms.twilio": sms.twilio,
    "sms.cmpp": cmpp.cmpp,
    "sms.smpp": smpp.smpp,
    "email.smtp": mail.smtp,
    "pictures.slide_png": pictures.slide_png,
    "pictures.poster_a3": pictures.poster_a3,
}
