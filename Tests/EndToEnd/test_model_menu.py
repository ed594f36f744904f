"""The menu of a model offers each user what they may do, nothing else, and every item works."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from plumbing.browsing import choose, confirm, dialog, enter, own_browser, row
from plumbing.muster import Muster
from plumbing.waiting import eventually
from plumbing.workshop import Workshop

TO_USE = {"Try it", "Use it", "Copy link", "Copy ID"}
TO_WRITE = {"Edit", "Share", "Hide", "History", "Delete"}
OF_ADMINISTRATORS = {"Load now", "Unload now", "Pin in memory"}

OFFERED = {
    "admin": TO_USE | TO_WRITE | {"Clone", "Export"},
    "owner": TO_USE | TO_WRITE | {"Clone"},
    "writer": TO_USE | TO_WRITE,
    "reader": TO_USE,
}
NOT_OFFERED = {
    "owner": OF_ADMINISTRATORS | {"Export"},
    "writer": OF_ADMINISTRATORS | {"Export", "Clone"},
    "reader": OF_ADMINISTRATORS | TO_WRITE | {"Export", "Clone"},
}


def items_of(page: Page, id: str) -> set[str]:
    row(page, id).get_by_role("button", name="More actions").click()
    items = {text.strip() for text in page.get_by_role("menuitem").all_inner_texts()}
    page.keyboard.press("Escape")
    return items


@pytest.mark.parametrize("who", OFFERED)
def test_actions_without_permission_are_not_offered(who: str, browser: Browser, workshop: Workshop) -> None:
    workshop.admin.switch_on("alpha")
    workshop.muster.wait_until("alpha", "loaded")
    with own_browser(browser, workshop.muster, workshop.person(who), "/models?kind=all") as page:
        if who == "admin":
            expect(row(page, "poet").get_by_text("Loaded", exact=True)).to_be_visible()
        items = items_of(page, "poet")
        assert OFFERED[who] <= items
        assert items & NOT_OFFERED.get(who, set()) == set()
        assert row(page, "poet").get_by_role("switch").count() == (0 if who == "reader" else 1)
        if who == "admin":
            assert "Unload now" in items and "Load now" not in items


def test_presets_can_be_created_on_a_readable_base_model(browser: Browser, workshop: Workshop) -> None:
    with own_browser(browser, workshop.muster, workshop.owner, "/models?kind=all") as page:
        items = items_of(page, "alpha")
        assert TO_USE | {"Clone"} <= items
        assert items & (TO_WRITE | OF_ADMINISTRATORS) == set()


@pytest.fixture
def poet(muster: Muster) -> Muster:
    muster.offer("alpha", name="First")
    muster.admin.create("poet", name="Rhymes", base_model_id="alpha", params={"system": "rhyme"})
    return muster


def test_a_clone_begins_with_all_of_the_original(page: Page, poet: Muster) -> None:
    enter(page, poet.admin)
    choose(page, "poet", "Clone")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Rhymes (Clone)")
    page.get_by_role("button", name="Save").click()
    eventually(lambda: poet.admin.sees("poet-clone"), "the clone is there")
    assert poet.admin.model("poet-clone")["params"] == {"system": "rhyme"}
    assert poet.admin.model("poet-clone")["base_model_id"] == "alpha"


def test_how_to_use_it_says_address_and_id(page: Page, poet: Muster) -> None:
    enter(page, poet.admin)
    choose(page, "poet", "Use it")
    expect(page.get_by_text(f"{poet.address}/v1/chat/completions").first).to_be_visible()
    expect(page.get_by_text(re.compile('"model": ?"poet"')).first).to_be_visible()


def test_link_and_id_are_copied(page: Page, poet: Muster) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, poet.admin)
    choose(page, "poet", "Copy ID")
    expect(page.get_by_role("status").filter(has_text="ID copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "poet"
    choose(page, "poet", "Copy link")
    expect(page.get_by_role("status").filter(has_text="Link copied.")).to_be_visible()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_text("Rhymes").first.or_(page.get_by_label("Name", exact=True)).first).to_be_visible()


def test_weights_are_unloaded_and_loaded_now(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin)
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    choose(page, "alpha", "Unload now")
    expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()
    assert muster.process_of("alpha") is None
    choose(page, "alpha", "Load now")
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    assert muster.process_of("alpha")


def test_the_history_of_a_model_opens_from_its_menu(page: Page, poet: Muster) -> None:
    poet.admin.update("poet", name="Rhymes", base_model_id="alpha", params={"system": "rhyme better"})
    enter(page, poet.admin)
    choose(page, "poet", "History")
    expect(page.get_by_role("button", name="Roll back to revision 1")).to_be_visible()


@pytest.fixture
def writers_page(browser: Browser, workshop: Workshop) -> Iterator[Page]:
    with own_browser(browser, workshop.muster, workshop.writer, "/models?kind=all") as page:
        yield page


@pytest.fixture
def readers_page(browser: Browser, workshop: Workshop) -> Iterator[Page]:
    with own_browser(browser, workshop.muster, workshop.reader, "/models?kind=all") as page:
        yield page


def test_a_writer_edits(writers_page: Page, workshop: Workshop) -> None:
    choose(writers_page, "poet", "Edit")
    writers_page.get_by_label("Description").fill("by Wim")
    writers_page.get_by_role("button", name="Save").click()
    eventually(lambda: workshop.admin.model("poet")["meta"].get("description") == "by Wim", "as saved")


def test_a_writer_hides_and_shows(writers_page: Page, workshop: Workshop) -> None:
    choose(writers_page, "poet", "Hide")
    eventually(lambda: workshop.admin.model("poet")["meta"].get("hidden") is True, "it is hidden")
    choose(writers_page, "poet", "Show")
    eventually(lambda: workshop.admin.model("poet")["meta"].get("hidden") is False, "it is shown again")


def test_a_writer_sees_the_history(writers_page: Page, workshop: Workshop) -> None:
    workshop.owner.update("poet", base_model_id="alpha", params={"system": "rhyme better"})
    choose(writers_page, "poet", "History")
    expect(writers_page.get_by_role("button", name="Roll back to revision 1")).to_be_visible()


def test_a_writer_deletes_with_a_reason(writers_page: Page, workshop: Workshop) -> None:
    choose(writers_page, "poet", "Delete")
    writers_page.get_by_label("Reason (optional)").fill("Nobody reads poems")
    confirm(writers_page, "Delete")
    writers_page.goto("/bin")
    expect(row(writers_page, "poet")).to_contain_text("Nobody reads poems")


def test_a_writer_deletes_and_restores(writers_page: Page, workshop: Workshop) -> None:
    choose(writers_page, "poet", "Delete")
    confirm(writers_page, "Delete")
    expect(row(writers_page, "poet")).to_have_count(0)
    writers_page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(row(writers_page, "poet")).to_be_visible()
    assert workshop.reader.sees("poet")


def test_a_writer_shares(writers_page: Page, workshop: Workshop) -> None:
    choose(writers_page, "poet", "Share")
    expect(dialog(writers_page).get_by_role("button", name="Save")).to_be_visible()


def test_a_reader_tries_it(readers_page: Page, workshop: Workshop) -> None:
    workshop.admin.switch_on("alpha")
    workshop.muster.wait_until("alpha", "loaded")
    choose(readers_page, "poet", "Try it")
    readers_page.get_by_role("textbox", name="Message").fill("Hello")
    readers_page.keyboard.press("Enter")
    answer = readers_page.get_by_role("list", name="Conversation").get_by_role("listitem").nth(1)
    expect(answer).to_contain_text("alpha")


def test_a_reader_opens_use_it(readers_page: Page, workshop: Workshop) -> None:
    choose(readers_page, "poet", "Use it")
    expect(readers_page.get_by_text(re.compile("/v1/chat/completions")).first).to_be_visible()
