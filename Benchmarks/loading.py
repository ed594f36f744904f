"""Loading and unloading a real llama-server, compared with starting and ending the same command directly."""

from __future__ import annotations

import functools
import http.client
import os
import pathlib
import secrets
import subprocess
import time
from statistics import median

from report import Section
from server import MODEL, Connection, Muster, form
from workshop import PROJECT, Workshop, end, free_port

LOAD_ADDED_MILLISECONDS = 30
UNLOAD_ADDED_MILLISECONDS = 10
POLL_SECONDS = 0.002
# The pause between load and unload, with and without Muster: a server that has just become ready is still busy.
SETTLING_SECONDS = 0.3
ENVIRONMENT = {"OMP_WAIT_POLICY": "passive"}


@functools.cache
def llama_server() -> str:
    found = subprocess.run([PROJECT / "scripts/find-llama-server"], stdout=subprocess.PIPE, text=True, check=True)
    return found.stdout.strip()


def command(file: str, port: str, key: str) -> list[str]:
    # Weights in anonymous memory, so that loading includes reading them, and unloading includes freeing the memory.
    options = ["--ctx-size", "4096", "--threads", "1", "--no-mmap", "--no-webui"]
    return [llama_server(), "--model", file, "--host", "127.0.0.1", "--port", port, "--api-key", key, *options]


def measure(workshop: Workshop, section: Section) -> None:
    rounds = 3 if workshop.quick else 15
    for size in ("450KB", "55MB"):
        compare(workshop, section, size, rounds)


def compare(workshop: Workshop, section: Section, size: str, rounds: int) -> None:
    weights = workshop.model(size)
    muster = Muster(workshop, command("{file}", "{port}", "{key}"), ENVIRONMENT)
    muster.place(weights)
    muster.start()
    admin = Connection(muster.port, muster.sign_up("Ada")["token"])
    admin.json("POST", "/api/v1/models/create", form(MODEL))
    muster.wait_until(admin, "loaded")
    admin.json("POST", "/api/v1/residency/unload", {"model": MODEL})

    bare_starts, bare_ends, loads, unloads = [], [], [], []
    for _ in range(rounds):
        started, ended = by_hand(workshop, weights)
        bare_starts.append(started)
        bare_ends.append(ended)
        loads.append(admin.timed("POST", "/api/v1/residency/load", {"model": MODEL}))
        pid = muster.residency(admin)["pid"]
        time.sleep(SETTLING_SECONDS)
        unloads.append(admin.timed("POST", "/api/v1/residency/unload", {"model": MODEL}))
        if pathlib.Path(f"/proc/{pid}").exists():
            raise RuntimeError(f"process {pid} outlived the answer that says it is gone")
    admin.close()
    muster.stop()
    tell(section, f"load, {size}", loads, "bare start", bare_starts, LOAD_ADDED_MILLISECONDS)
    tell(section, f"unload to memory back, {size}", unloads, "bare TERM", bare_ends, UNLOAD_ADDED_MILLISECONDS)


def tell(section: Section, what: str, ours: list[float], against: str, bare: list[float], allowed: int) -> None:
    half, bare_half = median(ours) * 1000, median(bare) * 1000
    is_met = half - bare_half <= allowed
    section.add(what, half, "ms", against, bare_half, f"at most {allowed} ms more", is_met)


def by_hand(workshop: Workshop, weights: pathlib.Path) -> tuple[float, float]:
    """Seconds until it is healthy, and from TERM until it has ended."""
    port = free_port()
    key = secrets.token_hex(16)
    started = time.perf_counter()
    child = workshop.start(
        command(str(weights), str(port), key), workshop.folder / "by-hand.log", env={**os.environ, **ENVIRONMENT}
    )
    try:
        wait_until_healthy(child, port)
        ready = time.perf_counter()
        time.sleep(SETTLING_SECONDS)
        told = time.perf_counter()
        child.terminate()
        child.wait()
        return ready - started, time.perf_counter() - told
    finally:
        end(child)


def wait_until_healthy(child: subprocess.Popen[bytes], port: int) -> None:
    while child.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/health", headers={"Connection": "close"})
            if connection.getresponse().status == 200:
                return
        except ConnectionError:
            pass  # not listening yet
        finally:
            connection.close()
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"llama-server ended with {child.returncode}")
