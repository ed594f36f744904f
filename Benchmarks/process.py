"""Muster's own process: startup time, and idle memory and processor time."""

from __future__ import annotations

import subprocess
import time
from statistics import median

from report import Section
from server import MODEL, Connection, Muster, Relaying
from workshop import EXECUTABLE, Workshop, free_port, processor_seconds, resident_bytes

START_SECONDS = 0.2
IDLE_MEGABYTES = 60
MEGABYTE = 1e6


def measure(workshop: Workshop, section: Section) -> None:
    starts(workshop, section)
    idle(workshop, section)


def starts(workshop: Workshop, section: Section) -> None:
    rounds = 3 if workshop.quick else 15
    port = free_port()
    first, bare, again = [], [], []
    muster = None
    for _ in range(rounds):
        bare.append(bare_start())
        muster = fresh(workshop, port)
        first.append(serves(muster, port))
        muster.stop()
        again.append(serves(muster, port))
        muster.stop()
    for what, seconds in (("start to serving, first time", first), ("start to serving, database there", again)):
        half = median(seconds)
        section.add(
            what,
            half * 1000,
            "ms",
            "the program's --help",
            median(bare) * 1000,
            f"< {START_SECONDS * 1000:.0f} ms",
            half < START_SECONDS,
        )


def fresh(workshop: Workshop, port: int) -> Muster:
    muster = Muster(workshop, ["/bin/false", "{file}", "{port}", "{key}"])
    muster.configure(listen=f"127.0.0.1:{port}")
    return muster


def bare_start() -> float:
    started = time.perf_counter()
    subprocess.run([EXECUTABLE, "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def serves(muster: Muster, port: int) -> float:
    started = time.perf_counter()
    child = muster.spawn()
    while True:
        connection = Connection(port)
        try:
            connection.request("GET", "/health/live")
            return time.perf_counter() - started
        except ConnectionRefusedError:
            if child.poll() is not None:
                raise RuntimeError(f"Muster ended:\n{muster.log.read_text()}") from None
            time.sleep(0.001)
        finally:
            connection.close()


def idle(workshop: Workshop, section: Section) -> None:
    muster = Muster(workshop, ["/bin/false", "{file}", "{port}", "{key}"]).start()
    tell_memory(section, "idle memory after the start", muster.pid)
    muster.stop()

    setup = Relaying(workshop, "fixed_answers.py")
    try:
        setup.admin.json("GET", "/api/v1/models/list")
        chat = Connection(setup.muster.port, setup.token)
        chat.json("POST", "/v1/chat/completions", {"model": MODEL, "messages": []})
        time.sleep(1)
        tell_memory(section, "idle memory with a loaded model, after a chat", setup.muster.pid, setup.relay.pid)
        seconds = 3 if workshop.quick else 20
        before = processor_seconds(setup.muster.pid)
        time.sleep(seconds)
        used = (processor_seconds(setup.muster.pid) - before) / seconds
        section.add("idle processor use with a loaded model", used * 100, "% of a core")
    finally:
        setup.stop()


def tell_memory(section: Section, what: str, pid: int, nginx_pid: int | None = None) -> None:
    used = resident_bytes(pid) / MEGABYTE
    bare = resident_bytes(nginx_pid) / MEGABYTE if nginx_pid else None
    target = f"< {IDLE_MEGABYTES} MB"
    section.add(what, used, "MB", "nginx" if nginx_pid else None, bare, target, used < IDLE_MEGABYTES)
