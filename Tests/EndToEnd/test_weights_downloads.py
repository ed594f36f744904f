"""Downloading weights: broken connections, restarts, wrong checksums, full disks, secrets."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from conftest import StartMuster
from plumbing.browsing import dialog, enter
from plumbing.live_events import live_events
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.small_disk import SmallDisks
from plumbing.waiting import eventually
from plumbing.web_of_weights import PIECE, Served, WebOfWeights

DOWNLOADS = "/api/v1/weights/downloads"


def download(admin: Person, url: str, **form: Any) -> Any:
    return admin.post(DOWNLOADS, json={"url": url, **form})


def started(admin: Person, url: str, **form: Any) -> dict[str, Any]:
    answer = download(admin, url, **form)
    assert answer.status_code == 202, answer.text
    return answer.json()


def downloads(admin: Person) -> list[dict[str, Any]]:
    return expect_ok(admin.get(DOWNLOADS))["items"]


def wait_until_done(admin: Person, within: float = 120) -> None:
    def is_done() -> bool:
        left = downloads(admin)
        assert not any(each["problem"] for each in left), left
        return left == []

    eventually(is_done, "the downloads are complete", within)


def failure(admin: Person, within: float = 60) -> dict[str, Any]:
    return eventually(lambda: next((each for each in downloads(admin) if each["problem"]), None), "it failed", within)


def hidden_files(muster: Muster) -> list[str]:
    return [path.name for path in muster.models.rglob(".*")]


def quick(start_muster: StartMuster, **settings: Any) -> Muster:
    return start_muster(downloads={"reserve": "0B", **settings})


def test_200_megabytes_that_break_twice_are_resumed_and_verified(start_muster: StartMuster, web: WebOfWeights) -> None:
    muster = quick(start_muster)
    file = Served(200_000_000, breaks=[60_000_001, 150_000_000])
    digest = file.sha256
    url = web.serve("/giant.gguf", file)
    begun = started(muster.admin, f"{url}?download=true&token=secret-of-query", sha256=digest)
    assert begun["total_bytes"] == file.bytes and begun["files"] == ["giant.gguf"]
    assert not (muster.models / "giant.gguf").exists()
    wait_until_done(muster.admin)
    assert (muster.models / "giant.gguf").stat().st_size == file.bytes
    ranges = [headers.get("range") for headers in web.asked("/giant.gguf")]
    assert ranges[:2] == ["bytes=0-0", None]
    # What was on its way when the connection broke is lost.
    resumed = [int((wanted or "").removeprefix("bytes=").removesuffix("-")) for wanted in ranges[2:]]
    for at, broken in zip(resumed, (60_000_001, 150_000_000), strict=True):
        assert 0 <= broken - at < 8 * PIECE, resumed
    assert all(headers.get("if-range") == '"one"' for headers in web.asked("/giant.gguf")[2:])
    muster.wait_until_available("giant")
    found = expect_ok(muster.admin.get("/api/v1/weights/file", params={"id": "giant"}))
    assert found["sha256"] == digest and found["files"][0]["origin"]["source"] == url
    assert hidden_files(muster) == []
    trail = [(entry["action"], entry["outcome"]) for entry in reversed(muster.admin.audit(entity_type="weights"))]
    assert trail == [("weights.download", "ok"), ("weights.arrive", "ok")]
    told = str(muster.admin.audit(entity_type="weights")) + muster.log.read_text() + str(found)
    assert "secret-of-query" not in told
    assert muster.run("weights", "verify", "giant").code == 0


def test_a_download_with_a_wrong_checksum_is_never_offered(start_muster: StartMuster, web: WebOfWeights) -> None:
    muster = quick(start_muster)
    url = web.serve("/wrong.gguf", Served(3 * PIECE))
    begun = started(muster.admin, url, sha256="1" * 64)
    failed = failure(muster.admin)
    assert "wrong checksum" in failed["problem"] and failed["received_bytes"] == 0
    assert not (muster.models / "wrong.gguf").exists()
    assert [each["id"] for each in muster.admin.get("/api/v1/models/base").json() if each["id"] == "wrong"] == []
    assert muster.admin.audit(action="weights.download_failed")[0]["outcome"] == "failed"
    expect_ok(muster.admin.post(f"{DOWNLOADS}/cancel", json={"id": begun["id"]}))
    assert downloads(muster.admin) == [] and hidden_files(muster) == []


def test_the_disk_keeps_its_reserve_and_a_full_one_offers_nothing(
    start_muster: StartMuster, small_disks: SmallDisks, web: WebOfWeights
) -> None:
    muster = start_muster(start=False, downloads={"reserve": "2MiB"})
    small = small_disks.make(muster.models / "small", "12m")
    muster.start()
    url = web.serve("/large.gguf", Served(11 * PIECE))
    refused = download(muster.admin, url, path="small/")
    assert (refused.status_code, refused.json()["code"]) == (507, "weights.no_space"), refused.text
    assert refused.json()["needed_bytes"] == 11 * PIECE and refused.json()["free_bytes"] <= 12 * PIECE
    upload = muster.admin.post(
        "/api/v1/weights/upload", params={"path": "small/up.gguf"}, content=b"GGUF" + bytes(11 * PIECE)
    )
    assert (upload.status_code, upload.json()["code"]) == (507, "weights.no_space")
    # One whose size is not told is only noticed while it arrives.
    unknown = web.serve("/unknown.gguf", Served(40 * PIECE, tells_size=False, knows_ranges=False, etag=None))
    started(muster.admin, unknown, path="small/")
    assert "disk" in failure(muster.admin)["problem"]
    assert not (small.folder / "unknown.gguf").exists()
    assert muster.admin.get("/api/v1/models/").status_code == 200


def test_a_download_goes_on_after_muster_was_killed(start_muster: StartMuster, web: WebOfWeights) -> None:
    muster = quick(start_muster)
    gate = threading.Event()
    file = Served(4 * PIECE, gate=gate)
    url = web.serve("/slow.gguf", file)
    started(muster.admin, url)
    eventually(lambda: downloads(muster.admin)[0]["received_bytes"] == PIECE, "the first piece is there")
    muster.kill()
    gate.set()
    muster.start()
    wait_until_done(muster.admin)
    assert (muster.models / "slow.gguf").stat().st_size == file.bytes
    assert web.asked("/slow.gguf")[-1]["range"] == f"bytes={PIECE}-"


def test_progress_comes_as_events_for_administrators_and_not_too_often(
    start_muster: StartMuster, web: WebOfWeights
) -> None:
    muster = quick(start_muster)
    user = muster.add("Uma", "user")
    gate = threading.Event()
    url = web.serve("/slow.gguf", Served(300 * PIECE, gate=gate))
    with live_events(muster.admin, muster.address) as events, live_events(user, muster.address) as others:
        events.next()
        begun = started(muster.admin, url)
        seen = events.until(lambda event: event.kind == "download")
        assert {event.kind for event in seen} >= {"weights", "download"}
        assert seen[-1].data["id"] == begun["id"] and seen[-1].id == ""
        at = time.monotonic()
        gate.set()
        seen = events.until(lambda event: event.kind == "weights" and downloads(muster.admin) == [])
        received = [event.data["received_bytes"] for event in seen if event.kind == "download"]
        assert received == sorted(received) and len(received) <= (time.monotonic() - at) / 0.5 + 2
        muster.admin.create(
            "poet",
            base_model_id="alpha",
            access_grants=[{"principal_type": "user", "principal_id": user.id, "permission": "read"}],
        )
        kinds = {event.kind for event in others.until(lambda event: event.kind == "model")}
    assert kinds == {"snapshot", "model"}


def test_what_a_kill_left_of_an_upload_is_removed_at_the_next_start_and_nothing_else_is(
    start_muster: StartMuster, web: WebOfWeights
) -> None:
    muster = quick(start_muster)
    gate = threading.Event()
    started(muster.admin, web.serve("/slow.gguf", Served(4 * PIECE, gate=gate)))
    eventually(lambda: downloads(muster.admin)[0]["received_bytes"] == PIECE, "the first piece is there")
    mine = muster.models / ".mine.gguf.part"
    mine.write_bytes(b"x")
    ended = threading.Event()

    def endless() -> Iterator[bytes]:
        yield b"GGUF" + bytes(PIECE)
        ended.wait(60)

    def upload() -> None:
        with contextlib.suppress(httpx.HTTPError):
            muster.admin.post("/api/v1/weights/upload", params={"path": "org/up.gguf"}, content=endless())

    uploading = threading.Thread(target=upload)
    uploading.start()
    eventually(lambda: list((muster.models / "org").glob(".up.gguf.*.part")), "the upload has begun")
    muster.kill()
    ended.set()
    uploading.join()
    assert len(hidden_files(muster)) == 3, "a kill leaves them"
    muster.start()
    assert list((muster.models / "org").iterdir()) == [] and mine.exists()
    gate.set()
    wait_until_done(muster.admin)
    assert web.asked("/slow.gguf")[-1]["range"] == f"bytes={PIECE}-"
    assert hidden_files(muster) == [mine.name]


def test_a_cancelled_download_leaves_nothing_and_one_server_is_asked_for_one_file_at_a_time(
    start_muster: StartMuster, web: WebOfWeights
) -> None:
    muster = quick(start_muster)
    gate = threading.Event()
    first = started(muster.admin, web.serve("/first.gguf", Served(4 * PIECE, gate=gate)))
    started(muster.admin, web.serve("/second.gguf", Served(2 * PIECE)))
    eventually(lambda: downloads(muster.admin)[0]["received_bytes"] == PIECE, "the first piece is there")
    assert [each["state"] for each in downloads(muster.admin)] == ["running", "waiting"]
    again = download(muster.admin, web.address + "/first.gguf")
    assert (again.status_code, again.json()["code"]) == (409, "weights.arriving")
    expect_ok(muster.admin.post(f"{DOWNLOADS}/cancel", json={"id": first["id"]}))
    wait_until_done(muster.admin)
    assert (muster.models / "second.gguf").exists() and not (muster.models / "first.gguf").exists()
    eventually(lambda: hidden_files(muster) == [], "nothing of the first is left")
    assert muster.admin.post(f"{DOWNLOADS}/cancel", json={"id": first["id"]}).status_code == 404


def test_a_server_that_knows_no_ranges_begins_again(start_muster: StartMuster, web: WebOfWeights) -> None:
    muster = quick(start_muster)
    file = Served(3 * PIECE, knows_ranges=False, breaks=[2 * PIECE])
    started(muster.admin, web.serve("/plain.gguf", file), sha256=file.sha256)
    wait_until_done(muster.admin)
    assert (muster.models / "plain.gguf").stat().st_size == file.bytes


def test_hugging_face_addresses_are_understood_and_the_token_stays_there(
    start_muster: StartMuster, web: WebOfWeights, other_web: WebOfWeights, tmp_path: Any
) -> None:
    token = tmp_path / "token"
    token.write_text("hf_secret\n")
    muster = quick(start_muster, hugging_face=web.address, hugging_face_token={"file": str(token)})
    file = Served(PIECE + 5)
    other_web.serve("/blob", file)
    for path in ("/org/repo/resolve/main/x-Q4_K_M.gguf", "/org/repo/resolve/main/sub/x-Q8_0.gguf"):
        web.redirects[path] = (other_web.address + "/blob", {"X-Linked-Etag": f'"{file.sha256}"'})
    web.documents["/api/models/org/repo/tree/main"] = [
        {"type": "file", "path": "README.md", "size": 5},
        {"type": "file", "path": "x-Q4_K_M.gguf", "size": file.bytes, "lfs": {"oid": file.sha256}},
        {"type": "file", "path": "mmproj-x-Q8_0.gguf", "size": 5},
        {"type": "file", "path": "sub/x-Q8_0.gguf", "size": file.bytes},
    ]
    started(muster.admin, f"{web.address}/org/repo/blob/main/x-Q4_K_M.gguf", path="pasted.gguf")
    started(muster.admin, "hf.co/org/repo:Q8_0")
    unknown = download(muster.admin, "hf.co/org/repo:Q2_K")
    assert unknown.status_code == 422 and "x-Q4_K_M.gguf" in unknown.json()["detail"]
    wait_until_done(muster.admin)
    assert {path.name for path in muster.models.glob("*Q8_0*")} == {"x-Q8_0.gguf"}
    assert expect_ok(muster.admin.get("/api/v1/weights/file", params={"id": "pasted.gguf"}))["files"][0]["sha256"]
    assert all(headers.get("authorization") == "Bearer hf_secret" for _, headers in web.requests)
    assert other_web.requests and not any("authorization" in headers for _, headers in other_web.requests)
    assert (
        "hf_secret"
        not in muster.log.read_text() + muster.run("config", "check", "--config", str(muster.configuration)).output
    )


def test_parts_are_offered_together(start_muster: StartMuster, web: WebOfWeights) -> None:
    muster = quick(start_muster)
    for part in (1, 2, 3):
        web.serve(f"/m-0000{part}-of-00003.gguf", Served(PIECE, seed=bytes([part])))
    begun = started(muster.admin, web.address + "/m-00001-of-00003.gguf", path="org/")
    assert begun["files"] == [f"org/m-0000{part}-of-00003.gguf" for part in (1, 2, 3)]
    wait_until_done(muster.admin)
    muster.wait_until_available("org/m")
    del web.files["/m-00002-of-00003.gguf"]
    missing = download(muster.admin, web.address + "/m-00001-of-00003.gguf", path="again/")
    assert missing.status_code == 422 and "404" in missing.json()["detail"]


def test_addresses_that_are_none_and_answers_that_are_no_weights_are_refused(
    start_muster: StartMuster, web: WebOfWeights
) -> None:
    muster = quick(start_muster)
    uma = muster.sign_up("Uma")
    assert download(uma, web.address + "/x.gguf").status_code == 403
    for url in (
        "file:///etc/passwd", "ftp://example.org/x.gguf", "x", "http://user:pass@127.0.0.1/x.gguf",
        "http://169.254.169.254/x.gguf", "https://huggingface.co/org/repo/tree/main",
    ):  # fmt: skip
        assert download(muster.admin, url).status_code == 422, url
    web.redirects["/away.gguf"] = ("file:///etc/passwd", {})
    away = download(muster.admin, web.address + "/away.gguf")
    assert away.status_code == 422 and "file:" in away.json()["detail"]
    assert download(muster.admin, web.address + "/nothing.gguf").status_code == 422
    assert download(muster.admin, "http://127.0.0.1:1/x.gguf").status_code == 503
    for path in ("../x.gguf", ".hidden.gguf", "x.txt"):
        web.serve("/x.gguf", Served(PIECE))
        assert download(muster.admin, web.address + "/x.gguf", path=path).status_code == 422, path
    assert download(muster.admin, web.address + "/x.gguf", path="alpha.gguf").status_code == 409
    started(muster.admin, web.serve("/page.gguf", Served(PIECE, beginning=b"<!doctype html>")))
    assert "not a GGUF file" in failure(muster.admin)["problem"]
    assert not (muster.models / "page.gguf").exists()


def test_the_page_downloads_and_shows_how_far_it_is(start_muster: StartMuster, web: WebOfWeights, page: Page) -> None:
    muster = quick(start_muster)
    gate = threading.Event()
    url = web.serve("/shown.gguf", Served(3 * PIECE, gate=gate))
    enter(page, muster.admin, "/weights")
    page.get_by_role("button", name="Download…").click()
    form = dialog(page)
    form.get_by_label("Address").fill("file:///etc/passwd")
    form.get_by_role("button", name="Download").click()
    expect(form.get_by_role("alert")).to_contain_text("https://")
    form.get_by_label("Address").fill(url)
    form.get_by_role("button", name="Download").click()
    downloading = page.get_by_role("region", name="Downloads")
    expect(downloading).to_contain_text("1 MiB of 3 MiB")
    gate.set()
    expect(downloading).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="shown.gguf")).to_be_visible()
