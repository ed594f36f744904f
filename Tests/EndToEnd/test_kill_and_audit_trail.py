"""kill -9 at a hundred random moments under write load: entries with receipts are in the log, which continues."""

from __future__ import annotations

import json
import random
import threading
import time

import httpx

from plumbing.effort import cases
from plumbing.muster import Muster
from plumbing.person import Person, expect_ok
from plumbing.proofs import Checkpoint, Receipt, is_consistent, leaf_hash, root_of
from test_audit_proofs import AUDIT, checkpoint_of, export_of, key_of, path_of

KILLS = cases(20)


class Writer:
    """Edits a model of its own until Muster is gone, and keeps the receipts."""

    def __init__(self, muster: Muster, name: str) -> None:
        self._person = muster.signed_in(muster.admin.session)
        self._name = name
        self.receipts: list[str] = []
        self.checkpoints: list[str] = []

    def work(self) -> None:
        number = 0
        while True:
            number += 1
            try:
                answer = self._person.update(self._name, name=f"{self._name} {number} {random.random()}")
                self.receipts.append(answer.headers["x-audit-receipt"])
                if number % 20 == 0:
                    self.checkpoints.append(self._person.get(f"{AUDIT}/checkpoint").text)
            except httpx.TransportError:
                return
            assert answer.status_code == 200, answer.text


def test_every_acknowledged_change_has_its_entry_and_the_tree_goes_on(muster: Muster, admin: Person) -> None:
    key = key_of(admin)
    names = ("one", "two", "three")
    for name in names:
        admin.create(name, is_active=False)
    moments = random.Random(8)
    receipts: list[Receipt] = []
    checkpoints: list[Checkpoint] = []
    for _ in range(KILLS):
        writers = [Writer(muster, name) for name in names]
        threads = [threading.Thread(target=writer.work) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(moments.uniform(0, 0.25))  # a random moment is what this is about
        muster.kill()
        for thread in threads:
            thread.join(timeout=20)
            assert not thread.is_alive()
        muster.start()
        for writer in writers:
            receipts += [Receipt.read(receipt, key) for receipt in writer.receipts]
            checkpoints += [Checkpoint.read(note, key) for note in writer.checkpoints if note.startswith("muster/")]
        checkpoints.append(checkpoint_of(admin))
    assert len(receipts) > KILLS * 3, "they had time to write"

    last = checkpoint_of(admin, at_least=len(receipts))
    lines = export_of(admin, last.size)
    leaves = [leaf_hash(line) for line in lines]
    assert len(lines) == last.size and root_of(leaves) == last.root
    ids = {json.loads(line)["id"]: leaf for line, leaf in zip(lines, leaves, strict=True)}
    assert len(ids) == len(lines), "none twice"
    for receipt in receipts:
        assert ids.get(receipt.entry_id) == receipt.hash, "what was acknowledged is there, as it was receipted"
    sizes = {checkpoint.size: checkpoint.root for checkpoint in checkpoints}
    for size, root in sizes.items():
        proof = expect_ok(admin.get(f"{AUDIT}/proof/consistency", params={"from": size, "to": last.size}))
        assert is_consistent(size, root, last.size, last.root, path_of(proof)), "the tree has gone on from there"
    indices = [entry["index"] for entry in expect_ok(admin.get(f"{AUDIT}/logs", params={"limit": 1000}))["items"]]
    assert indices == sorted(set(indices), reverse=True), "dense, and none twice"
    assert muster.run("doctor", "--config", str(muster.configuration)).output.count("audit trail") == 0
