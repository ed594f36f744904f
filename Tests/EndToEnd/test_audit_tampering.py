"""A row of the audit trail that is altered behind Muster's back is reported without a request."""

from __future__ import annotations

import contextlib
import json

import pytest
from playwright.sync_api import Browser, Page, expect

from plumbing.browsing import enter, own_browser
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually

TRIGGERS = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit_entries_%'"


def tamper(muster: Muster, *statements: str) -> None:
    """Puts the triggers back: nothing but the rows tells of it."""
    with contextlib.closing(muster.database()) as database:
        triggers = [sql for (sql,) in database.execute(TRIGGERS)]
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            if name.startswith("audit_entries_"):
                database.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *triggers):
            database.execute(statement)
        database.commit()


def audit_problems(muster: Muster) -> str:
    answer = muster.health()
    return answer.text if answer.status_code == 503 and "audit" in answer.json()["kinds"] else ""


def sequence_of(muster: Muster, model: str) -> int:
    return int(muster.admin.audit(action="model.create", entity_id=model)[0]["sequence"])


@pytest.mark.parametrize(
    ("statement", "back", "words"),
    [
        (
            "UPDATE audit_entry SET line = replace(line, 'm-3', 'm-X') WHERE sequence = {sequence}",
            "UPDATE audit_entry SET line = replace(line, 'm-X', 'm-3') WHERE sequence = {sequence}",
            "was changed after it was written",
        ),
        (
            "UPDATE audit_index SET entity_id = 'm-X' WHERE sequence = {sequence}",
            "UPDATE audit_index SET entity_id = 'm-3' WHERE sequence = {sequence}",
            "the index does not match",
        ),
        (
            "UPDATE audit_entry SET sequence = -{sequence} WHERE sequence = {sequence}",
            "UPDATE audit_entry SET sequence = {sequence} WHERE sequence = -{sequence}",
            "is missing",
        ),
    ],
)
def test_an_altered_row_makes_health_503_until_it_is_right_again(
    muster: Muster, admin: Person, statement: str, back: str, words: str
) -> None:
    for number in range(6):
        admin.create(f"m-{number}", is_active=False)
    sequence = sequence_of(muster, "m-3")
    eventually(lambda: muster.health().status_code == 200, "all is well")
    tamper(muster, statement.format(sequence=sequence))
    eventually(lambda: words in audit_problems(muster), "health says so", 15)
    told = muster.guest().get("/health").json()
    assert (told["kinds"], told["problems"]) == (["audit"], ["The audit trail has a problem."])
    assert words in muster.run("status").output
    admin.create("m-9", is_active=False)
    assert audit_problems(muster), "what is written meanwhile changes nothing"
    tamper(muster, back.format(sequence=sequence))
    eventually(lambda: muster.health().status_code == 200, "all is well again", 15)


def test_what_was_altered_while_muster_was_stopped_is_found_after_the_start(muster: Muster, admin: Person) -> None:
    admin.create("m-1", is_active=False)
    sequence = sequence_of(muster, "m-1")
    muster.stop()
    tamper(muster, f"UPDATE audit_entry SET line = replace(line, 'm-1', 'm-X') WHERE sequence = {sequence}")
    muster.start()
    eventually(lambda: "was changed after it was written" in audit_problems(muster), "health says so", 15)


def test_a_program_that_reads_or_writes_elsewhere_is_not_reported(muster: Muster, admin: Person) -> None:
    admin.create("m-1", is_active=False)
    with contextlib.closing(muster.database()) as database:
        assert database.execute("SELECT count(*) FROM audit_entry").fetchone()[0] > 0
        database.execute("UPDATE user SET last_active_at = last_active_at")
        database.commit()
    eventually(lambda: "the audit trail is being checked" in muster.log.read_text(), "it is checked")
    assert muster.health().status_code == 200


def test_every_page_shows_problems_to_administrators(
    page: Page, browser: Browser, muster: Muster, admin: Person
) -> None:
    admin.create("m-1", is_active=False)
    reader = muster.add("Rita", "user")
    sequence = sequence_of(muster, "m-1")
    tamper(muster, f"UPDATE audit_entry SET line = replace(line, 'm-1', 'm-X') WHERE sequence = {sequence}")
    eventually(lambda: audit_problems(muster), "health says so", 15)
    enter(page, admin, "/audit")
    for path in ("/audit", "/models"):
        page.goto(path)
        expect(page.get_by_text("Problem: the audit trail was altered")).to_be_visible()
    page.get_by_role("link", name="Details").click()
    expect(page.get_by_text("Problems found:")).to_be_visible()
    with own_browser(browser, muster, reader) as readers:
        expect(readers.get_by_text("Problem:")).to_have_count(0)


def test_names_of_megabytes_and_refusals_without_end_leave_a_bounded_trail(muster: Muster, admin: Person) -> None:
    reader = muster.add("Rita", "user")
    before = (muster.data / "muster.db-wal").stat().st_size
    for number in range(5):
        refused = reader.post("/v1/chat/completions", json={"model": f"{number}-{'x' * (3 << 20)}", "messages": []})
        assert refused.status_code == 404 and len(refused.content) < 2_000
        assert "characters, cut)" in refused.json()["error"]["message"]
    for number in range(195):
        assert reader.chat(f"invented-{number}").status == 404
    entries = admin.audit(action="model.use", user_id=reader.id, limit=1000)
    assert 60 <= len(entries) <= 80, "the first ones, and then one every ten seconds"
    assert all(len(json.dumps(entry)) < 3_000 for entry in entries)
    assert "… (3,145,730 characters, cut)" in entries[-1]["entity_id"]
    assert (muster.data / "muster.db-wal").stat().st_size - before < 8 << 20
    muster.stop()
    muster.start()
    entries = admin.audit(action="model.use", user_id=reader.id, limit=1000)
    left_out = sum(entry["audit_metadata"].get("skipped", 0) for entry in entries)
    assert left_out + sum(entry["entity_id"] != "*" for entry in entries) == 200
