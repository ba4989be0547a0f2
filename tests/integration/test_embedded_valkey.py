"""The queue server that comes with the installation, really started, killed and found again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from broadcaster.adapters.embedded_valkey import EmbeddedValkey, socket_url
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_AND_HANG = """
import sys, time
from pathlib import Path
from broadcaster.adapters.embedded_valkey import EmbeddedValkey
server = EmbeddedValkey(Path(sys.argv[1]))
print(server.start(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(data_folder: Path) -> Iterator[EmbeddedValkey]:
    """Give a queue server that is not started yet."""
    server = EmbeddedValkey(data_folder)
    yield server
    server.stop()


def test_it_answers_at_the_url_every_command_can_work_out(server: EmbeddedValkey, data_folder: Path) -> None:
    """A command that knows the data folder knows where to ring."""
    assert server.start() == socket_url(data_folder)
    with Redis.from_url(socket_url(data_folder)) as redis:
        assert redis.ping()


def test_starting_twice_keeps_the_server_running(server: EmbeddedValkey) -> None:
    """A supervisor may say `start` as often as it likes."""
    with Redis.from_url(server.start()) as redis:
        redis.set("bell", "1")
        server.start()
        assert redis.get("bell") == b"1"


def test_what_was_queued_outlives_a_restart(server: EmbeddedValkey) -> None:
    """The queue is written to the data folder."""
    with Redis.from_url(server.start()) as redis:
        redis.set("bell", "1")
    server.stop()
    assert not server.answers()
    with Redis.from_url(server.start()) as redis:
        assert redis.get("bell") == b"1"


def test_the_server_of_a_killed_process_is_adopted_and_stopped(server: EmbeddedValkey, data_folder: Path) -> None:
    """After kill -9 the orphan goes on, the next start takes it over and its stop ends it."""
    with subprocess.Popen([sys.executable, "-c", _START_AND_HANG, str(data_folder)], stdout=subprocess.PIPE) as keeper:
        assert keeper.stdout is not None
        url = keeper.stdout.readline().decode().strip()
        keeper.kill()
    with Redis.from_url(url) as redis:
        redis.set("bell", "1")
        assert server.start() == url
        assert redis.get("bell") == b"1"
    server.stop()
    assert not server.answers()


def test_a_stale_server_that_does_not_answer_is_replaced(server: EmbeddedValkey, data_folder: Path) -> None:
    """A frozen server is ended by its pid file and a new one takes its place."""
    server.start()
    frozen = int((data_folder / "valkey" / "valkey.pid").read_text())
    os.kill(frozen, signal.SIGSTOP)
    server.start()
    assert server.answers()
    assert int((data_folder / "valkey" / "valkey.pid").read_text()) != frozen


def test_a_pid_that_now_belongs_to_a_stranger_is_left_alone(server: EmbeddedValkey, data_folder: Path) -> None:
    """The number in an old pid file may be anybody's by now."""
    (data_folder / "valkey").mkdir()
    (data_folder / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    server.start()
    assert server.answers()


def test_a_second_process_on_the_same_folder_is_refused(server: EmbeddedValkey, data_folder: Path) -> None:
    """Two houses cannot share one data folder."""
    server.start()
    with pytest.raises(Unavailable, match="another process"):
        EmbeddedValkey(data_folder).start()


def test_a_long_data_folder_still_gets_a_short_socket(data_folder: Path) -> None:
    """Unix sockets end at 107 bytes, data folders do not."""
    deep = data_folder / ("深" * 60) / ("x" * 200)
    server = EmbeddedValkey(deep)
    try:
        server.start()
        assert server.answers()
    finally:
        server.stop()


def test_nobody_answers_where_no_server_runs(data_folder: Path) -> None:
    """A command asks first and rings only where somebody listens."""
    assert not EmbeddedValkey(data_folder).answers()
