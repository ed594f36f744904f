"""A model as seen by a user with access, a user without, and a guest. The access matrix covers every route."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, readable_by


@dataclass
class Flat:
    """One model that the reader may read, and the people around it."""

    muster: Muster
    admin: Person
    reader: Person
    stranger: Person
    guest: Person


@pytest.fixture
def flat(muster: Muster) -> Flat:
    reader, stranger = muster.sign_up("Rita"), muster.sign_up("Stan")
    muster.admin.create("secret", access_grants=[readable_by(reader)], params={"system": "hidden"}, is_active=False)
    return Flat(muster, muster.admin, reader, stranger, muster.guest())


def test_a_reader_sees_the_model_but_neither_its_parameters_nor_its_grants(flat: Flat) -> None:
    seen = flat.reader.model("secret")
    assert seen["params"] == {}
    assert seen["access_grants"] == []
    assert seen["write_access"] is False
    item = flat.reader.list(kind="all")["items"][0]
    assert (item["params"], item["access_grants"], item["write_access"]) == ({}, [], False)


def test_lists_contain_only_readable_models(flat: Flat) -> None:
    flat.admin.switch_on("secret")
    assert [item["id"] for item in flat.reader.list(kind="all", view_option="shared")["items"]] == ["secret"]
    assert [model["id"] for model in flat.reader.get("/v1/models").json()["data"]] == ["secret"]
    assert flat.stranger.list(kind="all") == {"items": [], "total": 0}
    assert flat.stranger.get("/v1/models").json()["data"] == []
    assert flat.stranger.get("/api/models").json()["data"] == []


def test_a_reader_may_use_the_model_and_a_stranger_may_not(flat: Flat) -> None:
    flat.admin.switch_on("secret")
    assert flat.reader.chat("secret").is_spoken_by("secret")
    refused = flat.stranger.chat("secret")
    assert refused.status == 404
    assert refused.error.startswith("The model 'secret' does not exist")


def test_a_grant_to_everyone_opens_the_model_to_every_user(flat: Flat) -> None:
    flat.admin.update("secret", access_grants=[READABLE_BY_EVERYONE], is_active=True)
    assert flat.stranger.chat("secret").is_spoken_by("secret")
    assert flat.guest.chat("secret").status == 401


def test_a_grant_that_is_taken_back_closes_the_model_at_once(flat: Flat) -> None:
    flat.admin.switch_on("secret")
    assert flat.reader.chat("secret").status == 200
    flat.admin.update("secret", access_grants=[])
    assert flat.reader.chat("secret").status == 404
    assert not flat.reader.sees("secret")
