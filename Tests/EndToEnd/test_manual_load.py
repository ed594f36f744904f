"""Loading and unloading by hand; the model stays active."""

from __future__ import annotations

import concurrent.futures

import pytest

from plumbing.muster import Muster
from plumbing.person import Person


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/residency/unload", "model"),
        ("/ollama/api/unload", "model"),
        ("/ollama/api/unload", "name"),
        ("/api/models/unload", "model"),
    ],
)
def test_unload_answers_when_the_memory_is_free_and_says_how_much(
    muster: Muster, admin: Person, path: str, field: str
) -> None:
    muster.loaded("medium")
    process = muster.process_of("medium")
    assert process
    held = process.anonymous_bytes
    answer = admin.post(path, json={field: "medium"})
    assert answer.status_code == 200, answer.text
    assert not process.is_alive
    body = answer.json()
    assert (body["status"], body["model"], body["base_model"], body["state"]) == (True, "medium", "medium", "unloaded")
    assert body["freed_bytes"] > 0.5 * held
    assert admin.model("medium")["is_active"] is True
    assert muster.residency("medium")["state"] == "unloaded"


def test_an_unloaded_model_is_loaded_again_by_its_next_request(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.unload("alpha")
    assert admin.chat("alpha").is_spoken_by("alpha")
    assert muster.residency("alpha")["state"] == "loaded"


def test_unload_waits_for_the_running_answer(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    with admin.stream("big", max_tokens=100) as answer:
        answer.first_word()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            unloading = pool.submit(admin.unload, "big")
            assert len(answer.rest().words) == 100 and answer.is_done
            assert unloading.result(timeout=10).json()["state"] == "unloaded"


def test_load_answers_when_the_model_is_loaded(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.unload("alpha")
    answer = admin.load("alpha")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "loaded" and answer.json()["bytes"] > 1_000_000
    process = muster.process_of("alpha")
    assert process and process.is_alive
    assert admin.load("alpha").json()["state"] == "loaded", "a repeat changes nothing"
    assert muster.process_of("alpha") == process


def test_a_preset_stands_for_its_base_model(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("writer", base_model_id="alpha")
    assert admin.unload("writer").json()["base_model"] == "alpha"
    assert muster.process_of("alpha") is None
    assert admin.load("writer").json() | {"bytes": 0} == {
        "status": True, "model": "writer", "base_model": "alpha", "state": "loaded", "bytes": 0,
    }  # fmt: skip


def test_unloading_what_is_not_loaded_frees_nothing(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    answer = admin.unload("alpha")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["freed_bytes"]) == ("unloaded", 0)


def test_an_inactive_model_is_not_loaded(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    refused = admin.load("alpha")
    assert refused.status_code == 409 and "no active model uses it" in refused.json()["detail"]
    assert muster.process_of("alpha") is None


@pytest.mark.parametrize("path", ["/api/v1/residency/load", "/api/v1/residency/unload", "/ollama/api/unload"])
def test_loading_an_unknown_model_is_not_found(admin: Person, path: str) -> None:
    assert admin.post(path, json={"model": "nothing"}).status_code == 404
    assert admin.post(path, json={}).status_code in (400, 422)
