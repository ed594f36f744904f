"""The page "Access" of a model, and what the page offers to users without administrator rights."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import choose, confirm, dialog, enter, row
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, readable_by, shape, writable_by
from plumbing.waiting import eventually


def open_access(page: Page, model: str) -> None:
    choose(page, model, "Share")
    expect(dialog(page).get_by_role("button", name="Save")).to_be_visible()


def add_person_to_access(page: Page, name: str) -> None:
    dialog(page).get_by_label("Add person").fill(name.lower())
    dialog(page).get_by_role("button", name=f"Add {name}", exact=True).click()


def who_can(page: Page, name: str) -> Locator:
    return dialog(page).get_by_role("row").filter(has_text=f"{name}@example.org")


def save_access(page: Page) -> None:
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page)).to_have_count(0)


def grants(muster: Muster, model: str) -> set[tuple[str, str, str]]:
    return {
        (grant["principal_type"], grant["principal_id"], grant["permission"])
        for grant in muster.admin.model(model)["access_grants"]
    }


def test_a_model_is_shared_and_says_who_can_use_it(page: Page, muster: Muster) -> None:
    uma, wim = muster.sign_up("Uma"), muster.sign_up("Wim")
    readers = muster.admin.make_group("Readers", wim)
    muster.offer("alpha")
    muster.admin.create("pen", base_model_id="alpha", is_active=False)
    enter(page, muster.admin)
    open_access(page, "pen")
    expect(dialog(page)).to_contain_text("The owner and administrators only.")
    add_person_to_access(page, "Uma")
    dialog(page).get_by_label("Permission for Uma").select_option("write")
    dialog(page).get_by_label("Group to add").select_option(label="Readers")
    dialog(page).get_by_role("button", name="Add Readers").click()
    save_access(page)
    assert grants(muster, "pen") == {("user", uma.id, "write"), ("group", readers["id"], "read")}

    open_access(page, "pen")
    dialog(page).locator("summary").click()
    expect(who_can(page, "uma")).to_contain_text("write access granted directly")
    expect(who_can(page, "wim")).to_contain_text("granted to the group “Readers”")
    expect(who_can(page, "ada")).to_contain_text("administrator")
    dialog(page).get_by_role("button", name="Remove Uma").click()
    dialog(page).get_by_role("button", name="Add everyone").click()
    save_access(page)
    assert grants(muster, "pen") == {("user", "*", "read"), ("group", readers["id"], "read")}


def test_base_models_offer_no_write_permission(page: Page, muster: Muster) -> None:
    muster.sign_up("Uma")
    muster.offer("alpha")
    enter(page, muster.admin)
    open_access(page, "alpha")
    add_person_to_access(page, "Uma")
    expect(dialog(page).get_by_label("Permission for Uma").get_by_role("option")).to_have_text(["Read"])
    save_access(page)


def test_access_that_somebody_else_changed_meanwhile_is_not_overwritten(page: Page, muster: Muster) -> None:
    uma, wim = muster.sign_up("Uma"), muster.sign_up("Wim")
    muster.offer("alpha")
    enter(page, muster.admin)
    open_access(page, "alpha")
    add_person_to_access(page, "Uma")
    assert muster.admin.share("alpha", readable_by(wim)).status_code == 200
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    dialog(page).get_by_role("button", name="Discard my changes").click()
    expect(dialog(page).get_by_label("Permission for Wim")).to_be_visible()
    add_person_to_access(page, "Uma")
    save_access(page)
    assert grants(muster, "alpha") == {("user", uma.id, "read"), ("user", wim.id, "read")}


def test_sharing_from_the_editor_does_not_disturb_the_edit(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha")
    enter(page, muster.admin, "/models/edit?id=alpha")
    page.get_by_label("Description").fill("half an edit")
    page.get_by_role("button", name="Access").click()
    add_person_to_access(page, "Uma")
    save_access(page)
    expect(page.get_by_label("Description")).to_have_value("half an edit")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    assert muster.admin.model("alpha")["meta"]["description"] == "half an edit"
    assert grants(muster, "alpha") == {("user", uma.id, "read")}


def test_the_servers_refusal_is_shown(page: Page, muster: Muster) -> None:
    wim = muster.sign_up("Wim")
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("pen", base_model_id="alpha", access_grants=[writable_by(wim)], is_active=False)
    words = wim.share("pen").json()
    assert words["code"] == "access.locks_you_out"
    enter(page, wim)
    open_access(page, "pen")
    dialog(page).get_by_role("button", name="Remove Wim").click()
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page).get_by_role("alert")).to_have_text(words["detail"])
    assert grants(muster, "pen") == {("user", wim.id, "write")}


def test_a_user_with_permission_creates_a_model_on_a_readable_base_model(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    muster.offer("alpha", access_grants=[readable_by(uma)])
    muster.offer("beta")
    enter(page, uma)
    page.get_by_role("button", name="New model").click()
    page.get_by_label("Name").fill("Letters")
    expect(page.get_by_label("Base model")).to_have_value("preset:alpha")
    expect(page.get_by_label("Base model").get_by_role("option").filter(has_text="beta")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(row(page, "letters")).to_be_visible()
    assert uma.model("letters")["user_id"] == uma.id

    row(page, "letters").get_by_role("switch").click()
    eventually(lambda: uma.model("letters")["is_active"] is False, "it is switched off")
    row(page, "letters").get_by_role("button", name="More actions").click()
    items = page.get_by_role("menuitem").all_inner_texts()
    assert {"Edit", "Clone", "Share", "History", "Delete"} <= set(items) and "Export" not in items
    page.get_by_role("menuitem", name="Delete").click()
    confirm(page, "Delete")
    expect(row(page, "letters")).to_have_count(0)


def test_readers_see_only_actions_that_they_may_run(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[readable_by(uma)])
    enter(page, uma, "/models?kind=all")
    expect(row(page, "alpha")).to_be_visible()
    expect(page.get_by_role("button", name="New model")).to_have_count(0)
    expect(page.get_by_role("switch")).to_have_count(0)
    row(page, "alpha").get_by_role("button", name="More actions").click()
    assert set(page.get_by_role("menuitem").all_inner_texts()) == {"Try it", "Use it", "Copy link", "Copy ID"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(["Models", "Bin", "Settings"])
    for place in ("/people", "/groups", "/groups/everybody"):
        page.goto(place)
        expect(page.get_by_role("heading", name="Administrators only")).to_be_visible()


def test_sharing_offers_only_grantees_that_the_user_may_share_with(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    uma.create("letters", base_model_id="alpha", is_active=False)
    enter(page, uma)
    open_access(page, "letters")
    expect(dialog(page)).to_contain_text("have no permission to share")
    expect(dialog(page).get_by_role("button", name="Add everyone")).to_have_count(0)
    expect(dialog(page).get_by_label("Add person")).to_have_count(0)

    muster.admin.give_everybody("sharing.public_models")
    page.reload()
    open_access(page, "letters")
    dialog(page).get_by_role("button", name="Add everyone").click()
    save_access(page)
    assert grants(muster, "letters") == {("user", "*", "read")}
