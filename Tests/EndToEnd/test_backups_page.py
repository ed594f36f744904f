"""Backups in a real browser."""

from __future__ import annotations

import pathlib
import re
import shutil

import pytest
from playwright.sync_api import Locator, Page, expect

from conftest import StartMuster
from plumbing.browsing import confirm, enter, row, sign_in, sign_in_and_open
from plumbing.muster import Muster, free_port
from plumbing.waiting import eventually
from test_scheduled_backups import names


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "backups"


@pytest.fixture
def muster(start_muster: StartMuster, folder: pathlib.Path) -> Muster:
    """Has made the first one by itself, and makes no other while a test runs; stays at its address when it restores."""
    backups = {"folder": str(folder), "every": "1h", "keep": 3}
    muster = start_muster(listen=f"127.0.0.1:{free_port()}", backups=backups)
    eventually(lambda: names(folder), "the first is made")
    eventually(lambda: muster.admin.audit(action="backup.make"), "and recorded")
    return muster


def listed(page: Page) -> Locator:
    return page.get_by_role("table", name="Backups").get_by_role("row")


def test_a_backup_is_made_listed_and_downloaded(page: Page, muster: Muster, folder: pathlib.Path) -> None:
    enter(page, muster.admin, "/settings/backups")
    expect(listed(page)).to_have_count(2)
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_text("created and checked.")).to_be_visible()
    expect(listed(page)).to_have_count(3)
    newest = names(folder)[-1]
    expect(listed(page).nth(1)).to_contain_text(newest)
    expect(listed(page).nth(1)).to_contain_text("Good")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download {newest}").click()
    assert pathlib.Path(download.value.path()).read_bytes() == (folder / newest).read_bytes()


def test_a_backup_is_restored(page: Page, muster: Muster, folder: pathlib.Path) -> None:
    muster.offer("alpha")
    muster.admin.create("before", base_model_id="alpha")
    enter(page, muster.admin, "/settings/backups")
    page.get_by_role("button", name="Back up now").click()
    expect(listed(page)).to_have_count(3)
    muster.admin.create("after", base_model_id="alpha")
    page.get_by_role("button", name=f"Restore {names(folder)[-1]}").click()
    expect(page.get_by_role("alertdialog", name=re.compile("^Restore the backup of"))).to_contain_text("is back:")
    confirm(page, "Restore")
    expect(page.get_by_text("Backup restored.")).to_be_visible()
    page.get_by_role("link", name="Models", exact=True).click()
    expect(row(page, "before")).to_be_visible()
    expect(row(page, "after")).to_have_count(0)


def test_a_user_without_a_session_in_the_backup_has_to_sign_in_again(
    page: Page, muster: Muster, folder: pathlib.Path
) -> None:
    sign_in_and_open(page, muster.admin, "/settings/backups")
    page.get_by_role("button", name=f"Restore {names(folder)[0]}").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Backup restored. You had no session")).to_be_visible()
    sign_in(page, muster.admin)
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def test_the_restore_command_is_shown_ready_to_paste(page: Page, muster: Muster, folder: pathlib.Path) -> None:
    enter(page, muster.admin, "/settings/backups")
    [name] = names(folder)
    command = f"muster restore {folder / name} --config muster.yaml --replace"
    expect(page.get_by_label("Command", exact=True)).to_have_text(command)
    expect(page.get_by_role("button", name="Copy Command")).to_be_visible()


def test_a_damaged_backup_is_marked_and_cannot_be_restored(page: Page, muster: Muster, folder: pathlib.Path) -> None:
    [name] = names(folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    enter(page, muster.admin, "/settings/backups")
    expect(listed(page).nth(1)).to_contain_text("Damaged")
    expect(page.get_by_label("Command", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Restore")).to_have_count(0)


def test_a_failed_backup_shows_the_reason(page: Page, muster: Muster, folder: pathlib.Path) -> None:
    enter(page, muster.admin, "/settings/backups")
    expect(listed(page)).to_have_count(2)
    shutil.rmtree(folder)
    folder.write_text("in the way")
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_text("Backup failed:").first).to_be_visible()
    expect(page.get_by_role("button", name="Back up now")).to_be_enabled()
