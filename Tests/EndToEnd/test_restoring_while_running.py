"""A running Muster restores a backup at the request of an administrator, also when it is stopped meanwhile."""

from __future__ import annotations

import pathlib
from typing import Any

import httpx
import pytest

from conftest import StartMuster
from plumbing.muster import Muster, free_port
from plumbing.person import expect_ok
from plumbing.waiting import eventually
from test_scheduled_backups import BACKUPS


@pytest.fixture
def muster(start_muster: StartMuster, tmp_path: pathlib.Path) -> Muster:
    """Answers at the same address again after it has come to rest."""
    backups = {"folder": str(tmp_path / "backups"), "every": "1h", "keep": 9}
    return start_muster(listen=f"127.0.0.1:{free_port()}", backups=backups)


def back_up(muster: Muster) -> str:
    eventually(lambda: muster.admin.audit(action="backup.make"), "the first is made")
    return str(expect_ok(muster.admin.post(BACKUPS))["name"])


def restore(muster: Muster, name: str) -> dict[str, Any]:
    """What became of it."""
    answer = muster.admin.post(f"{BACKUPS}/{name}/restore")
    assert answer.status_code == 202, answer.text
    asked = answer.json()
    assert asked["name"] == name

    def outcome() -> dict[str, Any] | None:
        try:
            answer = muster.admin.get(f"{BACKUPS}/{name}/restore")
        except httpx.TransportError:
            return None  # it has come to rest
        assert answer.status_code in (200, 404), answer.text
        return answer.json() if answer.json().get("id") == asked["id"] else None

    return eventually(outcome, "it is restored", within=30)


def test_a_restore_brings_back_people_models_and_rights(muster: Muster) -> None:
    process = muster.process.pid
    muster.loaded("alpha")
    muster.admin.create("poet", base_model_id="alpha", meta={"description": "before"})
    name = back_up(muster)
    uma = muster.sign_up("Uma")
    muster.admin.update("poet", base_model_id="alpha", meta={"description": "after"})
    muster.admin.create("later", base_model_id="alpha")
    replaced = max(entry["sequence"] for entry in muster.admin.audit())

    assert restore(muster, name)["problem"] is None
    assert muster.process.pid == process
    assert muster.admin.model("poet")["meta"]["description"] == "before"
    assert not muster.admin.sees("later") and not uma.is_signed_in()
    muster.wait_until("alpha", "loaded")
    assert muster.admin.chat("poet").is_spoken_by("alpha")
    entry = muster.admin.audit(action="backup.restore")[0]
    assert entry["user_id"] == muster.admin.id and name in entry["description"]
    assert entry["audit_metadata"]["entries_before"] >= replaced
    kept = muster.data / entry["audit_metadata"]["replaced"] / "muster.db"
    assert kept.exists(), "what was replaced can be had back"


def test_a_restore_can_be_repeated(muster: Muster) -> None:
    muster.offer("alpha")
    name = back_up(muster)
    for number in range(3):
        muster.admin.create(f"later-{number}", base_model_id="alpha")
        assert restore(muster, name)["problem"] is None
        assert not muster.admin.sees(f"later-{number}")
    assert muster.stop() == 0


def test_a_restore_lets_running_answers_finish(muster: Muster) -> None:
    muster.loaded("medium")
    name = back_up(muster)
    with muster.admin.stream("medium", max_tokens=100) as answer:
        answer.first_word()
        assert muster.admin.post(f"{BACKUPS}/{name}/restore").status_code == 202
        assert answer.rest().is_done and len(answer.words) == 100


def test_a_damaged_backup_is_refused_and_nothing_stops(muster: Muster, tmp_path: pathlib.Path) -> None:
    name = back_up(muster)
    file = tmp_path / "backups" / name
    file.write_bytes(file.read_bytes()[:-1])
    answer = muster.admin.post(f"{BACKUPS}/{name}/restore")
    assert answer.status_code == 409 and name in answer.json()["detail"]
    assert answer.json()["code"] == "backup.damaged"
    assert muster.admin.audit(action="backup.restore")[0]["outcome"] == "failed"
    assert muster.admin.get(f"{BACKUPS}/{name}/restore").status_code == 404


def test_a_backup_that_cannot_be_restored_changes_nothing(muster: Muster) -> None:
    muster.offer("alpha")
    name = back_up(muster)
    muster.admin.create("later", base_model_id="alpha")
    (muster.data / "muster.db.restoring").mkdir()
    problem = restore(muster, name)["problem"]
    assert problem and "The database was not changed." in problem
    assert muster.admin.sees("later")
    assert muster.admin.audit(action="backup.restore")[0]["outcome"] == "failed"


def test_a_stop_signal_during_a_restore_stops_muster(muster: Muster) -> None:
    name = back_up(muster)
    assert muster.admin.post(f"{BACKUPS}/{name}/restore").status_code == 202
    assert muster.stop() == 0
    assert not muster.all_processes()


@pytest.mark.parametrize("name", ["muster-20260711T140320.123Z.db", "..%2Fmuster.db", "muster.db"])
def test_a_backup_with_an_unknown_name_is_not_found(name: str, muster: Muster) -> None:
    assert muster.admin.post(f"{BACKUPS}/{name}/restore").status_code == 404
