"""A fake Ollama server, which answers as was recorded from a real one (Tests/Fixtures/ollama)."""

from __future__ import annotations

import pathlib
import subprocess
import sys
from typing import Any

import httpx

from plumbing.muster import free_port
from plumbing.tiny_models import PROJECT
from plumbing.waiting import eventually


class Ollama:
    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def runtime(self, **settings: Any) -> dict[str, Any]:
        return {"id": "box", "kind": "ollama", "url": self.url, "health_interval": "200ms", **settings}

    def start(self) -> Ollama:
        ready = self._folder / "ollama-port"
        ready.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, PROJECT / "Tests/Fixtures/ollama/fake_ollama.py", str(self._port), ready],
            stdin=subprocess.PIPE,
        )
        eventually(ready.exists, "the fake Ollama listens")
        return self

    def change(self, **behaviour: Any) -> None:
        httpx.post(f"{self.url}/fake", json=behaviour, timeout=10, trust_env=False).raise_for_status()

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = httpx.get(f"{self.url}/fake", timeout=10, trust_env=False).json()
        return state

    def loaded(self) -> list[str]:
        return [runner["name"] for runner in self.state()["runners"]]

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
