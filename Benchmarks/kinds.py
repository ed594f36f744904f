"""Load and unload on runtimes that Muster does not start: a real llama.cpp router, and a replay of Ollama."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from loading import ENVIRONMENT, LOAD_ADDED_MILLISECONDS, SETTLING_SECONDS, UNLOAD_ADDED_MILLISECONDS, llama_server
from report import Section
from server import Connection, Muster, form
from workshop import PROJECT, Workshop, eventually, free_port

POLL_SECONDS = 0.002
ROUTED = "routed"
FAKE_OLLAMA = PROJECT / "Tests/Fixtures/ollama/fake_ollama.py"


def measure(workshop: Workshop, section: Section) -> None:
    muster = Muster(workshop, ["/bin/false", "{file}", "{port}", "{key}"])
    router, box = start_router(workshop), start_ollama(workshop)
    muster.add_runtimes([
        {"id": "router", "kind": "llama-router", "url": router.url},
        {"id": "box", "kind": "ollama", "url": box.url},
    ])  # fmt: skip
    muster.start()
    admin = Connection(muster.port, muster.sign_up("Ada")["token"])
    try:
        compare(workshop, section, "llama-router", Routed(router), muster, admin)
        compare(workshop, section, "ollama, replayed", Boxed(box), muster, admin)
    finally:
        muster.stop()


class Server:
    """A server that is asked directly, over a kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        try:
            self._http.request(method, path, content, headers)
            response = self._http.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # The server closes connections that were idle.
            self.close()
            self._http.request(method, path, content, headers)
            response = self._http.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status} {answer.decode(errors='replace')[:500]}")
        return json.loads(answer)

    def close(self) -> None:
        """The next request connects again."""
        self._http.close()


class Routed:
    """By hand: the request, and then the list until the state is reached."""

    model = ROUTED

    def __init__(self, server: Server) -> None:
        self._server = server

    def load(self) -> None:
        self._server.ask("POST", "/models/load", {"model": self.model})
        poll(lambda: self._status() == "loaded")

    def unload(self) -> None:
        self._server.ask("POST", "/models/unload", {"model": self.model})
        poll(lambda: self._status() == "unloaded")

    def _status(self) -> str:
        listed = self._server.ask("GET", "/models")["data"]
        return next(entry["status"]["value"] for entry in listed if entry["id"] == self.model)


class Boxed:
    def __init__(self, server: Server) -> None:
        self._server = server
        self.model: str = server.ask("GET", "/api/tags")["models"][0]["name"]

    def load(self) -> None:
        self._server.ask("POST", "/api/generate", {"model": self.model, "keep_alive": -1})
        poll(lambda: self._names() == [self.model])

    def unload(self) -> None:
        self._server.ask("POST", "/api/generate", {"model": self.model, "keep_alive": 0})
        poll(lambda: self._names() == [])

    def _names(self) -> list[str]:
        return [entry["name"] for entry in self._server.ask("GET", "/api/ps")["models"]]


def poll(is_reached: Callable[[], bool]) -> None:
    while not is_reached():
        time.sleep(POLL_SECONDS)


def start_router(workshop: Workshop) -> Server:
    folder = workshop.part("router")
    os.link(workshop.model("450KB"), folder / f"{ROUTED}.gguf")
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", port, "--models-dir", folder]
    how = ["--models-max", 0, "--no-models-autoload", "--ctx-size", 4096, "--threads", 1, "--no-webui"]
    workshop.start([llama_server(), *where, *how], folder / "log", env={**os.environ, **ENVIRONMENT})
    server = Server(port)
    eventually(lambda: answers(server, "/models"), "the router answers")
    return server


def start_ollama(workshop: Workshop) -> Server:
    folder = workshop.part("ollama")
    port, ready = free_port(), folder / "ready"
    with (folder / "log").open("ab") as log:
        # It ends with its input, which ends with this process.
        child = subprocess.Popen(
            [sys.executable, FAKE_OLLAMA, str(port), ready], stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    workshop.adopt(child)
    eventually(ready.exists, "the replay of Ollama listens")
    return Server(port)


def answers(server: Server, path: str) -> bool:
    try:
        server.ask("GET", path)
    except (OSError, http.client.HTTPException, RuntimeError):
        server.close()
        return False
    return True


def compare(
    workshop: Workshop, section: Section, kind: str, by_hand: Routed | Boxed, muster: Muster, admin: Connection
) -> None:
    rounds = 3 if workshop.quick else 15
    model = by_hand.model
    eventually(
        lambda: any(base["id"] == model for base in admin.json("GET", "/api/v1/models/base")) or None,
        f"{model} is there",
    )
    admin.json("POST", "/api/v1/models/create", form(model, is_active=True))
    muster.wait_until(admin, "loaded", model)
    admin.json("POST", "/api/v1/residency/unload", {"model": model})
    seconds: dict[str, list[float]] = {step: [] for step in ("bare load", "bare unload", "load", "unload")}

    def note(step: str, act: Callable[[], Any]) -> None:
        started = time.perf_counter()
        act()
        seconds[step].append(time.perf_counter() - started)
        time.sleep(SETTLING_SECONDS)

    for _ in range(rounds):
        note("bare load", by_hand.load)
        note("bare unload", by_hand.unload)
        note("load", lambda: admin.request("POST", "/api/v1/residency/load", {"model": model}))
        note("unload", lambda: admin.request("POST", "/api/v1/residency/unload", {"model": model}))
    for step, allowed in (("load", LOAD_ADDED_MILLISECONDS), ("unload", UNLOAD_ADDED_MILLISECONDS)):
        ours, bare = median(seconds[step]) * 1000, median(seconds[f"bare {step}"]) * 1000
        section.add(
            f"{step}, {kind}", ours, "ms", "by hand", bare, f"at most {allowed} ms more", ours - bare <= allowed
        )
