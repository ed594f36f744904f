"""Fixtures: a Muster that starts the real vLLM."""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import tiny_llama
from plumbing.muster import EXECUTABLE, Muster
from plumbing.tiny_models import ModelFiles
from tree import VLLM

Start = Callable[..., Muster]


def pytest_sessionstart() -> None:
    if not EXECUTABLE.exists():
        pytest.exit(f"{EXECUTABLE} does not exist; build it first, or set MUSTER_BIN", returncode=2)
    if not pathlib.Path(os.environ.get("MUSTER_TEST_VLLM", "")).is_file():
        pytest.exit("MUSTER_TEST_VLLM names no vllm; use scripts/test-vllm", returncode=2)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Adds the end of Muster's log to the report of a failed test."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        for server in getattr(item, "servers", []):
            if server.log.exists():
                report.sections.append((f"log of {server.folder.name}", server.log.read_text()[-12_000:]))


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> ModelFiles:
    return ModelFiles(tmp_path_factory.mktemp("model-files"))


@pytest.fixture
def start(tmp_path: pathlib.Path, request: pytest.FixtureRequest, model_files: ModelFiles) -> Iterator[Start]:
    """Starts a Muster with one runtime of vLLM and the model `tiny`."""
    servers: list[Muster] = []
    request.node.servers = servers
    # In a short one: vLLM's sockets have long names, and paths of sockets have at most 107 bytes.
    temporary = pathlib.Path(tempfile.mkdtemp(prefix="t-"))
    (tmp_path / "temporary").symlink_to(temporary)

    def start(*arguments: str, **settings: Any) -> Muster:
        models = tmp_path / "weights"
        tiny_llama.write(models / "tiny")
        command = [os.environ["MUSTER_TEST_VLLM"], "serve", "{file}", "--dtype", "float32", "--enforce-eager"]
        runtime = {
            "id": "big",
            "kind": "vllm",
            "memory": "16GiB",
            "models": str(models),
            "command": [*command, *arguments],
            # Otherwise it takes nearly all memory of the machine.
            "environment": {"VLLM_CPU_KVCACHE_SPACE": "1"},
            "drain_timeout": "3s",
            **settings,
        }
        server = Muster(tmp_path / "muster", model_files, {"log_level": "debug"}, runtime)
        servers.append(server)
        server.start(TMPDIR=str(temporary), VLLM_PORT="tcp://10.0.0.1:8000", VLLM_SERVER_DEV_MODE="1")
        server.wait_until_available("tiny")
        return server

    yield start
    for server in servers:
        server.close()
        VLLM.kill_all(server)
    shutil.rmtree(temporary, ignore_errors=True)


@pytest.fixture
def muster(start: Start) -> Muster:
    return start("--max-model-len", "2048")


@pytest.fixture
def vllm(muster: Muster) -> VLLM:
    """`tiny`, loaded."""
    muster.admin.create("tiny", is_active=True)
    return VLLM.loaded(muster)
