"""Backups: made under load, verified, restored with or without a previous database, and never partial."""

from __future__ import annotations

import contextlib
import hashlib
import json
import pathlib
import sqlite3
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.effort import cases
from plumbing.muster import EXECUTABLE, Command, Muster, executable_environment
from plumbing.person import Person
from plumbing.waiting import eventually, passing

DAMAGED, FOREIGN, NEWER = 5, 6, 7


def contents(folder: pathlib.Path) -> dict[str, str]:
    """Every file below the folder, by what is in it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(database: pathlib.Path, query: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def plant(muster: Muster, *statements: str) -> None:
    """Changes a stopped Muster's database as somebody with a tool of their own would."""
    with contextlib.closing(muster.database()) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            database.execute(statement)
        database.commit()


def local(muster: Muster, *arguments: str | pathlib.Path) -> Command:
    return muster.run(*(str(argument) for argument in arguments), "--config", str(muster.configuration))


def back_up(muster: Muster, target: pathlib.Path, *options: str) -> dict[str, Any]:
    made = local(muster, "backup", target, "--json", *options)
    assert made.code == 0, made
    return json.loads(made.output)


def entries(muster: Muster, action: str) -> list[dict[str, Any]]:
    return muster.admin.audit(action=action)


# Under load


class Load:
    """People who make models and switch them all the time; knows what was acknowledged when."""

    def __init__(self, muster: Muster, writers: int = 4) -> None:
        self.acknowledged: list[tuple[float, str]] = []
        self._stop = threading.Event()
        people = [muster.sign_in("ada@example.org") for _ in range(writers)]
        self._threads = [threading.Thread(target=self._write, args=(who, n)) for n, who in enumerate(people)]

    def _write(self, person: Person, number: int) -> None:
        count = 0
        while not self._stop.is_set():
            id = f"preset-{number}-{count}"
            person.create(id, base_model_id="alpha", is_active=False)
            self.acknowledged.append((time.monotonic(), id))
            person.switch_on(id)
            person.switch_off(id)
            count += 1

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        eventually(lambda: len(self.acknowledged) > 20, "the load has begun", within=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def before(self, moment: float) -> set[str]:
        return {id for at, id in self.acknowledged if at < moment}


def assert_consistent(database: pathlib.Path) -> None:
    """Models, revisions and audit entries are of one moment."""
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "PRAGMA foreign_key_check") == []
    models = rows(database, "SELECT id, revision, is_active FROM model WHERE id LIKE 'preset-%'")
    history = {
        id: (newest, count)
        for id, newest, count in rows(
            database, "SELECT model_id, max(revision), count(*) FROM model_revision GROUP BY model_id"
        )
    }
    acts: dict[str, list[str]] = {}
    for id, act in rows(database, "SELECT entity_id, action FROM billing_audit_log ORDER BY sequence"):
        acts.setdefault(id, []).append(act)
    for id, revision, is_active in models:
        assert history[id] == (revision, revision), id
        assert acts[id] == ["model.create", "model.activate", "model.deactivate"][:revision]
        assert is_active == (revision == 2)
    assert {id for id, *_ in models} == {id for id in acts if id.startswith("preset-")}
    assert {id for id, *_ in models} == {id for id in history if id.startswith("preset-")}


@pytest.fixture(scope="module")
def under_load(
    tmp_path_factory: pytest.TempPathFactory, model_files: Any, fake_runtime: Callable[..., Any]
) -> Iterator[tuple[Muster, pathlib.Path, set[str]]]:
    """A stopped Muster, its backup that was made while it was busy, and what it had acknowledged before that."""
    folder = tmp_path_factory.mktemp("under-load")
    muster = Muster(folder / "muster", model_files, {}, fake_runtime())
    try:
        muster.start()
        muster.offer("alpha")
        with Load(muster) as load:
            for number in range(3):
                began, target = time.monotonic(), folder / f"backup-{number}.db"
                told = back_up(muster, target)
                assert_consistent(target)
                for table, count in told["rows"].items():
                    assert rows(target, f'SELECT count(*) FROM "{table}"') == [(count,)]
            after = load.before(time.monotonic())
        assert len(after) > len(load.before(began)), "the load went on meanwhile"
        assert muster.stop() == 0
        yield muster, target, load.before(began)
    finally:
        muster.close()


Busy = tuple[Muster, pathlib.Path, set[str]]


def test_a_backup_made_under_load_restores_into_an_empty_folder(under_load: Busy, start_muster: StartMuster) -> None:
    busy, backup, acknowledged = under_load
    muster = start_muster(like=busy, start=False)
    for name in ("muster.db", "keys/session.key"):
        (muster.data / name).unlink()
    restored = local(muster, "restore", backup)
    assert restored.code == 0, restored
    assert "sign in again" in restored.output
    assert_consistent(muster.data / "muster.db")
    muster.start()
    assert not muster.admin.is_signed_in(), "the key of sessions is in no backup"
    muster.admin = muster.sign_in("ada@example.org")
    everything = muster.admin.list(kind="preset", limit=200)
    seen = {model["id"] for model in everything["items"]}
    if everything["total"] <= 200:
        assert acknowledged <= seen
    present = {id for (id,) in rows(muster.data / "muster.db", "SELECT id FROM model")}
    assert acknowledged <= present
    assert muster.admin.create("new", base_model_id="alpha")["revision"] == 1


def test_a_backup_made_under_load_restores_over_what_is_there(under_load: Busy, start_muster: StartMuster) -> None:
    busy, backup, acknowledged = under_load
    muster = start_muster(like=busy, start=False)
    before = rows(busy.data / "muster.db", "SELECT count(*), max(sequence) FROM billing_audit_log")[0]
    refused = local(muster, "restore", backup)
    assert refused.code == 1 and "--replace" in refused.errors
    restored = local(muster, "restore", backup, "--replace", "--json")
    assert restored.code == 0, restored
    told = json.loads(restored.output)
    assert told["entries_before"] == before[0] > told["entries_now"]
    assert_consistent(muster.data / "muster.db")
    kept = pathlib.Path(told["replaced"])
    assert kept.parent.parent == muster.data / "replaced"
    assert_consistent(kept)
    assert rows(kept, "SELECT count(*), max(sequence) FROM billing_audit_log")[0] == before
    muster.start()
    assert muster.admin.is_signed_in(), "the folder has kept its key"
    present = {id for (id,) in rows(muster.data / "muster.db", "SELECT id FROM model")}
    assert acknowledged <= present
    entry = entries(muster, "backup.restore")[0]
    assert entry["user_id"] == "system" and str(backup) in entry["description"]
    assert entry["audit_metadata"]["entries_before"] == before[0]
    assert entry["audit_metadata"]["entries_now"] == told["entries_now"]


def test_what_a_restore_has_replaced_can_be_restored_itself(under_load: Busy, start_muster: StartMuster) -> None:
    busy, backup, _ = under_load
    muster = start_muster(like=busy, start=False)
    count = rows(busy.data / "muster.db", "SELECT count(*) FROM model")
    kept = json.loads(local(muster, "restore", backup, "--replace", "--json").output)["replaced"]
    assert local(muster, "restore", kept, "--replace").code == 0
    assert rows(muster.data / "muster.db", "SELECT count(*) FROM model") == count


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(under_load: Busy, start_muster: StartMuster) -> None:
    busy, backup, _ = under_load
    old = rows(busy.data / "muster.db", "SELECT count(*) FROM model")
    new = rows(backup, "SELECT count(*) FROM model")
    assert old != new
    muster = start_muster(like=busy, start=False)
    command = [EXECUTABLE, "restore", backup, "--replace", "--config", muster.configuration]
    began = time.monotonic()
    subprocess.run(command, env=executable_environment(), check=True, capture_output=True)
    whole = time.monotonic() - began
    server = muster
    for step in range(cases(10)):
        if step % 10 == 0:
            server = start_muster(like=busy, start=False)
        command[-1] = server.configuration
        process = subprocess.Popen(
            command, env=executable_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        passing(whole * (step % 10 + 4) / 14)
        process.kill()
        process.wait(timeout=10)
        database = server.data / "muster.db"
        found = rows(database, "SELECT count(*) FROM model")
        assert found in (old, new)
        assert_consistent(database)
    server.start()
    assert server.admin.list()["total"] > 0


# Refused


def foreign_database(path: pathlib.Path) -> pathlib.Path:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE user (id TEXT)")
        database.commit()
    return path


def newer_database(path: pathlib.Path, good: pathlib.Path) -> pathlib.Path:
    path.write_bytes(good.read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO schema_migration VALUES (9999, 'of_the_future')")
        database.commit()
    return path


@pytest.mark.parametrize("has_database", [True, False], ids=["over a database", "into an empty folder"])
def test_a_damaged_or_foreign_backup_is_refused_before_anything_changes(
    start_muster: StartMuster, with_administrator: Muster, tmp_path: pathlib.Path, has_database: bool
) -> None:
    muster = start_muster(like=with_administrator, start=False)
    good = tmp_path / "good.db"
    back_up(muster, good)
    whole = good.read_bytes()
    bad: list[tuple[pathlib.Path, int, str]] = []
    for count in (0, 50, 100, 5000, len(whole) // 2, len(whole) - 1):
        (tmp_path / f"cut-{count}.db").write_bytes(whole[:count])
        bad.append((tmp_path / f"cut-{count}.db", DAMAGED, "truncated"))
    (tmp_path / "spoilt.db").write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    (tmp_path / "text.db").write_text("Dear diary, " * 1000)
    bad += [
        (tmp_path / "spoilt.db", DAMAGED, "damaged"),
        (tmp_path / "text.db", FOREIGN, "not a Muster database"),
        (foreign_database(tmp_path / "foreign.db"), FOREIGN, "not a Muster database"),
        (newer_database(tmp_path / "newer.db", good), NEWER, "newer version"),
        (tmp_path / "absent.db", 1, "cannot be read"),
    ]
    if not has_database:
        (muster.data / "muster.db").unlink()
    before = contents(muster.data)
    for file, code, words in bad:
        refused = local(muster, "restore", file, "--replace")
        assert refused.code == code, (file, refused)
        assert words in refused.errors and "Nothing was changed" in refused.errors, refused
        assert contents(muster.data) == before, file
    assert not list(tmp_path.glob("*-wal")) and not list(tmp_path.glob("*-shm"))


def test_a_running_muster_is_to_be_stopped_first(muster: Muster, tmp_path: pathlib.Path) -> None:
    back_up(muster, tmp_path / "backup.db")
    refused = local(muster, "restore", tmp_path / "backup.db", "--replace")
    assert refused.code == 1 and "Stop it first" in refused.errors
    assert muster.health().status_code == 200
    itself = local(muster, "restore", muster.data / "muster.db", "--replace")
    assert itself.code == 1 and "the database itself" in itself.errors


def test_muster_does_not_start_empty_when_the_database_is_missing_beside_a_replaced_one(
    start_muster: StartMuster, with_administrator: Muster, tmp_path: pathlib.Path
) -> None:
    muster = start_muster(like=with_administrator, start=False)
    back_up(muster, tmp_path / "backup.db")
    assert local(muster, "restore", tmp_path / "backup.db", "--replace").code == 0
    (muster.data / "muster.db").unlink()
    refused = local(muster, "serve")
    assert refused.code == 2 and "muster restore" in refused.errors
    assert not (muster.data / "muster.db").exists()
    examined = local(muster, "doctor")
    assert examined.code == 1 and "the database is missing" in examined.output
    assert local(muster, "restore", tmp_path / "backup.db").code == 0
    muster.start()


# The command


def test_a_backup_is_readable_by_its_owner_only_and_replaces_nothing_without_force(
    muster: Muster, tmp_path: pathlib.Path
) -> None:
    target = tmp_path / "backup.db"
    told = back_up(muster, target)
    assert told["verified"] is True and told["bytes"] == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    refused = local(muster, "backup", target)
    assert refused.code == 1 and "--force" in refused.errors
    target.write_text("mine")
    assert local(muster, "backup", target).code == 1 and target.read_text() == "mine"
    assert local(muster, "backup", target, "--force").code == 0
    assert list(tmp_path.glob("backup*")) == [target]
    secret = (muster.data / "keys" / "session.key").read_bytes().strip()
    assert secret not in target.read_bytes()
    assert rows(target, "PRAGMA application_id") == [(0x4D757374,)]


def test_a_database_from_before_there_was_a_mark_is_backed_up_and_restored(
    start_muster: StartMuster, with_administrator: Muster, tmp_path: pathlib.Path
) -> None:
    muster = start_muster(like=with_administrator, start=False)
    plant(muster, "PRAGMA application_id = 0")
    back_up(muster, tmp_path / "backup.db")
    assert local(muster, "restore", tmp_path / "backup.db", "--replace").code == 0
    assert rows(muster.data / "muster.db", "PRAGMA application_id") == [(0x4D757374,)]
    muster.start()


def test_a_backup_that_cannot_be_written_fails_with_a_message(muster: Muster, tmp_path: pathlib.Path) -> None:
    refused = local(muster, "backup", tmp_path / "absent" / "backup.db")
    assert refused.code == 1 and "cannot be made" in refused.errors
    (muster.folder / "other.yaml").write_text(muster.configuration.read_text() + "data: ./nothing\n")
    nothing = muster.run("backup", str(tmp_path / "x.db"), "--config", str(muster.folder / "other.yaml"))
    assert nothing.code == 2 and not (tmp_path / "x.db").exists()
