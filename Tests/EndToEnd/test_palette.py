"""Ctrl+K finds every page, model and command by name."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from plumbing.browsing import dialog, enter, open_palette, own_browser, row
from plumbing.muster import Muster
from plumbing.person import readable_by
from plumbing.waiting import eventually


@pytest.fixture
def letters(page: Page, muster: Muster) -> Page:
    muster.offer("alpha")
    muster.admin.create("letters", name="Letters", base_model_id="alpha", is_active=False, meta={"description": "kept"})
    enter(page, muster.admin)
    expect(row(page, "letters")).to_be_visible()
    return page


def take(page: Page, typed: str, option: str | re.Pattern[str]) -> None:
    open_palette(page, typed)
    dialog(page).get_by_role("option", name=option).first.click()
    expect(page.get_by_role("combobox", name="Model, page or action")).to_have_count(0)


PLACES = {
    "Memory": "/memory", "Audit": "/audit", "Bin": "/bin", "People": "/people", "Groups": "/groups",
    "Settings": "/settings",
    "Appearance": "/settings/appearance", "Keys": "/keys", "Backups": "/settings/backups",
    "Checkpoints": "/settings/checkpoints", "This server": "/settings/server", "Models": "/models",
}  # fmt: skip


def test_it_leads_to_every_page(letters: Page) -> None:
    for name, place in PLACES.items():
        take(letters, name.lower(), name)
        expect(letters).to_have_url(re.compile(f"{place}$"))


def test_it_offers_others_only_what_they_may_see(browser: Browser, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[readable_by(uma)])
    with own_browser(browser, muster, uma) as page:
        open_palette(page)
        expect(dialog(page).get_by_role("option", name="alpha")).to_be_visible()
        offered = dialog(page).get_by_role("option").all_inner_texts()
        names = {text.split("\n")[0] for text in offered}
        assert {"Models", "Bin", "Settings", "Appearance", "Sign out", "alpha"} <= names
        assert (
            names & {"Memory", "Audit", "People", "Groups", "Backups", "New model", "Import models", "Delete"} == set()
        )


def test_it_finds_a_model_beyond_the_first_of_the_list(letters: Page, muster: Muster) -> None:
    for number in range(35):
        muster.admin.create(f"bulk-{number}", base_model_id="alpha", is_active=False)
    muster.admin.create("zz-last", name="The last one", base_model_id="alpha", is_active=False)
    open_palette(letters, "last one")
    dialog(letters).get_by_role("option", name="The last one").first.click()
    expect(letters.get_by_text("zz-last").or_(letters.locator("input[value=zz-last]")).first).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "option", "seen"),
    [
        ("edit letters", "Edit", "Model ID"),
        ("clone letters", "Clone", "Model ID"),
        ("try letters", "Try it", "Message"),
    ],
)
def test_an_act_is_named_with_its_model(typed: str, option: str, seen: str, letters: Page) -> None:
    take(letters, typed, option)
    expect(letters.get_by_label(seen).first).to_be_visible()


def test_it_switches_hides_shares_and_deletes(letters: Page, muster: Muster) -> None:
    take(letters, "switch letters", "Switch Letters on")
    eventually(lambda: muster.admin.model("letters")["is_active"], "it is switched on")
    take(letters, "hide letters", "Hide")
    eventually(lambda: muster.admin.model("letters")["meta"].get("hidden") is True, "it is hidden")
    take(letters, "letters share", "Share")
    expect(dialog(letters).get_by_role("button", name="Save")).to_be_visible()
    letters.keyboard.press("Escape")
    take(letters, "delete letters", "Delete")
    letters.get_by_role("alertdialog", name="Delete Letters?").get_by_role("button", name="Delete").click()
    expect(row(letters, "letters")).to_have_count(0)
    letters.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(row(letters, "letters")).to_be_visible()


def test_it_exports_one_and_imports_a_file(letters: Page) -> None:
    with letters.expect_download() as download:
        take(letters, "export letters", "Export")
    assert [model["id"] for model in json.loads(download.value.path().read_text())] == ["letters"]
    line = {"id": "new", "name": "New", "base_model_id": "alpha", "meta": {}, "params": {}}
    with letters.expect_file_chooser() as chooser:
        take(letters, "import", "Import models")
    chooser.value.set_files(
        {"name": "models.json", "mimeType": "application/json", "buffer": json.dumps([line]).encode()}
    )
    expect(dialog(letters).get_by_text("1 new, 0 changed, 0 unchanged.")).to_be_visible()


def test_weights_are_loaded_and_unloaded_from_every_page(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/settings")
    expect(page.get_by_role("heading", name="Me")).to_be_visible()
    take(page, "unload alpha", "Unload now")
    muster.wait_until("alpha", "unloaded")
    take(page, "load alpha", re.compile("^Load now"))
    muster.wait_until("alpha", "loaded")


def test_the_acts_on_the_model_with_the_focus_come_first(letters: Page) -> None:
    row(letters, "letters").get_by_role("switch").focus()
    open_palette(letters)
    group = letters.get_by_role("group", name="Letters")
    expect(group.get_by_role("option").first).to_contain_text("Switch Letters on")
    letters.keyboard.press("Escape")
    expect(row(letters, "letters").get_by_role("switch")).to_be_focused()


def test_it_changes_theme_and_language_and_signs_out(letters: Page) -> None:
    take(letters, "dark", "Dark")
    expect(letters.locator("html")).to_have_attribute("data-theme", "dark")
    take(letters, "deutsch", "Deutsch")
    expect(letters.get_by_role("heading", name="Modelle", exact=True)).to_be_visible()
    letters.keyboard.press("Control+k")
    letters.get_by_role("combobox", name="Modell, Seite oder Aktion").fill("abmelden")
    letters.keyboard.press("Enter")
    expect(letters.get_by_role("button", name="Anmelden")).to_be_visible()


def test_it_says_when_nothing_is_called_so(letters: Page) -> None:
    open_palette(letters, "xyzzy")
    expect(dialog(letters).get_by_text("No matches")).to_be_visible()
