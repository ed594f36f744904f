"""Several runtimes beside each other: processes here, and OpenAI-compatible APIs elsewhere (other Musters)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from conftest import FakeRuntime, StartMuster
from plumbing.browsing import own_browser
from plumbing.muster import Muster, free_port
from plumbing.person import chat_body
from plumbing.waiting import eventually

HEALTH = "200ms"


@pytest.fixture
def far(start_muster: StartMuster) -> Muster:
    """A server elsewhere that has alpha loaded, and keeps its address across restarts."""
    server = start_muster(listen=f"127.0.0.1:{free_port()}")
    server.loaded("alpha")
    return server


def key_of(server: Muster) -> str:
    return server.admin.make_key()["api_key"]


def api_of(server: Muster, id: str, **settings: Any) -> dict[str, Any]:
    """The runtime that stands for another Muster; its key is in a file."""
    file = server.folder / "key-for-others"
    file.write_text(key_of(server) + "\n")
    return {
        "id": id, "kind": "openai", "url": f"{server.address}/v1", "api_key": {"file": str(file)},
        "health_interval": HEALTH, **settings,
    }  # fmt: skip


def activate(muster: Muster, base: str, **fields: Any) -> None:
    muster.wait_until_available(base)
    muster.admin.create(base, is_active=True, **fields)
    muster.wait_until(base, "loaded")


def runtimes(muster: Muster) -> dict[str, dict[str, Any]]:
    return {runtime["id"]: runtime for runtime in muster.admin.get("/api/v1/residency").json()["runtimes"]}


def states(muster: Muster, base: str) -> dict[str, str]:
    return {
        id: model["state"]
        for id, runtime in runtimes(muster).items()
        for model in runtime["models"]
        if model["base_model"] == base
    }


# One that Muster has no control over


def test_models_of_an_api_are_offered_activated_and_answered_by_it(start_muster: StartMuster, far: Muster) -> None:
    near = start_muster(others=[api_of(far, "far")])
    activate(near, "far/alpha", name="Alpha elsewhere")
    answer = near.admin.chat("far/alpha")
    assert answer.is_spoken_by("alpha") and answer.body["model"] == "far/alpha"
    with near.admin.stream("far/alpha", max_tokens=20) as stream:
        assert len(stream.rest().words) == 20 and stream.is_done
    far_state = runtimes(near)["far"]["models"]
    [alpha] = [model for model in far_state if model["base_model"] == "far/alpha"]
    assert (alpha["bytes"], alpha["pid"], alpha["file"]) == (None, None, None), "nobody can know"
    assert near.process_of("alpha") is None, "nothing was loaded here"
    refused = near.admin.unload("far/alpha")
    assert refused.status_code == 409 and refused.json()["code"] == "residency.always_loaded"


def test_the_page_says_which_runtime_has_other_weights_of_the_same_name(
    start_muster: StartMuster, far: Muster, browser: Browser
) -> None:
    near = start_muster(others=[api_of(far, "far")])
    activate(near, "far/alpha", name="Alpha elsewhere")
    note = "Other weights than those of the same name on local, so the ID names the runtime."
    with own_browser(browser, near, near.admin) as page:
        expect(page.get_by_role("row", name="Alpha elsewhere")).to_contain_text(note)
        page.get_by_role("link", name="Alpha elsewhere").click()
        expect(page.get_by_role("heading", name="Alpha elsewhere")).to_be_visible()
        expect(page.get_by_text(note)).to_be_visible()
        page.goto("/weights")
        expect(page.get_by_role("row").filter(has_text="far/alpha")).to_contain_text(note)


def test_a_model_that_is_switched_off_is_refused_although_the_api_still_has_it(
    start_muster: StartMuster, far: Muster
) -> None:
    near = start_muster(others=[api_of(far, "far")])
    activate(near, "far/alpha")
    near.admin.switch_off("far/alpha")
    assert near.admin.chat("far/alpha").status in (403, 404)
    assert far.admin.chat("alpha").status == 200


def test_the_key_of_an_api_is_nowhere_to_be_seen(start_muster: StartMuster, far: Muster) -> None:
    runtime = api_of(far, "far")
    key = (far.folder / "key-for-others").read_text().strip()
    near = start_muster(others=[runtime], log_level="debug")
    activate(near, "far/alpha")
    assert near.admin.chat("far/alpha").status == 200
    shown = near.run("config", "check", "--config", str(near.configuration), "--json").output
    shown += near.admin.get("/api/v1/residency").text + str(near.admin.audit()) + near.log.read_text()
    assert key not in shown


def test_an_api_that_cannot_be_reached_is_reported_and_used_again_when_it_is_back(
    start_muster: StartMuster, far: Muster
) -> None:
    near = start_muster(others=[api_of(far, "far")])
    activate(near, "far/alpha")
    far.kill()
    eventually(lambda: "cannot be reached" in (runtimes(near)["far"]["problem"] or ""), "the problem is shown")
    failed = near.wait_until("far/alpha", "failed")
    assert "runtime far cannot be reached" in failed["reason"]
    assert "runtime far" in near.health().text
    assert "cannot be reached" in near.run("status").output
    answer = near.admin.chat("far/alpha")
    assert answer.status == 503 and "cannot be reached" in answer.error
    far.start()
    near.wait_until("far/alpha", "loaded")
    assert near.admin.chat("far/alpha").is_spoken_by("alpha")
    assert runtimes(near)["far"]["problem"] is None


def test_a_model_that_the_api_no_longer_lists_fails_and_says_so(start_muster: StartMuster, far: Muster) -> None:
    near = start_muster(others=[api_of(far, "far")])
    activate(near, "far/alpha")
    far.admin.switch_off("alpha")
    eventually(lambda: states(near, "far/alpha") == {"far": "failed"}, "it has failed")
    assert "runtime far has no model named" in near.residency("far/alpha")["reason"]


def test_only_the_configured_models_of_an_api_are_available(start_muster: StartMuster, far: Muster) -> None:
    far.loaded("beta")
    near = start_muster(others=[api_of(far, "far", models=["b*"])])
    near.wait_until_available("far/beta")
    assert [model["base_model"] for model in runtimes(near)["far"]["models"]] == ["far/beta"]


def test_what_an_api_says_of_too_many_requests_reaches_the_client(
    start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    busy = start_muster(runtime=fake_runtime("--status", "429"))
    busy.loaded("alpha")
    near = start_muster(others=[api_of(busy, "busy")])
    activate(near, "busy/alpha")
    response = near.admin.post("/v1/chat/completions", json=chat_body("busy/alpha", "Hello"))
    assert response.status_code == 429 and response.headers["retry-after"] == "7"
    # From now on nobody asks the server in vain.
    response = near.admin.post("/v1/chat/completions", json=chat_body("busy/alpha", "Hello"))
    assert response.status_code == 429 and 0 < int(response.headers["retry-after"]) <= 7
    assert response.json()["error"]["code"] == "rate_limited"


# One base model on several


def test_a_model_is_loaded_where_there_is_room(start_muster: StartMuster, far: Muster, runtime: dict[str, Any]) -> None:
    near = start_muster(runtime={**runtime, "memory": "1MiB"}, others=[api_of(far, "far", names="shared")])
    near.loaded("alpha")
    assert states(near, "alpha") == {"local": "unloaded", "far": "loaded"}
    assert near.admin.chat("alpha").is_spoken_by("alpha")
    assert near.admin.post("/api/v1/residency/load", json={"model": "alpha"}).json()["bytes"] is None


def test_a_request_that_has_not_begun_to_answer_goes_to_another_runtime(
    start_muster: StartMuster, far: Muster, fake_runtime: FakeRuntime
) -> None:
    near = start_muster(runtime=fake_runtime("--drop"), others=[api_of(far, "far", names="shared")])
    near.loaded("alpha")
    eventually(lambda: states(near, "alpha") == {"local": "loaded", "far": "loaded"}, "both have it")
    for _ in range(4):
        assert near.admin.chat("alpha").is_spoken_by("alpha")


def test_two_runtimes_killed_and_brought_back_in_turn_under_load_lose_no_request(
    start_muster: StartMuster, far: Muster
) -> None:
    other = start_muster(listen=f"127.0.0.1:{free_port()}")
    other.loaded("alpha")
    near = start_muster(others=[api_of(far, "far", names="shared"), api_of(other, "other", names="shared")])
    near.admin.create("alpha", is_active=True)
    has_ended = threading.Event()

    def ask() -> list[int]:
        statuses = []
        while not has_ended.is_set():
            statuses.append(near.admin.chat("alpha", max_tokens=8).status)
        return statuses

    def loaded_on(*ids: str) -> bool:
        return all(states(near, "alpha").get(id) == "loaded" for id in ids)

    eventually(lambda: loaded_on("local", "far", "other"), "all have it")
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask) for _ in range(3)]
        try:
            for _ in range(2):
                for server, id in ((far, "far"), (other, "other")):
                    server.kill()
                    eventually(lambda id=id: states(near, "alpha")[id] == "failed", f"{id} is seen to be gone")
                    server.start()
                    eventually(lambda id=id: loaded_on(id), f"{id} is back")
        finally:
            has_ended.set()
        statuses = [status for one in asked for status in one.result()]
    assert len(statuses) > 20 and set(statuses) == {200}


def test_the_same_file_on_two_runtimes_of_processes_is_one_model(
    start_muster: StartMuster, runtime: dict[str, Any]
) -> None:
    near = start_muster(runtime=runtime, others=[{**runtime, "id": "second"}])
    near.loaded("alpha")
    assert states(near, "alpha") == {"local": "loaded", "second": "unloaded"}
    assert near.admin.chat("alpha").is_spoken_by("alpha")
    near.admin.switch_off("alpha")
    near.wait_until("alpha", "unloaded")
    assert near.all_processes() == []
