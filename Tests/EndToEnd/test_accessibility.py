"""No page, dialog or menu breaks a rule of WCAG 2.2 AA that a program can check, in light and in dark."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from plumbing.browsing import enter, sign_in
from plumbing.every_page import OVERLAYS, PAGES, Furnished, wait_until_shown

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ["light", "dark"]

Violations = dict[str, list[str]]


@pytest.fixture(scope="module")
def axe() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package and package.submodule_search_locations, "run scripts/python-environment --with tests"
    return pathlib.Path(package.submodule_search_locations[0], "axe.min.js").read_text()


@pytest.fixture(scope="module")
def checked_page(browser: Browser, furnished: Furnished, axe: str) -> Iterator[Page]:
    """An administrator's, without movement: what fades in has not its own colours yet.

    High enough for all of a page, so that no bar at the bottom lies over half a button.
    """
    window: Any = {"width": 1280, "height": 1600}
    context = browser.new_context(base_url=furnished.muster.address, reduced_motion="reduce", viewport=window)
    context.add_init_script(axe)
    page = context.new_page()
    enter(page, furnished.muster.admin)
    yield page
    context.close()


def violations(page: Page, theme: str) -> Violations:
    """What breaks a rule, by the rule."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(({violations}) => violations)", RULES
    )
    return {rule["id"]: [f"{node['html'][:200]}: {node['failureSummary']}" for node in rule["nodes"]] for rule in found}


def check(page: Page) -> None:
    wait_until_shown(page)
    assert {theme: violations(page, theme) for theme in THEMES} == {theme: {} for theme in THEMES}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violations(name: str, checked_page: Page, furnished: Furnished) -> None:
    PAGES[name](checked_page, furnished)
    check(checked_page)


@pytest.mark.parametrize("name", OVERLAYS)
def test_a_dialog_or_menu_has_no_violations(name: str, checked_page: Page, furnished: Furnished) -> None:
    OVERLAYS[name](checked_page, furnished)
    expect(checked_page.locator("dialog[open], [role=menu], [role=toolbar]").first).to_be_visible()
    check(checked_page)


@pytest.mark.parametrize("place", ["/models", "/models?kind=all", "/models/history?id=mine", "/settings"])
def test_pages_of_users_have_no_violations(place: str, browser: Browser, furnished: Furnished, axe: str) -> None:
    context = browser.new_context(base_url=furnished.muster.address, reduced_motion="reduce")
    context.add_init_script(axe)
    page = context.new_page()
    enter(page, furnished.uma, place)
    check(page)
    context.close()


def test_signing_in_and_waiting_to_be_let_in_has_no_violations(
    browser: Browser, furnished: Furnished, axe: str
) -> None:
    context = browser.new_context(base_url=furnished.muster.address, reduced_motion="reduce")
    context.add_init_script(axe)
    page = context.new_page()
    page.goto("/")
    check(page)
    page.get_by_role("button", name="Create one").click()
    check(page)
    sign_in(page, furnished.pia)
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
    check(page)
    context.close()
