"""The paths of OpenAI's API and of Open WebUI's clients."""

from __future__ import annotations

import pytest

from conftest import FakeRuntime, StartMuster
from plumbing.fake_runtime import odd_events
from plumbing.muster import Muster
from plumbing.person import Person, chat_body

CHAT_PATHS = [
    "/v1/chat/completions", "/api/chat/completions", "/api/v1/chat/completions", "/openai/chat/completions",
]  # fmt: skip


@pytest.mark.parametrize("path", CHAT_PATHS)
def test_a_chat_is_answered_on_each_of_its_paths(muster: Muster, admin: Person, path: str) -> None:
    muster.loaded("alpha")
    answer = admin.post(path, json=chat_body("alpha", "Hello")).json()
    assert answer["model"] == "alpha"
    assert "alpha" in answer["choices"][0]["message"]["content"]


def test_completions_are_answered(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    answer = admin.post("/v1/completions", json={"model": "alpha", "prompt": "Hello", "max_tokens": 4}).json()
    assert answer["model"] == "alpha" and "alpha" in answer["choices"][0]["text"]


@pytest.mark.parametrize("path", ["/v1/embeddings", "/api/embeddings", "/api/v1/embeddings"])
def test_embeddings_are_answered(start_muster: StartMuster, fake_runtime: FakeRuntime, path: str) -> None:
    muster = start_muster(runtime=fake_runtime())
    muster.loaded("alpha")
    answer = muster.admin.post(path, json={"model": "alpha", "input": "Hello"}).json()
    assert answer["model"] == "alpha" and answer["data"][0]["embedding"] == [0.5]


@pytest.mark.parametrize("path", ["/v1/models", "/openai/models"])
def test_a_list_of_models_has_openai_s_shape(muster: Muster, admin: Person, path: str) -> None:
    muster.loaded("alpha", name="Alpha")
    model = admin.get(path).json()["data"][0]
    assert (model["id"], model["object"], model["owned_by"]) == ("alpha", "model", "muster")
    assert isinstance(model["created"], int)
    assert admin.get("/v1/models/alpha").json()["id"] == "alpha"


def test_a_stream_is_relayed_byte_for_byte_but_for_the_model_s_name(
    start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    muster = start_muster(runtime=fake_runtime())
    muster.loaded("alpha")
    answer = muster.admin.post("/v1/chat/completions", json=chat_body("alpha", "x", stream=True))
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == "".join(f"{event}\n\n" for event in odd_events("alpha"))


def test_a_stream_contains_the_same_text_as_a_non_streamed_answer(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    whole = admin.chat("alpha", temperature=0, max_tokens=40)
    with admin.stream("alpha", temperature=0, max_tokens=40) as answer:
        answer.rest()
    assert "".join(answer.words) == whole.text
    assert answer.is_done and answer.finish_reason == "length"


def test_the_runtime_s_own_refusal_comes_with_its_status(start_muster: StartMuster, fake_runtime: FakeRuntime) -> None:
    muster = start_muster(runtime=fake_runtime("--status", "422"))
    muster.loaded("alpha")
    answer = muster.admin.chat("alpha")
    assert (answer.status, answer.error) == (422, "as was wished")
    assert muster.residency("alpha")["state"] == "loaded"


def test_an_unknown_model_is_not_found_in_openai_s_shape(admin: Person) -> None:
    answer = admin.chat("nothing")
    assert answer.status == 404
    assert answer.error.startswith("The model 'nothing' does not exist")
    assert set(answer.body["error"]) == {"message", "type", "param", "code"}
    assert admin.get("/v1/models/nothing").status_code == 404


def test_a_refusal_below_api_has_the_shapes_of_openai_and_of_open_webui(admin: Person) -> None:
    for path in ("/api/chat/completions", "/openai/chat/completions"):
        body = admin.post(path, json=chat_body("nothing", "x")).json()
        assert body["detail"] == body["error"]["message"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b'{"messages": []}', b'{"model": 5}', b"\xff\xfe"], ids=repr
)
def test_an_invalid_body_is_refused(admin: Person, content: bytes) -> None:
    answer = admin.post("/v1/chat/completions", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_a_guest_is_refused_in_openai_s_shape(guest: Person) -> None:
    answer = guest.chat("alpha")
    assert answer.status == 401 and answer.error


def test_a_body_over_the_limit_is_too_large(start_muster: StartMuster) -> None:
    muster = start_muster(limits={"body": "64KiB"})
    answer = muster.admin.chat("alpha", "x" * 70_000)
    assert answer.status == 413 and answer.error
    assert muster.admin.chat("alpha", "x" * 60_000).status == 404
