"""The chat for trying a model."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from plumbing.browsing import choose, enter
from plumbing.muster import Muster
from plumbing.person import READABLE_BY_EVERYONE


def test_a_reader_chats_with_a_model(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha", access_grants=[READABLE_BY_EVERYONE])
    muster.admin.create("short", base_model_id="alpha", params={"max_tokens": 8}, access_grants=[READABLE_BY_EVERYONE])
    muster.admin.switch_on("alpha")
    enter(page, uma)
    choose(page, "short", "Try it")
    page.get_by_role("textbox", name="Message").fill("Hello")
    page.keyboard.press("Enter")
    answer = page.get_by_role("list", name="Conversation").get_by_role("listitem").nth(1)
    expect(answer).to_contain_text("alpha")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("listitem")).to_have_count(0)


def test_an_answer_is_stopped_and_what_has_come_stays(page: Page, muster: Muster) -> None:
    muster.loaded("big")
    enter(page, muster.admin, "/models/try?id=big")
    page.get_by_role("textbox", name="Message").fill("Tell me a long story")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("listitem").nth(1)).to_contain_text(re.compile(r"big\d"))
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status").filter(has_text="Stopped.")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(2)


def test_the_servers_refusal_is_shown(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin, "/models/try?id=alpha")
    expect(page.get_by_text("This model is switched off")).to_be_visible()
    page.get_by_role("textbox", name="Message").fill("Hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="inactive")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Message")).to_have_value("Hello")


@pytest.mark.parametrize("height", [800, 500])
def test_the_message_box_stays_in_sight_and_uncovered(height: int, page: Page, muster: Muster) -> None:
    muster.loaded("big")
    page.set_viewport_size({"width": 1280, "height": height})
    enter(page, muster.admin, "/models/try?id=big")
    box = page.get_by_role("textbox", name="Message")
    box.fill("Tell me a long story")
    page.get_by_role("button", name="Send").click()
    answer = page.get_by_role("listitem").nth(1)
    expect(answer).to_contain_text(re.compile(r"(big\d+\s*){200}"), timeout=60_000)
    expect(box).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Stop").click()
    expect(box).to_be_in_viewport(ratio=1)
    page.get_by_role("switch").first.click()
    message = page.get_by_role("status").filter(has_text="big is off")
    expect(message).to_be_visible()
    assert not message.evaluate(
        """(message) => {
          const [one, other] = [message, document.querySelector('.conversation-form textarea')]
            .map((each) => each.getBoundingClientRect());
          return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
        }"""
    )
