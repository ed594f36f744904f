"""The cost of the audit trail: a change with and without an entry, verification, lists of a long trail."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import time
from statistics import median
from urllib.parse import urlencode

from report import Section
from server import Connection, Muster, form, model_path
from workshop import EXECUTABLE, PROJECT, Workshop

MOST_OVERHEAD = 1.15
ENTRIES, MOST_SECONDS = 1_000_000, 5.0
MOST_MILLISECONDS = 10.0
HELPER = PROJECT / ".build" / "release" / "audit-cost"

QUESTIONS: dict[str, dict[str, str]] = {
    "no filter": {},
    "a person": {"user_id": "person-7"},
    "an action": {"action": "model.activate"},
    "a kind of thing": {"entity_type": "model"},
    "a model": {"entity_id": "team/model-77"},
    "what was refused": {"outcome": "denied"},
    "a time long ago": {"to": "ago"},
    "a person and what was refused": {"user_id": "person-0", "outcome": "denied"},
    "a person and a model": {"user_id": "person-100", "entity_id": "team/model-77"},
    "a kind and an action": {"entity_type": "model", "action": "model.activate"},
    "a word": {"q": "model-1234"},
    "a word that is in every entry": {"q": "switched"},
    "a name": {"q": "Name of person-77"},
    "nothing": {"q": "nothing", "user_id": "person-7"},
}


def measure(workshop: Workshop, section: Section) -> None:
    subprocess.run(
        ["swift", "build", "-c", "release", "--static-swift-stdlib", "-Xlinker", "-s", "--product", "audit-cost"],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    muster = Muster(workshop, ["unused", "{file}", "{port}"])
    data = muster.folder / "data"
    muster.start()
    session = muster.sign_up("Ada")
    request = seconds_of_a_switch(Connection(muster.port, session["token"]))
    muster.stop()
    cost = run_helper("compare", data, 2_000 if workshop.quick else 20_000)
    section.add(
        "a change in the process, with its entry", cost["with"], "µs", "the same without", cost["without"]
    )  # fmt: skip
    whole = request * 1_000_000
    bare = whole - (cost["with"] - cost["without"])
    section.add(
        "switch a model, by HTTP", whole / 1000, "ms", "less the cost of its entry", bare / 1000,
        f"at most {MOST_OVERHEAD:.2f}", whole / bare <= MOST_OVERHEAD,
    )  # fmt: skip
    count = 50_000 if workshop.quick else ENTRIES
    began = time.monotonic()
    run_helper("fill", data, count)
    section.add(
        f"write and seal {count:,} entries, {5_000:,} in one change",
        (time.monotonic() - began) / count * 1e6,
        "µs each",
    )
    muster.start()
    measure_lists(Connection(muster.port, session["token"]), section, count)
    measure_verification(muster, session["token"], section, count)
    muster.stop()


def seconds_of_a_switch(admin: Connection) -> float:
    for number in range(100):
        admin.request("POST", "/api/v1/models/create", form(f"m-{number}", is_active=False))
    times = [
        admin.timed("POST", model_path(f"model/{verb}", f"m-{number}"))
        for verb in ("activate", "deactivate") * 5
        for number in range(100)
    ]
    return median(times)


def run_helper(task: str, folder: pathlib.Path, count: int) -> dict[str, float]:
    done = subprocess.run([HELPER, task, folder, str(count)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout or "{}")


def measure_lists(admin: Connection, section: Section, count: int) -> None:
    bounds = json.loads(admin.request("GET", "/api/v1/audit/logs?limit=1"))["items"][0]["created_at"]
    for what, filters in QUESTIONS.items():
        query = {name: str(bounds - 3) if value == "ago" else value for name, value in filters.items()}
        path = f"/api/v1/audit/logs?{urlencode({**query, 'limit': 100})}"
        admin.request("GET", path)  # the first read is recorded, which is not measured here
        milliseconds = median(admin.timed("GET", path) for _ in range(20)) * 1000
        section.add(
            f"newest 100 of {count:,}: {what}", milliseconds, "ms", None, None,
            f"less than {MOST_MILLISECONDS:.0f} ms", milliseconds < MOST_MILLISECONDS,
        )  # fmt: skip


def measure_verification(muster: Muster, token: str, section: Section, count: int) -> None:
    trail = muster.folder / "trail"
    environment = {"MUSTER_URL": f"http://127.0.0.1:{muster.port}", "MUSTER_TOKEN": token}
    began = time.monotonic()
    subprocess.run([EXECUTABLE, "audit", "export", trail], check=True, capture_output=True, env=environment)
    section.add(f"export {count:,} entries", time.monotonic() - began, "s")
    seconds, megabytes = verify(trail)
    section.add(
        f"verify {count:,} entries", seconds, "s", None, None, f"less than {MOST_SECONDS:.0f} s",
        seconds < MOST_SECONDS if count == ENTRIES else None,
    )  # fmt: skip
    section.add("memory of the verification", megabytes, "MB", None, None, "at most 64 MB", megabytes <= 64)
    hashing = time.monotonic()
    subprocess.run(["sha256sum", trail / "entries.jsonl"], check=True, capture_output=True)
    section.add("sha256sum of the same file", time.monotonic() - hashing, "s")


def verify(trail: pathlib.Path) -> tuple[float, float]:
    began = time.monotonic()
    process = subprocess.Popen(
        [
            *(EXECUTABLE, "audit", "verify", trail / "entries.jsonl"),
            *("--checkpoint", trail / "checkpoint.txt", "--key", trail / "key.txt"),
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError("the export is not verified")
    return time.monotonic() - began, usage.ru_maxrss / 1024
