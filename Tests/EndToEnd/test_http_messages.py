"""HTTP messages of all kinds of clients."""

from __future__ import annotations

import gzip
import json

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, chat_body, model_form
from plumbing.wire import Wire


def token(person: Person) -> str:
    return f"Authorization: Bearer {person.token}"


def same_connection_goes_on(wire: Wire) -> bool:
    answer = wire.request("GET", "/api/version").answer()
    return answer.status == 200 and "version" in json.loads(answer.body)


# HEAD


@pytest.mark.parametrize(
    "path", ["/health", "/", "/api/v1/models/list", "/api/nothing", "/v1/models", "/api/v1/audit/key", "/openapi.json"]
)
def test_head_is_answered_with_the_head_of_get(muster: Muster, admin: Person, path: str) -> None:
    with Wire(muster) as wire:
        head = wire.request("HEAD", path, token(admin)).answer("HEAD")
        get = wire.request("GET", path, token(admin)).answer()
        assert head.status == get.status
        changing = {"date", "x-request-id"}
        assert {k: v for k, v in head.headers.items() if k not in changing} == {
            k: v for k, v in get.headers.items() if k not in changing
        }
        assert same_connection_goes_on(wire)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/audit/export?format=csv", "/api/v1/audit/logs", "/api/v1/audit/logs?q=x", "/api/v1/residency/events",
        "/api/v1/auths/signout", "/api/v1/audit/logs/1",
    ],
)  # fmt: skip
def test_head_leaves_no_trace_and_ends(muster: Muster, admin: Person, path: str) -> None:
    def entries() -> int:
        with muster.database() as database:
            (count,) = database.execute("SELECT COUNT(*) FROM audit_entry").fetchone()
            return int(count)

    before = entries()
    with Wire(muster) as wire:
        assert wire.request("HEAD", path, token(admin)).answer("HEAD").status == 200
        assert same_connection_goes_on(wire)
    assert entries() == before
    assert admin.is_signed_in()


def test_head_is_refused_as_get_is(muster: Muster) -> None:
    with Wire(muster) as wire:
        assert wire.request("HEAD", "/api/v1/audit/export").answer("HEAD").status == 401
        assert same_connection_goes_on(wire)


# Upgrade

UPGRADES = [
    ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"),
    ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA"),
]


@pytest.mark.parametrize("upgrade", UPGRADES, ids=["h2c", "websocket"])
def test_a_request_to_upgrade_is_answered_without_an_upgrade(
    muster: Muster, admin: Person, upgrade: tuple[str, ...]
) -> None:
    muster.loaded("alpha")
    body = json.dumps(chat_body("alpha", "Hello")).encode()
    with Wire(muster) as wire:
        for _ in range(2):
            assert wire.request("GET", "/api/version", *upgrade).answer().status == 200
            answer = wire.request("POST", "/v1/chat/completions", token(admin), *upgrade, body=body).answer()
            assert answer.status == 200 and json.loads(answer.body)["choices"]
        assert same_connection_goes_on(wire)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 505),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400), (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 404),
    ],
    ids=["HTTP/2", "TLS", "malformed", "CONNECT"],
)  # fmt: skip
def test_bytes_that_are_not_http_get_a_clean_end(muster: Muster, sent: bytes, status: int) -> None:
    with Wire(muster) as wire:
        answer = wire.send(sent).answer()
        assert answer.status == status and answer.headers["connection"] == "close"
        assert json.loads(answer.body)["detail"]
        assert wire.is_closed()


# Expect


def test_100_continue_is_sent_at_once_to_callers_who_may_use_the_route(muster: Muster, admin: Person) -> None:
    body = json.dumps(model_form("alpha", is_active=False)).encode()
    length = f"Content-Length: {len(body)}"
    muster.wait_until_available("alpha")
    with Wire(muster) as wire:
        wire.request("POST", "/api/v1/models/create", token(admin), length, "Expect: 100-continue")
        assert not wire.is_silent(10), "it is told to go on"
        answer = wire.send(body).answer()
        assert answer.informational == [100] and answer.status == 200
        assert same_connection_goes_on(wire)


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/chat/completions", 401), ("/api/v1/models/create", 401), ("/api/nothing", 404)]
)
def test_who_is_refused_is_told_before_the_body(muster: Muster, path: str, status: int) -> None:
    with Wire(muster) as wire:
        wire.request("POST", path, "Content-Length: 30000000", "Expect: 100-continue")
        answer = wire.answer()
        assert answer.status == status and answer.informational == []
        assert answer.headers["connection"] == "close" and wire.is_closed()


def test_another_expectation_is_417(muster: Muster) -> None:
    with Wire(muster) as wire:
        answer = wire.request("GET", "/api/version", "Expect: the-unexpected").answer()
        assert answer.status == 417 and "the-unexpected" in json.loads(answer.body)["detail"]
        assert same_connection_goes_on(wire)


# HTTP/1.0


def test_a_client_of_http_1_0_gets_no_chunks_and_the_end_of_the_connection(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    body = json.dumps(chat_body("alpha", "Hello", stream=True)).encode()
    with Wire(muster) as wire:
        answer = wire.request("POST", "/v1/chat/completions", token(admin), body=body, version="1.0").answer()
        assert answer.status == 200 and "transfer-encoding" not in answer.headers
        assert answer.body.startswith(b"data: ") and answer.body.rstrip().endswith(b"data: [DONE]")
    with Wire(muster) as wire:
        wire.request("GET", "/api/version", version="1.0").answer()
        assert wire.is_closed()
    with Wire(muster) as wire:
        for _ in range(2):
            answer = wire.request("GET", "/api/version", "Connection: keep-alive", version="1.0").answer()
            assert answer.headers["connection"] == "keep-alive"


# Content-Encoding


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity, gzip"])
def test_a_body_with_gzip_is_decoded(muster: Muster, admin: Person, encoding: str) -> None:
    muster.loaded("alpha")
    body = json.dumps(chat_body("alpha", "Hello " * 100)).encode()
    answer = admin.post(
        "/v1/chat/completions", content=gzip.compress(body), headers={"Content-Encoding": encoding}
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    plain = admin.post("/v1/chat/completions", content=body, headers={"Content-Encoding": "identity"})
    assert plain.status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"{}", gzip.compress(b"{" + b" " * 5000 + b"}")[:-9], gzip.compress(b"{}") + b"x"],
    # Names of their own: the bytes hold the time, and all workers must find the same tests.
    ids=["no gzip at all", "cut short", "with something behind it"],
)
def test_a_body_that_is_not_the_gzip_it_says_is_400(admin: Person, content: bytes) -> None:
    answer = admin.post("/api/v1/models/create", content=content, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 400 and "gzip" in answer.json()["detail"]


def test_what_is_too_large_when_decoded_is_413_and_not_kept_in_memory(start_muster: StartMuster) -> None:
    muster = start_muster(limits={"body": "1MiB"})
    before = muster.process.anonymous_bytes
    bomb = gzip.compress(b" " * (500 << 20), 9)
    assert len(bomb) < 1 << 20
    answer = muster.admin.post("/api/v1/models/create", content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 413
    assert muster.process.anonymous_bytes - before < 64 << 20
    fitting = gzip.compress(b" " * 1_000_000 + json.dumps(model_form("x", is_active=False)).encode())
    answer = muster.admin.post("/api/v1/models/create", content=fitting, headers={"Content-Encoding": "gzip"})
    assert answer.status_code != 413


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_another_encoding_is_415_and_says_what_is_accepted(admin: Person, encoding: str) -> None:
    answer = admin.post("/v1/chat/completions", content=b"x", headers={"Content-Encoding": encoding})
    assert answer.status_code == 415 and answer.headers["accept-encoding"] == "gzip, identity"
    assert encoding in answer.json()["error"]["message"]
