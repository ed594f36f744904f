"""vLLM, started by Muster: what it does was measured (Tests/Fixtures/vllm), and here it does it to us."""

from __future__ import annotations

import concurrent.futures
import pathlib
import signal
import time

import httpx
import pytest

import tiny_llama
from conftest import Start
from plumbing.muster import Muster
from plumbing.waiting import eventually
from tree import LOADING, VLLM

PROCESSES = ["vllm", "VLLM::EngineCore", "VLLM::Worker"]


def shared_memory() -> set[pathlib.Path]:
    return set(pathlib.Path("/dev/shm").glob("psm_*")) | set(pathlib.Path("/dev/shm").glob("sem.mp-*"))


def all_gone(vllm: VLLM) -> bool:
    return not vllm.all()


def test_answers_through_the_gateway_and_is_gone_when_it_is_switched_off(start: Start) -> None:
    before = shared_memory()
    muster = start("--max-model-len", "2048")
    admin = muster.admin
    admin.create("tiny", is_active=True)
    vllm = VLLM.loaded(muster)
    residency = muster.residency("tiny")
    assert residency["bytes"] > 1 << 30, residency

    answer = admin.chat("tiny", max_tokens=5)
    assert answer.status == 200, answer.body
    assert answer.is_spoken_by("tiny") and answer.body["model"] == "tiny"
    with admin.stream("tiny", max_tokens=5) as stream:
        stream.rest()
        assert stream.is_done and stream.models == {"tiny"} and len(stream.words) == 5

    # Neither Muster nor vLLM has these routes, although Muster's own environment asks for them.
    for route in ["/sleep?level=1", "/pause", "/collective_rpc", "/invocations", "/v1/load_lora_adapter"]:
        assert admin.post(route, json={}).status_code in (404, 405)
    for route in ["/sleep?level=1", "/pause", "/collective_rpc"]:
        assert httpx.post(f"http://127.0.0.1:{vllm.port}{route}", trust_env=False).status_code == 404
    assert httpx.get(f"http://127.0.0.1:{vllm.port}/v1/models", trust_env=False).status_code == 401
    assert vllm.api.listening_addresses() == {"0100007F"}

    began = time.monotonic()
    admin.switch_off("tiny")
    muster.wait_until("tiny", "unloaded", within=30)
    assert all_gone(vllm)
    assert time.monotonic() - began < 5, "an idle one ends at once"
    assert vllm.leftovers(muster) == []
    assert shared_memory() - before == set()


def test_got_what_it_says(muster: Muster, vllm: VLLM) -> None:
    muster.admin.switch_off("tiny")
    muster.wait_until("tiny", "unloaded", within=30)
    changed = muster.run("models", "launch", "tiny", "--set", "context=1024", "--set", "parallel=2")
    assert changed.code == 0, changed
    muster.admin.switch_on("tiny")
    again = VLLM.loaded(muster)
    assert again.api.argument("--max-model-len") == "1024" and again.api.argument("--max-num-seqs") == "2"
    assert muster.residency("tiny")["outcome"]["context"] == 1024


def test_an_unload_with_a_request_running_ends_both(muster: Muster, vllm: VLLM) -> None:
    """SIGTERM alone leaves client and server waiting for each other for ever."""
    with muster.admin.stream("tiny", max_tokens=2000) as stream:
        stream.first_word()
        muster.admin.switch_off("tiny")
        stream.rest()
        assert stream.error and not stream.is_done
    muster.wait_until("tiny", "unloaded", within=30)
    assert all_gone(vllm)
    assert vllm.leftovers(muster) == []


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_that_is_killed_while_answering_takes_all_along(muster: Muster, vllm: VLLM, name: str) -> None:
    with muster.admin.stream("tiny", max_tokens=2000) as stream:
        stream.first_word()
        killed = vllm.wait_for(name)
        killed.send(signal.SIGKILL)
        stream.rest()
        # Inside of status 200; vLLM goes on with [DONE] as if all were well.
        assert stream.error
    eventually(lambda: all_gone(vllm), "no process is left", within=30)
    # It comes back by itself.
    eventually(lambda: VLLM.find(muster) not in (None, vllm), "a new one is started", within=30)
    VLLM.loaded(muster)
    assert muster.admin.chat("tiny", max_tokens=2).status == 200
    failures = muster.admin.audit(action="residency.failed", entity_id="tiny")
    assert failures, "exit status 0 is a crash, too"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_that_is_killed_while_loading_takes_all_along(muster: Muster, name: str) -> None:
    muster.admin.create("tiny", is_active=True)
    vllm = VLLM.started(muster)
    vllm.wait_for(name).send(signal.SIGKILL)
    eventually(lambda: all_gone(vllm), "no process is left", within=120)
    failed = eventually(
        lambda: muster.admin.audit(action="residency.failed", entity_id="tiny"), "the failure is recorded", within=30
    )
    assert str(muster.folder.parent) not in str(failed)


@pytest.mark.parametrize("name", ["vllm", "VLLM::EngineCore", "VLLM::Worker"])
def test_a_load_that_is_called_off_is_over_at_once(muster: Muster, name: str) -> None:
    muster.admin.create("tiny", is_active=True)
    vllm = VLLM.started(muster)
    vllm.wait_for(name)
    began = time.monotonic()
    muster.admin.switch_off("tiny")
    muster.wait_until("tiny", "unloaded", within=30)
    assert all_gone(vllm)
    assert time.monotonic() - began < 5
    assert vllm.leftovers(muster) == []


def test_no_orphans_when_muster_is_killed(muster: Muster, vllm: VLLM) -> None:
    with muster.admin.stream("tiny", max_tokens=2000) as stream:
        stream.first_word()
        muster.kill()
    eventually(lambda: all_gone(vllm), "no process is left", within=30)


def test_an_engine_that_hangs_is_replaced(start: Start) -> None:
    """Its health route answers 200 all the time."""
    muster = start("--max-model-len", "2048", stall_timeout="5s", health_interval="500ms")
    muster.admin.create("tiny", is_active=True)
    vllm = VLLM.loaded(muster)
    with muster.admin.stream("tiny", max_tokens=2000) as stream:
        stream.first_word()
        vllm.wait_for("VLLM::EngineCore").send(signal.SIGSTOP)
        assert httpx.get(f"http://127.0.0.1:{vllm.port}/health", trust_env=False).status_code == 200
        stream.rest()
        assert stream.error and not stream.is_done
    eventually(lambda: all_gone(vllm), "no process is left", within=30)
    VLLM.loaded(muster)


def test_weights_that_were_cut_off_are_refused_before_a_start(muster: Muster) -> None:
    broken = tiny_llama.write(muster.folder.parent / "weights" / "broken") / "model.safetensors"
    broken.write_bytes(broken.read_bytes()[:-1000])
    muster.wait_until_available("broken")
    muster.admin.create("broken", is_active=True)
    failed = muster.wait_until("broken", "failed", within=10)
    assert "model.safetensors is incomplete" in failed["reason"], failed
    assert str(muster.folder.parent) not in failed["reason"]


def test_a_failure_says_its_cause_and_not_the_last_line(muster: Muster) -> None:
    folder = tiny_llama.write(muster.folder.parent / "weights" / "short", context=64)
    muster.wait_until_available("short")
    muster.admin.create("short", is_active=True)
    failed = muster.wait_until("short", "failed", within=LOADING)
    assert "max_model_len (2048) is greater than the derived max_model_len" in failed["reason"], failed
    assert str(folder) not in failed["reason"]


def test_two_models_start_one_after_the_other(start: Start) -> None:
    muster = start("--max-model-len", "2048")
    tiny_llama.write(muster.folder.parent / "weights" / "second", name="second")
    muster.wait_until_available("second")
    for model in ["tiny", "second"]:
        muster.admin.create(model, is_active=True)
    first = VLLM.started(muster)
    first.wait_for("VLLM::Worker")
    assert VLLM.find(muster) == first
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda model: (model, muster.admin.chat(model, max_tokens=3)), ["tiny", "second"])
        for model, answer in answers:
            assert answer.status == 200 and answer.is_spoken_by(model), answer


def test_an_idle_one_is_unloaded_by_its_end_and_comes_back_with_a_request(start: Start) -> None:
    """Sleep mode frees nothing on a processor, whatever it says."""
    muster = start("--max-model-len", "2048", idle_unload="3s")
    muster.admin.create("tiny", is_active=True)
    vllm = VLLM.loaded(muster)
    eventually(lambda: all_gone(vllm), "it is unloaded", within=30)
    assert muster.admin.chat("tiny", max_tokens=2).status == 200
