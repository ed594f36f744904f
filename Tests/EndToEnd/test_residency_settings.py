"""Residency settings: when a base model is in memory."""

from __future__ import annotations

import concurrent.futures
from typing import Any

import pytest

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.waiting import always, eventually

SETTINGS = "/api/v1/models/model/residency"


def set_residency(admin: Person, model: str, settings: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return expect_ok(admin.post(SETTINGS, json={"id": model, "settings": settings, **fields}))


def test_a_model_on_demand_is_loaded_by_its_first_request(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    set_residency(admin, "alpha", {"residency": "on_demand"})
    admin.switch_on("alpha")
    always(lambda: muster.residency("alpha")["state"] == "unloaded", "nobody asked for it", during=0.5)
    assert admin.chat("alpha").is_spoken_by("alpha")
    assert muster.residency("alpha")["state"] == "loaded"


def test_a_model_keeps_to_its_own_idle_time(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    set_residency(admin, "alpha", {"idle_unload": "1s"})
    gone = muster.wait_until("alpha", "unloaded")
    assert gone["cause"] == "idle for 1 s"
    assert admin.chat("alpha").is_spoken_by("alpha"), "its next request loads it again"


def test_a_pinned_model_makes_no_room(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "148MiB"})
    muster.loaded("medium")
    set_residency(muster.admin, "medium", {"residency": "pinned"})
    assert muster.residency("medium")["pinned"] is True
    muster.offer("alpha", is_active=True)
    refused = muster.admin.chat("alpha")
    assert refused.status == 503 and "not enough memory" in refused.error
    set_residency(muster.admin, "medium", {})
    assert muster.admin.chat("alpha").is_spoken_by("alpha")


def test_stated_memory_decides_whether_a_model_fits(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "1GiB"})
    muster.offer("alpha")
    set_residency(muster.admin, "alpha", {"memory": "2GiB"})
    plan = expect_ok(muster.admin.get("/api/v1/residency/plan", params={"model": "alpha"}))
    assert plan["verdict"] == "never_fits" and plan["needed_bytes"] == 2 << 30


def test_further_requests_wait_for_a_place(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    set_residency(admin, "big", {"max_concurrency": 1})
    with admin.stream("big", max_tokens=60) as answer, concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer.first_word()
        next_one = pool.submit(muster.signed_in(admin.session).chat, "big", max_tokens=2)
        eventually(lambda: muster.residency("big")["waiting"] == 1, "it waits")
        assert muster.residency("big")["leases"] == 1
        answer.rest()
        second = next_one.result(timeout=30)
        assert second.status == 200, second.error
        assert second.is_spoken_by("big")


@pytest.mark.parametrize(
    ("settings", "field", "message"),
    [
        ({"residency": "always"}, "residency", "must be one of eager, on_demand, pinned"),
        ({"priority": 0}, "priority", "must be a number from 0.01 to 100"),
        ({"memory": "much"}, "memory", "must be a size such as"),
        ({"prioritty": 2}, "prioritty", "There is no residency setting of this name."),
    ],
)
def test_wrong_settings_are_refused_with_their_place(
    muster: Muster, admin: Person, settings: dict[str, Any], field: str, message: str
) -> None:
    muster.offer("alpha")
    refused = admin.post(SETTINGS, json={"id": "alpha", "settings": settings})
    assert refused.status_code == 422
    (problem,) = refused.json()["detail"]
    assert problem["loc"][-1] == field and message in problem["msg"]


def test_presets_have_none_and_readers_do_not_see_them(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    poet = admin.create("poet", base_model_id="alpha")
    refused = admin.post(SETTINGS, json={"id": poet["id"], "settings": {"priority": 2}})
    assert refused.status_code == 422 and "base model" in str(refused.json()["detail"])
    set_residency(admin, "alpha", {"priority": 2})
    admin.share("alpha", {"principal_type": "user", "principal_id": "*", "permission": "read"})
    reader = muster.sign_up("Rita")
    shown = expect_ok(reader.get("/api/v1/models/model", params={"id": "alpha"}))
    assert "muster" not in shown["meta"]


def test_a_change_is_history_and_is_rolled_back(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    before = expect_ok(admin.get("/api/v1/models/model", params={"id": "alpha"}))["revision"]
    set_residency(admin, "alpha", {"residency": "on_demand", "priority": 3}, reason="used in lectures")
    entry = admin.audit(action="model.update")[-1]
    assert set(entry["changes"]) >= {"meta.muster.residency", "meta.muster.priority"}
    stale = admin.post(SETTINGS, json={"id": "alpha", "settings": {}, "revision": before})
    assert stale.status_code == 409


def test_the_command_line_shows_and_changes_them(muster: Muster) -> None:
    muster.offer("alpha")
    assert "has no residency settings" in muster.run("models", "residency", "alpha").output
    changed = muster.run("models", "residency", "alpha", "--set", "priority=2", "--set", "idle_unload=10m")
    assert changed.code == 0 and "priority: 2" in changed.output and "idle_unload: 10m" in changed.output
    assert "priority" not in muster.run("models", "residency", "alpha", "--unset", "priority").output
    wrong = muster.run("models", "residency", "alpha", "--set", "memory=much")
    assert wrong.code == 1 and "must be a size" in wrong.errors
