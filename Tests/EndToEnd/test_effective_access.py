"""Who can do what with a model, and what a user can do, with the reasons; compared with what really happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, readable_by, shape, writable_by


@dataclass
class Village:
    """One person for each way in which a right can come to somebody, and presets for each way of giving one."""

    muster: Muster
    admin: Person
    people: dict[str, Person]
    groups: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def furnished(shared_muster: Muster) -> Village:
    """Is stopped: each test goes on from here."""
    admin = shared_muster.admin
    people = {name: shared_muster.sign_up(name) for name in ("Olga", "Wim", "Rita", "Mia", "Hugo", "Stan")}
    elders = admin.make_group("Elders", people["Mia"])
    juniors = admin.make_group("Juniors", people["Hugo"], parent_group_id=elders["id"])
    makers = admin.make_group("Makers", people["Olga"], permissions=shape("workspace.models"))
    shared_muster.offer("alpha", access_grants=[readable_by(people["Olga"])])
    people["Olga"].create("poet", base_model_id="alpha")
    admin.share("poet", writable_by(people["Wim"]), readable_by(people["Rita"]), readable_by(elders))
    admin.create("crier", base_model_id="alpha", access_grants=[READABLE_BY_EVERYONE, writable_by(juniors)])
    admin.create("diary", base_model_id="alpha")
    shared_muster.stop()
    groups = {"Elders": elders, "Juniors": juniors, "Makers": makers}
    return Village(shared_muster, admin, {"Ada": admin, **people}, groups)


@pytest.fixture
def village(furnished: Village, start_muster: StartMuster) -> Village:
    muster = start_muster(like=furnished.muster)
    people = {name: muster.signed_in(person.session) for name, person in furnished.people.items()}
    return Village(muster, muster.admin, people, furnished.groups)


def reasons_of(entry: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """The reasons in short: by what, for what, given to whom, through which group."""
    return [
        (reason["by"], reason["permission"], reason.get("principal_name"), (reason.get("member_of") or {}).get("name"))
        for reason in entry["reasons"]
    ]


def by_name(seen: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["user"]["name"]: entry for entry in seen["users"]}


def test_everyone_with_access_is_listed_with_reasons(village: Village) -> None:
    seen = village.admin.who_can("poet")
    assert [entry["user"]["name"] for entry in seen["users"]] == ["Ada", "Hugo", "Mia", "Olga", "Rita", "Wim"]
    assert (seen["id"], seen["total"], seen["owner"]["name"]) == ("poet", 6, "Olga")
    entries = by_name(seen)
    assert {name for name, entry in entries.items() if entry["write"]} == {"Ada", "Olga", "Wim"}
    assert all(entry["read"] is True for entry in entries.values())
    assert {name: reasons_of(entry) for name, entry in entries.items()} == {
        "Ada": [("administrator", "write", None, None)],
        "Hugo": [("grant", "read", "Elders", "Juniors")],
        "Mia": [("grant", "read", "Elders", None)],
        "Olga": [("owner", "write", None, None)],
        "Rita": [("grant", "read", "Rita", None)],
        "Wim": [("grant", "write", "Wim", None)],
    }


def test_a_reason_names_the_grant_that_it_comes_from(village: Village) -> None:
    seen = village.admin.who_can("poet")
    grants = {grant["id"]: grant for grant in seen["grants"]}
    assert {grant["principal_name"] for grant in grants.values()} == {"Wim", "Rita", "Elders"}
    (reason,) = by_name(seen)["Hugo"]["reasons"]
    assert grants[reason["grant_id"]]["principal_name"] == "Elders"
    assert (reason["principal_type"], reason["principal_id"]) == ("group", village.groups["Elders"]["id"])
    assert reason["member_of"] == {"id": village.groups["Juniors"]["id"], "name": "Juniors"}
    assert set(by_name(seen)["Rita"]["user"]) == {"id", "name", "email", "role"}


def test_a_grant_to_everyone_is_a_reason_for_each(village: Village) -> None:
    seen = village.admin.who_can("crier")
    assert seen["total"] == len(village.people)
    for entry in seen["users"]:
        reasons = {(reason["by"], reason["permission"], reason.get("principal_id")) for reason in entry["reasons"]}
        assert ("grant", "read", "*") in reasons, entry["user"]["name"]


def test_several_reasons_are_all_listed(village: Village) -> None:
    hugo = by_name(village.admin.who_can("crier"))["Hugo"]
    assert hugo["write"] is True
    assert {(permission, name) for _, permission, name, _ in reasons_of(hugo)} >= {("write", "Juniors")}
    assert len(hugo["reasons"]) == 2


def test_a_pending_user_can_use_nothing(village: Village) -> None:
    pending = village.muster.add("Pia", role="pending")
    village.admin.share("diary", readable_by(pending))
    assert set(by_name(village.admin.who_can("diary"))) == {"Ada"}
    assert village.admin.what_can(pending)["models"] == []


def test_only_administrators_are_listed_as_writers_of_a_base_model(village: Village) -> None:
    entries = by_name(village.admin.who_can("alpha"))
    assert {name: entry["write"] for name, entry in entries.items()} == {"Ada": True, "Olga": False}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada", {"alpha": "write", "poet": "write", "crier": "write", "diary": "write"}),
        ("Olga", {"alpha": "read", "poet": "write", "crier": "read"}),
        ("Wim", {"poet": "write", "crier": "read"}),
        ("Rita", {"poet": "read", "crier": "read"}),
        ("Mia", {"poet": "read", "crier": "read"}),
        ("Hugo", {"poet": "read", "crier": "write"}),
        ("Stan", {"crier": "read"}),
    ],
)
def test_the_models_that_a_user_can_use_are_listed(village: Village, name: str, expected: dict[str, str]) -> None:
    seen = village.admin.what_can(village.people[name])
    assert seen["user"]["name"] == name and seen["total"] == len(expected)
    assert {entry["id"]: "write" if entry["write"] else "read" for entry in seen["models"]} == expected
    for entry in seen["models"]:
        assert entry["read"] is True and entry["reasons"]
        assert entry["base_model_id"] == (None if entry["id"] == "alpha" else "alpha")
        assert entry["is_active"] is (entry["id"] != "alpha")


def test_access_by_user_and_by_model_agree_with_each_other_and_with_actual_access(village: Village) -> None:
    for model in ("alpha", "poet", "crier", "diary"):
        of_model = by_name(village.admin.who_can(model))
        for name, person in village.people.items():
            of_person = {entry["id"]: entry for entry in village.admin.what_can(person)["models"]}
            assert (name in of_model) is (model in of_person) is person.sees(model), (name, model)
            if name in of_model:
                assert of_model[name]["reasons"] == of_person[model]["reasons"], (name, model)
                writes = person.model(model)["write_access"]
                assert of_model[name]["write"] is of_person[model]["write"] is writes, (name, model)


def test_a_change_of_groups_is_told_at_once(village: Village) -> None:
    village.admin.take_out_of(village.groups["Juniors"], village.people["Hugo"])
    assert "Hugo" not in by_name(village.admin.who_can("poet"))
    village.admin.put_into(village.groups["Elders"], village.people["Stan"])
    assert reasons_of(by_name(village.admin.who_can("poet"))["Stan"]) == [("grant", "read", "Elders", None)]
    village.admin.remove_group(village.groups["Elders"])
    assert set(by_name(village.admin.who_can("poet"))) == {"Ada", "Olga", "Rita", "Wim"}


def test_writers_may_ask_and_readers_may_not(village: Village) -> None:
    whole = village.admin.who_can("poet")
    for name in ("Olga", "Wim"):
        assert village.people[name].who_can("poet") == whole
    for name, status in (("Rita", 403), ("Mia", 403), ("Stan", 404)):
        answer = village.people[name].get("/api/v1/models/model/access", params={"id": "poet"})
        assert answer.status_code == status, name


def test_users_see_their_own_access_and_administrators_everyones(village: Village) -> None:
    rita, stan = village.people["Rita"], village.people["Stan"]
    assert rita.what_can(rita) == village.admin.what_can(rita)
    assert stan.get(f"/api/v1/users/{rita.id}/access").status_code in (403, 404)


def test_many_people_come_in_pages_of_100(village: Village) -> None:
    key = village.admin.make_key(trusted=True, creates_users=True)["api_key"]
    for number in range(100):
        program = village.admin.by_key(key, email=f"p{number}@example.net", name=f"Person{number:03}")
        assert program.get("/v1/models").status_code == 200
        program.close()
    pages = [village.admin.who_can("crier", page=page) for page in (1, 2, 3)]
    assert [len(page["users"]) for page in pages] == [100, 7, 0]
    assert {page["total"] for page in pages} == {107}
    names = [entry["user"]["name"] for page in pages for entry in page["users"]]
    assert names == sorted(names) and len(set(names)) == 107


def test_many_models_come_in_pages_of_100(village: Village) -> None:
    for number in range(101):
        village.admin.create(f"m{number:03}", base_model_id="alpha", access_grants=[READABLE_BY_EVERYONE])
    pages = [village.admin.what_can(village.people["Stan"], page=page) for page in (1, 2, 3)]
    assert [len(page["models"]) for page in pages] == [100, 2, 0]
    assert {page["total"] for page in pages} == {102}
    assert len({entry["id"] for page in pages for entry in page["models"]}) == 102
