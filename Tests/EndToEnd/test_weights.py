"""Weights as files that are listed, verified, deleted and restored: API, command line and page."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import Any

from playwright.sync_api import Page, expect

from conftest import StartMuster
from plumbing.browsing import confirm, dialog, enter
from plumbing.gguf_files import write_header
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.waiting import eventually

WEIGHTS = "/api/v1/weights"


def item(admin: Person, id: str) -> dict[str, Any]:
    return expect_ok(admin.get(f"{WEIGHTS}/file", params={"id": id}))


def with_digest(admin: Person, id: str) -> dict[str, Any]:
    """As soon as its digest is computed in the background."""
    return eventually(lambda: (found := item(admin, id))["sha256"] and found, f"the digest of {id} is computed", 40)


def make_old(muster: Muster, name: str) -> None:
    """Files that changed a moment ago may still be arriving."""
    os.utime(muster.models / f"{name}.gguf", (1_700_000_000, 1_700_000_000))


def launched(launch: dict[str, Any]) -> dict[str, Any]:
    return {"meta": {"muster": {"launch": launch}}}


def delete(admin: Person, id: str) -> Any:
    return admin.post(f"{WEIGHTS}/file/delete", json={"id": id, "reason": "no space"})


def test_weights_are_listed_with_what_their_header_says_and_who_uses_them(muster: Muster) -> None:
    admin = muster.admin
    muster.offer("alpha")
    admin.create("poet", base_model_id="alpha")
    write_header(muster.models / "alpha-mmproj.gguf", "clip", "mmproj")
    found = item(admin, "alpha")
    assert found["base_models"] == ["alpha"] and found["runtimes"] == ["local"]
    assert [file["path"] for file in found["files"]] == ["alpha.gguf"]
    assert found["bytes"] == (muster.models / "alpha.gguf").stat().st_size
    facts = found["facts"]
    assert facts["architecture"] == "llama" and facts["purpose"] == "text" and facts["parameters"] > 1000
    assert facts["context"] and facts["quantization"]
    assert [(model["id"], model["is_preset"]) for model in found["models"]] == [("alpha", False), ("poet", True)]

    def is_skipped() -> bool:
        skipped = expect_ok(admin.get(WEIGHTS))["skipped_files"]
        return [(file["file"], file["code"]) for file in skipped] == [("alpha-mmproj.gguf", "projector")]

    eventually(is_skipped, "the projector is among the skipped files")
    assert expect_ok(admin.get(WEIGHTS))["space"]["free_bytes"] > 0
    shown = muster.run("weights", "show", "alpha").output
    assert "architecture" in shown and "poet" in shown
    assert "alpha" in muster.run("weights", "list").output
    assert admin.get(f"{WEIGHTS}/file", params={"id": "nothing"}).status_code == 404


def test_digests_are_computed_once_and_tell_a_file_that_changed_behind_its_time(muster: Muster) -> None:
    admin = muster.admin
    file = muster.models / "alpha.gguf"
    make_old(muster, "alpha")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert with_digest(admin, "alpha")["sha256"] == digest
    verified = muster.run("weights", "verify", "alpha")
    assert verified.code == 0 and f"unchanged, SHA-256 {digest}" in verified.output
    # Hard links, as the files of the tests are, would change with it.
    contents = bytearray(file.read_bytes())
    times = file.stat()
    with file.open("r+b") as writable:
        writable.seek(len(contents) - 1)
        writable.write(bytes([contents[-1] ^ 1]))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert item(admin, "alpha")["sha256"] == digest, "it is not read again without a reason"
    damaged = expect_ok(admin.post(f"{WEIGHTS}/file/verify", json={"id": "alpha"}))["files"][0]
    assert damaged["problem"] == "damaged" and damaged["sha256"] == digest != damaged["found_sha256"]
    assert muster.run("weights", "verify", "alpha").code == 1
    entries = admin.audit(action="weights.verify", entity_id="alpha")
    assert [entry["outcome"] for entry in entries] == ["failed", "failed", "ok"]


def test_weights_in_use_are_not_deleted_and_others_can_be_restored(muster: Muster) -> None:
    admin = muster.admin
    muster.offer("alpha", is_active=True)
    admin.create("poet", base_model_id="alpha", is_active=False)
    refused = delete(admin, "alpha")
    assert (refused.status_code, refused.json()["code"]) == (409, "weights.in_use")
    assert [user["id"] for user in refused.json()["users"]] == ["alpha", "poet"]
    assert "'poet'" in refused.json()["detail"]
    expect_ok(admin.post("/api/v1/models/model/deactivate", params={"id": "alpha"}))
    assert delete(admin, "alpha").status_code == 409, "a preset is on it, though inactive"
    expect_ok(admin.post("/api/v1/models/model/delete", json={"id": "poet"}))

    file = muster.models / "alpha.gguf"
    contents = file.read_bytes()
    deleted = expect_ok(delete(admin, "alpha"))
    assert not file.exists()
    eventually(
        lambda: all(each["id"] != "alpha" for each in admin.get("/api/v1/models/base").json() if each.get("runtime")),
        "no runtime offers it",
    )
    assert [entry["name"] for entry in expect_ok(admin.get(f"{WEIGHTS}/bin"))["items"]] == ["alpha"]
    file.write_bytes(b"another")
    again = admin.post(f"{WEIGHTS}/bin/restore", json={"id": deleted["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "weights.exists")
    assert file.read_bytes() == b"another"
    file.unlink()
    assert muster.run("weights", "restore", deleted["id"]).code == 0
    assert file.read_bytes() == contents
    muster.wait_until_available("alpha")
    assert expect_ok(admin.get(f"{WEIGHTS}/bin"))["items"] == []
    trail = [(entry["action"], entry["outcome"]) for entry in reversed(admin.audit(entity_type="weights"))]
    assert trail == [
        ("weights.delete", "failed"), ("weights.delete", "failed"), ("weights.delete", "ok"),
        ("weights.restore", "failed"), ("weights.restore", "ok"),
    ]  # fmt: skip


def test_files_that_launch_settings_need_are_in_use_too(muster: Muster, page: Page) -> None:
    admin = muster.admin
    for name, type in (("sight-mmproj", "mmproj"), ("style", "adapter")):
        write_header(muster.models / f"{name}.gguf", "llama" if type == "adapter" else "clip", type)
    shutil.copy(muster.models / "alpha.gguf", muster.models / "sight.gguf")
    muster.wait_until_available("sight")
    muster.offer("sight")
    muster.offer("beta", **launched({"lora": ["style.gguf"], "draft_model": "alpha"}), is_active=False)

    def users(id: str) -> list[tuple[str, str]]:
        refused = delete(admin, id)
        assert (refused.status_code, refused.json()["code"]) == (409, "weights.in_use"), refused.text
        assert all(f"'{user['id']}' (as its" in refused.json()["detail"] for user in refused.json()["users"])
        return [(user["id"], user["use"]) for user in refused.json()["users"]]

    expect_ok(admin.post("/api/v1/models/model/activate", params={"id": "sight"}))
    assert users("sight-mmproj.gguf") == [("sight", "projector")], "found beside the weights"
    assert users("style.gguf") == [("beta", "lora")]
    assert users("alpha") == [("beta", "draft_model")] == users("alpha.gguf")
    assert [(user["id"], user["use"]) for user in item(admin, "alpha")["models"]] == [("beta", "draft_model")]
    skipped = {file["file"]: file["models"] for file in expect_ok(admin.get(WEIGHTS))["skipped_files"]}
    assert [user["use"] for user in skipped["sight-mmproj.gguf"]] == ["projector"]
    assert "draft model of" in muster.run("weights", "show", "alpha").output
    assert "used by beta (adapter)" in muster.run("weights", "list").errors
    assert muster.run("weights", "delete", "style.gguf").code == 1

    enter(page, admin, "/weights")
    expect(page.get_by_role("row").filter(has_text="style.gguf")).to_contain_text("beta (adapter)")
    page.get_by_role("button", name="Delete the weights style.gguf").click()
    dialog(page).get_by_role("button", name="Delete").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("'beta' (as its adapter)")

    expect_ok(admin.post("/api/v1/models/model/launch", json={"id": "beta", "launch": {}}))
    expect_ok(admin.post("/api/v1/models/model/launch", json={"id": "sight", "launch": {"projector": "none"}}))
    for id in ("style.gguf", "alpha", "sight-mmproj.gguf"):
        expect_ok(delete(admin, id))


def test_deleted_weights_are_purged_by_hand_and_by_age(start_muster: StartMuster) -> None:
    muster = start_muster(bin_retention="3s")
    admin = muster.admin
    for name in ("one", "two"):
        write_header(muster.models / f"{name}.gguf", "llama")
        muster.wait_until_available(name)
    first = expect_ok(delete(admin, "one"))
    assert expect_ok(admin.post(f"{WEIGHTS}/bin/purge", json={"id": first["id"]}))["name"] == "one"
    assert admin.post(f"{WEIGHTS}/bin/restore", json={"id": first["id"]}).status_code == 404
    expect_ok(delete(admin, "two"))
    eventually(lambda: expect_ok(admin.get(f"{WEIGHTS}/bin"))["items"] == [], "the bin is emptied by age", 30)
    assert [path.name for path in muster.models.iterdir() if path.name.startswith(".muster-")] == []
    assert {entry["entity_id"] for entry in admin.audit(action="weights.purge")} == {"one", "two"}


def test_a_file_is_uploaded_verified_and_offered(muster: Muster) -> None:
    admin = muster.admin
    body = (muster.models / "alpha.gguf").read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    upload = f"{WEIGHTS}/upload"
    wrong = admin.post(upload, params={"path": "org/gamma.gguf", "sha256": "0" * 64}, content=body)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "weights.wrong_checksum")
    page = admin.post(upload, params={"path": "page.gguf"}, content=b"<!doctype html>")
    assert (page.status_code, page.json()["code"]) == (422, "weights.not_gguf")
    for path in ("../x.gguf", "x.bin", ".x.gguf", "/x.gguf", "a//x.gguf", "x y.gguf"):
        assert admin.post(upload, params={"path": path}, content=body).status_code == 422, path
    assert admin.post(upload, params={"path": "alpha.gguf"}, content=body).status_code == 409
    sent = expect_ok(admin.post(upload, params={"path": "org/gamma.gguf", "sha256": digest}, content=body))
    assert sent == {"path": "org/gamma.gguf", "bytes": len(body)}
    assert (muster.models / "org" / "gamma.gguf").read_bytes() == body
    muster.wait_until_available("org/gamma")
    assert item(admin, "org/gamma")["sha256"] == digest
    assert list(muster.models.rglob(".*")) == []


def test_the_page_shows_verifies_deletes_and_restores_weights(muster: Muster, page: Page) -> None:
    make_old(muster, "alpha")
    with_digest(muster.admin, "alpha")
    enter(page, muster.admin, "/weights")
    row = page.get_by_role("row").filter(has_text="alpha.gguf")
    expect(row).to_contain_text("llama")
    row.get_by_role("button", name="Verify alpha").click()
    expect(page.get_by_text("alpha: unchanged")).to_be_visible()
    row.get_by_role("button", name="Delete the weights alpha").click()
    confirm(page, "Delete")
    expect(row).to_have_count(0)
    assert not (muster.models / "alpha.gguf").exists()
    page.get_by_role("button", name="Restore the weights alpha").click()
    expect(row).to_have_count(1)
    assert (muster.models / "alpha.gguf").exists()
