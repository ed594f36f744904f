"""Imported files: exports of other things, models without weights, other encodings; the same for a database."""

from __future__ import annotations

import contextlib
import json
import pathlib
import shutil
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from plumbing.muster import Muster
from plumbing.person import Person, expect_ok, shape
from plumbing.tiny_models import PROJECT
from plumbing.workshop import Workshop

CASES = PROJECT / "Tests" / "Fixtures" / "imports"
SAMPLE = PROJECT / "Tests" / "Fixtures" / "openwebui-sample.db"
IMPORT = "/api/v1/models/import"


def case(name: str) -> bytes:
    return (CASES / f"{name}.json").read_bytes()


def take(person: Person, content: bytes, **query: Any) -> httpx.Response:
    return person.post(IMPORT, content=content, params=query)


def items(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in expect_ok(answer)["items"]}


def topics(item: dict[str, Any]) -> dict[str, str | None]:
    return {note["topic"]: note["about"] for note in item["notes"]}


def line(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "base_model_id": "alpha", "params": {}, "meta": {}, **fields}


def encoded(*models: dict[str, Any]) -> bytes:
    return json.dumps(list(models), ensure_ascii=False).encode()


# What is no model

FUNCTION = json.loads(case("function-export"))[0]
OTHERS = {
    "functions": FUNCTION,
    "tools": {"id": "t", "name": "T", "content": "class Tools:\n  pass", "specs": [], "meta": {"manifest": {}}},
    "prompts": {"command": "/sum", "title": "Sum up", "content": "Sum up: {{CLIPBOARD}}"},
    "skills": {"id": "s", "name": "S", "description": "d", "content": "# How to"},
    "knowledge": {"id": "k", "name": "K", "description": "d", "files": [{"id": "f"}]},
    "notes": {"id": "n", "title": "N", "data": {"content": {"md": "x"}}},
    "chats": {"id": "c", "title": "C", "chat": {"messages": []}},
    "people": {"id": "p", "name": "P", "email": "p@example.org", "role": "user"},
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("rehearses", ["true", "false"])
def test_an_export_of_other_things_is_refused_by_its_name(workshop: Workshop, kind: str, rehearses: str) -> None:
    refused = take(workshop.admin, encoded(OTHERS[kind]), dry_run=rehearses)
    assert refused.status_code == 400 and refused.json()["code"] == "import.not_models"
    assert f"an export of {kind}" in refused.json()["detail"]
    assert [model["id"] for model in workshop.admin.get("/api/v1/models/export").json()] == ["alpha", "poet"]


def test_another_thing_among_models_is_refused_by_its_line(workshop: Workshop) -> None:
    refused = take(workshop.admin, encoded(line("new"), FUNCTION, {"id": "price", "name": "List of prices"}))
    assert refused.status_code == 400
    assert [item["outcome"] for item in refused.json()["items"]] == ["created", "refused", "refused"]
    assert "a function, not a model" in refused.json()["items"][1]["detail"]
    assert "not a model" in refused.json()["items"][2]["detail"]
    assert not workshop.admin.sees("new")


# What cannot run yet


def test_base_models_without_weights_come_over_switched_off(workshop: Workshop) -> None:
    rehearsed = items(take(workshop.admin, case("base-models-without-weights"), dry_run="true"))
    taken = items(take(workshop.admin, case("base-models-without-weights")))
    assert rehearsed == taken
    for id in ("a-cloud-model", "another:14b", "third-model"):
        assert taken[id]["outcome"] == "created" and topics(taken[id]) == {"no_weights": id}
        assert f"needs weights named '{id}'" in taken[id]["detail"]
        model = workshop.admin.model(id)
        assert not model["is_active"] and model["params"] == {"system": "Be brief."}
    assert [workshop.stranger.sees(id) for id in ("a-cloud-model", "another:14b", "third-model")] == [
        False,
        True,
        False,
    ]
    again = items(take(workshop.admin, case("base-models-without-weights")))
    assert {item["outcome"] for item in again.values()} == {"skipped"}


def test_presets_without_their_base_come_over_switched_off_and_wait_for_it(workshop: Workshop) -> None:
    taken = items(take(workshop.admin, case("presets-without-their-base")))
    assert [topics(item) for item in taken.values()] == [{"lost_base": "a_pipe_function"}] * 2
    assert "needs base model 'a_pipe_function'" in taken["desk-1"]["detail"]
    assert not workshop.admin.model("desk-1")["is_active"]
    # When the weights come, the next import says nothing of it any more, and the switch does what it says.
    workshop.muster.place("a_pipe_function")
    workshop.muster.wait_until_available("a_pipe_function")
    workshop.admin.switch_on("desk-1")
    workshop.muster.wait_until("a_pipe_function", "loaded")
    assert workshop.admin.chat("desk-1").status == 200


def test_a_model_that_is_on_and_waits_for_its_weights_stays_on(workshop: Workshop) -> None:
    workshop.admin.create("awaited", is_active=True)
    assert (
        items(take(workshop.admin, encoded(line("awaited", base_model_id=None, is_active=True))))["awaited"]["outcome"]
        == "skipped"
    )
    assert workshop.admin.model("awaited")["is_active"]


def test_users_cannot_learn_of_weights_by_waiting_for_them(workshop: Workshop) -> None:
    workshop.admin.make_group("Clerks", workshop.owner, permissions=shape("workspace.models_import"))
    refused = take(workshop.owner, encoded(line("mine", base_model_id="later")))
    assert refused.status_code == 400 and "later" in refused.json()["detail"]
    assert not workshop.owner.sees("mine")


def test_a_preset_on_a_preset_stands_on_the_base_model_below(workshop: Workshop) -> None:
    taken = items(
        take(workshop.admin, encoded(line("upper", base_model_id="middle"), line("middle", base_model_id="poet")))
    )
    assert {id: topics(item) for id, item in taken.items()} == {
        "upper": {"preset_on_preset": "alpha"}, "middle": {"preset_on_preset": "alpha"}
    }  # fmt: skip
    assert workshop.admin.model("upper")["base_model_id"] == "alpha"
    circle = take(workshop.admin, encoded(line("egg", base_model_id="hen"), line("hen", base_model_id="egg")))
    assert circle.status_code == 400 and "form a cycle" in circle.json()["detail"]


# What is altered stands in the report


def test_an_entry_with_info_has_the_id_that_open_webui_takes_and_a_trimmed_name(workshop: Workshop) -> None:
    taken = items(take(workshop.admin, case("wrapped-in-info")))
    assert list(taken) == ["-organiser-1"]
    assert topics(taken["-organiser-1"]) == {"other_id": "organiser", "name_trimmed": "Organiser"}
    model = workshop.admin.model("-organiser-1")
    assert (model["name"], model["params"]) == ("Organiser", {"system": "Sort things."})
    assert not workshop.admin.sees("organiser")
    assert items(take(workshop.admin, case("wrapped-in-info")))["-organiser-1"]["outcome"] == "skipped"


@pytest.mark.parametrize(
    ("fields", "topic"),
    [
        ({"name": " \t"}, "no_name"),
        ({"access_control": "everybody"}, "unreadable_access"),
        ({"access_control": {"read": {"user_ids": [7]}}}, "unreadable_access"),
        ({"access_grants": [{"principal_type": "user", "principal_id": "gone", "permission": "read"}]}, "lost_grant"),
        ({"base_model_id": None, "id": "beta", "access_control": {"write": {"user_ids": ["*"]}}}, "write_on_base"),
    ],
)
def test_missing_and_altered_lines_are_named(workshop: Workshop, fields: dict[str, Any], topic: str) -> None:
    content = encoded({**line("odd"), **fields})
    rehearsed = items(take(workshop.admin, content, dry_run="true"))
    [item] = items(take(workshop.admin, content)).values()
    assert item["outcome"] == "created" and topic in topics(item), item
    assert rehearsed == {item["id"]: item}
    assert not workshop.stranger.sees(item["id"]) or topic == "write_on_base"


def test_rows_as_the_tools_of_a_database_write_them_are_read(workshop: Workshop) -> None:
    row = line("row", params='{"temperature": 0.5}', meta="{}", access_control="null", is_active=0)
    assert items(take(workshop.admin, encoded(row)))["row"]["outcome"] == "created"
    model = workshop.admin.model("row")
    assert (model["params"], model["is_active"]) == ({"temperature": 0.5}, False)
    assert workshop.stranger.sees("row")


# Texts as other systems write them

ONE, TWO = line("one", name="Übersetzer"), line("two")
LIST = json.dumps([ONE, TWO], ensure_ascii=False, indent=2)
FORMS: dict[str, bytes] = {
    "as it is": LIST.encode(),
    "with a byte order mark": LIST.encode("utf-8-sig"),
    "UTF-16, little end first": b"\xff\xfe" + LIST.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + LIST.encode("utf-16-be"),
    "UTF-16 without a mark": LIST.encode("utf-16-le"),
    "lines of Windows": LIST.replace("\n", "\r\n").encode() + b"\r\n",
    "a list of models": json.dumps({"models": [ONE, TWO]}).encode(),
    "the answer of /api/models": json.dumps(
        {"data": [{"id": "one", "info": ONE}, {"id": "two", "info": TWO}]}
    ).encode(),
    "JSON Lines": (json.dumps(ONE) + "\n" + json.dumps(TWO) + "\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_read_in_any_encoding_and_layout(workshop: Workshop, form: str) -> None:
    taken = items(take(workshop.admin, FORMS[form]))
    assert {id: item["outcome"] for id, item in taken.items()} == {"one": "created", "two": "created"}
    assert workshop.admin.model("one")["name"] == "Übersetzer"


def test_one_model_by_itself_is_read(workshop: Workshop) -> None:
    assert list(items(take(workshop.admin, b"\xef\xbb\xbf" + json.dumps(ONE).encode() + b"\n"))) == ["one"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"SQLite format 3\0" + bytes(100), "muster import openwebui"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b"\x1f\x8b\x08" + bytes(100), "gzip"),
        (b"<!DOCTYPE html><p>Sign in</p>", "HTML"),
        (b"GGUF" + bytes(100), "models folder"),
        (LIST.encode("utf-32"), "UTF-32"),
        (LIST.encode("utf-16")[:-1], "middle of a character"),
        (LIST.encode("latin-1"), "not UTF-8"),
        (b'[\n{"id": "one",\n}]', "line 3"),
        (b"id,name\none,One", "not JSON"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_it_is(workshop: Workshop, content: bytes, told: str) -> None:
    refused = take(workshop.admin, content)
    assert (refused.status_code, refused.json()["code"]) == (422, "import.unreadable"), refused.text
    assert told in refused.json()["detail"]


def test_the_command_line_reads_the_same_files(workshop: Workshop, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "models.json"
    for content in FORMS.values():
        file.write_bytes(content)
        assert workshop.muster.run("models", "import", str(file), "--dry-run").output.endswith("2 created.\n")
    shown = workshop.muster.run("models", "import", str(CASES / "presets-without-their-base.json"))
    assert shown.code == 0 and "needs base model 'a_pipe_function'" in shown.output, shown
    refused = workshop.muster.run("models", "import", str(CASES / "function-export.json"))
    assert refused.code == 1 and "an export of functions" in refused.errors
    file.write_bytes(b"PK\x03\x04")
    assert workshop.muster.run("models", "import", str(file)).code == 6


# The database of an Open WebUI


@pytest.fixture
def webui(tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(SAMPLE, tmp_path / "webui.db"))


def with_rows(webui: pathlib.Path, *models: dict[str, Any]) -> None:
    with contextlib.closing(sqlite3.connect(webui)) as database:
        for model in models:
            values = {**model, "params": "{}", "meta": "{}", "user_id": "nobody", "is_active": 1}
            values.update(created_at=1, updated_at=1)
            names = ", ".join(values)
            database.execute(
                f"INSERT INTO model ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
            )
        database.commit()


@pytest.mark.parametrize("is_running", [True, False])
def test_models_of_a_database_are_imported_by_the_same_rules(
    start_muster: Callable[..., Muster], webui: pathlib.Path, is_running: bool
) -> None:
    muster = start_muster()
    with_rows(
        webui, {"id": "cloud", "name": " Cloud ", "base_model_id": None},
        {"id": "desk", "name": "Desk", "base_model_id": "a_pipe_function"},
        {"id": "egg", "name": "Egg", "base_model_id": "hen"}, {"id": "hen", "name": "Hen", "base_model_id": "egg"},
    )  # fmt: skip
    if not is_running:
        muster.stop()
    told = muster.run("import", "openwebui", str(webui), "--config", str(muster.configuration), "--json")
    assert told.code == 0, told
    notes = {(note["subject"], note["topic"]): note["about"] for note in json.loads(told.output)["notes"]}
    assert notes["cloud", "no_weights"] == "cloud" and notes["cloud", "name_trimmed"] == "Cloud"
    assert notes["desk", "lost_base"] == "a_pipe_function"
    assert ("egg", "not_imported") in notes and ("hen", "not_imported") in notes
    if not is_running:
        muster.start()
    assert [muster.admin.model(id)["is_active"] for id in ("cloud", "desk", "alpha")] == [False, False, True]
