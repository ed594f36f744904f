"""API keys: what they allow, what they do not, and how they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from plumbing.muster import Muster
from plumbing.person import PASSWORD, READABLE_BY_EVERYONE, Person, email_of, expect_ok, model_form
from plumbing.waiting import eventually

KEY = {
    "id", "user_id", "name", "hint", "models", "read_only", "trusted", "creates_users", "created_at", "expires_at",
    "last_used_at", "revoked_at",
}  # fmt: skip
NEEDS_SESSION = "A human session is required."
KEYS = "/api/v1/auths/api_keys"
SINGLE = "/api/v1/auths/api_key"


# Making and showing


def test_a_new_key_opens_what_its_owner_may_open(admin: Person, user: Person) -> None:
    admin.create("alpha", is_active=False, access_grants=[READABLE_BY_EVERYONE])
    admin.create("beta", is_active=False)
    program = user.program()
    assert program.sees("alpha") and not program.sees("beta")
    assert program.update("alpha").status_code == 403


def test_a_key_is_shown_once_and_then_only_its_last_letters(user: Person) -> None:
    made = user.make_key("laptop")
    assert set(made) >= KEY | {"api_key"}
    assert made["api_key"].startswith("sk-") and len(made["api_key"]) >= 35
    assert made["hint"] == f"sk-…{made['api_key'][-4:]}"
    assert made.items() >= {
        "name": "laptop", "user_id": user.id, "models": None, "read_only": False, "trusted": False,
        "creates_users": False, "expires_at": None, "last_used_at": None, "revoked_at": None,
    }.items()  # fmt: skip
    listed = user.get(KEYS)
    assert made["api_key"] not in listed.text
    assert [key["id"] for key in listed.json()] == [made["id"]] and "api_key" not in listed.json()[0]


def test_a_person_has_as_many_keys_as_they_make_the_newest_first(admin: Person, user: Person) -> None:
    made = [user.make_key(f"key {number}") for number in range(5)]
    assert len({key["api_key"] for key in made}) == 5
    listed = user.keys()
    assert {key["name"] for key in listed} == {f"key {number}" for number in range(5)}
    assert [key["created_at"] for key in listed] == sorted((key["created_at"] for key in listed), reverse=True)
    assert expect_ok(admin.get(f"/api/v1/users/{user.id}/api_keys")) == listed
    assert admin.keys() == []
    for key in made:
        assert user.by_key(key["api_key"]).get("/v1/models").status_code == 200


def test_a_key_is_not_stored_in_clear_text(muster: Muster, admin: Person, user: Person) -> None:
    keys = [user.make_key()["api_key"], expect_ok(user.post(SINGLE))["api_key"]]
    keys.append(admin.make_key(trusted=True)["api_key"])
    for key in keys:
        admin.by_key(key).get("/v1/models")
    muster.stop()
    texts = [file.read_bytes() for file in [*muster.data.rglob("*"), muster.log] if file.is_file()]
    assert sum(len(text) for text in texts) > 10_000
    for key in keys:
        assert not any(key.encode() in text or key.removeprefix("sk-").encode() in text for text in texts)


def test_the_trail_tells_which_key_was_made_used_and_revoked_but_not_the_key(admin: Person, user: Person) -> None:
    made = user.make_key("laptop")
    user.by_key(made["api_key"]).post("/api/v1/models/create", json=model_form("own"))
    user.revoke_key(made["id"])
    refused = admin.audit(action="model.create", user_id=user.id)[0]
    assert refused["outcome"] == "denied"
    assert refused["audit_metadata"].items() >= {"authentication": "api_key", "key_id": made["id"]}.items()
    assert "key_owner" not in refused["audit_metadata"]
    about_it = admin.audit(entity_id=made["id"])
    assert [entry["user_id"] for entry in about_it] == [user.id, user.id]
    assert made["api_key"] not in admin.get("/api/v1/audit/logs", params={"limit": 200}).text


@pytest.mark.parametrize("header", ["Authorization", "authorization", "x-api-key", "X-API-Key"])
def test_a_key_may_come_in_either_header(muster: Muster, user: Person, header: str) -> None:
    key = user.make_key()["api_key"]
    value = f"Bearer {key}" if header.lower() == "authorization" else key
    assert muster.guest().get("/v1/models", headers={header: value}).status_code == 200
    assert muster.guest().get("/v1/models", headers={header: value[:-1]}).status_code == 401


@pytest.mark.parametrize("key", ["sk-", "sk-" + "0" * 32, "sk-" + "a" * 48, "sk-*", "sk-…"])
def test_a_key_that_muster_did_not_give_opens_nothing(muster: Muster, user: Person, key: str) -> None:
    user.make_key()
    answer = muster.guest().get("/v1/models", headers={"Authorization": f"Bearer {key}".encode()})
    assert answer.status_code == 401


def test_a_key_shows_when_it_was_last_used(user: Person) -> None:
    began = int(time.time())
    made = user.make_key()
    assert user.keys()[0]["last_used_at"] is None
    user.by_key(made["api_key"]).get("/v1/models")
    seen = eventually(lambda: user.keys()[0]["last_used_at"], "the use is shown")
    assert began <= seen <= int(time.time())


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": 7}, {"models": "alpha"}, {"models": [1]}, {"models": []}, {"models": [""]},
     {"expires_at": "soon"}, {"expires_at": 1}],
    ids=str,
)  # fmt: skip
def test_invalid_fields_of_a_new_key_are_refused(user: Person, fields: dict[str, Any]) -> None:
    assert user.post(KEYS, json={"name": "k", "expires_at": None, **fields}).status_code == 422
    assert user.keys() == []


def test_keys_are_there_after_a_restart(muster: Muster, user: Person) -> None:
    program, gone = user.program(), user.make_key()
    user.revoke_key(gone["id"])
    muster.stop()
    muster.start()
    assert program.get("/v1/models").status_code == 200
    assert user.by_key(gone["api_key"]).get("/v1/models").status_code == 401


# Ending


def test_a_key_ends_when_it_expires_and_stays_in_the_list(user: Person) -> None:
    made = user.make_key(expires_at=int(time.time()) + 2)
    program = user.by_key(made["api_key"])
    assert program.get("/v1/models").status_code == 200
    eventually(lambda: program.get("/v1/models").status_code == 401, "the key has expired")
    assert time.time() >= made["expires_at"]
    assert [key["id"] for key in user.keys()] == [made["id"]]


def test_the_person_revokes_a_key_at_once(user: Person) -> None:
    made, other = user.make_key(), user.make_key()
    assert user.revoke_key(made["id"]).json() is True
    assert user.by_key(made["api_key"]).get("/v1/models").status_code == 401
    assert [key["id"] for key in user.keys()] == [other["id"]]
    assert user.revoke_key(made["id"]).status_code == 404, "a repeat finds nothing"
    assert user.by_key(other["api_key"]).get("/v1/models").status_code == 200


def test_an_administrator_revokes_a_key_at_once_and_another_user_does_not(
    muster: Muster, admin: Person, user: Person
) -> None:
    made = user.make_key()
    stranger = muster.sign_up("Stan")
    assert stranger.revoke_key(made["id"]).status_code == 404
    assert user.by_key(made["api_key"]).get("/v1/models").status_code == 200
    assert admin.revoke_key(made["id"]).json() is True
    assert user.by_key(made["api_key"]).get("/v1/models").status_code == 401
    assert user.keys() == []


def test_signing_out_or_a_new_password_ends_no_key(muster: Muster, user: Person) -> None:
    program = user.program()
    user.post("/api/v1/auths/signout")
    assert program.get("/v1/models").status_code == 200
    muster.sign_in(email_of("Uma")).change_password(PASSWORD, "another password")
    assert program.get("/v1/models").status_code == 200


def test_a_key_allows_no_more_than_its_owner_may_at_that_moment(muster: Muster, admin: Person) -> None:
    second = muster.add("Sean", role="admin")
    program = second.program()
    assert program.get("/api/v1/audit/logs").status_code == 200
    admin.change_person(second, role="user")
    assert program.get("/api/v1/audit/logs").status_code == 403
    assert program.get("/v1/models").status_code == 200
    admin.change_person(second, role="pending")
    assert program.get("/v1/models").status_code == 403


# Narrow keys


@pytest.fixture
def narrow(muster: Muster, admin: Person) -> Person:
    """A program of the administrator's that knows only what begins with `al`, and `team/` something `:7b`."""
    muster.loaded("alpha")
    muster.loaded("beta")
    for id in ("team/small:7b", "team/big:70b", "my-alpha"):
        admin.create(id, base_model_id="alpha")
    return admin.program(models=["al*", "team/*:7b"])


@pytest.mark.parametrize("path", ["/v1/models", "/openai/models", "/api/models", "/api/v1/models/"])
def test_models_outside_the_patterns_of_a_key_are_not_listed(narrow: Person, path: str) -> None:
    assert {model["id"] for model in narrow.get(path).json()["data"]} == {"alpha", "team/small:7b"}


def test_models_outside_the_patterns_of_a_key_are_not_counted(narrow: Person) -> None:
    listed = narrow.list(kind="all")
    assert {model["id"] for model in listed["items"]} == {"alpha", "team/small:7b"} and listed["total"] == 2


def test_models_outside_the_patterns_of_a_key_look_nonexistent(narrow: Person) -> None:
    assert narrow.sees("alpha") and narrow.chat("alpha").is_spoken_by("alpha")
    assert narrow.chat("team/small:7b").is_spoken_by("alpha"), "the preset's base may be beside the patterns"
    for id in ("beta", "my-alpha", "team/big:70b"):
        assert not narrow.sees(id)
        assert narrow.chat(id).status == 404
        assert narrow.get(f"/v1/models/{id}").status_code == 404
        assert narrow.remove(id).status_code == 404


def test_a_key_creates_no_models_outside_its_patterns(narrow: Person, admin: Person) -> None:
    assert narrow.post("/api/v1/models/create", json=model_form("zeta")).status_code == 403
    assert not admin.sees("zeta")
    assert narrow.create("al-zeta", base_model_id="alpha")["id"] == "al-zeta"


def test_a_key_for_certain_models_reaches_nothing_else(narrow: Person, admin: Person) -> None:
    for path in ("/api/v1/audit/logs", "/api/v1/users/", "/api/v1/groups/", "/api/v1/models/base"):
        assert narrow.get(path).status_code == 403, path
    assert narrow.delete("/api/v1/models/delete/all").status_code == 403
    assert narrow.unload("alpha").status_code == 403
    assert admin.sees("alpha") and admin.sees("beta")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("alpha", True), ("*", True), ("*a", True), ("a*h*", True), ("ALPHA", False), ("alph", False), ("a?pha", False),
     ("[a]lpha", False), ("*b*", False)],
)  # fmt: skip
def test_a_star_stands_for_any_characters_and_everything_else_for_itself(
    admin: Person, pattern: str, matches: bool
) -> None:
    admin.create("alpha", is_active=False)
    assert admin.program(models=[pattern]).sees("alpha") is matches


def test_a_read_only_key_sees_and_uses_and_changes_nothing(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    program = admin.program(read_only=True)
    assert program.sees("alpha") and program.chat("alpha").is_spoken_by("alpha")
    assert program.get("/api/v1/audit/logs").status_code == 200
    refused = [
        program.update("alpha"),
        program.remove("alpha"),
        program.post("/api/v1/models/create", json=model_form("beta")),
        program.post("/api/v1/models/model/toggle", params={"id": "alpha"}),
        program.share("alpha"),
        program.unload("alpha"),
        program.add_person("Nora"),
        program.post("/api/v1/groups/create", json={"name": "G", "description": ""}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "key.read_only")] * 8
    assert admin.model("alpha")["revision"] == 1


# What keys cannot do


@pytest.mark.parametrize(
    "request_of",
    [
        lambda program, key, owner: program.get(KEYS),
        lambda program, key, owner: program.post(KEYS, json={"name": "k", "expires_at": None}),
        lambda program, key, owner: program.delete(f"{KEYS}/{key['id']}"),
        lambda program, key, owner: program.post(SINGLE),
        lambda program, key, owner: program.delete(SINGLE),
        lambda program, key, owner: program.change_password(PASSWORD, "another password"),
        lambda program, key, owner: program.get("/api/v1/auths/"),
        lambda program, key, owner: program.change_person(owner, password="another password"),
    ],
    ids=["list keys", "make a key", "revoke itself", "make the single key", "delete the single key",
         "change the password", "be a session", "change the owner's password"],
)  # fmt: skip
def test_a_key_cannot_manage_keys_or_passwords_of_its_owner(
    muster: Muster, admin: Person, request_of: Callable[[Person, dict[str, Any], Person], httpx.Response]
) -> None:
    key = admin.make_key()
    program = admin.by_key(key["api_key"])
    refused = request_of(program, key, admin)
    assert refused.status_code == 403
    assert refused.json()["detail"] == NEEDS_SESSION
    assert [kept["id"] for kept in admin.keys()] == [key["id"]]
    assert muster.sign_in(email_of("Ada")).is_signed_in()


def test_a_key_does_not_sign_out_its_owner(user: Person) -> None:
    user.program().post("/api/v1/auths/signout")
    assert user.is_signed_in()


@pytest.mark.parametrize("field", ["trusted", "creates_users"])
def test_only_administrators_create_trusted_keys(admin: Person, user: Person, field: str) -> None:
    assert user.post(KEYS, json={"name": "k", "expires_at": None, field: True}).status_code == 403
    assert user.keys() == []
    assert admin.make_key(**{"trusted": True, field: True})[field] is True


def test_making_keys_takes_a_permission_that_can_be_taken_away(admin: Person, user: Person) -> None:
    program = user.program()
    admin.give_everybody("features.api_keys", given=False)
    for answer in (user.post(KEYS, json={"name": "k", "expires_at": None}), user.post(SINGLE)):
        assert answer.status_code == 403
    assert len(user.keys()) == 1
    assert program.get("/v1/models").status_code == 200, "the one that was made before goes on"
    assert user.revoke_key(user.keys()[0]["id"]).json() is True
    assert admin.make_key()["api_key"], "administrators need no permission"


# Open WebUI's single key


@pytest.mark.parametrize("name", ["program", "API key"])
def test_the_single_key_is_replaced_by_the_next_one(user: Person, name: str) -> None:
    other = user.program(name=name)
    first = expect_ok(user.post(SINGLE))
    assert set(first) == {"api_key"}
    assert user.by_key(first["api_key"]).get("/v1/models").status_code == 200
    second = expect_ok(user.post(SINGLE))
    assert user.by_key(first["api_key"]).get("/v1/models").status_code == 401
    assert user.by_key(second["api_key"]).get("/v1/models").status_code == 200
    assert user.get(SINGLE).status_code == 404, "keys are shown once"
    assert user.delete(SINGLE).json() is True
    assert user.by_key(second["api_key"]).get("/v1/models").status_code == 401
    assert other.get("/v1/models").status_code == 200, "keys that were made otherwise stay"
