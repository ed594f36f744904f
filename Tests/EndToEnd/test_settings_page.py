"""The settings, and navigation among related pages, in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from plumbing.browsing import confirm, dialog, enter, sign_in_and_open
from plumbing.muster import Muster
from plumbing.person import people_by_name


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def sections(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Settings").get_by_role("link")


def test_groups_are_reached_from_people(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/people")
    together = page.get_by_role("navigation", name="People and groups")
    together.get_by_role("link", name="Groups").click()
    expect(heading(page, "Groups")).to_be_visible()
    expect(together.get_by_role("link", name="Groups")).to_have_attribute("aria-current", "page")
    main = page.get_by_role("navigation", name="Main")
    expect(main.get_by_role("link", name="People")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Default permissions").click()
    together.get_by_role("link", name="People").click()
    expect(heading(page, "People")).to_be_visible()


def test_each_section_is_reached_from_the_account_menu(page: Page, muster: Muster) -> None:
    enter(page, muster.admin)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Settings").click()
    expect(heading(page, "Me")).to_be_visible()
    expect(sections(page)).to_have_text(
        ["Me", "Appearance", "Keys", "Backups", "Catalog", "Checkpoints", "This server"]
    )
    for name in ("Appearance", "Backups", "Catalog", "Checkpoints", "This server"):
        sections(page).get_by_text(name, exact=True).click()
        expect(heading(page, name)).to_be_visible()
        expect(page).to_have_title(f"{name} · Muster")
    sections(page).get_by_text("Keys", exact=True).click()
    expect(heading(page, "My keys")).to_be_visible()


def test_a_user_sees_what_is_theirs(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, uma, "/settings")
    expect(sections(page)).to_have_text(["Me", "Appearance", "Keys"])
    profile = page.get_by_role("region", name="Profile")
    expect(profile).to_contain_text("uma@example.org")
    expect(profile).to_contain_text("Ask an administrator to change your email address.")
    page.get_by_role("button", name="Change password").click()
    expect(dialog(page).get_by_label("Current password")).to_be_visible()
    for place in ("backups", "checkpoints", "server"):
        page.goto(f"/settings/{place}")
        expect(heading(page, "Administrators only")).to_be_visible()


def test_an_administrator_goes_from_their_profile_to_where_it_is_changed(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings")
    page.get_by_role("link", name="Change email address").click()
    expect(page.get_by_label("Email")).to_have_value("ada@example.org")


def test_everybody_changes_their_own_name(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    enter(page, uma, "/settings")
    profile = page.get_by_role("region", name="Profile")
    expect(profile.get_by_role("button", name="Save")).to_be_disabled()
    profile.get_by_label("Name").fill("Uma Thorn")
    profile.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Name saved.")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("menu")).to_contain_text("Uma Thorn")
    assert muster.admin.person(uma.id)["name"] == "Uma Thorn"


def test_a_name_that_is_not_saved_is_not_lost_unasked(page: Page, muster: Muster) -> None:
    enter(page, muster.sign_up("Uma"), "/settings")
    page.get_by_label("Name").fill("Uma Thorn")
    sections(page).get_by_text("Appearance", exact=True).click()
    page.get_by_role("alertdialog", name="Discard unsaved changes?").get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Name")).to_have_value("Uma Thorn")


@pytest.mark.parametrize("role", ["admin", "user"])
def test_everybody_signs_out_everywhere(page: Page, muster: Muster, role: str) -> None:
    person = muster.add("Uma", role)
    elsewhere = muster.sign_in("uma@example.org")
    sign_in_and_open(page, person, "/settings")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Uma")
    confirm(page, "Sign out everywhere")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not elsewhere.is_signed_in() and muster.admin.is_signed_in()


def test_theme_and_language_change_at_once_and_stay(page: Page, muster: Muster) -> None:
    enter(page, muster.sign_up("Uma"), "/settings/appearance")
    page.get_by_role("radio", name="Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("radio", name="Deutsch").check()
    expect(heading(page, "Darstellung")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.reload()
    expect(page.get_by_role("radio", name="Dunkel")).to_be_checked()
    expect(page.get_by_role("radio", name="Deutsch")).to_be_checked()
    page.get_by_role("radio", name="Sprache des Browsers").check()
    expect(heading(page, "Appearance")).to_be_visible()


def test_the_latest_checkpoint_and_the_public_key_can_be_copied(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/checkpoints")
    key = muster.admin.get("/api/v1/audit/key").text.strip()
    expect(page.get_by_label("Public key", exact=True)).to_have_text(key)
    expect(page.get_by_label("Checkpoint", exact=True)).to_contain_text(key.split("+")[0])
    expect(page.get_by_text("It covers")).to_be_visible()
    expect(page.get_by_role("button", name="Copy Checkpoint")).to_be_visible()
    page.get_by_role("link", name="Go to the audit trail").click()
    expect(page).to_have_title("Audit · Muster")


def test_the_key_of_the_trail_is_exchanged_for_a_reason(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/checkpoints")
    old = muster.admin.get("/api/v1/audit/key").text.strip()
    page.get_by_role("button", name="Rotate key").click()
    expect(page.get_by_role("alertdialog")).to_contain_text(old)
    dialog(page).get_by_label("Reason").fill("a colleague has left")
    confirm(page, "Rotate key")
    expect(page.get_by_text("Key rotated.")).to_be_visible()
    new = muster.admin.get("/api/v1/audit/key").text.strip()
    assert new != old
    expect(page.get_by_label("Public key", exact=True)).to_have_text(new)
    [entry] = muster.admin.audit(action="audit.key_rotate")
    assert entry["audit_metadata"]["reason"] == "a colleague has left"


def test_the_server_section_shows_version_sign_up_and_counts(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/server")
    expect(page.get_by_text("No problems.")).to_be_visible()
    facts = page.get_by_role("region", name="Details")
    expect(facts).to_contain_text(muster.guest().get("/api/version").json()["version"])
    expect(facts).to_contain_text("Anyone can create an account")
    expect(facts).to_contain_text(f"People{len(people_by_name(muster.admin))}Audit")
    expect(page.get_by_label("Address", exact=True)).to_have_text(f"{muster.address}/v1")
    description = page.get_by_role("link", name="API description")
    assert "paths" in muster.guest().get(description.get_attribute("href") or "").json()


def test_server_problems_are_shown(page: Page, muster: Muster) -> None:
    def unwell(route: Route) -> None:
        body = json.dumps({"status": False, "problems": ["The last backup failed."]})
        route.fulfill(status=503, content_type="application/json", body=body)

    enter(page, muster.admin, "/settings/server")
    expect(page.get_by_text("No problems.")).to_be_visible()
    page.route("**/health", unwell)
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Problems found:")).to_be_visible()
    expect(page.get_by_text("The last backup failed.")).to_be_visible()


def test_without_a_backup_folder_the_page_says_how_to_set_one(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/settings/backups")
    expect(heading(page, "No backup folder set")).to_be_visible()
    expect(page.get_by_label("muster.yaml", exact=True)).to_contain_text("folder:")
    expect(page.get_by_role("button", name="Back up now")).to_have_count(0)
