"""Every act is in the trail: who, what, when, before and after; and nobody can rewrite it."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import pytest

from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, model_form, readable_by
from plumbing.waiting import eventually


def actions(person: Person, **query: object) -> list[str]:
    """Oldest first."""
    return [entry["action"] for entry in reversed(person.audit(limit=200, **query))]


def test_the_trail_records_the_whole_life_of_a_model(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    admin.switch_on("alpha")
    muster.wait_until("alpha", "loaded")
    admin.update("alpha", name="Alpha")
    admin.switch_off("alpha")
    muster.wait_until("alpha", "unloaded")
    admin.remove("alpha")
    assert [action for action in actions(admin, entity_id="alpha") if action.startswith("model.")] == [
        "model.create", "model.activate", "model.update", "model.deactivate", "model.delete",
    ]  # fmt: skip
    moves = [action for action in actions(admin, entity_id="alpha") if action.startswith("residency.")]
    assert [move for move in moves if move != "residency.draining"] == [
        "residency.loading", "residency.loaded", "residency.unloading", "residency.unloaded",
    ]  # fmt: skip


def test_an_entry_says_who_did_what_from_where_and_why(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    began = int(time.time())
    answer = admin.post("/api/v1/models/model/activate", params={"id": "alpha"}, json={"reason": "demo on Friday"})
    entry = admin.audit(action="model.activate")[0]
    assert entry["user_id"] == admin.id and entry["user_name"] == admin.session["name"]
    assert (entry["entity_type"], entry["entity_id"], entry["outcome"]) == ("model", "alpha", "ok")
    assert entry["changes"]["is_active"] == {"before": False, "after": True}
    assert entry["description"]
    assert began <= entry["created_at"] <= int(time.time())
    facts = entry["audit_metadata"]
    assert facts["reason"] == "demo on Friday"
    assert facts["request_id"] == answer.headers["x-request-id"]
    assert facts["address"].startswith("127.0.0.1") and facts["authentication"] and facts["software_version"]


def test_changes_hold_before_and_after_of_what_changed_and_nothing_else(admin: Person) -> None:
    admin.create("alpha", name="Alpha", params={"temperature": 0.1, "seed": 12345678901234567890}, is_active=False)
    admin.update("alpha", name="Beta", params={"temperature": 0.2, "seed": 12345678901234567890})
    changes = admin.audit(action="model.update")[0]["changes"]
    assert changes["name"] == {"before": "Alpha", "after": "Beta"}
    assert "meta" not in changes and "is_active" not in changes
    assert any(
        change in ({"before": 0.1, "after": 0.2}, {
            "before": {"temperature": 0.1, "seed": 12345678901234567890},
            "after": {"temperature": 0.2, "seed": 12345678901234567890},
        })
        for name, change in changes.items() if name.startswith("params")
    )  # fmt: skip


def test_entries_of_the_controller_name_the_system_and_the_cause(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    # Written a moment after the transition.
    [entry] = eventually(lambda: admin.audit(action="residency.loaded", entity_id="alpha"), "the load has its entry")
    assert entry["user_id"] == "system"
    assert entry["audit_metadata"]["cause"]
    failed_before = admin.audit(action="residency.failed")
    assert failed_before == []


def test_manual_loads_and_unloads_are_recorded(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    admin.unload("alpha")
    admin.load("alpha")
    told = actions(admin, entity_id="alpha", user_id=admin.id)
    assert told[-2:] == ["residency.unload", "residency.load"]


def test_a_repeat_that_changes_nothing_writes_nothing(admin: Person) -> None:
    admin.create("alpha", is_active=False)
    before = len(admin.audit(limit=200))
    admin.switch_off("alpha")
    assert len(admin.audit(limit=200)) == before


def test_refused_attempts_are_recorded(muster: Muster, admin: Person) -> None:
    reader = muster.sign_up("Rita")
    admin.create("alpha", access_grants=[readable_by(reader)], is_active=False)
    reader.remove("alpha")
    reader.post("/api/v1/models/create", json=model_form("own"))
    reader.chat("alpha")
    refused = admin.audit(outcome="denied", user_id=reader.id)
    assert {(entry["action"], entry["entity_id"]) for entry in refused} >= {
        ("model.delete", "alpha"), ("model.create", "own"), ("model.use", "alpha"),
    }  # fmt: skip
    assert all(entry["description"] for entry in refused)


def test_accounts_and_sessions_are_recorded_without_secrets(muster: Muster, admin: Person) -> None:
    user = muster.sign_up("Uma")
    guest = muster.guest()
    email = user.session["email"]
    guest.post("/api/v1/auths/signin", json={"email": email, "password": "wrong wrong"})
    session = guest.post("/api/v1/auths/signin", json={"email": email, "password": PASSWORD}).json()
    muster.signed_in(session).post("/api/v1/auths/signout")
    told = [(entry["action"], entry["outcome"]) for entry in reversed(admin.audit(limit=200))]
    assert told[-5:] == [
        ("account.sign_up", "ok"), ("session.sign_in", "ok"),
        ("session.sign_in", "denied"),
        ("session.sign_in", "ok"), ("session.sign_out", "ok"),
    ]  # fmt: skip
    text = admin.get("/api/v1/audit/logs", params={"limit": 200}).text
    for secret in (PASSWORD, "wrong wrong", session["token"], user.token):
        assert secret not in text


def test_the_trail_can_be_searched_and_paged(admin: Person) -> None:
    for id in ("alpha", "beta"):
        admin.create(id, is_active=False)
        admin.update(id, name="new")
    whole = admin.get("/api/v1/audit/logs", params={"entity_type": "model"}).json()
    assert whole["total"] == 4
    sequences = [entry["sequence"] for entry in whole["items"]]
    assert sequences == sorted(sequences, reverse=True), "newest first"
    assert [entry["entity_id"] for entry in admin.audit(action="model.update")] == ["beta", "alpha"]
    page = admin.get("/api/v1/audit/logs", params={"entity_type": "model", "limit": 1, "offset": 2}).json()
    assert page["total"] == 4 and page["items"] == [whole["items"][2]]
    assert admin.audit(to=1) == [] and len(admin.audit(**{"from": 1, "entity_type": "model"})) == 4
    assert admin.get("/api/v1/audit/logs", params={"limit": "many"}).status_code in (400, 422)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_audit_log SET action = 'nothing'",
        "UPDATE billing_audit_log SET created_at = 0 WHERE entity_id = 'alpha'",
        "DELETE FROM billing_audit_log",
        "UPDATE audit_entry SET line = '{}'",
        "DELETE FROM audit_entry WHERE sequence = 2",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_an_entry(muster: Muster, admin: Person, statement: str) -> None:
    admin.create("alpha", is_active=False)
    before = admin.audit(limit=200)
    with contextlib.closing(muster.database()) as database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(billing_audit_log)")}
        assert columns >= {
            "id", "user_id", "action", "entity_type", "entity_id", "description", "changes", "audit_metadata",
            "created_at",
        }  # fmt: skip
        with pytest.raises(sqlite3.DatabaseError):
            database.execute(statement)
        database.rollback()
    assert admin.audit(limit=200) == before


def test_entries_are_durable(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    muster.kill()
    muster.start()
    assert admin.audit(action="model.create")[0]["entity_id"] == "alpha"


def test_a_failed_load_is_recorded_with_its_reason(muster: Muster, admin: Person) -> None:
    admin.create("wrong-magic")
    muster.wait_until("wrong-magic", "failed")
    told = eventually(lambda: admin.audit(action="residency.failed", entity_id="wrong-magic"), "the failure is told")
    assert "invalid magic characters" in str(told[0])
