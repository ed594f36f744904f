"""The command line: for people, and with `--json` and exit codes for scripts."""

from __future__ import annotations

import json
import subprocess

import pytest

from plumbing.muster import EXECUTABLE, Muster, executable_environment
from plumbing.person import PASSWORD, Person


def test_the_lifecycle_of_a_model(muster: Muster, admin: Person) -> None:
    assert muster.run("models", "create", "alpha", "--inactive", "--name", "Alpha").code == 0
    assert "alpha" in muster.run("models", "list").output

    activated = muster.run("models", "activate", "alpha", "--reason", "term begins", "--wait", "--timeout", "20s")
    assert activated.code == 0, activated
    assert muster.residency("alpha")["state"] == "loaded"
    status = muster.run("status")
    assert status.code == 0 and "alpha" in status.output and "loaded" in status.output

    assert muster.run("models", "deactivate", "alpha").code == 0
    assert muster.run("models", "wait", "alpha", "--state", "unloaded", "--timeout", "20s").code == 0
    assert muster.process_of("alpha") is None
    assert muster.run("models", "delete", "alpha", "--yes").code == 0
    assert not admin.sees("alpha")

    trail = muster.run("audit", "list", "--entity-id", "alpha")
    for action in ("model.create", "model.activate", "residency.loaded", "model.deactivate", "model.delete"):
        assert action in trail.output
    assert admin.audit(action="model.activate")[0]["audit_metadata"]["reason"] == "term begins"


def test_json_is_the_answer_of_the_api(muster: Muster, admin: Person) -> None:
    admin.create("alpha", params={"seed": 12345678901234567890123}, is_active=False)
    shown = json.loads(muster.run("models", "show", "alpha", "--json").output)
    assert shown == admin.model("alpha")
    listed = json.loads(muster.run("models", "list", "--json").output)
    assert [item["id"] for item in listed["items"]] == ["alpha"] and listed["total"] == 1
    status = json.loads(muster.run("status", "--json").output)
    assert status["runtimes"][0]["id"] == "local"
    trail = json.loads(muster.run("audit", "list", "--action", "model.create", "--json").output)
    assert trail["items"][0]["entity_id"] == "alpha"


def test_a_preset_is_created_with_its_parameters(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    made = muster.run(
        "models", "create", "tutor", "--base", "alpha", "--system", "Explain.", "--temperature", "0.30",
        "--param", 'stop=["END"]', "--meta", 'capabilities={"vision":false}', "--tag", "school", "--inactive",
    )  # fmt: skip
    assert made.code == 0, made
    model = admin.model("tutor")
    assert model["base_model_id"] == "alpha"
    assert model["params"] == {"system": "Explain.", "temperature": 0.3, "stop": ["END"]}
    assert model["meta"]["capabilities"] == {"vision": False} and model["meta"]["tags"] == [{"name": "school"}]


def test_a_model_is_loaded_and_unloaded_manually(muster: Muster) -> None:
    muster.loaded("alpha")
    assert muster.run("residency", "unload", "alpha").code == 0
    assert muster.process_of("alpha") is None
    assert muster.run("residency", "load", "alpha").code == 0
    assert muster.process_of("alpha")


def test_a_refusal_has_exit_code_1_and_the_server_s_text(muster: Muster) -> None:
    refused = muster.run("models", "show", "nothing")
    assert refused.code == 1
    assert "We could not find what you're looking for" in refused.errors and refused.output == ""


def test_a_wrong_token_has_exit_code_1(muster: Muster) -> None:
    assert muster.run("models", "list", token="wrong").code == 1


def test_an_unreachable_server_has_exit_code_3(muster: Muster) -> None:
    unreachable = muster.run("models", "list", "--url", "http://127.0.0.1:9")
    assert unreachable.code == 3 and "127.0.0.1:9" in unreachable.errors


def test_a_timeout_has_exit_code_4(muster: Muster) -> None:
    muster.offer("alpha")
    assert muster.run("models", "wait", "alpha", "--timeout", "500ms").code == 4


def test_waiting_for_a_model_that_fails_has_exit_code_1_and_the_reason(muster: Muster, admin: Person) -> None:
    admin.create("wrong-magic", is_active=False)
    failed = muster.run("models", "activate", "wrong-magic", "--wait", "--timeout", "20s")
    assert failed.code == 1 and "invalid magic characters" in failed.errors


@pytest.mark.parametrize(
    "arguments", [["models", "explode"], ["models", "show"], ["models", "list", "--kind", "odd"], ["--nothing"]]
)
def test_invalid_arguments_have_exit_code_64_and_show_the_usage(muster: Muster, arguments: list[str]) -> None:
    wrong = muster.run(*arguments)
    assert wrong.code == 64 and "Usage" in wrong.errors


def test_deleting_needs_a_confirmation(muster: Muster, admin: Person) -> None:
    admin.create("alpha", is_active=False)
    assert muster.run("models", "delete", "alpha").code == 64
    assert admin.sees("alpha")


COMMANDS = [
    [], ["serve"], ["models"], ["models", "list"], ["models", "show"], ["models", "create"], ["models", "activate"],
    ["models", "deactivate"], ["models", "delete"], ["models", "wait"], ["status"], ["residency", "load"],
    ["residency", "unload"], ["audit", "list"], ["sign-in"], ["config", "check"], ["config", "example"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "muster")
def test_each_command_has_help(command: list[str]) -> None:
    shown = subprocess.run(
        [EXECUTABLE, *command, "--help"],
        check=False,
        capture_output=True,
        text=True,
        env=executable_environment(),
        timeout=20,
    )
    assert shown.returncode == 0 and "USAGE: " + " ".join(["muster", *command]) in shown.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_generated(shell: str) -> None:
    script = subprocess.run(
        [EXECUTABLE, "--generate-completion-script", shell],
        check=False, capture_output=True, text=True, env=executable_environment(), timeout=20,
    )  # fmt: skip
    assert script.returncode == 0 and "activate" in script.stdout
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script.stdout, text=True, check=True)


def test_signing_in_prints_a_token_for_other_commands(muster: Muster, admin: Person) -> None:
    signed_in = subprocess.run(
        [EXECUTABLE, "sign-in", "--email", admin.session["email"], "--password-stdin"],
        input=PASSWORD + "\n", check=False, capture_output=True, text=True, timeout=20,
        env=executable_environment(MUSTER_URL=muster.address),
    )  # fmt: skip
    assert signed_in.returncode == 0, signed_in.stderr
    assert muster.run("models", "list", token=signed_in.stdout.strip()).code == 0


def test_control_characters_in_names_do_not_reach_the_terminal(muster: Muster, admin: Person) -> None:
    admin.create("org/naïve:7b", name="\u202egnp.exe", is_active=False)
    listed = muster.run("models", "list")
    assert "org/naïve:7b" in listed.output
    assert "\u202e" not in listed.output, "nothing turns the line around"
    assert muster.run("models", "show", "org/naïve:7b").code == 0
