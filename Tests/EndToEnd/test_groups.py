"""Groups: members, inheritance, and that every change takes effect at once."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, expect_ok, readable_by, shape, writable_by

GROUP = {
    "id", "user_id", "name", "description", "parent_group_id", "data", "meta", "permissions", "created_at",
    "updated_at", "member_count",
}  # fmt: skip
NOT_FOUND = "Group not found."


def create(admin: Person, name: str, **fields: Any) -> Any:
    return admin.post("/api/v1/groups/create", json={"name": name, "description": "", **fields})


def members(admin: Person, group: dict[str, Any]) -> set[str]:
    return {user["name"] for user in expect_ok(admin.post(f"/api/v1/groups/id/{group['id']}/users"))}


# Making, changing, deleting


def test_a_new_group_has_a_name_a_description_and_no_members(admin: Person) -> None:
    group = admin.make_group("Readers", description="They read", permissions=shape("workspace.models"))
    assert set(group) >= GROUP
    assert (group["name"], group["description"], group["member_count"]) == ("Readers", "They read", 0)
    assert group["permissions"] == {"workspace": {"models": True}}
    assert group["data"] == {"config": {"share": "members"}}
    assert (group["user_id"], group["parent_group_id"]) == (admin.id, None)
    assert isinstance(group["created_at"], int) and isinstance(group["updated_at"], int)
    shown = admin.group(group["id"])
    assert {name: shown[name] for name in GROUP} == {name: group[name] for name in GROUP}
    assert expect_ok(admin.get(f"/api/v1/groups/id/{group['id']}/export")) == {**shown, "user_ids": []}
    assert [listed["id"] for listed in admin.groups()] == [group["id"]]


def test_an_update_changes_what_it_names(admin: Person, user: Person) -> None:
    parent = admin.make_group("Everybody")
    group = admin.make_group("Readers", user)
    changed = admin.change_group(
        group, name="Writers", description="They write", parent_group_id=parent["id"],
        permissions=shape("sharing.models"), data={"config": {"share": True}},
    )  # fmt: skip
    assert changed.status_code == 200
    expected = {
        "name": "Writers", "description": "They write", "parent_group_id": parent["id"],
        "permissions": {"sharing": {"models": True}}, "data": {"config": {"share": True}}, "user_ids": [user.id],
    }  # fmt: skip
    exported = expect_ok(admin.get(f"/api/v1/groups/id/{group['id']}/export"))
    assert {name: exported[name] for name in expected} == expected


def test_people_are_put_into_a_group_and_taken_out_again(muster: Muster, admin: Person, user: Person) -> None:
    other = muster.sign_up("Otto")
    group = admin.make_group("Readers")
    assert admin.put_into(group, user, other).json()["member_count"] == 2
    assert admin.put_into(group, user).json()["member_count"] == 2, "once is enough"
    assert members(admin, group) == {"Uma", "Otto"}
    assert admin.take_out_of(group, user).json()["member_count"] == 1
    assert admin.take_out_of(group, user).status_code == 200
    assert members(admin, group) == {"Otto"}


def test_a_deleted_group_is_gone_and_its_children_lose_their_parent(admin: Person) -> None:
    parent = admin.make_group("Parent")
    child = admin.make_group("Child", parent_group_id=parent["id"])
    assert admin.remove_group(parent).json() is True
    assert admin.group(child["id"])["parent_group_id"] is None
    assert [group["name"] for group in admin.groups()] == ["Child"]


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        # Open WebUI's words at this one route.
        ("GET", "/api/v1/groups/id/{}", "We could not find what you're looking for :/"),
        ("GET", "/api/v1/groups/id/{}/export", NOT_FOUND),
        ("GET", "/api/v1/groups/id/{}/info", NOT_FOUND),
        ("POST", "/api/v1/groups/id/{}/update", NOT_FOUND),
        ("POST", "/api/v1/groups/id/{}/users", NOT_FOUND),
        ("POST", "/api/v1/groups/id/{}/users/add", NOT_FOUND),
        ("POST", "/api/v1/groups/id/{}/users/remove", NOT_FOUND),
        ("DELETE", "/api/v1/groups/id/{}/delete", NOT_FOUND),
    ],
)
def test_a_group_that_is_not_there_is_not_found(admin: Person, method: str, path: str, words: str) -> None:
    body = {"name": "x", "description": "", "user_ids": []}
    answer = admin.request(method, path.format(uuid.uuid4()), **({"json": body} if method == "POST" else {}))
    assert (answer.status_code, answer.json()["detail"]) == (404, words)


# What is refused


@pytest.mark.parametrize("taken", ["Readers", "READERS", "readers"])
def test_a_name_belongs_to_one_group_in_whatever_case(admin: Person, taken: str) -> None:
    admin.make_group("Readers")
    other = admin.make_group("Others")
    assert create(admin, taken).status_code == 409
    assert admin.change_group(other, name=taken).status_code == 409
    assert sorted(group["name"] for group in admin.groups()) == ["Others", "Readers"]


def test_a_group_may_change_the_case_of_its_own_name(admin: Person) -> None:
    group = admin.make_group("Readers")
    assert admin.change_group(group, name="READERS").json()["name"] == "READERS"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_group_has_a_name(admin: Person, name: str) -> None:
    assert create(admin, name).status_code == 422
    assert admin.groups() == []


@pytest.mark.parametrize("below", [0, 1, 2], ids=["itself", "its child", "its child's child"])
def test_a_group_cannot_be_its_own_parent(admin: Person, below: int) -> None:
    line = [admin.make_group("Top")]
    for name in ("Middle", "Bottom"):
        line.append(admin.make_group(name, parent_group_id=line[-1]["id"]))
    refused = admin.change_group(line[0], parent_group_id=line[below]["id"])
    assert refused.status_code == 400
    assert refused.json()["detail"] == "A group cannot be its own parent or a descendant of itself."
    assert admin.group(line[0]["id"])["parent_group_id"] is None


def test_an_unknown_parent_group_is_refused(admin: Person) -> None:
    group = admin.make_group("Readers")
    unknown = str(uuid.uuid4())
    for answer in (create(admin, "New", parent_group_id=unknown), admin.change_group(group, parent_group_id=unknown)):
        assert (answer.status_code, answer.json()["detail"]) == (404, "Parent group not found.")
    assert [listed["name"] for listed in admin.groups()] == ["Readers"]
    assert admin.group(group["id"])["parent_group_id"] is None


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_members_are_not_changed_if_one_of_them_is_unknown(
    muster: Muster, admin: Person, user: Person, verb: str
) -> None:
    inside = muster.sign_up("Ines")
    group = admin.make_group("Readers", inside)
    present = user if verb == "add" else inside
    unknown = str(uuid.uuid4())
    refused = admin.post(
        f"/api/v1/groups/id/{group['id']}/users/{verb}", json={"user_ids": [present.id, unknown, "nobody"]}
    )
    assert refused.status_code == 422
    assert unknown in refused.text and "nobody" in refused.text
    assert present.id not in str([problem["msg"] for problem in refused.json()["detail"]])
    assert members(admin, group) == {"Ines"}


@pytest.mark.parametrize(
    "permissions",
    [{"workspace": {"models": "yes"}}, {"workspace": {"models": 1}}, {"workspace": True}, ["workspace.models"]],
    ids=str,
)
def test_permissions_that_are_not_sections_of_booleans_are_refused(admin: Person, permissions: Any) -> None:
    group = admin.make_group("Readers")
    assert create(admin, "New", permissions=permissions).status_code == 422
    assert admin.change_group(group, permissions=permissions).status_code == 422
    assert [(listed["name"], listed["permissions"]) for listed in admin.groups()] == [("Readers", None)]


def test_sections_that_muster_does_not_know_are_kept(admin: Person) -> None:
    permissions = {"workspace": {"models": True, "rockets": False}, "moon": {"landing": True}}
    assert admin.group(admin.make_group("Readers", permissions=permissions)["id"])["permissions"] == permissions


# What a group gives


@pytest.fixture
def line(admin: Person) -> list[dict[str, Any]]:
    """Three groups, each below the one before."""
    groups = [admin.make_group("Top")]
    for name in ("Middle", "Bottom"):
        groups.append(admin.make_group(name, parent_group_id=groups[-1]["id"]))
    return groups


@pytest.mark.parametrize("granted_to", [0, 1, 2], ids=["Top", "Middle", "Bottom"])
@pytest.mark.parametrize("member_of", [0, 1, 2], ids=["Top", "Middle", "Bottom"])
def test_a_grant_to_a_group_holds_for_it_and_all_groups_below(
    admin: Person, user: Person, line: list[dict[str, Any]], member_of: int, granted_to: int
) -> None:
    admin.put_into(line[member_of], user)
    admin.create("alpha", is_active=False, access_grants=[readable_by(line[granted_to])])
    is_below = member_of >= granted_to
    assert user.sees("alpha") is is_below
    assert len(user.list(kind="all")["items"]) == user.list(kind="all")["total"] == int(is_below)


def test_who_leaves_a_group_loses_at_once_what_came_from_it(
    muster: Muster, admin: Person, user: Person, line: list[dict[str, Any]]
) -> None:
    admin.put_into(line[2], user)
    muster.loaded("alpha", access_grants=[readable_by(line[0])])
    assert user.chat("alpha").is_spoken_by("alpha")
    admin.take_out_of(line[2], user)
    assert user.chat("alpha").status == 404
    assert not user.sees("alpha")


def test_a_group_that_is_moved_inherits_from_its_new_parent(
    admin: Person, user: Person, line: list[dict[str, Any]]
) -> None:
    admin.put_into(line[2], user)
    admin.create("alpha", is_active=False, access_grants=[readable_by(line[0])])
    assert user.sees("alpha")
    admin.change_group(line[1], parent_group_id=None)
    assert not user.sees("alpha")
    admin.change_group(line[2], parent_group_id=line[0]["id"])
    assert user.sees("alpha")


def test_a_write_grant_to_a_group_lets_its_members_change_the_model(
    admin: Person, user: Person, line: list[dict[str, Any]]
) -> None:
    admin.put_into(line[2], user)
    admin.create("alpha", is_active=False)
    admin.create("poet", base_model_id="alpha", access_grants=[writable_by(line[0])])
    assert user.update("poet", name="Changed").status_code == 200
    assert user.model("poet")["write_access"] is True


def test_deleting_a_group_takes_its_grants_and_rights_away_at_once(muster: Muster, admin: Person, user: Person) -> None:
    group = admin.make_group("Readers", user, permissions=shape("workspace.models"))
    admin.create("alpha", is_active=False, access_grants=[readable_by(group)])
    assert user.permissions()["workspace"]["models"] is True and user.sees("alpha")
    admin.remove_group(group)
    assert not user.sees("alpha")
    assert user.permissions()["workspace"]["models"] is False
    model = admin.model("alpha")
    assert (model["access_grants"], model["revision"]) == ([], 2)
    assert "access_grants" in admin.audit(entity_type="model", entity_id="alpha")[0]["changes"]
    with contextlib.closing(muster.database()) as database:
        left = database.execute("SELECT count(*) FROM access_grant WHERE principal_id = ?", [group["id"]]).fetchone()
    assert left == (0,)


def test_people_see_the_groups_that_they_are_in(muster: Muster, admin: Person, line: list[dict[str, Any]]) -> None:
    person, outsider = muster.sign_up("Mia"), muster.sign_up("Otto")
    admin.put_into(line[1], person)
    assert [group["name"] for group in person.groups()] == ["Middle"]
    mine = expect_ok(person.get("/api/v1/users/groups"))
    assert [(group["name"], group["member_count"]) for group in mine] == [("Middle", 1)]
    whole = expect_ok(person.get("/api/v1/users/groups", params={"include_inherited": "true"}))
    assert {group["name"]: group["membership_type"] for group in whole} == {"Middle": "direct", "Top": "inherited"}
    about = f"/api/v1/groups/id/{line[1]['id']}/info"
    assert expect_ok(person.get(about))["member_count"] == 1
    assert outsider.groups() == [] and outsider.get(about).status_code == 404


@pytest.mark.parametrize(
    ("share", "to_a_member", "to_an_outsider"),
    [("members", True, False), (True, True, True), (False, False, False)],
    ids=["its members", "everybody", "nobody"],
)
def test_a_group_says_who_may_share_with_it(
    muster: Muster, admin: Person, share: Any, to_a_member: bool, to_an_outsider: bool
) -> None:
    member, outsider = muster.sign_up("Mia"), muster.sign_up("Otto")
    admin.make_group("Readers", member, data={"config": {"share": share}})
    people = (member, outsider)
    assert [person.groups(share="true") for person in people] == [[], []], "who may not share at all"
    admin.give_everybody("sharing.models")
    listed = [[group["name"] for group in person.groups(share="true")] for person in people]
    assert listed == [["Readers"] * to_a_member, ["Readers"] * to_an_outsider]


# Permissions


def test_the_most_permissive_of_the_defaults_and_all_groups_counts(admin: Person, user: Person) -> None:
    admin.give_everybody("workspace.models", "sharing.models", given=False)
    admin.make_group("Strict", user, permissions=shape("workspace.models", given=False))
    admin.make_group("Silent", user)
    assert user.permissions()["workspace"]["models"] is False
    admin.make_group("Kind", user, permissions=shape("workspace.models"))
    assert user.permissions()["workspace"]["models"] is True
    assert user.permissions()["sharing"]["models"] is False
    admin.give_everybody("sharing.models")
    assert user.permissions()["sharing"]["models"] is True


def test_permissions_are_inherited_from_the_groups_above(
    admin: Person, user: Person, line: list[dict[str, Any]]
) -> None:
    admin.put_into(line[2], user)
    admin.change_group(line[0], permissions=shape("workspace.models"))
    assert user.permissions()["workspace"]["models"] is True
    assert user.get("/api/v1/auths/").json()["permissions"] == user.permissions()
    admin.change_group(line[1], parent_group_id=None)
    assert user.permissions()["workspace"]["models"] is False


def test_an_administrator_needs_no_permission(admin: Person) -> None:
    admin.give_everybody("workspace.models", given=False)
    admin.create("alpha", is_active=False)
    permissions = admin.permissions()
    assert permissions["workspace"]["models"] and permissions["sharing"]["models"]


def test_default_permissions_have_a_boolean_for_each_permission(admin: Person, user: Person) -> None:
    defaults = expect_ok(admin.get("/api/v1/users/default/permissions"))
    assert set(defaults) >= {"workspace", "sharing", "access_grants", "chat", "features", "settings"}
    assert user.permissions() == defaults == user.session["permissions"]
    assert {type(value) for section in defaults.values() for value in section.values()} == {bool}
    assert defaults["workspace"]["models"] is False and defaults["sharing"]["models"] is False


def test_a_part_of_the_defaults_can_be_changed_and_the_rest_stays(muster: Muster, admin: Person) -> None:
    before = expect_ok(admin.get("/api/v1/users/default/permissions"))
    part = {"workspace": {"models": True}, "moon": {"landing": True}}
    after = expect_ok(admin.post("/api/v1/users/default/permissions", json=part))
    workspace = {**before["workspace"], "models": True}
    assert after == {**before, "workspace": workspace, "moon": {"landing": True}}
    muster.stop()
    muster.start()
    assert expect_ok(admin.get("/api/v1/users/default/permissions")) == after
    assert expect_ok(admin.post("/api/v1/users/default/permissions", json=before))["workspace"] == before["workspace"]


@pytest.mark.parametrize("value", ["yes", 1, None, {}, []], ids=str)
def test_a_default_that_is_no_boolean_is_refused_and_named(admin: Person, value: Any) -> None:
    before = expect_ok(admin.get("/api/v1/users/default/permissions"))
    body = {"workspace": {"models": value}, "chat": {"edit": False}}
    refused = admin.post("/api/v1/users/default/permissions", json=body)
    assert refused.status_code == 422
    assert "models" in str(refused.json()["detail"])
    assert expect_ok(admin.get("/api/v1/users/default/permissions")) == before


def test_the_trail_tells_of_groups_their_members_and_permissions(admin: Person, user: Person) -> None:
    group = admin.make_group("Readers", user)
    admin.change_group(group, permissions=shape("workspace.models"))
    admin.take_out_of(group, user)
    admin.remove_group(group)
    entries = admin.audit(entity_id=group["id"], limit=200)
    assert len(entries) == 5
    assert {(entry["user_id"], entry["outcome"], entry["entity_type"]) for entry in entries} == {
        (admin.id, "ok", "group"),
    }  # fmt: skip
    assert any(user.id in str(entry["changes"]) for entry in entries)
    assert any("workspace" in str(entry["changes"]) for entry in entries)
    before = len(admin.audit(limit=200))
    admin.give_everybody("workspace.models")
    assert len(admin.audit(limit=200)) == before + 1
    assert "workspace" in str(admin.audit(limit=1)[0]["changes"])
