"""Several runtimes: what the second costs, what the choice among eight costs, and what watching all of them costs."""

from __future__ import annotations

import pathlib
import sys
import time
from statistics import median
from typing import Any

import gateway
from report import Section
from server import Connection, Muster, form
from workshop import UPSTREAMS, Workshop, eventually, free_port, processor_seconds

RUNTIMES = 8
OFFERS_EACH = 25
SECOND_RATIO = 1.05
CHOICE_MICROSECONDS = 20
IDLE_PERCENT = 1


def measure(workshop: Workshop, section: Section) -> None:
    upstream = start_upstream(workshop)
    muster = Muster(workshop, ["/bin/false", "{file}", "{port}", "{key}"])
    muster.add_runtimes([runtime(number, upstream) for number in range(1, RUNTIMES + 1)])
    muster.start()
    admin = Connection(muster.port, muster.sign_up("Ada")["token"])
    try:
        for model in ("one-1", "two-1", "shared"):
            activate(muster, admin, model)
        tell_idle(workshop, section, muster)
        tell_requests(workshop, section, muster, admin)
    finally:
        muster.stop()


def start_upstream(workshop: Workshop) -> int:
    folder = workshop.part("upstream")
    ready = folder / "port"
    command: list[Any] = [sys.executable, UPSTREAMS / "fixed_answers.py", free_port(), folder, 10]
    workshop.start(command, folder / "log")
    return int(eventually(lambda: ready.read_text() if ready.exists() else None, "the upstream answers"))


def name(number: int) -> str:
    return {1: "one", 2: "two"}.get(number, f"r{number}")


def runtime(number: int, port: int) -> dict[str, Any]:
    """All offer `shared`, and each has models of its own."""
    return {
        "id": name(number), "kind": "openai", "url": f"http://127.0.0.1:{port}/{name(number)}/v1", "names": "shared",
    }  # fmt: skip


def activate(muster: Muster, admin: Connection, model: str) -> None:
    eventually(
        lambda: any(base["id"] == model for base in admin.json("GET", "/api/v1/models/base")) or None,
        f"{model} is there",
    )
    admin.json("POST", "/api/v1/models/create", form(model, is_active=True))
    muster.wait_until(admin, "loaded", model)


def tell_idle(workshop: Workshop, section: Section, muster: Muster) -> None:
    seconds = 5 if workshop.quick else 30
    before = processor_seconds(muster.pid)
    time.sleep(seconds)
    percent = (processor_seconds(muster.pid) - before) / seconds * 100
    offers = RUNTIMES * OFFERS_EACH
    section.add(
        f"idle processor use, {RUNTIMES} runtimes with {offers} models", percent, "% of a core", None, None,
        f"< {IDLE_PERCENT} %", percent < IDLE_PERCENT,
    )  # fmt: skip


def tell_requests(workshop: Workshop, section: Section, muster: Muster, admin: Connection) -> None:
    token = admin.token
    rounds, seconds = (2, 2) if workshop.quick else (9, 3)
    ways = {"first": "one-1", "second": "two-1", "eight": "shared"}
    bodies: dict[str, pathlib.Path] = {}
    for way, model in ways.items():
        bodies[way] = muster.folder / f"{way}.json"
        bodies[way].write_text(gateway.chat().replace('"alpha"', f'"{model}"'))
    samples: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, body in bodies.items():
            sample = gateway.load(muster.port, None, 1, seconds, token, body)
            samples[way].append(sample.median_us)
    first, second, eight = (median(samples[way]) for way in ways)
    section.add(
        "median latency through the second runtime", second, "µs", "through the first", first, f"≤ {SECOND_RATIO}",
        second / first <= SECOND_RATIO,
    )  # fmt: skip
    section.add(
        "added by the choice among 8 placements", eight - first, "µs", "median latency with one", first,
        f"< {CHOICE_MICROSECONDS} µs", eight - first < CHOICE_MICROSECONDS,
    )  # fmt: skip
