"""Nobody overwrites a revision that they have not seen."""

from __future__ import annotations

import concurrent.futures

from plumbing.person import Person, model_form


def test_an_edit_of_an_older_revision_is_refused_with_both(admin: Person) -> None:
    first = admin.create("alpha", name="one")
    admin.update("alpha", name="two", revision=first["revision"])
    stale = admin.update("alpha", name="three", revision=first["revision"])
    assert stale.status_code == 409
    body = stale.json()
    assert body["code"] == "model.stale_revision"
    assert body["seen"]["name"] == "one"
    assert (body["current"]["name"], body["current"]["revision"]) == ("two", 2)
    assert admin.model("alpha")["name"] == "two"


def test_the_revision_may_stand_in_the_if_match_header(admin: Person) -> None:
    admin.create("alpha")
    path, form = "/api/v1/models/model/update", model_form("alpha", name="by header")
    assert admin.post(path, json=form, headers={"If-Match": '"1"'}).status_code == 200
    assert admin.post(path, json=form, headers={"If-Match": '"1"'}).status_code == 409


def test_a_stale_form_does_not_switch_a_model_on_again(admin: Person) -> None:
    opened = admin.create("alpha")
    admin.switch_off("alpha")
    saved = admin.update("alpha", name="edited long after", is_active=True, revision=opened["revision"])
    assert saved.status_code == 409
    assert admin.model("alpha")["is_active"] is False


def test_of_edits_at_the_same_time_exactly_one_wins(admin: Person) -> None:
    seen = admin.create("alpha")["revision"]

    def edit(number: int) -> int:
        return admin.update("alpha", name=f"edit {number}", revision=seen).status_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(edit, range(8)))
    assert statuses == [200] + [409] * 7
    assert admin.model("alpha")["revision"] == seen + 1


def test_of_creations_at_the_same_time_exactly_one_wins(admin: Person) -> None:
    def create(number: int) -> int:
        return admin.post("/api/v1/models/create", json=model_form("alpha", name=f"{number}")).status_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(create, range(12))) == [200] + [409] * 11


def test_an_edit_without_a_revision_is_accepted(admin: Person) -> None:
    admin.create("alpha")
    for number in (2, 3):
        assert admin.update("alpha", name=f"edit {number}").json()["revision"] == number
