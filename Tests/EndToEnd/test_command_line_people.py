"""The command line for users, groups, permissions, keys and sharing."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess

import pytest

from plumbing.muster import EXECUTABLE, Command, Muster, executable_environment
from plumbing.person import PASSWORD, READABLE_BY_EVERYONE, Person, readable_by, writable_by

NEW_PASSWORD = "tr0ub4dor and three more"


def run_with(input: str, muster: Muster, *arguments: str, token: str | None = None) -> Command:
    """Run a command with text on standard input."""
    return Command(
        subprocess.run(
            [EXECUTABLE, *arguments], input=input, check=False, capture_output=True, text=True,
            cwd=muster.folder, timeout=60,
            env=executable_environment(MUSTER_URL=muster.address, MUSTER_TOKEN=token or muster.admin.token),
        )
    )  # fmt: skip


def run_at_a_terminal(answers: list[str], muster: Muster, *arguments: str) -> tuple[int, str]:
    """Run a command in a terminal and answer each question; return the exit code and all that the terminal shows."""
    own, terminal = pty.openpty()
    process = subprocess.Popen(
        [EXECUTABLE, *arguments], stdin=terminal, stdout=terminal, stderr=terminal, cwd=muster.folder,
        env=executable_environment(MUSTER_URL=muster.address, MUSTER_TOKEN=muster.admin.token, NO_COLOR="1"),
    )  # fmt: skip
    os.close(terminal)
    shown, unread = "", ""
    try:
        while select.select([own], [], [], 20)[0] and (chunk := os.read(own, 4096)):
            shown += chunk.decode()
            unread += chunk.decode()
            if answers and unread.rstrip().endswith((":", "[y/N]")):
                unread = ""
                os.write(own, answers.pop(0).encode() + b"\n")
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(own)  # whoever still waits for an answer gets none
    return process.wait(timeout=20), shown


# People


def test_the_lifecycle_of_a_user(muster: Muster, admin: Person) -> None:
    added = run_with(PASSWORD + "\n", muster, "users", "create", "uma@example.org", "--name", "Uma", "--password-stdin")
    assert added.code == 0 and "uma@example.org" in added.output, added
    uma = muster.sign_in("uma@example.org")
    assert uma.session["role"] == "user"

    changed = muster.run("users", "update", "UMA@example.org", "--name", "Uma B.", "--role", "pending")
    assert changed.code == 0 and "must sign in again" in changed.output, changed
    assert not uma.is_signed_in()
    shown = json.loads(muster.run("users", "show", uma.id, "--json").output)
    assert (shown["name"], shown["role"]) == ("Uma B.", "pending")
    assert shown == admin.person(uma.id)

    assert muster.run("users", "delete", "uma@example.org").code == 64, "not a terminal, and no --yes"
    assert muster.run("users", "delete", "uma@example.org", "--yes").code == 0
    assert muster.run("users", "list", "--quiet").output.split() == ["ada@example.org"]


def test_a_long_list_of_users_is_complete_and_can_be_filtered(muster: Muster, admin: Person) -> None:
    muster.provision(*(f"P{number:02}" for number in range(0, 33, 2)))
    muster.provision(*(f"P{number:02}" for number in range(1, 33, 2)), role="pending")
    everybody = json.loads(muster.run("users", "list", "--json").output)
    assert len(everybody["users"]) == everybody["total"] == 34
    assert len({person["id"] for person in everybody["users"]}) == 34
    pending = muster.run("users", "list", "--role", "pending", "--query", "p0", "--quiet").output.split()
    assert pending == [f"p0{number}@example.org" for number in (1, 3, 5, 7, 9)]
    assert "p31@example.org" in muster.run("users", "list").output
    assert "P31" in muster.run("users", "show", "p31@example.org").output


def test_sessions_are_revoked_and_a_password_is_changed(muster: Muster, user: Person) -> None:
    assert muster.run("users", "revoke-sessions", "uma@example.org").code == 0
    assert not user.is_signed_in()
    assert run_with(NEW_PASSWORD + "\n", muster, "users", "update", "uma@example.org", "--password-stdin").code == 0
    assert muster.sign_in("uma@example.org", NEW_PASSWORD).is_signed_in()


@pytest.mark.parametrize("command", ["show", "revoke-sessions", "access"])
@pytest.mark.parametrize("nobody", ["nobody@example.org", "no-id"])
def test_an_unknown_user_is_named_in_the_error(shared_muster: Muster, command: str, nobody: str) -> None:
    refused = shared_muster.run("users", command, nobody)
    assert refused.code == 1 and "There is no user" in refused.errors and nobody in refused.errors


def test_a_user_who_is_not_an_administrator_gets_the_server_s_refusal(muster: Muster, user: Person) -> None:
    for command in (["users", "list"], ["permissions", "show"], ["groups", "create", "mine"]):
        refused = muster.run(*command, token=user.token)
        assert refused.code == 1 and refused.output == "" and refused.errors, refused


def test_access_is_explained_by_user_and_by_model(muster: Muster, admin: Person, user: Person) -> None:
    muster.offer("alpha", access_grants=[readable_by(admin.make_group("Class 1", user))])
    of_person = muster.run("users", "access", "uma@example.org")
    assert "alpha" in of_person.output and "granted to the group 'Class 1'" in of_person.output
    assert muster.run("users", "access", token=user.token).output == of_person.output
    of_model = muster.run("models", "access", "alpha")
    assert "uma@example.org" in of_model.output and "administrator" in of_model.output
    answer = json.loads(muster.run("models", "access", "alpha", "--json").output)
    assert {entry["user"]["name"] for entry in answer["users"]} == {"Ada", "Uma"} and answer["total"] == 2
    assert json.loads(muster.run("users", "access", user.id, "--json").output)["models"][0]["id"] == "alpha"


# Groups and permissions


def test_the_lifecycle_of_a_group(muster: Muster, admin: Person, user: Person) -> None:
    assert muster.run("groups", "create", "School", "--description", "all", "--allow", "workspace.models").code == 0
    made = muster.run("groups", "create", "Class 1", "--parent", "school", "--sharing", "nobody", "--json")
    group = json.loads(made.output)
    assert group["data"]["config"]["share"] is False and group["parent_group_id"]
    assert muster.run("groups", "add-members", "Class 1", "uma@example.org", admin.id).code == 0
    assert admin.group(group["id"])["member_count"] == 2
    assert muster.run("groups", "remove-members", group["id"], "ada@example.org").code == 0
    shown = muster.run("groups", "show", "Class 1")
    assert "uma@example.org" in shown.output and "School" in shown.output and "nobody" in shown.output
    assert "workspace.models" in muster.run("groups", "show", "School").output
    assert user.permissions()["workspace"]["models"] is True

    assert muster.run("groups", "update", "Class 1", "--description", "since August").code == 0
    assert user.permissions()["workspace"]["models"] is True, "the group has kept its place"
    assert muster.run("groups", "update", "Class 1", "--name", "Class 2", "--no-parent").code == 0
    assert user.permissions()["workspace"]["models"] is False
    assert json.loads(muster.run("groups", "show", "class 2", "--json").output)["user_ids"] == [user.id]
    assert muster.run("groups", "delete", "Class 2").code == 64
    assert muster.run("groups", "delete", "Class 2", "--yes").code == 0
    assert muster.run("groups", "list", "--quiet").output.split() == ["School"]


def test_permissions_of_a_group_stay_when_others_change(muster: Muster, admin: Person) -> None:
    made = muster.run("groups", "create", "School", "--allow", "workspace.models", "--allow", "sharing.models")
    assert made.code == 0, made
    changed = muster.run("groups", "update", "School", "--disallow", "sharing.models", "--allow", "chat.edit", "--json")
    group = json.loads(changed.output)
    assert group["permissions"] == {
        "workspace": {"models": True}, "sharing": {"models": False}, "chat": {"edit": True},
    }  # fmt: skip
    assert muster.run("groups", "update", "School", "--description", "for all").code == 0
    assert admin.group(group["id"])["permissions"] == group["permissions"]


def test_no_member_is_added_if_one_is_unknown(muster: Muster, admin: Person, user: Person) -> None:
    group = admin.make_group("School")
    refused = muster.run("groups", "add-members", "School", user.id, "nobody@example.org")
    assert refused.code == 1 and "nobody@example.org" in refused.errors
    assert admin.group(group["id"])["member_count"] == 0


def test_default_permissions_are_shown_and_set(muster: Muster, user: Person) -> None:
    before = json.loads(muster.run("permissions", "show", "--json").output)
    changed = muster.run("permissions", "set", "workspace.models=true", "chat.edit=false")
    assert changed.code == 0 and "workspace.models is allowed" in changed.output, changed
    after = json.loads(muster.run("permissions", "show", "--json").output)
    before["workspace"]["models"], before["chat"]["edit"] = True, False
    assert after == before
    assert json.loads(muster.run("permissions", "show", "--mine", "--json", token=user.token).output) == after
    assert "workspace.models" in muster.run("permissions", "show").output


def test_an_unknown_permission_is_refused_with_a_suggestion(shared_muster: Muster) -> None:
    for command in (
        ["permissions", "set", "workspace.model=true"],
        ["groups", "create", "X", "--allow", "workspace.model"],
    ):
        refused = shared_muster.run(*command)
        assert refused.code == 1 and "Did you mean 'workspace.models'?" in refused.errors
    assert "X" not in shared_muster.run("groups", "list", "--quiet").output.split()


# Keys


def test_a_key_is_created_used_and_revoked(muster: Muster, admin: Person) -> None:
    made = muster.run("keys", "create", "notebook", "--expires", "7d")
    secret = made.output.removesuffix("\n")
    assert made.code == 0 and secret.startswith("sk-") and "\n" not in secret, "nothing else on the output"
    assert "won't be shown again" in made.errors and secret not in made.errors
    [key] = json.loads(muster.run("keys", "list", "--json").output)
    lifetime = key["expires_at"] - key["created_at"]
    assert key["name"] == "notebook" and 7 * 86_400 - 60 < lifetime <= 7 * 86_400, "counted from when it was asked for"

    for command in (["models", "list"], ["users", "list"], ["groups", "list"], ["keys", "list", "--user", admin.id]):
        assert muster.run(*command, token=secret).code == 0, command

    assert muster.run("keys", "revoke", key["id"]).code == 64
    revoked = muster.run("keys", "revoke", key["id"], "--yes")
    assert revoked.code == 0 and "notebook" in revoked.output
    refused = muster.run("models", "list", token=secret)
    assert refused.code == 1 and "The API key is invalid" in refused.errors
    assert muster.run("keys", "revoke", key["id"], "--yes").code == 1


@pytest.mark.parametrize("command", [["keys", "list"], ["keys", "create", "x"], ["keys", "revoke", "x", "--yes"]])
def test_a_command_that_needs_a_session_refuses_a_key(shared_muster: Muster, command: list[str]) -> None:
    refused = shared_muster.run(*command, token=shared_muster.admin.make_key()["api_key"])
    assert refused.code == 1 and refused.output == ""
    assert "A human session is required." in refused.errors and "muster sign-in" in refused.errors


def test_a_key_cannot_change_passwords(shared_muster: Muster) -> None:
    secret = shared_muster.admin.make_key()["api_key"]
    own = run_with(
        f"{PASSWORD}\n{NEW_PASSWORD}\n", shared_muster, "password", "change", "--password-stdin", token=secret
    )
    others = run_with(
        NEW_PASSWORD + "\n", shared_muster, "users", "update", "ada@example.org", "--password-stdin", token=secret
    )
    for refused in (own, others):
        assert refused.code == 1 and "muster sign-in" in refused.errors, refused


def test_a_key_has_the_limits_it_was_created_with(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    muster.offer("beta")
    arguments = ["--expires", "never", "--models", "al*", "--models", "gamma", "--read-only"]
    narrow = json.loads(muster.run("keys", "create", "narrow", *arguments, "--json").output)
    assert narrow["models"] == ["al*", "gamma"] and narrow["expires_at"] is None
    assert muster.run("models", "list", "--quiet", token=narrow["api_key"]).output.split() == ["alpha"]
    refused = muster.run("models", "activate", "alpha", token=narrow["api_key"])
    assert refused.code == 1 and "can view and use models, but not change anything" in refused.errors

    trusted = json.loads(muster.run("keys", "create", "ui", "--trusted", "--creates-users", "--json").output)
    assert trusted["trusted"] and trusted["creates_users"]
    listed = muster.run("keys", "list").output
    assert "act on behalf of users" in listed and "al*, gamma" in listed and "never" in listed


# Sharing


def test_a_model_is_shared_and_unshared(muster: Muster, admin: Person, user: Person) -> None:
    admin.create("alpha", is_active=False)
    admin.create("tutor", base_model_id="alpha", is_active=False)
    group = admin.make_group("Class 1")
    shared = muster.run(
        "models", "share", "tutor", "--read", "everyone", "--write", "user:uma@example.org",
        "--read", "group:class 1", "--reason", "term begins",
    )  # fmt: skip
    assert shared.code == 0 and "write for Uma" in shared.output and "the group 'Class 1'" in shared.output, shared
    assert granted(admin, "tutor") == {
        ("user", "*", "read"),
        ("user", user.id, "write"),
        ("group", group["id"], "read"),
    }
    assert admin.audit(action="model.share")[0]["audit_metadata"]["reason"] == "term begins"

    again = muster.run("models", "share", "tutor", "--read", f"user:{user.id}", "--remove", "everyone", "--json")
    assert json.loads(again.output)["revision"] == admin.model("tutor")["revision"]
    assert granted(admin, "tutor") == {("user", user.id, "read"), ("group", group["id"], "read")}

    nothing = muster.run("models", "share", "tutor", "--remove", "everyone", "--remove", "group:Class 1")
    assert nothing.code == 0 and "everyone has no grant." in nothing.errors
    assert granted(admin, "tutor") == {("user", user.id, "read")}


def test_a_writer_can_remove_a_grant_they_could_not_give(muster: Muster, admin: Person, user: Person) -> None:
    admin.create("alpha", is_active=False)
    grants = [writable_by(user), readable_by(admin.make_group("Staff")), READABLE_BY_EVERYONE]
    admin.create("tutor", base_model_id="alpha", is_active=False, access_grants=grants)
    taken = muster.run("models", "share", "tutor", "--remove", "group:Staff", token=user.token)
    assert taken.code == 0, taken
    assert ("group", "Staff") not in {(kind, name) for kind, name, _ in granted(admin, "tutor")}
    refused = muster.run("models", "share", "tutor", "--write", "everyone", token=user.token)
    assert refused.code == 1 and "sharing.public_models" in refused.errors


def test_sharing_an_available_file_creates_its_model(muster: Muster, admin: Person) -> None:
    muster.wait_until_available("alpha")
    assert muster.run("models", "share", "alpha", "--read", "everyone").code == 0
    assert granted(admin, "alpha") == {("user", "*", "read")} and admin.model("alpha")["is_active"] is False
    assert muster.run("models", "share", "nothing", "--read", "everyone").code == 1


def test_sharing_with_an_unknown_grantee_changes_nothing(shared_muster: Muster, request: pytest.FixtureRequest) -> None:
    shared_muster.offer("alpha")
    for who in ("user:nobody@example.org", "group:none"):
        refused = shared_muster.run("models", "share", "alpha", "--read", "everyone", "--read", who)
        assert refused.code == 1 and who.partition(":")[2] in refused.errors
    assert granted(shared_muster.admin, "alpha") == set()


def granted(admin: Person, model: str) -> set[tuple[str, str, str]]:
    return {
        (grant["principal_type"], grant["principal_id"], grant["permission"])
        for grant in admin.model(model)["access_grants"]
    }


# Passwords


def test_a_user_changes_their_own_password(muster: Muster, user: Person) -> None:
    wrong = run_with(f"wrong\n{NEW_PASSWORD}\n", muster, "password", "change", "--password-stdin", token=user.token)
    assert wrong.code == 1 and "The password provided is incorrect" in wrong.errors
    changed = run_with(
        f"{PASSWORD}\n{NEW_PASSWORD}\n", muster, "password", "change", "--password-stdin", token=user.token
    )
    assert changed.code == 0 and "muster sign-in" in changed.output
    assert not user.is_signed_in()
    muster.sign_in("uma@example.org", NEW_PASSWORD)


def test_passwords_are_asked_for_without_echo(muster: Muster) -> None:
    code, shown = run_at_a_terminal(
        [PASSWORD, NEW_PASSWORD, "a slip", NEW_PASSWORD, NEW_PASSWORD], muster, "password", "change"
    )
    assert code == 0 and "Old password of Ada" in shown and "The passwords differ." in shown, shown
    assert PASSWORD not in shown and NEW_PASSWORD not in shown
    muster.sign_in("ada@example.org", NEW_PASSWORD)


def test_answering_no_deletes_nothing(muster: Muster, user: Person) -> None:
    code, shown = run_at_a_terminal(["n"], muster, "users", "delete", user.id)
    assert code == 1 and "Uma <uma@example.org>" in shown and "Nothing was deleted." in shown
    assert user.is_signed_in()
    assert run_at_a_terminal(["y"], muster, "users", "delete", user.id)[0] == 0
    assert not user.is_signed_in()


def test_a_password_needs_a_terminal_or_standard_input(shared_muster: Muster) -> None:
    for command in (
        ["users", "create", "x@example.org", "--name", "X"],
        ["users", "update", "ada@example.org", "--ask-password"],
        ["password", "change"],
        ["users", "reset-password", "ada@example.org"],
    ):
        refused = shared_muster.run(*command)
        assert refused.code == 64 and "--password-stdin" in refused.errors


def test_a_password_is_reset_while_muster_is_stopped(muster: Muster, admin: Person) -> None:
    reset = ["users", "reset-password", "ada@example.org", "--config", str(muster.configuration), "--password-stdin"]
    running = run_with(NEW_PASSWORD + "\n", muster, *reset)
    assert running.code == 1 and "Muster is running" in running.errors
    assert admin.is_signed_in()

    muster.stop()
    assert run_with("short\n", muster, *reset).code == 1
    unknown = run_with(NEW_PASSWORD + "\n", muster, *[word.replace("ada", "nobody") for word in reset])
    assert unknown.code == 1 and "nobody@example.org" in unknown.errors
    done = run_with(NEW_PASSWORD + "\n", muster, *reset)
    assert done.code == 0 and "Ada <ada@example.org>" in done.output, done

    muster.start()
    assert not admin.is_signed_in()
    [entry] = muster.sign_in("ada@example.org", NEW_PASSWORD).audit(action="account.reset_password")
    assert entry["user_id"] == "system" and entry["entity_id"] == admin.id and entry["outcome"] == "ok"
    assert entry["audit_metadata"]["sessions_ended"] == 1


def test_a_folder_without_a_database_is_not_changed(muster: Muster) -> None:
    muster.stop()
    muster.configure({**muster.settings, "data": "./elsewhere"})
    reset = ["users", "reset-password", "ada@example.org", "--config", str(muster.configuration), "--password-stdin"]
    assert run_with(NEW_PASSWORD + "\n", muster, *reset).code == 2
    assert not (muster.folder / "elsewhere").exists()


# Help


COMMANDS = {
    "users": ["list", "show", "create", "update", "delete", "revoke-sessions", "access", "reset-password"],
    "groups": ["list", "show", "create", "update", "delete", "add-members", "remove-members"],
    "permissions": ["show", "set"],
    "keys": ["list", "create", "revoke"],
    "models": ["access", "share"],
    "password": ["change"],
}


@pytest.mark.parametrize("command", [[name, verb] for name, verbs in COMMANDS.items() for verb in verbs], ids=" ".join)
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
