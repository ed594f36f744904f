"""One browser for all tests, and navigation in the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "no Chromium is installed; scripts/system-packages test brings it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, muster: Muster) -> Iterator[Page]:
    """A page whose console errors fail the test."""
    context = browser.new_context(base_url=muster.address)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert problems == []


def row(page: Page, id: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_text(id, exact=True)).first


def choose(page: Page, id: str, item: str) -> None:
    row(page, id).get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def part(page: Page, name: str) -> Locator:
    """Opens a tab of a model's page."""
    return page.get_by_role("navigation", name="Parts of this model’s page").get_by_role("link", name=name, exact=True)


def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(person.session["email"])
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def enter(page: Page, person: Person, place: str = "/models") -> None:
    """Opens a page in a browser with the person's session. A test that ends the session uses `sign_in_and_open`."""
    name, _, token = person.cookie()["Cookie"].partition("=")
    page.context.add_cookies([{"name": name, "value": token, "url": person.address, "httpOnly": True}])
    page.goto(place)
    if place == "/models":
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def sign_in_and_open(page: Page, person: Person, place: str = "/models", password: str = PASSWORD) -> None:
    """Opens a page by the form for signing in: with a session of its own."""
    sign_in(page, person, password)
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    if place != "/models":
        page.goto(place)


@contextmanager
def own_browser(browser: Browser, muster: Muster, person: Person, place: str = "/models") -> Iterator[Page]:
    """A page with its own cookies and storage."""
    context = browser.new_context(base_url=muster.address)
    page = context.new_page()
    enter(page, person, place)
    yield page
    context.close()


def open_palette(page: Page, typed: str = "") -> Locator:
    """Types into the command palette and returns its field; the results are options."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Model, page or action")
    field.fill(typed)
    return field


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")


def confirm(page: Page, button: str) -> None:
    page.get_by_role("alertdialog").get_by_role("button", name=button).click()
    expect(dialog(page)).to_have_count(0)
