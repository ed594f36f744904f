"""The processes of one vLLM, which are told apart by their names."""

from __future__ import annotations

import pathlib
import signal
from dataclasses import dataclass

from plumbing.muster import Muster
from plumbing.processes import Process, everyone, mentioning
from plumbing.waiting import eventually

LOADING = 600.0  # seconds that a load may take on a busy machine


def _name(pid: int) -> str:
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _group(pid: int) -> int:
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


@dataclass(frozen=True)
class VLLM:
    """API server, EngineCore and Worker; the first leads the group of all."""

    api: Process

    @staticmethod
    def find(muster: Muster) -> VLLM | None:
        """The API server, not its guard."""
        weights = str(muster.folder.parent / "weights")
        for process in mentioning(weights):
            if "serve" in process.arguments and "__guard" not in process.arguments:
                return VLLM(process)
        return None

    @staticmethod
    def started(muster: Muster) -> VLLM:
        return eventually(lambda: VLLM.find(muster), "vLLM is started", within=30)

    @staticmethod
    def loaded(muster: Muster) -> VLLM:
        muster.wait_until("tiny", "loaded", within=LOADING)
        return VLLM.started(muster)

    @staticmethod
    def kill_all(muster: Muster) -> None:
        """What a failed test left."""
        while found := VLLM.find(muster):
            for process in found.all():
                process.send(signal.SIGKILL)

    def all(self) -> list[Process]:
        return [process for process in everyone() if _group(process.pid) == self.api.pid]

    def named(self, name: str) -> Process | None:
        """`VLLM::EngineCore` or `VLLM::Worker`; the kernel cuts names off after 15 bytes."""
        return next((process for process in self.all() if _name(process.pid) == name[:15]), None)

    def wait_for(self, name: str) -> Process:
        return eventually(lambda: self.named(name), f"{name} is there", within=120)

    @property
    def port(self) -> int:
        return int(self.api.argument("--port"))

    def leftovers(self, muster: Muster) -> list[str]:
        return [str(path) for path in (muster.folder.parent / "temporary").iterdir()]
