"""Slow responses show progress, and failed ones are fetched again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from plumbing.browsing import enter, own_browser
from plumbing.muster import Muster

PLACES = [
    "/models",
    "/models/new",
    "/models/overview?id=poet",
    "/models/access?id=poet",
    "/models/history?id=poet",
    "/models/audit?id=poet",
    "/memory",
    "/audit",
    "/bin",
    "/people",
    "/groups",
    "/keys",
    "/settings/backups",
    "/settings/catalog",
    "/settings/server",
]


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """Requests to the address arrive when the block ends."""
    waiting: list[Route] = []
    # Playwright sets attributes on the handler: a method of a list has none.
    page.route(address, lambda route: waiting.append(route))  # noqa: PLW0108
    yield
    page.unroute(address)
    for route in waiting:
        route.fallback()


@pytest.mark.parametrize("place", PLACES)
def test_a_slow_answer_shows_that_it_is_coming(place: str, page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    enter(page, muster.admin)
    with held(page, "**/api/v1/**"):
        page.goto(place)
        expect(page.get_by_role("progressbar", name="Loading")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Loading")).to_have_count(0)
    expect(page.get_by_role("heading").first).to_be_visible()


@contextmanager
def without_code(page: Page) -> Iterator[None]:
    """No code of the page arrives until the block ends."""
    page.route("**/assets/**", lambda route: route.abort("internetdisconnected"))
    yield
    page.unroute("**/assets/**")


@pytest.mark.parametrize("way", ["the connection comes back", "one tries again", "one goes elsewhere and returns"])
def test_a_page_whose_code_did_not_arrive_is_fetched_again(way: str, browser: Browser, muster: Muster) -> None:
    with own_browser(browser, muster, muster.admin) as page:
        with without_code(page):
            page.get_by_role("link", name="People").click()
            expect(page.get_by_role("heading", name="Can’t load this page")).to_be_visible()
        if way == "the connection comes back":
            page.evaluate("dispatchEvent(new Event('online'))")
        elif way == "one tries again":
            page.get_by_role("button", name="Try again").click()
        else:
            page.get_by_role("link", name="Models", exact=True).click()
            expect(page.get_by_role("heading", name="Models")).to_be_visible()
            page.get_by_role("link", name="People").click()
        expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()


def test_a_part_of_a_model_whose_code_did_not_arrive_is_fetched_again(browser: Browser, muster: Muster) -> None:
    muster.offer("alpha")
    with own_browser(browser, muster, muster.admin, "/models/overview?id=alpha") as page:
        expect(page.get_by_role("heading", name="alpha", exact=True)).to_be_visible()
        with without_code(page):
            page.get_by_role("link", name="Try it").click()
            expect(page.get_by_role("heading", name="Can’t load this page")).to_be_visible()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
