"""Unsaved input survives the end of a session, a reload, and an accidental key press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from plumbing.browsing import dialog, sign_in_and_open
from plumbing.muster import Muster
from plumbing.person import PASSWORD
from plumbing.waiting import eventually

ENDED = "Your session has ended"


@dataclass
class Form:
    place: str
    field: Callable[[Page], Locator]
    open: str = ""
    save: str = "Save"
    saved: Callable[[Muster], bool] = lambda muster: True
    before: Callable[[Page], None] = lambda page: None

    def show(self, page: Page) -> None:
        page.goto(self.place)
        self.open_dialog(page)

    def open_dialog(self, page: Page) -> None:
        if self.open:
            page.get_by_role("button", name=self.open).click()


def labelled(label: str) -> Callable[[Page], Locator]:
    return lambda page: page.locator("main, dialog[open]").last.get_by_label(label, exact=True)


FORMS = {
    "an edit": Form(
        "/models/edit?id=poet",
        labelled("Description"),
        saved=lambda muster: muster.admin.model("poet")["meta"].get("description") == "typed",
    ),
    "a new group": Form(
        "/groups/new",
        labelled("Name"),
        save="Create",
        saved=lambda muster: "typed" in [group["name"] for group in muster.admin.get("/api/v1/groups/").json()],
    ),
    "a group": Form(
        "/groups/edit?id={group}",
        labelled("Description"),
        saved=lambda muster: "typed" in [group["description"] for group in muster.admin.get("/api/v1/groups/").json()],
    ),
    "a person": Form(
        "/people/edit?id={uma}",
        labelled("Name"),
        saved=lambda muster: "typed" in [user["name"] for user in muster.admin.get("/api/v1/users/").json()["users"]],
    ),
    "oneself": Form(
        "/settings",
        labelled("Name"),
        saved=lambda muster: muster.admin.get("/api/v1/auths/").json()["name"] == "typed",
    ),
    "a new key": Form(
        "/keys",
        labelled("Name"),
        open="New key",
        save="Create",
        saved=lambda muster: "typed" in [key["name"] for key in muster.admin.get("/api/v1/auths/api_keys").json()],
    ),
    "a tool": Form(
        "/settings/catalog",
        labelled("Name"),
        open="Add a tool",
        saved=lambda muster: "typed" in [tool["name"] for tool in muster.admin.get("/api/v1/catalog").json()["tools"]],
        before=lambda page: labelled("ID")(page).fill("a-tool"),
    ),
    "a new person": Form("/people", labelled("Name"), open="Add person", save="Add"),
    "a message": Form("/models/try?id=poet", labelled("Message"), save="Send"),
}


@pytest.fixture
def place(muster: Muster) -> Callable[[str], str]:
    """Fills the ids of what the forms are about into their addresses."""
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    uma = muster.sign_up("Uma")
    group = muster.admin.make_group("Readers", uma)
    return lambda address: address.format(uma=uma.id, group=group["id"])


def end_session(context: BrowserContext) -> None:
    """As signing out in another tab does."""
    other = context.new_page()
    other.goto("/models")
    other.get_by_role("button", name="Account").click()
    other.get_by_role("menuitem", name="Sign out").click()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    other.close()


def sign_in_again(page: Page) -> None:
    again = page.get_by_role("dialog", name=ENDED)
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_count(0)


@pytest.mark.parametrize("name", FORMS)
def test_typed_text_survives_the_end_of_the_session(
    name: str, page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    form = FORMS[name]
    sign_in_and_open(page, muster.admin, place(form.place))
    form.open_dialog(page)
    form.before(page)
    form.field(page).fill("typed")
    end_session(page.context)
    expect(page.get_by_role("dialog", name=ENDED)).to_be_visible()
    expect(page.get_by_text("Connection to Muster lost")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    sign_in_again(page)
    expect(form.field(page)).to_have_value("typed")


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.save in ("Save", "Create")])
def test_a_save_refused_for_an_ended_session_is_repeated_after_signing_in(
    name: str, page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    form = FORMS[name]
    sign_in_and_open(page, muster.admin, place(form.place))
    form.open_dialog(page)
    form.before(page)
    form.field(page).fill("typed")
    # The tabs of this browser know nothing of it.
    page.context.clear_cookies()
    page.get_by_role("button", name=form.save, exact=True).last.click()
    sign_in_again(page)
    eventually(lambda: form.saved(muster), "what was typed is saved")


@pytest.mark.parametrize("name", FORMS)
def test_typed_text_survives_a_reload_until_it_is_discarded(
    name: str, page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    form = FORMS[name]
    page.on("dialog", lambda asks: asks.accept())
    sign_in_and_open(page, muster.admin, place(form.place))
    form.open_dialog(page)
    form.field(page).fill("typed")
    page.reload()
    form.open_dialog(page)
    expect(form.field(page)).to_have_value("typed")
    if name == "a message":
        return
    page.get_by_role("button", name="Discard changes").click()
    expect(form.field(page)).not_to_have_value("typed")
    page.reload()
    form.open_dialog(page)
    expect(form.field(page)).not_to_have_value("typed")
    expect(page.get_by_role("button", name="Discard changes")).to_have_count(0)


def test_passwords_are_not_stored(page: Page, muster: Muster, place: Callable[[str], str]) -> None:
    page.on("dialog", lambda asks: asks.accept())
    sign_in_and_open(page, muster.admin, "/people")
    page.get_by_role("button", name="Add person").click()
    dialog(page).get_by_label("Name").fill("Nora")
    dialog(page).get_by_label("Password").fill("not to be kept")
    page.reload()
    page.get_by_role("button", name="Add person").click()
    expect(dialog(page).get_by_label("Name")).to_have_value("Nora")
    expect(dialog(page).get_by_label("Password")).to_have_value("")
    kept = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert "Nora" in kept and "not to be kept" not in kept


def test_signing_out_asks_first_and_deletes_drafts(page: Page, muster: Muster, place: Callable[[str], str]) -> None:
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("typed")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Description")).to_have_value("typed")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('muster.draft'))") == []


def test_a_restored_edit_of_an_older_revision_causes_a_conflict(
    page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    page.on("dialog", lambda asks: asks.accept())
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("mine")
    muster.admin.update("poet", base_model_id="alpha", meta={"description": "theirs"})
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("theirs")


@pytest.mark.parametrize("form", ["a new key", "a tool", "a new person"])
def test_escape_in_a_dialog_asks_before_it_gives_up_what_was_typed(
    form: str, page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    sign_in_and_open(page, muster.admin, FORMS[form].place)
    FORMS[form].open_dialog(page)
    FORMS[form].field(page).fill("typed")
    page.keyboard.press("Escape")
    question = page.get_by_role("alertdialog", name="Discard unsaved changes?")
    question.get_by_role("button", name="Keep editing").click()
    expect(FORMS[form].field(page)).to_have_value("typed")
    # A browser lets a page prevent only the first of several.
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(question.or_(dialog(page).filter(has=page.get_by_role("button", name="Cancel"))).first).to_be_visible()
    while question.count() == 0:
        page.keyboard.press("Escape")
    question.get_by_role("button", name="Discard").click()
    expect(dialog(page)).to_have_count(0)


def test_a_key_is_not_closed_before_it_was_copied(page: Page, muster: Muster) -> None:
    sign_in_and_open(page, muster.admin, "/keys")
    page.get_by_role("button", name="New key").click()
    dialog(page).get_by_label("Name").fill("laptop")
    dialog(page).get_by_role("button", name="Create").click()
    expect(page.get_by_role("dialog")).to_contain_text("sk-")
    page.keyboard.press("Escape")
    question = page.get_by_role("alertdialog", name="Close without copying the key?")
    question.get_by_role("button", name="Go back").click()
    expect(page.get_by_role("dialog")).to_contain_text("sk-")
    page.get_by_role("button", name="I have copied it").click()
    expect(dialog(page)).to_have_count(0)


def test_a_wrong_password_is_reported_and_the_form_stays(
    page: Page, muster: Muster, place: Callable[[str], str]
) -> None:
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("typed")
    end_session(page.context)
    again = page.get_by_role("dialog", name=ENDED)
    again.get_by_label("Password").fill("wrong one")
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("alert")).to_be_visible()
    sign_in_again(page)
    expect(page.get_by_label("Description")).to_have_value("typed")


def test_drafts_survive_the_sign_in_page(page: Page, muster: Muster, place: Callable[[str], str]) -> None:
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("typed")
    end_session(page.context)
    page.get_by_role("button", name="Go to the sign-in page").click()
    page.get_by_label("Email").fill(muster.admin.session["email"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Description")).to_have_value("typed")
    expect(page.get_by_text("Your unsaved changes")).to_be_visible()


def test_signing_in_in_one_tab_goes_on_in_the_others(page: Page, muster: Muster, place: Callable[[str], str]) -> None:
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("typed")
    end_session(page.context)
    expect(page.get_by_role("dialog", name=ENDED)).to_be_visible()
    other = page.context.new_page()
    sign_in_and_open(other, muster.admin)
    expect(page.get_by_role("dialog", name=ENDED)).to_have_count(0)
    expect(page.get_by_label("Description")).to_have_value("typed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="poet")).to_be_visible()


def test_nothing_is_saved_as_the_user_of_another_tab(page: Page, muster: Muster, place: Callable[[str], str]) -> None:
    wim = muster.add("Wim", role="admin")
    sign_in_and_open(page, muster.admin, "/models/edit?id=poet")
    page.get_by_label("Description").fill("typed")
    end_session(page.context)
    other = page.context.new_page()
    sign_in_and_open(other, wim)
    again = page.get_by_role("dialog", name=ENDED)
    expect(again).to_contain_text("Wim signed in in another tab")
    assert "description" not in muster.admin.model("poet")["meta"]
    sign_in_again(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="poet")).to_be_visible()
    assert muster.admin.audit(action="model.update")[0]["user_id"] == muster.admin.id
