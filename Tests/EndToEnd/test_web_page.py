"""The page in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from conftest import StartMuster
from plumbing.browsing import choose, enter, part, row, sign_in_and_open
from plumbing.muster import Muster
from plumbing.person import PASSWORD


def test_the_first_person_signs_up_and_sees_the_models(browser: Browser, start_muster: StartMuster) -> None:
    muster: Muster = start_muster(start=False)
    muster.admin = muster.guest()
    muster.start()
    page = browser.new_page(base_url=muster.address)
    page.goto("/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    expect(row(page, "alpha")).to_be_visible()

    row(page, "alpha").get_by_role("switch").click()
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    page.context.close()


def test_a_switch_is_followed_live_without_a_reload(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    page.evaluate("window.isTheSamePage = true")
    switch = row(page, "alpha").get_by_role("switch")
    expect(switch).to_have_attribute("aria-checked", "false")

    switch.click()
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    assert muster.process_of("alpha")
    expect(row(page, "alpha").locator(".column-memory")).to_have_text(re.compile(r"\d"))

    switch.click()
    expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()
    assert muster.process_of("alpha") is None
    assert page.evaluate("window.isTheSamePage") is True


def test_changes_by_others_appear_without_a_reload(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()
    muster.admin.switch_on("alpha")
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    expect(row(page, "alpha").get_by_role("switch")).to_have_attribute("aria-checked", "true")
    muster.admin.update("alpha", name="Renamed elsewhere")
    expect(page.get_by_text("Renamed elsewhere")).to_be_visible()


def test_a_failure_shows_its_reason(page: Page, muster: Muster) -> None:
    muster.admin.create("wrong-magic")
    enter(page, muster.admin)
    expect(row(page, "wrong-magic").get_by_text("invalid magic characters")).to_be_visible()
    muster.place("wrong-magic")
    expect(row(page, "wrong-magic").get_by_text("Loaded", exact=True)).to_be_visible()


def test_a_preset_is_made_edited_and_deleted(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin)
    page.get_by_role("button", name="New model").click()
    page.get_by_label("Name").fill("Friendly Writer")
    expect(page.get_by_label("Model ID")).to_have_value("friendly-writer")
    page.get_by_label("Base model", exact=True).select_option("preset:alpha")
    page.get_by_label("Description").fill("Writes letters")
    page.get_by_label("System prompt").fill("You write letters.")
    page.get_by_text("Advanced parameters").click()
    page.get_by_label("Temperature").fill("0.4")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "friendly-writer")).to_be_visible()
    made = muster.admin.model("friendly-writer")
    assert (made["base_model_id"], made["params"]) == (
        "alpha", {"system": "You write letters.", "temperature": 0.4},
    )  # fmt: skip
    assert made["meta"]["description"] == "Writes letters"

    choose(page, "friendly-writer", "Edit")
    expect(page.get_by_label("Model ID")).to_have_value("friendly-writer")
    page.get_by_label("Name").fill("Kind Writer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Kind Writer")).to_be_visible()

    choose(page, "friendly-writer", "Delete")
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(row(page, "friendly-writer")).to_have_count(0)
    assert not muster.admin.sees("friendly-writer")


def test_a_deletion_is_undone_from_its_message(page: Page, muster: Muster) -> None:
    muster.offer("alpha", name="First")
    muster.admin.create("poet", name="Rhymes", base_model_id="alpha", params={"system": "rhyme"})
    enter(page, muster.admin)
    for becomes, is_left in (("keep, switched off", True), ("delete too", False)):
        choose(page, "First", "Delete")
        dialog = page.get_by_role("alertdialog", name="Delete First?")
        expect(dialog).to_contain_text("1 preset is based on it")
        dialog.get_by_label("Presets").select_option(becomes)
        dialog.get_by_role("button", name="Delete").click()
        expect(row(page, "First")).to_have_count(0)
        expect(row(page, "Rhymes")).to_have_count(1 if is_left else 0)
        page.get_by_role("status").get_by_role("button", name="Undo").click()
        expect(row(page, "First")).to_have_count(1)
        expect(row(page, "Rhymes")).to_have_count(1)
        assert muster.admin.model("poet")["params"] == {"system": "rhyme"}
        assert muster.admin.model("poet")["is_active"]


def test_a_deletion_can_be_cancelled(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    choose(page, "alpha", "Delete")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert muster.admin.sees("alpha")


def test_an_edit_of_an_outdated_revision_shows_the_conflict_dialog(page: Page, muster: Muster) -> None:
    muster.offer("alpha", name="Alpha")
    enter(page, muster.admin)
    choose(page, "alpha", "Edit")
    page.get_by_label("Description").fill("mine")
    muster.admin.update("alpha", name="Changed by another", is_active=False)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Changed by another")
    page.get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Description")).to_have_value("mine")
    assert muster.admin.model("alpha")["name"] == "Changed by another"


def test_the_search_narrows_the_list_and_is_in_the_address(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.offer("beta")
    enter(page, muster.admin)
    page.keyboard.press("/")
    page.keyboard.type("bet")
    expect(row(page, "alpha")).to_have_count(0)
    expect(row(page, "beta")).to_be_visible()
    expect(page).to_have_url(re.compile("bet"))
    page.reload()
    expect(row(page, "beta")).to_be_visible()
    expect(row(page, "alpha")).to_have_count(0)


def test_the_history_of_a_model_shows_users_and_actions(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.switch_on("alpha", reason="for the demo")
    muster.wait_until("alpha", "loaded")
    enter(page, muster.admin)
    choose(page, "alpha", "History")
    expect(page.get_by_role("heading", name="alpha", exact=True)).to_be_visible()
    part(page, "Audit").click()
    table = page.get_by_role("table")
    expect(table).to_contain_text(muster.admin.session["name"])
    expect(table).to_contain_text("for the demo")


def test_everything_can_be_done_by_keyboard(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    row(page, "alpha").get_by_role("switch").focus()
    page.keyboard.press("Space")
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(row(page, "alpha").get_by_role("button", name="More actions")).to_be_focused()


def test_signing_out_ends_the_session(page: Page, muster: Muster) -> None:
    sign_in_and_open(page, muster.admin)
    (cookie,) = page.context.cookies()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    answer = muster.guest().get("/api/v1/auths/", headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
    assert answer.status_code == 401


def test_a_wrong_password_is_refused(page: Page, muster: Muster) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(muster.admin.session["email"])
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("password")


def test_a_user_sees_what_is_granted_and_no_switch(page: Page, muster: Muster) -> None:
    user = muster.sign_up("Uma")
    grant = {"principal_type": "user", "principal_id": user.id, "permission": "read"}
    muster.loaded("alpha", access_grants=[grant])
    muster.offer("beta")
    page.goto("/")
    page.get_by_label("Email").fill(user.session["email"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    page.goto("/models?kind=all")
    expect(row(page, "alpha")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)
    expect(row(page, "beta")).to_have_count(0)
