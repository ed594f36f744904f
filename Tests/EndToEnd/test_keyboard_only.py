"""The page without a mouse, from signing in to undoing a deletion, and where the focus is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from plumbing.browsing import dialog, enter, open_palette, row
from plumbing.every_page import PAGES, Furnished, wait_until_shown
from plumbing.muster import Muster
from plumbing.person import PASSWORD, readable_by, shape
from plumbing.waiting import eventually

# Whether it can be seen where the focus is: an outline, on what has it or on what surrounds it as one control, in the
# window, and with nothing above it.
FOCUS = """() => {
  const { activeElement: focused } = document;
  if (!focused || focused === document.body) return { name: '', isSeen: true };
  const isOutlined = (each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  };
  const control = focused.closest('.radio-option, .tags, label') ?? focused;
  const box = focused.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isUncovered = box.bottom > 0 && box.top < innerHeight
    && (top === null || focused.contains(top) || top.contains(focused) || control.contains(top));
  return {
    name: `${focused.tagName.toLowerCase()} “${(focused.ariaLabel ?? focused.innerText ?? '').trim().slice(0, 40)}”`,
    isSeen: focused.id === 'main' || ((isOutlined(focused) || isOutlined(control)) && isUncovered),
  };
}"""


def assert_focus_is_seen(page: Page) -> str:
    focus = page.evaluate(FOCUS)
    assert focus["isSeen"], f"the focus is on {focus['name']} and cannot be seen"
    return focus["name"]


def is_focused(target: Locator) -> bool:
    return target.count() > 0 and target.first.evaluate("element => element === document.activeElement")


def tab_to(page: Page, target: Locator, key: str = "Tab", stops: int = 60) -> None:
    """As often as it takes, with the focus in sight at each stop."""
    expect(target.first).to_be_visible()
    passed: list[str] = []
    while not is_focused(target):
        assert len(passed) < stops, f"the key {key} does not lead there, but to {passed}"
        page.keyboard.press(key)
        passed.append(assert_focus_is_seen(page))


def by_palette(page: Page, typed: str, option: str) -> None:
    open_palette(page, typed)
    wanted = dialog(page).get_by_role("option", name=option).first
    expect(wanted).to_be_visible()
    while wanted.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_model_is_made_switched_talked_to_deleted_and_brought_back(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    muster.loaded("alpha", access_grants=[readable_by(uma)])
    page.goto("/")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(uma.session["email"])
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()

    page.keyboard.press("n")
    tab_to(page, page.get_by_label("Name", exact=True))
    page.keyboard.type("Letters")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Letters")).to_be_visible()

    by_palette(page, "models", "Models")
    expect(row(page, "letters")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search models")).to_be_focused()
    page.keyboard.type("lett")
    expect(page.get_by_role("row", name="alpha")).to_have_count(0)
    switch = row(page, "letters").get_by_role("switch")
    tab_to(page, switch)
    for checked in ("false", "true"):
        page.keyboard.press("Space")
        expect(switch).to_have_attribute("aria-checked", checked)
        expect(switch).to_be_focused()
    eventually(lambda: uma.model("letters")["is_active"], "it is on again")
    muster.wait_until("alpha", "loaded")

    by_palette(page, "try letters", "Try it")
    tab_to(page, page.get_by_role("textbox", name="Message"))
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    answer = page.get_by_role("list", name="Conversation").get_by_role("listitem").nth(1)
    expect(answer).to_contain_text("alpha")
    expect(page.get_by_role("button", name="Send")).to_be_visible()

    by_palette(page, "delete letters", "Delete")
    asked = page.get_by_role("alertdialog", name="Delete Letters?")
    tab_to(page, asked.get_by_role("button", name="Delete"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    expect(row(page, "letters")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.get_by_role("status").get_by_role("button", name="Undo")).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(row(page, "letters")).to_be_visible()
    assert uma.sees("letters")
    assert page.evaluate("document.activeElement !== document.body"), "the focus is nowhere"


@pytest.fixture
def three_models(page: Page, muster: Muster) -> Page:
    muster.offer("alpha")
    for id in ("one", "two"):
        muster.admin.create(id, base_model_id="alpha", is_active=False)
    enter(page, muster.admin)
    expect(row(page, "two")).to_be_visible()
    return page


def focused_row(page: Page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-model]')?.dataset.model ?? null")


def test_arrow_keys_move_through_the_models(three_models: Page) -> None:
    page, walked = three_models, []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(focused_row(page))
        assert_focus_is_seen(page)
    assert walked == ["alpha", "one", "two", "one"]


def test_keys_switch_select_and_edit_the_model_with_the_focus(three_models: Page, muster: Muster) -> None:
    page = three_models
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_label("Select one")).to_be_checked()
    page.keyboard.press("x")
    expect(page.get_by_label("Select one")).not_to_be_checked()
    row(page, "one").get_by_role("link").first.focus()
    page.keyboard.press("Space")
    expect(row(page, "one").get_by_role("switch")).to_have_attribute("aria-checked", "true")
    expect(row(page, "two").get_by_role("switch")).to_have_attribute("aria-checked", "false")
    page.keyboard.press("e")
    expect(page.get_by_label("Model ID")).to_have_value("one")


def test_a_menu_is_opened_walked_and_left_with_the_focus_where_it_was(three_models: Page) -> None:
    page = three_models
    more = row(page, "one").get_by_role("button", name="More actions")
    tab_to(page, more)
    page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("h")
    expect(page.get_by_role("menuitem", name=re.compile("^H")).first).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()


@pytest.mark.parametrize("item", ["Delete", "Share"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(item: str, three_models: Page) -> None:
    page = three_models
    more = row(page, "one").get_by_role("button", name="More actions")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name=item, exact=True).press("Enter")
    expect(page.locator("dialog[open]").get_by_role("button", name="Cancel")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        # Between its last and its first control is the browser's own.
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(more).to_be_focused()


@pytest.mark.parametrize("keys", ["?", "Control+k"])
def test_a_dialog_opened_by_key_returns_the_focus(keys: str, three_models: Page) -> None:
    page = three_models
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(keys)
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert focused_row(page) == "one"
    assert_focus_is_seen(page)


def test_the_first_stop_leads_past_the_navigation(three_models: Page) -> None:
    page = three_models
    page.reload()
    expect(row(page, "two")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    tab_to(page, page.get_by_role("link", name="Skip to content"), stops=2)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_letters_typed_into_a_field_are_no_shortcuts(three_models: Page) -> None:
    page = three_models
    page.keyboard.press("/")
    page.keyboard.type("n?exm")
    expect(page.get_by_role("searchbox", name="Search models")).to_have_value("n?exm")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.fixture(scope="module")
def full_page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = browser.new_context(base_url=furnished.muster.address)
    page = context.new_page()
    enter(page, furnished.muster.admin)
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_seen_at_each_stop_of_a_page(name: str, full_page: Page, furnished: Furnished) -> None:
    PAGES[name](full_page, furnished)
    wait_until_shown(full_page)
    for _ in range(40):
        full_page.keyboard.press("Tab")
        if assert_focus_is_seen(full_page) == "":
            break
