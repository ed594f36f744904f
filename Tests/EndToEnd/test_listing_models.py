"""Lists: search, view, tag, kind, state, order, pages."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person
from plumbing.tiny_models import SHELF
from plumbing.waiting import eventually


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


@pytest.fixture
def shelf(muster: Muster, admin: Person) -> Person:
    """Two base models and three presets."""
    admin.create("alpha", name="Zulu")
    admin.create("beta", name="Yankee", is_active=False)
    admin.create("writer", name="Élan", base_model_id="alpha", meta={"tags": [{"name": "prose"}, {"name": "fun"}]})
    meta = {"tags": [{"name": "code"}], "description": "Writes FUNCTIONS, übersetzt auch"}
    admin.create("coder", name="Brackets", base_model_id="alpha", is_active=False, meta=meta)
    admin.create("100%_sure", name="Percent", base_model_id="beta", meta={"tags": [{"name": "fun"}]})
    return admin


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "all"}, ["alpha", "beta", "writer", "coder", "100%_sure"]),
        ({}, ["writer", "coder", "100%_sure"]),
        ({"kind": "preset"}, ["writer", "coder", "100%_sure"]),
        ({"kind": "base"}, ["alpha", "beta"]),
        ({"kind": "all", "state": "active"}, ["alpha", "writer", "100%_sure"]),
        ({"kind": "all", "state": "inactive"}, ["beta", "coder"]),
        ({"tag": "fun"}, ["writer", "100%_sure"]),
        ({"tag": "fu"}, []),
        ({"query": "BRACK"}, ["coder"]),
        ({"query": "élan"}, ["writer"]),
        ({"query": "ALPH"}, ["writer", "coder"]),
        ({"query": "alph", "kind": "all"}, ["alpha", "writer", "coder"]),
        ({"query": "functions"}, ["coder"]),
        ({"query": "ÜBERSETZT"}, ["coder"]),
        ({"query": "%"}, ["100%_sure"]),
        ({"query": "_"}, ["100%_sure"]),
        ({"query": "no such thing"}, []),
        ({"kind": "all", "view_option": "created"}, ["alpha", "beta", "writer", "coder", "100%_sure"]),
        ({"kind": "all", "view_option": "shared"}, []),
    ],
    ids=str,
)
def test_a_list_contains_the_models_that_match_the_filters(
    shelf: Person, query: dict[str, str], expected: list[str]
) -> None:
    answer = shelf.list(**query)
    assert sorted(ids(answer)) == sorted(expected)
    assert answer["total"] == len(expected)


def test_an_item_names_its_owner_and_whether_one_may_write(shelf: Person) -> None:
    item = shelf.list(query="coder")["items"][0]
    assert item["user"]["id"] == shelf.id and item["user"]["name"] == shelf.session["name"]
    assert item["write_access"] is True


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"order_by": "name", "direction": "asc"}, ["coder", "100%_sure", "beta", "alpha", "writer"]),
        ({"order_by": "created_at", "direction": "asc"}, None),
        ({"order_by": "updated_at", "direction": "desc"}, None),
    ],
)
def test_a_list_is_ordered_in_both_directions(shelf: Person, order: dict[str, str], expected: list[str] | None) -> None:
    listed = ids(shelf.list(kind="all", **order))
    if expected:
        assert set(listed) == set(expected) and listed[0] == "coder"
    assert listed == ids(shelf.list(kind="all", **order)), "the same question has the same order"
    other = {"asc": "desc", "desc": "asc"}[order["direction"]]
    turned = ids(shelf.list(kind="all", order_by=order["order_by"], direction=other))
    assert sorted(turned) == sorted(listed)


def test_the_last_edited_comes_first_unless_asked_otherwise(admin: Person) -> None:
    for id in ("one", "two", "three"):
        admin.create(id)
    last = admin.model("three")["updated_at"]
    names = itertools.count()
    eventually(  # times are whole seconds
        lambda: admin.update("one", name=f"edit {next(names)}").json()["updated_at"] > last, "a second has passed"
    )
    assert ids(admin.list(kind="all"))[0] == "one"


def test_pages_have_30_models_and_together_each_model_once(admin: Person) -> None:
    made = [f"m{number:03}" for number in range(65)]
    for id in made:
        admin.create(id)
    pages = [admin.list(kind="all", page=page, order_by="name", direction="asc") for page in (1, 2, 3, 4)]
    assert [len(page["items"]) for page in pages] == [30, 30, 5, 0]
    assert {page["total"] for page in pages} == {65}
    assert [id for page in pages for id in ids(page)] == made
    assert len(ids(admin.list(kind="all", limit=50))) == 50
    assert len(ids(admin.list(kind="all", limit=1))) == 1


@pytest.mark.parametrize(
    "query", [{"page": "two"}, {"order_by": "password"}, {"limit": "x"}, {"kind": "other"}], ids=str
)
def test_an_invalid_query_is_refused(admin: Person, query: dict[str, str]) -> None:
    assert admin.get("/api/v1/models/list", params=query).status_code in (400, 422)


def test_tags_are_sorted_and_named_once(shelf: Person) -> None:
    assert shelf.get("/api/v1/models/tags").json() == ["code", "fun", "prose"]


def test_base_models_are_those_of_the_runtimes_registered_or_not(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    bases = {base["id"]: base for base in admin.get("/api/v1/models/base").json()}
    assert set(bases) == set(SHELF)
    assert bases["alpha"]["registered"] is True and bases["alpha"]["is_active"] is False
    assert bases["alpha"]["model"]["id"] == "alpha" and bases["alpha"]["runtime"] == "local"
    assert bases["beta"]["registered"] is False and bases["beta"]["model"] is None
    assert bases["alpha"]["file_bytes"] == (muster.models / "alpha.gguf").stat().st_size
    assert bases["alpha"]["residency"]["state"] == "unloaded"


def test_models_to_use_are_the_active_ones(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.offer("beta")
    admin.create(
        "writer", name="Writer", base_model_id="alpha", meta={"tags": [{"name": "prose"}]}, params={"system": "x"}
    )
    admin.create("sleeper", base_model_id="alpha", is_active=False)
    admin.create("orphan", base_model_id="beta")
    for path in ("/api/models", "/api/v1/models/"):
        entries = {entry["id"]: entry for entry in admin.get(path).json()["data"]}
        assert set(entries) == {"alpha", "writer"}, path
        assert entries["alpha"]["object"] == "model" and entries["alpha"]["owned_by"] == "muster"
        assert entries["alpha"]["loaded"] is True and entries["writer"]["preset"] is True
        assert entries["writer"]["tags"] == [{"name": "prose"}]
        assert not entries["writer"]["info"].get("params")
    openai = admin.get("/v1/models").json()
    assert openai["object"] == "list"
    assert {model["id"] for model in openai["data"]} == {"alpha", "writer"}
