"""Undo of deletions of models, users and groups; models as of an earlier time; restoring under another id."""

from __future__ import annotations

import time
from typing import Any

from plumbing.person import Person, expect_ok, readable_by
from plumbing.waiting import eventually
from plumbing.workshop import Workshop

MODELS = "/api/v1/models"
UNDO = "/api/v1/undo"
KEPT = ("id", "user_id", "base_model_id", "name", "params", "meta", "is_active")


def essence(model: dict[str, Any]) -> dict[str, Any]:
    """What an undo brings back; revisions and the ids of grants go on."""
    grants = [(grant["principal_type"], grant["principal_id"], grant["permission"]) for grant in model["access_grants"]]
    return {**{name: model[name] for name in KEPT}, "access_grants": sorted(grants)}


def listed(person: Person) -> list[dict[str, Any]]:
    pages = [person.list(kind="all", order_by="name", direction="asc", limit=100, page=page) for page in range(1, 7)]
    models = [essence(model) for page in pages for model in page["items"]]
    assert len(models) == pages[0]["total"]
    return sorted(models, key=lambda model: model["id"])


def as_of(person: Person, moment: int) -> list[dict[str, Any]]:
    models = expect_ok(person.get(f"{MODELS}/", params={"at": moment}))["data"]
    return sorted((essence(model) for model in models), key=lambda model: model["id"])


def a_later_second() -> int:
    """The second that is over when this returns: nothing can happen in it any more."""
    moment = int(time.time())
    eventually(lambda: int(time.time()) > moment, "the next second")
    return moment


def test_500_models_are_shown_before_their_deletion_not_after_it_and_again_after_undo(
    workshop: Workshop,
) -> None:
    lines = [
        {"id": f"m-{number}", "name": f"M {number}", "base_model_id": "alpha", "params": {"seed": number},
         "meta": {"tags": [{"name": f"t{number % 7}"}]}, "is_active": number % 3 > 0,
         "access_grants": [readable_by(workshop.reader)] if number % 2 else []}
        for number in range(500)
    ]  # fmt: skip
    assert workshop.admin.post(f"{MODELS}/import", json=lines).is_success
    before, readers = listed(workshop.admin), listed(workshop.reader)
    assert (len(before), len(readers)) == (502, 251)
    full = a_later_second()

    answer = workshop.admin.delete(f"{MODELS}/delete/all")
    token = expect_ok(answer)["undo_token"]
    assert answer.headers["X-Undo-Token"] == token
    empty = a_later_second()
    assert listed(workshop.admin) == []
    assert as_of(workshop.admin, full) == before
    assert as_of(workshop.reader, full) == [], "what one could read then, but cannot now"

    for stranger in (workshop.owner, workshop.writer):
        assert stranger.post(f"{MODELS}/undo", json={"token": token}).status_code == 404
    undone = workshop.admin.post(f"{MODELS}/undo", json={"token": token})
    assert undone.is_success and undone.headers["X-Undo-Token"] == undone.json()["undo_token"]
    again = a_later_second()

    for person, all_of_theirs in ((workshop.admin, before), (workshop.reader, readers)):
        assert listed(person) == all_of_theirs
        assert as_of(person, full) == all_of_theirs
        assert as_of(person, empty) == []
        assert as_of(person, again) == all_of_theirs


def test_grants_are_taken_away_from_many_and_given_back(workshop: Workshop) -> None:
    shared = [readable_by(workshop.reader)]
    for name in ("a", "b"):
        workshop.admin.create(name, base_model_id="alpha", access_grants=shared)
    before = listed(workshop.admin)
    body = {"action": "ungrant", "ids": ["a", "b"], "access_grants": shared}
    token = expect_ok(workshop.admin.post(f"{MODELS}/bulk", json=body))["undo_token"]
    assert not workshop.reader.sees("a") and not workshop.reader.sees("b")
    assert workshop.admin.post(f"{MODELS}/undo", json={"token": token}).is_success
    assert listed(workshop.admin) == before
    assert workshop.reader.sees("a") and workshop.reader.sees("b")


def test_a_model_whose_id_is_taken_comes_back_under_another_one(workshop: Workshop) -> None:
    workshop.admin.remove("poet")
    workshop.admin.create("poet", base_model_id="alpha", params={"system": "another"})
    refused = workshop.admin.post(f"{MODELS}/bin/restore", json={"id": "poet"})
    assert (refused.status_code, refused.json()["code"]) == (409, "model.taken")
    restored = expect_ok(workshop.admin.post(f"{MODELS}/bin/restore", json={"id": "poet", "as": "poet-2"}))
    assert (restored["id"], restored["params"]) == ("poet-2", {"system": "rhyme"})
    assert workshop.admin.model("poet")["params"] == {"system": "another"}
    assert expect_ok(workshop.admin.get(f"{MODELS}/bin"))["total"] == 0
    history = expect_ok(workshop.admin.get(f"{MODELS}/model/history", params={"id": "poet-2"}))
    assert [entry["action"] for entry in history] == ["model.restore"]


def undo(person: Person, token: str) -> dict[str, Any]:
    return dict(expect_ok(person.post(UNDO, json={"token": token})))


def recent(person: Person) -> list[dict[str, Any]]:
    return list(expect_ok(person.get(UNDO))["items"])


def rights(workshop: Workshop) -> list[Any]:
    """Who may what, and what belongs to whom."""
    people = (workshop.admin, workshop.writer, workshop.reader, workshop.stranger)
    groups = sorted((group["id"], group["name"], group["member_count"]) for group in workshop.admin.groups())
    return [listed(workshop.admin), groups, [[model["id"] for model in listed(person)] for person in people]]


def test_a_removed_person_comes_back_with_password_keys_groups_models_and_grants(workshop: Workshop) -> None:
    admin, owner = workshop.admin, workshop.owner
    admin.give_everybody("features.api_keys")
    program = owner.program()
    assert program.sees("poet")
    before = rights(workshop)

    token = admin.remove_person(owner).headers["X-Undo-Token"]
    assert not program.is_signed_in() and not owner.is_signed_in()
    assert rights(workshop) != before
    restored = undo(admin, token)["restored"]

    assert restored == {"type": "user", "id": owner.id, "name": "Olga", "skipped": []}
    assert rights(workshop) == before
    assert program.sees("poet"), "the programs of the person go on"
    assert not owner.is_signed_in(), "sessions have ended for good"
    assert workshop.muster.sign_in("olga@example.org").id == owner.id
    told = [(entry["action"], entry["entity_id"], entry["outcome"]) for entry in admin.audit(limit=6)]
    assert ("account.restore", owner.id, "ok") in told and ("model.undo", "poet", "ok") in told
    assert admin.post(UNDO, json={"token": token}).json()["code"] == "undo.done"


def test_a_removed_group_comes_back_with_members_and_grants(workshop: Workshop) -> None:
    admin = workshop.admin
    team = admin.make_group("Team", workshop.stranger)
    assert admin.share("poet", readable_by(team)).is_success
    before = rights(workshop)
    token = admin.remove_group(team).headers["X-Undo-Token"]
    assert not workshop.stranger.sees("poet")
    assert undo(admin, token)["restored"]["name"] == "Team"
    assert workshop.stranger.sees("poet")
    assert rights(workshop) == before


def test_a_person_who_was_erased_or_whose_address_is_taken_does_not_come_back(workshop: Workshop) -> None:
    admin, owner = workshop.admin, workshop.owner
    token = admin.remove_person(owner).headers["X-Undo-Token"]
    taker = admin.add_person("Other", email="olga@example.org").json()
    refused = admin.post(UNDO, json={"token": token})
    assert (refused.status_code, refused.json()["code"]) == (409, "undo.address_taken")
    assert refused.json()["conflicts"][0]["id"] == owner.id
    assert "@" not in admin.audit(action="account.restore")[0]["description"]
    assert admin.delete(f"/api/v1/users/{taker['id']}").is_success

    assert recent(admin)[1]["targets"][0]["name"] == "Olga"
    assert admin.post("/api/v1/audit/erase", json={"user_id": owner.id}).is_success
    refused = admin.post(UNDO, json={"token": token})
    assert (refused.status_code, refused.json()["code"]) == (409, "undo.erased")
    act = recent(admin)[1]
    assert (act["action"], act["state"]) == ("account.delete", "erased")
    assert "Olga" not in str(act) and "olga@" not in str(act)
    workshop.muster.stop()
    with workshop.muster.database() as database:
        kept = database.execute("SELECT count(*) FROM removal WHERE subject_id = ?", (owner.id,)).fetchone()
    assert kept == (0,), "nothing is kept of who was erased"


def test_what_one_did_is_listed_for_a_day_newest_first_and_for_nobody_else(workshop: Workshop) -> None:
    admin, owner = workshop.admin, workshop.owner
    owner.create("second", base_model_id="alpha", name="Second", is_active=False)
    owner.remove("second")
    expect_ok(owner.post(f"{MODELS}/bulk", json={"action": "deactivate", "ids": ["poet"]}))
    acts = recent(owner)
    assert [(act["action"], act["state"], act["model_count"]) for act in acts] == [
        ("model.deactivate", "open", 1), ("model.delete", "open", 1),
    ]  # fmt: skip
    assert acts[1]["targets"] == [{"type": "model", "id": "second", "name": "Second"}]
    assert acts[1]["undo_until"] - acts[1]["done_at"] == 24 * 3600
    assert recent(admin) == [] and recent(workshop.writer) == []
    assert workshop.writer.post(UNDO, json={"token": acts[1]["id"]}).status_code == 404

    undo(owner, acts[1]["id"])
    assert owner.sees("second")
    assert [(act["action"], act["state"]) for act in recent(owner)] == [
        ("model.undo", "open"), ("model.deactivate", "open"), ("model.delete", "undone"),
    ]  # fmt: skip


def test_the_command_line_lists_and_undoes(workshop: Workshop) -> None:
    admin, owner, muster = workshop.admin, workshop.owner, workshop.muster
    assert "nothing in the last 24 hours" in muster.run("undo").errors
    told = muster.run("users", "delete", "olga@example.org", "--yes")
    assert told.code == 0 and "Undo with: muster undo undo-" in told.errors
    table = muster.run("undo").output
    assert "account.delete" in table and "Olga and 2 models" in table and "can be undone until" in table
    (act,) = muster.run("undo", "--quiet").output.split()
    told = muster.run("models", "undo", act)
    assert told.code == 0 and "Olga was restored." in told.output
    assert admin.model("poet")["user_id"] == owner.id
    assert "undone" in muster.run("undo").output and muster.run("undo", "--quiet").output.strip() == ""
