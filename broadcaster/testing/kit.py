"""What a channel is lent in a test: sightings and a notebook in memory, and whatever clock and HTTP the test owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import ChannelKit, Seen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from broadcaster.ports.channels import Report
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.http import HttpAnswer, HttpSession
    from broadcaster.ports.inbox import Reply


class SightingsDouble:
    """Remembers what places reported, the last alone."""

    def __init__(self) -> None:
        """Start without any report."""
        self.reports: dict[str, Seen] = {}

    async def last(self, placement: str) -> Seen | None:
        """Return the newest report about a placement."""
        return self.reports.get(placement)


class NotebookDouble:
    """A notebook that ends with the test."""

    def __init__(self) -> None:
        """Start empty."""
        self.notes: dict[str, str] = {}

    async def read(self, key: str) -> str | None:
        """Return what stands under the key."""
        return self.notes.get(key)

    async def write(self, key: str, value: str | None) -> None:
        """Keep the value under the key; None removes it."""
        if value is None:
            self.notes.pop(key, None)
        else:
            self.notes[key] = value

    async def read_all(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return what stands under those of the keys that have anything."""
        return {key: self.notes[key] for key in keys if key in self.notes}

    async def write_all(self, notes: Mapping[str, str | None]) -> None:
        """Keep each value under its key; None removes one."""
        for key, value in notes.items():
            await self.write(key, value)


class InboxDouble:
    """Keeps what came in, in its order."""

    def __init__(self) -> None:
        """Start empty."""
        self.reported: list[Report] = []
        self.replied: list[Reply] = []

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:  # noqa: ARG002 - as the port says
        """Take later reports."""
        self.reported += reports

    async def replies(self, channel: str, replies: Sequence[Reply]) -> None:  # noqa: ARG002 - as the port says
        """Take what people wrote."""
        self.replied += replies


class NoHttp:
    """An HTTP session without a line."""

    async def request(self, method: str, url: str, **_: object) -> HttpAnswer:
        """Reach nobody."""
        raise Unavailable(f"{method} {url.split('?', maxsplit=1)[0]}: this test has no line out")


def kit_double(
    folder: Path,
    clock: Clock,
    *,
    http: HttpSession | None = None,
    inbox: InboxDouble | None = None,
    public_url: str = "http://127.0.0.1:8000",
) -> ChannelKit:
    """Return a kit whose sightings, notebook and inbox are new and in memory; without `http` nobody is reachable."""
    return ChannelKit(http or NoHttp(), clock, SightingsDouble(), NotebookDouble(), inbox or InboxDouble(), str(folder), public_url)
