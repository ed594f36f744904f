"""A process that dies or hangs in mid-answer: the client learns it, and the model comes back by itself."""

from __future__ import annotations

import concurrent.futures
import signal
import time

from plumbing.llama import is_generating
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


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


def test_a_process_that_hangs_while_answering_is_found_out_and_replaced(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    with admin.stream("big", max_tokens=2000) as answer:
        answer.first_word()
        stopped = time.monotonic()
        process.send(signal.SIGSTOP)
        answer.rest()
        assert answer.error and not answer.is_done
        assert time.monotonic() - stopped < 15
    eventually(lambda: not process.is_alive, "the hung process is gone")
    muster.wait_until("big", "loaded", within=20)
    assert admin.chat("big").is_spoken_by("big")


def test_an_idle_process_that_hangs_is_found_out_by_its_health(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    process.send(signal.SIGSTOP)
    eventually(lambda: not process.is_alive, "the hung process is ended", within=40)
    eventually(lambda: muster.residency("alpha")["pid"] not in (None, process.pid), "another one is there", within=40)
    assert admin.chat("alpha").status == 200


def test_a_slow_answer_is_not_taken_for_a_hang(muster: Muster, admin: Person) -> None:
    """Reading a long prompt takes longer than `stall_timeout` without a byte, but with processor time."""
    muster.loaded("big")
    answer = admin.chat("big", "word " * 300, max_tokens=2)
    assert answer.status == 200 and answer.is_spoken_by("big")
