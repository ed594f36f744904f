"""A model that is switched on is loaded and answers."""

from __future__ import annotations

import concurrent.futures

from conftest import FakeRuntime, StartMuster
from plumbing.llama import ask_without_key
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


def test_switching_on_loads_the_model_and_it_answers(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    assert muster.process_of("alpha") is None
    assert admin.switch_on("alpha")["is_active"] is True
    residency = muster.wait_until("alpha", "loaded")
    assert residency["desired"] == "loaded"
    assert residency["bytes"] > 1_000_000 and residency["load_seconds"] > 0
    assert admin.chat("alpha").is_spoken_by("alpha")


def test_switching_on_is_answered_before_the_load_is_through(
    start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    muster = start_muster(runtime=fake_runtime("--hang-while-loading"))
    muster.offer("alpha")
    assert muster.admin.switch_on("alpha")["is_active"] is True
    assert muster.wait_until("alpha", "loading")["cause"]


def test_a_repeated_switch_changes_nothing(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    before, process = admin.model("alpha"), muster.process_of("alpha")
    assert admin.switch_on("alpha")["revision"] == before["revision"]
    assert admin.model("alpha") == before
    assert muster.process_of("alpha") == process
    assert len(admin.audit(entity_id="alpha", action="model.activate")) == 0


def test_toggling_flips(muster: Muster, admin: Person) -> None:
    admin.create("alpha")
    path, query = "/api/v1/models/model/toggle", {"id": "alpha"}
    assert [admin.post(path, params=query).json()["is_active"] for _ in range(3)] == [False, True, False]


def test_requests_that_come_while_it_loads_share_one_load(muster: Muster, admin: Person) -> None:
    muster.offer("big")
    admin.switch_on("big")
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: admin.chat("big", max_tokens=2), range(12)))
    assert [answer.status for answer in answers] == [200] * 12
    assert all(answer.is_spoken_by("big") for answer in answers)
    assert len(admin.audit(action="residency.loading", entity_id="big")) == 1


def test_no_more_requests_wait_than_the_limit_allows(start_muster: StartMuster, fake_runtime: FakeRuntime) -> None:
    muster = start_muster(runtime=fake_runtime("--hang-while-loading", load_timeout="30s"), limits={"waiting": 3})
    muster.offer("alpha", is_active=True)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(muster.admin.chat, "alpha") for _ in range(3)]
        eventually(lambda: muster.residency("alpha")["waiting"] == 3, "three requests wait")
        refused = muster.admin.chat("alpha")
        assert refused.status == 429 and int(refused.headers["retry-after"]) >= 1
        muster.admin.switch_off("alpha")
        assert [request.result(timeout=5).status for request in waiting] == [403] * 3


def test_a_model_is_active_when_it_is_made_and_loads(muster: Muster, admin: Person) -> None:
    admin.create("alpha")
    muster.wait_until("alpha", "loaded")


def test_a_file_that_is_not_registered_is_not_loaded_and_cannot_be_used(muster: Muster, admin: Person) -> None:
    assert admin.chat("alpha").status == 404
    assert muster.process_of("alpha") is None


def test_a_preset_wants_its_base_model_in_memory(muster: Muster, admin: Person) -> None:
    admin.create("writer", base_model_id="alpha")
    muster.wait_until("alpha", "loaded")
    answer = admin.chat("writer")
    assert answer.is_spoken_by("alpha") and answer.body["model"] == "writer"
    admin.switch_off("writer")
    muster.wait_until("alpha", "unloaded")


def test_two_models_answer_each_with_its_own_weights(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    muster.loaded("beta")
    assert admin.chat("alpha").is_spoken_by("alpha")
    assert admin.chat("beta").is_spoken_by("beta")


def test_a_loaded_model_can_be_reached_by_nobody_but_muster(muster: Muster) -> None:
    muster.loaded("alpha")
    muster.loaded("beta")
    alpha, beta = muster.process_of("alpha"), muster.process_of("beta")
    assert alpha and beta
    assert ask_without_key(alpha) == 401
    assert ask_without_key(alpha, key=beta.argument("--api-key")) == 401, "each process has a key of its own"
    assert alpha.listening_addresses() == {"0100007F"}, "127.0.0.1 only"
