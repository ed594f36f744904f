"""Recent changes in a real browser: your own acts of the last day, each with undo."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import confirm, dialog, enter, own_browser, row
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok


def changes(page: Page) -> Locator:
    return dialog(page).get_by_role("listitem")


def delete_some(muster: Muster, person: Person, *ids: str) -> None:
    for id in ids:
        person.create(id, base_model_id="alpha", name=id.title(), is_active=False)
    expect_ok(person.post("/api/v1/models/bulk", json={"action": "delete", "ids": list(ids)}))


def test_a_deletion_is_undone_long_after_its_message_has_gone_by_mouse_and_by_keyboard(
    page: Page, muster: Muster
) -> None:
    muster.offer("alpha")
    delete_some(muster, muster.admin, "one", "two", "three", "four", "five")
    delete_some(muster, muster.admin, "poet")
    enter(page, muster.admin, "/bin")
    page.get_by_role("button", name="Recent changes").click()
    expect(changes(page)).to_have_count(2)
    expect(changes(page).nth(0)).to_contain_text("Deleted Poet")
    expect(changes(page).nth(1)).to_contain_text("Deleted Five, Four, One, and 2 more models")
    changes(page).nth(1).get_by_role("button", name="Undo").click()
    expect(changes(page).filter(has_text="Deleted Five")).to_contain_text("Undone")
    assert all(muster.admin.sees(id) for id in ("one", "two", "three", "four", "five"))
    page.keyboard.press("Escape")

    page.keyboard.press("u")
    dialog(page).get_by_role("button", name="Undo: Deleted Poet").press("Enter")
    expect(changes(page).filter(has_text="Deleted Poet")).to_contain_text("Undone")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("recent")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("heading", name="Recent changes")).to_be_visible()


def test_a_later_change_is_shown_as_the_reason_why_nothing_is_undone(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    for id in ("one", "two"):
        muster.admin.create(id, base_model_id="alpha", is_active=False)
    expect_ok(muster.admin.post("/api/v1/models/bulk", json={"action": "activate", "ids": ["one", "two"]}))
    assert muster.admin.update("one", name="Later").is_success
    enter(page, muster.admin)
    page.keyboard.press("u")
    changes(page).get_by_role("button", name="Undo: Switched on").click()
    expect(changes(page)).to_contain_text("Not undone")
    expect(changes(page)).to_contain_text("'one': it was changed later")
    expect(changes(page).get_by_role("button")).to_be_enabled()


def test_a_person_is_deleted_and_restored_from_the_message_and_from_the_list(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, muster.admin, f"/people/edit?id={uma.id}")
    page.get_by_role("button", name="Delete").click()
    expect(dialog(page)).to_contain_text("You can undo this for 24 hours")
    confirm(page, "Delete")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("^Uma restored"))).to_be_visible()
    expect(row(page, "Uma")).to_be_visible()

    assert muster.admin.remove_person(uma).is_success
    taken = muster.admin.add_person("Other", email="uma@example.org").json()
    page.keyboard.press("u")
    changes(page).first.get_by_role("button", name=re.compile("^Undo")).click()
    expect(changes(page).first).to_contain_text("another account uses the address uma@example.org")
    assert muster.admin.post(f"/api/v1/users/{taken['id']}/update", json={"email": "other@example.org"}).is_success
    changes(page).first.get_by_role("button", name=re.compile("^Undo")).click()
    expect(changes(page).first).to_contain_text("Undone")
    assert muster.admin.person(uma.id)["name"] == "Uma"


def test_a_deleted_group_is_restored_from_the_message(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    team = muster.admin.make_group("Team", uma)
    enter(page, muster.admin, f"/groups/edit?id={team['id']}")
    page.get_by_role("button", name="Delete").click()
    confirm(page, "Delete")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Group Team restored.")).to_be_visible()
    assert muster.admin.group(team["id"])["member_count"] == 1


def test_recent_changes_of_others_are_not_shown(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    delete_some(muster, muster.admin, "poet")
    uma = muster.sign_up("Uma")
    with own_browser(page.context.browser, muster, uma) as hers:
        hers.get_by_role("button", name="Recent changes").click()
        expect(dialog(hers).get_by_role("heading", name="No recent changes")).to_be_visible()
