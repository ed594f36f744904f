"""Models in containers of an engine that is a daemon of its own, as docker is."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.processes import Process, mentioning
from plumbing.waiting import eventually

ENGINE = pathlib.Path(__file__).parents[1] / "Fixtures" / "containers" / "engine.py"


class Engine:
    def __init__(self, folder: pathlib.Path) -> None:
        self._socket = folder / "engine"
        self.client = folder / "docker"
        self.client.write_text(f"#!/bin/sh\nexec {sys.executable} '{ENGINE}' '{self._socket}' \"$@\"\n")
        self.client.chmod(0o755)
        daemon = [sys.executable, str(ENGINE), "--daemon", str(self._socket)]
        self._daemon = subprocess.Popen(daemon, stdin=subprocess.PIPE)
        eventually(self._socket.exists, "the engine is up")

    def command(self, runtime: Runtime, *options: str) -> list[str]:
        return [str(self.client), "run", "--network", "host", *options, "image", *runtime["command"]]

    def containers(self) -> list[str]:
        """The names of all that Muster has made."""
        listed = subprocess.run(
            [self.client, "ps", "--all", "--filter", "label=muster.model=alpha", "--format", "{{.Names}}"],
            check=True,
            capture_output=True,
            text=True,
        )
        return listed.stdout.split()

    def close(self) -> None:
        assert self._daemon.stdin
        self._daemon.stdin.close()
        self._daemon.wait(timeout=10)


@pytest.fixture
def engine(tmp_path: pathlib.Path) -> Iterator[Engine]:
    engine = Engine(tmp_path)
    try:
        yield engine
    finally:
        engine.close()


def servers(muster: Muster, program: str) -> list[Process]:
    """The processes in containers: not those of clients and guards."""
    return [process for process in mentioning(str(muster.models)) if process.arguments[0] == program]


def test_a_model_in_a_container_answers_and_leaves_nothing(
    engine: Engine, runtime: Runtime, llama_server: str, start_muster: StartMuster
) -> None:
    muster = start_muster(runtime={**runtime, "command": engine.command(runtime)})
    muster.loaded("alpha")
    assert muster.admin.chat("alpha").is_spoken_by("alpha")
    (name,) = engine.containers()
    assert name.startswith("muster-")
    muster.admin.switch_off("alpha")
    muster.wait_until("alpha", "unloaded")
    assert engine.containers() == [] and servers(muster, llama_server) == []


def test_kill_9_of_muster_ends_the_container_too(
    engine: Engine, runtime: Runtime, llama_server: str, start_muster: StartMuster
) -> None:
    muster = start_muster(runtime={**runtime, "command": engine.command(runtime)})
    muster.loaded("alpha")
    assert len(servers(muster, llama_server)) == 1
    muster.kill()
    eventually(lambda: servers(muster, llama_server) == [], "the server is gone", within=5)
    eventually(lambda: engine.containers() == [], "the container is gone", within=5)
    muster.start()
    muster.wait_until("alpha", "loaded")


def test_what_a_killed_muster_could_not_end_is_removed_at_its_next_start(
    engine: Engine, runtime: Runtime, llama_server: str, start_muster: StartMuster
) -> None:
    muster = start_muster(runtime={**runtime, "command": engine.command(runtime)})
    muster.loaded("alpha")
    clients = [process for process in muster.all_processes() if "run" in process.arguments]
    for process in clients:
        process.stop()  # passes nothing on any more
    muster.kill()
    for process in clients:
        process.send(signal.SIGKILL)
    (left,) = engine.containers()
    (server,) = servers(muster, llama_server)
    muster.start()
    muster.wait_until("alpha", "loaded")
    (new,) = engine.containers()
    assert new != left and not server.is_alive
    assert muster.admin.chat("alpha").is_spoken_by("alpha")


def test_a_command_that_others_could_reach_is_refused(
    engine: Engine, runtime: Runtime, start_muster: StartMuster
) -> None:
    open_to_all = [str(engine.client), "run", "-p", "{port}:8080", "image", *runtime["command"]]
    muster = start_muster(start=False)
    muster.configure({**muster.settings, "runtimes": [{**runtime, "command": open_to_all}]})
    checked = muster.run("config", "check", "--config", str(muster.configuration), "--json")
    assert checked.code == 2
    assert "publishes '{port}:8080'" in json.dumps(json.loads(checked.output)["problems"])


def test_a_server_that_cannot_start_says_why(
    engine: Engine, fake_runtime: FakeRuntime, start_muster: StartMuster
) -> None:
    runtime = fake_runtime("--no-such-option")
    muster = start_muster(runtime={**runtime, "command": engine.command(runtime)})
    muster.offer("alpha", is_active=True)
    failed = muster.wait_until("alpha", "failed")
    assert "--no-such-option" in failed["reason"]
    assert engine.containers() == []
