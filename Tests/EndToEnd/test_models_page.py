"""The list of models in a real browser: filters, bulk changes, files, shortcuts."""

from __future__ import annotations

import json
import re

from playwright.sync_api import FilePayload, Page, expect

from plumbing.browsing import choose, dialog, enter, row
from plumbing.muster import Muster
from plumbing.tiny_models import PROJECT
from plumbing.waiting import eventually


def file_of(*models: dict[str, object]) -> FilePayload:
    return {"name": "models.json", "mimeType": "application/json", "buffer": json.dumps(list(models)).encode()}


def offer_import(page: Page, file: FilePayload) -> None:
    page.get_by_label("Import models").set_input_files(file)


def is_active(muster: Muster, *ids: str) -> list[bool]:
    return [muster.admin.model(id)["is_active"] for id in ids]


def test_filters_are_in_the_address(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha")
    muster.admin.create("tagged", base_model_id="alpha", meta={"tags": [{"name": "office"}]})
    muster.admin.create("plain", base_model_id="alpha")
    enter(page, muster.admin)
    page.get_by_text("More filters").click()
    page.get_by_label("Tag", exact=True).select_option("office")
    expect(row(page, "plain")).to_have_count(0)
    expect(row(page, "tagged")).to_be_visible()
    expect(page).to_have_url(re.compile("tag=office"))
    page.goto("/models?owner=shared")
    expect(page.get_by_text("No matching models")).to_be_visible()
    page.get_by_role("button", name="Show all models").click()
    page.get_by_label("Order").select_option("created")
    expect(page).to_have_url(re.compile("order=created"))
    page.reload()
    expect(page.get_by_label("Order")).to_have_value("created")
    expect(row(page, "plain")).to_be_visible()
    assert uma.list()["total"] == 0


def test_several_models_are_switched_at_once_and_undone(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    for id in ("one", "two", "three"):
        muster.admin.create(id, base_model_id="alpha", is_active=False)
    enter(page, muster.admin, "/models?kind=preset")
    page.get_by_label("Select one").check()
    page.get_by_label("Select two").check()
    page.get_by_role("toolbar").get_by_role("button", name="Switch on").click()
    expect(row(page, "one").get_by_role("switch")).to_have_attribute("aria-checked", "true")
    assert is_active(muster, "one", "two", "three") == [True, True, False]
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert is_active(muster, "one", "two", "three") == [False, False, False]


def test_models_that_a_filter_hides_are_no_longer_selected(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    for id in ("one", "two", "three"):
        muster.admin.create(id, base_model_id="alpha")
    enter(page, muster.admin, "/models?kind=preset&state=active")
    page.get_by_label("Select all").check()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("3 selected")
    row(page, "one").get_by_role("switch").click()
    expect(bar).to_contain_text("2 selected")
    muster.admin.remove("two")
    expect(bar).to_contain_text("1 selected")
    bar.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("1 model is switched off.")).to_be_visible()
    assert is_active(muster, "one", "three") == [False, False]


def test_several_models_are_tagged_and_deleted(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("one", base_model_id="alpha")
    muster.admin.create("two", base_model_id="alpha")
    enter(page, muster.admin, "/models?kind=preset")
    page.get_by_label("Select all").check()
    page.get_by_role("button", name="Tag…").click()
    dialog(page).get_by_label("Tags, separated by commas").fill("office, old")
    dialog(page).get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_text("2 models are tagged.")).to_be_visible()
    expect(row(page, "one").get_by_text("office", exact=True)).to_be_visible()
    page.get_by_label("Select all").check()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("alertdialog", name="Delete 2 models?").get_by_role("button", name="Delete").click()
    deleted = page.get_by_role("status").filter(has_text="2 models are deleted.")
    expect(row(page, "one")).to_have_count(0)
    deleted.get_by_role("button", name="Undo").click()
    expect(row(page, "two")).to_be_visible()
    assert [tag["name"] for tag in muster.admin.model("one")["meta"]["tags"]] == ["office", "old"]


def test_an_import_first_shows_what_it_would_change(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    offer_import(
        page, file_of({"id": "letters", "name": "Letters", "base_model_id": "alpha", "meta": {}, "params": {}})
    )
    expect(dialog(page).get_by_text("1 new, 0 changed, 0 unchanged.")).to_be_visible()
    assert not muster.admin.sees("letters")
    dialog(page).get_by_role("button", name="Import").click()
    expect(row(page, "letters")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(row(page, "letters")).to_have_count(0)


def test_the_import_preview_lists_changed_fields_and_folds_unchanged_models(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("same", name="Same", base_model_id="alpha")
    muster.admin.create("poet", name="Poet", base_model_id="alpha", params={"system": "Write poems.", "seed": 7})
    enter(page, muster.admin)
    poet = {"id": "poet", "name": "Poet", "base_model_id": "alpha", "meta": {}}
    file = file_of(
        {"id": "same", "name": "Same", "base_model_id": "alpha", "meta": {}, "params": {}},
        {"id": "new", "name": "New", "base_model_id": "alpha", "meta": {}, "params": {}},
        {**poet, "params": {"system": "Write short poems.", "seed": 7}},
    )
    offer_import(page, file)
    lines = dialog(page).get_by_role("listitem")
    expect(lines).to_contain_text([re.compile("^poetchanged"), re.compile("^newnew")])
    expect(lines.first).to_contain_text("System prompt")
    expect(lines.first.locator("ins mark")).to_have_text("short ")
    expect(lines.first).not_to_contain_text("Seed")
    expect(dialog(page).get_by_text("same", exact=True)).to_be_hidden()
    dialog(page).get_by_text("1 unchanged", exact=True).click()
    expect(dialog(page).get_by_text("same", exact=True)).to_be_visible()


def test_a_search_finds_descriptions(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha", meta={"description": "Für Balladen und Oden"})
    muster.admin.create("coder", base_model_id="alpha")
    enter(page, muster.admin)
    page.get_by_role("searchbox").fill("BALLADEN")
    expect(row(page, "coder")).to_have_count(0)
    expect(row(page, "poet")).to_be_visible()


def test_an_import_with_an_invalid_line_names_it_and_changes_nothing(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    offer_import(page, file_of({"id": "good", "name": "Good", "base_model_id": "alpha"}, {"id": "", "name": "Bad"}))
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    expect(dialog(page).get_by_role("button", name="Import")).to_be_disabled()
    dialog(page).get_by_role("button", name="Cancel").click()
    offer_import(page, {"name": "broken.json", "mimeType": "application/json", "buffer": b"[{"})
    expect(dialog(page).get_by_role("alert")).to_contain_text("Can’t read broken.json")
    assert not muster.admin.sees("good")


def test_the_import_preview_says_what_models_wait_for(page: Page, muster: Muster) -> None:
    enter(page, muster.admin)
    text = (PROJECT / "Tests/Fixtures/imports/presets-without-their-base.json").read_text()
    content = b"\xff\xfe" + text.encode("utf-16-le")
    offer_import(page, {"name": "presets.json", "mimeType": "application/json", "buffer": content})
    waiting = dialog(page).get_by_text("Stays off until its base model a_pipe_function exists.")
    expect(waiting).to_have_count(2)
    dialog(page).get_by_role("button", name="Import").click()
    expect(row(page, "desk-1").get_by_role("switch")).to_have_attribute("aria-checked", "false")
    content = (PROJECT / "Tests/Fixtures/imports/function-export.json").read_bytes()
    offer_import(page, {"name": "functions.json", "mimeType": "application/json", "buffer": content})
    expect(dialog(page).get_by_role("alert")).to_contain_text("an export of functions")


def test_a_model_is_exported_by_its_menu(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("letters", base_model_id="alpha", params={"system": "Write letters."})
    enter(page, muster.admin)
    with page.expect_download() as download:
        choose(page, "letters", "Export")
    exported = json.loads(download.value.path().read_text())
    assert [(model["id"], model["params"]["system"]) for model in exported] == [("letters", "Write letters.")]


def test_a_model_is_hidden_and_shown_again(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("letters", base_model_id="alpha", meta={"description": "kept"})
    enter(page, muster.admin)
    choose(page, "letters", "Hide")
    expect(row(page, "letters").get_by_text("hidden", exact=True)).to_be_visible()
    assert muster.admin.model("letters")["meta"] == {"description": "kept", "hidden": True}
    choose(page, "letters", "Show")
    expect(row(page, "letters").get_by_text("hidden", exact=True)).to_have_count(0)
    assert muster.admin.model("letters")["meta"]["hidden"] is False


def test_keys_move_through_rows_select_and_switch_them(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("letters", base_model_id="alpha", is_active=False)
    enter(page, muster.admin, "/models?kind=preset")
    expect(row(page, "letters")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_label("Select letters")).to_be_checked()
    page.get_by_role("link", name="letters").focus()
    page.keyboard.press("Space")
    eventually(lambda: is_active(muster, "letters") == [True], "it is switched on")
    page.get_by_role("link", name="letters").focus()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Save")).to_be_visible()


def test_the_palette_goes_to_pages_and_switches_models(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("letters", base_model_id="alpha", is_active=False)
    enter(page, muster.admin)
    page.keyboard.press("Control+k")
    palette = page.get_by_role("combobox", name="Model, page or action")
    palette.fill("letters")
    page.get_by_role("option", name="Switch letters on").click()
    eventually(lambda: is_active(muster, "letters") == [True], "it is switched on")
    page.keyboard.press("Control+k")
    palette.fill("sett")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings$"))


def test_a_question_mark_lists_the_keys(page: Page, muster: Muster) -> None:
    enter(page, muster.admin)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_the_page_speaks_german(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    enter(page, muster.admin)
    page.evaluate("localStorage.setItem('muster.language', 'de')")
    page.reload()
    expect(page.get_by_role("heading", name="Modelle", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(row(page, "alpha").get_by_text("Nicht geladen", exact=True)).to_be_visible()
