"""Bulk changes, conflicting later changes, and undo."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from plumbing.person import Person, expect_ok, readable_by, shape, writable_by
from plumbing.workshop import Workshop

MODELS = "/api/v1/models"


def bulk(person: Person, action: str, **fields: Any) -> httpx.Response:
    return person.post(f"{MODELS}/bulk", json={"action": action, **fields})


def undo(person: Person, token: str) -> httpx.Response:
    return person.post(f"{MODELS}/undo", json={"token": token})


@pytest.fixture
def three(workshop: Workshop) -> list[str]:
    """Presets of the owner, one of them off."""
    for name in ("a", "b", "c"):
        workshop.owner.create(name, base_model_id="alpha", meta={"tags": [{"name": "x"}]}, is_active=name != "b")
    return ["a", "b", "c"]


def state(person: Person, ids: list[str]) -> list[Any]:
    kept = ("name", "params", "meta", "is_active", "user_id", "base_model_id")
    return [{name: person.model(id)[name] for name in kept} for id in ids]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("activate", {}), ("deactivate", {}), ("delete", {}), ("tag", {"tags": ["new", "x"]}),
        ("untag", {"tags": ["x"]}),
        ("grant", {"access_grants": [{"principal_type": "user", "principal_id": "*", "permission": "read"}]}),
    ],
)  # fmt: skip
def test_each_bulk_change_applies_to_all_models_and_can_be_undone(
    workshop: Workshop, three: list[str], action: str, fields: dict[str, Any]
) -> None:
    before = state(workshop.admin, three)
    answer = bulk(workshop.admin, action, ids=three, **fields)
    assert answer.status_code == 200
    assert answer.headers["X-Undo-Token"] == answer.json()["undo_token"]
    undone = undo(workshop.admin, answer.json()["undo_token"])
    assert undone.status_code == 200 and undone.json()["undo_token"]
    assert state(workshop.admin, three) == before
    assert workshop.admin.model("a")["access_grants"] == []
    assert undo(workshop.admin, answer.json()["undo_token"]).status_code == 409, "once"


def test_a_bulk_change_by_filter_includes_writable_models_of_all_pages(workshop: Workshop) -> None:
    lines = [{"id": f"m-{number}", "base_model_id": "alpha"} for number in range(60)]
    assert workshop.admin.post(f"{MODELS}/import", json=lines).is_success
    workshop.admin.share("m-7", writable_by(workshop.writer))
    assert len(bulk(workshop.writer, "tag", filter={"query": "m-"}, tags=["x"]).json()["models"]) == 1
    assert len(bulk(workshop.admin, "tag", filter={"query": "m-"}, tags=["y"]).json()["models"]) == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"filter": {"querry": "m-"}}, {"filter": {"state": "on"}}, {"filter": {"view_option": "mine"}}, {},
        {"ids": "a"},
        {"ids": ["a"], "action": "explode"}, {"ids": ["a"], "action": None}, {"ids": ["a"], "filter": {}},
        {"ids": ["a"], "action": "tag"}, {"ids": ["a"], "action": "grant", "access_grants": None},
    ],
)  # fmt: skip
def test_an_unknown_filter_is_refused_instead_of_matching_all(
    workshop: Workshop, three: list[str], wrong: dict[str, Any]
) -> None:
    before = state(workshop.admin, three)
    assert bulk(workshop.admin, **{"action": "deactivate", **wrong}).status_code == 422
    assert state(workshop.admin, three) == before


def test_one_model_that_the_caller_may_not_edit_leaves_all_unchanged(workshop: Workshop, three: list[str]) -> None:
    workshop.admin.share("a", writable_by(workshop.writer))
    workshop.admin.share("b", readable_by(workshop.writer))
    before = state(workshop.admin, three)
    for ids, status in ((["a", "b"], 403), (["a", "c"], 404), (["a", "nothing"], 404)):
        refused = bulk(workshop.writer, "deactivate", ids=ids)
        assert refused.status_code == status and f"'{ids[1]}'" in refused.json()["detail"]
    assert state(workshop.admin, three) == before


def test_undoing_a_bulk_change_overwrites_no_later_edits(workshop: Workshop, three: list[str]) -> None:
    seen = workshop.owner.model("a")["revision"]
    answer = bulk(workshop.admin, "deactivate", ids=three)
    stale = workshop.owner.update("a", base_model_id="alpha", params={"seed": 1}, revision=seen)
    assert stale.status_code == 409 and stale.json()["current"]["is_active"] is False
    later = workshop.owner.update("a", base_model_id="alpha", params={"seed": 1})
    assert later.status_code == 200
    workshop.owner.remove("c")
    before = state(workshop.admin, ["a", "b"])

    refused = undo(workshop.admin, answer.json()["undo_token"])

    assert (refused.status_code, refused.json()["code"]) == (409, "undo.conflicts")
    conflicts = {conflict["id"]: conflict["reason"] for conflict in refused.json()["conflicts"]}
    assert conflicts.keys() == {"a", "c"}
    assert f"revision {later.json()['revision']}" in conflicts["a"] and "deleted" in conflicts["c"]
    assert state(workshop.admin, ["a", "b"]) == before
    assert not workshop.admin.sees("c")


def test_a_bulk_change_is_undone_by_its_author_or_an_administrator(workshop: Workshop, three: list[str]) -> None:
    token = bulk(workshop.owner, "deactivate", ids=three).json()["undo_token"]
    workshop.admin.share("a", writable_by(workshop.writer))
    assert undo(workshop.writer, token).status_code == 404
    assert undo(workshop.owner, "undo-nothing").status_code == 404
    token = bulk(workshop.owner, "tag", ids=["b"], tags=["z"]).json()["undo_token"]
    assert undo(workshop.admin, token).status_code == 200


def test_a_removed_user_can_undo_nothing(workshop: Workshop) -> None:
    token = bulk(workshop.writer, "deactivate", ids=["poet"]).json()["undo_token"]
    workshop.admin.remove_person(workshop.writer)
    assert undo(workshop.writer, token).status_code == 401


def test_a_base_model_is_deleted_only_if_the_request_decides_about_its_presets(workshop: Workshop) -> None:
    refused = workshop.admin.post(f"{MODELS}/model/delete", json={"id": "alpha"})
    assert (refused.status_code, refused.json()["dependents"]) == (409, ["poet"])
    for dependents, is_left in (("deactivate", True), ("delete", False)):
        deleted = workshop.admin.post(f"{MODELS}/model/delete", json={"id": "alpha", "dependents": dependents})
        assert deleted.json() is True
        assert workshop.admin.sees("poet") is is_left
        if is_left:
            assert workshop.admin.model("poet")["is_active"] is False
        assert undo(workshop.admin, deleted.headers["X-Undo-Token"]).status_code == 200
        assert workshop.admin.model("poet")["is_active"] is True
    assert workshop.admin.post(f"{MODELS}/model/delete", json={"id": "alpha", "dependents": "all"}).status_code == 422


def test_the_bin_shows_what_one_could_write_and_gives_it_back(workshop: Workshop) -> None:
    workshop.admin.make_group("Sharers", workshop.owner, permissions=shape("sharing.models"))
    assert workshop.owner.remove("poet").is_success
    for person, total in ((workshop.owner, 1), (workshop.writer, 1), (workshop.reader, 0), (workshop.stranger, 0)):
        assert expect_ok(person.get(f"{MODELS}/bin"))["total"] == total
    restored = expect_ok(workshop.writer.post(f"{MODELS}/bin/restore", json={"id": "poet"}))
    assert restored["params"] == {"system": "rhyme"}
    assert {grant["principal_id"] for grant in restored["access_grants"]} == {workshop.writer.id, workshop.reader.id}
    history = workshop.owner.get(f"{MODELS}/model/history", params={"id": "poet"}).json()
    assert [entry["action"] for entry in history][:2] == ["model.restore", "model.delete"]


def test_purging_needs_the_id_as_confirmation_and_leaves_an_audit_entry(workshop: Workshop) -> None:
    workshop.admin.remove("poet")
    purge = {"id": "poet", "confirm": "Poet"}
    assert workshop.admin.post(f"{MODELS}/bin/purge", json=purge).status_code == 422
    assert workshop.admin.post(f"{MODELS}/bin/purge", json={**purge, "confirm": "poet"}).json() is True
    assert workshop.admin.get(f"{MODELS}/bin").json()["total"] == 0
    assert workshop.admin.get(f"{MODELS}/model/history", params={"id": "poet"}).status_code == 404
    assert {entry["action"] for entry in workshop.admin.audit(entity_id="poet")} >= {"model.create", "model.purge"}


def test_a_revision_cannot_be_deleted_and_can_be_rolled_back_to(workshop: Workshop) -> None:
    for number in range(25):
        workshop.owner.update("poet", base_model_id="alpha", params={"seed": number}, commit_message=f"try {number}")
    query = {"id": "poet"}
    first, second = (
        workshop.owner.get(f"{MODELS}/model/history", params={**query, "page": page}).json() for page in (1, 2)
    )
    assert (len(first), len(second)) == (20, 7)
    assert (first[0]["commit_message"], first[0]["parent_id"]) == ("try 24", first[1]["id"])
    oldest = second[-1]
    assert workshop.owner.delete(f"{MODELS}/model/history/{oldest['id']}", params=query).status_code == 403
    changes = {"from": oldest["revision"], "to": first[0]["revision"], **query}
    difference = workshop.owner.get(f"{MODELS}/model/history/diff", params=changes).json()["changes"]
    assert difference["params.seed"] == {"before": None, "after": 24}
    rolled = workshop.owner.post(f"{MODELS}/model/update/version", params=query, json={"version_id": oldest["id"]})
    assert rolled.json()["params"] == {"system": "rhyme"}
    assert rolled.json()["revision"] == first[0]["revision"] + 1


@pytest.mark.parametrize(
    "moment", ["soon", "2026-11-24", "2026-11-24T25:00:00Z", "2026-02-30T10:00:00Z", "2026-11-24T10:00:00Zulu"]
)
def test_an_invalid_time_is_refused(workshop: Workshop, moment: str) -> None:
    refused = workshop.admin.get(f"{MODELS}/", params={"at": moment})
    assert refused.status_code == 422 and "2026-11-24T10:00:00Z" in refused.text


def test_a_time_may_have_an_offset(workshop: Workshop) -> None:
    for moment in ("2026-11-24T10:00:00Z", "2026-11-24T12:00:00+02:00", "1795514400"):
        assert expect_ok(workshop.admin.get(f"{MODELS}/", params={"at": moment}))["at"] == 1_795_514_400
