"""Muster ends when told to: in time, with exit code 0, and without leaving a process."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import pathlib
import socket
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.llama import is_generating
from plumbing.muster import Muster, free_port
from plumbing.person import Person, chat_body
from plumbing.waiting import eventually
from test_scheduled_backups import BACKUPS

SHUTDOWN_SECONDS = 5
MARGIN_SECONDS = 8  # for `unload_grace`, and for a machine that is busy with other tests

Start = Callable[..., Muster]


@pytest.fixture
def start(start_muster: StartMuster, tmp_path: pathlib.Path) -> Start:
    def start(**settings: Any) -> Muster:
        backups = {"folder": str(tmp_path / "backups"), "every": "1h", "keep": 3}
        return start_muster(shutdown_timeout=f"{SHUTDOWN_SECONDS}s", backups=backups, **settings)

    return start


@pytest.fixture
def pool() -> Iterator[concurrent.futures.ThreadPoolExecutor]:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def loading(fake_runtime: FakeRuntime) -> Runtime:
    """Its models load for ever."""
    return fake_runtime("--hang-while-loading", load_timeout="10m", unload_grace="1s")


def stop(muster: Muster) -> float:
    """How long it took, in seconds."""
    began = time.monotonic()
    assert muster.stop(within=SHUTDOWN_SECONDS + MARGIN_SECONDS) == 0
    eventually(lambda: muster.all_processes() == [], "no process is left", within=1)
    return time.monotonic() - began


def another(muster: Muster) -> Person:
    """The administrator on a connection of their own."""
    return muster.signed_in(muster.admin.session)


def connect(muster: Muster, head: str, body: bytes = b"") -> socket.socket:
    url = urllib.parse.urlparse(muster.address)
    connection = socket.create_connection((url.hostname, url.port), timeout=20)
    lines = [head, f"Host: {url.netloc}", f"Authorization: Bearer {muster.admin.token}", "", ""]
    connection.sendall("\r\n".join(lines).encode() + body)
    return connection


def test_muster_shuts_down_when_idle(start: Start) -> None:
    muster = start()
    muster.loaded("alpha")
    assert stop(muster) < SHUTDOWN_SECONDS, "there is nothing to wait for"


def test_muster_shuts_down_with_a_stream_running(start: Start) -> None:
    muster = start()
    muster.loaded("big")
    with muster.admin.stream("big", max_tokens=3000) as answer:
        answer.first_word()
        assert stop(muster) >= SHUTDOWN_SECONDS
        answer.rest()
        assert answer.error and "shutting down" in answer.error["message"]
        assert answer.is_cut and not answer.is_done
    log = muster.log.read_text()
    assert "cutting off POST /v1/chat/completions" in log
    assert answer.response.headers["x-request-id"] in log and "model=big" in log


def test_muster_shuts_down_with_a_non_streamed_answer_running(start: Start, pool: concurrent.futures.Executor) -> None:
    muster = start()
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    chat = pool.submit(another(muster).chat, "big", max_tokens=3000)
    eventually(lambda: is_generating(process), "the answer is being made")
    stop(muster)
    answer = chat.result(timeout=5)
    assert answer.status == 503 and "shutting down" in answer.error


def test_muster_shuts_down_with_a_request_that_waits_for_a_load(
    start: Start, loading: Runtime, pool: concurrent.futures.Executor
) -> None:
    muster = start(runtime=loading)
    muster.offer("alpha", is_active=True)
    load = pool.submit(another(muster).load, "alpha")
    eventually(lambda: muster.process_of("alpha"), "it loads")
    requests = [pool.submit(another(muster).chat, "alpha") for _ in range(3)]
    eventually(lambda: muster.residency("alpha")["waiting"] == 3, "requests wait")
    assert stop(muster) < SHUTDOWN_SECONDS, "who waits is told at once"
    refused = load.result(timeout=5)
    assert refused.status_code == 503 and "shutting down" in refused.json()["detail"]
    for request in requests:
        assert request.result(timeout=5).status == 503
        assert "shutting down" in request.result().error


def test_muster_shuts_down_with_a_stream_that_waits_for_a_load(start: Start, loading: Runtime) -> None:
    muster = start(runtime=loading)
    muster.offer("alpha", is_active=True)
    body = chat_body("alpha", "Hello", stream=True)
    with muster.admin.opened("POST", "/v1/chat/completions", json=body) as response:
        lines = (line for line in response.iter_lines() if line)
        assert next(lines) == ": loading"
        stop(muster)
        error = json.loads(next(lines).removeprefix("data: "))["error"]
        assert "shutting down" in error["message"] and list(lines) == []


def test_muster_shuts_down_with_a_command_that_waits_for_an_unload(
    start: Start, pool: concurrent.futures.Executor
) -> None:
    muster = start()
    muster.loaded("big")
    with muster.admin.stream("big", max_tokens=3000) as answer:
        answer.first_word()
        unload = pool.submit(another(muster).unload, "big")
        muster.wait_until("big", "draining")
        stop(muster)
        refused = unload.result(timeout=5)
        assert refused.status_code == 503 and "shutting down" in refused.json()["detail"]


def test_muster_shuts_down_with_live_event_clients_connected(start: Start) -> None:
    muster = start()
    with contextlib.ExitStack() as pages:
        streams = [pages.enter_context(another(muster).opened("GET", "/api/v1/residency/events")) for _ in range(5)]
        assert all(stream.status_code == 200 for stream in streams)
        assert stop(muster) < SHUTDOWN_SECONDS
        for stream in streams:
            assert "event: snapshot" in "".join(stream.iter_text()), "it ends in good order"


def test_muster_shuts_down_with_a_slow_upload(start: Start) -> None:
    muster = start()
    head = "POST /v1/chat/completions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000"
    with connect(muster, head, b"{") as connection:
        eventually(lambda: muster.health().status_code == 200, "it serves")
        stop(muster)
        connection.settimeout(5)
        with contextlib.suppress(ConnectionResetError):
            while connection.recv(4096):
                pass


def test_muster_shuts_down_with_an_incomplete_request_head(start: Start) -> None:
    muster = start()
    url = urllib.parse.urlparse(muster.address)
    with socket.create_connection((url.hostname, url.port)) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: ")
        assert stop(muster) < SHUTDOWN_SECONDS


def test_muster_shuts_down_with_idle_connections(start: Start) -> None:
    muster = start()
    with contextlib.ExitStack() as connections:
        for _ in range(20):
            connection = connections.enter_context(connect(muster, "GET /health HTTP/1.1"))
            assert b"200" in connection.recv(4096)
        assert stop(muster) < SHUTDOWN_SECONDS


def test_muster_shuts_down_with_a_client_that_reads_nothing(start: Start, fake_runtime: FakeRuntime) -> None:
    muster = start(runtime=fake_runtime("--obedient"))
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    body = json.dumps(chat_body("alpha", "flood", stream=True)).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    with connect(muster, head, body):
        eventually(lambda: muster.residency("alpha")["leases"] == 1, "the answer is being made")
        eventually(lambda: not is_generating(process), "everything between the two is full")
        stop(muster)


def test_muster_shuts_down_with_a_process_that_ignores_term(start: Start, fake_runtime: FakeRuntime) -> None:
    muster = start(runtime=fake_runtime("--ignore-term", unload_grace="1s"))
    muster.loaded("alpha")
    stop(muster)


def test_muster_shuts_down_with_a_process_that_hangs(start: Start, runtime: Runtime) -> None:
    muster = start(runtime={**runtime, "unload_grace": "1s"})
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    process.stop()
    stop(muster)


def test_muster_shuts_down_with_a_model_that_keeps_failing(start: Start, fake_runtime: FakeRuntime) -> None:
    muster = start(runtime=fake_runtime("--exit-with", "1", "--last-words", "error: no such device"))
    muster.offer("alpha", is_active=True)
    muster.wait_until("alpha", "failed")
    assert stop(muster) < SHUTDOWN_SECONDS


def test_muster_shuts_down_while_backups_are_made(start: Start, pool: concurrent.futures.Executor) -> None:
    muster = start()
    eventually(lambda: muster.admin.audit(action="backup.make"), "the first is made")

    def make_many() -> None:
        with contextlib.suppress(httpx.TransportError):
            while True:
                another(muster).post(BACKUPS)

    making = pool.submit(make_many)
    eventually(lambda: len(muster.admin.audit(action="backup.make")) >= 2, "more are being made")
    stop(muster)
    making.result(timeout=10)


def test_a_restore_does_not_wait_for_queued_requests(
    start: Start, loading: Runtime, pool: concurrent.futures.Executor
) -> None:
    muster = start(runtime=loading, listen=f"127.0.0.1:{free_port()}")
    made = eventually(lambda: muster.admin.audit(action="backup.make"), "the first is made")
    name = made[0]["entity_id"]
    muster.offer("alpha", is_active=True)
    load = pool.submit(another(muster).load, "alpha")
    eventually(lambda: muster.process_of("alpha"), "it loads")
    assert muster.admin.post(f"{BACKUPS}/{name}/restore").status_code == 202
    assert load.result(timeout=10).status_code == 503

    def is_restored() -> bool:
        try:
            return muster.admin.get(f"{BACKUPS}/{name}/restore").json().get("problem", "") is None
        except httpx.TransportError:
            return False  # it is not back yet

    eventually(is_restored, "Muster goes on from the backup", within=SHUTDOWN_SECONDS + MARGIN_SECONDS)
    stop(muster)
