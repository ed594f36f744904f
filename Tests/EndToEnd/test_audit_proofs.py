"""With the public key and a checkpoint, an auditor can verify the trail without trusting this host."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import json
import pathlib
import re
import subprocess
import time
from collections.abc import Callable
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.proofs import Checkpoint, Key, Receipt, is_consistent, leaf_hash, root_by_inclusion, root_of
from plumbing.tiny_models import PROJECT
from plumbing.waiting import eventually

AUDIT = "/api/v1/audit"


def key_of(person: Person) -> Key:
    answer = person.get(f"{AUDIT}/key")
    assert answer.headers["content-type"].startswith("text/plain")
    return Key(answer.text)


def checkpoint_of(person: Person, at_least: int = 0, within: float = 10) -> Checkpoint:
    key = key_of(person)
    return eventually(
        lambda: (found := Checkpoint.read(person.get(f"{AUDIT}/checkpoint").text, key)).size >= at_least and found,
        "there is a checkpoint", within=within,
    )  # fmt: skip


def last_signed(muster: Muster, key: Key) -> Checkpoint:
    """Of a Muster that has stopped, and has sealed everything then."""
    return Checkpoint.read((muster.data / "keys" / "audit.key.checkpoint").read_text(), key)


def export_of(person: Person, size: int) -> list[str]:
    answer = person.get(f"{AUDIT}/export", params={"format": "jsonl", "size": size})
    assert answer.status_code == 200 and answer.headers["x-audit-size"] == str(size)
    return answer.text.split("\n")[:-1]


def path_of(proof: dict[str, object]) -> list[bytes]:
    return [base64.b64decode(step, validate=True) for step in proof["path"]]  # type: ignore[attr-defined]


def test_the_export_matches_the_signed_checkpoint(admin: Person) -> None:
    for number in range(20):
        admin.create(f"m-{number}", is_active=False)
    size = len(admin.audit(limit=1000))
    checkpoint = checkpoint_of(admin, at_least=size)
    lines = export_of(admin, checkpoint.size)
    assert len(lines) == checkpoint.size
    assert root_of([leaf_hash(line) for line in lines]) == checkpoint.root
    for line in lines:
        entry = json.loads(line)
        assert list(entry) == sorted(entry) and entry["audit_metadata"]["software_version"]
        assert admin.session["name"] not in line and "127.0.0.1" not in line, "names and addresses stand beside it"
    leaves = admin.get(f"{AUDIT}/export", params={"format": "leaves", "size": checkpoint.size}).text.split()
    assert [base64.b64decode(leaf) for leaf in leaves] == [leaf_hash(line) for line in lines]


def test_each_entry_is_proven_and_each_earlier_checkpoint_too(admin: Person) -> None:
    first = checkpoint_of(admin)
    for number in range(7):
        admin.create(f"m-{number}", is_active=False)
    last = checkpoint_of(admin, at_least=first.size + 7)
    for entry in admin.audit(entity_type="model"):
        proof = expect_ok(admin.get(f"{AUDIT}/proof/inclusion", params={"id": entry["id"], "size": last.size}))
        line = expect_ok(admin.get(f"{AUDIT}/logs/{entry['id']}"))["line"]
        assert (proof["index"], proof["size"]) == (entry["index"], last.size)
        assert base64.b64decode(proof["leaf_hash"]) == leaf_hash(line)
        assert root_by_inclusion(leaf_hash(line), proof["index"], last.size, path_of(proof)) == last.root
    proof = expect_ok(admin.get(f"{AUDIT}/proof/consistency", params={"from": first.size, "to": last.size}))
    assert (proof["from"], proof["to"]) == (first.size, last.size)
    assert is_consistent(first.size, first.root, last.size, last.root, path_of(proof))


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("proof/inclusion", {}, 422), ("proof/inclusion", {"id": "none"}, 404),
        ("proof/inclusion", {"id": "none", "size": "x"}, 422), ("proof/consistency", {}, 422),
        ("proof/consistency", {"from": 5, "to": 2}, 422), ("proof/consistency", {"from": 1, "to": 10**9}, 422),
        ("export", {"format": "xml"}, 422), ("export", {"size": 10**9}, 422), ("export", {"q": "x"}, 400),
        ("logs", {"before": "x"}, 422), ("logs/none", {}, 404),
    ],
)  # fmt: skip
def test_a_failed_verification_explains_itself(admin: Person, path: str, query: dict[str, object], status: int) -> None:
    answer = admin.get(f"{AUDIT}/{path}", params=query)
    assert answer.status_code == status and answer.json()["detail"], answer.text


def test_each_change_has_a_receipt_that_the_trail_fulfils(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    key = key_of(admin)
    many = [{"id": f"m-{number}", "base_model_id": "alpha", "is_active": False} for number in range(30)]
    rita = muster.sign_up("Rita")
    answers = [
        admin.post("/api/v1/models/import", json=many),
        admin.post("/api/v1/models/model/activate", params={"id": "m-1"}),
        admin.update("m-1", base_model_id="alpha", name="New"),
        admin.remove("m-1"),
        rita.remove("m-2"),  # refused, which is recorded too
        admin.get(f"{AUDIT}/export"),
    ]
    receipts = [Receipt.read(answer.headers["x-audit-receipt"], key) for answer in answers]
    assert receipts[0].entries == 30 and receipts[-1].entries == 1
    assert answers[4].status_code == 404
    checkpoint = checkpoint_of(admin, at_least=len(admin.audit(limit=1000)))
    lines = export_of(admin, checkpoint.size)
    ids, leaves = [json.loads(line)["id"] for line in lines], [leaf_hash(line) for line in lines]
    for receipt in receipts:
        assert receipt.is_kept_by(ids, leaves)
    assert "x-audit-receipt" not in admin.get("/api/v1/models/model", params={"id": "m-3"}).headers


def test_a_checkpoint_follows_a_change_within_two_seconds(admin: Person) -> None:
    before = checkpoint_of(admin).size
    late = []
    for number in range(20):
        admin.create(f"m-{number}", is_active=False)
        began = time.monotonic()
        checkpoint_of(admin, at_least=before + number + 1)
        late.append(time.monotonic() - began)
    assert median(late) < 2, late


# Offline

NODE = ["node", str(PROJECT / "docs" / "verify-audit.mjs")]


class Bundle:
    """An export in a folder, with earlier checkpoints that somebody has kept."""

    def __init__(self, muster: Muster, folder: pathlib.Path) -> None:
        self._muster = muster
        self.folder = folder
        admin = muster.admin
        for number in range(8):
            admin.create(f"early-{number}", is_active=False)
        self.early = checkpoint_of(admin, at_least=9)
        for number in range(8):
            admin.create(f"late-{number}", is_active=False)
        checkpoint_of(admin, at_least=self.early.size + 8)
        made = muster.run("audit", "export", str(folder))
        assert made.code == 0, made
        self.entries, self.checkpoint, self.key = (
            folder / name for name in ("entries.jsonl", "checkpoint.txt", "key.txt")
        )
        self.previous = folder / "previous.txt"
        self.previous.write_text(self.early.note)

    @property
    def lines(self) -> list[str]:
        return self.entries.read_text().split("\n")[:-1]

    def write(self, lines: list[str]) -> None:
        self.entries.write_text("".join(line + "\n" for line in lines))

    def verify(self, *, leaves: bool = True) -> tuple[int, str]:
        target = self.folder if leaves else self.entries
        told = self._muster.run(
            "audit", "verify", str(target), "--checkpoint", str(self.checkpoint), "--key", str(self.key),
            "--previous", str(self.previous),
        )  # fmt: skip
        return told.code, told.output + told.errors

    def verify_elsewhere(self) -> tuple[int, str]:
        files = (self.entries, self.checkpoint, self.key, self.previous)
        told = subprocess.run([*NODE, *files], capture_output=True, text=True, timeout=60, check=False)
        assert told.stderr == ""
        return told.returncode, told.stdout


def key_that_looks_like_two() -> str:
    """A signer key (C2SP signed-note) in whose public half eight characters stand between two `+`, as the id does."""
    name = "muster/0123456789ab"
    for number in itertools.count():
        secret = hashlib.sha256(str(number).encode()).digest()
        public = b"\x01" + Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        if re.search(r"\+[^+]{8}\+", base64.b64encode(public).decode()):
            id = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
            seed = base64.b64encode(b"\x01" + secret).decode()
            return f"PRIVATE+KEY+{name}+{id}+{seed}\n"
    raise AssertionError


def test_both_verifiers_read_every_form_of_key(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    muster = start_muster(start=False)
    (muster.data / "keys").mkdir(parents=True, mode=0o700)
    (muster.data / "keys" / "audit.key").write_text(key_that_looks_like_two())
    muster.start()
    bundle = Bundle(muster, tmp_path / "trail")
    assert re.search(r"\+[^+]{8}\+.*\+[^+]{8}\+", bundle.key.read_text())
    assert bundle.verify()[0] == 0, bundle.verify()
    assert bundle.verify_elsewhere()[0] == 0, bundle.verify_elsewhere()


@pytest.fixture
def bundle(muster: Muster, tmp_path: pathlib.Path) -> Bundle:
    return Bundle(muster, tmp_path / "trail")


def test_an_untouched_export_is_verified_by_both(bundle: Bundle) -> None:
    for leaves in (True, False):
        code, told = bundle.verify(leaves=leaves)
        assert code == 0 and "Verified" in told and "1 earlier checkpoint:" in told, told
    code, told = bundle.verify_elsewhere()
    assert code == 0 and told.startswith("Verified: "), told


def _edit(lines: list[str]) -> None:
    lines[12] = lines[12].replace('"outcome":"ok"', '"outcome":"denied"')


def _edit_early(lines: list[str]) -> None:
    lines[3] = lines[3].replace('"outcome":"ok"', '"outcome":"denied"')


def _swap(lines: list[str]) -> None:
    lines[12], lines[13] = lines[13], lines[12]


TAMPERINGS: dict[str, tuple[Callable[[list[str]], object], str]] = {
    "edit": (_edit, "line 13: this entry was changed"),
    "edit before the earlier checkpoint": (_edit_early, "line 4: this entry was changed"),
    "drop": (lambda lines: lines.pop(12), "line 13: an entry is missing before this one"),
    "swap": (_swap, "line 13: this entry and the next one have changed places"),
    "truncate": (lambda lines: lines.__delitem__(slice(-3, None)), "the bundle ends here"),
    "double": (lambda lines: lines.insert(13, lines[12]), "line 14: the entry before stands here a second time"),
    "add": (lambda lines: lines.append(lines[0].replace("ok", "no")), "not covered by the checkpoint"),
}


@pytest.mark.parametrize(("tamper", "words"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found_and_named_by_both(
    bundle: Bundle, tamper: Callable[[list[str]], object], words: str
) -> None:
    lines = bundle.lines
    tamper(lines)
    assert lines != bundle.lines
    bundle.write(lines)
    code, told = bundle.verify()
    assert code == 1 and words in told, told
    assert bundle.verify(leaves=False)[0] == 1
    code, told = bundle.verify_elsewhere()
    assert code == 1 and told.startswith("NOT VERIFIED: "), told


def test_a_forged_checkpoint_is_found_by_both(bundle: Bundle) -> None:
    lines = bundle.lines
    _edit(lines)
    bundle.write(lines)
    note = bundle.checkpoint.read_text()
    old_root = note.split("\n")[2]
    new_root = base64.b64encode(root_of([leaf_hash(line) for line in lines])).decode()
    bundle.checkpoint.write_text(note.replace(old_root, new_root))
    (bundle.folder / "leaves.txt").unlink()
    code, told = bundle.verify()
    assert code == 1 and "not signed with the log's key" in told, told
    code, told = bundle.verify_elsewhere()
    assert code == 1 and "not signed" in told, told


def test_an_older_checkpoint_does_not_cover_a_newer_export(bundle: Bundle) -> None:
    bundle.checkpoint.write_text(bundle.early.note)
    code, told = bundle.verify()
    assert code == 1 and f"line {bundle.early.size + 1}: from here on" in told, told
    code, told = bundle.verify_elsewhere()
    assert code == 1 and "the checkpoint was signed for" in told, told


def test_the_new_key_is_vouched_for_by_the_old_one(muster: Muster, admin: Person, tmp_path: pathlib.Path) -> None:
    old = key_of(admin)
    told = muster.run("audit", "key", "rotate", "--yes", "--reason", "yearly")
    assert told.code == 0, told
    new = key_of(admin)
    assert new.text == told.output.strip() != old.text and new.name == old.name
    bundle = Bundle(muster, tmp_path / "trail")
    assert bundle.key.read_text().strip() == new.text
    assert bundle.verify()[0] == 0
    bundle.key.write_text(old.text)
    code, words = bundle.verify()
    assert code == 0 and "The key was rotated 1 time;" in words, words
    assert bundle.verify_elsewhere()[0] == 0
    bundle.key.write_text(Key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").text)
    assert bundle.verify()[0] == 1 and bundle.verify_elsewhere()[0] == 1
    secret = (muster.data / "keys" / "audit.key").read_text()
    assert secret.startswith("PRIVATE+KEY+") and (muster.data / "keys" / "audit.key").stat().st_mode & 0o077 == 0
    assert secret.strip() not in muster.log.read_text()


def test_rows_changed_in_the_database_are_found(muster: Muster, admin: Person, tmp_path: pathlib.Path) -> None:
    """By a look at the database, and by whoever has kept a checkpoint, also when all in it was made to fit."""
    for number in range(5):
        admin.create(f"m-{number}", is_active=False)
    key = key_of(admin)
    muster.stop()
    kept = last_signed(muster, key)
    with contextlib.closing(muster.database()) as database:
        database.execute("DROP TRIGGER audit_entries_stay_as_written")
        database.execute(
            "UPDATE audit_entry SET line = replace(line, '\"m-3\"', '\"m-4\"') WHERE line LIKE '%\"m-3\"%'"
        )
        database.commit()
    told = muster.run("doctor", "--config", str(muster.configuration))
    assert told.code == 1 and "was changed after it was written" in told.output, told
    with contextlib.closing(muster.database()) as database:
        for table in ("audit_node", "audit_index", "audit_checkpoint"):
            database.execute(f"DELETE FROM {table}")
        database.execute("INSERT INTO audit_words (audit_words) VALUES ('delete-all')")
        database.execute("UPDATE audit_tree SET size = 0, sequence = 0")
        database.commit()
    muster.start()
    eventually(
        lambda: "are not those that the last checkpoint was signed for" in muster.health().text, "it signs nothing"
    )
    muster.stop()
    (muster.data / "keys" / "audit.key.checkpoint").unlink()  # who owns the machine can do this too
    muster.start()
    forged = checkpoint_of(admin, at_least=kept.size)
    proof = expect_ok(admin.get(f"{AUDIT}/proof/consistency", params={"from": kept.size, "to": forged.size}))
    assert not is_consistent(kept.size, kept.root, forged.size, forged.root, path_of(proof))
    previous = tmp_path / "kept.txt"
    previous.write_text(kept.note)
    trail = tmp_path / "trail"
    assert muster.run("audit", "export", str(trail)).code == 0
    files = ("--checkpoint", str(trail / "checkpoint.txt"), "--key", str(trail / "key.txt"))
    assert muster.run("audit", "verify", str(trail), *files).code == 0, "nobody can know without an earlier checkpoint"
    told = muster.run("audit", "verify", str(trail), *files, "--previous", str(previous))
    assert told.code == 1 and "the log was rewritten" in told.errors, told


def test_a_tampered_trail_is_not_signed_and_blocks_no_work(muster: Muster, admin: Person) -> None:
    admin.create("m-1", is_active=False)
    key = key_of(admin)
    muster.stop()
    kept = last_signed(muster, key)
    with contextlib.closing(muster.database()) as database:
        database.execute("DELETE FROM audit_node")
        database.commit()
    muster.start()
    admin.create("m-2", is_active=False)
    eventually(lambda: "the audit trail is not sealed" in muster.health().text, "health says so")
    assert muster.health().status_code == 503
    assert "m-1" in {entry["entity_id"] for entry in admin.audit(action="model.create")}, "it can still be read"
    assert checkpoint_of(admin).note == kept.note, "nothing new is signed"
    assert "the audit trail is not sealed" in muster.log.read_text()
