"""What owners, writers and readers may do with a model, and who may create models and change their base model."""

from __future__ import annotations

import pytest

from plumbing.person import READABLE_BY_EVERYONE, WRITABLE_BY_EVERYONE, Person, model_form, readable_by, writable_by
from plumbing.workshop import Workshop

# Owners, writers, readers


@pytest.mark.parametrize("who", ["owner", "writer"])
def test_owners_and_writers_see_all_of_a_model_and_change_it(workshop: Workshop, who: str) -> None:
    person = workshop.person(who)
    seen = person.model("poet")
    assert seen["params"] == {"system": "rhyme"} and seen["write_access"] is True
    assert len(seen["access_grants"]) == 2
    assert person.update("poet", name="Bard", params={"system": "rhyme"}).json()["name"] == "Bard"
    assert person.switch_off("poet")["is_active"] is False
    assert person.switch_on("poet")["is_active"] is True
    assert person.who_can("poet")["id"] == "poet"
    item = person.list()["items"][0]
    assert (item["id"], item["write_access"], item["params"]) == ("poet", True, {"system": "rhyme"})
    assert workshop.admin.audit(action="model.update", entity_id="poet")[0]["user_id"] == person.id
    assert person.remove("poet").json() is True
    assert not workshop.admin.sees("poet")


@pytest.mark.parametrize("who", ["owner", "writer", "reader"])
def test_whoever_may_see_a_model_may_use_it(workshop: Workshop, who: str) -> None:
    workshop.admin.switch_on("alpha")
    assert workshop.person(who).chat("poet").is_spoken_by("alpha")
    assert workshop.stranger.chat("poet").status == 404


def test_a_reader_changes_nothing(workshop: Workshop) -> None:
    before = workshop.admin.model("poet")
    reader = workshop.reader
    for answer in (
        reader.update("poet", name="x"), reader.remove("poet"), reader.share("poet", READABLE_BY_EVERYONE),
        reader.post("/api/v1/models/model/toggle", params={"id": "poet"}),
        reader.get("/api/v1/models/model/access", params={"id": "poet"}),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "access.not_yours")
    assert workshop.admin.model("poet") == before


def test_a_list_tells_mine_from_what_is_shared_with_me(workshop: Workshop) -> None:
    def ids(person: Person, view: str) -> list[str]:
        return [item["id"] for item in person.list(view_option=view)["items"]]

    assert (ids(workshop.owner, "created"), ids(workshop.owner, "shared")) == (["poet"], [])
    assert (ids(workshop.reader, "created"), ids(workshop.reader, "shared")) == ([], ["poet"])


def test_an_owner_keeps_the_model_when_they_may_no_longer_make_new_ones(workshop: Workshop) -> None:
    workshop.admin.take_out_of(workshop.makers, workshop.owner)
    assert workshop.owner.update("poet", name="Bard").status_code == 200
    refused = workshop.owner.post("/api/v1/models/create", json=model_form("second", base_model_id="alpha"))
    assert refused.status_code == 403


def test_a_write_grant_is_enough_to_see(workshop: Workshop) -> None:
    workshop.admin.switch_on("alpha")
    workshop.admin.share("poet", writable_by(workshop.stranger))
    assert workshop.stranger.chat("poet").is_spoken_by("alpha")
    assert workshop.stranger.list()["total"] == 1


# Making and moving


def test_making_a_preset_takes_a_permission(workshop: Workshop) -> None:
    workshop.admin.switch_on("alpha")
    workshop.admin.share("alpha", READABLE_BY_EVERYONE)
    form = model_form("second", base_model_id="alpha")
    assert workshop.stranger.post("/api/v1/models/create", json=form).status_code == 403
    workshop.admin.give_everybody("workspace.models")
    made = workshop.stranger.create("second", base_model_id="alpha")
    assert made["user_id"] == workshop.stranger.id
    assert workshop.stranger.chat("second").is_spoken_by("alpha")


def test_base_models_are_the_administrators(workshop: Workshop) -> None:
    owner = workshop.owner
    for form in (model_form("beta"), model_form("beta", base_model_id=None), model_form("beta", base_model_id="beta")):
        assert owner.post("/api/v1/models/create", json=form).status_code in (403, 422)
    assert not workshop.admin.sees("beta")
    for answer in (
        owner.update("alpha", name="mine"), owner.remove("alpha"), owner.share("alpha", READABLE_BY_EVERYONE),
        owner.post("/api/v1/models/model/deactivate", params={"id": "alpha"}),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "access.not_yours")
    assert owner.model("alpha")["write_access"] is False and owner.model("alpha")["params"] == {}


@pytest.mark.parametrize("grant", ["person", "group", "everyone"])
def test_a_base_model_cannot_be_granted_for_writing(workshop: Workshop, grant: str) -> None:
    wanted = {
        "person": writable_by(workshop.owner), "group": writable_by(workshop.makers), "everyone": WRITABLE_BY_EVERYONE,
    }[grant]  # fmt: skip
    before = workshop.admin.model("alpha")
    assert workshop.admin.share("alpha", wanted).status_code == 422
    assert workshop.admin.update("alpha", access_grants=[wanted]).status_code == 422
    beta = model_form("beta", access_grants=[wanted])
    assert workshop.admin.post("/api/v1/models/create", json=beta).status_code == 422
    assert workshop.admin.model("alpha") == before and not workshop.admin.sees("beta")


def test_a_preset_stands_alone(workshop: Workshop) -> None:
    """Who may read it may use it, also without a right on its base model."""
    workshop.admin.switch_on("alpha")
    assert not workshop.reader.sees("alpha") and workshop.reader.chat("alpha").status == 404
    assert workshop.reader.chat("poet").is_spoken_by("alpha")
    workshop.admin.share("alpha")
    assert not workshop.owner.sees("alpha")
    assert workshop.owner.chat("poet").is_spoken_by("alpha")
    assert workshop.owner.update("poet", name="Bard", base_model_id="alpha").status_code == 200, "it is not moved"


def test_a_preset_is_moved_only_onto_a_base_model_that_one_may_read(workshop: Workshop) -> None:
    workshop.muster.offer("beta")
    refused = workshop.owner.update("poet", base_model_id="beta")
    assert refused.status_code == 422
    assert any("base_model_id" in problem["loc"] for problem in refused.json()["detail"])
    workshop.admin.share("beta", readable_by(workshop.owner))
    assert workshop.owner.update("poet", base_model_id="beta").json()["base_model_id"] == "beta"


def test_only_an_administrator_turns_a_preset_into_a_base_model(workshop: Workshop) -> None:
    for who in ("owner", "writer"):
        assert workshop.person(who).update("poet", base_model_id=None).status_code == 403
    assert workshop.admin.model("poet")["base_model_id"] == "alpha"


def test_without_access_to_the_base_model_no_more_presets_are_created(workshop: Workshop) -> None:
    workshop.admin.share("alpha")
    form = model_form("second", base_model_id="alpha")
    assert workshop.owner.post("/api/v1/models/create", json=form).status_code == 422
