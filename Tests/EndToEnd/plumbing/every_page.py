"""Every page, dialog and menu, in a Muster with data for each of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plumbing.browsing import choose, dialog, row
from plumbing.images import png
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok, readable_by, shape
from plumbing.tiny_models import ModelFiles
from plumbing.waiting import eventually

LONG_NAME = "Answers the letters of the whole department, politely and at length"
LONG_ID = "a-model-whose-id-is-rather-long-and-has-no-place-to-break-it"


@dataclass
class Furnished:
    muster: Muster
    uma: Person
    pia: Person
    readers: dict[str, Any]


@pytest.fixture(scope="module")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, model_files: ModelFiles, runtime: dict[str, Any]
) -> Iterator[Furnished]:
    """One Muster with data for all tests of a file."""
    folder = tmp_path_factory.mktemp("furnished")
    backups = {"folder": str(folder / "backups"), "every": "1h", "keep": 3}
    muster = Muster(folder / "muster", model_files, {"backups": backups}, runtime)
    try:
        yield furnish(muster.start())
    finally:
        muster.close()


def furnish(muster: Muster) -> Furnished:
    """Creates models in several states, users, groups, keys, versions, a backup, and a deleted model."""
    admin = muster.admin
    eventually(lambda: admin.audit(action="backup.make"), "a backup is made")
    uma = muster.sign_up("Uma")
    pia = muster.add("Pia", role="pending")
    admin.give_everybody("features.api_keys")
    readers = admin.make_group("Readers", uma, permissions=shape("workspace.models"))
    muster.loaded("alpha", name="First", access_grants=[readable_by(readers)], meta={"description": "The first one"})
    muster.offer("beta")
    admin.create("wrong-magic")
    tags = [{"name": "office"}, {"name": "letters"}]
    admin.create(
        LONG_ID,
        name=LONG_NAME,
        base_model_id="alpha",
        params={"system": "You write letters.", "temperature": 0.4, "stop": ["END"]},
        meta={"description": "Writes letters, " * 12, "tags": tags},
        access_grants=[readable_by(uma)],
    )
    admin.create("poet", base_model_id="alpha", params={"system": "rhyme"}, is_active=False, meta={"hidden": True})
    # Switched off, with initials on backgrounds of several colors.
    for number in range(6):
        admin.create(f"retired-{number}", name=f"Retired {number}", base_model_id="alpha", is_active=False)
    uma.create("mine", name="Mine", base_model_id="alpha")
    for number in range(3):
        admin.update("poet", base_model_id="alpha", params={"system": f"rhyme {number}"})
    admin.create("gone", name="Gone", base_model_id="alpha")
    admin.remove("gone")
    for kind, id, name in (("tools", "web/search", "Web search"), ("knowledge", "handbook", "Handbook")):
        expect_ok(admin.post(f"/api/v1/catalog/{kind}", json={"id": id, "name": name, "description": f"The {name}"}))
    uma.make_key("laptop")
    admin.make_key("pipeline")
    muster.wait_until("wrong-magic", "failed")
    return Furnished(muster, uma, pia, readers)


Opening = Callable[[Page, Furnished], None]


def at(place: str) -> Opening:
    def go(page: Page, furnished: Furnished) -> None:
        page.goto(place.format(uma=furnished.uma.id, readers=furnished.readers["id"], long=LONG_ID))

    return go


def then(place: str, *acts: Callable[[Page], None]) -> Opening:
    def go(page: Page, furnished: Furnished) -> None:
        at(place)(page, furnished)
        wait_until_shown(page)
        for act in acts:
            act(page)

    return go


def press(name: str | re.Pattern[str], role: Any = "button") -> Callable[[Page], None]:
    return lambda page: page.get_by_role(role, name=name).first.click()


def key(name: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(name)


def menu_of(id: str, item: str | None = None) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        if item is not None:
            choose(page, id, item)
        else:
            row(page, id).get_by_role("button", name="More actions").click()

    return act


def offer_file(page: Page) -> None:
    model = {"id": "new", "name": "New", "base_model_id": "alpha", "meta": {}, "params": {}}
    file = {"name": "models.json", "mimeType": "application/json", "buffer": json.dumps([model]).encode()}
    page.get_by_label("Import models").set_input_files(file)  # type: ignore[arg-type]
    expect(dialog(page).get_by_role("button", name="Import")).to_be_enabled()


def unfold_all(page: Page) -> None:
    closed = page.locator("main details:not([open]) > summary, .advanced-head [aria-expanded=false]")
    for _ in range(closed.count()):
        closed.first.click()
    expect(closed).to_have_count(0)


def offer_picture(page: Page) -> None:
    file = {"name": "picture.png", "mimeType": "image/png", "buffer": png(300, 200)}
    page.get_by_label("Image file").set_input_files(file)  # type: ignore[arg-type]
    expect(dialog(page).get_by_role("button", name="Use image")).to_be_enabled()


def save_what_somebody_changed_meanwhile(page: Page, furnished: Furnished) -> None:
    at("/models/edit?id=poet")(page, furnished)
    page.get_by_label("Description").fill("What one wrote")
    meta = {"hidden": True, "description": f"What another wrote at {time.monotonic_ns()}"}
    furnished.muster.admin.update("poet", base_model_id="alpha", params={"system": "rhyme 2"}, meta=meta)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alertdialog", name="Edit conflict")).to_be_visible()


def ask_what_if(page: Page, furnished: Furnished) -> None:
    at("/memory?whatif=beta")(page, furnished)
    expect(page.locator(".what-if-result")).to_contain_text("MiB")


def open_download(page: Page, furnished: Furnished) -> None:
    at("/weights")(page, furnished)
    page.locator(".weights-actions .button-primary").click()
    expect(dialog(page)).to_be_visible()


def open_filters(page: Page) -> None:
    """Opens the filters, which are behind a button in narrow windows."""
    toggle = page.get_by_role("button", name=re.compile(r"^Filters?( \(|$)"))
    if toggle.is_visible():
        toggle.click()


def open_more_filters(page: Page) -> None:
    open_filters(page)
    page.locator("main details > summary").first.click()


def change_and_leave(page: Page) -> None:
    page.get_by_label("Description").fill("Half an edit")
    page.get_by_role("link", name="Muster, home").click()


# The server answers unknown addresses with its own 404; the page shows this one for links within it.
FOLLOW_A_LINK = "path => { history.pushState({index: 0}, '', path); dispatchEvent(new PopStateEvent('popstate')) }"

PAGES: dict[str, Opening] = {
    "models": at("/models"),
    "cards": at("/models?layout=cards"),
    "filters set": at("/models?base=alpha&visibility=shown&residency=loaded"),
    "more filters": then("/models", open_more_filters),
    "filters of the trail": then("/audit", open_filters),
    "no model fits": at("/models?query=nothing-of-this-name"),
    "new model": at("/models/new"),
    "edit a preset": at("/models/edit?id={long}"),
    "edit a base model": at("/models/edit?id=alpha"),
    "every part of the editor": then("/models/edit?id={long}", unfold_all),
    "overview of a base model": at("/models/overview?id=alpha"),
    "overview of a preset": at("/models/overview?id={long}"),
    "overview of what failed": at("/models/overview?id=wrong-magic"),
    "try": at("/models/try?id=alpha"),
    "use": at("/models/use?id=alpha"),
    "access": at("/models/access?id={long}"),
    "launch settings": at("/models/launch?id=alpha"),
    "versions": at("/models/history?id=poet"),
    "what happened": at("/models/audit?id=poet"),
    "memory": at("/memory"),
    "what if": ask_what_if,
    "runtimes": at("/runtimes"),
    "weights": at("/weights"),
    "download weights": open_download,
    "audit": at("/audit"),
    "bin": at("/bin"),
    "people": at("/people"),
    "a person": at("/people/edit?id={uma}"),
    "groups": at("/groups"),
    "new group": at("/groups/new"),
    "a group": at("/groups/edit?id={readers}"),
    "everybody": at("/groups/everybody"),
    "keys": at("/keys"),
    "me": at("/settings"),
    "appearance": at("/settings/appearance"),
    "backups": at("/settings/backups"),
    "catalog": at("/settings/catalog"),
    "checkpoints": at("/settings/checkpoints"),
    "server": at("/settings/server"),
    "not found": then("/models", lambda page: page.evaluate(FOLLOW_A_LINK, "/nowhere")),
}

OVERLAYS: dict[str, Opening] = {
    "menu of a model": then("/models", menu_of("alpha")),
    "menu of the account": then("/models", press("Account")),
    "menu of the theme": then("/models", press("Theme")),
    "delete": then("/models", menu_of("alpha", "Delete")),
    "share": then("/models", menu_of(LONG_ID, "Share")),
    "use it": then("/models", menu_of("alpha", "Use it")),
    "import": then("/models", offer_file),
    "palette": then("/models", key("Control+k")),
    "shortcuts": then("/models", key("?")),
    "recent changes": then("/models", key("u")),
    "selected models": then("/models", lambda page: page.get_by_label("Select First").check()),
    "leave unsaved": then("/models/edit?id=poet", change_and_leave),
    "change password": then("/settings", press("Change password")),
    "add a person": then("/people", press("Add person")),
    "new key": then("/keys", press("New key")),
    "cut a picture": then("/models/edit?id=poet", offer_picture),
    "changed meanwhile": save_what_somebody_changed_meanwhile,
    "add a tool": then("/settings/catalog", press("Add a tool")),
    "change a tool": then("/settings/catalog", press("Edit Web search")),
    "add a runtime": then("/runtimes", press("Add a runtime")),
    "drain a runtime": then("/runtimes", press("Drain local")),
    "sign out everywhere": then("/settings", press("Sign out everywhere")),
    "restore a backup": then("/settings/backups", press(re.compile("^Restore muster-"))),
    "entry of the trail": then("/audit", lambda page: page.locator("tbody button").first.click()),
}


def wait_until_shown(page: Page) -> None:
    """Waits until the heading is shown and nothing is loading."""
    expect(page.locator("main h1, main h2").first).to_be_visible()
    expect(page.locator("main[aria-busy=true], .loading-rows, table[aria-busy=true]")).to_have_count(0)
