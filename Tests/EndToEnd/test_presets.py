"""What a preset adds to a request, seen at the runtime."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from conftest import FakeRuntime, StartMuster
from plumbing.muster import Muster


class Recorder:
    """A Muster whose runtime writes down what reaches it."""

    def __init__(self, muster: Muster, record: pathlib.Path) -> None:
        self.muster, self.admin, self._record = muster, muster.admin, record

    def preset(self, **fields: Any) -> None:
        self.admin.create("preset", base_model_id="alpha", **fields)

    def last(self) -> dict[str, Any]:
        return json.loads(self._record.read_text().splitlines()[-1])

    def received(self, text: str = "Hello", **body: Any) -> dict[str, Any]:
        answer = self.admin.chat("preset", text, **body)
        assert answer.status == 200, answer.body
        return self.last()["body"]


@pytest.fixture
def recorder(start_muster: StartMuster, fake_runtime: FakeRuntime, tmp_path: pathlib.Path) -> Recorder:
    record = tmp_path / "record"
    return Recorder(start_muster(runtime=fake_runtime("--record", str(record))), record)


def test_the_system_prompt_of_a_preset_comes_before_the_client_s(recorder: Recorder) -> None:
    recorder.preset(params={"system": "You are a poet."})
    assert recorder.received()["messages"] == [
        {"role": "system", "content": "You are a poet."},
        {"role": "user", "content": "Hello"},
    ]
    messages = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}]
    system = recorder.received(messages=messages)["messages"][0]
    assert system == {"role": "system", "content": "You are a poet.\nBe short."}


def test_the_parameters_of_a_preset_apply_where_the_client_sent_none(recorder: Recorder) -> None:
    recorder.preset(params={"temperature": 0.2, "top_p": 0.5, "stop": ["END"]})
    received = recorder.received(temperature=0.9)
    assert (received["temperature"], received["top_p"], received["stop"]) == (0.9, 0.5, ["END"])


def test_a_null_or_zero_of_the_client_overrides_the_preset(recorder: Recorder) -> None:
    recorder.preset(params={"temperature": 0.7})
    assert recorder.received(temperature=0)["temperature"] == 0


def test_locked_parameters_win_over_the_client_s(recorder: Recorder) -> None:
    recorder.preset(params={"temperature": 0.2, "top_p": 0.5}, meta={"muster": {"locked": ["temperature"]}})
    received = recorder.received(temperature=0.9, top_p=0.8)
    assert (received["temperature"], received["top_p"]) == (0.2, 0.8)


def test_a_locked_system_prompt_and_limit_hold(recorder: Recorder) -> None:
    recorder.preset(params={"max_tokens": 3}, meta={"muster": {"locked": ["max_tokens"]}})
    received = recorder.received(max_tokens=4000, max_completion_tokens=5000)
    assert received["max_tokens"] == 3 and received.get("max_completion_tokens") in (None, 3)


def test_placeholders_are_filled_in(recorder: Recorder) -> None:
    recorder.preset(params={"system": "Speak to {{USER_NAME}} ({{USER_EMAIL}}, {{ USER_ROLE }})."})
    content = recorder.received()["messages"][0]["content"]
    assert recorder.admin.session["name"] in content and recorder.admin.session["email"] in content
    assert "{{USER_NAME}}" not in content


def test_parameters_for_muster_and_the_front_end_are_not_sent_to_the_runtime(recorder: Recorder) -> None:
    private = {
        "stream_response": True, "stream_delta_chunk_size": 4, "function_calling": "native", "reasoning_tags": ["a"],
        "compact_token_threshold": 9, "tool_approval_mode": "auto", "model_controls": {}, "note_id": "n", "system": "s",
    }  # fmt: skip
    recorder.preset(params={**private, "top_k": 7})
    received = recorder.received(
        session_id="s", chat_id="c", id="i", metadata={"a": 1}, background_tasks={}, params={"min_p": 0.1}
    )
    assert received["top_k"] == 7
    assert set(received) & ({*private} | {"session_id", "chat_id", "id", "background_tasks", "params"}) == set()


def test_custom_parameters_are_read_as_json_and_merged(recorder: Recorder) -> None:
    recorder.preset(params={"custom_params": {"grammar_mode": '{"strict": true}', "n_probs": "3", "word": "plain"}})
    received = recorder.received()
    assert (received["grammar_mode"], received["n_probs"], received["word"]) == ({"strict": True}, 3, "plain")
    assert "custom_params" not in received


def test_other_fields_of_the_client_reach_the_runtime_unchanged(recorder: Recorder) -> None:
    recorder.preset()
    tools = [{"type": "function", "function": {"name": "f", "parameters": {"big": 12345678901234567890}}}]
    content = [{"type": "text", "text": "ünï\u0000"}, {"type": "image_url", "image_url": {"url": "data:x"}}]
    messages = [{"role": "user", "content": content}]
    received = recorder.received(messages=messages, tools=tools, seed=98765432109876543210, own={"key": None})
    assert (received["messages"], received["tools"]) == (messages, tools)
    assert (received["seed"], received["own"]) == (98765432109876543210, {"key": None})


def test_a_change_of_the_preset_counts_from_the_next_request_on(recorder: Recorder) -> None:
    recorder.preset(params={"temperature": 0.2})
    recorder.received()
    recorder.admin.update("preset", params={"temperature": 0.4})
    assert recorder.received()["temperature"] == 0.4


def test_the_token_of_a_person_does_not_reach_the_runtime(recorder: Recorder) -> None:
    recorder.preset()
    recorder.received()
    assert recorder.admin.token not in json.dumps(recorder.last())


def test_the_answer_names_the_model_that_was_asked_for(recorder: Recorder) -> None:
    recorder.preset()
    assert recorder.admin.chat("preset").body["model"] == "preset"
    with recorder.admin.stream("preset") as answer:
        assert answer.rest().models == {"preset"}
