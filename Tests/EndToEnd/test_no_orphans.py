"""However Muster ends, no model process outlives it; a start restores the stored state."""

from __future__ import annotations

import concurrent.futures
import contextlib
import signal
import sqlite3
import threading

import httpx
import pytest

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


@pytest.fixture
def three(muster: Muster) -> list[str]:
    return [muster.loaded(name) for name in ("alpha", "beta", "gamma")]


def test_kill_9_leaves_no_process_for_longer_than_a_second(muster: Muster, admin: Person, three: list[str]) -> None:
    processes = muster.all_processes()
    assert len(processes) >= 3
    muster.kill()
    eventually(lambda: muster.all_processes() == [], "nothing is left", within=1)
    assert not any(process.is_alive for process in processes)

    muster.start()
    for model in three:
        muster.wait_until(model, "loaded")
        assert admin.chat(model).is_spoken_by(model)


def test_kill_9_in_mid_stream_and_in_mid_load_leaves_no_process(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    muster.offer("huge")
    with admin.stream("big", max_tokens=2000) as answer:
        answer.first_word()
        admin.switch_on("huge")
        muster.kill()
        eventually(lambda: muster.all_processes() == [], "nothing is left", within=1)
        assert not answer.rest().is_done
    muster.start()
    for model in ("big", "huge"):
        muster.wait_until(model, "loaded")


def test_what_was_switched_off_stays_off_after_a_restart(muster: Muster, admin: Person, three: list[str]) -> None:
    admin.switch_off("beta")
    muster.kill()
    muster.start()
    muster.wait_until("alpha", "loaded")
    muster.wait_until("gamma", "loaded")
    assert muster.process_of("beta") is None
    assert admin.chat("beta").status == 403


def test_a_switch_that_was_answered_survives_a_kill_right_after(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    admin.switch_on("alpha", reason="needed")
    muster.kill()
    muster.start()
    muster.wait_until("alpha", "loaded")
    assert admin.audit(entity_id="alpha", action="model.activate")[0]["audit_metadata"]["reason"] == "needed"


def test_a_guard_that_is_killed_takes_its_model_along_and_the_model_comes_back(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    first = muster.process_of("alpha")
    assert first
    guards = [process for process in muster.all_processes() if process != first]
    assert guards
    for guard in guards:
        guard.send(signal.SIGKILL)
    eventually(lambda: not first.is_alive, "the model's process ends", within=1)
    eventually(lambda: muster.process_of("alpha") is not None, "a new one is there")
    eventually(lambda: admin.chat("alpha").status == 200, "it answers")


def test_sigterm_finishes_the_running_answer_and_ends_all_children(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    muster.loaded("beta")
    with admin.stream("big", max_tokens=120) as answer:
        answer.first_word()
        muster.process.send(signal.SIGTERM)
        assert len(answer.rest().words) == 120 and answer.is_done
    assert muster.stop() == 0
    eventually(lambda: muster.all_processes() == [], "no child is left", within=1)


def test_sigterm_admits_nobody_new(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    with admin.stream("big", max_tokens=120) as answer:
        answer.first_word()
        muster.process.send(signal.SIGTERM)
        late = muster.signed_in(admin.session)

        def refused() -> bool:
            try:
                return late.chat("big").status == 503
            except httpx.TransportError:
                return True

        eventually(refused, "new requests are refused", within=3)
        assert answer.rest().is_done


def test_answers_are_cut_off_at_the_shutdown_timeout(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(shutdown_timeout="1s")
    muster.loaded("big")
    with muster.admin.stream("big", max_tokens=3000) as answer:
        answer.first_word()
        assert muster.stop(within=8) == 0
        assert not answer.rest().is_done
    assert muster.all_processes() == []


def test_kill_9_among_200_writes_loses_no_acknowledged_one(muster: Muster, admin: Person) -> None:
    acknowledged: set[str] = set()
    enough = threading.Event()

    def write(number: int) -> None:
        with contextlib.suppress(httpx.TransportError):
            if muster.signed_in(admin.session).create(f"m{number}", is_active=False):
                acknowledged.add(f"m{number}")
                if len(acknowledged) >= 100:
                    enough.set()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(write, number) for number in range(200)]
        assert enough.wait(timeout=30)
        muster.kill()
        concurrent.futures.wait(writes)
    assert 100 <= len(acknowledged) < 200

    muster.start()
    kept = {item["id"] for page in range(1, 4) for item in admin.list(kind="all", limit=100, page=page)["items"]}
    assert acknowledged <= kept
    entries = {entry["entity_id"] for entry in admin.audit(action="model.create", limit=1000)}
    assert kept == entries, "every model has its audit entry, and every entry its model"
    with contextlib.closing(muster.database()) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_database_is_not_left_locked_by_a_kill(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    muster.kill()
    with contextlib.closing(muster.database()) as database:
        assert isinstance(database, sqlite3.Connection)
        database.execute("BEGIN IMMEDIATE")
        database.rollback()
    muster.start()
    assert admin.sees("alpha")
