"""Rules that hold for every path."""

from __future__ import annotations

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, model_form


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/v1/nothing", "/api/v1/models/nothing/else", "/api", "/v1/nothing", "/ollama/nothing"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_an_unknown_path_is_404_in_json_and_never_a_page(admin: Person, method: str, path: str) -> None:
    answer = admin.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/json")
    body = answer.json()
    assert body.get("detail") or body["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/models/create"), ("GET", "/api/v1/models/model/toggle"), ("POST", "/api/v1/models/list"),
        ("PUT", "/api/v1/models/model"), ("DELETE", "/api/v1/auths/signin"), ("GET", "/v1/chat/completions"),
    ],
)  # fmt: skip
def test_a_wrong_method_is_reported_as_such(admin: Person, method: str, path: str) -> None:
    answer = admin.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["allow"]
    body = answer.json()
    assert body["error"]["code"] == "request.wrong_method" if path.startswith("/v1/") else body["detail"]


def test_each_answer_has_an_id_of_its_own(guest: Person) -> None:
    seen = {guest.get(path).headers["x-request-id"] for path in ("/health", "/api/nothing", "/v1/models", "/")}
    assert len(seen) == 4


def test_a_body_over_the_limit_is_413_with_a_detail(start_muster: StartMuster) -> None:
    muster = start_muster(limits={"body": "64KiB"})
    answer = muster.admin.post("/api/v1/models/create", json=model_form("alpha", meta={"x": "y" * 70_000}))
    assert answer.status_code == 413 and answer.json()["detail"]
    assert not muster.admin.sees("alpha")


def test_the_page_is_served_with_a_strict_policy_and_any_of_its_addresses_opens_it(guest: Person) -> None:
    page = guest.get("/")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert "content-security-policy" in page.headers
    assert guest.get("/models", headers={"Accept": "text/html,*/*;q=0.8"}).text == page.text


def test_head_is_answered_like_get_without_a_body(guest: Person) -> None:
    answer = guest.request("HEAD", "/health")
    assert answer.status_code == 200 and answer.content == b""


def test_an_internal_secret_is_not_in_any_answer(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    process = muster.process_of("alpha")
    assert process
    key = process.argument("--api-key")
    for path in ("/api/v1/residency", "/api/v1/models/base", "/api/v1/audit/logs", "/health"):
        assert key not in admin.get(path).text
    assert key not in muster.log.read_text()
