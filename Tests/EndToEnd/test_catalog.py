"""The catalog: administrators edit it, everyone reads it."""

from __future__ import annotations

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, expect_ok

CATALOG = "/api/v1/catalog"


def test_catalog_entries_are_added_changed_and_removed_with_an_audit_entry_each(muster: Muster, admin: Person) -> None:
    made = expect_ok(admin.post(f"{CATALOG}/tools", json={"id": "web/search", "name": "Search"}))
    assert made["description"] == ""
    expect_ok(admin.post(f"{CATALOG}/tools", json={"id": "web/search", "name": "Web search", "description": "Looks."}))
    expect_ok(admin.post(f"{CATALOG}/knowledge", json={"id": "handbook", "name": "Handbook"}))
    reader = muster.add("Rita", "user")
    told = expect_ok(reader.get(CATALOG))
    assert sorted(told) == ["actions", "filters", "knowledge", "tools"]
    assert [(item["id"], item["name"], item["description"]) for item in told["tools"]] == [
        ("web/search", "Web search", "Looks.")
    ]
    expect_ok(admin.delete(f"{CATALOG}/tools/web/search"))
    assert expect_ok(reader.get(CATALOG))["tools"] == []
    entries = admin.audit(entity_type="catalog")
    assert [(entry["action"], entry["entity_id"]) for entry in entries] == [
        ("catalog.delete", "tools/web/search"), ("catalog.set", "knowledge/handbook"),
        ("catalog.set", "tools/web/search"), ("catalog.set", "tools/web/search"),
    ]  # fmt: skip
    assert entries[2]["changes"]["name"] == {"before": "Search", "after": "Web search"}


def test_saving_an_unchanged_catalog_entry_records_nothing(admin: Person) -> None:
    for _ in range(2):
        expect_ok(admin.post(f"{CATALOG}/actions", json={"id": "a", "name": "A"}))
    assert len(admin.audit(entity_type="catalog")) == 1


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("toys", {"id": "a", "name": "A"}, "kind"),
        ("tools", {"id": "a b", "name": "A"}, "id"),
        ("tools", {"id": "", "name": "A"}, "id"),
        ("tools", {"id": "a", "name": " "}, "name"),
        ("tools", {"name": "A"}, "id"),
        ("tools", {"id": "a", "name": "A", "description": "x" * 2001}, "description"),
    ],
)
def test_invalid_values_are_refused_with_their_field(
    admin: Person, kind: str, body: dict[str, str], field: str
) -> None:
    response = admin.post(f"{CATALOG}/{kind}", json=body)
    assert response.status_code == 422
    assert [problem["loc"][-1] for problem in response.json()["detail"]] == [field]


def test_a_missing_entry_cannot_be_removed(admin: Person) -> None:
    response = admin.delete(f"{CATALOG}/filters/nothing")
    assert response.status_code == 404 and response.json()["code"] == "catalog.not_found"
