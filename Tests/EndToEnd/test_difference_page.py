"""The differences between two versions, everywhere the page compares two."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import dialog, enter
from plumbing.muster import Muster

RULES = [f"Rule {number}: answer politely and at length." for number in range(1, 61)]
PROMPT = "\n".join(RULES)
CHANGED = "\n".join([*RULES[:36], "Rule 37: answer politely and briefly.", *RULES[37:]])


@pytest.fixture
def poet(muster: Muster) -> Muster:
    """Revision 1 has the prompt, and revision 2 one with line 37 changed."""
    muster.offer("alpha")
    muster.admin.create("poet", name="Poet", base_model_id="alpha", params={"system": PROMPT})
    muster.admin.update("poet", name="Poet", base_model_id="alpha", params={"system": CHANGED})
    return muster


def compared(page: Page, muster: Muster) -> Locator:
    enter(page, muster.admin, "/models/history?id=poet&compare=1,2")
    return page.get_by_role("region", name="Compare revisions 1 and 2")


def rolled_back(page: Page, muster: Muster) -> Locator:
    enter(page, muster.admin, "/models/history?id=poet")
    page.get_by_role("button", name="Roll back to revision 1", exact=True).click()
    return dialog(page)


def listed(page: Page, muster: Muster) -> Locator:
    enter(page, muster.admin, "/models/history?id=poet")
    return page.get_by_role("row").filter(has_text="Revision 2")


def audited(page: Page, muster: Muster) -> Locator:
    enter(page, muster.admin, "/audit?action=model.update")
    page.locator("tbody button").first.click()
    return dialog(page)


def contested(page: Page, muster: Muster) -> Locator:
    enter(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("System prompt").fill(CHANGED.replace("Rule 5:", "Rule five:"))
    muster.admin.update("poet", name="Poet", base_model_id="alpha", params={"system": PROMPT})
    page.get_by_role("button", name="Save", exact=True).click()
    return dialog(page)


PLACES: dict[str, Callable[[Page, Muster], Locator]] = {
    "comparing": compared,
    "rolling back": rolled_back,
    "the list of versions": listed,
    "the audit trail": audited,
    "a conflict": contested,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [1280, 320])
def test_changed_words_in_a_long_text_are_marked(place: str, width: int, page: Page, poet: Muster) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    shown = PLACES[place](page, poet)
    for mark in ("briefly", "at length"):
        changed = shown.get_by_role("mark").get_by_text(mark, exact=True).first
        changed.scroll_into_view_if_needed()
        expect(changed).to_be_in_viewport()
    # By words too, for who sees no colours.
    expect(shown.get_by_text("Removed:").first).to_be_attached()
    expect(shown.get_by_text("Added:").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_unchanged_lines_are_shown_when_asked_for(page: Page, poet: Muster) -> None:
    shown = compared(page, poet)
    expect(shown.get_by_text("Rule 2:")).to_have_count(0)
    shown.get_by_role("button", name="Show 33 unchanged lines").click()
    expect(shown.get_by_text("Rule 2:")).to_be_visible()


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("a line", "a line ", "·"),
        ("a line\nand another", "a line\r\nand another", "␍␊"),
        ("a line\n", "a line", "␊"),
        ("a\tline", "a line", "⇥"),
        ("open", "o\u200bpen", "[U+200B]"),
        ("caf\u00e9", "cafe\u0301", "[U+0301]"),
    ],
)
def test_invisible_characters_are_made_visible(before: str, after: str, seen: str, page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha", params={"system": before})
    muster.admin.update("poet", base_model_id="alpha", params={"system": after})
    expect(compared(page, muster)).to_contain_text(seen)


def test_objects_are_compared_key_by_key(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    params = {"custom": {"b": 1, "a": {"deep": [1, 2, 3]}}}
    muster.admin.create("poet", base_model_id="alpha", params=params)
    changed = {"custom": {"a": {"deep": [1, 2, 4]}, "b": 1}}
    muster.admin.update("poet", base_model_id="alpha", params=changed)
    shown = compared(page, muster)
    expect(shown.locator("del")).to_have_text([re.compile("3$")])
    expect(shown.locator("ins")).to_have_text([re.compile("4$")])


def test_a_text_of_10_000_lines_does_not_freeze_the_page(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    lines = [f"line {number}" for number in range(10_000)]
    changed = [line.replace("line", "row") if number % 3 == 0 else line for number, line in enumerate(lines)]
    muster.admin.create("poet", base_model_id="alpha", params={"system": "\n".join(lines)})
    muster.admin.update("poet", base_model_id="alpha", params={"system": "\n".join(changed)})
    shown = compared(page, muster)
    expect(shown.get_by_role("mark").first).to_be_visible()
    expect(shown.get_by_role("button", name="more lines")).to_be_visible()
    assert shown.locator(".difference-line").count() < 1_000
