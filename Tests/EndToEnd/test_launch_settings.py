"""Launch settings: each base model is started its own way."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from conftest import Runtime, StartMuster
from plumbing.images import data_url, png
from plumbing.muster import Muster
from plumbing.person import Person, chat_body, expect_ok
from plumbing.projector_files import write_projector
from plumbing.waiting import eventually

LAUNCH = "/api/v1/models/model/launch"
SMALLEST_WIDTH = 64  # of the tiny models' embeddings


def launched(launch: dict[str, Any]) -> dict[str, Any]:
    return {"meta": {"muster": {"launch": launch}}}


def set_launch(admin: Person, model: str, launch: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return expect_ok(admin.post(LAUNCH, json={"id": model, "launch": launch, **fields}))


def report(admin: Person, model: str) -> dict[str, Any]:
    return expect_ok(admin.get(LAUNCH, params={"id": model}))


def arguments(muster: Muster, model: str) -> tuple[str, ...]:
    process = muster.process_of(model)
    assert process, f"{model} has no process"
    return process.arguments


def value(words: tuple[str, ...], name: str) -> str:
    assert words.count(name) == 1, f"{name} once in {words}"
    return words[words.index(name) + 1]


@pytest.fixture
def plain(runtime: Runtime) -> Runtime:
    """A runtime whose command says nothing of the context."""
    command = list(runtime["command"])
    place = command.index("--ctx-size")
    return {**runtime, "command": command[:place] + command[place + 2 :]}


def test_one_machine_starts_an_embedding_a_chat_and_a_vision_model_each_its_own_way(
    start_muster: StartMuster, plain: Runtime
) -> None:
    muster = start_muster(runtime=plain)
    admin = muster.admin
    muster.place_made("embedder", "--pooling", "mean", "--context", "512")
    muster.place_made("talker", "--context", "32768")
    muster.place_made("vision/seer")
    write_projector(muster.models / "vision" / "mmproj-seer.gguf", SMALLEST_WIDTH)
    muster.loaded("embedder")
    muster.loaded("talker", **launched({"context": 16384, "parallel": 1}))
    muster.loaded("vision/seer")

    embedding = expect_ok(admin.post("/v1/embeddings", json={"model": "embedder", "input": "Hello"}))
    assert len(embedding["data"][0]["embedding"]) == SMALLEST_WIDTH
    assert "--embeddings" in arguments(muster, "embedder")
    assert value(arguments(muster, "embedder"), "--ctx-size") == "512", "no more than it was trained for"

    assert value(arguments(muster, "talker"), "--ctx-size") == "16384"
    assert report(admin, "talker")["outcome"]["context"] == 16384
    assert admin.chat("talker").is_spoken_by("talker")

    assert value(arguments(muster, "vision/seer"), "--mmproj").endswith("vision/mmproj-seer.gguf")
    assert value(arguments(muster, "vision/seer"), "--ctx-size") == "8192", "enough, and not more"
    picture = {"type": "image_url", "image_url": {"url": data_url(png(56, 56))}}
    body = chat_body("vision/seer", "")
    body["messages"][0]["content"] = [{"type": "text", "text": "What is this?"}, picture]
    answer = expect_ok(admin.post("/v1/chat/completions", json=body))
    assert answer["usage"]["prompt_tokens"] > 16, "the picture's patches are among them"


def test_a_changed_setting_waits_for_a_reload_is_compared_and_rolled_back(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha", **launched({"context": 2048}))
    before = muster.process_of("alpha")
    assert before and value(before.arguments, "--ctx-size") == "2048", "in place of the 4096 of the runtime's command"
    first = admin.model("alpha")["revision"]

    changed = set_launch(admin, "alpha", {"context": 1024, "threads": 2}, reason="less is enough")
    assert changed["revision"] == first + 1
    assert before.is_alive, "a change restarts nothing"
    now = report(admin, "alpha")
    assert now["needs_reload"] is True and now["started_with"] == {"context": 2048}
    assert now["changes"] == [
        {"setting": "context", "before": 2048, "after": 1024},
        {"setting": "threads", "before": None, "after": 2},
    ]
    assert muster.residency("alpha")["launch_changed"] is True
    difference = expect_ok(
        admin.get("/api/v1/models/model/history/diff", params={"id": "alpha", "from": first, "to": first + 1})
    )
    fields = list(difference["changes"])
    assert fields == ["meta.muster.launch.context", "meta.muster.launch.threads"]
    entry = admin.audit(entity_id="alpha", action="model.update")[0]
    assert entry["description"] == "Changed the launch settings of alpha"
    assert entry["audit_metadata"]["reason"] == "less is enough"

    answer = expect_ok(admin.post("/api/v1/residency/reload", json={"model": "alpha"}))
    assert answer["state"] == "loaded" and not before.is_alive
    assert value(arguments(muster, "alpha"), "--ctx-size") == "1024"
    assert value(arguments(muster, "alpha"), "--threads") == "2", "once, although the runtime's command has it too"
    assert report(admin, "alpha")["needs_reload"] is False

    rolled_back = admin.post("/api/v1/models/model/update/version", params={"id": "alpha"}, json={"revision": first})
    assert rolled_back.status_code == 200, rolled_back.text
    assert report(admin, "alpha")["launch"] == {"context": 2048}
    assert muster.residency("alpha")["launch_changed"] is True


def test_a_reload_waits_for_the_running_answer_and_takes_a_pinned_model_too(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    expect_ok(admin.post("/api/v1/residency/pin", json={"model": "big", "pinned": True}))
    set_launch(admin, "big", {"context": 1024})
    with admin.stream("big", max_tokens=50) as answer:
        answer.first_word()
        reloaded = expect_ok(admin.post("/api/v1/residency/reload", json={"model": "big"}))
        assert len(answer.rest().words) == 50 and answer.is_done
    assert reloaded["state"] == "loaded"
    assert value(arguments(muster, "big"), "--ctx-size") == "1024"


def test_what_was_asked_for_is_compared_with_what_came(muster: Muster, admin: Person) -> None:
    muster.place_made("modest", "--context", "2048")
    muster.loaded("modest", **launched({"context": 8192, "parallel": 1}))
    smaller = [{"setting": "context", "got": 2048, "asked": 8192}]
    assert report(admin, "modest")["outcome"]["smaller"] == smaller
    assert muster.residency("modest")["outcome"]["smaller"] == smaller
    loaded = next(entry for entry in admin.audit(entity_id="modest") if "to loaded" in entry["description"])
    assert "smaller than asked: context 2048 of 8192" in loaded["description"]


def test_a_load_that_must_not_be_smaller_fails_and_is_not_repeated(muster: Muster, admin: Person) -> None:
    muster.place_made("modest", "--context", "2048")
    muster.offer("modest", **launched({"context": 8192, "parallel": 1, "accept_smaller": False}), is_active=True)
    failed = muster.wait_until("modest", "failed")
    assert "context 2048 of 8192" in failed["reason"] and failed["retry_at"] is None
    assert muster.process_of("modest") is None
    set_launch(admin, "modest", {"context": 2048, "parallel": 1, "accept_smaller": False})
    muster.wait_until("modest", "loaded")


def test_a_try_shows_the_command_without_secrets_and_stores_nothing(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    stored = admin.model("alpha")
    tried = expect_ok(
        admin.post(f"{LAUNCH}/preview", json={"id": "alpha", "launch": {"context": 512, "arguments": ["--temp", "-1"]}})
    )
    command = tried["runtimes"][0]["command"]
    assert value(tuple(command), "--ctx-size") == "512" and command[-2:] == ["--temp", "-1"]
    assert value(tuple(command), "--model") == str(muster.models / "alpha.gguf")
    assert (value(tuple(command), "--port"), value(tuple(command), "--api-key")) == ("{port}", "{key}")
    assert tried["runtimes"][0]["environment"] == [
        {"name": "OMP_WAIT_POLICY", "value": "•••"},
        {"name": "LLAMA_ARG_CACHE_RAM", "value": "409"},
    ]
    assert tried["needs_reload"] is True
    assert admin.model("alpha") == stored and report(admin, "alpha")["needs_reload"] is False


@pytest.mark.parametrize(
    ("launch", "field"),
    [
        ({"arguments": ["--port", "1"]}, "arguments"),
        ({"arguments": ["--api-key=x"]}, "arguments"),
        ({"arguments": "--temp 1"}, "arguments"),
        ({"environment": {"LD_PRELOAD": "x.so"}}, "environment"),
        ({"environment": {"LLAMA_API_KEY": "x"}}, "environment"),
        ({"projector": "../x.gguf"}, "projector"),
        ({"context": -1}, "context"),
        ({"colour": "blue"}, "colour"),
        ([], None),
    ],
)
def test_wrong_settings_are_refused_with_the_field_and_nothing_is_written(
    muster: Muster, admin: Person, launch: Any, field: str | None
) -> None:
    muster.offer("alpha")
    stored = admin.model("alpha")
    for answer in (
        admin.post(LAUNCH, json={"id": "alpha", "launch": launch}),
        admin.post(f"{LAUNCH}/preview", json={"id": "alpha", "launch": launch}),
        admin.update("alpha", **launched(launch)),
    ):
        assert answer.status_code == 422, answer.text
        assert field is None or field in answer.json()["detail"][0]["loc"]
    assert admin.model("alpha") == stored


def test_presets_have_none_and_users_neither_see_nor_change_them(muster: Muster, admin: Person, user: Person) -> None:
    everyone = {"principal_type": "user", "principal_id": "*", "permission": "read"}
    muster.offer("alpha", access_grants=[everyone], **launched({"context": 512}))
    assert user.model("alpha")["meta"] == {}, "who may only read does not see how it is started"
    refused = admin.post(
        "/api/v1/models/create",
        json={
            "id": "poet",
            "name": "Poet",
            "base_model_id": "alpha",
            "params": {},
            **launched({"context": 512}),
        },
    )
    assert refused.status_code == 422 and "base model" in refused.text
    for path in (LAUNCH, f"{LAUNCH}/preview", "/api/v1/residency/reload"):
        assert user.post(path, json={"id": "alpha", "model": "alpha", "launch": {}}).status_code == 403
    assert user.get(LAUNCH, params={"id": "alpha"}).status_code == 403


def test_a_missing_projector_fails_the_load_with_its_name(muster: Muster, admin: Person) -> None:
    muster.offer("alpha", **launched({"projector": "gone.gguf"}), is_active=True)
    failed = muster.wait_until("alpha", "failed")
    assert "gone.gguf" in failed["reason"] and str(muster.models) not in failed["reason"]


def test_the_command_line_shows_tries_changes_and_reloads(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    tried = muster.run("models", "launch", "alpha", "--set", "context=1024", "--dry-run")
    assert tried.code == 0, tried
    assert "--ctx-size 1024" in tried.output and "Nothing was stored." in tried.output
    assert "context: - → 1024" in tried.output
    assert report(admin, "alpha")["launch"] == {}

    changed = muster.run(
        "models", "launch", "alpha", "--set", "context=1024", "--set", 'arguments=["--temp","-1"]', "--reload"
    )
    assert changed.code == 0, changed
    assert value(arguments(muster, "alpha"), "--ctx-size") == "1024"
    assert value(arguments(muster, "alpha"), "--temp") == "-1"

    wrong = muster.run("models", "launch", "alpha", "--set", 'arguments=["--host","0.0.0.0"]')
    assert wrong.code != 0 and "--host is set by Muster itself" in wrong.errors

    removed = muster.run("models", "launch", "alpha", "--unset", "context", "--unset", "arguments")
    assert removed.code == 0 and "alpha has no launch settings." in removed.output
    assert "muster models launch alpha --reload" in removed.output
    eventually(lambda: report(admin, "alpha")["needs_reload"], "the change is said")


# Profiles and whole commands


def command_with(runtime: Runtime, *words: str) -> list[str]:
    return [*runtime["command"], *words]


def test_a_profile_of_the_configuration_is_chosen_changed_and_rolled_back(
    start_muster: StartMuster, runtime: Runtime
) -> None:
    profiles = {
        "short": command_with(runtime, "--ctx-size", "512"),
        "gentle": ["nice", "-n", "1", *command_with(runtime)],
    }
    muster = start_muster(runtime={**runtime, "profiles": profiles})
    admin = muster.admin
    muster.loaded("alpha", **launched({"profile": "short"}))
    first = admin.model("alpha")["revision"]
    assert report(admin, "alpha")["outcome"]["context"] == 512
    assert admin.chat("alpha").is_spoken_by("alpha")

    tried = muster.run("models", "launch", "alpha", "--set", "profile=gentle", "--dry-run")
    assert tried.code == 0 and "nice -n 1 " in tried.output and "profile: short → gentle" in tried.output, tried
    assert "Profiles of local: gentle, short" in tried.output
    set_launch(admin, "alpha", {"profile": "gentle", "context": 1024})
    assert report(admin, "alpha")["needs_reload"] is True
    expect_ok(admin.post("/api/v1/residency/reload", json={"model": "alpha"}))
    assert report(admin, "alpha")["outcome"]["context"] == 1024, "in place of what the profile says"

    answer = admin.post("/api/v1/models/model/update/version", params={"id": "alpha"}, json={"revision": first})
    assert answer.status_code == 200, answer.text
    assert {change["setting"] for change in report(admin, "alpha")["changes"]} == {"profile", "context"}


def test_an_unknown_profile_is_refused_and_one_that_is_gone_says_so(
    start_muster: StartMuster, runtime: Runtime
) -> None:
    short = {"short": command_with(runtime, "--ctx-size", "512")}
    muster = start_muster(runtime={**runtime, "profiles": short})
    admin = muster.admin
    muster.offer("alpha", **launched({"profile": "short"}), is_active=False)
    refused = admin.post(LAUNCH, json={"id": "alpha", "launch": {"profile": "shrot"}})
    assert refused.status_code == 422 and "there are short" in refused.text
    tried = expect_ok(admin.post(f"{LAUNCH}/preview", json={"id": "alpha", "launch": {"profile": "shrot"}}))
    plan = tried["runtimes"][0]
    assert plan["problems"] == ["Runtime local has no profile 'shrot' (it has short)."] and plan["command"] is None

    muster.stop()
    muster.configure({**muster.settings, "runtimes": [runtime]})
    muster.start()
    muster.wait_until_available("alpha")
    admin.switch_on("alpha")
    failed = muster.wait_until("alpha", "failed")
    assert "no profile 'short' (it has none)" in failed["reason"] and failed["retry_at"] is None
    set_launch(admin, "alpha", {})
    muster.wait_until("alpha", "loaded")


def test_a_whole_command_is_refused_unless_the_configuration_allows_it(
    start_muster: StartMuster, runtime: Runtime, tmp_path: pathlib.Path
) -> None:
    muster = start_muster()
    admin = muster.admin
    muster.offer("alpha")
    trace = tmp_path / "trace"
    command = ["touch", str(trace), "{file}", "{port}"]
    for answer in (
        admin.post(LAUNCH, json={"id": "alpha", "launch": {"command": command}}),
        admin.update("alpha", **launched({"command": command})),
        admin.post("/api/v1/models/import", json={"models": [{"id": "alpha", **launched({"command": command})}]}),
    ):
        assert answer.status_code in (400, 422) and "model_commands" in answer.text, answer.text
    tried = expect_ok(admin.post(f"{LAUNCH}/preview", json={"id": "alpha", "launch": {"command": command}}))
    assert "does not allow (model_commands)" in tried["runtimes"][0]["problems"][0]
    assert tried["runtimes"][0]["model_commands"] is False
    assert report(admin, "alpha")["launch"] == {}

    # Allowed once, and stored; then it is no longer allowed.
    muster.stop()
    muster.configure({**muster.settings, "runtimes": [{**runtime, "model_commands": True}]})
    muster.start()
    set_launch(admin, "alpha", {"command": command})
    muster.stop()
    muster.configure({**muster.settings, "runtimes": [runtime]})
    muster.start()
    muster.wait_until_available("alpha")
    admin.switch_on("alpha")
    failed = muster.wait_until("alpha", "failed")
    assert "does not allow (model_commands)" in failed["reason"] and failed["retry_at"] is None
    assert not trace.exists()


def test_a_whole_command_is_shown_started_and_gets_the_key(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "model_commands": True})
    admin = muster.admin
    muster.loaded("alpha")
    command = ["nice", "-n", "2", *command_with(runtime, "--ctx-size", "512")]
    secret = admin.post(LAUNCH, json={"id": "alpha", "launch": {"command": [*command, "--api-key", "abc"]}})
    assert secret.status_code == 422 and "Secrets do not belong here" in secret.text
    set_launch(admin, "alpha", {"command": command})
    now = report(admin, "alpha")
    assert now["needs_reload"] is True and now["changes"][0]["setting"] == "command"
    shown = now["runtimes"][0]["command"]
    assert shown[:3] == ["nice", "-n", "2"] and value(tuple(shown), "--model") == str(muster.models / "alpha.gguf")
    expect_ok(admin.post("/api/v1/residency/reload", json={"model": "alpha"}))
    assert report(admin, "alpha")["outcome"]["context"] == 512
    assert admin.chat("alpha").is_spoken_by("alpha")


# From llama-swap


def test_a_configuration_of_llama_swap_is_imported_with_its_commands(start_muster: StartMuster) -> None:
    muster = start_muster()
    muster.place("alpha")
    muster.wait_until_available("alpha")
    file = muster.folder / "config.yaml"
    file.write_text(
        "models:\n  talker:\n    cmd: llama-server --port ${PORT} -m /models/alpha.gguf -c 512 -np 1\n"
        "    aliases: [gpt-4o-mini]\n    ttl: 60\n  box:\n    cmd: docker run x\n"
    )
    dry = muster.run("import", "llama-swap", str(file), "--dry-run")
    assert dry.code == 0 and "created talker" in dry.output and "line 5: talker: 'ttl'" in dry.output, dry
    assert muster.admin.list()["items"] == []
    done = muster.run("import", "llama-swap", str(file))
    assert done.code == 0 and "Start 'docker' yourself" in done.output, done
    for model in ("alpha", "talker", "gpt-4o-mini"):
        muster.admin.switch_on(model)
    muster.wait_until("alpha", "loaded")
    assert muster.residency("alpha")["outcome"]["context"] == 512
    assert muster.admin.chat("gpt-4o-mini").is_spoken_by("alpha")
    again = muster.run("import", "llama-swap", str(file))
    assert again.code == 0 and "3 unchanged" in again.output, again
    assert muster.run("import", "llama-swap", str(muster.configuration)).code == 6
