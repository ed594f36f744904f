"""Narrow windows, zoom, touch, and reduced motion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from plumbing.browsing import enter
from plumbing.every_page import OVERLAYS, PAGES, Furnished, wait_until_shown

# 320 px, and a window of 1280 px enlarged to 200 %.
WINDOWS: dict[str, dict[str, Any]] = {
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}

# What WCAG 2.2 asks of a target: 24 by 24 px; a smaller one may have that much room around its middle to itself.
# Links among words are excepted, and what the browser draws itself.
FINDINGS = """() => {
  const findings = [];
  const nameOf = (element) => `${element.tagName.toLowerCase()} “${
    (element.getAttribute('aria-label') ?? element.innerText ?? '').trim().slice(0, 40)}”`;
  // A bar that stays in sight may lie over some of the page until it is scrolled.
  const isCovered = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(x + width / 2, y + height / 2);
    return above !== null && !element.contains(above) && !above.contains(element);
  };
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isCovered(element);
  const scroller = document.scrollingElement;
  if (scroller.scrollWidth > innerWidth) findings.push(`the page is ${scroller.scrollWidth} px wide`);

  const scrollsSideways = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  };
  const layer = document.querySelector('dialog[open], [role=menu]') ?? document.body;
  const controls = [...layer.querySelectorAll(
    'a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary, [role=option], [role=slider]'
  )].filter((each) => isShown(each) && !each.closest('.visually-hidden, .skip-link, thead')
    && !each.matches('.skip-link'));

  const areaOf = (control) => {
    const boxes = [control, ...(control.labels ?? [])].map((each) => each.getBoundingClientRect());
    const before = getComputedStyle(control, '::before');
    const own = control.getBoundingClientRect();
    if (before.content !== 'none' && before.position === 'absolute') {
      const [top, right, bottom, left] = [before.top, before.right, before.bottom, before.left].map(parseFloat);
      boxes.push(new DOMRect(own.x + left, own.y + top, own.width - left - right, own.height - top - bottom));
    }
    return boxes;
  };
  const isAmongWords = (control) => control.matches('a, .as-link') && control.closest('p, li, dd, td, .facts') !== null
    && (control.parentElement.innerText ?? '').trim() !== control.innerText.trim();
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const boxes = controls.map((control) => control.getBoundingClientRect());
  controls.forEach((control, place) => {
    const box = boxes[place];
    if (box.width === 0 || box.height === 0) return;
    if ((box.left < -0.5 || box.right > innerWidth + 0.5) && !scrollsSideways(control)) {
      findings.push(`${nameOf(control)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    }
    if (isAmongWords(control) || areaOf(control).some(({ width, height }) => width >= 23.5 && height >= 23.5)) return;
    const [x, y] = middle(box);
    const isAlone = boxes.every((other, index) => {
      if (index === place || other.width === 0) return true;
      const apart = Math.hypot(
        Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom));
      return apart >= 12;
    });
    if (!isAlone) findings.push(`${nameOf(control)} is only ${Math.round(box.width)} by ${Math.round(box.height)} px`);
  });
  return findings;
}"""

MOVING = """() => document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().duration > 0)
  .map((each) => each.animationName ?? each.transitionProperty)"""


@pytest.fixture(scope="module", params=WINDOWS)
def narrow_page(request: pytest.FixtureRequest, browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = browser.new_context(base_url=furnished.muster.address, **WINDOWS[request.param])
    page = context.new_page()
    enter(page, furnished.muster.admin)
    yield page
    context.close()


@pytest.mark.parametrize("name", [*PAGES, *OVERLAYS])
def test_nothing_is_cut_off_or_too_small_to_be_hit(name: str, narrow_page: Page, furnished: Furnished) -> None:
    {**PAGES, **OVERLAYS}[name](narrow_page, furnished)
    wait_until_shown(narrow_page)
    assert narrow_page.evaluate(FINDINGS) == []


@pytest.fixture(scope="module")
def german_page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    """Its words are longer."""
    context = browser.new_context(base_url=furnished.muster.address, **WINDOWS["320 px"])
    page = context.new_page()
    enter(page, furnished.muster.admin)
    page.evaluate("localStorage.setItem('muster.language', 'de')")
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_in_german(name: str, german_page: Page, furnished: Furnished) -> None:
    PAGES[name](german_page, furnished)
    wait_until_shown(german_page)
    expect(german_page.locator("html")).to_have_attribute("lang", "de")
    assert german_page.evaluate(FINDINGS) == []


def test_a_dialog_that_is_higher_than_the_window_scrolls_to_its_buttons(browser: Browser, furnished: Furnished) -> None:
    page = browser.new_page(base_url=furnished.muster.address, viewport={"width": 320, "height": 256})
    enter(page, furnished.muster.admin)
    OVERLAYS["delete"](page, furnished)
    for name in ("Cancel", "Delete"):
        button = page.get_by_role("alertdialog").get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
    page.context.close()


@pytest.mark.parametrize("name", ["menu of a model", "delete", "palette"])
def test_nothing_is_animated_with_reduced_motion(name: str, browser: Browser, furnished: Furnished) -> None:
    page = browser.new_page(base_url=furnished.muster.address, reduced_motion="reduce")
    enter(page, furnished.muster.admin)
    OVERLAYS[name](page, furnished)
    assert page.evaluate(MOVING) == []
    page.context.close()


def test_switches_and_states_are_not_animated_with_reduced_motion(browser: Browser, furnished: Furnished) -> None:
    page = browser.new_page(base_url=furnished.muster.address, reduced_motion="reduce")
    enter(page, furnished.muster.admin)
    page.evaluate(
        """() => {
          window.moved = [];
          for (const kind of ['animationstart', 'transitionrun']) {
            document.addEventListener(kind, (event) => window.moved.push(`${kind} on ${event.target.className}`));
          }
        }"""
    )
    for state in ("true", "false"):
        switch = page.get_by_role("row", name="beta").get_by_role("switch")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", state)
    expect(page.get_by_role("status").filter(has_text="beta is off")).to_be_visible()
    assert page.evaluate("window.moved") == []
    page.context.close()


# Of each cell, the words in it that reach out of it, but for those that are there for screen readers only.
OVERLAPS = """() => [...document.querySelectorAll('td, th')].flatMap((cell) => {
  const box = cell.getBoundingClientRect();
  if (!cell.checkVisibility() || box.width < 2 || box.height < 2) return [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const findings = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest('.visually-hidden, thead, select, .switch') !== null) continue;
    if (!text.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const out = Math.max(...[...range.getClientRects()].map(({ right }) => right - box.right), 0);
    if (out > 1) findings.push(`“${text.data.trim().slice(0, 40)}” reaches ${Math.round(out)} px out of its column`);
  }
  return findings;
})"""


@pytest.fixture(scope="module")
def tablet_page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = browser.new_context(base_url=furnished.muster.address)
    page = context.new_page()
    enter(page, furnished.muster.admin)
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_columns_do_not_overlap(name: str, tablet_page: Page, furnished: Furnished) -> None:
    PAGES[name](tablet_page, furnished)
    wait_until_shown(tablet_page)
    for width in (768, 1024):
        tablet_page.set_viewport_size({"width": width, "height": 1024})
        assert tablet_page.evaluate(OVERLAPS) == [], width
        assert tablet_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


@pytest.fixture
def phone(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = browser.new_context(base_url=furnished.muster.address, viewport={"width": 375, "height": 667})
    page = context.new_page()
    enter(page, furnished.muster.admin)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("place", "all", "set"),
    [("/models", "Filters", ("/models?state=active&tag=office", "Filters (2)")),
     ("/audit", "Filters", ("/audit?outcome=ok", "Filters (1)"))],
)  # fmt: skip
def test_filters_leave_room_for_the_list(place: str, all: str, set: tuple[str, str], phone: Page) -> None:
    phone.goto(place)
    wait_until_shown(phone)
    first = phone.locator("main tbody tr, main article").first
    box = first.bounding_box()
    assert box and box["y"] < 667 / 2
    expect(phone.locator("main select").first).to_be_hidden()
    phone.get_by_role("button", name=all, exact=True).click()
    expect(phone.locator("main select").first).to_be_visible()
    phone.goto(set[0])
    expect(phone.get_by_role("button", name=set[1], exact=True)).to_be_visible()


def test_every_place_is_in_a_menu_where_the_bar_has_no_room(phone: Page) -> None:
    for place, next_one in (("Models", "Audit"), ("Audit", "Settings"), ("Settings", "Bin")):
        phone.get_by_role("button", name=f"Menu: {place}").click()
        places = phone.get_by_role("menuitemradio")
        expect(places).to_have_text(["Models", "Memory", "Weights", "Audit", "Bin", "People", "Settings"])
        places.filter(has_text=next_one).click()
        expect(phone.get_by_role("heading", level=1).first).to_be_visible()
    expect(phone).to_have_url(re.compile("/bin$"))


def test_a_row_that_can_be_scrolled_shows_that_it_can(phone: Page) -> None:
    phone.goto("/settings")
    row = phone.get_by_role("navigation", name="Settings")
    expect(row).to_have_attribute("data-more", "right")
    row.evaluate("row => row.scrollTo(row.scrollWidth, 0)")
    expect(row).to_have_attribute("data-more", "left")
