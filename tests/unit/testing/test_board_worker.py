"""The board worker's double opens a task, posts or takes down, and sends a photo."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.http import HttpAnswer
from broadcaster.testing.board_worker import BoardWorkerDouble
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Service:
    """A service with one task about one poster."""

    action: str = "post"
    photos: list[bytes] = field(default_factory=list)

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None, seconds: float = 10.0
    ) -> HttpAnswer:
        """Answer one request of the worker."""
        assert seconds > 0
        token = url.rpartition("/")[2]
        if method == "POST":
            head = f"Content-Type: {(headers or {})['Content-Type']}\r\n\r\n"
            form = message_from_bytes(head.encode() + (body or b""), policy=policy.HTTP)
            parts = {part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True) for part in form.iter_parts()}
            assert parts["sha256"] == b"ab"
            self.photos.append(bytes(parts["photo"]))
            return HttpAnswer(303, b"")
        if token != "t-1":
            return HttpAnswer(200 if token == "a.pdf" else 404, b"%PDF")
        task = {"token": token, "action": self.action, "place": "安德里", "sha256": "ab", "pdf_url": "/a.pdf"}
        return HttpAnswer(200, json.dumps(task).encode())


@pytest.fixture
def service() -> Service:
    """Return the service."""
    return Service()


@pytest.fixture
def worker(service: Service) -> BoardWorkerDouble:
    """Return a worker with empty boards."""
    return BoardWorkerDouble(service, "http://court.example", OwnedClock(NOW))


async def test_a_poster_goes_up_and_comes_down(worker: BoardWorkerDouble, service: Service) -> None:
    """The task is done each time and confirmed by a photo of its own that a picture program opens."""
    await worker.do("t-1")
    assert worker.hanging == {"t-1": "ab"}
    service.action = "take_down"
    await worker.do("t-1")
    assert worker.hanging == {}
    photos = [Image.open(BytesIO(taken)) for taken in service.photos]
    assert [(photo.format, photo.size) for photo in photos] == [("JPEG", (640, 480))] * 2
    assert service.photos[0] != service.photos[1]


async def test_an_unknown_task_is_refused(worker: BoardWorkerDouble) -> None:
    """A token that nobody gave out does nothing."""
    with pytest.raises(Unavailable, match="404"):
        await worker.do("guessed")
