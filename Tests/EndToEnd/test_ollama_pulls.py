"""Models that Ollama pulls from its registry."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import StartMuster
from plumbing.live_events import live_events
from plumbing.muster import Muster
from plumbing.ollama import Ollama
from plumbing.waiting import eventually
from test_changing_runtimes import API, MODEL, box, ollama, one

__all__ = ["ollama"]  # the fixture


def pulls(muster: Muster) -> dict[str, dict[str, Any]]:
    return {pull["model"]: pull for pull in one(muster)["pulls"]}


def with_box(start_muster: StartMuster, ollama: Ollama) -> Muster:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama))
    muster.wait_until_available(MODEL)
    return muster


def test_a_pulled_model_is_offered_and_its_progress_is_shown(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = with_box(start_muster, ollama)
    ollama.change(hold_pull=True)
    with live_events(muster.admin, muster.address) as events:
        events.next()
        assert muster.admin.post(f"{API}/id/box/pull", json={"model": "tiny:1b"}).status_code == 200
        told = events.until(lambda event: event.kind == "pull" and event.data["pull"]["completed_bytes"] == 1000)
    assert told[-1].data["runtime"] == "box" and told[-1].data["pull"]["state"] == "running"
    eventually(lambda: pulls(muster)["tiny:1b"]["completed_bytes"] == 1000, "it is half there")
    assert pulls(muster)["tiny:1b"]["total_bytes"] == 2000 and pulls(muster)["tiny:1b"]["state"] == "running"
    again = muster.admin.post(f"{API}/id/box/pull", json={"model": "tiny:1b"})
    assert (again.status_code, again.json()["code"]) == (409, "runtime.pulling")
    ollama.change(hold_pull=False)
    muster.wait_until_available("tiny:1b")
    eventually(lambda: pulls(muster)["tiny:1b"]["state"] == "done", "it is done")
    [entry] = [entry for entry in muster.admin.audit() if entry["action"] == "runtime.pull"]
    assert entry["outcome"] == "ok" and "tiny:1b" in entry["description"]


def test_a_canceled_pull_ends_at_the_server_too(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = with_box(start_muster, ollama)
    ollama.change(hold_pull=True)
    muster.admin.post(f"{API}/id/box/pull", json={"model": "tiny:1b"})
    eventually(lambda: pulls(muster)["tiny:1b"]["completed_bytes"] == 1000, "it is half there")
    assert muster.admin.post(f"{API}/id/box/pull/cancel", json={"model": "tiny:1b"}).status_code == 200
    eventually(lambda: pulls(muster)["tiny:1b"]["state"] == "canceled", "it is canceled")
    eventually(lambda: ollama.state()["abandoned_pulls"] == 1, "the server noticed")
    refused = muster.admin.post(f"{API}/id/box/pull/cancel", json={"model": "tiny:1b"})
    assert (refused.status_code, refused.json()["code"]) == (404, "runtime.not_pulling")


@pytest.mark.parametrize(
    ("model", "reason"), [("unknown:1b", "file does not exist"), ("broken:1b", "ended the pull without a result")]
)
def test_a_pull_that_fails_says_why_although_its_status_was_200(
    start_muster: StartMuster, ollama: Ollama, model: str, reason: str
) -> None:
    muster = with_box(start_muster, ollama)
    failed = muster.run("runtimes", "pull", "box", model)
    assert failed.code != 0 and reason in failed.errors
    assert reason in pulls(muster)[model]["problem"]
    [entry] = [entry for entry in muster.admin.audit() if entry["action"] == "runtime.pull"]
    assert entry["outcome"] == "failed" and reason in str(entry)


def test_pulls_are_for_runtimes_that_can_and_names_that_can_be(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = with_box(start_muster, ollama)
    refused = muster.admin.post(f"{API}/id/local/pull", json={"model": "m"})
    assert (refused.status_code, refused.json()["code"]) == (409, "runtime.cannot_pull")
    for name in ["", "two words", "a\nb", "x" * 301]:
        assert muster.admin.post(f"{API}/id/box/pull", json={"model": name}).status_code == 422, name
    done = muster.run("runtimes", "pull", "box", "tiny:1b")
    assert done.code == 0 and "has 'tiny:1b'" in done.output
