"""Models' images: checked by content, served at their own addresses."""

from __future__ import annotations

import pytest

from plumbing.images import data_url, png
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, expect_ok, model_form

PICTURE = "/api/v1/models/model/profile/image"


def meta(url: object) -> dict[str, object]:
    return {"profile_image_url": url}


@pytest.fixture
def pictured(muster: Muster, admin: Person) -> Person:
    """Who may read a model with a picture."""
    muster.offer("alpha", is_active=False)
    admin.create("poet", base_model_id="alpha", meta=meta(data_url(png(8, 8))), access_grants=[READABLE_BY_EVERYONE])
    return muster.add("Rita", "user")


def test_an_image_is_served_unchanged_to_whoever_may_read_the_model(admin: Person, pictured: Person) -> None:
    address = expect_ok(pictured.get("/api/v1/models/model", params={"id": "poet"}))["image"]
    answer = pictured.get(address)
    assert answer.status_code == 200 and answer.content == png(8, 8)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert admin.share("poet").status_code == 200
    assert pictured.get(address).status_code == 404


def test_a_list_contains_addresses_of_images_not_the_images(admin: Person, pictured: Person) -> None:
    (item,) = [item for item in pictured.list(kind="all")["items"] if item["id"] == "poet"]
    assert item["image"].startswith(f"{PICTURE}?id=poet") and "profile_image_url" not in item["meta"]
    assert expect_ok(admin.get("/api/v1/models/export", params={"ids": "poet"}))[0]["meta"]["profile_image_url"]


def test_another_image_has_another_address(admin: Person, pictured: Person) -> None:
    before = admin.model("poet")["image"]
    assert admin.update("poet", base_model_id="alpha", meta=meta(data_url(png(9, 9)))).status_code == 200
    after = admin.model("poet")["image"]
    assert after != before and admin.get(after).content == png(9, 9)
    # Whoever has the old address is shown the new picture, which is not to be kept under it.
    assert "immutable" not in admin.get(before).headers["cache-control"]


@pytest.mark.parametrize("url", [None, "", "/static/favicon.png", "https://example.org/picture.png"])
def test_an_image_given_as_an_address_is_stored_and_not_served(muster: Muster, admin: Person, url: str | None) -> None:
    muster.offer("alpha", is_active=False)
    admin.create("poet", base_model_id="alpha", meta=meta(url))
    model = admin.model("poet")
    assert model["meta"]["profile_image_url"] == url and model["image"] is None
    assert admin.get(PICTURE, params={"id": "poet"}).status_code == 404


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (data_url(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), "must be a data URL"),
        (data_url(b"<html>", "image/png"), "not image/png"),
        (data_url(png(8, 8), "image/jpeg"), "not image/jpeg"),
        (data_url(png(3000, 4)), "3000 by 4 pixels"),
        (data_url(png(8, 8) + bytes(720_000)), "larger than 700 KiB"),
        ("data:image/png;base64,!!!", "not base64"),
        ("javascript:alert(1)", "must be a data URL"),
        (7, "must be a text"),
    ],
    ids=["svg", "html", "another kind", "too wide", "too large", "no base64", "script", "number"],
)
def test_an_invalid_image_is_refused_with_its_field_and_not_stored(admin: Person, url: object, reason: str) -> None:
    response = admin.post("/api/v1/models/create", json=model_form("alpha", meta=meta(url)))
    assert response.status_code == 422
    (problem,) = response.json()["detail"]
    assert problem["loc"] == ["body", "meta", "profile_image_url"] and reason in problem["msg"]
    assert not admin.sees("alpha")


def test_an_import_is_checked_too(admin: Person) -> None:
    line = model_form("alpha", meta=meta(data_url(b"no picture")))
    response = admin.post("/api/v1/models/import", json={"models": [line]})
    assert response.status_code == 400 and "image/png" in response.text
    assert not admin.sees("alpha")
