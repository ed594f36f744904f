"""Import from Open WebUI: its database, passwords and session tokens."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import shutil
import sqlite3
import time
from typing import Any

import httpx
import pytest

from plumbing.muster import Command, Muster
from plumbing.person import Person, expect_ok
from plumbing.tiny_models import PROJECT

SAMPLE = PROJECT / "Tests" / "Fixtures" / "openwebui-sample.db"
SECRET = "muster-test-secret-0123456789abcdef"
NAMES = ["admin", "olga", "rita", "greta", "walt", "stan", "pia"]
ROUTE = "/api/v1/import/openwebui"


@pytest.fixture
def webui(tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(SAMPLE, tmp_path / "webui.db"))


def bring(muster: Muster, webui: pathlib.Path, *options: str, **environment: str) -> Command:
    return muster.run(
        "import", "openwebui", str(webui), "--config", str(muster.configuration), *options, **environment
    )  # fmt: skip


def report(command: Command) -> dict[str, Any]:
    assert command.code == 0, command
    return json.loads(command.output)


def old_password(name: str) -> str:
    return f"correct horse {name}"


def sign_in(muster: Muster, name: str) -> Person:
    return muster.sign_in(f"{name}@example.org", old_password(name))


def token(webui: pathlib.Path, name: str, secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """As Open WebUI makes them for its sessions."""
    with contextlib.closing(sqlite3.connect(webui)) as database:
        id, stamp = database.execute(
            "SELECT id, session_stamp FROM auth WHERE email = ?", (f"{name}@example.org",)
        ).fetchone()
    now = int(time.time())
    content = {"id": id, "typ": "session", "session_stamp": stamp, "iat": now, "exp": now + 60, **claims}
    text = b".".join(map(encoded, [{"alg": algorithm, "typ": "JWT"}, content]))
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[algorithm]
    return (text + b"." + encoded(hmac.new(secret.encode(), text, digest).digest())).decode()


def encoded(part: dict[str, Any] | bytes) -> bytes:
    content = part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def asked_with(token: str, muster: Muster) -> httpx.Response:
    return httpx.get(f"{muster.address}/api/v1/auths/", headers={"Authorization": f"Bearer {token}"})


# With Muster running


def test_a_running_muster_imports_an_open_webui_completely(muster: Muster, webui: pathlib.Path) -> None:
    told = report(bring(muster, webui, "--json"))
    new = {kind: count["new"] for kind, count in told["counts"].items()}
    assert new == {
        "people": 7, "groups": 3, "memberships": 3, "permissions": 1, "models": 8, "grants": 8, "revisions": 11
    }  # fmt: skip
    assert not told["dry_run"]
    people = muster.admin.get("/api/v1/users/all").json()["users"]
    roles = {person["email"].split("@")[0]: person["role"] for person in people}
    assert roles == {"ada": "admin", **dict.fromkeys(NAMES, "user"), "admin": "admin", "pia": "pending"}

    rita = sign_in(muster, "rita")
    assert sorted(model["id"] for model in rita.get("/v1/models").json()["data"]) == [
        "alpha", "helper", "hidden-one", "translator"
    ]  # fmt: skip
    stan, greta = sign_in(muster, "stan"), sign_in(muster, "greta")
    assert stan.sees("helper") and stan.sees("gemma270:latest"), "what is granted to the group above counts"
    assert greta.sees("helper") and not greta.sees("gemma270:latest")
    helper = muster.admin.model("helper")
    assert (helper["params"]["temperature"], helper["is_active"]) == (0.7, True)
    assert not muster.admin.model("coder")["is_active"]
    assert sign_in(muster, "olga").model("translator")["name"] == "Translator DE-EN"


def test_imported_active_models_are_loaded_and_answer(muster: Muster, webui: pathlib.Path) -> None:
    muster.wait_until_available("alpha")
    assert bring(muster, webui).code == 0
    muster.wait_until("alpha", "loaded")
    rita = sign_in(muster, "rita")
    assert rita.chat("helper", "Hello", max_tokens=2).status == 200


@pytest.mark.parametrize("name", NAMES)
def test_an_imported_user_signs_in_with_the_old_password(muster: Muster, webui: pathlib.Path, name: str) -> None:
    assert bring(muster, webui).code == 0
    assert muster.guest().sign_in(f"{name}@example.org", old_password(name)).status_code == 200
    assert muster.guest().sign_in(f"{name}@example.org", "correct horse nobody").status_code == 400


def test_a_dry_run_and_a_second_import_change_nothing(muster: Muster, webui: pathlib.Path) -> None:
    # What is loaded meanwhile, digests of weights, and who is seen, is nothing that the import does.
    derived = tuple(f'INTO "audit_{name}' for name in ("node", "tree", "index", "words", "checkpoint", "name"))
    noted = ('"residency.', "sqlite_sequence", 'INTO "user"', 'INTO "weights_digest"', *derived)

    def rows() -> list[str]:
        with contextlib.closing(muster.database()) as database:
            lines = list(database.iterdump())
        return [line for line in lines if not any(noise in line for noise in noted)]

    before = rows()
    rehearsal = report(bring(muster, webui, "--dry-run", "--json"))
    assert rehearsal["dry_run"] and rehearsal["has_changes"]
    assert rows() == before
    first = report(bring(muster, webui, "--json"))
    assert {**first, "dry_run": True} == rehearsal
    between = rows()
    assert between != before
    second = bring(muster, webui)
    assert second.code == 0 and "nothing was changed" in second.output
    assert rows() == between


def test_only_an_administrator_who_is_signed_in_may_import(muster: Muster, webui: pathlib.Path) -> None:
    body = webui.read_bytes()
    uma = muster.add("Uma", role="user")
    assert uma.post(ROUTE, content=body).status_code == 403
    assert muster.guest().post(ROUTE, content=body).status_code == 401
    assert muster.admin.program().post(ROUTE, content=body).status_code == 403, "a key does not bring in people"
    refused = bring(muster, webui, MUSTER_TOKEN=uma.token)
    assert refused.code == 1 and "permission" in refused.errors
    # The database itself does as well as what the command sends of it.
    assert expect_ok(muster.admin.post(f"{ROUTE}?dry_run=true", content=body))["counts"]["models"]["new"] == 8
    assert not list(muster.data.glob("import-*")), "nothing is left of what was sent"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_file_that_is_not_an_open_webui_database_is_refused(
    muster: Muster, tmp_path: pathlib.Path, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    refused = bring(muster, file)
    assert refused.code == 1 and "not an Open WebUI database" in refused.errors, refused
    answer = muster.admin.post(ROUTE, content=content)
    assert (answer.status_code, answer.json()["code"]) == (400, "import.not_openwebui")
    assert bring(muster, tmp_path / "absent").code == 2


# With Muster stopped


def test_a_stopped_muster_imports_the_same(muster: Muster, webui: pathlib.Path) -> None:
    muster.stop()
    rehearsal = report(bring(muster, webui, "--dry-run", "--json"))
    told = report(bring(muster, webui, "--json"))
    assert {**told, "dry_run": True} == rehearsal
    assert told["counts"]["models"]["new"] == 8 and told["counts"]["revisions"]["new"] == 11
    shown = bring(muster, webui)
    assert "nothing was changed" in shown.output
    assert "org/ünusual:7b: needs base model 'no-such-base'" in shown.output
    muster.start()
    assert sign_in(muster, "walt").sees("helper")
    entries = muster.admin.get("/api/v1/audit/logs", params={"action": "model.import"}).json()["items"]
    assert len(entries) == 8 and {entry["user_id"] for entry in entries} == {"system"}


def test_the_import_of_a_running_open_webui_includes_its_latest_changes(muster: Muster, webui: pathlib.Path) -> None:
    muster.stop()
    with contextlib.closing(sqlite3.connect(webui)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE model SET name = 'Newest' WHERE id = 'alpha'")
        database.commit()
        assert report(bring(muster, webui, "--json"))["has_changes"]
    muster.start()
    assert muster.admin.model("alpha")["name"] == "Newest"


def test_the_import_does_not_change_the_source_files(muster: Muster, webui: pathlib.Path) -> None:
    with contextlib.closing(sqlite3.connect(webui)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    before = webui.read_bytes()
    assert bring(muster, webui).code == 0
    assert webui.read_bytes() == before
    assert [file.name for file in webui.parent.glob("webui.db*")] == ["webui.db"]


# Tokens


def test_a_session_of_the_open_webui_is_valid_here(muster: Muster, webui: pathlib.Path) -> None:
    assert bring(muster, webui).code == 0
    assert asked_with(token(webui, "olga"), muster).status_code == 401, "without the secret"
    muster.stop()
    muster.start(MUSTER_OPENWEBUI_SECRET=SECRET)
    olga = token(webui, "olga")
    answer = asked_with(olga, muster)
    assert answer.status_code == 200 and answer.json()["email"] == "olga@example.org"
    for claims in ({"session_stamp": "other"}, {"exp": int(time.time()) - 1}, {"typ": "api"}):
        assert asked_with(token(webui, "olga", **claims), muster).status_code == 401, claims
    assert asked_with(token(webui, "olga", secret="another"), muster).status_code == 401
    assert asked_with(token(webui, "olga", algorithm="HS512"), muster).status_code == 401

    found = next(p for p in muster.admin.get("/api/v1/users/all").json()["users"] if p["name"] == "Olga")
    expect_ok(muster.admin.post(f"/api/v1/users/{found['id']}/sessions/revoke"))
    assert asked_with(olga, muster).status_code == 401


def test_the_cookie_of_an_open_webui_on_the_same_host_counts_only_with_its_secret(
    muster: Muster, webui: pathlib.Path
) -> None:
    assert bring(muster, webui).code == 0
    theirs = {"Cookie": f"token={token(webui, 'olga')}"}

    def email(cookies: dict[str, str]) -> str | None:
        return muster.guest().get("/api/v1/auths/", headers=cookies).json().get("email")

    assert email(theirs) is None
    muster.stop()
    muster.start(MUSTER_OPENWEBUI_SECRET=SECRET)
    assert email(theirs) == "olga@example.org"
    both = {"Cookie": f"{theirs['Cookie']}; {sign_in(muster, 'rita').cookie()['Cookie']}"}
    assert email(both) == "rita@example.org", "its own goes before"
    foreign = muster.guest().post("/api/v1/auths/update/profile", json={}, headers={**theirs, "Origin": "http://x"})
    assert foreign.status_code == 403
    ours = {"Cookie": f"{theirs['Cookie']}; {sign_in(muster, 'olga').cookie()['Cookie']}"}
    expect_ok(muster.guest().post("/api/v1/auths/signout", headers=ours))
    assert email(theirs) is None, "signing out is signing out, though the browser still has the other cookie"


def test_the_secret_is_not_shown(muster: Muster) -> None:
    shown = muster.run("config", "check", "--config", str(muster.configuration), MUSTER_OPENWEBUI_SECRET=SECRET)
    assert shown.code == 0 and "(hidden)" in shown.output
    assert SECRET not in shown.output + shown.errors
