"""After a switch-off is answered, no request is admitted; running answers finish; then the memory is free."""

from __future__ import annotations

import concurrent.futures
import time

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


def test_the_running_answer_arrives_whole_and_then_process_and_memory_are_gone(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process and process.anonymous_bytes > 200_000_000
    with admin.stream("big", max_tokens=200) as answer:
        answer.first_word()
        admin.switch_off("big")
        refused = admin.chat("big")
        assert (refused.status, refused.error) == (403, "model is inactive")
        assert muster.residency("big")["state"] == "draining"
        assert process.is_alive

        answer.rest()
        finished = time.monotonic()
        assert len(answer.words) == 200 and answer.finish_reason == "length" and answer.is_done
        assert all(word.strip().startswith("big") for word in answer.words)
    eventually(lambda: not process.is_alive, "the process ends after the last byte", within=3)
    assert process.anonymous_bytes == 0
    assert time.monotonic() - finished < 3
    unloaded = muster.wait_until("big", "unloaded")
    assert (unloaded["bytes"], unloaded["leases"], unloaded["desired"]) == (0, 0, "unloaded")


def test_a_request_right_after_the_answer_is_refused(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    for _ in range(20):
        admin.switch_on("alpha")
        assert admin.chat("alpha", max_tokens=1).status == 200
        admin.switch_off("alpha")
        assert admin.chat("alpha", max_tokens=1).status == 403


def test_requests_that_wait_for_a_load_are_refused_when_it_is_switched_off(
    start_muster: StartMuster,
    fake_runtime: FakeRuntime,
) -> None:
    muster = start_muster(runtime=fake_runtime("--hang-while-loading", load_timeout="30s"))
    admin = muster.admin
    muster.offer("alpha", is_active=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(admin.chat, "alpha") for _ in range(3)]
        eventually(lambda: muster.residency("alpha")["waiting"] == 3, "three requests wait")
        admin.switch_off("alpha")
        assert [request.result(timeout=5).status for request in waiting] == [403] * 3
    muster.wait_until("alpha", "unloaded")
    assert muster.all_processes() == []


def test_off_and_on_again_during_the_drain_keeps_the_process(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    with admin.stream("big", max_tokens=150) as answer:
        answer.first_word()
        admin.switch_off("big")
        assert muster.residency("big")["state"] == "draining"
        admin.switch_on("big")
        assert muster.residency("big")["state"] == "loaded"
        assert admin.chat("big", max_tokens=1).status == 200
        assert len(answer.rest().words) == 150
    assert muster.process_of("big") == process
    assert muster.residency("big")["state"] == "loaded"


def test_an_answer_that_outlasts_the_drain_is_cut_with_an_error(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "drain_timeout": "1s"})
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    with muster.admin.stream("big", max_tokens=3000) as answer:
        answer.first_word()
        muster.admin.switch_off("big")
        answer.rest()
        assert answer.error and not answer.is_done
    eventually(lambda: not process.is_alive, "the process is gone", within=4)
    muster.wait_until("big", "unloaded")


def test_a_base_model_stays_while_another_entry_needs_it(muster: Muster, admin: Person) -> None:
    admin.create("writer", base_model_id="alpha")
    admin.create("coder", base_model_id="alpha")
    muster.wait_until("alpha", "loaded")
    process = muster.process_of("alpha")
    admin.switch_off("writer")
    assert admin.chat("writer").error == "model is inactive"
    assert admin.chat("coder").status == 200
    assert muster.process_of("alpha") == process
    admin.remove("coder")
    muster.wait_until("alpha", "unloaded")


def test_an_inactive_base_model_refuses_its_presets_and_says_so(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("writer", base_model_id="alpha")
    assert admin.chat("writer").status == 200
    admin.switch_off("alpha")
    refused = admin.chat("writer")
    assert (refused.status, refused.error) == (403, "base model 'alpha' is inactive")
    muster.wait_until("alpha", "unloaded")
    assert [model["id"] for model in admin.get("/v1/models").json()["data"]] == []
    admin.switch_on("alpha")
    assert admin.chat("writer").status == 200


def test_deleting_an_active_model_frees_its_memory(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    admin.remove("alpha")
    assert admin.chat("alpha").status == 404
    eventually(lambda: not process.is_alive, "its process ends")


def test_an_update_that_switches_off_refuses_requests_at_once_too(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.update("alpha", is_active=False)
    assert admin.chat("alpha").status == 403
    muster.wait_until("alpha", "unloaded")
