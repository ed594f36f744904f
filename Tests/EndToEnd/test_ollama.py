"""Ollama as a runtime: it loads and unloads by itself, and says that it did before it did."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.ollama import Ollama
from plumbing.waiting import eventually

MODEL, TWIN, OTHER = "gemma270:latest", "gemma270b:latest", "gemma270q8:latest"


@pytest.fixture
def ollama(tmp_path: pathlib.Path) -> Iterator[Ollama]:
    ollama = Ollama(tmp_path)
    try:
        yield ollama.start()
    finally:
        ollama.kill()


@pytest.fixture
def attached(ollama: Ollama, start_muster: StartMuster) -> Muster:
    muster = start_muster(start=False)
    muster.configure({**muster.settings, "runtimes": [ollama.runtime()]})
    muster.start().wait_until_available(OTHER)
    return muster


def switched_on(muster: Muster, model: str) -> str:
    muster.admin.create(model, is_active=True)
    muster.wait_until(model, "loaded")
    return model


def test_an_active_model_answers_and_a_deactivated_one_is_out_of_the_memory(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    assert attached.residency(MODEL)["bytes"] == 287781682
    with attached.admin.stream(MODEL) as answer:
        assert answer.rest().is_done
        assert len(answer.words) == 6 and answer.models == {MODEL}
    attached.admin.switch_off(MODEL)
    attached.wait_until(MODEL, "unloaded")
    assert ollama.loaded() == []


def test_a_stream_that_ends_without_its_end_is_an_error(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    ollama.change(stream="v1-stream-runner-killed.txt")
    with attached.admin.stream(MODEL) as answer:
        answer.rest()
        assert answer.error and not answer.is_done


def test_a_model_is_unloading_as_long_as_ollama_has_it(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    ollama.change(busy=True)
    attached.admin.switch_off(MODEL)
    attached.wait_until(MODEL, "unloading")
    assert ollama.loaded() == [MODEL]
    ollama.change(busy=False)
    attached.wait_until(MODEL, "unloaded")
    assert ollama.loaded() == []


def test_a_model_stays_in_memory_for_another_one_with_the_same_weights(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    switched_on(attached, TWIN)
    attached.admin.switch_off(MODEL)
    attached.wait_until(MODEL, "unloaded")
    assert ollama.loaded() == [MODEL]
    attached.admin.switch_off(TWIN)
    attached.wait_until(TWIN, "unloaded")
    assert ollama.loaded() == []


def test_a_model_that_ollama_evicts_is_loaded_again_and_the_audit_trail_says_why(
    attached: Muster, ollama: Ollama
) -> None:
    switched_on(attached, MODEL)
    ollama.change(evict=MODEL)
    eventually(lambda: ollama.loaded() == [MODEL], "it is loaded again")
    attached.wait_until(MODEL, "loaded")
    eventually(
        lambda: any("Ollama unloaded it by itself" in str(entry) for entry in attached.admin.audit()),
        "an entry tells of the eviction",
    )


def test_a_server_that_was_killed_is_used_again_when_it_is_back(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    ollama.kill()
    eventually(lambda: "runtime box" in attached.health().text, "its absence is a problem")
    ollama.start()
    eventually(lambda: ollama.loaded() == [MODEL], "it is loaded again", within=30)
    attached.wait_until(MODEL, "loaded")


def test_shutting_down_unloads_the_models_of_ollama(attached: Muster, ollama: Ollama) -> None:
    switched_on(attached, MODEL)
    assert attached.stop() == 0
    assert ollama.loaded() == []
