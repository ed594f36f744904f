"""A process that dies or hangs during an answer: the client gets an error, and the model is loaded again."""

from __future__ import annotations

import concurrent.futures
import signal
import time

import pytest

from conftest import FakeRuntime, StartMuster
from plumbing.llama import is_generating
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


@pytest.fixture
def obedient(start_muster: StartMuster, fake_runtime: FakeRuntime) -> Muster:
    """The model `alpha` does what messages say."""
    muster = start_muster(runtime=fake_runtime("--obedient"))
    muster.loaded("alpha")
    return muster


def test_a_crash_reaches_the_client_as_an_error_and_never_as_a_clean_end(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    with admin.stream("big", max_tokens=2000) as answer:
        answer.first_word()
        process.send(signal.SIGKILL)
        answer.rest()
        assert answer.error and answer.error["message"]
        assert not answer.is_done and answer.finish_reason is None
        assert answer.is_cut, "the connection is closed before its regular end"


def test_after_a_crash_the_model_comes_back_by_itself(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    first = muster.process_of("alpha")
    assert first
    first.send(signal.SIGKILL)

    def replaced() -> bool:
        process = muster.process_of("alpha")
        return process is not None and process != first

    eventually(replaced, "a new process is there")
    muster.wait_until("alpha", "loaded")
    assert admin.chat("alpha").is_spoken_by("alpha")
    assert admin.audit(action="residency.failed", entity_id="alpha")


def test_a_request_during_the_recovery_waits_and_is_answered(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    process.send(signal.SIGKILL)
    eventually(lambda: not process.is_alive, "the process is gone")
    eventually(lambda: admin.chat("alpha").status == 200, "the model answers again")


def test_a_whole_answer_that_is_lost_is_an_error_status(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        chat = pool.submit(admin.chat, "big", max_tokens=2000)
        eventually(lambda: is_generating(process), "the answer is being made")
        process.send(signal.SIGKILL)
        answer = chat.result(timeout=10)
    assert answer.status in (502, 503) and answer.error


def test_a_process_that_hangs_while_answering_is_detected_and_replaced(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    with admin.stream("big", max_tokens=2000) as answer:
        answer.first_word()
        stopped = time.monotonic()
        process.stop()
        answer.rest()
        assert answer.error and not answer.is_done
        assert time.monotonic() - stopped < 15
    eventually(lambda: not process.is_alive, "the hung process is gone")
    muster.wait_until("big", "loaded", within=20)
    assert admin.chat("big").is_spoken_by("big")


def test_an_idle_process_that_hangs_is_detected_by_its_health_probe(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    process.stop()
    eventually(lambda: not process.is_alive, "the hung process is ended", within=40)
    eventually(lambda: muster.residency("alpha")["pid"] not in (None, process.pid), "another one is there", within=40)
    assert admin.chat("alpha").status == 200


def test_a_slow_answer_is_not_taken_for_a_hang(muster: Muster, admin: Person) -> None:
    """Reading a long prompt takes longer than `stall_timeout` without a byte, but with processor time."""
    muster.loaded("big")
    answer = admin.chat("big", "word " * 300, max_tokens=2)
    assert answer.status == 200 and answer.is_spoken_by("big")


def test_a_process_that_ends_without_a_message_is_noticed(obedient: Muster) -> None:
    """It is not started again unnoticed, while requests go on to the address of the old one."""
    admin = obedient.admin
    first = obedient.process_of("alpha")
    assert first
    assert admin.chat("alpha", "die").status == 503
    answer = admin.chat("alpha")
    assert answer.status == 200, answer.body
    second = obedient.process_of("alpha")
    assert second and second != first
    assert obedient.residency("alpha")["pid"] == second.pid
    failures = admin.audit(action="residency.failed", entity_id="alpha")
    assert len(failures) == 1 and "without any output" in failures[0]["description"]


@pytest.mark.parametrize("text", ["ping", "speak and ping"])
def test_comment_lines_do_not_count_as_progress(obedient: Muster, text: str) -> None:
    began = time.monotonic()
    with obedient.admin.stream("alpha", text) as answer:
        answer.rest()
        assert answer.error and "considered hung" in answer.error["message"]
        assert not answer.is_done and answer.is_cut
    assert time.monotonic() - began < 15
    obedient.wait_until("alpha", "loaded")
    assert obedient.admin.chat("alpha").status == 200


def test_a_non_streamed_answer_that_makes_no_progress_is_given_up(obedient: Muster) -> None:
    began = time.monotonic()
    answer = obedient.admin.chat("alpha", "wait 60")
    assert answer.status == 503 and "considered hung" in answer.error
    assert time.monotonic() - began < 15
    obedient.wait_until("alpha", "loaded")


def test_a_slow_answer_continues_as_long_as_bytes_come(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    with admin.stream("big", max_tokens=150) as answer:  # some seconds, with a stall_timeout of two
        assert len(answer.rest().words) == 150 and answer.is_done


def test_a_request_in_the_moment_of_a_crash_is_answered_by_the_next_process(muster: Muster, admin: Person) -> None:
    """The process is gone, but its end is not known yet: its guard cannot tell it."""
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    guard = next(one for one in muster.all_processes() if one != process)
    assert process
    guard.stop()
    process.send(signal.SIGKILL)
    eventually(lambda: not process.is_alive, "the process is gone")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        chats = [pool.submit(muster.signed_in(admin.session).chat, "alpha") for _ in range(2)]
        eventually(lambda: muster.residency("alpha")["waiting"] == 2, "they wait for the next process", within=4)
        guard.send(signal.SIGCONT)
        for chat in chats:
            answer = chat.result(timeout=10)
            assert answer.status == 200 and answer.is_spoken_by("alpha")


def test_a_request_in_the_moment_of_a_crash_is_answered_or_refused_within_seconds(
    muster: Muster, admin: Person
) -> None:
    muster.loaded("alpha")
    for _ in range(3):
        process = eventually(lambda: muster.process_of("alpha"), "there is a process", within=20)
        process.send(signal.SIGKILL)
        began = time.monotonic()
        answer = admin.chat("alpha")
        assert time.monotonic() - began < 4, answer.body
        assert answer.status in (200, 503)
        eventually(lambda ended=process: not ended.is_alive, "it is gone")


def test_the_record_of_a_crash_names_the_requests_that_were_running(obedient: Muster) -> None:
    admin = obedient.admin
    admin.create("poet", base_model_id="alpha")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        innocent = pool.submit(obedient.signed_in(admin.session).chat, "poet", "wait 30")
        eventually(lambda: obedient.residency("alpha")["leases"] == 1, "it is being answered")
        crash = admin.chat("alpha", "die")
        lost = innocent.result(timeout=10)
    assert crash.status == lost.status == 503
    entry = eventually(lambda: admin.audit(action="residency.failed", entity_id="alpha"), "it is recorded")[-1]
    named = entry["audit_metadata"]["running_requests"]
    assert {(one["request_id"], one["user_id"], one["model"]) for one in named} == {
        (crash.headers["x-request-id"], admin.id, "alpha"),
        (lost.headers["x-request-id"], admin.id, "poet"),
    }
    assert entry["audit_metadata"]["running_requests_total"] == 2
    listed = admin.get("/api/v1/audit/logs", params={"action": "residency.failed"}).json()
    assert listed["names"]["users"][admin.id] == "Ada", "administrators are shown who it was"
    assert crash.headers["x-request-id"] in obedient.log.read_text()


def test_of_many_running_requests_some_are_named_and_all_are_counted(obedient: Muster) -> None:
    admin = obedient.admin
    with concurrent.futures.ThreadPoolExecutor(25) as pool:
        for _ in range(25):
            pool.submit(obedient.signed_in(admin.session).chat, "alpha", "wait 30")
        eventually(lambda: obedient.residency("alpha")["leases"] == 25, "they are being answered")
        process = obedient.process_of("alpha")
        assert process
        process.send(signal.SIGKILL)
    # The oldest: a request that had not reached the process yet goes to the next one, and fails there.
    entry = eventually(lambda: admin.audit(action="residency.failed", entity_id="alpha"), "it is recorded")[-1]
    assert len(entry["audit_metadata"]["running_requests"]) == 20
    assert entry["audit_metadata"]["running_requests_total"] == 25


def test_a_hang_names_its_requests_too(obedient: Muster) -> None:
    admin = obedient.admin
    with admin.stream("alpha", "ping") as answer:
        request_id = answer.response.headers["x-request-id"]
        answer.rest()
    entry = eventually(lambda: admin.audit(action="residency.unloading", entity_id="alpha"), "it is recorded")[0]
    assert [one["request_id"] for one in entry["audit_metadata"]["running_requests"]] == [request_id]


def test_a_model_that_is_unloaded_as_asked_names_no_requests(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    assert admin.chat("alpha").status == 200
    admin.unload("alpha")
    muster.wait_until("alpha", "unloaded")
    for entry in admin.audit(entity_id="alpha"):
        assert "running_requests" not in (entry["audit_metadata"] or {})
