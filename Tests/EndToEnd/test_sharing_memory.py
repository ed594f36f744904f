"""Four models share the memory of two, under clients that ask at random and somebody who switches at random."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from conftest import Runtime, StartMuster
from plumbing.effort import cases
from plumbing.muster import Muster
from plumbing.person import expect_ok

MODELS = ("medium", "second", "third", "fourth")
CLIENTS = 8
SECONDS = 12
LOAD_TIMEOUT = 30


@dataclass
class Record:
    answered: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    longest: float = 0
    peak: float = 0
    samples: int = 0


def ask(muster: Muster, seed: int, end: float, record: Record, lock: threading.Lock) -> None:
    draw = random.Random(seed)
    person = muster.signed_in(muster.admin.session)
    while time.monotonic() < end:
        model = draw.choice(MODELS)
        began = time.monotonic()
        answer = person.chat(model, max_tokens=draw.randrange(1, 20))
        took = time.monotonic() - began
        with lock:
            record.longest = max(record.longest, took)
            if answer.status == 200:
                record.answered += 1
                if not answer.is_spoken_by(model):
                    record.wrong.append(f"{model}: {answer.text}")
            else:
                record.refused.append(f"{answer.status} {answer.error}")


def switch(muster: Muster, seed: int, end: float) -> None:
    draw = random.Random(seed)
    while time.monotonic() < end:
        model = draw.choice(MODELS)
        muster.admin.switch_off(model)
        time.sleep(draw.uniform(0.05, 0.5))
        muster.admin.switch_on(model)
        time.sleep(draw.uniform(0.5, 2))


def sample(muster: Muster, budget: int, end: float, record: Record) -> None:
    """What the operating system says that the processes of all models take, beside what Muster says."""
    while time.monotonic() < end:
        taken = sum(process.anonymous_bytes for process in muster.all_processes())
        (local,) = expect_ok(muster.admin.get("/api/v1/residency"))["runtimes"]
        record.peak = max(record.peak, taken / budget, local["used_bytes"] / budget)
        record.samples += 1
        time.sleep(0.02)


@pytest.mark.parametrize("world", range(cases(1)))
def test_the_budget_is_kept_and_no_request_is_lost(start_muster: StartMuster, runtime: Runtime, world: int) -> None:
    muster = start_muster(runtime={**runtime, "memory": "300MiB", "load_timeout": f"{LOAD_TIMEOUT}s"})
    for model in MODELS[1:]:
        muster.place_made(model, "--name", model, "--size", "55MB")
    for model in MODELS:
        muster.offer(model, is_active=True)
    (local,) = expect_ok(muster.admin.get("/api/v1/residency"))["runtimes"]
    record, lock, end = Record(), threading.Lock(), time.monotonic() + SECONDS
    seeds = range(world * 100, world * 100 + CLIENTS)
    threads = [threading.Thread(target=ask, args=(muster, seed, end, record, lock)) for seed in seeds]
    threads.append(threading.Thread(target=switch, args=(muster, world, end)))
    threads.append(threading.Thread(target=sample, args=(muster, local["budget_bytes"], end, record)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"{record.answered} answered, {len(record.refused)} refused while switched off, "
        f"longest {record.longest:.1f} s, peak {record.peak:.1%} of the budget in {record.samples} samples"
    )
    assert not record.wrong
    # Off means refused, which is not lost.
    lost = [refusal for refusal in record.refused if not refusal.startswith("403 ")]
    assert not lost, lost[:5]
    assert record.answered > CLIENTS
    assert record.longest < 2 * LOAD_TIMEOUT, "nobody is starved"
    assert record.samples and record.peak <= 1.03
