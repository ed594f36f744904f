"""A real llama-server in router mode, with its own folder of models."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
from typing import Any

import httpx

from plumbing.muster import free_port
from plumbing.processes import Process, mentioning
from plumbing.waiting import eventually


class LlamaRouter:
    """Starts and kills the router; its models are processes of their own."""

    def __init__(self, folder: pathlib.Path, program: str) -> None:
        self.models = folder
        self.models.mkdir(parents=True)
        self._program = program
        self._port = free_port()
        self._log = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def runtime(self, **settings: Any) -> dict[str, Any]:
        return {"id": "router", "kind": "llama-router", "url": self.url, "health_interval": "500ms", **settings}

    def start(self) -> LlamaRouter:
        where = ["--host", "127.0.0.1", "--port", str(self._port)]
        which = ["--models-dir", self.models, "--models-max", "0", "--no-models-autoload"]
        how = ["--threads", "1", "--ctx-size", "4096", "--no-webui"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, *where, *which, *how],
                env={**os.environ, "OMP_WAIT_POLICY": "passive"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        eventually(self._answers, "the router answers")
        return self

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def status_of(self, model: str) -> str:
        listed = httpx.get(f"{self.url}/models", timeout=5, trust_env=False).json()["data"]
        return next(entry["status"]["value"] for entry in listed if entry["id"] == model)

    def process_of(self, model: str) -> Process | None:
        return next(iter(mentioning(str(self.models / f"{model}.gguf"))), None)

    def kill(self) -> None:
        """Ends the router like a crash; its models' processes follow it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=10)
        eventually(lambda: not mentioning(str(self.models)), "the processes of its models are gone")

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=10)
        for process in mentioning(str(self.models)):
            process.send(signal.SIGKILL)
