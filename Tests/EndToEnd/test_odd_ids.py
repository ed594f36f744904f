"""Any text without spaces and control characters is an ID, everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, model_form
from plumbing.waiting import eventually

ODD = [
    "org/naïve:7b", "a//b", "../up", ".", "per%20cent", "plus+sign", "q?x=1&y=2#z", "模型", "👾", "quote'\"`",
    "back\\slash", "semi;colon", "list", "model", "x" * 256, "E\u0301", "%2F", "null", "@handle", "<b>",
]  # fmt: skip


def encoded(id: str) -> str:
    """Every byte: "." and ".." would vanish from an address otherwise."""
    return "".join(f"%{byte:02X}" for byte in id.encode())


@pytest.mark.parametrize("id", ODD, ids=[ascii(id)[:40] for id in ODD])
def test_an_odd_id_works_on_every_route(muster: Muster, admin: Person, id: str) -> None:
    admin.create("ground")
    assert admin.create(id, base_model_id="ground", name="first")["id"] == id
    assert admin.model(id)["name"] == "first"
    assert admin.update(id, name="second").json()["name"] == "second"
    assert admin.switch_off(id)["is_active"] is False
    assert admin.chat(id).status == 403
    assert admin.switch_on(id)["is_active"] is True
    assert id in [model["id"] for model in admin.list(query=id)["items"]]
    assert id in [model["id"] for model in admin.get("/v1/models").json()["data"]]
    assert admin.get(f"/v1/models/{encoded(id)}").json()["id"] == id
    assert {entry["entity_id"] for entry in admin.audit(entity_id=id)} == {id}
    assert admin.remove(id).json() is True
    assert not admin.sees(id)


def test_ids_that_only_look_alike_are_different_models(admin: Person) -> None:
    alike = ["alpha", "Alpha", "é", "e\u0301"]
    for id in alike:
        admin.create(id, name=ascii(id))
    assert [admin.model(id)["name"] for id in alike] == [ascii(id) for id in alike]


BAD = ["", " ", "two words", "tab\there", "line\n", "no\u00a0break", "wide\u3000blank", "nul\u0000", "del\x7f"]


@pytest.mark.parametrize("id", BAD, ids=[ascii(id) for id in BAD])
def test_blanks_and_control_characters_are_refused(admin: Person, id: str) -> None:
    answer = admin.post("/api/v1/models/create", json=model_form(id))
    assert answer.status_code in (400, 422)
    assert admin.list(kind="all")["total"] == 0


def test_an_id_of_257_characters_is_too_long(admin: Person) -> None:
    answer = admin.post("/api/v1/models/create", json=model_form("x" * 257))
    assert answer.status_code in (400, 422)
    assert "256" in str(answer.json()["detail"])


def test_a_file_in_a_folder_or_with_an_odd_name_is_a_model_that_answers(muster: Muster, admin: Person) -> None:
    muster.place("naïve:7b")
    muster.wait_until_available("naïve:7b")
    admin.create("naïve:7b")
    answer = admin.chat("naïve:7b")
    assert answer.status == 200 and answer.is_spoken_by("naïve:7b")


def test_an_odd_id_lives_through_load_and_unload(muster: Muster, admin: Person) -> None:
    muster.loaded("ünusual@7b")

    def answer_of(path: str, **body: Any) -> Any:
        return admin.post(path, json=body).json()

    assert answer_of("/api/v1/residency/unload", model="ünusual@7b")["state"] == "unloaded"
    assert answer_of("/api/v1/residency/load", model="ünusual@7b")["state"] == "loaded"
    eventually(lambda: muster.process_of("ünusual@7b"), "its process is there")
