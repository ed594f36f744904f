"""The editor: every field, validation, and concurrent edits."""

from __future__ import annotations

import base64
import json
import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from plumbing.browsing import dialog, enter, row
from plumbing.images import png
from plumbing.muster import Muster
from plumbing.person import expect_ok, model_form

PICTURE: FilePayload = {"name": "p.png", "mimeType": "image/png", "buffer": png(300, 200)}


@pytest.fixture
def editor(page: Page, muster: Muster) -> Page:
    """The form of a preset that has a few things set."""
    muster.offer("alpha")
    muster.admin.create(
        "poet", base_model_id="alpha", params={"temperature": 0, "unheard_of": [1]}, meta={"description": "Rhymes."}
    )
    enter(page, muster.admin, "/models/edit?id=poet")
    expect(page.get_by_label("Name", exact=True)).to_have_value("poet")
    return page


def open_section(page: Page, name: str) -> Locator:
    button = page.get_by_role("button", name=name, exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return page.locator("section.advanced").filter(has=button)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def test_unset_differs_from_zero_and_what_the_form_does_not_know_is_kept(editor: Page, muster: Muster) -> None:
    parameters = open_section(editor, "Advanced parameters")
    expect(parameters.get_by_label("Temperature")).to_have_value("0")
    expect(parameters.get_by_label("Top K")).to_have_value("")
    parameters.get_by_label("Temperature").fill("")
    parameters.get_by_label("Top K").fill("0")
    parameters.get_by_label("Stream", exact=True).select_option("false")
    parameters.get_by_label("Logit bias").fill('{"15043": -100}')
    save(editor)
    assert muster.admin.model("poet")["params"] == {
        "unheard_of": [1], "top_k": 0, "stream_response": False, "logit_bias": {"15043": -100},
    }  # fmt: skip


def test_a_parameter_is_found_by_what_it_does(editor: Page) -> None:
    parameters = open_section(editor, "Advanced parameters")
    parameters.get_by_label("Search parameters").fill("surprising")
    expect(parameters.get_by_label("Mirostat tau")).to_be_visible()
    expect(parameters.get_by_label("Temperature")).to_have_count(0)


def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent(editor: Page, muster: Muster) -> None:
    parameters = open_section(editor, "Advanced parameters")
    parameters.get_by_label("Top P").fill("7")
    parameters.get_by_label("Logit bias").fill("{")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(parameters.get_by_text("Between 0 and 1.")).to_be_visible()
    expect(parameters.get_by_text("Must be JSON.")).to_be_visible()
    expect(parameters.get_by_label("Top P")).to_be_focused()
    assert muster.admin.model("poet")["revision"] == 1


def test_other_parameters_are_added_by_name_and_json(editor: Page, muster: Muster) -> None:
    parameters = open_section(editor, "Advanced parameters")
    parameters.get_by_role("button", name="Add parameter").click()
    parameters.get_by_label("Parameter 1").fill("dry_multiplier")
    parameters.get_by_label("Value of dry_multiplier").fill("0.8")
    save(editor)
    assert muster.admin.model("poet")["params"]["custom_params"] == {"dry_multiplier": "0.8"}


def test_an_image_is_cropped_and_shown_in_the_list(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Image file").set_input_files(PICTURE)
    dialog(editor).get_by_label("Zoom").press("ArrowRight")
    dialog(editor).get_by_role("button", name="Use image").click()
    save(editor)
    url = muster.admin.model("poet")["meta"]["profile_image_url"]
    kind, content = re.fullmatch(r"data:(image/\w+);base64,(.*)", url).groups()  # type: ignore[union-attr]
    assert kind in ("image/webp", "image/png") and len(base64.b64decode(content)) < 60_000
    picture = row(editor, "poet").locator("img")
    expect(picture).to_have_js_property("naturalWidth", 256)


def test_an_invalid_image_file_is_reported(editor: Page) -> None:
    editor.get_by_label("Image file").set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(editor.get_by_role("alert")).to_contain_text("Can’t read notes.png as an image.")


def test_suggestions_are_ordered_and_capabilities_and_features_chosen(editor: Page, muster: Muster) -> None:
    suggestions = open_section(editor, "Prompt suggestions")
    for text in ("Second", "First"):
        suggestions.get_by_role("button", name="Add suggestion").click()
        suggestions.get_by_role("textbox").last.fill(text)
    suggestions.get_by_role("button", name="Move suggestion 2 up").click()
    capabilities = open_section(editor, "Capabilities")
    capabilities.get_by_role("checkbox", name="Images").uncheck()
    capabilities.get_by_role("group", name="On in a new chat").get_by_role("checkbox", name="Web search").check()
    save(editor)
    meta = muster.admin.model("poet")["meta"]
    assert [each["content"] for each in meta["suggestion_prompts"]] == ["First", "Second"]
    assert meta["capabilities"] == {"vision": False}, "what nobody touched stays unsaid"
    assert meta["defaultFeatureIds"] == ["web_search"] and meta["description"] == "Rhymes."


def test_tools_come_from_the_catalog_and_unknown_ones_are_kept_and_said_to_be_unknown(
    page: Page, muster: Muster
) -> None:
    muster.offer("alpha")
    expect_ok(muster.admin.post("/api/v1/catalog/tools", json={"id": "web", "name": "Web search"}))
    expect_ok(muster.admin.post("/api/v1/catalog/knowledge", json={"id": "handbook", "name": "Handbook"}))
    muster.admin.create("poet", base_model_id="alpha", meta={"toolIds": ["lost"]})
    enter(page, muster.admin, "/models/edit?id=poet")
    references = open_section(page, "Knowledge, tools and filters")
    expect(references.get_by_text("not in the catalog")).to_be_visible()
    references.get_by_label("Tools", exact=True).select_option("web")
    references.get_by_role("button", name="Add Web search").click()
    references.get_by_label("Knowledge", exact=True).select_option("handbook")
    references.get_by_role("button", name="Add Handbook").click()
    save(page)
    meta = muster.admin.model("poet")["meta"]
    assert meta["toolIds"] == ["lost", "web"]
    assert meta["knowledge"] == [{"id": "handbook", "name": "Handbook", "type": "collection"}]


def test_the_json_is_what_is_sent(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Description").fill("Rhymes well.")
    preview = open_section(editor, "JSON").locator("pre")
    shown = json.loads(preview.inner_text())
    with editor.expect_request("**/api/v1/models/model/update") as request:
        save(editor)
    assert json.loads(request.value.post_data or "") == shown
    assert muster.admin.model("poet")["meta"]["description"] == "Rhymes well."


def test_an_id_is_made_from_the_name_and_said_to_be_taken_while_typing(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("court-poet", base_model_id="alpha")
    enter(page, muster.admin, "/models/new?base=alpha")
    page.get_by_label("Name", exact=True).fill("Court Poet")
    expect(page.get_by_label("Model ID")).to_have_value("court-poet")
    expect(page.get_by_text("This ID is already taken.")).to_be_visible()
    page.get_by_label("Model ID").fill("another-poet")
    expect(page.get_by_text("This ID is already taken.")).to_have_count(0)
    save(page)
    assert muster.admin.sees("another-poet")


def test_a_new_model_is_shared_as_it_is_made(page: Page, muster: Muster) -> None:
    uma = muster.sign_up("Uma")
    muster.offer("alpha")
    enter(page, muster.admin, "/models/new?base=alpha")
    page.get_by_label("Name", exact=True).fill("Shared")
    access = open_section(page, "Access")
    access.get_by_label("Add person").fill("Uma")
    access.get_by_role("button", name="Add Uma").click()
    save(page)
    assert uma.sees("shared")


def test_the_choice_of_base_models_shows_size_and_whether_it_is_loaded(page: Page, muster: Muster) -> None:
    muster.loaded("alpha")
    enter(page, muster.admin, "/models/new")
    expect(page.get_by_label("Base model").locator("option", has_text="alpha")).to_have_text(
        re.compile(r"alpha · .*KiB, loaded, .*MiB")
    )
    page.get_by_label("Search base models").fill("gam")
    expect(page.get_by_label("Base model").locator("option", has_text="beta")).to_have_count(0)
    expect(page.get_by_label("Base model").locator("option", has_text="gamma")).not_to_have_count(0)


def test_two_edits_at_once_are_merged_field_by_field(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Description").fill("My rhymes.")
    editor.get_by_label("System prompt").fill("Rhyme.")
    theirs = model_form(
        "poet", name="Their poet", base_model_id="alpha", params={"temperature": 0, "unheard_of": [1]},
        meta={"description": "Their rhymes."},
    )  # fmt: skip
    expect_ok(muster.admin.post("/api/v1/models/model/update", json=theirs))
    editor.get_by_role("button", name="Save", exact=True).click()
    conflict = editor.get_by_role("alertdialog", name="Edit conflict")
    # What only one of the two changed is chosen already; of what both did, somebody has to decide.
    expect(conflict.get_by_label("name: theirs")).to_be_checked()
    expect(conflict.get_by_label("System prompt: mine")).to_be_checked()
    expect(conflict.get_by_text("changed by both")).to_have_count(1)
    conflict.get_by_label("description: theirs").check()
    conflict.get_by_role("button", name="Save merged").click()
    expect(editor.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    saved = muster.admin.model("poet")
    assert saved["name"] == "Their poet" and saved["meta"]["description"] == "Their rhymes."
    assert saved["params"] == {"temperature": 0, "unheard_of": [1], "system": "Rhyme."}


def test_a_save_during_a_conflict_brings_up_the_next_conflict(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Description").fill("My rhymes.")
    meta = {"description": "Rhymes."}
    assert (
        muster.admin.update(
            "poet", base_model_id="alpha", name="Second", params={"temperature": 0}, meta=meta
        ).status_code
        == 200
    )
    editor.get_by_role("button", name="Save", exact=True).click()
    conflict = editor.get_by_role("alertdialog", name="Edit conflict")
    expect(conflict.get_by_label("name: theirs")).to_be_checked()
    assert (
        muster.admin.update(
            "poet", base_model_id="alpha", name="Third", params={"temperature": 1}, meta=meta
        ).status_code
        == 200
    )
    conflict.get_by_role("button", name="Save merged").click()
    expect(conflict.get_by_text("Third")).to_be_visible()
    # Only what changed since the version that was merged with is asked for, and the newest is not taken back.
    expect(conflict.get_by_label("name: theirs")).to_be_checked()
    expect(conflict.get_by_text("changed by both")).to_have_count(0)
    conflict.get_by_role("button", name="Save merged").click()
    expect(editor.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    saved = muster.admin.model("poet")
    assert (saved["name"], saved["params"], saved["meta"]["description"]) == ("Third", {"temperature": 1}, "My rhymes.")


def test_enter_in_a_search_does_not_save_what_is_half_finished(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Description").fill("Half an edit")
    parameters = open_section(editor, "Advanced parameters")
    parameters.get_by_label("Search parameters").fill("temp")
    parameters.get_by_label("Search parameters").press("Enter")
    editor.get_by_label("Image file").set_input_files(PICTURE)
    dialog(editor).get_by_label("Zoom").press("Enter")
    expect(dialog(editor).get_by_role("button", name="Use image")).to_be_visible()
    assert muster.admin.model("poet")["revision"] == 1
    dialog(editor).get_by_role("button", name="Cancel").click()
    editor.get_by_label("Name", exact=True).press("Enter")
    expect(editor.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    assert muster.admin.model("poet")["meta"]["description"] == "Half an edit"


def test_an_edit_that_the_user_continues_is_not_lost(editor: Page, muster: Muster) -> None:
    editor.get_by_label("Description").fill("My rhymes.")
    assert muster.admin.update("poet", base_model_id="alpha", name="Their poet").status_code == 200
    editor.get_by_role("button", name="Save", exact=True).click()
    editor.get_by_role("alertdialog").get_by_role("button", name="Keep editing").click()
    expect(editor.get_by_label("Description")).to_have_value("My rhymes.")
    editor.get_by_role("button", name="Cancel").click()
    expect(editor.get_by_role("alertdialog")).to_be_visible()


def test_parameters_that_no_runtime_knows_are_offered_only_where_they_are_set(page: Page, muster: Muster) -> None:
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha", params={"num_ctx": 8192})
    enter(page, muster.admin, "/models/edit?id=poet")
    parameters = open_section(page, "Advanced parameters")
    expect(parameters.get_by_label("Temperature")).to_be_visible()
    expect(parameters.get_by_text("no runtime here supports it")).to_have_count(1)
    expect(parameters.get_by_label("Context length", exact=True)).to_have_value("8192")
    expect(parameters.get_by_label("Threads", exact=True)).to_have_count(0)
    parameters.get_by_label("Context length", exact=True).fill("")
    expect(parameters.get_by_label("Context length", exact=True)).to_have_value("")
