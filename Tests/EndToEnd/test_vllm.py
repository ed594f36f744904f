"""vLLM as processes of Muster, in the person of a program that plays it. The real one: `make test-vllm`."""

from __future__ import annotations

import contextlib
import json
import pathlib
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.processes import Process, mentioning
from plumbing.tiny_models import PROJECT
from plumbing.waiting import eventually

PROGRAM = PROJECT / "Tests/Fixtures/vllm/fake_vllm.py"


def write_model(folder: pathlib.Path) -> None:
    """As much of a model as Muster looks at: one tensor of eight bytes."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "llama", "max_position_embeddings": 4096}))
    header = json.dumps({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(8))


class Played:
    """What the program wrote about itself."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def pids(self) -> list[dict[str, int]]:
        return [json.loads(path.read_text()) for path in self.folder.glob("pids-*.json")]

    def starts(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in self.folder.glob("start-*.json")]

    def processes(self) -> list[Process]:
        found = [Process.find(pid) for pids in self.pids() for pid in pids.values()]
        return [process for process in found if process and process.is_alive]


@pytest.fixture
def played(tmp_path: pathlib.Path) -> Iterator[Played]:
    folder = tmp_path / "played"
    folder.mkdir()
    played = Played(folder)
    yield played
    for process in played.processes():
        # It may be ending by itself.
        with contextlib.suppress(ProcessLookupError):
            process.send(signal.SIGKILL)


@pytest.fixture
def muster(tmp_path: pathlib.Path, start_muster: StartMuster, runtime: Runtime, played: Played) -> Muster:
    write_model(tmp_path / "weights/org/tiny")
    big: Runtime = {
        "id": "big",
        "kind": "vllm",
        "memory": "4GiB",
        "models": str(tmp_path / "weights"),
        "command": [sys.executable, str(PROGRAM), "serve", "{file}"],
        "environment": {"FAKE_VLLM_FOLDER": str(played.folder)},
        "drain_timeout": "1s",
        "unload_grace": "1s",
        "health_interval": "500ms",
    }
    muster = start_muster(runtime=runtime, others=[big])
    muster.wait_until_available("org/tiny")
    return muster


def usage(muster: Muster, model: str) -> dict[str, int]:
    item = muster.admin.get("/api/v1/models/usage", params={"ids": [model]}).json()["items"][model]
    return {name: sum(item[name]) for name in ("requests", "errors")}


def test_loads_answers_and_unloads(muster: Muster, played: Played) -> None:
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    # Presets and other names reach it by the one name that it has.
    muster.admin.create("helper", base_model_id="org/tiny", is_active=True)
    for name in ["org/tiny", "helper"]:
        answer = muster.admin.chat(name, max_tokens=3)
        assert answer.status == 200, answer.body
        assert answer.body["model"] == name
        with muster.admin.stream(name, max_tokens=3) as stream:
            assert stream.rest().is_done and stream.models == {name}
    assert len(played.processes()) == 3
    for model in ["org/tiny", "helper"]:
        muster.admin.switch_off(model)
    muster.wait_until("org/tiny", "unloaded")
    assert played.processes() == []
    assert not pathlib.Path(played.starts()[0]["environment"]["TMPDIR"]).exists()


def test_an_answer_that_was_given_up_is_none(muster: Muster) -> None:
    """vLLM ends requests with status 200 and `abort` when it is paused or put to sleep."""
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    answer = muster.admin.chat("org/tiny", "abort")
    assert answer.status == 503 and answer.error == "The model could not answer: the runtime aborted it."
    with muster.admin.stream("org/tiny", "abort") as stream:
        assert stream.rest().finish_reason == "abort"
    eventually(lambda: usage(muster, "org/tiny") == {"requests": 2, "errors": 2}, "both count as failures")


def test_an_error_inside_of_status_200_counts_as_one(muster: Muster, played: Played) -> None:
    (played.folder / "slow").write_text("0.05")
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    with muster.admin.stream("org/tiny", max_tokens=1000) as stream:
        stream.first_word()
        Process.find(played.pids()[0]["engine"]).send(signal.SIGKILL)  # type: ignore[union-attr]
        assert stream.rest().error
    eventually(lambda: usage(muster, "org/tiny")["errors"] == 1, "it counts as a failure")
    eventually(lambda: len(played.starts()) == 2, "it is started again")
    failed = muster.admin.audit(action="residency.failed", entity_id="org/tiny")[0]
    assert "EngineDeadError" in json.dumps(failed), failed


def test_a_request_that_runs_does_not_keep_it_from_ending(muster: Muster, played: Played) -> None:
    (played.folder / "slow").write_text("0.05")
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    with muster.admin.stream("org/tiny", max_tokens=10_000) as stream:
        stream.first_word()
        muster.admin.switch_off("org/tiny")
        assert stream.rest().error
    muster.wait_until("org/tiny", "unloaded")
    assert played.processes() == []


def test_a_muster_that_is_killed_leaves_no_process(muster: Muster, played: Played) -> None:
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    assert len(played.processes()) == 3
    muster.kill()
    eventually(lambda: not played.processes(), "no process is left")
    assert mentioning(str(PROGRAM)) == [] or played.processes() == []


def test_what_only_muster_may_ask_is_not_relayed(muster: Muster) -> None:
    muster.admin.create("org/tiny", is_active=True)
    muster.wait_until("org/tiny", "loaded")
    for route in ["/sleep", "/v1/sleep", "/wake_up", "/collective_rpc", "/invocations", "/v1/load_lora_adapter"]:
        assert muster.admin.post(route, json={"model": "org/tiny"}).status_code in (404, 405), route


def test_weights_that_were_cut_off_are_refused_before_a_start(
    muster: Muster, played: Played, tmp_path: pathlib.Path
) -> None:
    write_model(tmp_path / "weights/broken")
    weights = tmp_path / "weights/broken/model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-3])
    muster.wait_until_available("broken")
    muster.admin.create("broken", is_active=True)
    failed = muster.wait_until("broken", "failed")
    assert failed["reason"].startswith("The file model.safetensors is incomplete: "), failed
    assert played.starts() == []


def test_launch_settings_are_in_its_own_words(muster: Muster, played: Played) -> None:
    muster.admin.create("org/tiny", is_active=False)
    changed = muster.run("models", "launch", "org/tiny", "--set", "context=1024", "--set", "gpu_layers=4")
    assert changed.code == 0, changed
    assert "vLLM has all layers on the GPU" in changed.output + changed.errors
    muster.admin.switch_on("org/tiny")
    muster.wait_until("org/tiny", "loaded")
    arguments = played.starts()[0]["arguments"]
    assert arguments[arguments.index("--max-model-len") + 1] == "1024"
    assert "--n-gpu-layers" not in arguments
