"""The tab of a base model's page with its launch settings."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from conftest import Runtime
from plumbing.browsing import enter
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok


def test_settings_are_tried_while_typing_saved_and_used_after_a_reload(
    page: Page, muster: Muster, admin: Person
) -> None:
    muster.loaded("alpha")
    enter(page, admin, "/models/launch?id=alpha")
    command = page.get_by_label("Command on local", exact=True)
    expect(command).to_contain_text("--ctx-size 4096")
    page.get_by_label("Context", exact=True).fill("1024")
    expect(command).to_contain_text("--ctx-size 1024")
    assert admin.model("alpha")["revision"] == 1, "nothing is stored yet"
    page.get_by_role("button", name="Save settings").click()
    changed = page.get_by_role("region", name="Settings changed since the start")
    expect(changed).to_contain_text("Context")
    expect(changed).to_contain_text("not set → 1024")
    changed.get_by_role("button", name="Reload now").click()
    expect(changed).to_have_count(0, timeout=20_000)
    expect(page.get_by_role("region", name="In use")).to_contain_text("1,024")


def test_what_is_wrong_is_said_beside_the_field_and_cannot_be_saved(page: Page, muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    enter(page, admin, "/models/launch?id=alpha")
    field = page.get_by_label("Further arguments")
    field.fill("--host\n0.0.0.0")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text(re.compile("--host is set by Muster itself"))).to_be_visible()
    expect(page.get_by_role("button", name="Save settings")).to_be_disabled()
    field.fill("--temp\n0.5")
    expect(page.get_by_label("Command on local", exact=True)).to_contain_text("--temp 0.5")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Launch settings of alpha saved")).to_be_visible()
    assert admin.model("alpha")["meta"]["muster"]["launch"] == {"arguments": ["--temp", "0.5"]}


def test_less_than_was_asked_for_is_said_here_and_on_the_memory_page(page: Page, muster: Muster, admin: Person) -> None:
    muster.place_made("modest", "--context", "2048")
    muster.loaded("modest", meta={"muster": {"launch": {"context": 8192, "parallel": 1}}})
    enter(page, admin, "/models/launch?id=modest")
    expect(page.get_by_text("Loaded, smaller than asked: Context: 2,048 of 8,192")).to_be_visible()
    enter(page, admin, "/memory")
    expect(page.get_by_text("Loaded, smaller than asked: context 2048 of 8192.")).to_be_visible()


def test_a_profile_is_chosen_and_a_command_is_only_there_where_it_is_allowed(
    browser: Browser, muster: Muster, runtime: Runtime
) -> None:
    muster.offer("alpha")

    def launch_page(**settings: object) -> Page:
        # It listens on another port after each start.
        muster.stop()
        muster.configure({**muster.settings, "runtimes": [{**runtime, **settings}]})
        muster.start()
        muster.wait_until_available("alpha")
        page = browser.new_context(base_url=muster.address).new_page()
        enter(page, muster.admin, "/models/launch?id=alpha")
        return page

    page = launch_page(profiles={"gentle": ["nice", *runtime["command"]]})
    page.get_by_label("Profile").select_option("gentle")
    expect(page.get_by_label("Command on local", exact=True)).to_contain_text("nice ")
    expect(page.get_by_label("Whole command")).to_have_count(0)
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Launch settings of alpha saved")).to_be_visible()
    assert muster.admin.model("alpha")["meta"]["muster"]["launch"] == {"profile": "gentle"}

    page.context.close()
    page = launch_page(model_commands=True)
    expect(page.get_by_text("Cannot be loaded on local: Runtime local has no profile 'gentle'")).to_be_visible()
    page.get_by_label("Profile").select_option("")
    page.get_by_label("Whole command").fill("serve\n{file}\n--port={port}")
    expect(page.get_by_label("Command on local", exact=True)).to_contain_text("--port={port}")
    page.get_by_label("Whole command").fill("serve\n{file}")
    expect(page.get_by_text("lacks {port}")).to_be_visible()
    page.context.close()


def test_only_base_models_have_the_tab(page: Page, muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    expect_ok(
        admin.post(
            "/api/v1/models/create",
            json={
                "id": "poet",
                "name": "Poet",
                "base_model_id": "alpha",
                "params": {},
                "meta": {},
            },
        )
    )
    enter(page, admin, "/models/overview?id=poet")
    tabs = page.get_by_role("navigation", name="Parts of this model’s page")
    expect(tabs.get_by_role("link", name="History")).to_be_visible()
    expect(tabs.get_by_role("link", name="Launch")).to_have_count(0)


def test_residency_settings_are_saved_and_what_is_wrong_is_said_beside_the_field(
    page: Page, muster: Muster, admin: Person
) -> None:
    muster.offer("alpha")
    enter(page, admin, "/models/launch?id=alpha")
    section = page.get_by_role("region", name="In memory")
    section.get_by_label("Load", exact=True).select_option(label="When it is asked for")
    priority = section.get_by_label("Priority", exact=True)
    priority.fill("high")
    section.get_by_role("button", name="Save memory settings").click()
    expect(priority).to_have_attribute("aria-invalid", "true")
    expect(section.get_by_text("must be a number from 0.01 to 100").first).to_be_visible()
    priority.fill("2.5")
    section.get_by_role("button", name="Save memory settings").click()
    expect(page.get_by_text("Memory settings of alpha saved")).to_be_visible()
    assert admin.model("alpha")["meta"]["muster"] == {"residency": "on_demand", "priority": 2.5}
    admin.switch_on("alpha")
    assert muster.residency("alpha")["state"] == "unloaded"
