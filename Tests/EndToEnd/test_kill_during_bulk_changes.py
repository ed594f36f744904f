"""kill -9 at a hundred random moments during writes and bulk changes."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections.abc import Callable, Iterator

import httpx

from plumbing.effort import cases
from plumbing.muster import Muster
from plumbing.person import Person

KILLS = cases(20)
HERD = [f"herd-{number}" for number in range(20)]


class Writers:
    """What they were told is done; each writes until Muster is gone."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        self.created: list[str] = []
        self.edits = 0
        self.possible_tags: set[tuple[str, ...]] = {()}
        self._numbers = iter(range(1_000_000))

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        acts = (self._create, self._edit, self._act_on_the_herd)
        threads = [threading.Thread(target=self._write, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        yield
        for thread in threads:
            thread.join(timeout=20)
        assert not any(thread.is_alive() for thread in threads)

    def _write(self, act: Callable[[Person], None]) -> None:
        person = self._muster.signed_in(self._muster.admin.session)
        with contextlib.suppress(httpx.TransportError):
            while True:
                act(person)

    def _create(self, person: Person) -> None:
        name = f"new-{next(self._numbers)}"
        person.create(name, base_model_id="alpha", is_active=False)
        self.created.append(name)

    def _edit(self, person: Person) -> None:
        number = self.edits + 1
        assert person.update("poet", base_model_id="alpha", params={"seed": number}).status_code == 200
        self.edits = number

    def _act_on_the_herd(self, person: Person) -> None:
        tag = f"tag-{next(self._numbers)}"
        self.possible_tags = {(), (tag,)}
        answer = person.post("/api/v1/models/bulk", json={"action": "tag", "ids": HERD, "tags": [tag]})
        assert answer.status_code == 200, answer.text
        self.possible_tags = {(tag,)}
        token = answer.json()["undo_token"]
        self.possible_tags = {(tag,), ()}
        untagged = person.post("/api/v1/models/undo", json={"token": token})
        assert untagged.status_code == 200, untagged.text
        self.possible_tags = {()}


def herd_tags(admin: Person) -> set[tuple[str, ...]]:
    """The tags of each, as often as they differ."""
    models = admin.list(query="herd-", limit=100)["items"]
    assert len(models) == len(HERD)
    return {tuple(sorted(tag["name"] for tag in model["meta"].get("tags", []))) for model in models}


def test_a_kill_leaves_no_change_half_done_and_loses_nothing_acknowledged(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    lines = [{"id": name, "base_model_id": "alpha", "is_active": False} for name in [*HERD, "poet"]]
    assert admin.post("/api/v1/models/import", json=lines).status_code == 200
    moments = random.Random(5)
    writers = Writers(muster)
    for _ in range(KILLS):
        with writers.at_work():
            time.sleep(moments.uniform(0, 0.12))  # a random moment is what this is about
            muster.kill()
        muster.start()
        (tags,) = herd_tags(admin)
        assert tags in writers.possible_tags
        writers.possible_tags = {()}
        if tags:
            untag = {"action": "untag", "ids": HERD, "tags": list(tags)}
            assert admin.post("/api/v1/models/bulk", json=untag).status_code == 200
        seed = admin.model("poet")["params"].get("seed", 0)
        assert seed in (writers.edits, writers.edits + 1), "the last one was made or not, and none before it is lost"
        writers.edits = seed
    assert len(writers.created) > KILLS and writers.edits > KILLS, "they had time to write"
    with contextlib.closing(muster.database()) as database:
        kept = {name for (name,) in database.execute("SELECT id FROM model")}
        assert set(writers.created) <= kept
        revisions = sorted(database.execute("SELECT model_id, revision, action FROM model_revision"))
        entries = database.execute(
            "SELECT entity_id, audit_metadata, action FROM billing_audit_log"
            " WHERE entity_type = 'model' AND outcome = 'ok'"
        )
        told = sorted((id, json.loads(metadata)["revision_after"], action) for id, metadata, action in entries)
        assert revisions == told
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
