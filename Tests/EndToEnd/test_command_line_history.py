"""The command line for versions, the bin, undo, export and import."""

from __future__ import annotations

import json
import subprocess
import time
from typing import Any

import pytest

from plumbing.muster import EXECUTABLE, Command, Muster, executable_environment
from plumbing.person import READABLE_BY_EVERYONE, Person, expect_ok, writable_by
from plumbing.waiting import passing
from test_command_line_people import run_at_a_terminal

UNDO = "Undo with: muster undo "


@pytest.fixture
def tutor(admin: Person) -> str:
    """A preset on alpha with three versions, of which the third has another name and prompt."""
    admin.create("alpha", is_active=False)
    admin.create("tutor", base_model_id="alpha", params={"system": "Explain."}, is_active=False)
    expect_ok(admin.update("tutor", base_model_id="alpha", params={"system": "Explain."}, meta={"description": "d"}))
    expect_ok(admin.update("tutor", base_model_id="alpha", name="Tutor", params={"system": "Be brief."}))
    return "tutor"


def a_moment() -> str:
    """A time with an eventless second before and after it, because times are stored in seconds."""
    passing(1.0)
    moment = int(time.time())
    passing(1.0)
    return str(moment)


def done(command: Command) -> str:
    assert command.code == 0, command
    return command.output


def answer(command: Command) -> Any:
    return json.loads(done(command))


def undo_token(command: Command) -> str:
    [line] = [line for line in command.errors.splitlines() if line.startswith(UNDO)]
    return line.removeprefix(UNDO)


def write(muster: Muster, *models: dict[str, Any]) -> str:
    file = muster.folder / "models.json"
    file.write_text(json.dumps(models))
    return str(file)


# Versions


def test_versions_are_listed_newest_first_with_user_and_reason(muster: Muster, admin: Person, tutor: str) -> None:
    expect_ok(admin.update("tutor", base_model_id="alpha", reason="term begins"))
    listed = done(muster.run("models", "history", "tutor"))
    rows = listed.splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["4", "3", "2", "1"], listed
    assert "Ada" in rows[1] and "term begins" in rows[1] and "model.create" in rows[4]
    versions = answer(muster.run("models", "history", "tutor", "--json"))
    assert versions == admin.get("/api/v1/models/model/history", params={"id": "tutor"}).json()


def test_a_long_history_is_listed_in_pages(muster: Muster, admin: Person, tutor: str) -> None:
    for number in range(20):
        expect_ok(admin.update("tutor", base_model_id="alpha", name=f"Tutor {number}"))
    newest = muster.run("models", "history", "tutor")
    assert len(done(newest).splitlines()) == 21 and newest.errors == "Older revisions: --before 4\n"
    oldest = muster.run("models", "history", "tutor", "--before", "4")
    assert [row.split()[0] for row in done(oldest).splitlines()[1:]] == ["3", "2", "1"] and oldest.errors == ""


def test_two_versions_are_compared_field_by_field(muster: Muster, tutor: str) -> None:
    rows = done(muster.run("models", "diff", "tutor", "1", "3")).splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["name", "params.system"], rows
    assert "Explain." in rows[2] and rows[2].endswith("Be brief.")
    changes = answer(muster.run("models", "diff", "tutor", "3", "1", "--json"))["changes"]
    assert changes["name"] == {"before": "Tutor", "after": "tutor"}
    version = answer(muster.run("models", "history", "tutor", "--json"))[0]["id"]
    assert done(muster.run("models", "diff", "tutor", version, "3")) == "No differences.\n"


def test_the_version_of_a_time_is_compared_with_the_latest(muster: Muster, admin: Person, tutor: str) -> None:
    then = a_moment()
    for number in range(25):
        expect_ok(admin.update("tutor", base_model_id="alpha", name=f"Tutor {number}", params={"system": "Be brief."}))
    compared = answer(muster.run("models", "diff", "tutor", "--at", then, "--json"))
    assert compared["from"]["revision"] == 3 and compared["changes"] == {
        "name": {"before": "Tutor", "after": "Tutor 24"}
    }


def test_versions_to_compare_are_given_by_number_or_by_time(shared_muster: Muster) -> None:
    for arguments in ([], ["1"], ["1", "2", "--at", "1h"], ["1", "--at", "1h"], ["--at", "soon"]):
        assert shared_muster.run("models", "diff", "tutor", *arguments).code == 64, arguments


def test_a_rollback_keeps_the_grants_unless_asked_to_change_them(muster: Muster, admin: Person) -> None:
    admin.create("alpha", name="Old", access_grants=[READABLE_BY_EVERYONE], is_active=False)
    expect_ok(admin.update("alpha", name="New", access_grants=[]))
    back = done(muster.run("models", "rollback", "alpha", "1", "--reason", "was better"))
    assert back == "alpha was rolled back to revision 1; this is now revision 3.\n"
    assert admin.model("alpha")["name"] == "Old" and admin.model("alpha")["access_grants"] == []
    [entry] = admin.audit(action="model.roll_back")
    assert entry["audit_metadata"]["reason"] == "was better"

    version = answer(muster.run("models", "history", "alpha", "--json"))[-1]["id"]
    model = answer(muster.run("models", "rollback", "alpha", version, "--with-grants", "--json"))
    assert [grant["principal_id"] for grant in model["access_grants"]] == ["*"] and model["revision"] == 4


def test_a_model_is_rolled_back_to_the_version_of_a_time(muster: Muster, admin: Person, tutor: str) -> None:
    then = a_moment()
    expect_ok(admin.update("tutor", base_model_id="alpha", name="Worse"))
    assert "was rolled back to revision 3" in done(muster.run("models", "rollback", "tutor", "--at", then))
    assert admin.model("tutor")["name"] == "Tutor"


def test_a_missing_version_is_refused(muster: Muster, admin: Person, tutor: str) -> None:
    for arguments in (["rollback", "tutor", "9"], ["rollback", "tutor", "x"], ["diff", "tutor", "1", "9"]):
        refused = muster.run("models", *arguments)
        assert refused.code == 1 and "Revision not found" in refused.errors, refused
    early = muster.run("models", "rollback", "tutor", "--at", "2001-02-03")
    assert early.code == 1 and "At 2001-02-03 00:00:00 there was no model 'tutor'" in early.errors
    assert muster.run("models", "rollback", "tutor").code == 64
    assert muster.run("models", "rollback", "tutor", "1", "--at", "1h").code == 64
    assert admin.model("tutor")["revision"] == 3


def test_a_reader_does_not_see_the_history(muster: Muster, admin: Person, user: Person, tutor: str) -> None:
    expect_ok(admin.share("tutor", READABLE_BY_EVERYONE))
    refused = muster.run("models", "history", "tutor", token=user.token)
    assert refused.code == 1 and refused.output == "" and refused.errors
    expect_ok(admin.share("tutor", writable_by(user)))
    assert "model.create" in done(muster.run("models", "history", "tutor", token=user.token))


# As it was then


def test_models_are_shown_as_they_were_at_a_time(muster: Muster, admin: Person, tutor: str) -> None:
    then = a_moment()
    expect_ok(admin.update("tutor", base_model_id="alpha", name="Other"))
    done(muster.run("models", "delete", "tutor", "--yes"))
    admin.create("strict", base_model_id="alpha", is_active=False)
    assert done(muster.run("models", "list", "--at", then, "--quiet")).split() == ["alpha", "tutor"]
    assert "Be brief." in done(muster.run("models", "show", "tutor", "--at", then))
    model = answer(muster.run("models", "show", "tutor", "--at", then, "--json"))
    assert (model["name"], model["revision"]) == ("Tutor", 3)
    assert model in answer(muster.run("models", "list", "--at", then, "--json"))["data"]
    absent = muster.run("models", "show", "strict", "--at", then)
    assert absent.code == 1 and "there was no model 'strict'" in absent.errors


def test_a_list_at_a_time_takes_no_other_filters(shared_muster: Muster) -> None:
    for option in (["--query", "a"], ["--state", "active"], ["--page", "2"]):
        refused = shared_muster.run("models", "list", "--at", "1h", *option)
        assert refused.code == 64 and "--quiet and --json only" in refused.errors


# The bin


def test_a_deletion_prints_the_undo_command(muster: Muster, admin: Person, tutor: str) -> None:
    before = admin.model("tutor")
    deleted = muster.run("models", "delete", "tutor", "--yes", "--json")
    assert answer(deleted) is True and not admin.sees("tutor")
    undone = muster.run("models", "undo", undo_token(deleted), "--reason", "a slip")
    assert done(undone) == "Undone.\ntutor is inactive (revision 5).\n", undone
    assert admin.model("tutor")["params"] == before["params"]

    again = muster.run("models", "undo", undo_token(deleted))
    assert again.code == 1 and "Already undone." in again.errors
    done(muster.run("models", "undo", undo_token(undone)))
    assert not admin.sees("tutor"), "undone twice is done"


def test_an_undo_does_not_overwrite_later_changes(muster: Muster, admin: Person, tutor: str) -> None:
    token = undo_token(muster.run("models", "delete", "tutor", "--yes"))
    admin.create("tutor", base_model_id="alpha", name="Another", is_active=False)
    refused = muster.run("models", "undo", token)
    assert refused.code == 1 and "'tutor': a model with this ID exists again" in refused.errors
    assert muster.run("models", "undo", "no-token").code == 1
    assert admin.model("tutor")["name"] == "Another"


def test_a_base_model_with_presets_is_not_deleted_without_an_option(muster: Muster, admin: Person, tutor: str) -> None:
    refused = muster.run("models", "delete", "alpha", "--yes")
    assert refused.code == 1 and "tutor" in refused.errors and UNDO not in refused.errors
    assert admin.sees("alpha") and admin.sees("tutor")


@pytest.mark.parametrize(("dependents", "stays"), [("deactivate", True), ("delete", False)])
def test_a_base_model_is_deleted_with_an_option_for_its_presets(
    muster: Muster, admin: Person, tutor: str, dependents: str, stays: bool
) -> None:
    deleted = muster.run("models", "delete", "alpha", "--yes", "--dependents", dependents)
    assert done(deleted) == "alpha was deleted.\n" and not admin.sees("alpha") and admin.sees("tutor") is stays
    done(muster.run("models", "undo", undo_token(deleted)))
    assert admin.sees("alpha") and admin.sees("tutor")


def test_a_deleted_model_is_in_the_bin_and_is_restored(muster: Muster, admin: Person, tutor: str) -> None:
    done(muster.run("models", "delete", "tutor", "--yes", "--reason", "nobody used it"))
    listed = done(muster.run("models", "bin"))
    assert "tutor" in listed and "Ada" in listed and "nobody used it" in listed
    assert done(muster.run("models", "bin", "--quiet")) == "tutor\n"
    assert answer(muster.run("models", "bin", "--json")) == admin.get("/api/v1/models/bin").json()
    assert "nobody used it" in done(muster.run("models", "history", "tutor"))

    restored = done(muster.run("models", "restore", "tutor", "--reason", "a slip"))
    assert restored == "tutor is inactive (revision 5).\n"
    assert admin.model("tutor")["name"] == "Tutor" and done(muster.run("models", "bin", "--quiet")) == ""


def test_a_model_whose_id_is_in_use_is_restored_under_another(muster: Muster, admin: Person) -> None:
    for name in ("First", "Second"):
        admin.create("alpha", name=name, is_active=False)
        expect_ok(admin.remove("alpha"))
    admin.create("alpha", name="Third", is_active=False)
    taken = muster.run("models", "restore", "alpha")
    assert taken.code == 1 and "is in use again" in taken.errors
    assert answer(muster.run("models", "restore", "alpha", "--as", "old", "--json"))["name"] == "Second"
    [first] = answer(muster.run("models", "bin", "--json"))["items"]
    done(muster.run("models", "restore", "alpha", "--version-id", first["version_id"], "--as", "older"))
    assert admin.model("older")["name"] == "First"


def test_a_model_is_purged_only_with_its_id_as_confirmation(muster: Muster, tutor: str) -> None:
    done(muster.run("models", "delete", "tutor", "--yes"))
    nobody = muster.run("models", "purge", "tutor")
    assert nobody.code == 64 and "--confirm tutor" in nobody.errors
    slip = muster.run("models", "purge", "tutor", "--confirm", "tudor")
    assert slip.code == 1 and "Nothing was purged: 'tudor' is not 'tutor'." in slip.errors
    assert done(muster.run("models", "bin", "--quiet")) == "tutor\n"
    assert done(muster.run("models", "purge", "tutor", "--confirm", "tutor")) == "tutor was purged.\n"
    assert done(muster.run("models", "bin", "--quiet")) == ""
    assert muster.run("models", "restore", "tutor").code == 1


def test_purging_in_a_terminal_asks_for_the_id(muster: Muster, tutor: str) -> None:
    done(muster.run("models", "delete", "tutor", "--yes"))
    code, shown = run_at_a_terminal([""], muster, "models", "purge", "tutor")
    assert code == 1 and "Purging can't be undone." in shown and "Nothing was purged" in shown
    code, shown = run_at_a_terminal(["tutor"], muster, "models", "purge", "tutor")
    assert code == 0 and "tutor was purged." in shown, shown


# Export and import


def test_an_export_is_imported_on_another_server(muster: Muster, admin: Person, tutor: str) -> None:
    before = admin.model("tutor")
    file = muster.folder / "kept.json"
    assert done(muster.run("models", "export", "-o", str(file))) == f"Exported 2 models to {file}.\n"
    assert json.loads(file.read_text()) == admin.get("/api/v1/models/export").json()
    for id in ("tutor", "alpha"):
        expect_ok(admin.remove(id))
    imported = muster.run("models", "import", str(file), "--reason", "from the old server")
    assert done(imported) == "created alpha\ncreated tutor\n2 created.\n", imported
    after = admin.model("tutor")
    assert [after[key] for key in ("name", "params", "meta")] == [before[key] for key in ("name", "params", "meta")]

    again = muster.run("models", "import", str(file))
    assert done(again) == "2 unchanged.\n" and again.errors == "", "nothing was done that could be undone"
    done(muster.run("models", "undo", undo_token(imported)))
    assert not admin.sees("tutor") and not admin.sees("alpha")


def test_given_models_are_exported_to_standard_output(muster: Muster, admin: Person, tutor: str) -> None:
    exported = answer(muster.run("models", "export", "tutor"))
    assert [model["id"] for model in exported] == ["tutor"] and exported[0]["name"] == "Tutor"
    assert {model["id"] for model in answer(muster.run("models", "export", "tutor", "alpha"))} == {"alpha", "tutor"}
    assert muster.run("models", "export", "nothing").code == 1
    unwritable = muster.run("models", "export", "-o", "/nowhere/models.json")
    assert unwritable.code == 2 and "/nowhere/models.json cannot be written" in unwritable.errors


def test_an_export_of_a_time_is_imported_again(muster: Muster, admin: Person, tutor: str) -> None:
    then = a_moment()
    expect_ok(admin.update("tutor", base_model_id="alpha", name="Worse"))
    file = muster.folder / "then.json"
    done(muster.run("models", "export", "tutor", "--at", then, "-o", str(file)))
    assert done(muster.run("models", "import", str(file))) == "changed tutor\n1 changed.\n"
    assert admin.model("tutor")["name"] == "Tutor"
    everything = answer(muster.run("models", "export", "--at", then))
    assert [model["id"] for model in everything] == ["alpha", "tutor"]


def test_a_dry_run_reports_the_import(muster: Muster, admin: Person, tutor: str) -> None:
    file = write(muster, {"id": "tutor", "name": "Other"}, {"id": "strict", "base_model_id": "alpha"}, {"id": "alpha"})
    rehearsed = muster.run("models", "import", file, "--dry-run")
    assert done(rehearsed).splitlines() == [
        "Dry run: nothing was changed. The import would do this:", "changed tutor", "created strict",
        "1 created, 1 changed, 1 unchanged.",
    ]  # fmt: skip
    assert rehearsed.errors == "" and admin.model("tutor")["name"] == "Tutor" and not admin.sees("strict")
    report = answer(muster.run("models", "import", file, "--dry-run", "--json"))
    assert report["dry_run"] is True and [item["id"] for item in report["items"]] == ["tutor", "strict", "alpha"]


def test_an_import_with_one_refused_model_changes_nothing(muster: Muster, admin: Person, tutor: str) -> None:
    wrong = [{"id": f"odd-{number}", "base_model_id": "alpha", "params": {"temperature": "hot"}} for number in range(7)]
    file = write(muster, {"id": "tutor", "name": "Other"}, *wrong, {"name": "no id"})
    refused = muster.run("models", "import", file)
    lines = refused.errors.splitlines()
    assert refused.code == 1 and refused.output == "" and lines[0] == "Nothing was imported."
    assert [line.split(":")[0] for line in lines[1:]] == [*(f"refused odd-{n}" for n in range(7)), "refused item 8"]
    assert admin.model("tutor")["name"] == "Tutor"

    rehearsed = muster.run("models", "import", file, "--dry-run")
    assert rehearsed.code == 1 and "1 changed, 8 refused." in rehearsed.output, rehearsed
    assert rehearsed.errors == "This import would be refused.\n"


def test_a_file_without_models_is_not_sent(shared_muster: Muster) -> None:
    file = shared_muster.folder / "wrong.json"
    for content in ("no JSON", '{"people": []}', "7"):
        file.write_text(content)
        refused = shared_muster.run("models", "import", str(file), "--url", "http://127.0.0.1:9")
        assert refused.code == 6 and "does not contain a list of models" in refused.errors
    assert shared_muster.run("models", "import", "absent.json").code == 2


# Help


COMMANDS = ["history", "diff", "rollback", "bin", "restore", "purge", "undo", "export", "import"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    call = [EXECUTABLE, "models", command, "--help"]
    shown = subprocess.run(call, check=False, capture_output=True, text=True, env=executable_environment(), timeout=20)
    assert shown.returncode == 0 and f"USAGE: muster models {command}" in shown.stdout
