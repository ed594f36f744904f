"""The sender is authenticated before a body is read; the memory for bodies is bounded."""

from __future__ import annotations

import concurrent.futures
import contextlib
import time

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, email_of
from plumbing.waiting import eventually
from plumbing.wire import Wire

MEGABYTE = 1 << 20
LENGTH = "Content-Length: 30000000"


def token(person: Person) -> str:
    return f"Authorization: Bearer {person.token}"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/chat/completions", 401), ("/v1/embeddings", 401), ("/api/v1/models/import", 401),
     ("/api/v1/auths/signin", 413), ("/api/v1/auths/signup", 413), ("/api/nothing", 404)],
)  # fmt: skip
def test_large_bodies_of_strangers_are_not_read(muster: Muster, path: str, status: int) -> None:
    before = muster.process.anonymous_bytes

    def push(_: int) -> int:
        with Wire(muster) as wire:
            wire.request("POST", path, LENGTH)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                wire.send(b"x" * 4 * MEGABYTE)
            return wire.answer().status

    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        assert set(pool.map(push, range(60))) == {status}
    assert muster.process.anonymous_bytes - before < 60 * MEGABYTE
    assert muster.health().status_code == 200


def test_a_stranger_who_sends_a_body_without_a_length_is_cut_off_early(muster: Muster) -> None:
    with Wire(muster) as wire:
        wire.request("POST", "/api/v1/auths/signin", "Transfer-Encoding: chunked")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(100):
                wire.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        assert wire.answer().status == 413


def test_bodies_that_are_in_memory_at_once_are_bounded(start_muster: StartMuster) -> None:
    muster = start_muster(limits={"body": "16MiB", "bodies": "24MiB"})
    large = f"Content-Length: {15 * MEGABYTE}"
    path = "/api/v1/models/import"
    with Wire(muster) as first, Wire(muster) as second:
        first.request("POST", path, token(muster.admin), large, "Expect: 100-continue")
        assert not first.is_silent(10), "it is being read"
        answer = second.request("POST", path, token(muster.admin), large).answer()
        assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
        assert answer.headers["connection"] == "close"
        assert muster.admin.post(path, json=[]).status_code == 200, "small ones are read as ever"

    # The first one has left.
    def is_read() -> bool:
        with Wire(muster) as third:
            third.request("POST", path, token(muster.admin), large, "Expect: 100-continue")
            return third._head().status == 100

    eventually(is_read, "there is room again")


def test_sign_ups_from_one_address_are_slowed_down_and_hold_up_nobody_else(muster: Muster) -> None:
    def sign_up(name: str, address: str) -> int:
        form = {"name": name, "email": email_of(name), "password": PASSWORD}
        answer = muster.guest(address).post("/api/v1/auths/signup", json=form)
        if answer.status_code == 429:
            assert int(answer.headers["retry-after"]) > 0 and answer.json()["detail"]
        return answer.status_code

    began = time.monotonic()
    statuses = [sign_up("Ada", "127.0.0.7") for _ in range(60)]  # taken: no password is hashed for it
    assert set(statuses) == {409, 429}
    assert 30 <= statuses.count(409) <= 31 + (time.monotonic() - began) / 10
    assert sign_up("Uma", "127.0.0.7") == 429
    assert sign_up("Uma", "127.0.0.8") == 200
    assert muster.guest("127.0.0.7").sign_in(email_of("Ada")).status_code == 200
