"""Users get live events of the models that they may read, and of no others."""

from __future__ import annotations

import pytest

from conftest import Runtime, StartMuster
from plumbing.live_events import live_events
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, expect_ok, readable_by


@pytest.fixture
def reader(muster: Muster, admin: Person) -> Person:
    """May read a preset on alpha, and not alpha itself; there are others that they may not read."""
    muster.offer("alpha")
    muster.offer("beta")
    admin.create("poet", base_model_id="alpha", is_active=False)
    admin.create("secret", base_model_id="beta", is_active=False)
    reader = muster.add("Rita", "user")
    assert admin.share("poet", readable_by(reader)).status_code == 200
    return reader


def test_a_reader_is_shown_the_weights_under_what_they_may_read(muster: Muster, admin: Person, reader: Person) -> None:
    admin.switch_on("alpha")
    admin.switch_on("poet")
    muster.wait_until("alpha", "loaded")
    runtime = expect_ok(reader.get("/api/v1/residency"))["runtimes"][0]
    assert [model["base_model"] for model in runtime["models"]] == ["alpha"]
    assert runtime["models"][0]["state"] == "loaded"
    assert runtime["budget_bytes"] is None and runtime["used_bytes"] is None
    assert runtime["models"][0]["pid"] is None and runtime["models"][0]["cause"] is None
    told = expect_ok(admin.get("/api/v1/residency"))["runtimes"][0]
    of_admin = {model["base_model"]: model for model in told["models"]}
    assert of_admin["alpha"]["pid"] and "beta" in of_admin and told["budget_bytes"]


def test_a_reader_gets_events_of_readable_models_only(muster: Muster, admin: Person, reader: Person) -> None:
    with live_events(reader, muster.address) as events:
        assert [model["base_model"] for model in events.next().data["runtimes"][0]["models"]] == ["alpha"]
        admin.switch_on("secret")
        admin.switch_on("beta")
        muster.wait_until("beta", "loaded")
        admin.switch_on("alpha")
        admin.switch_on("poet")
        seen = events.until(lambda event: event.kind == "residency" and event.data["state"] == "loaded")
    assert {event.data["id"] for event in seen if event.kind == "model"} == {"poet"}
    assert {event.data["base_model"] for event in seen if event.kind == "residency"} == {"alpha"}


def test_events_follow_changes_of_access(muster: Muster, admin: Person, reader: Person) -> None:
    with live_events(reader, muster.address) as events:
        events.next()
        assert admin.share("poet").status_code == 200
        (gone,) = events.until(lambda event: event.kind == "model")
        assert gone.data["id"] == "poet" and gone.data["deleted"] and gone.data["action"] == "model.delete"
        assert admin.share("secret", READABLE_BY_EVERYONE).status_code == 200
        (come,) = events.until(lambda event: event.kind == "model")
        assert come.data["id"] == "secret" and not come.data["deleted"]
        admin.switch_on("beta")
        admin.switch_on("secret")
        events.until(lambda event: event.kind == "residency" and event.data["base_model"] == "beta")


def test_the_deletion_of_what_one_could_read_is_told(muster: Muster, admin: Person, reader: Person) -> None:
    with live_events(reader, muster.address) as events:
        events.next()
        assert admin.remove("secret").status_code == 200
        assert admin.remove("poet").status_code == 200
        (gone,) = events.until(lambda event: event.kind == "model")
    assert gone.data["id"] == "poet" and gone.data["deleted"]


def test_a_reader_who_reconnects_gets_events_of_readable_models_only(
    muster: Muster, admin: Person, reader: Person
) -> None:
    with live_events(reader, muster.address) as events:
        last = events.next().id
    admin.switch_on("secret")
    admin.update("poet", name="Poet", base_model_id="alpha")
    with live_events(reader, muster.address, last) as events:
        first = events.next()
    assert first.kind == "model" and first.data["id"] == "poet"


def test_a_reader_does_not_learn_which_models_use_the_memory(start_muster: StartMuster, runtime: Runtime) -> None:
    """The reason that a load fails for want of room names no model that they may not read, and no amount of memory."""
    muster = start_muster(runtime={**runtime, "memory": "148MiB"})
    admin = muster.admin
    muster.loaded("medium")
    admin.create("alpha")
    admin.create("poet", base_model_id="alpha", access_grants=[READABLE_BY_EVERYONE])
    reader = muster.add("Rita", "user")
    muster.wait_until("alpha", "waiting")
    assert expect_ok(admin.pin("medium"))["pinned"]
    (told,) = expect_ok(reader.get("/api/v1/residency"))["runtimes"][0]["models"]
    assert told["state"] == "waiting" and told["reason"] == "not enough memory"
    answer = reader.chat("poet")
    assert answer.status == 503 and "not enough memory" in answer.error
    assert "medium" not in answer.error and "MiB" not in answer.error
    past = expect_ok(reader.get("/api/v1/residency/history", params={"model": "poet"}))["items"]
    assert past[-1]["state"] == "waiting" and "medium" not in str(past) and "MiB" not in str(past)
    of_admin = expect_ok(admin.get("/api/v1/residency/history", params={"model": "poet"}))["items"]
    assert "of 148 MiB" in of_admin[-1]["reason"]


def test_an_administrators_key_for_certain_models_is_told_no_more_than_a_reader(
    muster: Muster, admin: Person, reader: Person
) -> None:
    admin.switch_on("alpha")
    admin.switch_on("poet")
    muster.wait_until("alpha", "loaded")
    program = admin.program(models=["poet"])
    of_program = expect_ok(program.get("/api/v1/residency"))["runtimes"][0]
    assert of_program == expect_ok(reader.get("/api/v1/residency"))["runtimes"][0]
    past = {"model": "poet"}
    of_program = expect_ok(program.get("/api/v1/residency/history", params=past))["items"]
    assert of_program == expect_ok(reader.get("/api/v1/residency/history", params=past))["items"]
    assert {moment["cause"] for moment in of_program} == {None}


def test_an_administrators_read_only_key_gets_all_events(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    runtime = expect_ok(admin.program(read_only=True).get("/api/v1/residency"))["runtimes"][0]
    assert runtime["budget_bytes"] and "beta" in {model["base_model"] for model in runtime["models"]}
