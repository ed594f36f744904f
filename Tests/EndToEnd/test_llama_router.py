"""A llama-server in router mode as a runtime: it starts a process for each model that Muster loads."""

from __future__ import annotations

import concurrent.futures
import pathlib
import signal
from collections.abc import Iterator

import pytest

from conftest import Runtime, StartMuster
from plumbing.llama import is_generating
from plumbing.llama_router import LlamaRouter
from plumbing.muster import Muster
from plumbing.tiny_models import ModelFiles
from plumbing.waiting import eventually


@pytest.fixture
def router(tmp_path: pathlib.Path, model_files: ModelFiles, llama_server: str) -> Iterator[LlamaRouter]:
    router = LlamaRouter(tmp_path / "router-models", llama_server)
    model_files.fill(router.models)
    try:
        yield router.start()
    finally:
        router.close()


@pytest.fixture
def attached(router: LlamaRouter, start_muster: StartMuster) -> Muster:
    return start_muster(runtime=router.runtime())


def switched_on(muster: Muster, model: str) -> str:
    muster.admin.create(model, is_active=True)
    muster.wait_until(model, "loaded")
    return model


def test_an_active_model_answers_and_a_deactivated_one_has_no_process(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "alpha")
    process = router.process_of("alpha")
    assert process and router.status_of("alpha") == "loaded"
    answer = attached.admin.chat("alpha")
    assert answer.status == 200, answer.body
    assert answer.is_spoken_by("alpha") and answer.body["model"] == "alpha"

    attached.admin.switch_off("alpha")
    attached.wait_until("alpha", "unloaded")
    assert not process.is_alive
    assert router.status_of("alpha") == "unloaded"


def test_a_deactivated_model_finishes_its_running_answer_first(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "big")
    with attached.admin.stream("big", max_tokens=40) as answer:
        answer.first_word()
        attached.admin.switch_off("big")
        assert len(answer.rest().words) == 40 and answer.is_done
    attached.wait_until("big", "unloaded")
    assert router.process_of("big") is None


def test_a_model_on_a_router_has_a_load_time_but_no_process_id(attached: Muster) -> None:
    attached.admin.create("alpha", is_active=True)
    entry = attached.wait_until("alpha", "loaded")
    assert entry["pid"] is None
    assert entry["load_seconds"] > 0


def test_a_request_right_after_a_crash_waits_for_the_next_process(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "alpha")
    process = router.process_of("alpha")
    assert process
    process.send(signal.SIGKILL)
    # Until then the router passes requests on to it, and nobody can tell whether it got them.
    eventually(
        lambda: router.status_of("alpha") != "loaded" or router.process_of("alpha") not in (None, process),
        "the router knows that the process has ended",
    )
    answer = attached.admin.chat("alpha")
    assert answer.status == 200, answer.body
    assert answer.is_spoken_by("alpha")
    assert router.process_of("alpha") != process


def test_a_crash_in_the_middle_of_an_answer_ends_it_with_an_error(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "big")
    with attached.admin.stream("big", max_tokens=2000) as answer:
        answer.first_word()
        process = router.process_of("big")
        assert process
        process.send(signal.SIGKILL)
        answer.rest()
    assert not answer.is_done
    assert answer.error and answer.error["code"] == "stream_broken"


def test_a_crash_before_an_answer_in_one_piece_is_an_error(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "big")
    process = router.process_of("big")
    assert process
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asking = pool.submit(attached.admin.chat, "big", max_tokens=2000)
        eventually(lambda: is_generating(process), "it is generating")
        process.send(signal.SIGKILL)
        answer = asking.result(timeout=20)
    assert (answer.status, answer.body["error"]["code"]) == (503, "runtime_failed")


def test_a_router_that_was_killed_is_used_again_when_it_is_back(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "alpha")
    router.kill()
    problems = eventually(lambda: attached.health().json().get("problems"), "its absence is a problem")
    assert any("runtime router: cannot be reached" in str(problem) for problem in problems), problems
    router.start()
    attached.wait_until("alpha", "loaded", within=30)
    assert attached.admin.chat("alpha").is_spoken_by("alpha")


def test_muster_starts_without_the_router(router: LlamaRouter, start_muster: StartMuster) -> None:
    router.kill()
    muster = start_muster(runtime=router.runtime(), start=False)
    muster.start()
    assert muster.admin.get("/api/v1/residency").json()["runtimes"][0]["problem"] == (
        "cannot be reached: connection refused"
    )
    router.start()
    muster.wait_until_available("alpha")
    switched_on(muster, "alpha")
    assert muster.admin.chat("alpha").is_spoken_by("alpha")


def test_a_corrupt_model_fails_with_a_reason(attached: Muster) -> None:
    attached.admin.create("truncated", is_active=True)
    entry = attached.wait_until("truncated", "failed")
    assert "its process ended with code 1; the router's log says why" in entry["reason"]
    assert attached.residency("alpha")["state"] == "unloaded"


def test_shutting_down_unloads_the_models_of_the_router(attached: Muster, router: LlamaRouter) -> None:
    switched_on(attached, "alpha")
    assert attached.stop() == 0
    assert router.process_of("alpha") is None
    assert router.status_of("alpha") == "unloaded"


def test_the_models_of_a_router_have_their_own_names_beside_those_of_processes(
    router: LlamaRouter, start_muster: StartMuster, runtime: Runtime
) -> None:
    muster = start_muster(start=False)
    muster.configure({**muster.settings, "runtimes": [runtime, router.runtime()]})
    muster.start().wait_until_available("router/alpha")
    muster.wait_until_available("alpha")
    for model in ("alpha", "router/alpha"):
        switched_on(muster, model)
        assert muster.admin.chat(model).is_spoken_by("alpha")
    assert muster.process_of("alpha") and router.process_of("alpha")
    muster.admin.switch_off("router/alpha")
    muster.wait_until("router/alpha", "unloaded")
    assert router.process_of("alpha") is None
    assert muster.admin.chat("alpha").is_spoken_by("alpha")
