"""Two users at once: each sees what the other does, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import StartMuster
from plumbing.browsing import confirm, dialog, enter, own_browser, row
from plumbing.muster import Muster, free_port
from plumbing.person import readable_by


@pytest.mark.parametrize("role", ["admin", "user"])
def test_a_switch_in_one_browser_shows_in_the_other(role: str, browser: Browser, page: Page, muster: Muster) -> None:
    """How soon, `make bench` measures."""
    other = muster.add("Uma", role=role)
    muster.loaded("alpha", access_grants=[readable_by(other)])
    muster.admin.create("poet", base_model_id="alpha", access_grants=[readable_by(other)])
    enter(page, muster.admin, "/models?kind=preset")
    with own_browser(browser, muster, other, "/models?kind=preset") as theirs:
        seen = row(theirs, "poet").locator("[data-state]").first
        expect(seen).to_have_text("Loaded")
        for on in (False, True):
            row(page, "poet").get_by_role("switch").click()
            if role == "admin":
                expect(row(theirs, "poet").get_by_role("switch")).to_have_attribute("aria-checked", str(on).lower())
            expect(row(theirs, "poet")).to_have_class(re.compile(r"^(?!.*is-off)" if on else r"is-off"))


def test_a_load_in_one_browser_shows_in_the_other(browser: Browser, page: Page, muster: Muster) -> None:
    other = muster.add("Wim", role="admin")
    muster.offer("alpha")
    enter(page, muster.admin)
    with own_browser(browser, muster, other) as theirs:
        row(page, "alpha").get_by_role("switch").click()
        expect(row(theirs, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
        expect(row(theirs, "alpha").get_by_role("switch")).to_have_attribute("aria-checked", "true")
        row(theirs, "alpha").get_by_role("switch").click()
        expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()


def test_of_two_edits_at_once_neither_is_lost(browser: Browser, page: Page, muster: Muster) -> None:
    other = muster.add("Wim", role="admin")
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    enter(page, muster.admin, "/models/edit?id=poet")
    with own_browser(browser, muster, other, "/models/edit?id=poet") as theirs:
        theirs.get_by_label("Description").fill("what Wim wrote")
        page.get_by_label("Description").fill("what Ada wrote")
        theirs.get_by_role("button", name="Save").click()
        expect(theirs.get_by_role("status").filter(has_text="poet")).to_be_visible()

        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alertdialog")).to_contain_text("what Wim wrote")
        expect(page.get_by_role("alertdialog")).to_contain_text("what Ada wrote")
        expect(page.get_by_role("alertdialog")).to_contain_text("Wim saved revision 2")
        page.keyboard.press("Escape")
        expect(page.get_by_label("Description")).to_have_value("what Ada wrote")
        assert muster.admin.model("poet")["meta"]["description"] == "what Wim wrote"


def test_deleting_a_model_that_someone_edits_keeps_their_text(browser: Browser, page: Page, muster: Muster) -> None:
    other = muster.add("Wim", role="admin")
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    enter(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("what Ada wrote")
    assert other.remove("poet").status_code == 200
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("what Ada wrote")


def test_a_menu_closes_when_somebody_else_deletes_its_model(browser: Browser, page: Page, muster: Muster) -> None:
    other = muster.add("Wim", role="admin")
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    enter(page, muster.admin)
    row(page, "poet").get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    with own_browser(browser, muster, other) as theirs:
        row(theirs, "poet").get_by_role("button", name="More actions").click()
        theirs.get_by_role("menuitem", name="Delete").click()
        confirm(theirs, "Delete")
    expect(row(page, "poet")).to_have_count(0)
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_a_deletion_that_another_user_made_first_is_reported(browser: Browser, page: Page, muster: Muster) -> None:
    other = muster.add("Wim", role="admin")
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    enter(page, muster.admin)
    row(page, "poet").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("alertdialog", name="Delete poet?")).to_be_visible()
    assert other.remove("poet").status_code == 200
    expect(row(page, "poet")).to_have_count(0)
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alertdialog").get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_a_lost_connection_is_shown_and_the_page_catches_up(browser: Browser, start_muster: StartMuster) -> None:
    muster = start_muster(listen=f"127.0.0.1:{free_port()}")
    muster.offer("alpha")
    with own_browser(browser, muster, muster.admin) as page:
        expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()
        muster.stop()
        lost = page.get_by_role("status").filter(has_text="Connection to Muster lost")
        expect(lost).to_be_visible()
        row(page, "alpha").get_by_role("switch").click()
        expect(page.get_by_role("alert").filter(has_text="alpha")).to_be_visible()
        expect(row(page, "alpha").get_by_role("switch")).to_have_attribute("aria-checked", "false")

        muster.start()
        muster.admin.update("alpha", name="Renamed meanwhile", is_active=True)
        expect(lost).to_have_count(0, timeout=25_000)
        expect(row(page, "alpha")).to_contain_text("Renamed meanwhile")
        expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
