"""Muster below a path of a shared host."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import StartMuster
from plumbing.browsing import row
from plumbing.images import data_url, png
from plumbing.muster import Muster
from plumbing.reverse_proxy import reverse_proxy

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def muster(start_muster: StartMuster) -> Muster:
    return start_muster(base_path="/ai/muster/")


@pytest.fixture(params=["passed on", "taken away"])
def outside(muster: Muster, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of Muster behind a proxy that passes the base path on, or takes it away."""
    with reverse_proxy(lambda: muster.address, "/ai/muster", request.param == "taken away") as address:
        yield f"{address}/ai/muster"


@pytest.fixture
def page(browser: Browser, outside: str) -> Iterator[Page]:
    """A page that fails the test for requests outside the base path, errors, and files that are not found."""
    context = browser.new_context(base_url=outside)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda answer: problems.append(answer.url) if answer.status >= 400 else None)
    yield page
    context.close()
    assert [url for url in problems if not url.endswith("/api/v1/auths/")] == []


def test_the_page_works_below_the_base_path(page: Page, muster: Muster, outside: str) -> None:
    muster.offer("alpha")
    muster.admin.create(
        "poet", base_model_id="alpha", name="Poet", access_grants=[], meta={"profile_image_url": data_url(png(8, 8))}
    )
    page.goto(outside)
    page.get_by_label("Email").fill(muster.admin.session["email"])
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{outside}/models")
    picture = row(page, "poet").locator("img.portrait")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 8)
    # A page whose code comes later, by a link; then live events.
    page.get_by_role("link", name="Memory", exact=True).click()
    expect(page.get_by_role("heading", name="Memory", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{outside}/memory")
    page.go_back()
    muster.admin.switch_on("alpha")
    expect(row(page, "poet").locator("[data-state=loaded]")).to_be_visible()
    page.get_by_role("link", name="Poet").click()
    expect(page).to_have_url(f"{outside}/models/overview?id=poet")
    page.reload()
    expect(page.get_by_role("heading", name="Poet")).to_be_visible()
    page.get_by_role("link", name="Use it", exact=True).click()
    expect(page.get_by_text(f"{outside}/v1", exact=True)).to_be_visible()
    (cookie,) = page.context.cookies()
    assert cookie["path"] == "/ai/muster"


def test_changes_from_the_page_below_the_base_path_are_accepted(page: Page, muster: Muster, outside: str) -> None:
    muster.admin.create("poet", base_model_id="alpha")
    page.goto(outside)
    page.get_by_label("Email").fill(muster.admin.session["email"])
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    with page.expect_download() as download:
        row(page, "poet").get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Export").click()
    saved = json.loads(download.value.path().read_text())
    assert [model["id"] for model in saved] == ["poet"]


def test_programs_work_below_the_base_path(muster: Muster, outside: str) -> None:
    assert muster.run("models", "list", MUSTER_URL=outside).code == 0
    assert muster.run("models", "list", MUSTER_URL=f"{outside}/").code == 0
    bearer = muster.admin.authorization()
    assert httpx.get(f"{outside}/v1/models", headers=bearer).json()["object"] == "list"
    assert httpx.get(f"{outside}/openapi.json").json()["servers"] == [{"url": "/ai/muster"}]
    hint = httpx.get(f"{outside}/models").json()["error"]["message"]
    assert f"{outside}/v1" in hint


def test_muster_answers_with_and_without_the_base_path(muster: Muster) -> None:
    guest = muster.guest()
    for path in ("/health", "/ai/muster/health", "/ai/muster//health/"):
        assert guest.get(path).status_code == 200
    for path in ("/ai/muster", "/ai/muster/", "/", "/ai/muster/models"):
        assert guest.get(path, headers=BROWSER).headers["content-type"].startswith("text/html")
    assert guest.get("/ai/musterx/health").status_code == 404
    assert guest.get("/ai/muster", headers={**BROWSER, "Accept-Encoding": "gzip"}).text.count("/ai/muster/assets/") == 3


@pytest.mark.parametrize("path", ["muster", "/v1", "/api/x", "/a b", "/a/../b", "http://example.org/muster"])
def test_a_path_that_means_something_else_is_refused(start_muster: StartMuster, path: str) -> None:
    muster = start_muster(start=False, base_path=path)
    checked = muster.run("config", "check", "--config", str(muster.configuration))
    assert checked.code == 2 and "base_path" in checked.errors
