"""API keys in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from plumbing.browsing import confirm, dialog, enter, row
from plumbing.muster import Muster


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
    expect(dialog(page).get_by_label("Acts on behalf of users")).to_have_count(0)
    dialog(page).get_by_role("button", name="Create").click()

    expect(dialog(page)).to_contain_text("it won’t be shown again")
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


def test_an_administrator_creates_a_trusted_key(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/keys")
    page.get_by_role("button", name="New key").click()
    dialog(page).get_by_label("Name").fill("front end")
    expect(dialog(page).get_by_label("Creates users")).to_be_disabled()
    dialog(page).get_by_label("Acts on behalf of users").check()
    dialog(page).get_by_label("Creates users").check()
    dialog(page).get_by_role("button", name="Create").click()
    dialog(page).get_by_role("button", name="I have copied it").click()
    [made] = muster.admin.keys()
    assert (made["trusted"], made["creates_users"]) == (True, True)
    assert made["expires_at"] > made["created_at"]


def test_without_permission_no_key_can_be_created(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.give_everybody("features.api_keys", given=False)
    enter(page, uma, "/keys")
    expect(page.get_by_text("You have no permission to create keys")).to_be_visible()
    expect(page.get_by_role("button", name="New key")).to_have_count(0)
