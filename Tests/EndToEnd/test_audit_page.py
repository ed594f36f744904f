"""The page of the audit trail in a real browser, which checks the proofs itself."""

from __future__ import annotations

import json
import pathlib
import re

from playwright.sync_api import Locator, Page, Route, expect

from plumbing.browsing import confirm, dialog, enter, row
from plumbing.muster import Muster
from plumbing.proofs import leaf_hash
from plumbing.waiting import eventually

SEEN = "muster.audit.seen"

TAMPER = f"""() => {{
  const seen = JSON.parse(localStorage.getItem("{SEEN}"));
  const lines = seen.checkpoint.split("\\n");
  lines[2] = "A".repeat(43) + "=";
  seen.checkpoint = lines.join("\\n");
  localStorage.setItem("{SEEN}", JSON.stringify(seen));
}}"""


def entry_of(muster: Muster, **query: str) -> str:
    """The id of the newest entry that fits, once a checkpoint covers it."""
    id = muster.admin.get("/api/v1/audit/logs", params={"limit": 1, **query}).json()["items"][0]["id"]
    proof = "/api/v1/audit/proof/inclusion"
    eventually(lambda: muster.admin.get(proof, params={"id": id}).status_code == 200, "a checkpoint covers the entry")
    return str(id)


def verify(page: Page) -> Locator:
    page.get_by_role("button", name="Verify", exact=True).click()
    result = page.get_by_role("main").get_by_role("status").filter(has=page.get_by_role("list"))
    expect(result).to_be_visible()
    return result


def test_the_trail_is_narrowed_by_filters_that_stand_in_the_address(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.create("coder", is_active=False)
    uma.remove("coder")
    enter(page, muster.admin, "/audit")
    expect(page.get_by_role("row").nth(1)).to_contain_text("signed in")
    page.get_by_label("Kind of thing").select_option(label="Model")
    expect(page).to_have_url(re.compile("entity_type=model"))
    expect(page.get_by_role("row").filter(has_text="signed in")).to_have_count(0)
    page.get_by_label("Action", exact=True).select_option(label="created")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(row(page, "coder")).to_contain_text("Ada")
    expect(row(page, "coder").get_by_role("link", name="coder")).to_have_attribute("href", "/models/history?id=coder")
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("row").filter(has_text="signed in").first).to_be_visible()


def test_what_one_person_did_is_found(page: Page, muster: Muster) -> None:
    muster.sign_up("Uma")
    enter(page, muster.admin, "/audit")
    page.get_by_role("button", name="Person: Anybody").click()
    dialog(page).get_by_label("Search people").fill("uma")
    dialog(page).get_by_role("button", name="Uma").click()
    expect(page.get_by_role("button", name="Person: Uma")).to_be_visible()
    expect(row(page, "signed up")).to_contain_text("Uma")
    expect(page.get_by_role("row").filter(has_text="Ada")).to_have_count(0)


def test_words_that_nobody_wrote_are_said_to_fit_nothing(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit")
    page.get_by_label("Search the trail").fill("nowhereatall")
    expect(page.get_by_role("heading", name="No entry fits")).to_be_visible()
    expect(page).to_have_url(re.compile("q=nowhereatall"))
    page.get_by_role("button", name="Show all entries").click()
    expect(page.get_by_role("row").filter(has_text="signed in").first).to_be_visible()


def test_an_entry_shows_before_and_after_and_is_proven(page: Page, muster: Muster) -> None:
    muster.admin.create("coder", name="Old name", is_active=False)
    assert muster.admin.update("coder", name="New name", is_active=False).status_code == 200
    id = entry_of(muster, action="model.update")
    enter(page, muster.admin, f"/audit?action=model.update&entry={id}")
    change = dialog(page).get_by_role("row").filter(has_text="Old name")
    expect(change).to_contain_text("New name")
    expect(dialog(page)).to_contain_text("Request id")
    line = dialog(page).get_by_label("Line in the log", exact=True).inner_text()
    assert json.loads(line)["id"] == id
    dialog(page).get_by_role("button", name="Check this entry").click()
    expect(dialog(page).get_by_role("status")).to_contain_text("This entry is in the log, exactly as it is shown.")
    dialog(page).get_by_role("button", name="Close").click()
    expect(dialog(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("entry="))


def test_what_is_new_comes_on_top_while_the_page_is_live(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit?entity_type=model")
    expect(page.get_by_role("heading", name="No entry fits")).to_be_visible()
    page.get_by_role("switch", name="Live").click()
    muster.admin.create("coder", is_active=False)
    expect(row(page, "coder")).to_contain_text("created")
    expect(page).to_have_url(re.compile("live=1"))


def test_older_entries_come_when_they_are_asked_for(page: Page, muster: Muster) -> None:
    for number in range(60):
        muster.admin.create(f"m-{number:02}", is_active=False)
    enter(page, muster.admin, "/audit?action=model.create")
    expect(page.get_by_role("row")).to_have_count(51)
    page.get_by_role("button", name="Show older entries").click()
    expect(page.get_by_role("row")).to_have_count(61)
    expect(row(page, "m-00")).to_be_visible()
    expect(page.get_by_role("button", name="Show older entries")).to_have_count(0)


def test_a_second_check_proves_that_nothing_was_changed(page: Page, muster: Muster) -> None:
    muster.admin.create("coder", is_active=False)
    entry_of(muster, action="model.create")
    enter(page, muster.admin, "/audit?entity_type=model")
    result = verify(page)
    expect(result).to_contain_text("Everything that was checked holds.")
    expect(result).to_contain_text("for the first time")
    expect(result).to_contain_text("1 entry was looked up")
    muster.admin.create("poet", is_active=False)
    entry_of(muster, entity_id="poet")
    expect(verify(page)).to_contain_text("Nothing that this browser had seen before was changed")


def test_a_contradiction_raises_the_alarm_until_it_is_given_up_on_purpose(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(verify(page)).to_contain_text("for the first time")
    page.evaluate(TAMPER)
    seen = page.evaluate(f"localStorage.getItem('{SEEN}')")
    result = verify(page)
    expect(result).to_contain_text("Something contradicts itself.")
    expect(result).to_contain_text("are not what this browser had seen")
    assert page.evaluate(f"localStorage.getItem('{SEEN}')") == seen
    page.get_by_role("button", name="Begin anew from here").click()
    confirm(page, "Forget the checkpoint")
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("for the first time")


def test_a_list_that_says_otherwise_than_the_log_raises_the_alarm(page: Page, muster: Muster) -> None:
    muster.admin.create("coder", is_active=False)
    entry_of(muster, action="model.create")
    enter(page, muster.admin)

    def lie(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for item in body["items"]:
            item["action"] = "model.update"
        route.fulfill(response=answer, json=body)

    page.route("**/api/v1/audit/logs?*", lie)
    page.goto("/audit?entity_type=model")
    expect(row(page, "coder")).to_contain_text("changed")
    expect(verify(page)).to_contain_text("is shown otherwise than it stands in the log: the field action differs")


def test_a_browser_without_cryptography_says_that_nothing_was_checked(page: Page, muster: Muster) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    enter(page, muster.admin, "/audit")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.get_by_text("Nothing was checked")).to_be_visible()


def test_what_is_exported_fits_the_checkpoint_beside_it(page: Page, muster: Muster, tmp_path: pathlib.Path) -> None:
    enter(page, muster.admin, "/audit")

    def take(item: str) -> list[str]:
        page.get_by_role("button", name="Export").click()
        expect(page.get_by_role("menu")).to_contain_text("The whole trail")
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=item, exact=True).click()
        file = tmp_path / item
        download.value.save_as(file)
        return file.read_text().split("\n")[:-1]

    lines, leaves, checkpoint = take("Entries (JSONL)"), take("Leaf hashes"), take("Checkpoint")
    assert len(lines) == len(leaves) == int(checkpoint[1])
    assert len({leaf_hash(line) for line in lines}) == len(lines)


def test_the_trail_is_not_for_everybody(page: Page, muster: Muster) -> None:
    enter(page, muster.sign_up("Uma"), "/audit")
    expect(page.get_by_role("heading", name="Only for administrators")).to_be_visible()
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)
