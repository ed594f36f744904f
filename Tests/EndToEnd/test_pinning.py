"""Idle models, pinned models, and what a load would take."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.waiting import always, eventually


def pin(person: Person, model: str, is_pinned: bool = True) -> dict[str, Any]:
    return expect_ok(person.post("/api/v1/residency/pin", json={"model": model, "pinned": is_pinned}))


def plan(person: Person, model: str) -> dict[str, Any]:
    return expect_ok(person.get("/api/v1/residency/plan", params={"model": model}))


@pytest.fixture
def forgetful(start_muster: StartMuster, runtime: Runtime) -> Muster:
    """Unloads what was not used for a second."""
    return start_muster(runtime={**runtime, "idle_unload": "1s"})


def test_a_model_that_nobody_uses_is_unloaded_and_loaded_again_by_its_next_request(forgetful: Muster) -> None:
    admin = forgetful.admin
    forgetful.loaded("alpha")
    report = forgetful.wait_until("alpha", "unloaded")
    assert report["desired"] == "loaded" and report["cause"] == "idle for 1 s"
    assert forgetful.all_processes() == []
    assert admin.chat("alpha").status == 200
    assert expect_ok(admin.get("/api/v1/residency"))["runtimes"][0]["idle_unload_seconds"] == 1


def test_a_model_that_is_pinned_stays_also_after_a_restart(forgetful: Muster) -> None:
    admin = forgetful.admin
    forgetful.offer("alpha")
    assert pin(admin, "alpha")["pinned"] is True
    admin.switch_on("alpha")
    forgetful.wait_until("alpha", "loaded")
    always(lambda: forgetful.residency("alpha")["state"] == "loaded", "it stays", during=2)
    forgetful.stop()
    forgetful.start()
    forgetful.wait_until("alpha", "loaded")
    always(lambda: forgetful.residency("alpha")["state"] == "loaded", "it stays", during=2)
    assert pin(admin, "alpha", False)["pinned"] is False
    forgetful.wait_until("alpha", "unloaded")
    assert [entry["changes"]["pinned"]["after"] for entry in admin.audit(action="residency.pin")] == [False, True]


def test_a_pinned_model_is_not_unloaded_by_hand_but_by_its_switch(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    pin(admin, "alpha")
    refused = admin.unload("alpha")
    assert refused.status_code == 409 and refused.json()["code"] == "residency.pinned"
    admin.switch_off("alpha")
    muster.wait_until("alpha", "unloaded")


def test_pinning_a_preset_pins_its_weights(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    admin.create("poet", base_model_id="alpha")
    assert pin(admin, "poet")["base_model"] == "alpha"
    assert muster.residency("alpha")["pinned"] is True


def test_a_plan_says_what_a_load_would_take_without_loading(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "148MiB"})
    admin = muster.admin
    assert plan(admin, "medium")["verdict"] == "fits"
    assert plan(admin, "big")["verdict"] == "never_fits"
    muster.loaded("medium")
    assert plan(admin, "medium")["verdict"] == "loaded"
    assert plan(admin, "alpha")["verdict"] in ("waits", "makes_room")
    eventually(lambda: plan(admin, "alpha")["verdict"] == "makes_room", "it was not loaded a moment ago any more")
    told = plan(admin, "alpha")
    assert told["needed_bytes"] > 0
    (victim,) = told["would_unload"]
    assert victim["base_model"] == "medium" and "unused for" in victim["reason"]
    assert told["used_bytes"] - victim["bytes"] + told["needed_bytes"] <= told["budget_bytes"]
    pin(admin, "medium")
    assert plan(admin, "alpha")["verdict"] == "no_room"
    assert plan(admin, "alpha")["would_unload"][0]["pinned"] is True
    assert muster.residency("alpha")["state"] == "unloaded"
    assert admin.get("/api/v1/residency/plan", params={"model": "unheard-of"}).status_code == 404


def test_the_past_of_a_model_tells_its_states_with_what_loads_took(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.switch_off("alpha")
    muster.wait_until("alpha", "unloaded")

    def past() -> list[dict[str, Any]]:
        return expect_ok(admin.get("/api/v1/residency/history", params={"model": "alpha"}))["items"]

    eventually(lambda: [moment["state"] for moment in past()][-1] == "unloaded", "all of it is told")
    moments = past()
    assert [moment["state"] for moment in moments] == ["loading", "loaded", "unloading", "unloaded"]
    assert moments[1]["load_seconds"] > 0 and moments[1]["bytes"] > 0
    assert moments[3]["freed_bytes"] > 0 and moments[0]["cause"]
