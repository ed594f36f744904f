"""A list of any length renders only rows near the window; all rows can be reached, filtered and selected."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plumbing.browsing import enter, row
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE, expect_ok, readable_by
from plumbing.waiting import eventually

LENGTH = 400
# Three parts of 50 and what the models folder offers.
MOST_ROWS = 170


def fill(muster: Muster, length: int = LENGTH, **fields: Any) -> None:
    muster.offer("alpha")
    lines = [{"id": f"m{n:04d}", "name": f"m{n:04d}", "base_model_id": "alpha", **fields} for n in range(length)]
    expect_ok(muster.admin.post("/api/v1/models/import", json={"models": lines}))


def rows_there(page: Page) -> int:
    return page.locator(".model-row").count()


def test_only_what_is_near_the_window_is_there_and_the_end_is_reached(page: Page, muster: Muster) -> None:
    fill(muster)
    enter(page, muster.admin)
    expect(row(page, "m0000")).to_be_visible()
    assert rows_there(page) <= MOST_ROWS
    expect(page.get_by_role("table", name="Models")).to_have_attribute("aria-rowcount", str(LENGTH + 2))
    page.keyboard.press("End")
    last = row(page, f"m{LENGTH - 1:04d}")
    expect(last).to_be_in_viewport()
    expect(last).to_have_attribute("aria-rowindex", str(LENGTH + 2))
    assert rows_there(page) <= MOST_ROWS
    page.keyboard.press("Home")
    expect(row(page, "m0000")).to_be_in_viewport()


def test_a_switch_far_down_is_followed_live(page: Page, muster: Muster) -> None:
    fill(muster, is_active=False)
    enter(page, muster.admin)
    expect(row(page, "m0000")).to_be_visible()
    page.keyboard.press("End")
    last = row(page, f"m{LENGTH - 1:04d}")
    last.get_by_role("switch", name="Active").click()
    expect(last.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    eventually(lambda: muster.admin.model(f"m{LENGTH - 1:04d}")["is_active"], "it is switched on")
    muster.admin.switch_off(f"m{LENGTH - 1:04d}")
    expect(last.get_by_role("switch")).to_have_attribute("aria-checked", "false")


def test_all_that_fit_are_acted_on_whatever_is_in_sight(page: Page, muster: Muster) -> None:
    fill(muster, is_active=False)
    enter(page, muster.admin, "/models?kind=preset")
    page.get_by_label("Select the first 50").check()
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button", name=f"Select all {LENGTH}").click()
    expect(bar.get_by_text(f"{LENGTH} selected")).to_be_visible()
    bar.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text(f"{LENGTH} models are switched on.")).to_be_visible()
    assert muster.admin.list(kind="preset", state="active")["total"] == LENGTH
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    eventually(lambda: muster.admin.list(kind="preset", state="active")["total"] == 0, "all are put back", within=20)


def test_cards_show_the_same_models_and_are_kept_in_the_address(page: Page, muster: Muster) -> None:
    fill(muster, 3)
    enter(page, muster.admin)
    page.get_by_role("button", name="Cards").click()
    card = page.get_by_role("article", name="m0001")
    expect(card.get_by_role("switch", name="Active")).to_be_visible()
    expect(card.locator("[data-state]")).to_be_visible()
    card.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Edit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("layout=cards"))
    page.reload()
    expect(page.get_by_role("article", name="m0002")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "choice", "shown", "gone"),
    [
        ("In memory", "failed", "broken", "works"),
        ("In memory", "loaded", "works", "broken"),
        ("Visibility", "hidden", "shy", "works"),
        ("Visibility", "shown", "works", "shy"),
        ("Base model", "truncated", "broken", "works"),
    ],
)
def test_hidden_filters_are_shown_as_chips_that_remove_them(
    page: Page, muster: Muster, label: str, choice: str, shown: str, gone: str
) -> None:
    muster.loaded("alpha")
    muster.admin.create("truncated")
    muster.wait_until("truncated", "failed")
    muster.admin.create("works", base_model_id="alpha")
    muster.admin.create("broken", base_model_id="truncated")
    muster.admin.create("shy", base_model_id="alpha", meta={"hidden": True})
    enter(page, muster.admin)
    page.get_by_text("More filters").click()
    page.get_by_label(label, exact=True).select_option(choice)
    expect(row(page, gone)).to_have_count(0)
    expect(row(page, shown)).to_be_visible()
    page.reload()
    expect(row(page, shown)).to_be_visible()
    page.get_by_role("button", name=f"Remove filter {label}").click()
    expect(row(page, gone)).to_be_visible()


def test_a_row_shows_access_and_usage(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.loaded("alpha")
    muster.admin.create("open", base_model_id="alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("few", base_model_id="alpha", access_grants=[readable_by(uma)])
    muster.admin.create("mine", base_model_id="alpha")
    for _ in range(3):
        assert uma.chat("open").status == 200
    used = "/api/v1/models/usage"
    eventually(
        lambda: sum(expect_ok(uma.get(used, params={"ids": "open"}))["items"]["open"]["requests"]) == 3,
        "use is written",
    )
    enter(page, muster.admin)
    expect(row(page, "open").get_by_text("Everyone")).to_be_visible()
    expect(row(page, "few").get_by_text("1 person")).to_be_visible()
    expect(row(page, "mine").get_by_text("Owner only")).to_be_visible()
    expect(row(page, "open").get_by_role("img", name="3 requests in the last half hour")).to_be_visible()
    expect(row(page, "mine").get_by_role("img")).to_have_count(0)
