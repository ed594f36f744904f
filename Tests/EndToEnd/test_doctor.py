"""The doctor finds damage, says how to fix it, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.muster import Command, Muster
from plumbing.person import expect_ok
from plumbing.waiting import eventually
from test_backups import contents, local, plant

Findings = list[dict[str, str]]


def examine(muster: Muster) -> tuple[int, Findings]:
    told = local(muster, "doctor", "--json")
    assert told.code in (0, 1), told
    body: dict[str, Any] = json.loads(told.output)
    assert body["ok"] is (told.code == 0)
    assert all(finding[key] for finding in body["findings"] for key in ("severity", "what", "where", "fix"))
    return told.code, body["findings"]


def found(muster: Muster, words: str) -> dict[str, str]:
    _, findings = examine(muster)
    about = [finding for finding in findings if words in finding["what"]]
    assert len(about) == 1, findings
    return about[0]


@pytest.fixture
def furnished(start_muster: StartMuster) -> Muster:
    """A stopped Muster with models, users and groups."""
    muster = start_muster()
    uma = muster.sign_up("Uma")
    muster.offer("alpha")
    muster.admin.create("tutor", base_model_id="alpha")
    muster.admin.make_group("School", uma)
    assert muster.stop() == 0
    return muster


def test_an_intact_installation_has_no_errors_running_or_stopped(furnished: Muster) -> None:
    code, findings = examine(furnished)
    assert code == 0 and {finding["severity"] for finding in findings} <= {"warning", "note"}, findings
    furnished.start()
    before = furnished.admin.audit()
    assert examine(furnished)[0] == 0
    assert furnished.admin.audit() == before
    words = local(furnished, "doctor")
    assert words.code == 0 and "No errors." in words.output


GRANT = "INSERT INTO access_grant VALUES ('g1', 'tutor', '{type}', 'gone', 'read', 1)"
UNPROTECTED = "DROP TRIGGER {name}"

PLANTED: dict[str, tuple[list[str], str, str]] = {
    "a grant to a person who is gone": ([GRANT.format(type="user")], "has a grant to the user gone", "warning"),
    "a grant to a group that is gone": ([GRANT.format(type="group")], "has a grant to the group gone", "warning"),
    "a model whose owner is gone": (
        ["UPDATE model SET user_id = 'gone' WHERE id = 'tutor'"], "the user gone, does not exist", "warning"),
    "a preset without its base": (
        ["UPDATE model SET base_model_id = 'gone', weights = 'gone' WHERE id = 'tutor'"],
        "base model 'gone'", "warning"),
    "a membership of nobody": (
        ["INSERT INTO group_member SELECT id, 'gone', 1, NULL FROM user_group"], "the user gone", "warning"),
    "a membership of no group": (
        ["INSERT INTO group_member SELECT 'gone', id, 1, NULL FROM user WHERE role = 'admin'"],
        "the group gone", "warning"),
    "a group without its parent": (
        ["UPDATE user_group SET parent_group_id = 'gone'"], "the group gone, does not exist", "error"),
    "no administrator": (["UPDATE user SET role = 'user'"], "no user is an administrator", "error"),
    "a session of nobody": (
        ["INSERT INTO session (id, user_id, created_at, expires_at) VALUES ('s', 'gone', 1, 2)"],
        "a row refers to one that does not exist", "error"),
    "unprotected audit entries": ([UNPROTECTED.format(name="audit_entries_stay")], "audit_entries_stay is", "error"),
    "unprotected revisions": ([UNPROTECTED.format(name="revisions_stay")], "revisions_stay is missing", "error"),
    "an entry that was deleted": (
        [UNPROTECTED.format(name="audit_entries_stay"), "DELETE FROM audit_entry WHERE sequence = 2"],
        "entries are missing from the audit trail: 1", "error"),
    "an entry that was changed": (
        [UNPROTECTED.format(name="audit_entries_stay_as_written"),
         "UPDATE audit_entry SET line = replace(line, 'Ada', 'Eve') || ' ' WHERE sequence = 3"],
        "was changed after it was written", "error"),
    "an entry that is listed as somebody else's": (
        ["UPDATE audit_index SET user_id = 'gone' WHERE sequence = 3"], "the index does not match", "error"),
    "a name that was put in another's place": (
        ["UPDATE audit_entry SET facts = replace(facts, 'Ada', 'Eve') WHERE sequence = 2"],
        "not the recorded one", "error"),
    "a forged checkpoint": (
        ["UPDATE audit_checkpoint SET note = replace(note, char(8212), char(8212) || 'x')"],
        "the last checkpoint", "error"),
    "a revision that was deleted": (
        [UNPROTECTED.format(name="revisions_stay"), "DELETE FROM model_revision WHERE model_id = 'tutor'"],
        "which is not in its history", "error"),
    "a newer schema": (["INSERT INTO schema_migration VALUES (9999, 'x')"], "at schema 9999", "error"),
}  # fmt: skip


@pytest.fixture(scope="module")
def pattern(shared_muster: Muster) -> Muster:
    """A stopped Muster, the template for those with a planted problem."""
    uma = shared_muster.sign_up("Uma")
    shared_muster.offer("alpha")
    shared_muster.admin.create("tutor", base_model_id="alpha")
    shared_muster.admin.make_group("School", uma)
    assert shared_muster.stop() == 0
    return shared_muster


@pytest.mark.parametrize(("statements", "words", "severity"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_problem_is_found(
    start_muster: StartMuster, pattern: Muster, statements: list[str], words: str, severity: str
) -> None:
    muster = start_muster(like=pattern, start=False)
    plant(muster, *statements)
    before = contents(muster.data)["muster.db"]
    assert found(muster, words)["severity"] == severity
    assert examine(muster)[0] == (1 if severity == "error" else 0)
    assert contents(muster.data)["muster.db"] == before, "it changes nothing"


def test_a_damaged_database_is_found_with_a_fix(start_muster: StartMuster, pattern: Muster) -> None:
    muster = start_muster(like=pattern, start=False)
    plant(muster, "PRAGMA wal_checkpoint(TRUNCATE)")
    bytes_now = (muster.data / "muster.db").read_bytes()
    (muster.data / "muster.db").write_bytes(bytes_now[:8192] + b"\xff" * 8192 + bytes_now[16384:])
    code, findings = examine(muster)
    assert code == 1 and any("muster restore" in finding["fix"] for finding in findings), findings


def test_the_permissions_of_the_keys_are_checked(start_muster: StartMuster, pattern: Muster) -> None:
    muster = start_muster(like=pattern, start=False)
    (muster.data / "keys" / "session.key").chmod(0o644)
    assert found(muster, "the session key")["fix"].startswith("chmod 600 ")


def told(command: Command) -> str:
    return command.output + command.errors


def test_possible_data_loss_is_reported(start_muster: StartMuster, with_administrator: Muster) -> None:
    muster = start_muster(like=with_administrator, start=False)
    assert found(muster, "automatic backups are off")["severity"] == "warning"
    folder = muster.folder / "backups"
    muster.configure({**muster.settings, "backups": {"folder": str(folder), "every": "1h"}})
    assert found(muster, "there is no backup yet")["severity"] == "error"
    muster.start()
    eventually(lambda: muster.admin.audit(action="backup.make"), "the first is made")
    expect_ok(muster.admin.post("/api/v1/backups"))
    assert found(muster, "the 0 actions since the latest backup")
    muster.sign_up("Uma")
    assert found(muster, "actions since the latest backup")["what"].split()[5] != "0"
    newest = max(folder.glob("muster-*.db"))
    newest.write_bytes(newest.read_bytes()[:-1])
    assert found(muster, "the latest backup is unusable")["severity"] == "error"
    newest.unlink()
    for backup in folder.glob("muster-*.db"):
        backup.rename(folder / "muster-20200101T000000.000Z.db")
    assert "minutes old" in found(muster, "minutes old")["what"]
    assert "fix:" in told(local(muster, "doctor"))
