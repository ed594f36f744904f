"""Event streams through the gateway: identical bytes, delay, and processor time."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from dataclasses import dataclass
from statistics import median, quantiles

from report import Section
from server import MODEL, Relaying
from stream_reader import Result, read_streams, request
from workshop import Workshop, eventually, processor_seconds, resident_bytes

STREAMS = 128
EVENTS_PER_SECOND = 50
# Streams are opened this far apart, so that they do not all write at the same moment.
APART_SECONDS = 0.0037


def measure(workshop: Workshop, section: Section) -> None:
    paced(workshop, section)
    at_full_speed(workshop, section)


@dataclass
class Run:
    results: list[Result]
    seconds: float
    """Processor time of the relay."""

    @property
    def delays_ms(self) -> list[float]:
        return [delay / 1e6 for result in self.results for delay in result.delays_ns]

    @property
    def first_ms(self) -> float:
        return median(result.first_ns for result in self.results) / 1e6

    @property
    def events(self) -> int:
        return sum(len(result.delays_ns) for result in self.results)


def paced(workshop: Workshop, section: Section) -> None:
    setup = Relaying(workshop, "paced_streams.py")
    try:
        ways = {
            "direct": (setup.upstream_port, None),
            "nginx": (setup.relay.port, setup.relay.pid),
            "muster": (setup.muster.port, setup.muster.pid),
        }
        memory = resident_bytes(setup.muster.pid)
        rounds, events = (1, 150) if workshop.quick else (3, 500)
        runs: dict[str, list[Run]] = {way: [] for way in ways}
        for number in range(rounds):
            for way, (port, pid) in ways.items():
                names = [f"{way}-{number}-{stream}" for stream in range(STREAMS)]
                runs[way].append(run(port, pid, names, setup.token, events))
        grown = resident_bytes(setup.muster.pid) - memory
        sent = read_sent(setup, rounds * len(ways) * STREAMS)
    finally:
        setup.stop()

    results = {way: [result for one in ones for result in one.results] for way, ones in runs.items()}
    ours = results.pop("muster")
    if any(sent[result.name] != result.digest for others in results.values() for result in others):
        raise RuntimeError("a stream differs although nothing but nginx stands between: the measurement is wrong")
    same = sum(sent[result.name] == result.digest for result in ours)
    what = f"streams of {events} events with the upstream's very bytes"
    section.add(what, same, "streams", "all", len(ours), "all of them", same == len(ours))
    tell_delays(section, runs)
    section.add(f"additional memory after {STREAMS} streams", grown / 1e6, "MB")


def tell_delays(section: Section, runs: dict[str, list[Run]]) -> None:
    at = f"{STREAMS} streams"
    first = {way: median(one.first_ms for one in ones) for way, ones in runs.items()}
    section.add(f"request to first event, {at}", first["muster"], "ms", "bare upstream", first["direct"])
    section.add(f"request to first event, {at}", first["muster"], "ms", "nginx", first["nginx"])
    delays = {way: [delay for one in ones for delay in one.delays_ms] for way, ones in runs.items()}
    half = {way: median(values) for way, values in delays.items()}
    # Per round, so that load during one round does not affect the others.
    most = {way: median(quantiles(one.delays_ms, n=100)[98] for one in ones) for way, ones in runs.items()}
    section.add(f"event written to event read, {at}", half["muster"], "ms", "bare upstream", half["direct"])
    section.add(f"the same, 99th percentile, {at}", most["muster"], "ms", "bare upstream", most["direct"])
    section.add(f"the same, 99th percentile, {at}", most["muster"], "ms", "nginx", most["nginx"])
    cost = {way: 1e6 * sum(one.seconds for one in ones) / sum(one.events for one in ones) for way, ones in runs.items()}
    section.add(f"processor time per event, {at}", cost["muster"], "µs", "nginx", cost["nginx"])


def run(port: int, pid: int | None, names: list[str], token: str, events: int) -> Run:
    pause = 1 / EVENTS_PER_SECOND
    requests = {name: request(name, MODEL, token, events, pause) for name in names}
    before = processor_seconds(pid) if pid else 0
    results = read_streams(port, requests, APART_SECONDS)
    return Run(results, processor_seconds(pid) - before if pid else 0)


def read_sent(setup: Relaying, count: int) -> dict[str, str]:
    """What the upstream reports to have written, by stream."""
    file = setup.folder / "sent"
    lines = eventually(lambda: found if len(found := file.read_text().splitlines()) >= count else None, "all are sent")
    return {name: digest for name, digest, _ in map(str.split, lines)}


def at_full_speed(workshop: Workshop, section: Section) -> None:
    """One stream at full speed: the maximum of a relay, and again identical bytes."""
    setup = Relaying(workshop, "fixed_answers.py", events=50_000 if workshop.quick else 300_000)
    try:
        file = setup.folder / "stream.sse"
        content = file.read_bytes()
        wanted, events = hashlib.sha256(content).hexdigest(), content.count(b"\n\n")
        ways = {"direct": setup.upstream_port, "nginx": setup.relay.port, "muster": setup.muster.port}
        rates: dict[str, list[float]] = {way: [] for way in ways}
        used, same, rounds = 0.0, 0, 2 if workshop.quick else 5
        for _ in range(rounds):
            for way, port in ways.items():
                before = processor_seconds(setup.muster.pid)
                seconds, digest = download(port, setup.token)
                rates[way].append(events / seconds)
                if way == "muster":
                    used += processor_seconds(setup.muster.pid) - before
                    same += digest == wanted
    finally:
        setup.stop()
    what = f"streams of {events:,} events with the upstream's very bytes"
    section.add(what, same, "streams", "all", rounds, "all of them", same == rounds)
    rate = {way: median(values) for way, values in rates.items()}
    section.add("events per second, one stream at full speed", rate["muster"], "/s", "bare upstream", rate["direct"])
    section.add("events per second, one stream at full speed", rate["muster"], "/s", "nginx", rate["nginx"])
    section.add("processor time per event at full speed", 1e6 * used / (rounds * events), "µs")


def download(port: int, token: str) -> tuple[float, str]:
    body = json.dumps({"model": MODEL, "prompt": "Write.", "stream": True})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    digest = hashlib.sha256()
    started = time.perf_counter()
    connection.request("POST", "/v1/completions", body, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {response.read()[:500]!r}")
    while piece := response.read1(1 << 20):
        digest.update(piece)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds, digest.hexdigest()
