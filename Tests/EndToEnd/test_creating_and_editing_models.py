"""Creating, editing and deleting models."""

from __future__ import annotations

from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, model_form

FIELDS = {
    "id", "user_id", "base_model_id", "name", "params", "meta", "access_grants", "is_active", "revision",
    "version_id", "created_at", "updated_at",
}  # fmt: skip


def test_a_new_model_is_active_belongs_to_its_maker_and_has_revision_1(muster: Muster, admin: Person) -> None:
    model = admin.create("alpha", name="Alpha", meta={"description": "First"}, params={"temperature": 0.5})
    assert set(model) >= FIELDS
    assert (model["id"], model["name"], model["base_model_id"]) == ("alpha", "Alpha", None)
    assert (model["user_id"], model["is_active"], model["revision"]) == (admin.id, True, 1)
    assert model["params"] == {"temperature": 0.5}
    assert model["meta"]["description"] == "First"
    assert isinstance(model["created_at"], int) and model["created_at"] == model["updated_at"]

    read = admin.model("alpha")
    assert read["write_access"] is True
    assert {field: read[field] for field in FIELDS} == {field: model[field] for field in FIELDS}


def test_a_model_can_be_made_inactive_from_the_start(admin: Person) -> None:
    assert admin.create("alpha", is_active=False)["is_active"] is False


def test_an_id_is_taken_once(admin: Person) -> None:
    admin.create("alpha", name="the first")
    again = admin.post("/api/v1/models/create", json=model_form("alpha", name="the second"))
    assert again.status_code == 409
    assert again.json()["detail"] == (
        "Uh-oh! This model id is already registered. Please choose another model id string."
    )
    assert admin.model("alpha")["name"] == "the first"


def test_an_update_replaces_what_it_sends_and_counts_the_revision_up(admin: Person) -> None:
    admin.create("alpha", name="Alpha", meta={"description": "old", "own": 1}, params={"temperature": 1})
    updated = admin.update("alpha", name="Better", meta={"description": "new"}, params={"top_p": 0.9})
    assert updated.status_code == 200
    model = updated.json()
    assert (model["name"], model["revision"]) == ("Better", 2)
    assert model["params"] == {"top_p": 0.9}
    assert model["meta"]["description"] == "new" and "own" not in model["meta"]
    assert admin.model("alpha")["version_id"] == model["version_id"]


def test_an_update_keeps_what_it_does_not_name(admin: Person) -> None:
    grant = {"principal_type": "user", "principal_id": "*", "permission": "read"}
    admin.create("alpha")
    admin.create("helper", base_model_id="alpha", is_active=False, access_grants=[grant])
    model = admin.update("helper", name="Helper").json()
    assert (model["base_model_id"], model["is_active"]) == ("alpha", False)
    assert [kept["principal_id"] for kept in model["access_grants"]] == ["*"]


def test_older_clients_may_put_the_id_into_the_query(admin: Person) -> None:
    admin.create("alpha")
    answer = admin.post(
        "/api/v1/models/model/update", params={"id": "alpha"}, json=model_form("alpha", name="By query")
    )
    assert answer.status_code == 200 and admin.model("alpha")["name"] == "By query"


def test_unknown_fields_of_a_form_are_ignored(admin: Person) -> None:
    model = admin.create("alpha", created_at=1, user_id="someone", write_access=False, colour="red")
    assert model["user_id"] == admin.id and model["created_at"] > 1


def test_deleting_a_model_removes_it_and_frees_its_id(admin: Person) -> None:
    admin.create("alpha")
    assert admin.remove("alpha").json() is True
    assert not admin.sees("alpha")
    assert admin.list(kind="all")["items"] == []
    assert admin.create("alpha")["is_active"] is True


def test_readers_of_a_model_cannot_see_revisions_of_an_earlier_model_with_its_id(
    muster: Muster, admin: Person, user: Person
) -> None:
    grant = {"principal_type": "user", "principal_id": user.id, "permission": "read"}
    admin.create("alpha", access_grants=[grant])
    assert user.sees("alpha")
    admin.remove("alpha")
    admin.create("alpha")
    assert not user.sees("alpha")


def test_deleting_all_models_leaves_none(admin: Person) -> None:
    for id in ("alpha", "beta", "gamma"):
        admin.create(id)
    assert admin.delete("/api/v1/models/delete/all").json()["status"] is True
    assert admin.list(kind="all") == {"items": [], "total": 0}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/models/model?id=nothing", None),
        ("POST", "/api/v1/models/model/update", model_form("nothing")),
        ("POST", "/api/v1/models/model/toggle?id=nothing", None),
        ("POST", "/api/v1/models/model/activate?id=nothing", None),
        ("POST", "/api/v1/models/model/deactivate?id=nothing", None),
        ("POST", "/api/v1/models/model/delete", {"id": "nothing"}),
    ],
)
def test_what_does_not_exist_is_not_found(admin: Person, method: str, path: str, body: Any) -> None:
    answer = admin.request(method, path, json=body) if body else admin.request(method, path)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "We could not find what you're looking for :/"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("name", ["", "   ", "line\nbreak"])
def test_a_model_has_a_name(admin: Person, name: str) -> None:
    assert admin.post("/api/v1/models/create", json=model_form("alpha", name=name)).status_code == 422
    assert not admin.sees("alpha")


@pytest.mark.parametrize("base", ["nothing", "preset"])
def test_a_preset_stands_on_a_base_model_that_there_is(admin: Person, base: str) -> None:
    admin.create("ground")
    admin.create("preset", base_model_id="ground")
    refused = admin.post("/api/v1/models/create", json=model_form("new", base_model_id=base))
    assert refused.status_code == 422
    assert any("base_model_id" in problem["loc"] for problem in refused.json()["detail"])
    assert not admin.sees("new")


@pytest.mark.parametrize("missing", ["id", "name", "meta", "params"])
def test_a_form_without_a_required_field_names_it(admin: Person, missing: str) -> None:
    form = model_form("alpha")
    del form[missing]
    answer = admin.post("/api/v1/models/create", json=form)
    assert answer.status_code == 422
    assert any(missing in problem["loc"] for problem in answer.json()["detail"])
    assert admin.list(kind="all")["total"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", 7), ("meta", []), ("params", "text"), ("is_active", "yes"), ("access_grants", {}), ("base_model_id", 1)],
)
def test_a_field_of_the_wrong_type_is_named(admin: Person, field: str, value: Any) -> None:
    answer = admin.post("/api/v1/models/create", json=model_form("alpha", **{field: value}))
    assert answer.status_code == 422
    assert any(field in problem["loc"] for problem in answer.json()["detail"])


def test_broken_json_is_told_as_such(admin: Person) -> None:
    answer = admin.post(
        "/api/v1/models/create", content=b'{"id": "alpha",', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["type"] == "json_invalid"


def test_everything_is_there_after_a_restart(muster: Muster, admin: Person) -> None:
    admin.create("alpha", meta={"description": "kept"}, is_active=False)
    admin.update("alpha", name="Kept", is_active=False)
    before = admin.model("alpha")
    assert muster.stop() == 0
    muster.start()
    assert admin.model("alpha") == before
