"""kill -9 during bulk deletions and their undo: either all models are there or none."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time

import httpx

from plumbing.effort import cases
from plumbing.muster import Muster
from plumbing.person import Person

MODELS = "/api/v1/models"
KILLS = cases(10)
HERD = [f"herd-{number}" for number in range(20)]


class Herder:
    """Deletes the herd and undoes that, over and over; knows how many of it there may be."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.possible = {len(HERD)}
        self.token = ""  # of a deletion that was answered and not taken back
        self.rounds = 0

    def work(self) -> None:
        with contextlib.suppress(httpx.TransportError):
            while True:
                self.possible = {len(HERD), 0}
                deleted = self._person.post(f"{MODELS}/bulk", json={"action": "delete", "ids": HERD})
                assert deleted.status_code == 200, deleted.text
                self.possible, self.token = {0}, deleted.json()["undo_token"]
                self.possible = {0, len(HERD)}
                undone = self._person.post(f"{MODELS}/undo", json={"token": self.token})
                assert undone.status_code == 200, undone.text
                self.possible, self.token = {len(HERD)}, ""
                self.rounds += 1


def test_all_models_are_there_or_none_and_the_undo_token_survives_the_kill(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    lines = [{"id": name, "base_model_id": "alpha", "is_active": False} for name in HERD]
    assert admin.post(f"{MODELS}/import", json=lines).status_code == 200
    moments = random.Random(6)
    herder = Herder(muster.signed_in(admin.session))
    for _ in range(KILLS):
        thread = threading.Thread(target=herder.work)
        thread.start()
        time.sleep(moments.uniform(0, 0.12))  # a random moment is what this is about
        muster.kill()
        thread.join(timeout=20)
        assert not thread.is_alive()
        muster.start()
        left, binned = admin.list(query="herd-", limit=100)["total"], admin.get(f"{MODELS}/bin").json()["total"]
        assert left in herder.possible and left + binned == len(HERD)
        if left == 0 and herder.token:
            assert admin.post(f"{MODELS}/undo", json={"token": herder.token}).status_code == 200
        elif left == 0:  # deleted, but the answer with the token was lost
            for name in HERD:
                assert admin.post(f"{MODELS}/bin/restore", json={"id": name}).status_code == 200
        herder.token = ""
        assert admin.list(query="herd-", limit=100)["total"] == len(HERD)
    assert herder.rounds > KILLS, "it had time to work"
    with contextlib.closing(muster.database()) as database:
        revisions = sorted(database.execute("SELECT model_id, revision, action FROM model_revision"))
        entries = database.execute(
            "SELECT entity_id, audit_metadata, action FROM billing_audit_log"
            " WHERE entity_type = 'model' AND outcome = 'ok'"
        )
        told = sorted((id, json.loads(metadata)["revision_after"], action) for id, metadata, action in entries)
        assert revisions == told
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
