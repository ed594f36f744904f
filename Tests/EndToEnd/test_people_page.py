"""Users, groups and your own account in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from plumbing.browsing import confirm, dialog, enter, row, sign_in, sign_in_and_open
from plumbing.muster import Muster
from plumbing.person import PASSWORD, READABLE_BY_EVERYONE, Person, expect_ok, readable_by, shape, writable_by


def person_page(person: Person) -> str:
    return f"/people/edit?id={person.id}"


def test_a_pending_user_is_approved(page: Page, muster: Muster) -> None:
    pia = muster.add("Pia", role="pending")
    enter(page, muster.admin, "/people")
    expect(row(page, "Pia")).to_contain_text("Waiting for approval")
    page.get_by_role("button", name="Approve Pia").click()
    expect(page.get_by_role("button", name="Approve Pia")).to_have_count(0)
    expect(row(page, "Pia")).to_contain_text("User")
    assert muster.admin.person(pia.id)["role"] == "user"


def test_an_approved_user_returns_to_the_sign_in_page(page: Page, muster: Muster) -> None:
    pia = muster.add("Pia", role="pending")
    sign_in(page, pia)
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Not approved yet.")).to_be_visible()
    assert muster.admin.change_person(pia, role="user").status_code == 200
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("status")).to_contain_text("may be approved now")
    sign_in_and_open(page, pia)


def test_pending_users_on_later_pages_are_listed_too(page: Page, muster: Muster) -> None:
    muster.add("Pia", role="pending")
    muster.provision(*(f"Person{number:02}" for number in range(31)))
    enter(page, muster.admin, "/people")
    page.get_by_label("Order").select_option("name")
    expect(row(page, "Ada")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(row(page, "Person30")).to_be_visible()
    expect(row(page, "Ada")).to_have_count(0)
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("button", name="Approve Pia").click()
    expect(page.get_by_text("Pia can use Muster now.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve Pia")).to_have_count(0)


def test_a_person_is_added_found_and_changed(page: Page, muster: Muster) -> None:
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
    expect(page.get_by_text("Saving signs Nina out everywhere.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Nina B", exact=True)).to_be_visible()
    assert not nina.is_signed_in()
    muster.sign_in("nina@example.org", "a quite different one")


def test_the_last_administrator_cannot_be_demoted_on_the_page(page: Page, muster: Muster) -> None:
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


def test_the_sessions_of_a_person_are_ended(page: Page, muster: Muster) -> None:
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


def test_the_models_that_a_person_can_use_show_reasons(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    above = muster.admin.make_group("Research")
    muster.admin.make_group("Readers", uma, parent_group_id=above["id"])
    muster.offer("alpha", access_grants=[readable_by(above)])
    muster.offer("beta", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("pen", base_model_id="beta", access_grants=[writable_by(uma)], is_active=False)
    enter(page, muster.admin, person_page(uma))
    expect(row(page, "alpha")).to_contain_text("granted to the group “Research”, the parent of “Readers”")
    expect(row(page, "beta")).to_contain_text("granted to everyone")
    expect(row(page, "pen")).to_contain_text("Write")
    expect(row(page, "pen")).to_contain_text("write access granted directly")


def test_the_keys_of_a_person_are_listed_and_revoked(page: Page, muster: Muster) -> None:
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


def test_a_group_is_created_given_members_changed_and_deleted(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    above = muster.admin.make_group("Research", permissions=shape("chat.delete"))
    enter(page, muster.admin, "/groups")
    page.get_by_role("button", name="New group").click()
    page.get_by_label("Name").fill("Writers")
    page.get_by_label("Parent group").select_option(label="Research")
    page.get_by_label("Create models").check()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Members")).to_be_visible()

    page.get_by_label("Add person").fill("uma")
    page.get_by_role("button", name="Add Uma", exact=True).click()
    expect(page.get_by_role("list", name="Members").get_by_text("Uma", exact=True)).to_be_visible()
    assert uma.permissions()["workspace"]["models"] is True

    page.get_by_role("button", name="Remove Uma").click()
    expect(page.get_by_text("No members yet.")).to_be_visible()
    assert uma.permissions()["workspace"]["models"] is False

    page.get_by_role("button", name="Delete Writers").click()
    confirm(page, "Delete")
    expect(page.get_by_role("heading", name="Groups")).to_be_visible()
    assert [group["name"] for group in muster.admin.groups()] == [above["name"]]


def test_a_change_of_a_group_keeps_what_the_form_does_not_show(page: Page, muster: Muster) -> None:
    group = muster.admin.make_group("Readers", permissions=shape("chat.delete"), data={"config": {"share": False}})
    enter(page, muster.admin, f"/groups/edit?id={group['id']}")
    expect(page.get_by_text("1 other permission is on and won’t change.")).to_be_visible()
    page.get_by_label("Create keys").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Readers saved.")).to_be_visible()
    saved = muster.admin.group(group["id"])
    assert saved["permissions"]["chat"]["delete"] is True
    assert saved["permissions"]["features"]["api_keys"] is True
    assert saved["data"]["config"]["share"] is False


def test_saving_a_group_keeps_what_another_administrator_changed_meanwhile(page: Page, muster: Muster) -> None:
    group = muster.admin.make_group("Readers", permissions=shape("sharing.models", "workspace.models"))
    enter(page, muster.admin, "/groups")
    expect(page.get_by_role("link", name="Readers")).to_be_visible()
    form = {"name": "Readers", "description": "", "permissions": shape("workspace.models")}
    expect_ok(muster.admin.post(f"/api/v1/groups/id/{group['id']}/update", json=form))
    page.get_by_role("link", name="Readers").click()
    expect(page.get_by_role("checkbox", name="Share models")).not_to_be_checked()
    page.get_by_label("Description").fill("They read")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Readers saved.")).to_be_visible()
    assert muster.admin.group(group["id"])["permissions"].get("sharing", {}).get("models", False) is False

    page.goto("/groups/everybody")
    page.get_by_label("Import models").check()
    muster.admin.give_everybody("sharing.models")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Default permissions saved.")).to_be_visible()
    everybody = expect_ok(muster.admin.get("/api/v1/users/default/permissions"))
    assert everybody["sharing"]["models"] is True and everybody["workspace"]["models_import"] is True


def test_a_taken_email_address_is_refused(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, muster.admin, "/people")
    page.get_by_role("button", name="Add person").click()
    dialog(page).get_by_label("Name").fill("Another Uma")
    dialog(page).get_by_label("Email").fill(uma.session["email"])
    dialog(page).get_by_label("Password").fill(PASSWORD)
    dialog(page).get_by_role("button", name="Add").click()
    expect(dialog(page).get_by_role("alert")).to_have_text(
        f"Another account already uses {uma.session['email']}. Choose another email address."
    )


def test_a_taken_group_name_is_refused(page: Page, muster: Muster) -> None:
    muster.admin.make_group("Readers")
    enter(page, muster.admin, "/groups/new")
    page.get_by_label("Name").fill("readers")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(muster.admin.groups()) == 1


def test_default_permissions_are_changed(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    before = uma.permissions()
    assert before["workspace"]["models"] is False
    enter(page, muster.admin, "/groups")
    page.get_by_role("link", name="Default permissions").click()
    page.get_by_label("Create models").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Default permissions saved.")).to_be_visible()
    assert uma.permissions() == {**before, "workspace": {**before["workspace"], "models": True}}


def test_a_changed_password_leads_back_to_the_sign_in(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    sign_in_and_open(page, uma)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Change password").click()
    dialog(page).get_by_label("Current password").fill("not this one")
    dialog(page).get_by_label("New password", exact=True).fill("a quite different one")
    dialog(page).get_by_label("Repeat new password").fill("a quite different one")
    dialog(page).get_by_role("button", name="Change").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("incorrect")
    dialog(page).get_by_label("Current password").fill(PASSWORD)
    dialog(page).get_by_role("button", name="Change").click()
    expect(page.get_by_text("Password changed. Sign in with the new one.")).to_be_visible()
    assert not uma.is_signed_in()
    sign_in_and_open(page, uma, password="a quite different one")


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
