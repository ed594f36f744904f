"""A model that takes more memory than expected, and the reports and refusals that follow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from conftest import FakeRuntime, Runtime, StartMuster
from plumbing.browsing import enter, row
from plumbing.muster import Muster


@pytest.fixture
def muster(
    start_muster: StartMuster, runtime: Runtime, fake_runtime: FakeRuntime, request: pytest.FixtureRequest
) -> Muster:
    """Its models take some 100 MiB more than their files tell, of a budget of 64; or as a test says."""
    given = getattr(request, "param", None)
    return start_muster(
        runtime=fake_runtime("--hold-mib", "100", memory="64MiB") if given is None else {**runtime, **given}
    )


def test_what_took_more_than_expected_is_named_on_the_page_and_by_status(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    residency = muster.residency("alpha")
    assert residency["bytes"] > 100 << 20 > residency["expected_bytes"] > 0
    told = muster.run("status").output
    assert re.search(r"MiB over budget\. alpha took \d+(\.\d)? MiB; \d+(\.\d)? MiB was expected\.", told), told
    assert muster.health().status_code == 200, "everything still answers"

    enter(page, muster.admin, "/memory")
    warning = page.get_by_role("status").filter(has_text="Over budget")
    expect(warning).to_contain_text(
        re.compile(r"Over budget: [\d.]+ MiB of 64 MiB in use\. alpha uses [\d.]+ MiB; [\d.]+ MiB expected\.")
    )
    expect(row(page, "alpha")).to_contain_text(re.compile(r"expected [\d.]+ MiB"))
    muster.admin.switch_off("alpha")
    expect(page.get_by_text("Over budget")).to_have_count(0)


@pytest.mark.parametrize("muster", [{"memory": "148MiB"}], indirect=True)
def test_what_makes_room_is_named(page: Page, muster: Muster) -> None:
    muster.loaded("medium")
    assert muster.admin.pin("medium").status_code == 200
    muster.offer("alpha", is_active=True)
    muster.wait_until("alpha", "waiting")
    assert muster.admin.chat("alpha").status == 503, "a pinned model makes no room"
    refused = muster.admin.post("/api/v1/residency/load", json={"model": "alpha"})
    assert refused.status_code == 503
    assert re.search(r": switch off or unload medium \([\d.]+ MiB, pinned\)$", refused.json()["detail"])
    enter(page, muster.admin, "/memory")
    row(page, "alpha").get_by_role("button", name="Load alpha now").click()
    expect(page.get_by_role("alert")).to_contain_text("switch off or unload medium")


@pytest.mark.parametrize("muster", [{"memory": "148MiB"}], indirect=True)
def test_a_model_without_room_waits_on_the_page_until_a_request_makes_room(page: Page, muster: Muster) -> None:
    muster.loaded("medium")
    muster.offer("alpha", name="Alpha")
    enter(page, muster.admin)
    row(page, "alpha").get_by_role("switch").click()
    expect(page.get_by_role("status").get_by_text("its next request makes room for it")).to_be_visible()
    expect(row(page, "alpha")).to_contain_text("Waiting for memory")
    page.goto("/memory")
    expect(row(page, "alpha")).to_contain_text("Loads when memory is free, or with its next request.")
    assert muster.admin.chat("alpha").status == 200
    expect(row(page, "alpha")).to_contain_text("Loaded")
    expect(row(page, "medium")).to_contain_text("Waiting for memory")
    expect(row(page, "medium")).to_contain_text("makes room for alpha")


@pytest.mark.parametrize("muster", [{}], indirect=True)
def test_a_switch_says_that_it_loads_and_then_that_it_is_ready(page: Page, muster: Muster) -> None:
    muster.offer("alpha", name="Alpha")
    enter(page, muster.admin)
    row(page, "alpha").get_by_role("switch").click()
    expect(page.get_by_role("status").get_by_text("Alpha is ready.")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Use it").click()
    expect(page.get_by_role("dialog", name=re.compile("Alpha"))).to_be_visible()


@pytest.mark.parametrize("muster", [{}], indirect=True)
def test_a_switch_never_offers_to_use_what_has_failed(page: Page, muster: Muster) -> None:
    muster.offer("wrong-magic", name="Wrong")
    enter(page, muster.admin)
    row(page, "wrong-magic").get_by_role("switch").click()
    problem = page.get_by_role("alert").filter(has_text="Wrong is on, but not loaded")
    expect(problem).to_contain_text("invalid magic characters")
    expect(page.get_by_role("button", name="Use it")).to_have_count(0)


@pytest.mark.parametrize("muster", [{}], indirect=True)
def test_the_page_explains_what_a_model_needs_and_what_the_machine_has(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/memory?whatif=alpha")
    page.get_by_text(re.compile(r"^Why [\d.]+ MiB\?$")).click()
    result = page.get_by_role("region", name="If alpha were loaded")
    expect(result).to_contain_text("What earlier loads with the same settings took.")
    expect(result).to_contain_text("Context")
    page.get_by_text("Memory of this machine").click()
    expect(page.get_by_text("System memory", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="System memory")).to_contain_text(
        re.compile(r"[\d.]+ GiB free")
    )


@pytest.mark.parametrize("muster", [{}], indirect=True)
def test_the_command_line_explains_what_a_model_needs(muster: Muster) -> None:
    muster.offer("alpha")
    told = muster.run("memory", "explain", "alpha").output
    assert "computed from its header and settings" in told and "context" in told and "weights" in told
    muster.admin.switch_on("alpha")
    muster.wait_until("alpha", "loaded")
    assert "as earlier loads with the same settings took" in muster.run("memory", "explain", "alpha").output
    shown = muster.run("memory").output
    assert "DEVICE" in shown and "Runtime local" in shown
