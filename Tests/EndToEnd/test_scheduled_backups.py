"""Scheduled backups, and backups by API."""

from __future__ import annotations

import pathlib
import shutil

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import expect_ok
from plumbing.waiting import eventually
from test_backups import assert_consistent, back_up, local

BACKUPS = "/api/v1/backups"


def scheduled(start_muster: StartMuster, folder: pathlib.Path, every: str = "1s", keep: int = 3) -> Muster:
    return start_muster(backups={"folder": str(folder), "every": every, "keep": keep})


def names(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.glob("muster-*.db")) if folder.exists() else []


def test_scheduled_backups_are_made_and_the_oldest_are_removed(
    start_muster: StartMuster, tmp_path: pathlib.Path
) -> None:
    folder = tmp_path / "deep" / "backups"
    muster = scheduled(start_muster, folder)
    (strange := tmp_path / "deep" / "backups" / "muster-mine.db").parent.mkdir(parents=True, exist_ok=True)
    strange.write_text("not a backup's name")
    first = eventually(lambda: [name for name in names(folder) if name[7] == "2"], "the first is made")
    eventually(lambda: muster.admin.audit(action="backup.remove"), "one is removed", within=15)
    kept = [name for name in names(folder) if name[7] == "2"]
    assert first[0] not in kept and 3 <= len(kept) <= 4
    assert strange.exists()
    removed, made = (muster.admin.audit(action=f"backup.{verb}") for verb in ("remove", "make"))
    assert {entry["user_id"] for entry in removed + made} == {"system"}
    assert first[0] in {entry["entity_id"] for entry in removed}
    assert set(kept[:3]) <= {entry["entity_id"] for entry in made} | {kept[-1]}
    assert muster.stop() == 0
    for name in names(folder):
        if name != strange.name:
            assert_consistent(folder / name)
    assert not list(folder.glob("*.partial*"))


def test_the_next_backup_is_made_when_the_newest_is_old_enough(
    start_muster: StartMuster, tmp_path: pathlib.Path
) -> None:
    muster = scheduled(start_muster, tmp_path / "backups", every="1h")
    eventually(lambda: names(tmp_path / "backups"), "the first is made")
    first = names(tmp_path / "backups")
    muster.stop()
    muster.start()
    expect_ok(muster.admin.post(BACKUPS))
    assert len(names(tmp_path / "backups")) == len(first) + 1 == 2, "only the one that was asked for"


def test_a_failed_backup_shows_in_health_and_in_the_trail_until_the_next_succeeds(
    start_muster: StartMuster, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "backups").write_text("in the way")
    muster = scheduled(start_muster, tmp_path / "backups")
    eventually(lambda: muster.health().status_code == 503, "health tells")
    assert "backup" in " ".join(muster.health().json()["problems"])
    failed = muster.admin.audit(action="backup.make", outcome="failed")
    assert failed and str(tmp_path / "backups") in failed[0]["description"]
    eventually(lambda: muster.admin.post(BACKUPS).status_code == 503, "one by hand fails too, when none is being tried")
    (tmp_path / "backups").unlink()
    eventually(lambda: muster.health().status_code == 200, "all is well again", within=15)


def test_an_administrator_makes_lists_and_downloads_backups(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "backups"
    muster = scheduled(start_muster, folder, every="1h")
    eventually(lambda: names(folder), "the first is made")
    eventually(lambda: muster.admin.audit(action="backup.make"), "and recorded")
    made = expect_ok(muster.admin.post(BACKUPS))
    assert made["verified"] is True
    listed = expect_ok(muster.admin.get(BACKUPS))
    assert listed["folder"] == str(folder)
    assert listed["items"][0] == made and len(listed["items"]) == 2
    fetched = muster.admin.get(f"{BACKUPS}/{made['name']}")
    assert fetched.status_code == 200 and fetched.content == (folder / made["name"]).read_bytes()
    assert len(fetched.content) == made["bytes"]
    entry = muster.admin.audit(action="backup.download")[0]
    assert entry["entity_id"] == made["name"] and entry["user_id"] == muster.admin.id
    assert muster.admin.audit(action="backup.make")[0]["user_id"] == muster.admin.id
    (folder / made["name"]).write_bytes(fetched.content[:-1])
    assert [item["verified"] for item in expect_ok(muster.admin.get(BACKUPS))["items"]] == [False, True]


def test_only_backups_can_be_downloaded(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "backups"
    muster = scheduled(start_muster, folder, every="1h")
    name = eventually(lambda: names(folder), "the first is made")[0]
    shutil.copy(folder / name, tmp_path / name)
    (folder / "secret.db").write_text("secret")
    for wrong in (
        "secret.db", "..%2F" + name, "%2e%2e%2F" + name, "../" + name, "..%2F..%2Fdata%2Fkeys%2Fsession.key",
        name + "%00", "muster-.db", name.upper(), "%2F" + str(tmp_path / name).replace("/", "%2F"),
    ):  # fmt: skip
        # NUL is refused before anybody looks for a file.
        assert muster.admin.get(f"{BACKUPS}/{wrong}").status_code == (400 if "%00" in wrong else 404), wrong


def test_without_a_backup_folder_the_answer_says_how_to_set_one(muster: Muster) -> None:
    refused = muster.admin.post(BACKUPS)
    assert refused.status_code == 409 and "backups.folder" in refused.json()["detail"]
    assert expect_ok(muster.admin.get(BACKUPS)) == {"folder": None, "items": []}
    assert muster.health().status_code == 200


def test_a_downloaded_backup_can_be_restored(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    muster = scheduled(start_muster, tmp_path / "backups", every="1h")
    eventually(lambda: muster.admin.audit(action="backup.make"), "the first is made, and recorded")
    muster.offer("alpha")
    made = expect_ok(muster.admin.post(BACKUPS))
    (tmp_path / "fetched.db").write_bytes(muster.admin.get(f"{BACKUPS}/{made['name']}").content)
    muster.admin.create("later", base_model_id="alpha")
    muster.stop()
    assert local(muster, "restore", tmp_path / "fetched.db", "--replace").code == 0
    muster.start()
    assert muster.admin.sees("alpha") and not muster.admin.sees("later")


def test_a_manual_backup_does_not_disturb_scheduled_ones(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    muster = scheduled(start_muster, tmp_path / "backups")
    for number in range(5):
        back_up(muster, tmp_path / f"by-hand-{number}.db")
    assert muster.health().status_code == 200
