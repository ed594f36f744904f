"""The Memory page in a real browser: what is loaded, why, and its activity."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.browsing import confirm, dialog, enter, row
from plumbing.muster import Muster


@pytest.fixture
def muster(
    start_muster: StartMuster, runtime: Runtime, fake_runtime: FakeRuntime, request: pytest.FixtureRequest
) -> Muster:
    """With settings of the runtime that a test gives, or options for a fake one that misbehaves."""
    given = getattr(request, "param", {})
    if isinstance(given, dict):
        return start_muster(runtime={**runtime, **given})
    return start_muster(runtime=fake_runtime(*given, load_timeout="60s"))


def happened(page: Page) -> Locator:
    return page.get_by_role("region", name="Activity").get_by_role("listitem")


def part_of_the_bar(page: Page, model: str) -> Locator:
    return page.get_by_role("list", name="Memory of local").get_by_role("listitem").filter(has_text=f"{model}: ")


def test_what_is_in_memory_is_shown_with_its_size_and_process(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    muster.offer("beta")
    enter(page, muster.admin, "/memory")
    expect(page.get_by_text(re.compile("of 4 GiB used, .* free")).first).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(row(page, "alpha").get_by_text("Loaded", exact=True)).to_be_visible()
    expect(row(page, "alpha")).to_contain_text(str(muster.residency("alpha")["pid"]))
    expect(row(page, "alpha")).to_contain_text("alpha was created")
    expect(part_of_the_bar(page, "alpha")).to_contain_text(re.compile(r"\d MiB, Loaded"))
    expect(row(page, "beta").get_by_text("Unloaded", exact=True)).to_be_visible()
    expect(part_of_the_bar(page, "beta")).to_have_count(0)


def test_a_model_is_unloaded_and_loaded_by_hand(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/memory")
    page.get_by_role("button", name="Unload alpha now").click()
    expect(page.get_by_text(re.compile("alpha unloaded: .* freed"))).to_be_visible()
    expect(row(page, "alpha").get_by_text("Unloaded", exact=True)).to_be_visible()
    expect(part_of_the_bar(page, "alpha")).to_have_count(0)
    assert muster.process_of("alpha") is None

    page.get_by_role("button", name="Load alpha now").click()
    expect(page.get_by_text(re.compile("alpha loaded: "))).to_be_visible()
    expect(part_of_the_bar(page, "alpha")).to_have_count(1)
    assert muster.residency("alpha")["state"] == "loaded"


def test_an_unload_asks_first_when_an_answer_is_running(page: Page, muster: Muster) -> None:
    muster.loaded("big")
    enter(page, muster.admin, "/memory")
    expect(page.get_by_role("button", name="Unload big now")).to_be_visible()
    with muster.admin.stream("big", max_tokens=400) as answer:
        answer.first_word()
        expect(row(page, "big").get_by_role("cell").nth(4)).to_have_text("1")
        page.get_by_role("button", name="Unload big now").click()
        expect(page.get_by_role("alertdialog", name="Unload big?")).to_contain_text("1 running answer finishes first.")
        page.get_by_role("button", name="Cancel").click()
        expect(dialog(page)).to_have_count(0)
        expect(row(page, "big").get_by_text("Loaded", exact=True)).to_be_visible()
        page.get_by_role("button", name="Unload big now").click()
        confirm(page, "Unload now")
        expect(row(page, "big").get_by_text("Draining…", exact=True)).to_be_visible()
        assert answer.rest().is_done
    expect(page.get_by_text(re.compile("big unloaded: "))).to_be_visible()


@pytest.mark.parametrize("muster", [("--exit-with", "3", "--last-words", "the card fell off the bus")], indirect=True)
def test_a_failure_says_why_and_when_it_is_tried_again(page: Page, muster: Muster) -> None:
    muster.offer("alpha", is_active=True)
    enter(page, muster.admin, "/memory")
    expect(row(page, "alpha")).to_contain_text("the card fell off the bus")
    expect(row(page, "alpha")).to_contain_text(re.compile(r"Retry in \d+ sec"))
    expect(happened(page).filter(has_text="the card fell off the bus").first).to_be_visible()


def test_a_file_that_cannot_be_loaded_is_not_promised_another_try(page: Page, muster: Muster) -> None:
    muster.offer("wrong-magic", is_active=True)
    muster.wait_until("wrong-magic", "failed")
    enter(page, muster.admin, "/memory")
    expect(row(page, "wrong-magic")).to_contain_text("invalid magic characters")
    expect(row(page, "wrong-magic")).to_contain_text("Won’t retry automatically.")


@pytest.mark.parametrize("muster", [("--hang-while-loading",)], indirect=True)
def test_a_first_load_shows_how_long_it_has_taken_and_no_percentage(page: Page, muster: Muster) -> None:
    muster.offer("alpha", is_active=True)
    enter(page, muster.admin, "/memory")
    progress = page.get_by_role("progressbar", name="Loading alpha")
    expect(progress).to_be_visible()
    expect(progress).not_to_have_attribute("value", re.compile(""))
    expect(row(page, "alpha")).to_contain_text(re.compile(r"\d sec so far"))


def test_the_active_models_that_need_the_weights_can_be_unfolded(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    muster.admin.create("writer", name="Writer", base_model_id="alpha")
    muster.admin.create("sleeper", name="Sleeper", base_model_id="alpha", is_active=False)
    enter(page, muster.admin, "/memory")
    row(page, "alpha").get_by_text("2 models are on").click()
    expect(row(page, "alpha").get_by_role("link", name="Writer")).to_be_visible()
    expect(row(page, "alpha").get_by_role("link", name="Sleeper")).to_have_count(0)
    muster.admin.switch_off("alpha")
    expect(row(page, "alpha")).to_contain_text("1 model is on")
    expect(row(page, "alpha")).to_contain_text("The base model itself is off")
    row(page, "alpha").get_by_role("link", name="Writer").click()
    expect(page).to_have_url(re.compile(r"/models/overview\?id=writer"))


def test_models_that_are_off_and_unloaded_can_be_hidden(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    muster.offer("beta")
    enter(page, muster.admin, "/memory")
    expect(row(page, "beta")).to_be_visible()
    page.get_by_label("Hide models that are off and unloaded").check()
    expect(row(page, "beta")).to_have_count(0)
    expect(page).to_have_url(re.compile("hide=idle"))
    page.reload()
    expect(row(page, "alpha")).to_be_visible()
    expect(row(page, "beta")).to_have_count(0)


def test_the_timeline_follows_live_and_can_be_of_one_model(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    muster.loaded("beta")
    enter(page, muster.admin, "/memory")
    expect(happened(page).filter(has_text="alpha").first).to_be_visible()
    page.get_by_label("Model", exact=True).select_option("beta")
    expect(page).to_have_url(re.compile("model=beta"))
    expect(happened(page).filter(has_text="alpha")).to_have_count(0)
    muster.admin.unload("beta")
    expect(happened(page).filter(has_text="unload requested, by")).to_contain_text(muster.admin.session["name"])
    expect(happened(page).filter(has_text="freed").first).to_be_visible()


def test_the_timeline_is_paged(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    for _ in range(6):
        muster.admin.unload("alpha")
        muster.admin.load("alpha")
    enter(page, muster.admin, "/memory?model=alpha")
    expect(happened(page)).to_have_count(30)
    page.get_by_role("button", name="Older").click()
    expect(page).to_have_url(re.compile("before="))
    expect(happened(page).last).to_contain_text("loading started")
    expect(page.get_by_role("button", name="Older")).to_be_disabled()
    page.get_by_role("button", name="Newest").click()
    expect(happened(page)).to_have_count(30)
    expect(page).not_to_have_url(re.compile("before="))


def test_a_model_is_pinned_and_unpinned(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/memory")
    expect(page.get_by_text("Idle models stay loaded.")).to_be_visible()
    pin = page.get_by_role("button", name="Pin alpha in memory")
    expect(pin).to_have_attribute("aria-pressed", "false")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(row(page, "alpha").get_by_text("Pinned", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Unload alpha now")).to_have_count(0)
    assert muster.residency("alpha")["pinned"]
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(pin).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="Unload alpha now")).to_be_visible()
    assert not muster.residency("alpha")["pinned"]


@pytest.mark.parametrize("muster", [{"idle_unload": "15m"}], indirect=True)
def test_pinning_is_explained_where_idle_models_are_unloaded(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/memory")
    expect(page.get_by_text(re.compile("Models unused for 15 min.* Pinned models stay loaded"))).to_be_visible()
    page.get_by_role("button", name="Pin alpha in memory").click()
    expect(page.get_by_text("alpha is pinned: it stays loaded when idle.")).to_be_visible()


@pytest.mark.parametrize("muster", [{"memory": "148MiB"}], indirect=True)
def test_a_dry_run_shows_what_would_be_unloaded(page: Page, muster: Muster) -> None:
    muster.loaded("medium")
    muster.offer("alpha")
    muster.admin.create("poet", name="Poet", base_model_id="alpha", is_active=False)
    enter(page, muster.admin, "/memory")
    page.get_by_text("What if…", exact=True).click()
    box = page.get_by_role("searchbox", name="Model to load")
    for typed, chosen, told in (
        ("poe", "Poet", "poet needs about"),
        ("medi", "medium", "medium is already loaded"),
        ("hug", "huge", "huge can’t fit"),
    ):
        box.fill(typed)
        page.get_by_role("button", name=f"What if {chosen} were loaded").click()
        outcome = page.get_by_role("region", name=re.compile("^If .* were loaded$"))
        expect(outcome).to_contain_text(told)
        expect(outcome).to_be_focused()
    page.goto("/memory?whatif=poet")
    victim = page.get_by_role("region", name="If poet were loaded").get_by_role("listitem")
    expect(victim).to_contain_text("medium")
    expect(victim).to_contain_text("not used since it was loaded")
    page.get_by_role("button", name="Close").click()
    expect(page).not_to_have_url(re.compile("whatif"))
    expect(box).to_be_focused()
    assert muster.residency("alpha")["state"] == "unloaded" and muster.residency("medium")["state"] == "loaded"


def test_memory_is_for_administrators_only(page: Page, muster: Muster) -> None:
    enter(page, muster.sign_up("Uma"))
    expect(page.get_by_role("link", name="Memory", exact=True)).to_have_count(0)
    page.goto("/memory")
    expect(page.get_by_role("heading", name="Administrators only")).to_be_visible()


def test_models_are_called_by_their_names_and_the_bar_has_a_legend(page: Page, muster: Muster) -> None:
    muster.loaded("alpha", name="First of all")
    enter(page, muster.admin, "/memory")
    expect(page.get_by_role("row", name="First of all")).to_contain_text("alpha")
    expect(part_of_the_bar(page, "First of all")).to_have_count(1)
    expect(page.locator(".memory-legend")).to_contain_text(re.compile(r"First of all \d"))
    expect(happened(page).first).to_contain_text("First of all")
    page.get_by_role("button", name="Unload First of all now").click()
    expect(page.get_by_text("First of all unloaded")).to_be_visible()
