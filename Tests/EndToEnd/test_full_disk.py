"""A full, broken or missing disk: reading works, models answer, and switching off still takes effect."""

from __future__ import annotations

import resource
import shutil
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, email_of, expect_ok, model_form
from plumbing.small_disk import SmallDisk, SmallDisks
from plumbing.waiting import eventually

MODELS = "/api/v1/models"


def on_small_disk(start_muster: StartMuster, small_disks: SmallDisks) -> tuple[Muster, SmallDisk]:
    muster = start_muster(start=False)
    disk = small_disks.make(muster.data, "12m")
    muster.start().wait_until_available("wrong-magic")
    return muster, disk


def kinds(muster: Muster) -> list[str]:
    answer = muster.health()
    return answer.json()["kinds"] if answer.status_code == 503 else []


def changes(person: Person) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("POST", f"{MODELS}/create", {"json": model_form("new", base_model_id="alpha")}),
        ("POST", f"{MODELS}/model/update", {"json": model_form("poet", base_model_id="alpha", params={"seed": 7})}),
        ("POST", f"{MODELS}/model/activate", {"params": {"id": "beta"}}),
        ("POST", f"{MODELS}/bulk", {"json": {"action": "tag", "ids": ["poet"], "tags": ["x"]}}),
        ("POST", f"{MODELS}/model/delete", {"json": {"id": "poet"}}),
        ("POST", "/api/v1/auths/api_keys", {"json": {"name": "k", "expires_at": None}}),
        ("POST", "/api/v1/groups/create", {"json": {"name": "g", "description": ""}}),
        ("POST", "/api/v1/auths/signin", {"json": {"email": email_of("Ada"), "password": PASSWORD}}),
        ("POST", f"/api/v1/users/{person.id}/update", {"json": {"name": "Adele"}}),
    ]


def test_on_a_full_disk_changes_are_refused_models_answer_and_all_is_well_again_when_there_is_room(
    start_muster: StartMuster, small_disks: SmallDisks
) -> None:
    muster, disk = on_small_disk(start_muster, small_disks)
    admin = muster.admin
    muster.loaded("alpha")
    muster.offer("beta")
    admin.create("poet", base_model_id="alpha")
    assert muster.health().status_code == 200
    eventually(lambda: admin.audit(action="model.create"), "what was done before is in the log")
    disk.fill()

    for method, path, options in changes(admin):
        refused = admin.request(method, path, **options)
        assert (refused.status_code, refused.json()["code"]) == (507, "storage.full"), (path, refused.text)
        assert "The disk is full" in refused.json()["detail"]
    upload = admin.post("/api/v1/import/openwebui", content=b"x" * 1_000_000)
    assert (upload.status_code, upload.json()["code"]) == (507, "storage.full"), upload.text
    assert [path.name for path in muster.data.iterdir() if path.name.startswith("import-")] == []
    assert admin.chat("poet").status == 200
    assert admin.chat("none").status == 404
    assert muster.guest().get("/api/v1/models/").status_code == 401
    assert admin.model("poet")["params"] == {}
    assert admin.audit(action="model.create")
    assert admin.unload("alpha").status_code == 200
    eventually(lambda: muster.health().status_code == 503, "health tells")
    assert kinds(muster) == ["storage"] and "muster.db is full" in muster.health().text
    told = muster.guest().get("/health")
    assert told.status_code == 503 and str(muster.data) not in told.text
    assert told.json()["problems"] == ["Changes cannot be stored."]
    assert "Problem: cannot write to the database" in muster.run("status").output

    disk.free()
    eventually(lambda: muster.health().status_code == 200, "all is well again")
    for method, path, options in changes(admin):
        assert admin.request(method, path, **options).status_code == 200, path
    counted = eventually(
        lambda: admin.audit(action="model.use", entity_id="*"), "the refusal that was not recorded is counted", 70
    )
    assert counted[0]["audit_metadata"]["skipped"] == 1


@pytest.mark.parametrize("way", ["alone", "among many"])
def test_a_model_can_be_switched_off_on_a_full_disk(
    start_muster: StartMuster, small_disks: SmallDisks, way: str
) -> None:
    muster, disk = on_small_disk(start_muster, small_disks)
    admin = muster.admin
    muster.loaded("alpha")
    admin.create("poet", base_model_id="alpha")
    process = muster.process_of("alpha")
    assert process and admin.chat("poet").status == 200
    disk.fill()

    if way == "alone":
        answer = admin.switch_off("alpha", reason="too loud")
        assert answer["is_active"] is False
    else:
        body = {"action": "deactivate", "ids": ["alpha"], "reason": "too loud"}
        answer = expect_ok(admin.post(f"{MODELS}/bulk", json=body))
        assert [model["is_active"] for model in answer["models"]] == [False]
    assert "could not be stored" in answer["warning"] and "restart" in answer["warning"]
    for model, words in (("alpha", "model is inactive"), ("poet", "base model 'alpha' is inactive")):
        refused = admin.chat(model)
        assert (refused.status, refused.error) == (403, words)
    muster.wait_until("alpha", "unloaded")
    eventually(lambda: not process.is_alive, "the process has ended")
    assert muster.residency("alpha")["desired"] == "unloaded"
    assert admin.model("alpha")["is_active"] is False
    assert expect_ok(admin.get("/v1/models"))["data"] == []
    told = muster.run("models", "deactivate", "alpha")
    assert told.code == 0 and "could not be stored" in told.errors
    on = admin.post(f"{MODELS}/model/activate", params={"id": "alpha"})
    assert on.status_code == 507
    assert admin.chat("alpha").status == 403

    disk.free()
    entry = eventually(lambda: admin.audit(action="model.deactivate", entity_id="alpha"), "it is stored")[0]
    assert entry["audit_metadata"]["reason"] == "too loud" and entry["user_id"] == admin.id
    assert entry["audit_metadata"]["in_effect_since"] <= entry["created_at"]
    assert "warning" not in admin.switch_off("alpha")
    muster.kill()
    muster.start()
    assert admin.chat("alpha").status == 403
    admin.switch_on("alpha")
    muster.wait_until("alpha", "loaded")
    assert admin.chat("poet").status == 200


def test_a_switch_off_that_was_never_stored_is_gone_after_a_restart(
    start_muster: StartMuster, small_disks: SmallDisks
) -> None:
    muster, disk = on_small_disk(start_muster, small_disks)
    muster.loaded("alpha")
    disk.fill()
    assert "warning" in muster.admin.switch_off("alpha")
    muster.kill()
    disk.free()
    muster.start()
    muster.wait_until("alpha", "loaded")
    assert muster.admin.model("alpha")["is_active"] is True


def test_who_may_not_switch_a_model_may_not_do_so_on_a_full_disk(
    start_muster: StartMuster, small_disks: SmallDisks
) -> None:
    muster, disk = on_small_disk(start_muster, small_disks)
    muster.loaded("alpha")
    reader = muster.add("Rita", "user")
    muster.admin.share(
        "alpha", {"principal_type": "user", "principal_id": reader.id, "permission": "read"}
    ).raise_for_status()
    disk.fill()
    refused = reader.post(f"{MODELS}/model/deactivate", params={"id": "alpha"})
    assert refused.status_code in (403, 404), refused.text
    assert reader.chat("alpha").status == 200
    assert muster.stop() == 0, "it comes to rest on a full disk"
    disk.free()
    muster.start()
    assert muster.admin.model("alpha")["is_active"] is True


@pytest.mark.parametrize("loss", ["moved", "removed", "replaced"])
def test_a_lost_data_folder_is_told_and_nothing_is_acknowledged(muster: Muster, admin: Person, loss: str) -> None:
    muster.loaded("alpha")
    elsewhere = muster.folder / "elsewhere"
    if loss == "moved":
        muster.data.rename(elsewhere)
    elif loss == "removed":
        shutil.rmtree(muster.data)
    else:
        copy = muster.data / "copy.db"
        shutil.copy(muster.data / "muster.db", copy)
        copy.rename(muster.data / "muster.db")
    refused = admin.post(f"{MODELS}/create", json=model_form("new", base_model_id="alpha"))
    assert (refused.status_code, refused.json()["code"]) == (503, "storage.lost")
    eventually(lambda: "storage" in kinds(muster), "health tells")
    assert admin.chat("alpha").status == 200
    assert "warning" in admin.switch_off("alpha")
    assert admin.chat("alpha").status == 403
    if loss == "moved":
        elsewhere.rename(muster.data)
        eventually(lambda: muster.health().status_code == 200, "all is well again")
        eventually(lambda: admin.audit(action="model.deactivate", entity_id="alpha"), "it is stored")
        admin.create("new", base_model_id="alpha")


def test_a_failed_write_does_not_end_muster(muster: Muster, admin: Person) -> None:
    """As a quota does, or a limit of the size of files: the system sends a signal that would end Muster."""
    muster.loaded("alpha")
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(muster.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited))
    refused = admin.post(f"{MODELS}/create", json=model_form("new", base_model_id="alpha"))
    assert (refused.status_code, refused.json()["code"]) == (503, "storage.failed")
    eventually(lambda: kinds(muster)[:1] == ["storage"], "health tells")
    assert admin.chat("alpha").status == 200
    resource.prlimit(muster.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    eventually(lambda: muster.health().status_code == 200, "all is well again")
    admin.create("new", base_model_id="alpha")


def test_a_read_only_data_folder_is_named_at_the_start(start_muster: StartMuster, small_disks: SmallDisks) -> None:
    muster, disk = on_small_disk(start_muster, small_disks)
    muster.stop()
    disk.make_read_only()
    refused = muster.run("serve", "--config", str(muster.configuration))
    assert refused.code != 0 and "Read-only file system" in refused.errors, refused
    disk.make_read_only(False)
    muster.start()
    assert muster.health().status_code == 200


def test_a_backup_to_a_full_disk_fails_and_says_so(start_muster: StartMuster, small_disks: SmallDisks) -> None:
    muster = start_muster(start=False)
    folder = muster.folder / "backups"
    disk = small_disks.make(folder, "256k")
    disk.fill()
    muster.configure({**muster.settings, "backups": {"folder": str(folder), "every": "1h"}})
    muster.start()
    refused = muster.admin.post("/api/v1/backups")
    assert (refused.status_code, refused.json()["code"]) == (507, "backup.failed")
    assert "is full" in refused.json()["detail"]
    eventually(lambda: "backups" in kinds(muster), "health tells")
    assert sorted(path.name for path in folder.iterdir()) == ["ballast"]
