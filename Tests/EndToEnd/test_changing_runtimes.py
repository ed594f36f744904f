"""Runtimes that are added, changed, drained and removed while Muster runs."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.live_events import live_events
from plumbing.muster import Muster, free_port
from plumbing.ollama import Ollama
from plumbing.waiting import eventually

API = "/api/v1/runtimes"
MODEL = "gemma270:latest"


@pytest.fixture
def ollama(tmp_path: pathlib.Path) -> Iterator[Ollama]:
    ollama = Ollama(tmp_path)
    try:
        yield ollama.start()
    finally:
        ollama.kill()


@pytest.fixture
def far(start_muster: StartMuster) -> Muster:
    server = start_muster(listen=f"127.0.0.1:{free_port()}")
    server.loaded("alpha")
    return server


def box(ollama: Ollama, **settings: Any) -> dict[str, Any]:
    return {"id": "box", "kind": "ollama", "url": ollama.url, "health_interval": "200ms", **settings}


def one(muster: Muster, id: str = "box") -> dict[str, Any]:
    return muster.admin.get(f"{API}/id/{id}").json()


def ids(muster: Muster) -> list[str]:
    return [runtime["id"] for runtime in muster.admin.get(API).json()["items"]]


def switched_on(muster: Muster, model: str) -> None:
    muster.wait_until_available(model)
    muster.admin.create(model, is_active=True)
    muster.wait_until(model, "loaded")


def answers(muster: Muster, model: str) -> bool:
    with muster.admin.stream(model) as answer:
        return answer.rest().is_done


def share_key(far: Muster, near: Muster) -> dict[str, Any]:
    """An API key of `far` where runtimes of `near` may take it from."""
    secrets = near.folder / "data" / "secrets"
    secrets.mkdir(parents=True, exist_ok=True)
    (secrets / "far.key").write_text(far.admin.make_key()["api_key"] + "\n")
    return {"id": "far", "kind": "openai", "url": f"{far.address}/v1", "api_key": {"file": "far.key"},
            "health_interval": "200ms"}  # fmt: skip


# Adding


def test_an_added_runtime_offers_its_models_loads_them_and_is_there_after_a_restart(
    start_muster: StartMuster, ollama: Ollama
) -> None:
    muster = start_muster()
    added = muster.admin.post(f"{API}/create", json=box(ollama))
    assert added.status_code == 200, added.text
    assert added.json()["source"] == "api" and added.json()["settings"]["drain_timeout"] == "10m"
    switched_on(muster, MODEL)
    assert one(muster)["loaded"] == 1 and one(muster)["models"] == 4
    assert answers(muster, MODEL)
    muster.stop()
    muster.start()
    assert ids(muster) == ["local", "box"]
    muster.wait_until(MODEL, "loaded")
    [entry] = [entry for entry in muster.admin.audit() if entry["action"] == "runtime.add"]
    assert entry["entity_id"] == "box" and entry["user_name"]


def test_a_key_is_taken_from_its_file_and_shown_nowhere(start_muster: StartMuster, far: Muster) -> None:
    near = start_muster(log_level="debug")
    settings = share_key(far, near)
    key = (near.folder / "data" / "secrets" / "far.key").read_text().strip()
    assert near.admin.post(f"{API}/create", json=settings).status_code == 200
    switched_on(near, "far/alpha")
    assert near.admin.chat("far/alpha").is_spoken_by("alpha")
    shown = near.admin.get(API).text + str(near.admin.audit()) + near.log.read_text()
    assert key not in shown
    backup = near.folder / "copy.db"
    near.run("backup", str(backup), "--config", str(near.configuration))
    assert key.encode() not in backup.read_bytes()


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"kind": "process"}, "kind", "configuration file"),
        ({"kind": "lmstudio"}, "kind", "ollama"),
        ({"kind": None}, "kind", "expected"),
        ({"url": None}, "url", "Field required"),
        ({"url": "file:///etc/passwd"}, "url", "allowed"),
        ({"url": "http://user:secret@127.0.0.1:1"}, "url", "api_key"),
        ({"memory": "lots"}, "memory", "allowed"),
        ({"id": "a b"}, "id", "letters"),
        ({"id": ""}, "id", "allowed"),
        ({"memry": "1GiB"}, "memry", "Did you mean 'memory'"),
        ({"command": ["sh", "{file}", "{port}"]}, "command", "Unknown field"),
        ({"api_key": {"env": "HOME"}}, "api_key", "MUSTER_KEY_"),
        ({"api_key": {"file": "../muster.db"}}, "api_key", "without a path"),
        ({"api_key": {"file": "/etc/passwd"}}, "api_key", "without a path"),
        ({"api_key": {"file": "missing"}}, "api_key", "cannot be read"),
        ({"api_key": {"env": "MUSTER_KEY_NOT_SET"}}, "api_key", "not set"),
        ({"api_key": "sk-secret"}, "api_key", "not the place of a secret"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_by_field(
    muster: Muster, changes: dict[str, Any], field: str, says: str
) -> None:
    settings = {"id": "box", "kind": "ollama", "url": "http://127.0.0.1:9"} | changes
    refused = muster.admin.post(
        f"{API}/create", json={key: value for key, value in settings.items() if value is not None}
    )
    assert refused.status_code == 422, refused.text
    problems = {problem["loc"][-1]: problem["msg"] for problem in refused.json()["detail"]}
    assert says in problems[field]
    assert "sk-secret" not in refused.text and "user:secret" not in refused.text
    assert "box" not in ids(muster)


def test_an_id_or_a_server_that_is_taken_is_refused(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = start_muster()
    assert muster.admin.post(f"{API}/create", json=box(ollama)).status_code == 200
    for settings, code in [
        (box(ollama), "runtime.exists"),
        (box(ollama, id="local"), "runtime.exists"),
        (box(ollama, id="other"), "runtime.same_server"),
        (box(ollama, id="other", url=ollama.url.replace("127.0.0.1", "localhost") + "/"), "runtime.same_server"),
    ]:
        refused = muster.admin.post(f"{API}/create", json=settings)
        assert (refused.status_code, refused.json()["code"]) == (409, code), settings
    assert ids(muster) == ["local", "box"]


def test_a_server_can_be_asked_before_it_is_added(muster: Muster, ollama: Ollama) -> None:
    answer = muster.admin.post(f"{API}/probe", json=box(ollama)).json()
    assert answer["problem"] is None and MODEL in answer["models"]
    ollama.kill()
    assert "cannot be reached" in muster.admin.post(f"{API}/probe", json=box(ollama)).json()["problem"]
    assert ids(muster) == ["local"]


# Changing


def test_a_budget_changes_without_unloading_and_a_stale_change_is_refused(
    start_muster: StartMuster, ollama: Ollama
) -> None:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama, memory="1GiB"))
    switched_on(muster, MODEL)
    since = muster.residency(MODEL)["since"]
    changed = muster.admin.post(f"{API}/id/box/update", json={"memory": "2GiB", "idle_unload": "30m", "revision": 1})
    assert changed.status_code == 200, changed.text
    assert one(muster)["budget_bytes"] == 2 << 30 and one(muster)["settings"]["idle_unload"] == "30m"
    now = muster.residency(MODEL)
    assert (now["state"], now["since"]) == ("loaded", since)
    stale = muster.admin.post(f"{API}/id/box/update", json={"memory": "4GiB", "revision": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "runtime.stale")
    muster.admin.post(f"{API}/id/box/update", json={"idle_unload": None})
    assert one(muster)["settings"]["idle_unload"] == "none" and one(muster)["revision"] == 3
    entries = [entry for entry in muster.admin.audit() if entry["action"] == "runtime.update"]
    assert {field for entry in entries for field in entry["changes"]} == {"memory", "idle_unload"}


def test_a_new_address_moves_the_models_there(
    start_muster: StartMuster, ollama: Ollama, tmp_path: pathlib.Path
) -> None:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama))
    switched_on(muster, MODEL)
    (tmp_path / "second").mkdir()
    second = Ollama(tmp_path / "second").start()
    try:
        assert muster.admin.post(f"{API}/id/box/update", json={"url": second.url}).status_code == 200
        eventually(lambda: second.loaded() == [MODEL], "it is loaded there")
        assert ollama.loaded() == []
        muster.wait_until(MODEL, "loaded")
        assert one(muster)["state"] == "active"
    finally:
        second.kill()


# Draining


def test_a_drained_runtime_finishes_its_answers_takes_no_more_and_comes_back(
    start_muster: StartMuster, ollama: Ollama
) -> None:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama))
    switched_on(muster, MODEL)
    drained = muster.admin.post(f"{API}/id/box/drain")
    assert drained.status_code == 200 and drained.json()["state"] in ("draining", "drained")
    eventually(lambda: one(muster)["state"] == "drained", "it is drained")
    assert ollama.loaded() == []
    refused = muster.admin.chat(MODEL)
    assert refused.status == 503 and "runtime box is drained" in refused.error
    assert muster.admin.load(MODEL).json()["code"] == "runtime.drained"
    muster.stop()
    muster.start()
    muster.wait_until_available(MODEL)
    assert one(muster)["state"] == "drained" and ollama.loaded() == []
    assert muster.admin.post(f"{API}/id/box/resume").json()["state"] == "active"
    muster.wait_until(MODEL, "loaded")
    assert answers(muster, MODEL)
    actions = [entry["action"] for entry in muster.admin.audit() if entry["entity_id"] == "box"]
    assert actions == ["runtime.resume", "runtime.drain", "runtime.add"]


def test_a_running_answer_is_complete_before_its_runtime_is_drained(start_muster: StartMuster) -> None:
    muster = start_muster()
    muster.loaded("alpha")
    with muster.admin.stream("alpha", max_tokens=200) as answer:
        answer.next_words(3)
        assert muster.admin.post(f"{API}/id/local/drain").json()["state"] == "draining"
        assert muster.admin.chat("alpha").status == 503
        answer.rest()
        assert answer.is_done and not answer.error
    eventually(lambda: one(muster, "local")["state"] == "drained", "it is drained")
    assert muster.process_of("alpha") is None
    muster.admin.post(f"{API}/id/local/resume")
    muster.wait_until("alpha", "loaded")


def test_models_move_from_a_drained_runtime_to_one_that_has_the_same_weights(
    start_muster: StartMuster, far: Muster
) -> None:
    near = start_muster()
    near.loaded("alpha")
    near.admin.post(f"{API}/create", json=share_key(far, near) | {"names": "shared"})
    eventually(lambda: one(near, "far")["loaded"] == 1, "it is ready there, too")
    near.admin.post(f"{API}/id/local/drain")
    eventually(lambda: one(near, "local")["state"] == "drained", "it is drained")
    for _ in range(3):
        assert near.admin.chat("alpha").is_spoken_by("alpha")
    assert near.process_of("alpha") is None


# Removing


def test_a_removed_runtime_unloads_its_models_and_is_gone(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama))
    switched_on(muster, MODEL)
    assert muster.admin.delete(f"{API}/id/box/delete").json() is True
    eventually(lambda: ids(muster) == ["local"], "it is gone")
    assert ollama.loaded() == []
    assert muster.admin.get(f"{API}/id/box").status_code == 404
    assert muster.admin.chat(MODEL).status in (404, 503)
    muster.admin.post(f"{API}/create", json=box(ollama))
    muster.wait_until(MODEL, "loaded")
    assert answers(muster, MODEL)


def test_a_runtime_whose_server_hangs_is_gone_after_its_grace_and_the_trail_names_what_it_may_hold(
    start_muster: StartMuster, ollama: Ollama
) -> None:
    muster = start_muster()
    muster.admin.post(f"{API}/create", json=box(ollama, unload_grace="1s"))
    switched_on(muster, MODEL)
    ollama.change(hang=["/api/ps", "/api/generate"])
    assert muster.admin.delete(f"{API}/id/box/delete").json() is True
    assert one(muster)["state"] == "removing"
    eventually(lambda: ids(muster) == ["local"], "the runtime is gone", 20)
    [entry] = eventually(lambda: muster.admin.audit(action="runtime.abandon"), "it is recorded")
    assert entry["outcome"] == "failed" and entry["entity_id"] == "box"
    assert MODEL in entry["description"] and "may still be in its memory" in entry["description"]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_runtimes_of_the_configuration_are_changed_there(muster: Muster, act: str) -> None:
    path = f"{API}/id/local/{act}"
    refused = muster.admin.post(path, json={"memory": "1GiB"}) if act == "update" else muster.admin.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "runtime.configured")
    assert one(muster, "local")["source"] == "configuration"


def test_a_stored_runtime_whose_key_is_missing_is_there_with_that_problem(
    start_muster: StartMuster, far: Muster
) -> None:
    near = start_muster()
    near.admin.post(f"{API}/create", json=share_key(far, near))
    near.stop()
    (near.folder / "data" / "secrets" / "far.key").unlink()
    near.start()
    assert "cannot be read" in one(near, "far")["problem"]
    assert "far.key" in near.health().text
    share_key(far, near)
    assert near.admin.post(f"{API}/id/far/update", json={"drain_timeout": "1m"}).status_code == 200
    eventually(lambda: one(near, "far")["problem"] is None and one(near, "far")["models"] == 1, "it is usable again")


# Commands and events


def test_runtimes_are_managed_on_the_command_line(start_muster: StartMuster, ollama: Ollama) -> None:
    muster = start_muster()

    def run(*words: str, succeeds: bool = True) -> str:
        result = muster.run("runtimes", *words)
        assert (result.code == 0) is succeeds, result.output
        return result.output + result.errors

    add = ("add", "box", "--kind", "ollama", "--address", ollama.url)
    assert MODEL in run(*add, "--dry-run") and run("list", "--quiet").split() == ["local"]
    assert "was added" in run(*add, "--memory", "1GiB", "--set", "health_interval=200ms")
    muster.wait_until_available(MODEL)
    assert "1 GiB" in run("list") and "file" in run("list")
    run("update", "box", "--memory", "2GiB", "--set", "health_interval=")
    assert "memory: 2GiB" in run("show", "box") and "health_interval: 5s" in run("show", "box")
    assert "drained" in run("drain", "box") and "again" in run("resume", "box")
    assert "configuration file" in run("remove", "local", succeeds=False)
    assert "was removed" in run("remove", "box")
    eventually(lambda: run("list", "--quiet").split() == ["local"], "it is gone")
    ollama.kill()
    assert "cannot be reached" in run(*add, "--dry-run", succeeds=False)


def test_followers_of_live_events_get_a_new_snapshot_when_runtimes_change(
    start_muster: StartMuster, ollama: Ollama
) -> None:
    muster = start_muster()
    with live_events(muster.admin, muster.address) as events:
        assert events.next().kind == "snapshot"
        muster.admin.post(f"{API}/create", json=box(ollama))
        added = events.until(lambda event: event.kind == "snapshot")[-1]
        assert [runtime["id"] for runtime in added.data["runtimes"]] == ["local", "box"]
