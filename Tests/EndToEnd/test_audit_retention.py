"""The audit trail over time: erased names, retention, published checkpoints."""

from __future__ import annotations

import contextlib
import json
import pathlib
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok, readable_by
from plumbing.proofs import Checkpoint, is_consistent
from plumbing.waiting import eventually
from test_audit_proofs import AUDIT, NODE, Bundle, checkpoint_of, export_of, key_of, path_of
from test_backups import back_up

NAME, EMAIL = "Xochiquetzal", "xochiquetzal@example.org"


def bytes_of(folder: pathlib.Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def erase(admin: Person, id: str) -> object:
    return admin.post(f"{AUDIT}/erase", json={"user_id": id, "reason": "asked for it"})


def test_a_person_s_names_and_addresses_are_gone_and_every_proof_holds(
    muster: Muster, admin: Person, tmp_path: pathlib.Path
) -> None:
    person = muster.sign_up(NAME)
    muster.offer("alpha", access_grants=[readable_by(person)])
    admin.change_person(person, name=f"{NAME} the Second")
    admin.give_everybody("workspace.models", "features.api_keys")
    person.create("poet", base_model_id="alpha", is_active=False)
    person.switch_on("poet")
    key = person.make_key(name=f"laptop of {NAME}")
    person.by_key(key["api_key"]).switch_off("poet")
    person.remove("poet")
    other = muster.sign_up("Rita")
    before = checkpoint_of(admin, at_least=len(admin.audit(limit=1000)))
    lines = export_of(admin, before.size)
    assert NAME.encode() in bytes_of(muster.data)
    assert erase(admin, person.id).status_code == 409, "the account is still there"
    assert admin.remove_person(person).status_code == 200
    answer = erase(admin, person.id)
    assert expect_ok(answer)["entries"] > 5
    assert expect_ok(erase(admin, person.id))["entries"] == 0, "the file is written anew once more"
    assert erase(admin, "nobody").status_code == 404

    files = bytes_of(muster.data)
    for personal in (NAME, EMAIL, f"laptop of {NAME}"):
        assert personal.encode() not in files and personal.lower().encode() not in files, personal
    assert other.session["email"].encode() in files
    for format in ("jsonl", "csv", "names", "leaves"):
        assert NAME not in admin.get(f"{AUDIT}/export", params={"format": format}).text
    back_up(muster, tmp_path / "after.db")
    assert NAME.encode() not in (tmp_path / "after.db").read_bytes()
    for entry in admin.audit(user_id=person.id):
        assert entry["user_name"] is None and entry["audit_metadata"]["address"] is None
    assert expect_ok(admin.get("/api/v1/models/bin"))["items"][0]["deleted_by"]["name"] != NAME

    after = checkpoint_of(admin, at_least=before.size + 1)
    proof = expect_ok(admin.get(f"{AUDIT}/proof/consistency", params={"from": before.size, "to": after.size}))
    assert is_consistent(before.size, before.root, after.size, after.root, path_of(proof))
    assert export_of(admin, after.size)[: before.size] == lines
    assert muster.run("doctor", "--config", str(muster.configuration)).output.count("audit trail") == 0
    told = admin.audit(action="audit.erase", outcome="ok")[0]
    assert told["entity_id"] == person.id and told["audit_metadata"]["reason"] == "asked for it"


def test_a_user_is_erased_on_the_command_line_after_a_confirmation(muster: Muster, admin: Person) -> None:
    person = muster.sign_up(NAME)
    assert admin.remove_person(person).status_code == 200
    unasked = muster.run("audit", "erase", person.id)
    assert unasked.code != 0 and "--yes" in unasked.errors
    told = muster.run("audit", "erase", person.id, "--yes")
    assert told.code == 0 and "Erased names and addresses in" in told.output, told
    assert NAME not in muster.run("audit", "list", "--json").output


def test_old_contents_are_removed_and_the_rest_is_verified(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    muster = start_muster()
    bundle = Bundle(muster, tmp_path / "before")
    muster.stop()
    muster.configure({**muster.settings, "audit": {"retention": "1s", "short_retention": "allowed"}})
    muster.start()
    admin = muster.admin
    size = len(bundle.lines)
    eventually(
        lambda: any(entry["audit_metadata"]["entries"] > size for entry in admin.audit(action="audit.prune")),
        "old contents are removed",
    )
    assert admin.audit(entity_id="early-1") == [] and admin.audit(q="early") == []
    muster.stop()
    muster.configure({**muster.settings, "audit": {"retention": "400d"}})
    muster.start()
    late = tmp_path / "after"
    assert muster.run("audit", "export", str(late)).code == 0
    removed = json.loads((late / "entries.jsonl").read_text().split("\n")[0])["pruned"]["entries"]
    assert removed > size
    files = (
        "--checkpoint",
        str(late / "checkpoint.txt"),
        "--key",
        str(bundle.key),
        "--previous",
        str(bundle.checkpoint),
    )
    told = muster.run("audit", "verify", str(late), *files)
    assert told.code == 0 and f"{removed} older entries were pruned" in told.output, told
    assert "consistent with 1 earlier checkpoint:" in told.output
    told = muster.run("audit", "verify", str(late / "entries.jsonl"), *files)
    assert told.code == 1 and "leaves" in told.errors, "the hashes of what was removed are needed for it: " + str(told)
    told = subprocess.run(
        [*NODE, late / "entries.jsonl", late / "checkpoint.txt", bundle.key],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0 and f"after {removed} that were removed" in told.stdout, told
    assert muster.run("doctor", "--config", str(muster.configuration)).output.count("audit trail") == 0


def test_a_retention_of_less_than_half_a_year_needs_confirmation(muster: Muster) -> None:
    muster.stop()
    muster.configure({**muster.settings, "audit": {"retention": "30d"}})
    told = muster.run("config", "check", "--config", str(muster.configuration))
    assert told.code == 2 and "short_retention" in told.errors, told


class Listener:
    """A syslog server and a webhook that keep what they get."""

    def __init__(self) -> None:
        self.packets: list[str] = []
        self.notes: list[str] = []
        self.status = 200
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                if listener.status == 200:
                    listener.notes.append(body)
                self.send_response(listener.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.threads = [
            threading.Thread(target=work, daemon=True) for work in (self.server.serve_forever, self._receive)
        ]
        for thread in self.threads:
            thread.start()

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while packet := self.socket.recv(65536):
                self.packets.append(packet.decode())

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.socket.close()


@pytest.fixture
def listener() -> object:
    listener = Listener()
    yield listener
    listener.close()


def test_checkpoints_are_given_to_a_file_a_syslog_and_a_webhook(
    start_muster: StartMuster, listener: Listener, tmp_path: pathlib.Path
) -> None:
    file = tmp_path / "checkpoints.txt"
    muster = start_muster(
        audit={
            "publish_file": str(file), "publish_syslog": f"127.0.0.1:{listener.socket.getsockname()[1]}",
            "publish_webhook": f"http://127.0.0.1:{listener.server.server_port}/hook", "publish_every": "1s",
        }
    )  # fmt: skip
    admin = muster.admin
    admin.create("m-1", is_active=False)
    checkpoint = checkpoint_of(admin, at_least=4)
    key = key_of(admin)
    eventually(lambda: f"\n{checkpoint.size}\n" in "".join(listener.notes), "the webhook gets it")
    eventually(lambda: f" {checkpoint.size} " in "".join(listener.packets), "the syslog gets it")
    eventually(lambda: f"\n{checkpoint.size}\n" in file.read_text(), "the file gets it")
    assert Checkpoint.read(listener.notes[-1], key).size >= checkpoint.size
    words = listener.packets[-1].split(" - checkpoint - ")[1].split(" ")
    assert listener.packets[-1].startswith("<109>1 20") and len(words) == 6
    note = "\n".join(words[:3]) + "\n\n" + " ".join(words[3:]) + "\n"
    assert Checkpoint.read(note, key).size >= checkpoint.size

    # What was published verifies what is exported later, by both programs.
    muster.stop()
    muster.start()
    trail = tmp_path / "trail"
    admin.create("m-2", is_active=False)
    checkpoint_of(admin, at_least=checkpoint.size + 1)
    published = tmp_path / "published-before.txt"
    published.write_bytes(file.read_bytes())
    assert muster.run("audit", "export", str(trail)).code == 0
    told = muster.run(
        "audit", "verify", str(trail), "--checkpoint", str(trail / "checkpoint.txt"), "--key", str(trail / "key.txt"),
        "--previous", str(published),
    )  # fmt: skip
    assert told.code == 0 and "consistent with" in told.output, told


def test_a_publishing_channel_that_fails_is_retried_and_shown_in_health(
    start_muster: StartMuster, listener: Listener
) -> None:
    listener.status = 503
    hook = f"http://127.0.0.1:{listener.server.server_port}/hook?token=secret-token"
    muster = start_muster(audit={"publish_webhook": hook, "publish_every": "1s"})
    eventually(lambda: "do not reach" in muster.health().text, "health says so")
    listener.status = 200
    eventually(lambda: listener.notes, "it is tried again")
    eventually(lambda: "do not reach" not in muster.health().text, "health is well again")
    assert "secret-token" not in muster.log.read_text()


def test_who_reads_and_exports_is_recorded(muster: Muster, admin: Person) -> None:
    for _ in range(3):
        admin.get(f"{AUDIT}/logs", params={"user_id": admin.id})
        admin.get(f"{AUDIT}/logs", params={"action": "model.create"})
    admin.get(f"{AUDIT}/export", params={"format": "csv", "outcome": "denied"})
    told = expect_ok(admin.get(f"{AUDIT}/logs", params={"entity_type": "audit"}))["items"]
    asked = [(entry["action"], entry["audit_metadata"].get("query")) for entry in told]
    assert [each for each in asked if each[0] == "audit.read"] == [("audit.read", {"user_id": admin.id})]
    assert ("audit.export", {"outcome": "denied"}) in asked


def test_the_list_is_searched_and_paged_by_a_cursor(muster: Muster, admin: Person) -> None:
    for number in range(12):
        admin.create(f"m-{number}", is_active=False, params={"system": "pirate" if number == 7 else "parrot"})
    assert [entry["entity_id"] for entry in admin.audit(q="PIRATE")] == ["m-7"]
    assert admin.audit(q="Ada", entity_id="m-7")[0]["user_id"] == admin.id
    ids: list[str] = []
    query: dict[str, object] = {"action": "model.create", "limit": 5}
    while True:
        page = expect_ok(admin.get(f"{AUDIT}/logs", params=query))
        ids += [entry["entity_id"] for entry in page["items"]]
        assert page["total"] == 12 and page["is_total_exact"]
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert ids == [f"m-{number}" for number in reversed(range(12))]


def test_the_table_shows_names_and_the_command_line_shows_all(
    muster: Muster, admin: Person, tmp_path: pathlib.Path
) -> None:
    admin.create("m-1", is_active=False)
    table = tmp_path / "trail.csv"
    assert muster.run("audit", "export", str(table), "--format", "csv", "--entity-id", "m-1").code == 0
    heading, line = table.read_bytes().decode().split("\r\n")[:2]
    assert heading.startswith("index,id,time,user_id,user_name,action") and ",Ada,model.create,model,m-1,ok," in line
    again = muster.run("audit", "export", str(table), "--format", "csv")
    assert again.code == 1 and "--force" in again.errors
    entry = admin.audit(action="model.create")[0]
    checkpoint_of(admin, at_least=entry["index"] + 1)
    told = muster.run("audit", "show", entry["id"])
    assert told.code == 0 and "Proven: entry" in told.output and "Ada" in told.output, told
    assert muster.run("audit", "show", "nothing").code == 1
    assert muster.run("audit", "key").output.strip() == key_of(admin).text
    assert Checkpoint.read(muster.run("audit", "checkpoint").output.strip() + "\n", key_of(admin)).size > 0
    assert "| `model.create` |" in muster.run("audit", "actions").output
