"""The history of a model in a real browser: versions, differences, rollback."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from plumbing.browsing import choose, dialog, enter, part
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, Person, readable_by, writable_by

POET = "/models/history?id=poet"


@pytest.fixture
def writer(muster: Muster) -> Person:
    """May write the preset `poet`, which has three revisions."""
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("poet", name="Poet", base_model_id="alpha", params={"system": "rhyme"}, is_active=False)
    assert muster.admin.share("poet", writable_by(uma)).is_success
    change = {"name": "Poet", "base_model_id": "alpha", "params": {"system": "rhyme", "seed": 7}}
    assert uma.update("poet", **change, commit_message="always the same").is_success
    return uma


def version(page: Page, number: int) -> Locator:
    return page.get_by_role("row", name=re.compile(rf"^Revision {number}\b"))


def revision(person: Person) -> int:
    return person.model("poet")["revision"]


def test_writers_see_the_revisions_of_a_model(page: Page, writer: Person) -> None:
    newest = revision(writer)
    enter(page, writer)
    choose(page, "poet", "History")
    expect(page.get_by_role("heading", name="Poet", exact=True)).to_be_visible()
    expect(version(page, newest)).to_contain_text("current")
    for words in ("Uma", "always the same", "Seed", "7"):
        expect(version(page, newest)).to_contain_text(words)
    expect(version(page, 1)).to_contain_text("created")
    expect(part(page, "Audit")).to_have_count(0)


def test_readers_see_no_revisions(page: Page, muster: Muster, writer: Person) -> None:
    rita = muster.sign_up("Rita")
    assert muster.admin.share("poet", writable_by(writer), readable_by(rita)).is_success
    enter(page, rita, POET)
    expect(page.get_by_role("heading", name="No revisions to show")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)


def test_two_revisions_are_compared_and_the_comparison_is_in_the_address(page: Page, writer: Person) -> None:
    newest = revision(writer)
    enter(page, writer, POET)
    page.get_by_label(f"Compare revision {newest}").check()
    page.get_by_label("Compare revision 1").check()
    comparison = page.get_by_role("region", name=f"Compare revisions 1 and {newest}")
    expect(comparison).to_contain_text("Seed")
    expect(page).to_have_url(re.compile("compare="))
    page.reload()
    expect(comparison).to_be_visible()
    page.get_by_role("button", name="Close comparison").click()
    expect(comparison).to_have_count(0)


def test_going_back_to_an_older_revision_says_what_changes_and_is_undone(page: Page, writer: Person) -> None:
    newest = revision(writer)
    enter(page, writer, POET)
    page.get_by_role("button", name="Roll back to revision 1", exact=True).click()
    asked = page.get_by_role("dialog", name="Roll Poet back to revision 1?")
    expect(asked).to_contain_text("Seed")
    asked.get_by_role("button", name="Roll back").click()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_text("Poet: rolled back to revision 1.")).to_be_visible()
    expect(version(page, newest + 1)).to_contain_text("current")
    assert writer.model("poet")["params"] == {"system": "rhyme"}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Poet: rollback undone.")).to_be_visible()
    assert writer.model("poet")["params"] == {"system": "rhyme", "seed": 7}


def test_an_undo_does_not_undo_what_somebody_else_did_since(page: Page, muster: Muster, writer: Person) -> None:
    enter(page, writer, POET)
    page.get_by_role("button", name="Roll back to revision 1", exact=True).click()
    dialog(page).get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("Poet: rolled back to revision 1.")).to_be_visible()
    assert muster.admin.update("poet", name="Bard", base_model_id="alpha").is_success
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert")).to_contain_text("was changed in the meantime")
    assert muster.admin.model("poet")["name"] == "Bard"


def test_the_model_is_shown_as_it_was_at_a_moment(page: Page, writer: Person) -> None:
    enter(page, writer, POET)
    page.get_by_label("As of").fill("2020-01-02T03:04:05")
    expect(page.get_by_text("The model didn’t exist then")).to_be_visible()
    page.get_by_label("As of").fill(
        datetime.datetime.now().astimezone().replace(tzinfo=None).isoformat(timespec="seconds")
    )
    then = page.get_by_role("region", name=re.compile("^As it was on"))
    expect(then).to_contain_text(f"Revision {revision(writer)}")
    expect(then).to_contain_text("Same as the current revision.")
    page.get_by_role("button", name="Back to now").click()
    expect(then).to_have_count(0)


def test_the_history_of_a_deleted_model_shows_its_revisions_and_links_to_the_bin(
    page: Page, muster: Muster, writer: Person
) -> None:
    assert muster.admin.remove("poet").is_success
    enter(page, muster.admin, POET)
    expect(version(page, 1)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Roll back"))).to_have_count(0)
    page.get_by_role("link", name="Show it in the bin").click()
    expect(page.get_by_role("row", name=re.compile("^Poet"))).to_be_visible()


def test_older_revisions_are_on_later_pages(page: Page, writer: Person) -> None:
    for number in range(20):
        change = {"name": "Poet", "base_model_id": "alpha", "params": {"seed": number}}
        assert writer.update("poet", **change).is_success
    enter(page, writer, POET)
    expect(version(page, revision(writer))).to_be_visible()
    expect(version(page, 1)).to_have_count(0)
    page.get_by_role("button", name="Older").click()
    expect(version(page, 1)).to_contain_text("First revision.")
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("button", name="Newer").click()
    expect(version(page, revision(writer))).to_be_visible()
