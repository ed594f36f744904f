"""The audit page in a real browser, which verifies the proofs itself."""

from __future__ import annotations

import json
import pathlib
import re

from playwright.sync_api import Locator, Page, Route, expect

from plumbing.browsing import confirm, dialog, enter, row
from plumbing.muster import Muster
from plumbing.person import expect_ok, readable_by
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


def test_the_trail_is_narrowed_by_filters_that_is_in_the_address(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.admin.create("coder", is_active=False)
    uma.remove("coder")
    enter(page, muster.admin, "/audit")
    expect(page.get_by_role("row").filter(has_text="signed up").first).to_be_visible()
    page.get_by_label("Target type").select_option(label="Model")
    expect(page).to_have_url(re.compile("entity_type=model"))
    expect(page.get_by_role("row").filter(has_text="signed up")).to_have_count(0)
    page.get_by_label("Action", exact=True).select_option(label="created")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(row(page, "coder")).to_contain_text("Ada")
    expect(row(page, "coder").get_by_role("link", name="coder")).to_have_attribute("href", "/models/history?id=coder")
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("row").filter(has_text="signed up").first).to_be_visible()


def test_entries_are_filtered_by_person(page: Page, muster: Muster) -> None:
    muster.sign_up("Uma")
    enter(page, muster.admin, "/audit")
    page.get_by_role("button", name="Person: Anyone").click()
    dialog(page).get_by_label("Search people").fill("uma")
    dialog(page).get_by_role("button", name="Uma").click()
    expect(page.get_by_role("button", name="Person: Uma")).to_be_visible()
    expect(row(page, "signed up")).to_contain_text("Uma")
    expect(page.get_by_role("row").filter(has_text="Ada")).to_have_count(0)


def test_a_search_without_matches_says_so(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit")
    page.get_by_label("Search audit trail").fill("nowhereatall")
    expect(page.get_by_role("heading", name="No matching entries")).to_be_visible()
    expect(page).to_have_url(re.compile("q=nowhereatall"))
    page.get_by_role("button", name="Show all entries").click()
    expect(page.get_by_role("row").filter(has_text="signed in").first).to_be_visible()


def test_an_entry_shows_before_and_after_and_is_proven(page: Page, muster: Muster) -> None:
    muster.admin.create("coder", name="Old name", is_active=False)
    assert muster.admin.update("coder", name="New name", is_active=False).status_code == 200
    id = entry_of(muster, action="model.update")
    enter(page, muster.admin, f"/audit?action=model.update&entry={id}")
    change_of_name = change(page, "Name")
    expect(change_of_name).to_contain_text(re.compile("Old name.*New name"))
    expect(dialog(page)).to_contain_text("Request ID")
    line = dialog(page).get_by_label("Line in the trail", exact=True).inner_text()
    assert json.loads(line)["id"] == id
    dialog(page).get_by_role("button", name="Verify this entry").click()
    expect(dialog(page).get_by_role("status")).to_contain_text("this entry is in the trail exactly as shown.")
    dialog(page).get_by_role("button", name="Close").click()
    expect(dialog(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("entry="))


def test_new_entries_appear_on_top_while_the_page_is_live(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit?entity_type=model")
    expect(page.get_by_role("heading", name="No matching entries")).to_be_visible()
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
    expect(result).to_contain_text("Verified: no problems found.")
    expect(result).to_contain_text("for the first time")
    expect(result).to_contain_text("1 entry looked up")
    muster.admin.create("poet", is_active=False)
    entry_of(muster, entity_id="poet")
    expect(verify(page)).to_contain_text("Nothing that this browser saw earlier was changed")


def test_a_contradiction_is_reported_until_the_user_discards_the_old_checkpoint(page: Page, muster: Muster) -> None:
    enter(page, muster.admin, "/audit")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(verify(page)).to_contain_text("for the first time")
    page.evaluate(TAMPER)
    seen = page.evaluate(f"localStorage.getItem('{SEEN}')")
    result = verify(page)
    expect(result).to_contain_text("Verification failed.")
    expect(result).to_contain_text("contradicts the one that this browser saw")
    assert page.evaluate(f"localStorage.getItem('{SEEN}')") == seen
    page.get_by_role("button", name="Start over from here").click()
    confirm(page, "Forget checkpoint")
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("for the first time")


def test_an_index_that_differs_from_the_log_is_reported(page: Page, muster: Muster) -> None:
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
    expect(verify(page)).to_contain_text("differs from its line in the trail: field action")


def test_a_browser_without_cryptography_reports_that_nothing_was_verified(page: Page, muster: Muster) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    enter(page, muster.admin, "/audit")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.get_by_text("Not verified:")).to_be_visible()


def test_an_export_matches_the_checkpoint_exported_with_it(page: Page, muster: Muster, tmp_path: pathlib.Path) -> None:
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


def test_the_trail_is_for_administrators_only(page: Page, muster: Muster) -> None:
    enter(page, muster.sign_up("Uma"), "/audit")
    expect(page.get_by_role("heading", name="Administrators only")).to_be_visible()
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)


def test_names_labels_and_units_stand_for_ids_fields_and_numbers(page: Page, muster: Muster) -> None:
    admin, uma = muster.admin, muster.sign_up("Uma")
    team = admin.make_group("Team", uma)
    muster.loaded("alpha")
    admin.create("poet", name="The Poet", base_model_id="alpha", is_active=False)
    expect_ok(admin.share("poet", readable_by(uma), readable_by(team)))
    assert admin.update(
        "poet", name="The Poet", base_model_id="alpha", is_active=True, params={"system": "Rhyme."}
    ).is_success
    enter(page, admin, f"/audit?entry={entry_of(muster, action='model.share')}&action=model.share")
    expect(dialog(page).get_by_role("heading", name="access changed: The Poet")).to_be_visible()
    expect(change(page, "Access")).to_contain_text("group Team: Read, Uma: Read")
    expect(dialog(page)).to_contain_text("The Poet poet")
    page.keyboard.press("Escape")
    expect(row(page, "access changed").get_by_role("link", name="The Poet")).to_have_attribute("title", "poet")

    enter_entry(page, muster, "model.update")
    expect(change(page, "Active")).to_contain_text(re.compile(r"off\s*→\s*on"))
    expect(change(page, "System prompt")).to_contain_text("Rhyme.")
    enter_entry(page, muster, "group.add_members")
    expect(change(page, "Member: Uma")).to_be_visible()
    enter_entry(page, muster, "residency.loaded")
    expect(dialog(page)).to_contain_text(re.compile(r"Load time[\d.]+ sec"))
    expect(dialog(page)).to_contain_text(re.compile(r"Memory[\d.]+ MiB"))

    assert (
        admin.remove_person(uma).is_success and admin.remove("poet").is_success and admin.remove_group(team).is_success
    )
    enter_entry(page, muster, "account.delete")
    expect(dialog(page).get_by_role("heading", name="account deleted: Uma")).to_be_visible()
    expect(dialog(page)).to_contain_text(f"Models passed to{admin.session['name']}")
    page.keyboard.press("Escape")
    page.goto("/audit?entity_type=group")
    expect(page.get_by_role("row").filter(has_text="members added")).to_contain_text("Team")
    told = muster.run("audit", "show", entry_of(muster, action="model.share")).output
    assert (
        "model The Poet (poet)" in told
        and "Uma: read" in told
        and uma.id not in told.split("Access:")[1].splitlines()[0]
    )
    assert "Active:  off  →  on" in muster.run("audit", "show", entry_of(muster, action="model.update")).output
    assert "The Poet" in muster.run("audit", "list", "--action", "model.share").output


def change(page: Page, field: str) -> Locator:
    return dialog(page).locator(".change").filter(has=page.get_by_text(field, exact=True))


def enter_entry(page: Page, muster: Muster, action: str) -> None:
    page.goto(f"/audit?action={action}&entry={entry_of(muster, action=action)}")
    expect(dialog(page).get_by_role("heading", level=2)).to_be_visible()


def test_an_erased_person_goes_by_their_id(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    uma.remove("nothing")
    assert muster.admin.remove_person(uma).is_success
    assert muster.admin.post("/api/v1/audit/erase", json={"user_id": uma.id}).is_success
    answer = muster.admin.get("/api/v1/audit/logs", params={"user_id": uma.id}).json()
    assert uma.id not in answer["names"]["users"]
    enter(page, muster.admin, f"/audit?user_id={uma.id}")
    expect(page.get_by_role("row").nth(1)).to_contain_text(uma.id)
    expect(page.get_by_role("main")).not_to_contain_text("Uma")


def test_reading_the_trail_leaves_one_entry(page: Page, muster: Muster) -> None:
    muster.admin.create("coder", is_active=False)
    enter(page, muster.admin, "/audit")
    for kind in ("model", "account", "session", "group", "key"):
        page.get_by_label("Target type").select_option(kind)
        expect(page).to_have_url(re.compile(f"entity_type={kind}"))
    for _ in range(5):
        page.reload()
        expect(page.get_by_role("heading", name="Audit")).to_be_visible()
    entries = muster.admin.get("/api/v1/audit/logs", params={"action": "audit.read"}).json()
    assert entries["total"] == 1
    muster.stop()
    muster.start()
    newest = (
        muster.signed_in(muster.admin.session)
        .get("/api/v1/audit/logs", params={"action": "audit.read"})
        .json()["items"][0]
    )
    assert newest["audit_metadata"]["reads"] >= 10
    assert {"entity_type": "account"} in newest["audit_metadata"]["queries"]
