"""A hidden model is indistinguishable from one that does not exist: by status, body or headers, on every route."""

from __future__ import annotations

import uuid

import httpx
import pytest

from plumbing.person import Person, email_of, model_form, shape
from plumbing.routes import ROUTES, Route
from plumbing.world import GROUND, HIDDEN, UNKNOWN, World

OF_EACH_ANSWER = {"date", "x-request-id", "content-length"}

ABOUT_MODELS = [route for route in ROUTES if route.names == "model"]
ABOUT_PEOPLE = [route for route in ROUTES if route.names in ("person", "group", "key")]


@pytest.fixture(scope="module")
def maker(whole_world: World) -> Person:
    """May make presets, but has no right to any model."""
    person = whole_world.muster.sign_up("Max")
    whole_world.admin.make_group("Presetters", person, permissions=shape("workspace.models"))
    return person


def told(answer: httpx.Response, id: str) -> tuple[int, str, dict[str, str]]:
    """All of an answer but the id that was asked for and what is each request's own."""
    request_id = answer.headers["x-request-id"]
    body = answer.text.replace(request_id, "REQUEST").replace(id, "ID")
    headers = {name: value for name, value in answer.headers.items() if name not in OF_EACH_ANSWER}
    if "x-audit-receipt" in headers:  # of another entry each time; that there is one must not tell anything either
        headers["x-audit-receipt"] = "RECEIPT"
    return answer.status_code, body, headers


def ask(world: World, person: Person, route: Route, id: str) -> tuple[int, str, dict[str, str]]:
    return told(person.request(route.method, route.path_for(id), **route.sample(world, id)), id)


@pytest.mark.parametrize("route", ABOUT_MODELS, ids=str)
@pytest.mark.parametrize("caller", ["stranger", "pending", "guest", "admin's key for others"])
def test_a_hidden_model_looks_nonexistent(world: World, caller: str, route: Route) -> None:
    person = world.callers[caller]
    hidden = ask(world, person, route, HIDDEN)
    assert hidden == ask(world, person, route, UNKNOWN)
    assert hidden[0] in (401, 403, 404)


@pytest.mark.parametrize("route", ABOUT_MODELS, ids=str)
def test_a_hidden_model_looks_nonexistent_to_users_who_may_create_models_too(
    world: World, maker: Person, route: Route
) -> None:
    assert ask(world, maker, route, HIDDEN) == ask(world, maker, route, UNKNOWN)


@pytest.mark.parametrize("route", ABOUT_PEOPLE, ids=str)
@pytest.mark.parametrize("caller", ["stranger", "pending", "guest", "reader's key"])
def test_people_groups_and_keys_of_others_look_nonexistent(world: World, caller: str, route: Route) -> None:
    person = world.callers[caller]
    id = world.existing(route.names)
    known = ask(world, person, route, id)
    assert known == ask(world, person, route, str(uuid.uuid4()))
    assert known[0] in (401, 403, 404)


@pytest.fixture(params=["registered", "only offered", "a preset"])
def hidden_base(world: World, request: pytest.FixtureRequest) -> str:
    """Something that neither the maker nor the owner may read."""
    match request.param:
        case "registered":
            if not world.admin.sees("beta"):
                world.admin.create("beta", is_active=False)
            return "beta"
        case "only offered":
            return "gamma"
    return world.admin.create(world.new_name(), base_model_id=GROUND)["id"]


def test_an_unreadable_base_model_looks_nonexistent(world: World, maker: Person, hidden_base: str) -> None:
    own = model_form(world.new_name())
    there, not_there = (
        maker.post("/api/v1/models/create", json={**own, "base_model_id": base}) for base in (hidden_base, UNKNOWN)
    )
    assert there.status_code == 422
    assert told(there, hidden_base) == told(not_there, UNKNOWN)
    assert not world.admin.sees(own["id"])


def test_a_preset_cannot_be_moved_onto_a_base_that_one_may_not_read(world: World, hidden_base: str) -> None:
    own = world.owner.create(world.new_name(), base_model_id=GROUND)["id"]
    there, not_there = (world.owner.update(own, base_model_id=base) for base in (hidden_base, UNKNOWN))
    assert there.status_code == 422
    assert told(there, hidden_base) == told(not_there, UNKNOWN)
    assert world.owner.model(own)["base_model_id"] == GROUND


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
def test_the_audit_trail_is_closed_alike_whatever_one_asks_for(world: World, entity: dict[str, str]) -> None:
    for caller in ("stranger", "owner", "reader's key"):
        person = world.callers[caller]
        answer = person.get("/api/v1/audit/logs", params=entity)
        assert answer.status_code == 403
        assert told(answer, "-") == told(person.get("/api/v1/audit/logs"), "-")


def test_lists_and_their_totals_do_not_count_what_is_hidden(world: World) -> None:
    for caller in ("stranger", "admin's key for others"):
        person = world.callers[caller]
        assert person.list(kind="all") == {"items": [], "total": 0}, caller
        assert person.list(query=HIDDEN, kind="all") == {"items": [], "total": 0}
        for path in ("/v1/models", "/openai/models", "/api/models", "/api/v1/models/"):
            assert person.get(path).json()["data"] == [], (caller, path)
        assert person.get("/api/v1/models/tags").json() == []


@pytest.mark.parametrize("kind", ["user", "group"])
def test_who_may_not_share_does_not_learn_whether_there_is_such_a_person_or_group(world: World, kind: str) -> None:
    existing = world.bystander.id if kind == "user" else world.staff["id"]
    unknown = str(uuid.uuid4())
    known, not_known = (
        world.writer.share(HIDDEN, {"principal_type": kind, "principal_id": id, "permission": "read"})
        for id in (existing, unknown)
    )
    assert known.status_code == 403
    assert told(known, existing) == told(not_known, unknown)


def test_a_group_that_may_not_be_shared_with_looks_nonexistent(world: World) -> None:
    closed, unknown = world.readers["id"], str(uuid.uuid4())
    known, not_known = (
        world.owner.share(HIDDEN, {"principal_type": "group", "principal_id": id, "permission": "write"})
        for id in (closed, unknown)
    )
    assert known.status_code == 403
    assert told(known, closed) == told(not_known, unknown)


def test_signing_in_tells_the_same_for_a_person_who_is_there_and_one_who_is_not(world: World) -> None:
    guest = world.muster.guest()
    known, unknown = (guest.sign_in(email, "not it") for email in (email_of("Stan"), email_of("Stam")))
    assert told(known, "stan") == told(unknown, "stam")
