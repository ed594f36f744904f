"""Which files are offered as models, which are skipped and why, and files that are replaced while loaded."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plumbing.browsing import enter, row
from plumbing.gguf_files import write_header
from plumbing.live_events import live_events
from plumbing.muster import Muster
from plumbing.person import expect_ok
from plumbing.waiting import eventually


def runtime_of(muster: Muster) -> dict[str, Any]:
    return expect_ok(muster.admin.get("/api/v1/residency"))["runtimes"][0]


def skipped_files(muster: Muster) -> dict[str, str]:
    return {each["file"]: each["code"] for each in runtime_of(muster)["skipped_files"]}


def wait_for_skipped_file(muster: Muster, file: str, code: str) -> None:
    eventually(lambda: skipped_files(muster).get(file) == code, f"{file} is skipped as {code}")


def entries(muster: Muster, model: str) -> list[dict[str, Any]]:
    """What became of the model's file, oldest first."""
    told = muster.admin.audit(entity_type="residency", entity_id=model)
    return [entry for entry in reversed(told) if entry["action"].startswith("residency.file_")]


# Names


def test_a_file_with_blanks_and_capitals_is_a_model_that_answers(muster: Muster) -> None:
    os.link(muster.models / "alpha.gguf", muster.models / "Llama 3 (Q4).GGUF")
    (muster.models / "my models").mkdir()
    os.link(muster.models / "beta.gguf", muster.models / "my models" / "Ünï.gguf")
    for id in ("Llama-3-(Q4)", "my-models/Ünï"):
        muster.wait_until_available(id)
        muster.admin.create(id, is_active=True)
        muster.wait_until(id, "loaded")
        assert muster.admin.chat(id).status == 200


# Skipped files


def test_skipped_files_are_listed_with_reasons_everywhere(muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    with live_events(muster.admin, muster.address) as events:
        assert events.next().kind == "snapshot"
        write_header(muster.models / "eyes" / "alpha-mmproj.gguf", "clip", "mmproj")
        told = events.until(
            lambda event: event.kind == "runtime" and event.data["skipped_files"][-1]["code"] == "projector"
        )
        assert told[-1].data["runtime"] == "local"
    write_header(muster.models / "style.gguf", "llama", "adapter")
    (muster.models / "a b.gguf").write_bytes(b"x")
    (muster.models / "a-b.gguf").write_bytes(b"x")
    (muster.models / "parted-00001-of-00002.gguf").write_bytes(b"x")
    for file, code in {
        "eyes/alpha-mmproj.gguf": "projector", "style.gguf": "adapter", "a b.gguf": "same_id",
        "parted-00001-of-00002.gguf": "missing_parts",
    }.items():  # fmt: skip
        wait_for_skipped_file(muster, file, code)
    muster.wait_until_available("a-b")
    offered = [base["id"] for base in expect_ok(muster.admin.get("/api/v1/models/base"))]
    assert not {"eyes/alpha-mmproj", "style", "parted"} & set(offered)
    assert expect_ok(uma.get("/api/v1/residency"))["runtimes"][0]["skipped_files"] is None

    shown = muster.run("status")
    assert "Skipped files:" in shown.output
    assert "eyes/alpha-mmproj.gguf: a projector (mmproj)" in shown.output
    assert "a b.gguf: would have the same ID as a-b.gguf" in shown.output
    assert "Files that are not available" not in muster.run("status", token=uma.token).output

    examined = muster.run("doctor", "--json", "--config", str(muster.configuration))
    findings = {finding["where"]: finding for finding in json.loads(examined.output)["findings"]}
    assert findings[f"{muster.models}/style.gguf"]["severity"] == "note"
    assert findings[f"{muster.models}/parted-00001-of-00002.gguf"]["severity"] == "warning"
    assert "only 1 of 2 parts" in findings[f"{muster.models}/parted-00001-of-00002.gguf"]["what"]


def test_a_folder_that_is_linked_into_itself_shows_each_file_once(muster: Muster) -> None:
    before = {base["id"] for base in expect_ok(muster.admin.get("/api/v1/models/base"))}
    (muster.models / "all").symlink_to(".")
    muster.place("later")
    muster.wait_until_available("later")
    assert {base["id"] for base in expect_ok(muster.admin.get("/api/v1/models/base"))} == before | {"later"}


def test_the_page_lists_skipped_files(page: Page, muster: Muster) -> None:
    write_header(muster.models / "eyes.gguf", "clip")
    wait_for_skipped_file(muster, "eyes.gguf", "projector")
    enter(page, muster.admin)
    page.get_by_text("1 file skipped").click()
    expect(page.get_by_text("is a projector (mmproj)")).to_be_visible()
    (muster.models / "lost.gguf").symlink_to("nothing")
    expect(page.get_by_text("2 files skipped")).to_be_visible()
    page.goto("/memory")
    page.get_by_text("2 files skipped").click()
    expect(page.get_by_text("is a link to a file that does not exist")).to_be_visible()


# Files that change


def test_a_file_that_is_replaced_while_its_model_is_loaded_is_said(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    before = muster.residency("alpha")
    assert before["file"] == before["loaded_file"] and not before["outdated"]
    muster.place("alpha", size="medium")
    eventually(lambda: muster.residency("alpha")["outdated"], "the older file is in memory")
    now = muster.residency("alpha")
    assert now["loaded_file"] == before["file"] and now["file"]["bytes"] > before["file"]["bytes"]
    assert "alpha: the loaded file is from" in muster.run("status").output

    [entry] = eventually(lambda: entries(muster, "alpha"), "the change is recorded")
    assert entry["action"] == "residency.file_changed" and entry["user_id"] == "system"
    assert entry["changes"]["file.bytes"] == {"before": before["file"]["bytes"], "after": now["file"]["bytes"]}
    assert entry["audit_metadata"]["older_in_memory"] is True

    enter(page, muster.admin, "/memory")
    expect(row(page, "alpha").get_by_text("Loaded from a file dated")).to_be_visible()
    page.goto("/models/overview?id=alpha")
    expect(page.get_by_text("Loaded from a file dated")).to_be_visible()
    expect_ok(muster.admin.unload("alpha"))
    expect(page.get_by_text("Loaded from a file dated")).to_have_count(0)
    expect_ok(muster.admin.load("alpha"))
    assert not muster.residency("alpha")["outdated"]
    assert len(entries(muster, "alpha")) == 1


@pytest.mark.parametrize("is_running", [True, False])
def test_a_file_that_goes_and_comes_back_is_recorded(muster: Muster, is_running: bool) -> None:
    muster.offer("alpha")

    def changed(act: Any, *actions: str) -> None:
        if not is_running:
            muster.stop()
        act()
        if not is_running:
            muster.start()
        eventually(
            lambda: (
                [entry["action"] for entry in entries(muster, "alpha")] == [f"residency.{each}" for each in actions]
            ),
            f"{actions} are recorded",
        )

    file, aside = muster.models / "alpha.gguf", muster.models / ".aside"
    changed(lambda: file.rename(aside), "file_missing")
    changed(lambda: aside.rename(file), "file_missing", "file_found")
    changed(lambda: muster.place("alpha", size="medium"), "file_missing", "file_found", "file_changed")
    if is_running:
        muster.stop()
        muster.start()
        assert len(entries(muster, "alpha")) == 3, "what is known is no news"
