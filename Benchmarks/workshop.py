"""The folder of a run with its Musters, relays and models."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any, TypeVar

PROJECT = pathlib.Path(__file__).resolve().parents[1]
UPSTREAMS = PROJECT / "Benchmarks/upstreams"
EXECUTABLE = pathlib.Path(os.environ.get("MUSTER_BIN", PROJECT / ".build/release/muster")).resolve()

Value = TypeVar("Value")


def eventually(condition: Callable[[], Value | None], what: str, within: float = 30, pause: float = 0.005) -> Value:
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within} s: {what}")
        time.sleep(pause)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Workshop:
    """A folder inside the project, because in a folder in memory every `fsync` would be free."""

    def __init__(self, quick: bool, keep: bool) -> None:
        if not EXECUTABLE.exists():
            sys.exit(f"{EXECUTABLE} does not exist; build it first (scripts/build), or set MUSTER_BIN")
        self.quick = quick
        self._keep = keep
        self._parts = 0
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Workshop:
        parent = PROJECT / ".muster"
        parent.mkdir(exist_ok=True)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._started):
            end(child)
        if self._keep:
            print(f"kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def part(self, name: str) -> pathlib.Path:
        self._parts += 1
        folder = self.folder / f"{self._parts}-{name}"
        folder.mkdir()
        return folder

    def start(self, command: list[Any], log: pathlib.Path, **options: Any) -> subprocess.Popen[bytes]:
        """Starts a process that ends with the workshop at the latest."""
        with log.open("ab") as output:
            child = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
            )
        return self.adopt(child)

    def adopt(self, child: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Ends with the workshop at the latest."""
        self._started.append(child)
        return child

    def relay(self, upstream_port: int) -> Relay:
        folder = self.part("nginx")
        port = free_port()
        child = self.start([sys.executable, UPSTREAMS / "nginx_relay.py", port, upstream_port, folder], folder / "log")
        eventually(lambda: answers(port), "nginx relays")
        return Relay(port, child)

    def model(self, size: str) -> pathlib.Path:
        file = self.folder / f"model-{size}.gguf"
        if not file.exists():
            command = [sys.executable, PROJECT / "scripts/make-model", file, "--name", "alpha", "--size", size]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return file


class Relay:
    def __init__(self, port: int, child: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.pid = child.pid
        self._child = child

    def stop(self) -> None:
        end(self._child)


def end(child: subprocess.Popen[bytes], within: float = 20) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=within)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def processor_seconds(pid: int) -> float:
    """Processor time of all threads of the process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} has no memory")
