"""Web pages on other origins: they may use the models only if allowed, and only with a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from conftest import FakeRuntime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.reverse_proxy import foreign_site

FETCH = """async ([address, path, token, body, credentials]) => {
  try {
    const answer = await fetch(address + path, {
      method: body ? "POST" : "GET", credentials,
      headers: {...(token && {Authorization: `Bearer ${token}`}), ...(body && {"Content-Type": "application/json"})},
      body: body ? JSON.stringify(body) : undefined,
    });
    return {status: answer.status, id: answer.headers.get("X-Request-Id"), text: await answer.text()};
  } catch (error) {
    return {blocked: String(error)};
  }
}"""


@pytest.fixture
def site() -> Iterator[str]:
    with foreign_site() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def asked(
    page: Page, muster: Muster, path: str, token: str = "", body: Any = None, credentials: str = "omit"
) -> dict[str, Any]:
    return page.evaluate(FETCH, [muster.address, path, token, body, credentials])


def test_a_page_of_an_allowed_origin_can_chat_with_and_without_streaming(
    page: Page, site: str, start_muster: StartMuster, fake_runtime: FakeRuntime
) -> None:
    muster = start_muster(runtime=fake_runtime(), allowed_origins=["https://else.example", site])
    muster.loaded("alpha")
    body = {"model": "alpha", "messages": [{"role": "user", "content": "Hello"}]}
    answer = asked(page, muster, "/v1/chat/completions", muster.admin.token, body)
    assert answer["status"] == 200 and "pretended" in answer["text"] and answer["id"]
    streamed = asked(page, muster, "/v1/chat/completions", muster.admin.token, {**body, "stream": True})
    assert streamed["text"].rstrip().endswith("data: [DONE]")
    assert asked(page, muster, "/v1/models", muster.admin.token)["status"] == 200


@pytest.mark.parametrize("path", ["/v1/models", "/v1/nothing", "/v1/chat/completions"])
def test_a_page_of_an_allowed_origin_can_read_errors(page: Page, start_muster: StartMuster, path: str) -> None:
    muster = start_muster(allowed_origins=["*"])
    answer = asked(page, muster, path, "wrong")
    assert answer["status"] in (401, 404, 405) and "error" in answer["text"] and answer["id"]
    body = {"model": "nothing", "messages": []}
    assert asked(page, muster, "/v1/chat/completions", muster.admin.token, body)["status"] == 404


def test_a_page_of_another_origin_cannot_chat(page: Page, start_muster: StartMuster, site: str) -> None:
    for allowed in ([], ["https://else.example", site.replace("http:", "https:")]):
        muster = start_muster(allowed_origins=allowed)
        assert "blocked" in asked(page, muster, "/v1/models", muster.admin.token)


def test_other_origins_cannot_use_anything_but_models(page: Page, start_muster: StartMuster) -> None:
    muster = start_muster(allowed_origins=["*"])
    for path in ("/api/v1/models/list", "/api/v1/users/", "/api/v1/auths/", "/health"):
        assert "blocked" in asked(page, muster, path, muster.admin.token)


def test_the_cookie_of_the_person_at_the_browser_does_not_count(
    page: Page, site: str, start_muster: StartMuster
) -> None:
    """The other site is the same host by another port, so that the browser does send the cookie."""
    muster = start_muster(allowed_origins=[site])
    name, value = muster.admin.cookie()["Cookie"].split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": muster.address}])
    body = {"model": "alpha", "messages": []}
    assert "blocked" in asked(page, muster, "/v1/models", credentials="include")
    assert "blocked" in asked(page, muster, "/v1/chat/completions", body=body, credentials="include")


def test_a_preflight_is_answered_without_a_token(start_muster: StartMuster) -> None:
    muster = start_muster(allowed_origins=["https://chat.example"])
    guest: Person = muster.guest()
    question = {
        "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, x-stainless-os",
    }  # fmt: skip
    answer = guest.request("OPTIONS", "/v1/chat/completions", headers={"Origin": "https://chat.example", **question})
    assert answer.status_code == 204 and answer.content == b""
    assert answer.headers["access-control-allow-origin"] == "https://chat.example"
    assert answer.headers["access-control-allow-headers"] == "authorization, x-stainless-os"
    assert "POST" in answer.headers["access-control-allow-methods"] and answer.headers["access-control-max-age"]
    assert "access-control-allow-credentials" not in answer.headers and "Origin" in answer.headers["vary"]
    refused = guest.request("OPTIONS", "/v1/chat/completions", headers={"Origin": "https://evil.example", **question})
    assert refused.status_code == 403 and "allowed_origins" in refused.json()["error"]["message"]
    assert "access-control-allow-origin" not in refused.headers
