"""People, groups, keys and access in a real browser, and what the page offers to those who are no administrators."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import choose, row
from plumbing.muster import Muster
from plumbing.person import PASSWORD, READABLE_BY_EVERYONE, Person, readable_by, shape, writable_by
from plumbing.waiting import eventually


def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(person.session["email"])
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def enter(page: Page, person: Person, place: str = "/models", password: str = PASSWORD) -> None:
    """Signs in and goes to a page."""
    sign_in(page, person, password)
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    if place != "/models":
        page.goto(place)


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")


def confirm(page: Page, button: str) -> None:
    page.get_by_role("alertdialog").get_by_role("button", name=button).click()
    expect(dialog(page)).to_have_count(0)


def person_page(person: Person) -> str:
    return f"/people/edit?id={person.id}"


def open_access(page: Page, model: str) -> None:
    choose(page, model, "Access")
    expect(dialog(page).get_by_role("button", name="Save")).to_be_visible()


def add_person_to_access(page: Page, name: str) -> None:
    dialog(page).get_by_label("Add a person").fill(name.lower())
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


def test_who_waits_for_approval_is_let_in(page: Page, muster: Muster) -> None:
    pia = muster.add("Pia", role="pending")
    enter(page, muster.admin, "/people")
    expect(row(page, "Pia")).to_contain_text("Waiting for approval")
    page.get_by_role("button", name="Approve Pia").click()
    expect(page.get_by_role("button", name="Approve Pia")).to_have_count(0)
    expect(row(page, "Pia")).to_contain_text("User")
    assert muster.admin.person(pia.id)["role"] == "user"


def test_who_has_been_approved_is_led_back_to_the_sign_in(page: Page, muster: Muster) -> None:
    pia = muster.add("Pia", role="pending")
    sign_in(page, pia)
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Not approved yet.")).to_be_visible()
    assert muster.admin.change_person(pia, role="user").status_code == 200
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("status")).to_contain_text("may be approved now")
    enter(page, pia)


def test_who_waits_is_not_overlooked_on_a_later_page(page: Page, muster: Muster) -> None:
    muster.add("Pia", role="pending")
    for number in range(31):
        muster.admin.add_person(f"Person{number:02}", role="user")
    enter(page, muster.admin, "/people")
    page.get_by_label("Order").select_option("name")
    expect(row(page, "Ada")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(row(page, "Person30")).to_be_visible()
    expect(row(page, "Ada")).to_have_count(0)
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("button", name="Approve Pia").click()
    expect(page.get_by_text("Pia may use Muster now.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve Pia")).to_have_count(0)


def test_somebody_is_added_found_and_changed(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/people")
    page.get_by_role("button", name="Add person").click()
    dialog(page).get_by_label("Name").fill("Nina")
    dialog(page).get_by_label("Email").fill("nina@example.org")
    dialog(page).get_by_label("Password").fill(PASSWORD)
    dialog(page).get_by_role("button", name="Add").click()
    expect(row(page, "Nina")).to_be_visible()
    nina = muster.sign_in("nina@example.org")

    page.get_by_label("Search people").fill("NINA@")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("query=NINA"))
    page.get_by_role("link", name="Nina").click()
    page.get_by_label("Name").fill("Nina B")
    page.get_by_label("New password").fill("a quite different one")
    expect(page.get_by_text("Nina is signed out everywhere when this is saved.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Nina B", exact=True)).to_be_visible()
    assert not nina.is_signed_in()
    muster.sign_in("nina@example.org", "a quite different one")


def test_the_last_administrator_stays_one(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, person_page(muster.admin))
    page.get_by_label("Role").select_option("user")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    assert muster.admin.person(muster.admin.id)["role"] == "admin"


def test_changes_that_are_not_saved_are_not_lost_by_accident(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, muster.admin, person_page(uma))
    page.get_by_label("Name").fill("Someone else")
    page.get_by_role("link", name="Groups", exact=True).click()
    page.get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Name")).to_have_value("Someone else")
    page.get_by_role("link", name="Groups", exact=True).click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("heading", name="Groups")).to_be_visible()


def test_the_sessions_of_somebody_are_ended(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, muster.admin, "/people")
    row(page, "Uma").get_by_role("button", name="More actions for Uma").click()
    page.get_by_role("menuitem", name="End sessions").click()
    confirm(page, "End sessions")
    assert not uma.is_signed_in()


def test_a_deletion_names_the_person_and_what_becomes_of_their_models(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.give_everybody("workspace.models")
    uma.create("letters", name="Letters", base_model_id="alpha", is_active=False)
    enter(page, muster.admin, person_page(uma))
    page.get_by_role("button", name="Delete Uma").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("uma@example.org")
    expect(page.get_by_role("alertdialog")).to_contain_text("1 model passes to you")
    expect(page.get_by_role("alertdialog")).to_contain_text("Letters")
    confirm(page, "Delete")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    expect(row(page, "Uma")).to_have_count(0)
    assert muster.admin.model("letters")["user_id"] == muster.admin.id


def test_what_a_person_can_use_is_told_with_the_reasons(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    above = muster.admin.make_group("Research")
    muster.admin.make_group("Readers", uma, parent_group_id=above["id"])
    muster.offer("alpha", access_grants=[readable_by(above)])
    muster.offer("beta", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("pen", base_model_id="beta", access_grants=[writable_by(uma)], is_active=False)
    enter(page, muster.admin, person_page(uma))
    expect(row(page, "alpha")).to_contain_text("granted to the group “Research”, which “Readers” is part of")
    expect(row(page, "beta")).to_contain_text("granted to everyone")
    expect(row(page, "pen")).to_contain_text("Write")
    expect(row(page, "pen")).to_contain_text("granted to write in person")


def test_the_keys_of_somebody_are_seen_and_revoked(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.give_everybody("features.api_keys")
    program = uma.by_key(uma.make_key("nightly")["api_key"])
    assert program.get("/api/v1/models/list").status_code == 200
    enter(page, muster.admin, person_page(uma))
    page.get_by_role("button", name="Revoke nightly").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Uma")
    confirm(page, "Revoke")
    expect(page.get_by_text("No keys.")).to_be_visible()
    assert program.get("/api/v1/models/list").status_code == 401


def test_a_group_is_made_filled_changed_and_deleted(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    above = muster.admin.make_group("Research", permissions=shape("chat.delete"))
    enter(page, muster.admin, "/groups")
    page.get_by_role("button", name="New group").click()
    page.get_by_label("Name").fill("Writers")
    page.get_by_label("Part of").select_option(label="Research")
    page.get_by_label("Make models").check()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Members")).to_be_visible()

    page.get_by_label("Add a person").fill("uma")
    page.get_by_role("button", name="Add Uma", exact=True).click()
    expect(page.get_by_role("list", name="Members").get_by_text("Uma", exact=True)).to_be_visible()
    assert uma.permissions()["workspace"]["models"] is True

    page.get_by_role("button", name="Remove Uma").click()
    expect(page.get_by_text("Nobody is in it yet.")).to_be_visible()
    assert uma.permissions()["workspace"]["models"] is False

    page.get_by_role("button", name="Delete Writers").click()
    confirm(page, "Delete")
    expect(page.get_by_role("heading", name="Groups")).to_be_visible()
    assert [group["name"] for group in muster.admin.groups()] == [above["name"]]


def test_a_change_of_a_group_keeps_what_the_form_does_not_show(page: Page, muster: Muster) -> None:
    group = muster.admin.make_group("Readers", permissions=shape("chat.delete"), data={"config": {"share": False}})
    enter(page, muster.admin, f"/groups/edit?id={group['id']}")
    expect(page.get_by_text("1 other permission is on and kept.")).to_be_visible()
    page.get_by_label("Make keys").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Readers is saved.")).to_be_visible()
    saved = muster.admin.group(group["id"])
    assert saved["permissions"]["chat"]["delete"] is True
    assert saved["permissions"]["features"]["api_keys"] is True
    assert saved["data"]["config"]["share"] is False


def test_a_name_that_is_taken_is_told(page: Page, muster: Muster) -> None:
    muster.admin.make_group("Readers")
    enter(page, muster.admin, "/groups/new")
    page.get_by_label("Name").fill("readers")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(muster.admin.groups()) == 1


def test_what_everybody_may_is_changed(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    before = uma.permissions()
    assert before["workspace"]["models"] is False
    enter(page, muster.admin, "/groups")
    page.get_by_role("link", name="Everybody").click()
    page.get_by_label("Make models").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What everybody may is saved.")).to_be_visible()
    assert uma.permissions() == {**before, "workspace": {**before["workspace"], "models": True}}


def test_a_key_is_shown_once_works_and_is_revoked(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.give_everybody("features.api_keys")
    enter(page, uma, "/keys")
    page.get_by_role("button", name="New key").click()
    dialog(page).get_by_label("Name").fill("my script")
    dialog(page).get_by_label("Expires").select_option("never")
    dialog(page).get_by_label("Only for these models").fill("org/*")
    page.keyboard.press("Enter")
    dialog(page).get_by_label("Read-only").check()
    expect(dialog(page).get_by_label("Trusted to speak for others")).to_have_count(0)
    dialog(page).get_by_role("button", name="Create").click()

    expect(dialog(page)).to_contain_text("it is not shown again")
    key = dialog(page).locator("pre").inner_text()
    assert uma.by_key(key).get("/api/v1/models/list").status_code == 200
    dialog(page).get_by_role("button", name="I have copied it").click()
    expect(row(page, "my script")).to_contain_text("read-only")
    expect(row(page, "my script")).to_contain_text("only org/*")
    expect(page.get_by_text(key)).to_have_count(0)
    [made] = uma.keys()
    assert (made["models"], made["read_only"], made["expires_at"]) == (["org/*"], True, None)

    page.get_by_role("button", name="Revoke my script").click()
    confirm(page, "Revoke")
    expect(page.get_by_text("No keys yet")).to_be_visible()
    assert uma.by_key(key).get("/api/v1/models/list").status_code == 401


def test_an_administrator_makes_a_key_that_speaks_for_others(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/keys")
    page.get_by_role("button", name="New key").click()
    dialog(page).get_by_label("Name").fill("front end")
    expect(dialog(page).get_by_label("Creates users")).to_be_disabled()
    dialog(page).get_by_label("Trusted to speak for others").check()
    dialog(page).get_by_label("Creates users").check()
    dialog(page).get_by_role("button", name="Create").click()
    dialog(page).get_by_role("button", name="I have copied it").click()
    [made] = muster.admin.keys()
    assert (made["trusted"], made["creates_users"]) == (True, True)
    assert made["expires_at"] > made["created_at"]


def test_who_may_make_no_keys_is_not_offered_it(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.give_everybody("features.api_keys", given=False)
    enter(page, uma, "/keys")
    expect(page.get_by_text("You have no permission to make keys")).to_be_visible()
    expect(page.get_by_role("button", name="New key")).to_have_count(0)


def test_a_model_is_shared_and_says_who_can_use_it(page: Page, muster: Muster) -> None:
    uma, wim = muster.sign_up("Uma"), muster.sign_up("Wim")
    readers = muster.admin.make_group("Readers", wim)
    muster.offer("alpha")
    muster.admin.create("pen", base_model_id="alpha", is_active=False)
    enter(page, muster.admin)
    open_access(page, "pen")
    expect(dialog(page)).to_contain_text("Nobody but its owner and the administrators.")
    add_person_to_access(page, "Uma")
    dialog(page).get_by_label("Right of Uma").select_option("write")
    dialog(page).get_by_label("Add a group").select_option(label="Readers")
    dialog(page).get_by_role("button", name="Add Readers").click()
    save_access(page)
    assert grants(muster, "pen") == {("user", uma.id, "write"), ("group", readers["id"], "read")}

    open_access(page, "pen")
    dialog(page).locator("summary").click()
    expect(who_can(page, "uma")).to_contain_text("granted to write in person")
    expect(who_can(page, "wim")).to_contain_text("granted to the group “Readers”")
    expect(who_can(page, "ada")).to_contain_text("administrator")
    dialog(page).get_by_role("button", name="Remove Uma").click()
    dialog(page).get_by_role("button", name="Add everyone").click()
    save_access(page)
    assert grants(muster, "pen") == {("user", "*", "read"), ("group", readers["id"], "read")}


def test_nobody_can_be_given_the_right_to_write_a_base_model(page: Page, muster: Muster) -> None:
    muster.sign_up("Uma")
    muster.offer("alpha")
    enter(page, muster.admin)
    open_access(page, "alpha")
    add_person_to_access(page, "Uma")
    expect(dialog(page).get_by_label("Right of Uma").get_by_role("option")).to_have_text(["Read"])
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
    dialog(page).get_by_role("button", name="Load what is saved").click()
    expect(dialog(page).get_by_label("Right of Wim")).to_be_visible()
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


def test_a_refusal_is_shown_in_its_own_words(page: Page, muster: Muster) -> None:
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


def test_who_may_make_models_makes_one_on_a_base_model_that_they_may_use(page: Page, muster: Muster) -> None:
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
    assert {"Edit", "Clone", "Access", "Delete"} <= set(items) and "History" not in items
    page.get_by_role("menuitem", name="Delete").click()
    confirm(page, "Delete")
    expect(row(page, "letters")).to_have_count(0)


def test_who_may_only_read_is_offered_nothing_else(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[readable_by(uma)])
    enter(page, uma, "/models?kind=all")
    expect(row(page, "alpha")).to_be_visible()
    expect(page.get_by_role("button", name="New model")).to_have_count(0)
    expect(page.get_by_role("switch")).to_have_count(0)
    row(page, "alpha").get_by_role("button", name="More actions").click()
    assert set(page.get_by_role("menuitem").all_inner_texts()) == {"Use it", "Copy link", "Copy ID"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(["Models", "Keys"])
    for place in ("/people", "/groups", "/groups/everybody"):
        page.goto(place)
        expect(page.get_by_role("heading", name="Only for administrators")).to_be_visible()


def test_only_those_audiences_are_offered_that_one_may_share_with(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.make_group("Makers", uma, permissions=shape("workspace.models"))
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    uma.create("letters", base_model_id="alpha", is_active=False)
    enter(page, uma)
    open_access(page, "letters")
    expect(dialog(page)).to_contain_text("have no permission to share")
    expect(dialog(page).get_by_role("button", name="Add everyone")).to_have_count(0)
    expect(dialog(page).get_by_label("Add a person")).to_have_count(0)

    muster.admin.give_everybody("sharing.public_models")
    page.reload()
    open_access(page, "letters")
    dialog(page).get_by_role("button", name="Add everyone").click()
    save_access(page)
    assert grants(muster, "letters") == {("user", "*", "read")}


def test_a_changed_password_leads_back_to_the_sign_in(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, uma)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Change password").click()
    dialog(page).get_by_label("Current password").fill("not this one")
    dialog(page).get_by_label("New password", exact=True).fill("a quite different one")
    dialog(page).get_by_label("New password again").fill("a quite different one")
    dialog(page).get_by_role("button", name="Change").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("incorrect")
    dialog(page).get_by_label("Current password").fill(PASSWORD)
    dialog(page).get_by_role("button", name="Change").click()
    expect(page.get_by_text("Your password is changed. Sign in with the new one.")).to_be_visible()
    assert not uma.is_signed_in()
    enter(page, uma, password="a quite different one")


def test_sign_in_that_is_slowed_down_says_so(page: Page, muster: Muster) -> None:
    page.goto("/")
    page.get_by_label("Email").fill("uma@example.org")
    page.get_by_label("Password").fill("wrong")
    statuses = []
    # The first delays are so short that a slow browser may not meet them.
    while 429 not in statuses and len(statuses) < 15:
        with page.expect_response("**/signin") as answer:
            page.get_by_role("button", name="Sign in").click()
        statuses.append(answer.value.status)
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts to sign in. Try again in")
