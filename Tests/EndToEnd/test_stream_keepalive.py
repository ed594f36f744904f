"""A streamed request that waits sends comments, because proxies cut connections that are silent for a minute."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import pathlib
import time
from collections.abc import Iterator

import httpx
import pytest

from conftest import FakeRuntime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, chat_body
from plumbing.waiting import eventually


class SlowModel:
    """The model `alpha` loads until the test lets it."""

    def __init__(self, muster: Muster, ready: pathlib.Path, broken: pathlib.Path) -> None:
        self.muster = muster
        self.admin = muster.admin
        self.ready = ready
        self.broken = broken

    @contextlib.contextmanager
    def stream(self, text: str = "Hello") -> Iterator[Lines]:
        body = chat_body("alpha", text, stream=True)
        with self.admin.opened("POST", "/v1/chat/completions", json=body) as response:
            yield Lines(response)


class Lines:
    """The lines of an event stream, blank ones left out."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = (line for line in response.iter_lines() if line)

    def next(self) -> str:
        return next(self._lines)

    def rest(self) -> list[str]:
        return list(self._lines)


@pytest.fixture
def slow(start_muster: StartMuster, fake_runtime: FakeRuntime, tmp_path: pathlib.Path) -> SlowModel:
    ready, broken = tmp_path / "ready", tmp_path / "broken"
    muster = start_muster(
        runtime=fake_runtime("--ready-when", str(ready), "--fail-when", str(broken), "--obedient", stall_timeout="30s")
    )
    muster.offer("alpha", is_active=True)
    muster.wait_until("alpha", "loading")
    return SlowModel(muster, ready, broken)


def test_head_and_comment_lines_come_before_the_model_is_loaded(slow: SlowModel) -> None:
    with slow.stream() as answer:
        assert answer.response.status_code == 200
        assert answer.response.headers["content-type"].startswith("text/event-stream")
        assert answer.response.headers["x-request-id"]
        assert answer.next() == ": loading"
        assert slow.muster.residency("alpha")["state"] == "loading"
        slow.ready.touch()
        rest = answer.rest()
    data = [line for line in rest if line.startswith("data:")]
    assert data[-1] == "data: [DONE]"
    assert all(json.loads(line.removeprefix("data:"))["model"] == "alpha" for line in data[:-1])


def test_a_load_that_fails_is_told_as_the_last_event(slow: SlowModel) -> None:
    with slow.stream() as answer:
        assert answer.next() == ": loading"
        slow.broken.touch()
        lines = [line for line in answer.rest() if not line.startswith(":")]
    assert len(lines) == 1, "the answer ends with the error, and ends in good order"
    error = json.loads(lines[0].removeprefix("data: "))["error"]
    assert "the card fell off the bus" in error["message"]
    assert error["type"] == "server_error" and error["code"] == "model_not_loaded" and error["param"] is None


def test_a_model_that_is_switched_off_meanwhile_is_told_as_the_last_event(slow: SlowModel) -> None:
    with slow.stream() as answer:
        assert answer.next() == ": loading"
        slow.muster.signed_in(slow.admin.session).switch_off("alpha")
        lines = [line for line in answer.rest() if not line.startswith(":")]
    assert len(lines) == 1 and json.loads(lines[0].removeprefix("data: "))["error"]["message"]


def test_a_long_prompt_keeps_its_connection_alive_too(slow: SlowModel) -> None:
    slow.ready.touch()
    slow.muster.wait_until("alpha", "loaded")
    with slow.stream("wait 3") as answer:
        assert answer.next() == ": processing"
        answer.rest()


def test_a_non_streamed_answer_sends_nothing_before_it_is_complete(slow: SlowModel) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        chat = pool.submit(slow.muster.signed_in(slow.admin.session).chat, "alpha")
        with slow.stream() as answer:  # by then the other would have got something, too
            assert answer.next() == ": loading"
        assert not chat.done()
        slow.broken.touch()
        refused = chat.result(timeout=10)
    assert refused.status == 503 and "the card fell off the bus" in refused.error


@pytest.mark.parametrize(
    ("model", "status"), [("nothing", 404), ("off", 403), ("wrong-magic", 503)], ids=["unknown", "off", "failed"]
)
def test_a_stream_that_is_refused_at_once_has_an_error_status(
    muster: Muster, admin: Person, model: str, status: int
) -> None:
    if model == "off":
        muster.offer("alpha")
        model = "alpha"
    if model == "wrong-magic":
        admin.create(model)
        muster.wait_until(model, "failed")
    with admin.stream(model) as answer:
        assert answer.status == status
        assert answer.response.json()["error"]["message"]


def test_a_client_that_disconnects_while_it_waits_leaves_nothing_behind(slow: SlowModel) -> None:
    with slow.stream() as answer:
        assert answer.next() == ": loading"
        assert slow.muster.residency("alpha")["waiting"] == 1
    eventually(lambda: slow.muster.residency("alpha")["waiting"] == 0, "nobody waits any more", within=3)


def test_event_streams_tell_proxies_not_to_buffer(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    with admin.stream("alpha") as answer:
        answer.rest()
        streams = [answer.response.headers]
    with admin.opened("GET", "/api/v1/residency/events") as response:
        streams.append(response.headers)
    for headers in streams:
        assert headers["x-accel-buffering"] == "no"
        assert "no-store" in headers["cache-control"] and "no-cache" in headers["cache-control"]


def test_a_quick_stream_has_no_comment_lines(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    began = time.monotonic()
    body = chat_body("alpha", "Hello", stream=True)
    with admin.opened("POST", "/v1/chat/completions", json=body) as response:
        lines = list(response.iter_lines())
    if time.monotonic() - began < 1:
        assert not any(line.startswith(":") for line in lines)
