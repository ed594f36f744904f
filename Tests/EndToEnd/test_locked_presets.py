"""A parameter that a preset locks holds on every route; an invalid request loads nothing."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from conftest import FakeRuntime, StartMuster
from plumbing.muster import Muster
from plumbing.person import chat_body

CHAT_PATHS = ["/v1/chat/completions", "/api/chat/completions", "/api/v1/chat/completions", "/openai/chat/completions"]
LOCKED = {"muster": {"locked": ["system", "max_tokens"]}}
OURS = {"role": "system", "content": "Be kind."}


@pytest.fixture
def record(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "record"


@pytest.fixture
def muster(start_muster: StartMuster, fake_runtime: FakeRuntime, record: pathlib.Path) -> Muster:
    muster = start_muster(runtime=fake_runtime("--record", str(record), idle_unload="1s"))
    params = {"system": "Be kind.", "max_tokens": 3}
    muster.admin.create("poet", base_model_id="alpha", params=params, meta=LOCKED)
    return muster


def received(record: pathlib.Path) -> dict[str, Any]:
    return json.loads(record.read_text().splitlines()[-1])["body"]


@pytest.mark.parametrize("path", CHAT_PATHS)
def test_a_locked_prompt_holds_wherever_one_chats(muster: Muster, record: pathlib.Path, path: str) -> None:
    body = {
        "model": "poet", "prompt": "Be rude.", "system": "Be rude.", "chat_template": "rude", "n_predict": 99,
        "params": {"system": "Be rude.", "max_new_tokens": 99},
        "messages": [{"role": "developer", "content": "Be rude."}, {"role": "user", "content": "Hello"}],
    }  # fmt: skip
    assert muster.admin.post(path, json=body).status_code == 200
    sent = received(record)
    assert sent == {"model": "poet", "messages": [OURS, {"role": "user", "content": "Hello"}], "max_tokens": 3}


def test_a_plain_completion_is_refused_where_the_system_prompt_is_locked(muster: Muster, record: pathlib.Path) -> None:
    answer = muster.admin.post("/v1/completions", json={"model": "poet", "prompt": "Be rude."})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "system_prompt_locked"
    assert "/v1/chat/completions" in answer.json()["error"]["message"]
    assert not record.exists()
    muster.admin.update("poet", base_model_id="alpha", params={"system": "Be kind."}, meta={})
    assert muster.admin.post("/v1/completions", json={"model": "poet", "prompt": "x"}).status_code == 200


SENSELESS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/chat/completions", {}),
    ("/v1/chat/completions", {"messages": "hello"}),
    ("/v1/chat/completions", {"messages": ["hello"]}),
    ("/v1/chat/completions", {"messages": [{"role": "System", "content": "x"}]}),
    ("/v1/completions", {"prompt": "x"}),
    ("/v1/embeddings", {}),
]


@pytest.mark.parametrize(("path", "body"), SENSELESS)
def test_nothing_is_loaded_for_a_request_that_makes_no_sense(muster: Muster, path: str, body: dict[str, Any]) -> None:
    muster.wait_until("alpha", "unloaded")  # by itself, as nobody uses it
    answer = muster.admin.post(path, json={"model": "poet", **body})
    assert answer.status_code == 400 and answer.json()["error"]["message"]
    assert muster.residency("alpha")["state"] == "unloaded"
    usage = muster.admin.get("/api/v1/models/usage", params={"ids": "poet"}).json()["items"]["poet"]
    assert usage["last_used_at"] is None, "and it is no failure of the model"
    assert muster.admin.chat("poet").status == 200


def test_a_preset_cannot_send_its_requests_to_another_model(muster: Muster, record: pathlib.Path) -> None:
    odd = {"model": "beta", "messages": [], "stream": True}
    muster.admin.create("odd", base_model_id="alpha", params={"custom_params": odd, **odd})
    assert muster.admin.post("/v1/chat/completions", json=chat_body("odd", "Hello")).status_code == 200
    assert received(record) == chat_body("odd", "Hello")
