"""Export, import with dry run, and sync of models."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from plumbing.person import Person, expect_ok, readable_by, shape
from plumbing.workshop import Workshop

MODELS = "/api/v1/models"


@pytest.fixture
def clerk(workshop: Workshop) -> Person:
    """May export and import, and owns the preset `poet`."""
    workshop.admin.make_group(
        "Clerks", workshop.owner, permissions=shape("workspace.models_import", "workspace.models_export")
    )
    return workshop.owner


def export(person: Person, *ids: str) -> list[dict[str, Any]]:
    return expect_ok(person.get(f"{MODELS}/export", params={"ids": ids}))


def take(person: Person, models: list[Any], way: str = "import", **query: Any) -> httpx.Response:
    return person.post(f"{MODELS}/{way}", json={"models": models}, params=query)


def outcomes(answer: httpx.Response) -> list[str]:
    return [item["outcome"] for item in answer.json()["items"]]


def line(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id.capitalize(), "base_model_id": "alpha", "params": {}, "meta": {}, **fields}


def contents(person: Person) -> list[dict[str, Any]]:
    """What an export says, without what is new with each revision."""
    kept = ("id", "user_id", "base_model_id", "name", "params", "meta", "is_active", "created_at")
    return [
        {**{name: model[name] for name in kept}, "grants": [grant["principal_id"] for grant in model["access_grants"]]}
        for model in export(person)
    ]


def test_an_export_has_all_that_one_may_change_or_what_one_names(workshop: Workshop, clerk: Person) -> None:
    assert [model["id"] for model in export(workshop.admin)] == ["alpha", "poet"]
    assert [model["id"] for model in export(clerk)] == ["poet"]
    assert [model["id"] for model in export(workshop.admin, "poet")] == ["poet"]
    assert export(clerk, "poet")[0]["params"] == {"system": "rhyme"}
    assert clerk.get(f"{MODELS}/export", params={"ids": ["poet", "alpha"]}).status_code == 403
    assert clerk.get(f"{MODELS}/export", params={"ids": ["poet", "nothing"]}).status_code == 404


def test_what_was_exported_is_imported_again_without_a_change(workshop: Workshop, clerk: Person) -> None:
    for person in (workshop.admin, clerk):
        answer = take(person, export(person))
        assert set(outcomes(answer)) == {"skipped"}
        assert answer.json()["undo_token"] is None
    assert workshop.admin.audit(entity_id="poet")[0]["action"] == "model.share"


def test_a_dry_run_reports_each_line_and_changes_nothing(workshop: Workshop) -> None:
    before = contents(workshop.admin)
    lines = [
        line("new"), line("poet", name="Bard"), export(workshop.admin, "poet")[0] | {"id": "copy"},
        line("lost", base_model_id="nowhere"), line("new"), {"name": "without an id"}, "no object",
        line("a" * 300), line("loud", params={"temperature": "high"}),
    ]  # fmt: skip
    answer = take(workshop.admin, lines, dry_run="true")
    assert answer.status_code == 200
    assert outcomes(answer) == ["created", "changed", "created", "created"] + ["refused"] * 5
    told = [item["detail"] for item in answer.json()["items"]]
    assert "switched off" in told[3] and "nowhere" in told[3] and "twice" in told[4] and "item 0" in told[4]
    assert "id" in told[5] and "object" in told[6] and "256" in told[7] and "temperature" in told[8]
    assert answer.json()["counts"] == {"created": 3, "changed": 1, "skipped": 0, "refused": 5, "deleted": 0}
    assert contents(workshop.admin) == before


def test_one_invalid_line_rejects_the_whole_import_and_is_named(workshop: Workshop) -> None:
    before = contents(workshop.admin)
    refused = take(workshop.admin, [line("new"), line("loud", params={"temperature": "high"})])
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith("Nothing was imported. Item 1 ('loud')")
    assert outcomes(refused) == ["created", "refused"]
    assert contents(workshop.admin) == before


def test_what_is_missing_in_a_line_stays_and_meta_is_merged(workshop: Workshop) -> None:
    workshop.admin.update("poet", params={"system": "rhyme"}, meta={"description": "old", "tags": [{"name": "x"}]})
    grants = workshop.admin.model("poet")["access_grants"]
    assert take(workshop.admin, [{"id": "poet", "meta": {"description": "new"}}]).status_code == 200
    model = workshop.admin.model("poet")
    assert model["meta"] == {"description": "new", "tags": [{"name": "x"}]}
    assert (model["params"], model["base_model_id"], model["access_grants"]) == ({"system": "rhyme"}, "alpha", grants)


def test_a_preset_may_come_before_its_base_model_in_the_same_file(workshop: Workshop) -> None:
    assert take(workshop.admin, [line("second", base_model_id="mine"), line("mine", base_model_id=None)]).is_success
    assert workshop.admin.model("second")["base_model_id"] == "mine"


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_import_formats_of_open_webui_are_accepted(workshop: Workshop, wrapped: bool) -> None:
    models = [
        {"id": "usable", "name": "x", "object": "model", "info": line("inner", meta={"description": "taken"})},
        line("public", access_control=None),
        line("private", access_control={}),
        line("shared", access_control={"read": {"group_ids": [], "user_ids": [workshop.reader.id]}}),
    ]
    answer = workshop.admin.post(f"{MODELS}/import", json={"models": models} if wrapped else models)
    assert outcomes(answer) == ["created"] * 4
    assert workshop.admin.model("inner")["meta"] == {"description": "taken"}
    assert [workshop.stranger.sees(id) for id in ("public", "private", "shared")] == [True, False, False]
    assert [workshop.reader.sees(id) for id in ("public", "private", "shared")] == [True, False, True]


def test_grants_to_missing_users_are_skipped_and_reported(workshop: Workshop) -> None:
    gone = {"principal_type": "user", "principal_id": "who-left", "permission": "read"}
    answer = take(workshop.admin, [line("new", access_grants=[gone, readable_by(workshop.reader)])])
    assert "who-left" in answer.json()["items"][0]["detail"]
    assert workshop.reader.sees("new")


def test_users_import_within_their_rights(workshop: Workshop, clerk: Person) -> None:
    answer = take(clerk, [line("mine")])
    assert outcomes(answer) == ["created"]
    assert workshop.admin.model("mine")["user_id"] == clerk.id
    workshop.admin.create("foreign", base_model_id="alpha")
    for refused_line in (
        line("bare", base_model_id=None), line("foreign"), line("given", access_grants=[readable_by(workshop.stranger)])
    ):  # fmt: skip
        refused = take(clerk, [line("more"), refused_line])
        assert refused.status_code in (400, 403), refused.text
        assert outcomes(refused) == ["created", "refused"]
        assert not clerk.sees("more")


def test_an_import_is_taken_back_by_one_token(workshop: Workshop) -> None:
    before = contents(workshop.admin)
    answer = take(workshop.admin, [line("new"), line("poet", name="Bard", params={"seed": 1})])
    assert outcomes(answer) == ["created", "changed"]
    assert answer.headers["X-Undo-Token"] == answer.json()["undo_token"]
    assert workshop.admin.post(f"{MODELS}/undo", json={"token": answer.json()["undo_token"]}).is_success
    assert contents(workshop.admin) == before


def test_a_sync_deletes_what_is_not_listed_and_is_taken_back(workshop: Workshop) -> None:
    workshop.admin.create("old", base_model_id="alpha")
    before = contents(workshop.admin)
    listed = export(workshop.admin, "alpha", "poet")
    answer = take(workshop.admin, [*listed, line("new")], way="sync")
    assert {item["id"]: item["outcome"] for item in answer.json()["items"]} == {
        "alpha": "skipped", "poet": "skipped", "new": "created", "old": "deleted",
    }  # fmt: skip
    assert not workshop.admin.sees("old")
    assert workshop.admin.post(f"{MODELS}/undo", json={"token": answer.json()["undo_token"]}).is_success
    assert contents(workshop.admin) == before


@pytest.mark.parametrize("body", [{}, {"models": []}, []])
def test_an_empty_sync_is_refused(workshop: Workshop, body: Any) -> None:
    before = contents(workshop.admin)
    assert workshop.admin.post(f"{MODELS}/sync", json=body).status_code == 422
    assert contents(workshop.admin) == before


def test_a_sync_does_not_delete_a_base_model_with_presets(workshop: Workshop) -> None:
    before = contents(workshop.admin)
    refused = take(workshop.admin, export(workshop.admin, "poet"), way="sync")
    assert refused.status_code == 409 and "poet" in refused.json()["detail"]
    assert contents(workshop.admin) == before


@pytest.mark.parametrize("body", [None, "text", {"models": {}}, {"models": [], "dry_run": "maybe"}])
def test_a_body_that_is_no_list_of_models_is_refused(workshop: Workshop, body: Any) -> None:
    assert workshop.admin.post(f"{MODELS}/import", json=body).status_code == 422


def test_five_hundred_models_are_deleted_and_come_back_as_they_were(workshop: Workshop) -> None:
    lines = [
        line(f"m-{number}", params={"seed": number}, meta={"tags": [{"name": f"t{number % 7}"}]},
             access_grants=[readable_by(workshop.reader)], is_active=number % 3 > 0)
        for number in range(500)
    ]  # fmt: skip
    assert set(outcomes(take(workshop.admin, lines))) == {"created"}
    before = contents(workshop.admin)
    token = expect_ok(workshop.admin.delete(f"{MODELS}/delete/all"))["undo_token"]
    assert contents(workshop.admin) == []
    assert workshop.admin.post(f"{MODELS}/undo", json={"token": token}).is_success
    assert contents(workshop.admin) == before
    for action in ("model.delete", "model.restore"):
        assert len(workshop.admin.audit(action=action, limit=1000)) == 502
