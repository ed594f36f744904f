"""The catalog in a real browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import dialog, enter
from plumbing.muster import Muster
from plumbing.person import expect_ok


def kept(page: Page, kind: str) -> Locator:
    return page.get_by_role("table", name=kind)


def items(muster: Muster, kind: str) -> list[tuple[str, str, str]]:
    told = expect_ok(muster.admin.get("/api/v1/catalog"))[kind]
    return [(item["id"], item["name"], item["description"]) for item in told]


def test_a_tool_is_added_changed_removed_and_restored(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/catalog")
    page.get_by_role("button", name="Add a tool").click()
    dialog(page).get_by_label("Name").fill("Search")
    dialog(page).get_by_label("ID").fill("web search")
    expect(dialog(page).get_by_role("button", name="Save")).to_be_disabled()
    dialog(page).get_by_label("ID").fill("web/search")
    dialog(page).get_by_role("button", name="Save").click()
    expect(kept(page, "Tools").get_by_text("web/search")).to_be_visible()

    page.get_by_role("button", name="Edit Search").click()
    expect(dialog(page).get_by_label("ID")).not_to_be_editable()
    dialog(page).get_by_label("Name").fill("Web search")
    dialog(page).get_by_label("Description").fill("Looks things up.")
    dialog(page).get_by_role("button", name="Save").click()
    expect(kept(page, "Tools").get_by_text("Looks things up.")).to_be_visible()
    assert items(muster, "tools") == [("web/search", "Web search", "Looks things up.")]

    page.get_by_role("button", name="Remove Web search").click()
    expect(kept(page, "Tools")).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(kept(page, "Tools").get_by_text("Web search", exact=True)).to_be_visible()
    assert items(muster, "tools") == [("web/search", "Web search", "Looks things up.")]


def test_a_refusal_stays_in_the_dialog(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/catalog")
    page.get_by_role("button", name="Add a filter").click()
    dialog(page).get_by_label("Name").fill("x" * 201)
    dialog(page).get_by_label("ID").fill("long")
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("200 characters")
    assert items(muster, "filters") == []


def test_the_catalog_page_is_for_administrators_only(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, uma, "/settings")
    expect(page.get_by_role("link", name="Me", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Catalog")).to_have_count(0)
