"""Many, slow and misbehaving clients do not affect others."""

from __future__ import annotations

import contextlib
import pathlib
import resource
import time

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually
from plumbing.wire import Wire

IDLE = 1100
LAST_ONES = 16  # descriptors that Muster leaves to the system


@pytest.fixture(autouse=True)
def many_open_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))


def limited(start_muster: StartMuster, open_files: int | None) -> Muster:
    muster = start_muster(start=False)
    muster.open_files = open_files
    muster.start().wait_until_available("wrong-magic")
    return muster


@pytest.mark.parametrize("open_files", [256, 1024, None])
def test_1100_idle_connections_cut_no_stream_and_make_no_model_hang(
    start_muster: StartMuster, open_files: int | None
) -> None:
    muster = limited(start_muster, open_files)
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    known = muster.signed_in(muster.admin.session)
    with muster.admin.stream("alpha", max_tokens=2000) as answer, contextlib.ExitStack() as idle:
        answer.first_word()
        for number in range(IDLE):
            idle.enter_context(Wire(muster))
            if number % 100 == 0:
                assert known.get("/api/v1/auths/").status_code == 200
        assert known.chat("alpha").status == 200, "a client that was there before goes on"
        assert muster.signed_in(muster.admin.session).chat("alpha").status == 200, "a new one gets in"
        assert muster.health().status_code == 200
        rest = answer.rest()
        assert rest.is_done and rest.finish_reason == "length" and not rest.is_cut
    after = muster.process_of("alpha")
    assert process and after and after.pid == process.pid
    assert muster.admin.audit(action="residency.failed") == []


def test_connections_with_requests_are_never_closed_for_new_ones_which_wait(start_muster: StartMuster) -> None:
    muster = start_muster(limits={"connections": 16})
    token = f"Authorization: Bearer {muster.admin.token}"
    with contextlib.ExitStack() as open_ones:
        streams = [
            open_ones.enter_context(Wire(muster)).request("GET", "/api/v1/residency/events", token) for _ in range(24)
        ]
        answered = [stream for stream in streams if not stream.is_silent(0.5)]
        assert 12 <= len(answered) <= 20, "the others wait"
        for stream in answered:
            stream.close()
        for stream in streams:
            if stream not in answered:
                assert not stream.is_silent(10), "and come in when there is room"


def test_being_out_of_file_descriptors_is_no_hang_of_a_model_and_no_end_of_muster(start_muster: StartMuster) -> None:
    muster = limited(start_muster, None)
    muster.loaded("alpha")
    muster.offer("beta")
    process = muster.process_of("alpha")
    known = muster.signed_in(muster.admin.session)
    assert known.get("/health").status_code == 200
    pid = muster.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_files_of(pid) + LAST_ONES - 4, hard))
    with contextlib.ExitStack() as waiting:
        newcomers = [waiting.enter_context(Wire(muster)).request("GET", "/api/version") for _ in range(60)]
        began = time.monotonic()
        # Longer than three probes that get no answer take.
        while time.monotonic() - began < 12:
            health = known.get("/health")
            assert health.status_code == 503 and health.json()["kinds"] == ["open_files"]
            assert "file descriptors" in health.text
        answer = known.chat("alpha")
        assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
        known.switch_on("beta")
        eventually(lambda: muster_state(known, "beta") == "failed", "the load fails")
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))
        assert newcomers[-1].answer().status == 200, "who waited comes in"
    after = muster.process_of("alpha")
    assert process and after and after.pid == process.pid
    eventually(lambda: known.get("/health").status_code == 200, "all is well again")
    assert muster.signed_in(muster.admin.session).chat("alpha").status == 200
    muster.wait_until("beta", "loaded")


def open_files_of(pid: int) -> int:
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


def muster_state(person: Person, model: str) -> str:
    models = person.get("/api/v1/residency").json()["runtimes"][0]["models"]
    return next(entry["state"] for entry in models if entry["base_model"] == model)


def test_a_connection_without_a_request_is_closed_after_half_a_minute(muster: Muster) -> None:
    with Wire(muster, timeout=40) as silent, Wire(muster, timeout=40) as dripping:
        dripping.send("GET /health HTTP/1.1\r\n")
        began = time.monotonic()
        assert silent.is_closed()
        assert dripping.answer().status == 408
        assert dripping.is_closed()
        assert 25 < time.monotonic() - began < 40


def test_a_body_that_does_not_arrive_does_not_delay_a_shutdown(muster: Muster) -> None:
    token = f"Authorization: Bearer {muster.admin.token}"
    with Wire(muster) as wire:
        wire.request("POST", "/api/v1/models/create", token, "Content-Length: 1000").send(b"{")
        assert muster.health().status_code == 200
        began = time.monotonic()
        assert muster.stop(within=20) == 0
        assert time.monotonic() - began < 12
        assert wire.answer().status == 408
