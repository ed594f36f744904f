"""A Muster to measure, and one connection to it."""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import subprocess
import sys
import time
from typing import Any
from urllib.parse import quote

from workshop import EXECUTABLE, UPSTREAMS, Workshop, end, eventually

PASSWORD = "correct horse battery staple"
MODEL = "alpha"


class Connection:
    """A kept-alive connection, so that connecting is not measured."""

    def __init__(self, port: int, token: str = "") -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.token = token
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def request(self, method: str, path: str, body: Any = None) -> bytes:
        content = None if body is None else json.dumps(body).encode()
        self._http.request(method, path, content, self._headers)
        response = self._http.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status} {answer.decode(errors='replace')[:500]}")
        return answer

    def json(self, method: str, path: str, body: Any = None) -> Any:
        return json.loads(self.request(method, path, body))

    def timed(self, method: str, path: str, body: Any = None) -> float:
        """Seconds until the response is complete."""
        started = time.perf_counter()
        self.request(method, path, body)
        return time.perf_counter() - started

    def close(self) -> None:
        self._http.close()


class Muster:
    """A Muster with its own folder; `command` runs one model."""

    def __init__(self, workshop: Workshop, command: list[Any], environment: dict[str, str] | None = None) -> None:
        self.folder = workshop.part("muster")
        self.models = self.folder / "models"
        self.models.mkdir()
        self.log = self.folder / "log"
        self._workshop = workshop
        self._child: subprocess.Popen[bytes] | None = None
        self._settings = {
            "listen": "127.0.0.1:0",
            "data": str(self.folder / "data"),
            "models": str(self.models),
            "sign_up": "open",
            "runtimes": [
                {
                    "id": "local",
                    "kind": "process",
                    "memory": "8GiB",
                    "command": [str(word) for word in command],
                    "environment": environment or {},
                    "unload_grace": "5s",
                }
            ],
        }
        self.configure()

    def configure(self, **settings: Any) -> None:
        self._settings.update(settings)
        # JSON is valid YAML.
        (self.folder / "muster.yaml").write_text(json.dumps(self._settings, indent=2))

    def add_runtimes(self, runtimes: list[dict[str, Any]]) -> None:
        self.configure(runtimes=[*self._settings["runtimes"], *runtimes])

    def place(self, weights: pathlib.Path, name: str = MODEL) -> None:
        target = self.models / f"{name}.gguf"
        os.link(weights, target)
        os.utime(target, (0, 0))  # a recently changed file would count as still being copied

    def spawn(self) -> subprocess.Popen[bytes]:
        command = [EXECUTABLE, "serve", "--config", self.folder / "muster.yaml"]
        self._child = self._workshop.start(command, self.log, cwd=self.folder)
        return self._child

    def start(self) -> Muster:
        address = self.folder / "data/address"
        child = self.spawn()

        def serves() -> str | None:
            if child.poll() is not None:
                raise RuntimeError(f"Muster ended with {child.returncode}:\n{self.log.read_text()[-4000:]}")
            return address.read_text().strip() if address.exists() else None

        self.port = int(eventually(serves, "Muster serves").rpartition(":")[2])
        return self

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def stop(self) -> None:
        assert self._child is not None
        end(self._child)

    def sign_up(self, name: str) -> dict[str, Any]:
        """The first user is the administrator."""
        body = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD}
        return Connection(self.port).json("POST", "/api/v1/auths/signup", body)

    def residency(self, admin: Connection, model: str = MODEL) -> dict[str, Any]:
        for runtime in admin.json("GET", "/api/v1/residency")["runtimes"]:
            for entry in runtime["models"]:
                if entry["base_model"] == model:
                    if entry["state"] == "failed":
                        raise RuntimeError(f"{model} could not be loaded: {entry['reason']}")
                    return entry
        return {"state": "unknown"}

    def wait_until(self, admin: Connection, state: str, model: str = MODEL) -> dict[str, Any]:
        def reached() -> dict[str, Any] | None:
            entry = self.residency(admin, model)
            return entry if entry["state"] == state else None

        return eventually(reached, f"{model} is {state}", pause=0.02)


def form(model: str, **fields: Any) -> dict[str, Any]:
    return {"id": model, "name": model, "meta": {}, "params": {}, **fields}


def model_path(action: str, model: str) -> str:
    return f"/api/v1/models/{action}?id={quote(model, safe='')}"


class Relaying:
    """A Muster with one loaded model that an ordinary user may use through a grant, so that every request
    looks up access."""

    def __init__(self, workshop: Workshop, upstream: str, events: int = 1000) -> None:
        folder = workshop.part("upstream")
        script = UPSTREAMS / upstream
        self.muster = Muster(workshop, [sys.executable, script, "{port}", folder, events, "{file}", "{key}"])
        weights = folder / "weights"
        weights.write_bytes(b"GGUF")
        self.muster.place(weights)
        self.folder = folder
        self.muster.start()
        self.admin = Connection(self.muster.port, self.muster.sign_up("Ada")["token"])
        user = self.muster.sign_up("Uma")
        self.token = user["token"]
        grant = {"principal_type": "user", "principal_id": user["id"], "permission": "read"}
        self.admin.json("POST", "/api/v1/models/create", form(MODEL, access_grants=[grant]))
        self.muster.wait_until(self.admin, "loaded")
        self.upstream_port = int((folder / "port").read_text())
        self.relay = workshop.relay(self.upstream_port)

    def stop(self) -> None:
        self.admin.close()
        self.relay.stop()
        self.muster.stop()
