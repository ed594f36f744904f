"""A llama-server in router mode that Muster starts itself."""

from __future__ import annotations

import pathlib
import signal

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.processes import Process, mentioning
from plumbing.tiny_models import ModelFiles
from plumbing.waiting import eventually


@pytest.fixture
def folder(tmp_path: pathlib.Path, model_files: ModelFiles) -> pathlib.Path:
    folder = tmp_path / "router-models"
    folder.mkdir()
    model_files.fill(folder)
    return folder


@pytest.fixture
def own(folder: pathlib.Path, start_muster: StartMuster, llama_server: str) -> Muster:
    muster = start_muster(
        runtime={
            "id": "router",
            "kind": "llama-router",
            "command": [llama_server, "--models-dir", str(folder), "--threads", "1", "--ctx-size", "4096"],
            "environment": {"OMP_WAIT_POLICY": "passive"},
            "health_interval": "500ms",
        }
    )
    muster.wait_until_available("alpha")
    return muster


def router_of(folder: pathlib.Path) -> Process | None:
    found = [process for process in mentioning(str(folder)) if "--models-dir" in process.arguments]
    return next((process for process in found if "__guard" not in process.arguments), None)


def switched_on(muster: Muster, model: str) -> str:
    muster.admin.create(model, is_active=True)
    muster.wait_until(model, "loaded")
    return model


def test_models_are_loaded_answer_and_leave(own: Muster, folder: pathlib.Path) -> None:
    switched_on(own, "alpha")
    assert own.admin.chat("alpha").is_spoken_by("alpha")
    process = router_of(folder)
    assert process and process.listening_addresses() == {"0100007F"}, "on 127.0.0.1 only"
    own.admin.switch_off("alpha")
    own.wait_until("alpha", "unloaded")
    assert not [process for process in mentioning(str(folder)) if "--alias" in process.arguments]


def test_a_router_that_was_killed_comes_back_with_its_models(own: Muster, folder: pathlib.Path) -> None:
    switched_on(own, "alpha")
    first = router_of(folder)
    assert first
    first.send(signal.SIGKILL)
    eventually(lambda: router_of(folder) not in (None, first), "another router is there", within=20)
    own.wait_until("alpha", "loaded", within=20)
    assert own.admin.chat("alpha").is_spoken_by("alpha")


def test_a_corrupt_model_fails_with_the_reason_of_the_routers_log(own: Muster, folder: pathlib.Path) -> None:
    own.admin.create("truncated", is_active=True)
    entry = own.wait_until("truncated", "failed")
    assert "could not load the model: " in entry["reason"] and "corrupted or incomplete" in entry["reason"]
    assert str(folder) not in entry["reason"]


def test_kill_9_of_muster_leaves_nothing_of_the_router(own: Muster, folder: pathlib.Path) -> None:
    switched_on(own, "alpha")
    assert len(mentioning(str(folder))) >= 3, "guard, router and model"
    own.kill()
    eventually(lambda: not mentioning(str(folder)), "nothing is left", within=2)
    own.start()
    own.wait_until("alpha", "loaded", within=20)


def test_shutting_down_ends_the_router(own: Muster, folder: pathlib.Path) -> None:
    switched_on(own, "alpha")
    assert own.stop() == 0
    assert not mentioning(str(folder))


def test_its_command_is_in_the_configuration_only(own: Muster) -> None:
    form = {"id": "other", "kind": "llama-router", "command": ["llama-server"]}
    refused = own.admin.post("/api/v1/runtimes/create", json=form)
    assert refused.status_code == 422, refused.text
    fields = {problem["loc"][-1] for problem in refused.json()["detail"]}
    assert fields == {"command", "url"}
