"""Administrators add, change and remove users; one administrator always stays."""

from __future__ import annotations

import contextlib
import time
from functools import partial
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.live_events import live_events
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, email_of, people_by_name, readable_by, shape, writable_by
from plumbing.together import together

NEW_PASSWORD = "a horse of another colour"

USER = {
    "id", "name", "email", "role", "profile_image_url", "created_at", "updated_at", "last_active_at", "group_ids",
    "username", "profile_banner_image_url", "bio", "gender", "date_of_birth", "timezone", "presence_state",
    "status_emoji", "status_message", "status_expires_at", "info", "settings", "oauth", "scim",
}  # fmt: skip


# Letting in


def test_an_added_person_can_sign_in_and_the_administrator_gets_no_session_of_theirs(
    muster: Muster, admin: Person
) -> None:
    added = admin.add_person("Nora", role="user")
    assert added.status_code == 200
    assert added.json().items() >= {
        "name": "Nora", "email": "nora@example.org", "role": "user", "token": None, "token_type": "Bearer",
    }.items()  # fmt: skip
    assert "set-cookie" not in added.headers
    assert muster.sign_in("nora@example.org").id == added.json()["id"]


def test_an_added_person_is_pending_unless_a_role_is_given(admin: Person) -> None:
    assert admin.add_person("Nora").json()["role"] == "pending"


def test_a_person_who_waits_for_approval_is_let_in_by_an_administrator(start_muster: StartMuster) -> None:
    muster = start_muster(sign_up="approval")
    waiting = muster.sign_up("Pia")
    assert waiting.get("/api/v1/models/list").status_code == 403
    assert muster.admin.change_person(waiting, role="user").json()["role"] == "user"
    assert muster.sign_in(email_of("Pia")).list() == {"items": [], "total": 0}


def test_where_nobody_may_sign_up_an_administrator_can_still_add_people(start_muster: StartMuster) -> None:
    muster = start_muster(sign_up="closed")
    assert muster.add("Nora", role="user").session["role"] == "user"


def test_a_pending_person_may_see_who_they_are_and_sign_out_and_nothing_else(muster: Muster) -> None:
    pending = muster.add("Pia", role="pending")
    assert pending.get("/api/v1/auths/").json()["role"] == "pending"
    for path in ("/api/v1/users/permissions", "/api/v1/users/groups", "/api/v1/groups/", "/api/v1/auths/api_keys"):
        assert pending.get(path).status_code == 403, path
    assert pending.change_password(PASSWORD, NEW_PASSWORD).status_code == 403
    assert pending.post("/api/v1/auths/signout").json() == {"status": True}
    assert not pending.is_signed_in()


@pytest.mark.parametrize("role", ["root", "", "Admin", 7])
def test_there_are_three_roles(admin: Person, user: Person, role: Any) -> None:
    assert admin.add_person("Nora", role=role).status_code == 422
    assert admin.change_person(user, role=role).status_code == 422
    assert set(people_by_name(admin)) == {"Ada", "Uma"}
    assert admin.person(user.id)["role"] == "user"


@pytest.mark.parametrize("missing", ["name", "email", "password"])
def test_a_person_is_not_added_without_a_field(admin: Person, missing: str) -> None:
    form = {"name": "Nora", "email": "nora@example.org", "password": PASSWORD, "role": "user"}
    del form[missing]
    assert admin.post("/api/v1/auths/add", json=form).status_code == 422
    assert set(people_by_name(admin)) == {"Ada"}


# Changing


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Uma the Second"), ("email", "uma2@example.org"), ("profile_image_url", "/uma.png"), ("role", "admin")],
)
def test_an_administrator_changes_a_field_and_leaves_the_others(
    admin: Person, user: Person, field: str, value: str
) -> None:
    before = admin.person(user.id)
    changed = admin.change_person(user, **{field: value})
    assert changed.status_code == 200
    after = admin.person(user.id)
    assert set(after) >= USER
    fields = ("id", "name", "email", "role", "profile_image_url", "created_at")
    assert {name: after[name] for name in fields} == {**{name: before[name] for name in fields}, field: value}


def test_an_administrator_gives_a_new_password(muster: Muster, admin: Person, user: Person) -> None:
    assert admin.change_person(user, password=NEW_PASSWORD).status_code == 200
    assert muster.guest().sign_in(email_of("Uma"), PASSWORD).status_code == 400
    assert muster.sign_in(email_of("Uma"), NEW_PASSWORD).id == user.id


@pytest.mark.parametrize("taken", ["ada@example.org", "ADA@Example.org"])
def test_an_email_address_belongs_to_one_person(muster: Muster, admin: Person, user: Person, taken: str) -> None:
    for answer in (
        admin.change_person(user, email=taken),
        admin.add_person("Another", email=taken, role="user"),
    ):
        assert answer.status_code == 409
        assert "Another account already uses ada@example.org" in answer.json()["detail"]
    assert admin.person(user.id)["email"] == "uma@example.org"
    assert muster.sign_in("ada@example.org").id == admin.id


def test_an_unknown_person_cannot_be_changed_or_removed(muster: Muster, admin: Person) -> None:
    nobody = muster.signed_in({"id": "nobody", "token": "-"})
    for answer in (
        admin.change_person(nobody, name="x"), admin.remove_person(nobody), admin.get("/api/v1/users/nobody"),
        admin.post("/api/v1/users/nobody/sessions/revoke"), admin.get("/api/v1/users/nobody/api_keys"),
        admin.get("/api/v1/users/nobody/access"),
    ):  # fmt: skip
        assert answer.status_code == 404
        assert answer.json()["detail"] == "We could not find what you're looking for :/"


# The last administrator


@pytest.mark.parametrize("act", ["become a user", "become pending", "be removed"])
def test_the_last_administrator_stays(muster: Muster, admin: Person, act: str) -> None:
    muster.add("Pia", role="user")
    answer = {
        "become a user": lambda: admin.change_person(admin, role="user"),
        "become pending": lambda: admin.change_person(admin, role="pending"),
        "be removed": lambda: admin.remove_person(admin),
    }[act]()
    assert answer.status_code == 403
    assert answer.json()["code"] == "account.last_admin"
    assert admin.person(admin.id)["role"] == "admin"


@pytest.mark.parametrize("whom", ["the other", "oneself"])
@pytest.mark.parametrize("act", ["demote", "remove"])
def test_of_two_administrators_who_demote_or_remove_each_other_one_remains(muster: Muster, act: str, whom: str) -> None:
    for turn in range(4):
        pair = [muster.admin, muster.add(f"Second{turn}", role="admin")]
        targets = pair if whom == "oneself" else pair[::-1]

        def attempt(who: Person, target: Person) -> int:
            if act == "demote":
                return who.change_person(target, role="user").status_code
            return who.remove_person(target).status_code

        statuses = together(*(partial(attempt, *both) for both in zip(pair, targets, strict=True)))
        assert statuses.count(200) == 1, statuses
        assert set(statuses) <= {200, 401, 403}
        muster.admin = next(person for person in pair if person.is_signed_in())
        roles = [user["role"] for user in people_by_name(muster.admin).values()]
        assert roles.count("admin") == 1


# Sessions


@pytest.mark.parametrize("change", [{"role": "pending"}, {"role": "admin"}, {"password": NEW_PASSWORD}], ids=str)
def test_a_new_role_or_password_ends_all_sessions_at_once(
    muster: Muster, admin: Person, user: Person, change: dict[str, str]
) -> None:
    another = muster.sign_in(email_of("Uma"))
    admin.change_person(user, **change)
    assert not user.is_signed_in() and not another.is_signed_in()
    assert user.get("/v1/models").status_code == 401
    assert admin.is_signed_in()


def test_a_new_name_ends_no_session(admin: Person, user: Person) -> None:
    admin.change_person(user, name="Uma the Second", email="uma2@example.org")
    assert user.get("/api/v1/auths/").json()["name"] == "Uma the Second"


def test_a_changed_password_ends_all_sessions_of_that_person_this_one_too(muster: Muster, user: Person) -> None:
    another = muster.sign_in(email_of("Uma"))
    assert user.change_password(PASSWORD, NEW_PASSWORD).json() is True
    assert not user.is_signed_in() and not another.is_signed_in()
    assert muster.guest().sign_in(email_of("Uma"), PASSWORD).status_code == 400
    assert muster.sign_in(email_of("Uma"), NEW_PASSWORD).id == user.id


def test_changing_a_password_needs_the_old_one(muster: Muster, user: Person) -> None:
    refused = user.change_password("not it", NEW_PASSWORD)
    assert refused.status_code == 400
    assert refused.json()["detail"] == "The password provided is incorrect. Please check for typos and try again."
    assert user.is_signed_in()
    assert muster.guest().sign_in(email_of("Uma"), PASSWORD).status_code == 200


def test_an_administrator_ends_all_sessions_of_a_person(muster: Muster, admin: Person, user: Person) -> None:
    assert admin.post(f"/api/v1/users/{user.id}/sessions/revoke").json() is True
    assert not user.is_signed_in()
    assert muster.sign_in(email_of("Uma")).is_signed_in()


@pytest.mark.parametrize("end", ["demoted", "sessions ended", "password changed", "removed", "signed out"])
def test_the_live_events_of_somebody_who_may_no_longer_have_them_end(muster: Muster, admin: Person, end: str) -> None:
    second = muster.add("Sean", role="admin")
    with live_events(second, muster.address) as events:
        assert events.next().kind == "snapshot"
        {
            "demoted": lambda: admin.change_person(second, role="user"),
            "sessions ended": lambda: admin.post(f"/api/v1/users/{second.id}/sessions/revoke"),
            "password changed": lambda: second.change_password(PASSWORD, NEW_PASSWORD),
            "removed": lambda: admin.remove_person(second),
            "signed out": lambda: second.post("/api/v1/auths/signout"),
        }[end]()
        admin.create("told-to-nobody", is_active=False)
        began = time.monotonic()
        assert [event for event in events.rest() if event.kind == "model"] == []
        assert time.monotonic() - began < 5


# Removing


def test_a_removed_person_is_signed_out_at_once_and_their_address_is_free(
    muster: Muster, admin: Person, user: Person
) -> None:
    program = user.program()
    assert admin.remove_person(user).json() is True
    assert not user.is_signed_in()
    assert program.get("/v1/models").status_code == 401
    assert muster.guest().sign_in(email_of("Uma")).status_code == 400
    assert set(people_by_name(admin)) == {"Ada"}
    assert muster.sign_up("Uma").id != user.id


def test_models_of_a_removed_person_pass_to_the_administrator(muster: Muster, admin: Person, user: Person) -> None:
    admin.create("alpha", is_active=False, access_grants=[readable_by(user)])
    admin.make_group("Makers", user, permissions=shape("workspace.models"))
    before = user.create("poet", base_model_id="alpha", params={"system": "rhyme"})
    admin.remove_person(user)
    after = admin.model("poet")
    assert (after["user_id"], after["revision"]) == (admin.id, before["revision"] + 1)
    assert after["params"] == {"system": "rhyme"}
    entry = admin.audit(entity_type="model", entity_id="poet")[0]
    assert entry["user_id"] == admin.id
    assert entry["changes"]["user_id"] == {"before": user.id, "after": admin.id}
    with contextlib.closing(muster.database()) as database:
        revisions = database.execute("SELECT count(*) FROM model_revision WHERE model_id = 'poet'").fetchone()
    assert revisions == (2,)


def test_grants_to_a_removed_person_go_and_other_grants_stay(muster: Muster, admin: Person, user: Person) -> None:
    other = muster.sign_up("Otto")
    admin.create("alpha", is_active=False)
    admin.create("poet", base_model_id="alpha", access_grants=[writable_by(user), readable_by(other)])
    admin.remove_person(user)
    model = admin.model("poet")
    assert [grant["principal_id"] for grant in model["access_grants"]] == [other.id]
    assert model["revision"] == 2
    assert "access_grants" in admin.audit(entity_type="model", entity_id="poet")[0]["changes"]
    assert other.sees("poet")


def test_the_trail_tells_who_was_added_changed_and_removed_and_no_password(muster: Muster, admin: Person) -> None:
    second = muster.add("Nora", role="user")
    admin.change_person(second, role="admin", name="Nora B.")
    admin.change_person(second, password=NEW_PASSWORD)
    admin.remove_person(second)
    told = [entry for entry in admin.audit(entity_id=second.id, limit=200) if entry["user_id"] == admin.id]
    assert len(told) == 4 and {entry["outcome"] for entry in told} == {"ok"}
    changed = told[2]["changes"]
    assert changed["role"] == {"before": "user", "after": "admin"}
    assert changed["name"] == {"before": "Nora", "after": "Nora B."}
    assert NEW_PASSWORD not in admin.get("/api/v1/audit/logs", params={"limit": 200}).text
    assert admin.audit(user_id=second.id) != [], "what a removed person did is still told"


# Lists


@pytest.fixture
def crowd(muster: Muster) -> Person:
    """The administrator of a world with 34 more people."""
    key = muster.admin.make_key(trusted=True, creates_users=True)["api_key"]
    for number in range(34):
        program = muster.admin.by_key(key, email=f"p{33 - number:02}@example.net", name=f"Person{number:02}")
        assert program.get("/v1/models").status_code == 200
        program.close()
    return muster.admin


def names(page: dict[str, Any]) -> list[str]:
    return [user["name"] for user in page["users"]]


def test_pages_hold_30_people_and_together_everybody_once(crowd: Person) -> None:
    pages = [crowd.people(page=page, order_by="name", direction="asc") for page in (1, 2, 3)]
    assert [len(page["users"]) for page in pages] == [30, 5, 0]
    assert {page["total"] for page in pages} == {35}
    everybody = ["Ada", *(f"Person{number:02}" for number in range(34))]
    assert [name for page in pages for name in names(page)] == everybody
    assert sorted(people_by_name(crowd)) == everybody


@pytest.mark.parametrize("order", ["name", "email", "role", "created_at", "last_active_at"])
def test_people_are_ordered_and_turned_round(crowd: Person, order: str) -> None:
    ascending, descending = (
        [user for page in (1, 2) for user in crowd.people(page=page, order_by=order, direction=direction)["users"]]
        for direction in ("asc", "desc")
    )
    values = [user[order] or 0 for user in ascending]
    assert values == sorted(values)
    assert [user[order] or 0 for user in descending] == values[::-1]
    assert sorted(user["id"] for user in ascending) == sorted(user["id"] for user in descending)


def test_the_newest_come_first_unless_asked_otherwise(crowd: Person) -> None:
    created = [user["created_at"] for user in crowd.people()["users"]]
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("person07", ["Person07"]), ("P07@EXAMPLE", ["Person26"]), ("ada", ["Ada"]), ("%", []), ("_", []), ("zzz", [])],
)
def test_people_are_found_by_name_and_address(crowd: Person, query: str, expected: list[str]) -> None:
    found = crowd.people(query=query)
    assert names(found) == expected and found["total"] == len(expected)
    assert crowd.found_people(query=query) == expected


@pytest.mark.parametrize("query", [{"order_by": "password"}, {"page": "two"}], ids=str)
def test_an_invalid_search_for_users_is_refused(admin: Person, query: dict[str, str]) -> None:
    assert admin.get("/api/v1/users/", params=query).status_code == 422


def test_a_list_tells_the_groups_of_each_person(muster: Muster, admin: Person, user: Person) -> None:
    group = admin.make_group("Readers", user)
    assert admin.person(user.id)["group_ids"] == [group["id"]]
    listed = {person["name"]: person["group_ids"] for person in admin.people()["users"]}
    assert listed == {"Ada": [], "Uma": [group["id"]]}
    assert people_by_name(admin)["Uma"]["groups"] == [{"id": group["id"], "name": "Readers"}]


def test_people_are_found_by_those_only_who_may_share(muster: Muster, admin: Person, user: Person) -> None:
    search = "/api/v1/users/search"
    about_the_other = f"/api/v1/users/{admin.id}/info"
    assert user.get(search).status_code == user.get(about_the_other).status_code == 403
    group = admin.make_group("Sharers", user, permissions=shape("sharing.models"))
    assert sorted(user.found_people()) == ["Ada", "Uma"]
    assert user.get(about_the_other).json()["name"] == "Ada"
    admin.take_out_of(group, user)
    assert user.get(search).status_code == user.get(about_the_other).status_code == 403
    assert user.get(f"/api/v1/users/{user.id}/info").json()["name"] == "Uma"


def test_a_person_seen_within_three_minutes_is_shown_as_present(admin: Person, user: Person) -> None:
    admin.add_person("Nora", role="user")
    user.list()
    people = people_by_name(admin)
    assert people["Uma"]["is_active"] is True and people["Uma"]["last_active_at"] <= int(time.time())
    assert people["Nora"]["is_active"] is False and people["Nora"]["last_active_at"] is None
