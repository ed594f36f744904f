"""The process table, as /proc shows it."""

from __future__ import annotations

import os
import pathlib
import signal
import time
from dataclasses import dataclass


def _stat(pid: int) -> list[str] | None:
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()  # a command's name may contain spaces and brackets


def _state(task: pathlib.Path) -> str:
    try:
        return (task / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


@dataclass(frozen=True)
class Process:
    """One process, identified by number and start time."""

    pid: int
    started: str
    arguments: tuple[str, ...]

    @staticmethod
    def find(pid: int) -> Process | None:
        stat = _stat(pid)
        if stat is None:
            return None
        try:
            raw = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return None
        arguments = tuple(part.decode(errors="replace") for part in raw.split(b"\0")[:-1])
        return Process(pid, stat[19], arguments)

    @property
    def is_alive(self) -> bool:
        stat = _stat(self.pid)
        return stat is not None and stat[19] == self.started and stat[0] not in "ZX"

    @property
    def anonymous_bytes(self) -> int:
        """Anonymous memory of this process; 0 after its end."""
        try:
            status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return 0
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return int(fields.get("RssAnon", "0 kB").split()[0]) * 1024 if self.is_alive else 0

    @property
    def processor_ticks(self) -> int:
        """Processor time so far, in hundredths of a second; 0 after its end."""
        stat = _stat(self.pid) if self.is_alive else None
        return int(stat[11]) + int(stat[12]) if stat else 0

    def argument(self, option: str) -> str:
        return self.arguments[self.arguments.index(option) + 1]

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def stop(self) -> None:
        """Makes it hang. A thread on another processor runs on for a moment, which this waits for."""
        self.send(signal.SIGSTOP)
        tasks = pathlib.Path(f"/proc/{self.pid}/task")
        while not all(_state(task) in "TZX" for task in tasks.glob("*")):
            time.sleep(0.001)

    def listening_addresses(self) -> set[str]:
        """Local addresses (hexadecimal, as the kernel writes them) of its listening TCP sockets."""
        sockets = set()
        for entry in pathlib.Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                sockets.add(str(entry.readlink()))
            except FileNotFoundError:
                continue
        found = set()
        for table in ("tcp", "tcp6"):
            for line in pathlib.Path(f"/proc/{self.pid}/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                    found.add(fields[1].rpartition(":")[0])
        return found


def everyone() -> list[Process]:
    pids = (int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in map(Process.find, pids) if process and process.is_alive]


def mentioning(text: str) -> list[Process]:
    """Every process with `text` in one of its arguments, also after its parent has ended."""
    return [process for process in everyone() if any(text in argument for argument in process.arguments)]
