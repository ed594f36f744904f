"""What one may not see cannot be told from what does not exist: not by status, body or headers, on any route."""

from __future__ import annotations

import uuid

import httpx
import pytest

from plumbing.house import GROUND, HIDDEN, UNKNOWN, House
from plumbing.person import Person, email_of, model_form, shape
from plumbing.routes import ROUTES, Route

OF_EACH_ANSWER = {"date", "x-request-id", "content-length"}

ABOUT_MODELS = [route for route in ROUTES if route.names == "model"]
ABOUT_PEOPLE = [route for route in ROUTES if route.names in ("person", "group", "key")]


@pytest.fixture(scope="module")
def maker(whole_house: House) -> Person:
    """May make presets, but has no right to any model."""
    person = whole_house.muster.sign_up("Max")
    whole_house.admin.make_group("Presetters", person, permissions=shape("workspace.models"))
    return person


def told(answer: httpx.Response, id: str) -> tuple[int, str, dict[str, str]]:
    """All of an answer but the id that was asked for and what is each request's own."""
    request_id = answer.headers["x-request-id"]
    body = answer.text.replace(request_id, "REQUEST").replace(id, "ID")
    headers = {name: value for name, value in answer.headers.items() if name not in OF_EACH_ANSWER}
    if "x-audit-receipt" in headers:  # of another entry each time; that there is one must not tell anything either
        headers["x-audit-receipt"] = "RECEIPT"
    return answer.status_code, body, headers


def ask(house: House, person: Person, route: Route, id: str) -> tuple[int, str, dict[str, str]]:
    return told(person.request(route.method, route.path_for(id), **route.sample(house, id)), id)


@pytest.mark.parametrize("route", ABOUT_MODELS, ids=str)
@pytest.mark.parametrize("caller", ["stranger", "pending", "guest", "admin's key for others"])
def test_a_hidden_model_is_like_none(house: House, caller: str, route: Route) -> None:
    person = house.callers[caller]
    hidden = ask(house, person, route, HIDDEN)
    assert hidden == ask(house, person, route, UNKNOWN)
    assert hidden[0] in (401, 403, 404)


@pytest.mark.parametrize("route", ABOUT_MODELS, ids=str)
def test_a_hidden_model_is_like_none_for_the_one_who_may_make_models_too(
    house: House, maker: Person, route: Route
) -> None:
    assert ask(house, maker, route, HIDDEN) == ask(house, maker, route, UNKNOWN)


@pytest.mark.parametrize("route", ABOUT_PEOPLE, ids=str)
@pytest.mark.parametrize("caller", ["stranger", "pending", "guest", "reader's key"])
def test_people_groups_and_keys_of_others_are_like_none(house: House, caller: str, route: Route) -> None:
    person = house.callers[caller]
    id = house.existing(route.names)
    known = ask(house, person, route, id)
    assert known == ask(house, person, route, str(uuid.uuid4()))
    assert known[0] in (401, 403, 404)


@pytest.fixture(params=["registered", "only offered", "a preset"])
def hidden_base(house: House, request: pytest.FixtureRequest) -> str:
    """Something that neither the maker nor the owner may read."""
    match request.param:
        case "registered":
            if not house.admin.sees("beta"):
                house.admin.create("beta", is_active=False)
            return "beta"
        case "only offered":
            return "gamma"
    return house.admin.create(house.new_name(), base_model_id=GROUND)["id"]


def test_a_base_that_one_may_not_read_is_like_none(house: House, maker: Person, hidden_base: str) -> None:
    own = model_form(house.new_name())
    there, not_there = (
        maker.post("/api/v1/models/create", json={**own, "base_model_id": base}) for base in (hidden_base, UNKNOWN)
    )
    assert there.status_code == 422
    assert told(there, hidden_base) == told(not_there, UNKNOWN)
    assert not house.admin.sees(own["id"])


def test_a_preset_cannot_be_moved_onto_a_base_that_one_may_not_read(house: House, hidden_base: str) -> None:
    own = house.owner.create(house.new_name(), base_model_id=GROUND)["id"]
    there, not_there = (house.owner.update(own, base_model_id=base) for base in (hidden_base, UNKNOWN))
    assert there.status_code == 422
    assert told(there, hidden_base) == told(not_there, UNKNOWN)
    assert house.owner.model(own)["base_model_id"] == GROUND


@pytest.mark.parametrize(
    "entity",
    [
        {"entity_type": "model", "entity_id": HIDDEN},
        {"entity_type": "model", "entity_id": UNKNOWN},
        {"user_id": "nobody"},
        {"action": "model.create"},
    ],
    ids=str,
)
def test_the_audit_trail_is_closed_alike_whatever_one_asks_for(house: House, entity: dict[str, str]) -> None:
    for caller in ("stranger", "owner", "reader's key"):
        person = house.callers[caller]
        answer = person.get("/api/v1/audit/logs", params=entity)
        assert answer.status_code == 403
        assert told(answer, "-") == told(person.get("/api/v1/audit/logs"), "-")


def test_lists_and_their_totals_do_not_count_what_is_hidden(house: House) -> None:
    for caller in ("stranger", "admin's key for others"):
        person = house.callers[caller]
        assert person.list(kind="all") == {"items": [], "total": 0}, caller
        assert person.list(query=HIDDEN, kind="all") == {"items": [], "total": 0}
        for path in ("/v1/models", "/openai/models", "/api/models", "/api/v1/models/"):
            assert person.get(path).json()["data"] == [], (caller, path)
        assert person.get("/api/v1/models/tags").json() == []


@pytest.mark.parametrize("kind", ["user", "group"])
def test_who_may_not_share_does_not_learn_whether_there_is_such_a_person_or_group(house: House, kind: str) -> None:
    existing = house.bystander.id if kind == "user" else house.staff["id"]
    unknown = str(uuid.uuid4())
    known, not_known = (
        house.writer.share(HIDDEN, {"principal_type": kind, "principal_id": id, "permission": "read"})
        for id in (existing, unknown)
    )
    assert known.status_code == 403
    assert told(known, existing) == told(not_known, unknown)


def test_a_group_that_is_closed_to_somebody_who_may_share_is_like_none(house: House) -> None:
    closed, unknown = house.readers["id"], str(uuid.uuid4())
    known, not_known = (
        house.owner.share(HIDDEN, {"principal_type": "group", "principal_id": id, "permission": "write"})
        for id in (closed, unknown)
    )
    assert known.status_code == 403
    assert told(known, closed) == told(not_known, unknown)


def test_signing_in_tells_the_same_for_a_person_who_is_there_and_one_who_is_not(house: House) -> None:
    guest = house.muster.guest()
    known, unknown = (guest.sign_in(email, "not it") for email in (email_of("Stan"), email_of("Stam")))
    assert told(known, "stan") == told(unknown, "stam")
