"""A failed load gives the reason, is retried if that can help, and never lets a request hang."""

from __future__ import annotations

import concurrent.futures
import pathlib
import time

import pytest

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.waiting import eventually


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("truncated", "data is not within the file bounds"),
        ("wrong-magic", "invalid magic characters"),
        ("renamed-tensor", "missing tensor 'output_norm.weight'"),
    ],
)
def test_a_damaged_file_fails_with_the_line_of_the_log_that_says_why(
    muster: Muster, admin: Person, model: str, reason: str
) -> None:
    admin.create(model)
    assert reason in muster.wait_until(model, "failed")["reason"]
    answer = admin.chat(model)
    assert answer.status == 503
    assert reason in answer.error
    assert int(answer.headers["retry-after"]) >= 1
    assert muster.all_processes() == []


def test_a_repaired_file_is_loaded_at_once(muster: Muster, admin: Person) -> None:
    admin.create("truncated")
    muster.wait_until("truncated", "failed")
    muster.place("truncated")
    muster.wait_until("truncated", "loaded", within=15)
    assert admin.chat("truncated").is_spoken_by("truncated")


def test_a_missing_file_is_told_and_its_arrival_loads_the_model(muster: Muster, admin: Person) -> None:
    admin.create("newcomer")
    answer = admin.chat("newcomer")
    assert answer.status == 503 and "newcomer" in answer.error
    assert answer.headers["retry-after"]
    muster.place("newcomer")
    muster.wait_until("newcomer", "loaded", within=15)


def test_a_file_that_was_taken_away_fails_the_next_load(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.unload("alpha")
    (muster.models / "alpha.gguf").unlink()

    def refused() -> bool:
        return admin.chat("alpha").status == 503

    eventually(refused, "the model without a file is refused")
    assert str(muster.models) not in admin.chat("alpha").error


def test_a_person_who_asks_gets_another_try_at_once(
    start_muster: StartMuster, fake_runtime: FakeRuntime, tmp_path: pathlib.Path
) -> None:
    repaired = tmp_path / "repaired"
    command = ["/bin/sh", "-c", f'test -e {repaired} || {{ echo "no such device" >&2; exit 4; }}; exec "$@"', "sh"]
    fake = fake_runtime()
    muster = start_muster(runtime={**fake, "command": [*command, *fake["command"]]})
    muster.offer("alpha", is_active=True)
    failed = muster.wait_until("alpha", "failed")
    assert "no such device" in failed["reason"]
    repaired.touch()
    answer = muster.admin.load("alpha")
    assert answer.status_code == 200 and answer.json()["state"] == "loaded"


def test_a_process_that_exits_is_retried_with_growing_pauses(
    start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    muster = start_muster(runtime=fake_runtime("--exit-with", "3", "--last-words", "the card fell off the bus"))
    muster.offer("alpha", is_active=True)
    first = muster.wait_until("alpha", "failed")
    assert "the card fell off the bus" in first["reason"]
    assert first["retry_at"] is not None
    eventually(
        lambda: len(muster.admin.audit(action="residency.failed", entity_id="alpha")) >= 3, "it was tried again", 20
    )
    later = muster.wait_until("alpha", "failed")
    assert later["retry_at"] - time.time() > first["retry_at"] - first["since"] - 1


def test_a_port_that_is_taken_is_tried_again_on_another(
    start_muster: StartMuster, fake_runtime: FakeRuntime, tmp_path: pathlib.Path
) -> None:
    words = "srv start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 1"
    options = ["--exit-with", "1", "--last-words", words, "--only-once", str(tmp_path / "failed-once")]
    muster = start_muster(runtime=fake_runtime(*options))
    muster.offer("alpha", is_active=True)
    muster.wait_until("alpha", "loaded", within=10)
    assert muster.admin.chat("alpha").status == 200


def test_a_load_that_hangs_is_ended_at_its_deadline(start_muster: StartMuster, fake_runtime: FakeRuntime) -> None:
    muster = start_muster(runtime=fake_runtime("--hang-while-loading", load_timeout="2s"))
    muster.offer("alpha", is_active=True)
    began = time.monotonic()
    answer = muster.admin.chat("alpha")
    assert answer.status == 503 and answer.headers["retry-after"]
    assert time.monotonic() - began < 4
    assert muster.wait_until("alpha", "failed")["reason"]
    eventually(lambda: muster.all_processes() == [], "nothing of the load is left")


def test_a_program_that_does_not_exist_is_told(start_muster: StartMuster, runtime: Runtime) -> None:
    command = ["/nowhere/llama-server", *runtime["command"][1:]]
    muster = start_muster(runtime={**runtime, "command": command})
    muster.offer("alpha", is_active=True)
    assert muster.wait_until("alpha", "failed")["reason"] == "Cannot run llama-server: No such file or directory"
    assert "Cannot run /nowhere/llama-server" in muster.log.read_text(), "where it was looked for is told there"
    assert muster.admin.chat("alpha").status == 503


def test_memory_that_is_not_enough_is_told_before_anything_starts(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "150MiB"})
    muster.offer("big", is_active=True)
    answer = muster.admin.chat("big")
    assert answer.status == 503
    assert "memory" in answer.error.lower()
    assert muster.process_of("big") is None
    assert "memory" in muster.wait_until("big", "failed")["reason"].lower()
    muster.loaded("alpha")
    assert muster.admin.chat("alpha").is_spoken_by("alpha"), "what fits is loaded all the same"


def test_memory_that_comes_free_lets_the_next_model_in(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "450MiB"})
    muster.loaded("big")
    muster.offer("huge", is_active=True)
    muster.wait_until("huge", "waiting")
    muster.admin.switch_off("big")
    muster.wait_until("huge", "loaded")
    assert muster.admin.chat("huge").is_spoken_by("huge")


def test_a_request_makes_room_after_the_running_answers_of_others(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "450MiB"})
    muster.loaded("big")
    muster.offer("huge", is_active=True)
    with muster.admin.stream("big", max_tokens=60) as answer, concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer.first_word()
        asked = pool.submit(muster.signed_in(muster.admin.session).chat, "huge")
        muster.wait_until("big", "draining")
        answer.rest()
        assert answer.is_done, "an answer is never cut to make room"
        assert asked.result(timeout=60).is_spoken_by("huge")
    assert muster.residency("big")["state"] == "waiting"
    assert muster.admin.chat("big").is_spoken_by("big"), "and back again"


def test_models_that_do_not_fit_together_answer_in_turn(start_muster: StartMuster, runtime: Runtime) -> None:
    """Each request waits for its turn; none is lost, and the budget is kept."""
    muster = start_muster(runtime={**runtime, "memory": "148MiB"})
    for model in ("medium", "alpha", "beta"):
        muster.offer(model, is_active=True)
    person = muster.signed_in(muster.admin.session)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = [(model, pool.submit(person.chat, model)) for model in ("medium", "alpha", "beta") * 4]
        for model, answer in answers:
            assert answer.result(timeout=120).is_spoken_by(model)
    (local,) = expect_ok(muster.admin.get("/api/v1/residency"))["runtimes"]
    assert local["used_bytes"] <= local["budget_bytes"]


def test_one_model_s_failure_leaves_the_others_alone(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.create("wrong-magic")
    muster.wait_until("wrong-magic", "failed")
    assert admin.chat("alpha").is_spoken_by("alpha")


def test_a_failed_model_can_be_switched_off(muster: Muster, admin: Person) -> None:
    admin.create("wrong-magic")
    muster.wait_until("wrong-magic", "failed")
    admin.switch_off("wrong-magic")
    assert admin.chat("wrong-magic").status == 403
    assert muster.residency("wrong-magic")["desired"] == "unloaded"


def test_a_file_that_cannot_be_read_fails_with_a_reason(muster: Muster, admin: Person) -> None:
    path = muster.models / "folder.gguf"
    path.mkdir()
    (path / "not-a-model").touch()
    assert all(base["id"] != "folder" for base in admin.get("/api/v1/models/base").json())
    (muster.models / "dangling.gguf").symlink_to("/nowhere/at/all.gguf")
    admin.create("dangling")
    assert admin.chat("dangling").status == 503
