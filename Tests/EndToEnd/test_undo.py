"""What was at a time, before a deletion of everything and after its undo; and the bin under another id."""

from __future__ import annotations

import time
from typing import Any

from plumbing.person import Person, expect_ok, readable_by
from plumbing.waiting import eventually
from plumbing.workshop import Workshop

MODELS = "/api/v1/models"
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


def test_a_time_shows_all_of_500_models_before_they_are_deleted_none_after_it_and_all_after_undo(
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
