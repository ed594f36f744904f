"""Health reports real problems, and only those."""

from __future__ import annotations

import contextlib

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.waiting import eventually


def test_health_reports_no_problems(muster: Muster) -> None:
    muster.loaded("alpha")
    answer = muster.health()
    assert answer.status_code == 200 and answer.json()["status"] is True
    assert muster.guest().get("/health/live").status_code == 200


def test_a_hung_process_makes_it_503_until_it_is_replaced(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "health_interval": "500ms", "load_timeout": "3s"})
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    process.stop()
    problems = eventually(lambda: muster.health().status_code == 503 and muster.health().json(), "health is 503", 15)
    if isinstance(problems, dict):
        assert problems["status"] is False and problems["problems"]
    assert muster.guest().get("/health/live").status_code == 200
    muster.wait_until("alpha", "loaded")
    eventually(lambda: muster.health().status_code == 200, "all is well again", 15)


def test_a_model_that_cannot_be_loaded_is_no_fault_of_muster(muster: Muster) -> None:
    muster.admin.create("wrong-magic")
    muster.wait_until("wrong-magic", "failed")
    assert muster.health().status_code == 200


def test_a_database_that_cannot_be_written_makes_it_503(muster: Muster) -> None:
    with contextlib.closing(muster.database()) as database:
        database.execute("BEGIN IMMEDIATE")
        eventually(lambda: muster.health().status_code == 503, "health is 503", within=15)
        assert muster.health().json()["problems"]
        assert muster.guest().get("/health/live").status_code == 200
        database.rollback()
    eventually(lambda: muster.health().status_code == 200, "all is well again", within=15)
