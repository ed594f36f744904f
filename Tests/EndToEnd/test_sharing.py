"""With whom users may share a model, and what happens to its grants."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from plumbing.person import READABLE_BY_EVERYONE, Grant, Person, model_form, readable_by, shape, writable_by
from plumbing.workshop import Workshop


def give(workshop: Workshop, *permissions: str, to: str = "owner") -> None:
    workshop.admin.make_group(f"with {permissions}", workshop.person(to), permissions=shape(*permissions))


def share_by(way: str, person: Person, *grants: Grant) -> httpx.Response:
    if way == "access/update":
        return person.share("poet", *grants)
    if way == "update":
        return person.update("poet", access_grants=[*grants])
    return person.post("/api/v1/models/create", json=model_form("new", base_model_id="alpha", access_grants=[*grants]))


@pytest.mark.parametrize("way", ["access/update", "update", "create"])
@pytest.mark.parametrize(
    ("permissions", "to", "named"),
    [
        ([], "person", "sharing.models"),
        (["sharing.public_models"], "person", "sharing.models"),
        ([], "everyone", "everyone (needs sharing.public_models)"),
        (["sharing.models"], "everyone", "everyone (needs sharing.public_models)"),
        ([], "group", "sharing.models"),
        (["sharing.models"], "foreign group", "(you cannot share with this group)"),
    ],
)
def test_sharing_beyond_one_s_rights_is_refused_by_name_and_nothing_is_dropped(
    workshop: Workshop, way: str, permissions: list[str], to: str, named: str
) -> None:
    give(workshop, *permissions)
    closed = workshop.admin.make_group("Closed")
    grant = {
        "person": readable_by(workshop.stranger), "everyone": READABLE_BY_EVERYONE,
        "group": readable_by(workshop.makers), "foreign group": readable_by(closed),
    }[to]  # fmt: skip
    before = workshop.admin.model("poet")
    refused = share_by(way, workshop.owner, readable_by(workshop.reader), writable_by(workshop.writer), grant)
    assert (refused.status_code, refused.json()["code"]) == (403, "access.beyond_yours")
    told = refused.json()["detail"]
    assert told.startswith("You do not have permission to share with the requested audience: ")
    assert named in told and (grant["principal_id"] in told or to in ("person", "everyone"))
    assert workshop.admin.model("poet") == before
    assert not workshop.admin.sees("new")


@pytest.mark.parametrize("way", ["access/update", "update", "create"])
@pytest.mark.parametrize(
    ("permissions", "to"),
    [(["sharing.models"], "person"), (["sharing.models"], "group"), (["sharing.public_models"], "everyone")],
)
def test_sharing_within_one_s_rights_is_done(workshop: Workshop, way: str, permissions: list[str], to: str) -> None:
    give(workshop, *permissions)
    workshop.admin.put_into(workshop.makers, workshop.stranger)
    grant = {
        "person": readable_by(workshop.stranger), "everyone": READABLE_BY_EVERYONE,
        "group": readable_by(workshop.makers),
    }[to]  # fmt: skip
    shared = share_by(way, workshop.owner, grant)
    assert shared.status_code == 200
    assert [kept["principal_id"] for kept in shared.json()["access_grants"]] == [grant["principal_id"]]
    assert workshop.stranger.sees(shared.json()["id"])


@pytest.mark.parametrize(
    ("missing", "to"), [("access_grants.allow_users", "person"), ("access_grants.allow_groups", "group")]
)
def test_administrators_may_forbid_grants_to_users_or_to_groups(workshop: Workshop, missing: str, to: str) -> None:
    give(workshop, "sharing.models")
    workshop.admin.give_everybody(missing, given=False)
    grant = readable_by(workshop.stranger if to == "person" else workshop.makers)
    refused = workshop.owner.share("poet", readable_by(workshop.reader), grant)
    assert (refused.status_code, refused.json()["code"]) == (403, "access.beyond_yours")
    told = refused.json()["detail"]
    assert missing in told
    assert ("Stan" if to == "person" else workshop.makers["id"]) in told, "who may look for people is told their names"


def test_every_excessive_grant_is_named_at_once(workshop: Workshop) -> None:
    closed = workshop.admin.make_group("Closed")
    refused = workshop.owner.share("poet", READABLE_BY_EVERYONE, readable_by(workshop.stranger), readable_by(closed))
    told = refused.json()["detail"]
    assert all(named in told for named in ("everyone", workshop.stranger.id, closed["id"]))


def test_existing_grants_are_not_checked_again(workshop: Workshop) -> None:
    closed = workshop.admin.make_group("Closed")
    old = [READABLE_BY_EVERYONE, readable_by(closed), readable_by(workshop.reader)]
    workshop.admin.share("poet", *old)
    assert workshop.owner.share("poet", *old).status_code == 200
    assert workshop.owner.update("poet", name="Bard", access_grants=old).status_code == 200
    assert workshop.owner.share("poet", *old[:2]).status_code == 200, "taking away needs no permission"
    assert len(workshop.admin.model("poet")["access_grants"]) == 2
    assert workshop.owner.share("poet", *old).status_code == 403, "it is not there any more"


def test_grants_beyond_the_existing_ones_are_checked(workshop: Workshop) -> None:
    refused = workshop.owner.share("poet", writable_by(workshop.writer), writable_by(workshop.reader))
    assert (refused.status_code, refused.json()["code"]) == (403, "access.beyond_yours")
    assert not workshop.reader.model("poet")["write_access"]


@pytest.mark.parametrize(("who", "kind"), [("admin", "user"), ("admin", "group"), ("owner", "user")])
def test_a_grant_to_an_unknown_user_or_group_is_refused(workshop: Workshop, who: str, kind: str) -> None:
    give(workshop, "sharing.models")
    nobody = {"principal_type": kind, "principal_id": "nobody", "permission": "read"}
    before = workshop.admin.model("poet")
    refused = workshop.person(who).share("poet", nobody)
    assert refused.status_code == 422 and "nobody" in refused.text
    assert workshop.admin.model("poet") == before


def test_what_is_open_to_everyone_is_open_to_who_comes_later_but_not_to_guests_or_pending_people(
    workshop: Workshop,
) -> None:
    workshop.admin.switch_on("alpha")
    workshop.admin.share("poet", READABLE_BY_EVERYONE)
    assert workshop.muster.sign_up("Later").chat("poet").is_spoken_by("alpha")
    assert workshop.muster.add("Pia", role="pending").get("/v1/models/poet").status_code == 403
    assert workshop.muster.guest().get("/v1/models/poet").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda writer, reader: writer.share("poet", readable_by(reader)),
        lambda writer, reader: writer.share("poet"),
        lambda writer, reader: writer.update("poet", access_grants=[readable_by(reader), readable_by(writer)]),
    ],
    ids=["left out", "nobody left", "only reading"],
)
def test_a_writer_does_not_lock_themselves_out(
    workshop: Workshop, change: Callable[[Person, Person], httpx.Response]
) -> None:
    give(workshop, "sharing.models", to="writer")
    before = workshop.admin.model("poet")
    refused = change(workshop.writer, workshop.reader)
    assert (refused.status_code, refused.json()["code"]) == (403, "access.locks_you_out")
    assert workshop.admin.model("poet") == before


def test_an_owner_and_an_administrator_need_no_grant_to_keep_their_right(workshop: Workshop) -> None:
    assert workshop.owner.share("poet").json()["access_grants"] == []
    assert workshop.owner.model("poet")["write_access"] is True
    assert workshop.admin.share("poet").status_code == 200


# Changing the grants alone


def test_access_update_replaces_the_grants_and_nothing_else(workshop: Workshop) -> None:
    before = workshop.admin.model("poet")
    after = workshop.admin.share("poet", readable_by(workshop.stranger)).json()
    assert [grant["principal_id"] for grant in after["access_grants"]] == [workshop.stranger.id]
    assert after["revision"] == before["revision"] + 1
    for field in ("name", "params", "meta", "base_model_id", "is_active", "user_id", "created_at"):
        assert after[field] == before[field], field
    assert not workshop.reader.sees("poet") and workshop.stranger.sees("poet")


def test_access_update_by_who_saw_an_older_revision_is_a_conflict(workshop: Workshop) -> None:
    seen = workshop.admin.model("poet")
    workshop.owner.update("poet", name="Bard")
    for stale in ({"revision": seen["revision"]}, {"version_id": seen["version_id"]}):
        refused = workshop.admin.share("poet", READABLE_BY_EVERYONE, **stale)
        assert refused.status_code == 409
        assert refused.json()["current"]["revision"] == seen["revision"] + 1
    assert not workshop.stranger.sees("poet")
    current = workshop.admin.model("poet")["revision"]
    assert workshop.admin.share("poet", READABLE_BY_EVERYONE, revision=current).status_code == 200
    assert workshop.stranger.sees("poet")


def test_an_administrator_grants_a_base_model_that_a_runtime_only_offers(workshop: Workshop) -> None:
    workshop.muster.wait_until_available("beta")
    granted = workshop.admin.share("beta", readable_by(workshop.owner), name="Beta")
    assert granted.status_code == 200
    model = workshop.admin.model("beta")
    assert (model["base_model_id"], model["is_active"], model["revision"]) == (None, False, 1)
    assert [grant["principal_id"] for grant in model["access_grants"]] == [workshop.owner.id]
    assert workshop.owner.sees("beta")
    assert workshop.owner.create("second", base_model_id="beta")["id"] == "second"


def test_an_available_file_does_not_exist_for_users(workshop: Workshop) -> None:
    workshop.muster.wait_until_available("beta")
    refused = workshop.owner.share("beta", readable_by(workshop.owner))
    assert (refused.status_code, refused.json()["code"]) == (404, "model.not_found")
    assert not workshop.admin.sees("beta")
    assert workshop.admin.share("no-such-weights").status_code == 404


def test_rights_that_are_given_changed_and_taken_are_in_the_trail(workshop: Workshop) -> None:
    workshop.admin.share("poet", readable_by(workshop.stranger), reason="for the fair")
    workshop.admin.share("poet", writable_by(workshop.stranger))
    workshop.admin.share("poet")
    entries = workshop.admin.audit(entity_id="poet", entity_type="model")[:3]
    for entry in entries:
        assert (entry["user_id"], entry["outcome"], list(entry["changes"])) == (
            workshop.admin.id, "ok", ["access_grants"],
        )  # fmt: skip
    taken, changed, given = (entry["changes"]["access_grants"] for entry in entries)
    for side in (given["after"], changed["before"], changed["after"], taken["before"]):
        assert workshop.stranger.id in str(side)
    assert workshop.stranger.id not in str(given["before"]) and taken["after"] == []
    assert "read" in str(changed["before"]) and "write" in str(changed["after"])
    assert entries[2]["audit_metadata"]["reason"] == "for the fair"
    before = len(workshop.admin.audit(limit=200))
    workshop.admin.share("poet")
    assert len(workshop.admin.audit(limit=200)) == before, "a repeat changes nothing"
