"""A front end with a trusted key acts on behalf of users: access is decided and recorded for each of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, email_of, expect_ok, model_form, people_by_name, readable_by, shape
from plumbing.together import together


@pytest.fixture
def front_end(admin: Person) -> str:
    """A key of the administrator's that is trusted, and makes nobody."""
    return admin.make_key("front end", trusted=True)["api_key"]


@pytest.fixture
def open_front_end(admin: Person) -> str:
    """A trusted key that makes an account for whom it speaks for the first time."""
    return admin.make_key("open front end", trusted=True, creates_users=True)["api_key"]


def models(person: Person) -> set[str]:
    return {model["id"] for model in expect_ok(person.get("/v1/models"))["data"]}


def refusal(person: Person) -> tuple[int, str]:
    answer = person.get("/api/v1/models/list")
    return answer.status_code, answer.json().get("code", "")


# Rights


def test_two_people_see_and_use_each_their_own_models(muster: Muster, admin: Person, front_end: str) -> None:
    uma, otto = muster.sign_up("Uma"), muster.sign_up("Otto")
    muster.loaded("alpha", access_grants=[readable_by(uma)])
    muster.loaded("beta", access_grants=[readable_by(otto)])
    for_uma, for_otto = (admin.by_key(front_end, email=email_of(name)) for name in ("Uma", "Otto"))
    assert (models(for_uma), models(for_otto)) == ({"alpha"}, {"beta"})
    assert for_uma.chat("alpha").is_spoken_by("alpha") and for_uma.chat("beta").status == 404
    assert for_otto.chat("beta").is_spoken_by("beta") and for_otto.chat("alpha").status == 404


def test_the_user_on_whose_behalf_a_key_acts_is_recorded_with_key_and_owner(muster: Muster, admin: Person) -> None:
    uma = muster.sign_up("Uma")
    admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    admin.create("alpha", is_active=False, access_grants=[readable_by(uma)])
    key = admin.make_key("front end", trusted=True)
    for_uma = admin.by_key(key["api_key"], email=email_of("Uma"))
    assert for_uma.create("poet", base_model_id="alpha")["user_id"] == uma.id
    assert for_uma.remove("alpha").status_code == 403
    for action, outcome in (("model.create", "ok"), ("model.delete", "denied")):
        entry = admin.audit(action=action, user_id=uma.id)[0]
        assert (entry["user_name"], entry["outcome"]) == ("Uma", outcome)
        facts = entry["audit_metadata"]
        assert facts.items() >= {"authentication": "api_key", "key_id": key["id"], "key_owner": admin.id}.items()


def test_a_refused_chat_is_recorded_for_the_person(muster: Muster, admin: Person, front_end: str) -> None:
    uma = muster.sign_up("Uma")
    muster.loaded("alpha")
    assert admin.by_key(front_end, email=email_of("Uma")).chat("alpha").status == 404
    entry = admin.audit(action="model.use", user_id=uma.id)[0]
    assert (entry["entity_id"], entry["outcome"]) == ("alpha", "denied")
    assert entry["audit_metadata"]["key_owner"] == admin.id


def test_the_limits_of_a_trusted_key_apply_to_every_user(muster: Muster, admin: Person) -> None:
    uma = muster.sign_up("Uma")
    for id in ("alpha", "beta"):
        muster.offer(id, is_active=True, access_grants=[readable_by(uma)])
    admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    narrow = admin.make_key(trusted=True, models=["a*"], read_only=True)["api_key"]
    for_uma = admin.by_key(narrow, email=email_of("Uma"))
    assert models(for_uma) == {"alpha"} and not for_uma.sees("beta")
    refused = for_uma.post("/api/v1/models/create", json=model_form("a-poet", base_model_id="alpha"))
    assert (refused.status_code, refused.json()["code"]) == (403, "key.read_only")


def test_a_pending_person_is_not_let_in_by_way_of_a_front_end(muster: Muster, admin: Person, front_end: str) -> None:
    muster.add("Pia", role="pending")
    assert admin.by_key(front_end, email=email_of("Pia")).get("/v1/models").status_code == 403


def test_a_trusted_key_without_headers_acts_as_its_owner(admin: Person, front_end: str) -> None:
    admin.create("alpha", is_active=False)
    assert admin.by_key(front_end).sees("alpha")


def test_the_case_of_the_address_does_not_matter(muster: Muster, admin: Person, open_front_end: str) -> None:
    uma = muster.sign_up("Uma")
    admin.create("alpha", access_grants=[readable_by(uma)])
    assert models(admin.by_key(open_front_end, email="UMA@Example.ORG", name="Somebody")) == {"alpha"}
    assert set(people_by_name(admin)) == {"Ada", "Uma"}


def test_a_trusted_key_of_a_former_administrator_is_refused(muster: Muster, admin: Person) -> None:
    second = muster.add("Sean", role="admin")
    key = second.make_key(trusted=True, creates_users=True)["api_key"]
    for_admin = second.by_key(key, email=email_of("Ada"))
    assert for_admin.get("/api/v1/audit/logs").status_code == 200
    admin.change_person(second, role="user")
    assert for_admin.get("/api/v1/audit/logs").status_code == 403
    second.by_key(key, email="new@example.org", name="New").get("/v1/models")
    assert set(people_by_name(admin)) == {"Ada", "Sean"}


# Accounts at first sight


def test_a_new_user_gets_an_account_if_the_key_may_create_users(admin: Person, open_front_end: str) -> None:
    program = admin.by_key(open_front_end, email="New@Example.org", name="Nora", role="user", id="elsewhere-1")
    assert models(program) == set()
    person = people_by_name(admin)["Nora"]
    assert (person["email"], person["role"]) == ("new@example.org", "user")
    told = admin.audit(entity_id=person["id"])
    assert told[-1]["audit_metadata"]["key_id"]


def test_a_new_user_is_refused_if_the_key_may_not_create_users(admin: Person, front_end: str) -> None:
    program = admin.by_key(front_end, email="new@example.org", name="Nora")
    assert refusal(program) == (403, "key.unknown_person")
    assert program.chat("alpha").status == 403
    assert set(people_by_name(admin)) == {"Ada"}


@pytest.mark.parametrize(
    ("sent", "made"),
    [("admin", "user"), ("user", "user"), ("root", "user"), ("pending", "pending"), (None, "user")],
)
def test_the_role_that_a_front_end_names_never_makes_an_administrator(
    admin: Person, open_front_end: str, sent: str | None, made: str
) -> None:
    role = {"role": sent} if sent else {}
    program = admin.by_key(open_front_end, email="new@example.org", name="Nora", **role)
    assert program.get("/v1/models").status_code == (200 if made == "user" else 403)
    assert program.get("/api/v1/audit/logs").status_code == 403
    assert people_by_name(admin)["Nora"]["role"] == made


@pytest.mark.parametrize("sent", ["admin", "pending"])
def test_a_known_user_keeps_the_role_in_muster(muster: Muster, admin: Person, open_front_end: str, sent: str) -> None:
    uma = muster.sign_up("Uma")
    program = admin.by_key(open_front_end, email=email_of("Uma"), role=sent, name="Other", id=admin.id)
    assert program.get("/v1/models").status_code == 200
    assert program.get("/api/v1/audit/logs").status_code == 403
    assert (admin.person(uma.id)["role"], admin.person(uma.id)["name"]) == ("user", "Uma")


@pytest.mark.parametrize(
    ("sent", "name"),
    [("J%C3%BCrgen%20M%C3%BCller", "Jürgen Müller"), ("Nora", "Nora"), ("50%25", "50%"), ("%E5%90%8D", "名")],
)
def test_the_name_comes_percent_encoded(admin: Person, open_front_end: str, sent: str, name: str) -> None:
    admin.by_key(open_front_end, email="new@example.org", name=sent).get("/v1/models")
    assert set(people_by_name(admin)) == {"Ada", name}


def test_a_provisioned_user_without_a_name_gets_one(admin: Person, open_front_end: str) -> None:
    assert admin.by_key(open_front_end, email="new@example.org").get("/v1/models").status_code == 200
    (name,) = set(people_by_name(admin)) - {"Ada"}
    assert name.strip()


@pytest.mark.parametrize("address", ["no-address", "two words@example.org", "@"])
def test_no_account_is_made_for_what_is_no_address(admin: Person, open_front_end: str, address: str) -> None:
    assert refusal(admin.by_key(open_front_end, email=address, name="Nora"))[0] in (400, 403, 422)
    assert set(people_by_name(admin)) == {"Ada"}


def test_the_first_requests_of_somebody_new_at_one_moment_make_one_account(
    muster: Muster, admin: Person, open_front_end: str
) -> None:
    addresses = ["new@example.org", "New@Example.org"] * 5
    programs = [admin.by_key(open_front_end, email=address, name="Nora") for address in addresses]
    answers = together(*(partial(program.get, "/v1/models") for program in programs))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sorted(user["name"] for user in admin.people()["users"]) == ["Ada", "Nora"]


def test_a_provisioned_account_has_no_password(muster: Muster, admin: Person, open_front_end: str) -> None:
    admin.by_key(open_front_end, email="new@example.org", name="Nora").get("/v1/models")
    for password in ("", " ", "Nora", "new@example.org"):
        assert muster.guest().sign_in("new@example.org", password).status_code in (400, 422)


def test_a_removed_user_is_unknown_and_is_provisioned_as_a_new_one(
    muster: Muster, admin: Person, front_end: str, open_front_end: str
) -> None:
    uma = muster.sign_up("Uma")
    admin.create("alpha", access_grants=[readable_by(uma)])
    closed, opened = (admin.by_key(key, email=email_of("Uma"), name="Uma") for key in (front_end, open_front_end))
    assert models(closed) == models(opened) == {"alpha"}
    admin.remove_person(uma)
    assert refusal(closed) == (403, "key.unknown_person")
    assert models(opened) == set()
    assert people_by_name(admin)["Uma"]["id"] != uma.id


# Whose headers count


@pytest.mark.parametrize(
    "headers",
    [{"email": "ada@example.org"}, {"name": "Ada"}, {"email": "new@example.org", "role": "admin"}, {"id": "1"}],
    ids=str,
)
@pytest.mark.parametrize("way", ["key", "session"])
def test_the_headers_mean_nothing_with_an_untrusted_key_or_a_session(
    muster: Muster, admin: Person, headers: dict[str, str], way: str
) -> None:
    uma = muster.sign_up("Uma")
    admin.create("alpha", access_grants=[readable_by(uma)])
    token = uma.make_key()["api_key"] if way == "key" else uma.token
    program = uma.by_key(token, **headers)
    assert models(program) == {"alpha"}
    assert program.get("/api/v1/audit/logs").status_code == 403
    assert set(people_by_name(admin)) == {"Ada", "Uma"}


@pytest.mark.parametrize(
    "headers",
    [{"name": "Uma"}, {"id": "1"}, {"role": "user"}, {"email": "", "name": "Uma"}],
    ids=str,
)
def test_a_front_end_that_names_no_email_address_is_refused(
    admin: Person, front_end: str, headers: dict[str, Any]
) -> None:
    assert refusal(admin.by_key(front_end, **headers)) == (400, "key.unnamed_person")
    assert admin.by_key(front_end, **headers).chat("alpha").status == 400
