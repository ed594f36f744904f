"""The bin in a real browser: restoring and purging."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from conftest import StartMuster
from plumbing.browsing import confirm, dialog, enter, row
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, expect_ok, writable_by

BIN = "/api/v1/models/bin"


@pytest.fixture
def muster(start_muster: StartMuster, request: pytest.FixtureRequest) -> Muster:
    """With the settings that a test gives."""
    return start_muster(**getattr(request, "param", {}))


@pytest.fixture
def poet(muster: Muster) -> str:
    """A preset that was deleted, with a reason."""
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("poet", name="Poet", base_model_id="alpha", params={"system": "rhyme"}, is_active=False)
    delete(muster.admin, "poet", reason="nobody reads poems")
    return "poet"


def delete(person: Person, id: str, **fields: str) -> None:
    expect_ok(person.post("/api/v1/models/model/delete", json={"id": id, **fields}))


def bin_of(person: Person) -> list[str]:
    return [entry["id"] for entry in expect_ok(person.get(BIN))["items"]]


@pytest.mark.parametrize("muster", [{"bin_retention": "30d"}], indirect=True)
def test_the_bin_says_how_long_a_model_stays(page: Page, muster: Muster) -> None:
    muster.admin.create("poet", name="Poet", is_active=False)
    delete(muster.admin, "poet")
    enter(page, muster.admin, "/bin")
    expect(page.get_by_role("row", name=re.compile("^Poet"))).to_contain_text("deleted permanently in 29 days")


def test_an_empty_bin_says_so(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/bin")
    expect(page.get_by_role("heading", name="The bin is empty")).to_be_visible()


def test_a_deleted_model_shows_user_and_reason_and_can_be_restored(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, "/bin")
    deleted = page.get_by_role("row", name=re.compile("^Poet"))
    expect(deleted).to_contain_text(muster.admin.session["name"])
    expect(deleted).to_contain_text("nobody reads poems")
    expect(deleted).to_contain_text(re.compile(r"deleted permanently in \d+ days"))
    deleted.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("Poet restored, switched off.")).to_be_visible()
    expect(page.get_by_role("heading", name="The bin is empty")).to_be_visible()
    assert muster.admin.model(poet)["params"] == {"system": "rhyme"}
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile(r"/models/overview\?id=poet"))


def test_what_somebody_could_write_they_may_restore_but_not_purge(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    for id, grants in (("pen", [writable_by(uma)]), ("secret", [])):
        muster.admin.create(id, base_model_id="alpha", access_grants=grants, is_active=False)
        delete(muster.admin, id)
    enter(page, uma, "/bin")
    expect(row(page, "pen").first).to_be_visible()
    expect(row(page, "secret")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete permanently")).to_have_count(0)
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("pen restored, switched off.")).to_be_visible()
    expect(page.get_by_role("heading", name="The bin is empty")).to_be_visible()
    assert uma.sees("pen") and bin_of(muster.admin) == ["secret"]


def test_restoring_a_model_whose_id_is_in_use_asks_for_another_id(page: Page, muster: Muster, poet: str) -> None:
    muster.admin.create(poet, name="Another poet", base_model_id="alpha", is_active=False)
    enter(page, muster.admin, "/bin")
    page.get_by_role("button", name="Restore", exact=True).click()
    asked = page.get_by_role("dialog", name="Restore Poet under another ID")
    asked.get_by_label("New ID").fill("poet the second")
    expect(asked.get_by_role("button", name="Restore")).to_be_disabled()
    asked.get_by_label("New ID").fill("poet-2")
    asked.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Poet restored as poet-2.")).to_be_visible()
    assert muster.admin.model(poet)["name"] == "Another poet"
    assert muster.admin.model("poet-2")["params"] == {"system": "rhyme"}


def test_a_model_whose_base_is_gone_names_it_and_offers_it_first(page: Page, muster: Muster) -> None:
    muster.admin.create("newcomer", name="Newcomer", is_active=False)  # no runtime has its file
    muster.admin.create("letters", name="Letters", base_model_id="newcomer", is_active=False)
    delete(muster.admin, "letters")
    delete(muster.admin, "newcomer")
    enter(page, muster.admin, "/bin")
    letters = page.get_by_role("row", name=re.compile("^Letters"))
    letters.get_by_role("button", name="Restore", exact=True).click()
    told = page.get_by_role("alertdialog", name="Can’t restore Letters yet")
    expect(told).to_contain_text("newcomer")
    told.get_by_role("button", name="Restore Newcomer").click()
    expect(page.get_by_text("Newcomer restored, switched off.")).to_be_visible()
    letters.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("Letters restored, switched off.")).to_be_visible()
    assert bin_of(muster.admin) == []


def test_purging_names_what_is_lost_and_wants_the_id(page: Page, muster: Muster, poet: str) -> None:
    enter(page, muster.admin, "/bin")
    page.get_by_role("button", name="Delete permanently", exact=True).click()
    asked = page.get_by_role("alertdialog", name="Delete Poet permanently?")
    expect(asked).to_contain_text("This deletes:")
    asked.get_by_label("Type poet to confirm").fill("Poet")
    expect(asked.get_by_role("button", name="Delete permanently")).to_be_disabled()
    asked.get_by_label("Type poet to confirm").fill("poet")
    confirm(page, "Delete permanently")
    expect(page.get_by_text("Poet deleted permanently.")).to_be_visible()
    expect(page.get_by_role("heading", name="The bin is empty")).to_be_visible()
    assert bin_of(muster.admin) == []


def test_the_search_is_in_the_address(page: Page, muster: Muster, poet: str) -> None:
    muster.admin.create("lawyer", name="Lawyer", base_model_id="alpha", is_active=False)
    delete(muster.admin, "lawyer")
    enter(page, muster.admin, "/bin")
    page.get_by_label("Search the bin").fill("POEMS")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("query=POEMS"))
    page.reload()
    expect(row(page, poet)).to_be_visible()
    expect(row(page, "lawyer")).to_have_count(0)
    expect(dialog(page)).to_have_count(0)
