"""Each endpoint as admin, reader, stranger and guest; a refusal also changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, chat_body, model_form, readable_by


@dataclass
class House:
    """One model that the reader may read, and the people around it."""

    muster: Muster
    admin: Person
    reader: Person
    stranger: Person
    guest: Person

    def person(self, role: str) -> Person:
        return getattr(self, role)

    def state(self) -> tuple[Any, int]:
        return self.admin.model("secret"), self.admin.list(kind="all")["total"]


@pytest.fixture
def house(muster: Muster) -> House:
    reader, stranger = muster.sign_up("Rita"), muster.sign_up("Stan")
    muster.admin.create("secret", access_grants=[readable_by(reader)], params={"system": "hidden"}, is_active=False)
    return House(muster, muster.admin, reader, stranger, muster.guest())


ROUTES: list[tuple[str, str, Any, dict[str, int]]] = [
    # method, path, body, status as reader, stranger, guest
    ("GET", "/api/v1/models/model?id=secret", None, {"reader": 200, "stranger": 404, "guest": 401}),
    (
        "POST",
        "/api/v1/models/model/update",
        model_form("secret", name="x"),
        {"reader": 403, "stranger": 404, "guest": 401},
    ),
    ("POST", "/api/v1/models/model/toggle?id=secret", None, {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/api/v1/models/model/activate?id=secret", None, {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/api/v1/models/model/deactivate?id=secret", None, {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/api/v1/models/model/delete", {"id": "secret"}, {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/api/v1/models/create", model_form("new"), {"reader": 403, "stranger": 403, "guest": 401}),
    ("DELETE", "/api/v1/models/delete/all", None, {"reader": 403, "stranger": 403, "guest": 401}),
    ("GET", "/api/v1/models/base", None, {"reader": 403, "stranger": 403, "guest": 401}),
    ("GET", "/api/v1/models/list", None, {"reader": 200, "stranger": 200, "guest": 401}),
    ("GET", "/api/v1/models/tags", None, {"reader": 200, "stranger": 200, "guest": 401}),
    ("GET", "/api/v1/models/", None, {"reader": 200, "stranger": 200, "guest": 401}),
    ("GET", "/api/models", None, {"reader": 200, "stranger": 200, "guest": 401}),
    ("GET", "/v1/models", None, {"reader": 200, "stranger": 200, "guest": 401}),
    ("GET", "/api/v1/residency", None, {"reader": 403, "stranger": 403, "guest": 401}),
    ("GET", "/api/v1/residency/events", None, {"reader": 403, "stranger": 403, "guest": 401}),
    ("POST", "/api/v1/residency/load", {"model": "secret"}, {"reader": 403, "stranger": 403, "guest": 401}),
    ("POST", "/api/v1/residency/unload", {"model": "secret"}, {"reader": 403, "stranger": 403, "guest": 401}),
    ("POST", "/ollama/api/unload", {"model": "secret"}, {"reader": 403, "stranger": 403, "guest": 401}),
    ("POST", "/api/models/unload", {"model": "secret"}, {"reader": 403, "stranger": 403, "guest": 401}),
    ("GET", "/api/v1/audit/logs", None, {"reader": 403, "stranger": 403, "guest": 401}),
    ("POST", "/v1/chat/completions", chat_body("secret", "x"), {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/api/chat/completions", chat_body("secret", "x"), {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/v1/completions", {"model": "secret", "prompt": "x"}, {"reader": 403, "stranger": 404, "guest": 401}),
    ("POST", "/v1/embeddings", {"model": "secret", "input": "x"}, {"reader": 403, "stranger": 404, "guest": 401}),
]


def test_each_route_answers_each_person_as_the_rules_say(house: House) -> None:
    before = house.state()
    unexpected = []
    for method, path, body, expected in ROUTES:
        for role, status in expected.items():
            options = {} if body is None else {"json": body}
            answer = house.person(role).request(method, path, **options)
            if answer.status_code != status:
                unexpected.append(f"{method} {path} as {role}: {answer.status_code}, not {status}")
    assert unexpected == []
    assert house.state() == before, "no refused request changed anything"


def test_a_stranger_cannot_tell_a_secret_model_from_none(house: House) -> None:
    def told(answer: Any) -> tuple[int, str]:
        body = answer.json()
        return answer.status_code, str(body.get("detail") or body["error"]).replace("secret", "ID").replace(
            "nothing", "ID"
        )

    for method, path in (("GET", "/api/v1/models/model?id={}"), ("POST", "/api/v1/models/model/toggle?id={}")):
        there, not_there = (house.stranger.request(method, path.format(id)) for id in ("secret", "nothing"))
        assert told(there) == told(not_there)
    there, not_there = (
        house.stranger.post("/v1/chat/completions", json=chat_body(id, "x")) for id in ("secret", "nothing")
    )
    assert told(there) == told(not_there)
    assert house.stranger.get("/v1/models/secret").status_code == 404


def test_a_reader_sees_the_model_but_neither_its_parameters_nor_its_grants(house: House) -> None:
    seen = house.reader.model("secret")
    assert seen["params"] == {}
    assert seen["access_grants"] == []
    assert seen["write_access"] is False
    item = house.reader.list(kind="all")["items"][0]
    assert (item["params"], item["access_grants"], item["write_access"]) == ({}, [], False)


def test_lists_hold_only_what_one_may_read(house: House) -> None:
    house.admin.switch_on("secret")
    assert [item["id"] for item in house.reader.list(kind="all", view_option="shared")["items"]] == ["secret"]
    assert [model["id"] for model in house.reader.get("/v1/models").json()["data"]] == ["secret"]
    assert house.stranger.list(kind="all") == {"items": [], "total": 0}
    assert house.stranger.get("/v1/models").json()["data"] == []
    assert house.stranger.get("/api/models").json()["data"] == []


def test_a_reader_may_use_the_model_and_a_stranger_may_not(house: House) -> None:
    house.admin.switch_on("secret")
    assert house.reader.chat("secret").is_spoken_by("secret")
    refused = house.stranger.chat("secret")
    assert refused.status == 404
    assert refused.error.startswith("The model 'secret' does not exist")


def test_a_grant_to_everyone_opens_the_model_to_every_user(house: House) -> None:
    house.admin.update("secret", access_grants=[READABLE_BY_EVERYONE], is_active=True)
    assert house.stranger.chat("secret").is_spoken_by("secret")
    assert house.guest.chat("secret").status == 401


def test_a_grant_that_is_taken_back_closes_the_model_at_once(house: House) -> None:
    house.admin.switch_on("secret")
    assert house.reader.chat("secret").status == 200
    house.admin.update("secret", access_grants=[])
    assert house.reader.chat("secret").status == 404
    assert not house.reader.sees("secret")
