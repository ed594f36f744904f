"""A model's page in a real browser: overview, status, and its tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import choose, confirm, dialog, enter, part
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, expect_ok, readable_by
from plumbing.waiting import eventually

POET = "/models/overview?id=poet"


@pytest.fixture
def poet(muster: Muster) -> str:
    """A preset that is on and may be used by everybody."""
    muster.loaded("alpha")
    meta = {
        "description": "Writes rhymes.",
        "tags": [{"name": "office"}],
        "capabilities": {"vision": True, "usage": False},
    }
    muster.admin.create(
        "poet", name="Poet", base_model_id="alpha", meta=meta, params={"max_tokens": 4},
        access_grants=[READABLE_BY_EVERYONE],
    )  # fmt: skip
    return "poet"


def parts(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Parts of this model’s page").get_by_role("link")


def head(page: Page) -> Locator:
    return page.get_by_role("main").locator("header")


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def test_the_name_in_the_list_leads_to_the_page_of_the_model(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin)
    page.get_by_role("link", name="Poet", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Poet", exact=True)).to_be_visible()
    expect(parts(page)).to_have_text(["Overview", "Try it", "Use it", "Access", "History", "Audit"])
    expect(part(page, "Overview")).to_have_attribute("aria-current", "page")
    expect(head(page)).to_contain_text("poet")
    expect(head(page).locator("[data-state=loaded]")).to_be_visible()
    head(page).get_by_role("link", name="alpha").click()
    expect(page.get_by_role("heading", name="alpha", exact=True)).to_be_visible()
    expect(head(page)).to_contain_text("base model")
    page.get_by_role("link", name="Back to models").click()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def test_each_part_has_an_address_of_its_own_and_the_head_stays(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, POET)
    addresses = {"Try it": "try", "Use it": "use", "Access": "access", "History": "history", "Audit": "audit"}
    for name, address in addresses.items():
        part(page, name).click()
        expect(page).to_have_url(re.compile(rf"/models/{address}\?id=poet$"))
        expect(part(page, name)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", name="Poet", exact=True)).to_be_visible()
        expect(page).to_have_title(f"poet · {name} · Muster")
    page.go_back()
    expect(part(page, "History")).to_have_attribute("aria-current", "page")


def test_the_old_address_of_the_audit_entries_leads_to_them(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, "/models/history?id=poet&tab=happened")
    expect(part(page, "Audit")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("table")).to_contain_text("created")


def test_the_overview_tells_of_requests_loads_and_what_it_is(page: Page, muster: Muster, poet: str) -> None:
    for _ in range(3):
        assert muster.admin.chat("poet").status == 200

    def is_counted() -> bool:
        usage = expect_ok(muster.admin.get("/api/v1/models/usage", params={"ids": "poet"}))
        return sum(usage["items"]["poet"]["requests"]) == 3

    eventually(is_counted, "the requests are counted")
    enter(page, muster.admin, POET)
    expect(page.get_by_text("Writes rhymes.")).to_be_visible()
    day = region(page, "The last 24 hours")
    expect(day).to_contain_text("3 requests")
    expect(day).to_contain_text(re.compile(r"Loaded\s+\d"))
    day.get_by_text("Show as tables").click()
    expect(page.get_by_role("table", name="States of the weights")).to_contain_text("alpha was created")
    requests = page.get_by_role("table", name="Requests per 15 minutes")
    expect(requests.get_by_role("row").nth(1)).to_contain_text("3")
    facts = region(page, "Details")
    for words in (muster.admin.session["name"], "1 person", "office", "Images", "Revision1"):
        expect(facts).to_contain_text(words)
    expect(facts).not_to_contain_text("Token counts")
    expect(facts).not_to_contain_text("never")
    expect(region(page, "Load times")).to_contain_text("of 1 load in 24 hours")


def test_the_overview_follows_what_happens(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, POET)
    expect(head(page).locator("[data-state=loaded]")).to_be_visible()
    muster.admin.unload("alpha")
    expect(head(page).locator("[data-state=unloaded]")).to_be_visible()
    expect(region(page, "The last 24 hours")).to_contain_text(re.compile(r"Unloaded\s+(< )?\d"))
    muster.admin.update("poet", name="Bard", base_model_id="alpha")
    expect(page.get_by_role("heading", name="Bard", exact=True)).to_be_visible()


def test_the_switch_is_there_on_every_part(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, "/models/use?id=poet")
    switch = page.get_by_role("switch", name="Active")
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()
    expect(page.get_by_text("Poet is off: no new requests.")).to_be_visible()
    assert not muster.admin.model("poet")["is_active"]
    muster.admin.switch_on("poet")
    expect(switch).to_be_checked()


def test_readers_see_only_what_they_may_see(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.sign_up("Rita"), POET)
    expect(parts(page)).to_have_text(["Overview", "Try it", "Use it"])
    expect(page.get_by_role("switch")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    expect(head(page).locator("[data-state=loaded]")).to_be_visible()
    expect(region(page, "Details")).to_contain_text(muster.admin.session["name"])
    expect(region(page, "Details")).not_to_contain_text("Who can use it")
    muster.admin.unload("alpha")
    expect(head(page).locator("[data-state=unloaded]")).to_be_visible()
    for place, told in (
        ("access", "Only people who can edit the model see its access"),
        ("audit", "Administrators only"),
    ):
        page.goto(f"/models/{place}?id=poet")
        expect(page.get_by_role("heading", name=told)).to_be_visible()


def test_a_reader_sees_the_state_live_in_the_list(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.sign_up("Rita"))
    row = page.get_by_role("row", name=re.compile("^Poet"))
    expect(row.locator("[data-state=loaded]")).to_be_visible()
    muster.admin.unload("alpha")
    expect(row.locator("[data-state=unloaded]")).to_be_visible()


def test_what_programs_need_is_there_to_be_copied_with_this_address(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, "/models/use?id=poet")
    expect(page.get_by_label("Base URL", exact=True)).to_have_text(f"{muster.address}/v1")
    for name in ("curl", "Python", "Connection"):
        text = page.get_by_label(name, exact=True)
        for words in (muster.address, "YOUR_KEY", "poet"):
            expect(text).to_contain_text(words)
        expect(page.get_by_role("button", name=f"Copy {name}")).to_be_visible()
    page.get_by_role("link", name="Create a key").click()
    expect(page.get_by_role("heading", name="My keys")).to_be_visible()


def test_the_access_tab_shows_reasons_and_changes_access(page: Page, muster: Muster, poet: str) -> None:
    rita = muster.sign_up("Rita")
    assert muster.admin.share("poet", readable_by(rita)).is_success
    enter(page, muster.admin, "/models/access?id=poet")
    people = page.get_by_role("table", name="Who can use this")
    expect(people.get_by_role("row").filter(has_text="Rita")).to_contain_text("granted directly")
    expect(people.get_by_role("row").filter(has_text="Ada")).to_contain_text("administrator")
    page.get_by_role("button", name="Change access").click()
    dialog(page).get_by_role("button", name="Remove Rita").click()
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_text("The owner and administrators only.")).to_be_visible()
    expect(people.get_by_role("row").filter(has_text="Rita")).to_have_count(0)


def test_the_trail_of_the_model_and_of_its_weights_is_read_beside_it(page: Page, muster: Muster, poet: str) -> None:
    muster.admin.switch_off("poet", reason="too many rhymes")
    enter(page, muster.admin, "/models/audit?id=poet")
    entry = page.get_by_role("row").filter(has_text="too many rhymes")
    expect(entry).to_contain_text("switched off")
    entry.get_by_role("button", name=re.compile("Details")).click()
    expect(dialog(page)).to_contain_text("In the trail")
    expect(page).to_have_url(re.compile("entry="))
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    muster.admin.switch_on("poet", reason="rhymes again")
    expect(page.get_by_role("row").filter(has_text="rhymes again")).to_be_visible()
    page.get_by_role("button", name="Its weights").click()
    expect(page.get_by_role("row").filter(has_text="loading started")).to_contain_text("alpha")
    page.get_by_role("link", name="Open in the audit trail").click()
    expect(page).to_have_url(re.compile(r"/audit\?.*entity_id=alpha"))


def test_a_model_that_is_deleted_says_so_and_comes_back_by_undo(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, POET)
    head(page).get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete", exact=True).click()
    confirm(page, "Delete")
    expect(page.get_by_role("heading", name="Model not found")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Poet", exact=True)).to_be_visible()
    assert muster.admin.sees("poet")


def test_a_model_that_one_may_no_longer_read_vanishes(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.sign_up("Rita"), POET)
    expect(page.get_by_role("heading", name="Poet", exact=True)).to_be_visible()
    assert muster.admin.share("poet").is_success
    expect(page.get_by_role("heading", name="Model not found")).to_be_visible()


def test_the_weights_of_a_preset_are_pinned_from_its_menu(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin)
    choose(page, "poet", "Pin in memory")
    expect(page.get_by_text(re.compile("^alpha is pinned"))).to_be_visible()
    assert muster.residency("alpha")["pinned"]
    page.goto(POET)
    expect(region(page, "Details")).to_contain_text("Pinned")
    head(page).get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Unload now")).to_have_count(0)
    page.get_by_role("menuitem", name="Unpin").click()
    expect(region(page, "Details")).not_to_contain_text("Pinned")
    assert not muster.residency("alpha")["pinned"]


def test_pinning_is_offered_to_administrators_only(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.sign_up("Rita"))
    page.get_by_role("row", name=re.compile("^Poet")).get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Use it")).to_be_visible()
    expect(page.get_by_role("menuitem", name=re.compile("memory"))).to_have_count(0)


def test_the_bar_of_the_current_quarter_hour_differs_from_completed_ones(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    muster.admin.chat("alpha", "Hello")

    def is_counted() -> bool:
        usage = expect_ok(muster.admin.get("/api/v1/models/usage", params={"ids": "alpha"}))
        return sum(usage["items"]["alpha"]["requests"]) == 1

    eventually(is_counted, "the request is counted")
    enter(page, muster.admin, "/models/overview?id=alpha")
    newest = page.locator(".request-bar.is-running")
    expect(newest).to_have_attribute("title", re.compile("–now: 1 request"))
    box = newest.bounding_box()
    assert box and box["width"] >= 4
    page.get_by_text("Show as tables").click()
    expect(page.get_by_role("table", name="Requests per 15 minutes")).to_contain_text("so far")
