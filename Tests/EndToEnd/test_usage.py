"""Usage by minute, for users who may read the model."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import Any

import httpx

from conftest import FakeRuntime, StartMuster
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, expect_ok
from plumbing.waiting import eventually

USAGE = "/api/v1/models/usage"


def usage(person: Person, *ids: str, **query: Any) -> dict[str, Any]:
    return expect_ok(person.get(USAGE, params={"ids": [*ids], **query}))


def counted(person: Person, id: str, requests: int, errors: int = 0) -> Any:
    def are_there() -> bool:
        item = usage(person, id)["items"][id]
        return (sum(item["requests"]), sum(item["errors"])) == (requests, errors)

    return are_there


def test_requests_are_counted_by_the_model_that_was_asked_for(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("poet", base_model_id="alpha")
    for _ in range(3):
        assert admin.chat("poet").status == 200
    with admin.stream("poet") as stream:
        list(stream.response.iter_lines())
    eventually(counted(admin, "poet", 4), "four are counted")
    told = usage(admin, "poet", "alpha")
    assert told["step_seconds"] == 60 and (told["to"] - told["from"]) == 30 * 60
    assert len(told["items"]["poet"]["requests"]) == 30
    assert told["from"] < told["items"]["poet"]["last_used_at"] <= told["to"]
    assert sum(told["items"]["alpha"]["requests"]) == 0 and told["items"]["alpha"]["last_used_at"] is None


def test_answers_that_failed_are_counted_as_errors_and_refusals_not_at_all(muster: Muster, admin: Person) -> None:
    admin.create("truncated")
    muster.wait_until("truncated", "failed")
    assert admin.chat("truncated").status == 503
    eventually(counted(admin, "truncated", 1, errors=1), "the failure is counted")
    admin.switch_off("truncated")
    assert admin.chat("truncated").status == 403
    assert admin.chat("unheard-of").status == 404
    assert admin.chat("truncated").status == 403
    assert counted(admin, "truncated", 1, errors=1)()


def test_an_answer_that_breaks_off_counts_as_an_error(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    with admin.stream("alpha", max_tokens=2000) as stream:
        lines = stream.response.iter_lines()
        next(lines)
        process = muster.process_of("alpha")
        assert process
        os.kill(process.pid, signal.SIGKILL)
        with contextlib.suppress(httpx.RemoteProtocolError):
            list(lines)
    eventually(counted(admin, "alpha", 1, errors=1), "the broken answer is counted")


def test_an_error_answer_of_the_runtime_counts_as_an_error(
    start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    muster = start_muster(runtime=fake_runtime("--status", "500"))
    muster.loaded("alpha")
    assert muster.admin.chat("alpha").status == 500
    eventually(counted(muster.admin, "alpha", 1, errors=1), "it is counted")


def test_usage_survives_a_restart(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    assert admin.chat("alpha").status == 200
    muster.stop()
    muster.start()
    assert counted(admin, "alpha", 1)()
    day = usage(admin, "alpha", minutes=1440, step=3600)
    assert len(day["items"]["alpha"]["requests"]) == 24 and sum(day["items"]["alpha"]["requests"]) == 1


def test_unreadable_models_are_omitted(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("shown", base_model_id="alpha", access_grants=[READABLE_BY_EVERYONE])
    reader = muster.add("Rita", "user")
    assert list(usage(reader, "shown", "alpha", "unheard-of")["items"]) == ["shown"]


def test_a_model_that_takes_over_an_id_does_not_take_over_its_past(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("poet", base_model_id="alpha")
    assert admin.chat("poet").status == 200
    eventually(counted(admin, "poet", 1), "it is counted")
    assert admin.remove("poet").status_code == 200
    # Its minute has to be over: usage is kept by minutes.
    with muster.database() as database:
        database.execute("UPDATE model_usage SET minute = minute - 5")
        database.execute("UPDATE model_last_use SET used_at = used_at - 300")
    admin.create("poet", base_model_id="alpha")
    item = usage(admin, "poet")["items"]["poet"]
    assert sum(item["requests"]) == 0 and item["last_used_at"] is None


def test_invalid_steps_and_counts_are_refused(admin: Person) -> None:
    assert admin.get(USAGE, params={"step": 7}).status_code == 422
    too_many = admin.get(USAGE, params={"ids": [f"m{number}" for number in range(201)]})
    assert too_many.status_code == 422
