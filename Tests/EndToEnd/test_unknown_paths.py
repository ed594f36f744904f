"""Answers to unknown addresses, and the accepted ways to write an address."""

from __future__ import annotations

from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, chat_body


@pytest.fixture
def muster(shared_muster: Muster) -> Muster:
    return shared_muster


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PROGRAM = "application/json"

ELSEWHERE = [
    "/metrics", "/props", "/slots", "/modelz", "/models/nothing", "/wp-login.php", "/index", "/v1", "/v1/props",
    "/api/tags", "/ollama/api/tags", "/favicon.ico", "/robots.txt",
]  # fmt: skip


def message(body: dict[str, Any]) -> str:
    return body["error"]["message"] if "error" in body else body["detail"]


@pytest.mark.parametrize("accept", [BROWSER, PROGRAM, "*/*", None])
@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_is_nobody_s_is_404_for_everybody(guest: Person, path: str, accept: str | None) -> None:
    answer = guest.get(path, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 404
    assert path in message(answer.json())


@pytest.mark.parametrize("accept", [PROGRAM, "*/*", "text/html;q=0, application/json", "text/event-stream"])
@pytest.mark.parametrize("path", ["/models", "/models/", "//models", "/people", "/settings/server", "/sign-in"])
def test_programs_get_json_for_an_unknown_path(guest: Person, path: str, accept: str) -> None:
    answer = guest.get(path, headers={"Accept": accept})
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["/", "/models", "/models/", "//models", "/people", "/settings/server", "/sign-in"])
def test_browsers_get_the_page_for_its_own_paths(guest: Person, path: str) -> None:
    answer = guest.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "Accept" in answer.headers["vary"].split(", ")


def test_a_program_that_asks_for_the_root_gets_the_page(guest: Person) -> None:
    assert guest.get("/", headers={"Accept": "*/*"}).status_code == 200


@pytest.mark.parametrize("path", ["/models", "/chat/completions", "/completions", "/embeddings", "/responses"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_whose_base_url_lacks_v1_is_told_so(muster: Muster, guest: Person, method: str, path: str) -> None:
    answer = guest.request(method, path)
    assert answer.status_code == 404
    body = answer.json()
    assert f"base URL to {muster.address}/v1" in body["error"]["message"]
    assert body["detail"] == body["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/v1/models", "/v1/v1/chat/completions", "//v1/v1/models"])
def test_a_client_that_says_v1_twice_is_told_so(muster: Muster, guest: Person, path: str) -> None:
    answer = guest.post(path)
    assert answer.status_code == 404
    assert f"base URL to {muster.address}." in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["//v1/chat/completions", "/v1//chat/completions/", "/v1/chat/completions/"])
def test_repeated_slashes_count_as_one(muster: Muster, admin: Person, path: str) -> None:
    if not admin.sees("alpha"):
        muster.offer("alpha", is_active=True)
    muster.wait_until("alpha", "loaded")
    assert admin.post(path, json=chat_body("alpha", "Hello")).json()["model"] == "alpha"
    assert admin.get("//api//v1/auths").json()["id"] == admin.id
    assert admin.get("/v1/models//alpha").json()["id"] == "alpha"


@pytest.mark.parametrize(
    "path", ["/%FF", "/v1/models/%FF", "/v1/models/a%00b", "/api/v1/users/%C3%28", "/api/v1/users/%"]
)
def test_a_path_that_is_no_text_is_refused(admin: Person, path: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == 400 and "UTF-8" in message(answer.json())


@pytest.mark.parametrize("query", ["id=%FF", "id=%00", "id=%ED%A0%80", "%FF=1"])
@pytest.mark.parametrize("path", ["/api/v1/models/model", "/api/v1/models/list", "/api/v1/audit/logs"])
def test_a_query_that_is_no_text_is_refused(admin: Person, path: str, query: str) -> None:
    answer = admin.get(f"{path}?{query}")
    assert answer.status_code == 400 and "UTF-8" in answer.json()["detail"]
