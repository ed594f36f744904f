"""Chats through the gateway, compared with the upstream directly and through nginx."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from dataclasses import dataclass
from statistics import median

from report import Section
from server import MODEL, Relaying
from workshop import UPSTREAMS, Workshop, processor_seconds

CONNECTIONS = (1, 16, 64)
ADDED_MILLISECONDS = 0.5


@dataclass(frozen=True)
class Sample:
    requests: int
    seconds: float
    median_us: float
    p99_us: float
    relay_seconds: float
    """Processor time of the relay between wrk and the upstream."""

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def measure(workshop: Workshop, section: Section) -> None:
    setup = Relaying(workshop, "fixed_answers.py")
    try:
        body = setup.folder / "body.json"
        body.write_text(chat())
        ways = {
            "direct": (setup.upstream_port, None),
            "nginx": (setup.relay.port, setup.relay.pid),
            "muster": (setup.muster.port, setup.muster.pid),
        }
        rounds, seconds = (2, 2) if workshop.quick else (7, 4)
        for connections in CONNECTIONS:
            samples: dict[str, list[Sample]] = {way: [] for way in ways}
            for _ in range(rounds):  # alternating, so that load on the machine affects all three
                for way, (port, relay_pid) in ways.items():
                    sample = load(port, relay_pid, connections, seconds, setup.token, body)
                    samples[way].append(sample)
            tell(section, connections, samples)
    finally:
        setup.stop()


def tell(section: Section, connections: int, samples: dict[str, list[Sample]]) -> None:
    def middle(way: str, value: str) -> float:
        return median(getattr(sample, value) for sample in samples[way])

    def per_request(way: str) -> float:
        return 1e6 * sum(s.relay_seconds for s in samples[way]) / sum(s.requests for s in samples[way])

    at = f"{connections} connection{'s' if connections > 1 else ''}"
    direct = middle("direct", "median_us")
    added = middle("muster", "median_us") - direct
    is_judged = connections == 1
    section.add(
        f"added median latency, {at}",
        added / 1000,
        "ms",
        "added by nginx",
        (middle("nginx", "median_us") - direct) / 1000,
        f"< {ADDED_MILLISECONDS} ms" if is_judged else None,
        added / 1000 < ADDED_MILLISECONDS if is_judged else None,
    )
    section.add(f"median latency, {at}", middle("muster", "median_us") / 1000, "ms", "bare upstream", direct / 1000)
    p99 = middle("muster", "p99_us") / 1000
    section.add(f"99th percentile, {at}", p99, "ms", "nginx", middle("nginx", "p99_us") / 1000)
    rate = middle("muster", "rate")
    section.add(f"requests per second, {at}", rate, "/s", "bare upstream", middle("direct", "rate"))
    section.add(f"requests per second, {at}", rate, "/s", "nginx", middle("nginx", "rate"))
    section.add(f"processor time per request, {at}", per_request("muster"), "µs", "nginx", per_request("nginx"))


def load(port: int, relay_pid: int | None, connections: int, seconds: int, token: str, body: pathlib.Path) -> Sample:
    address = f"http://127.0.0.1:{port}/v1/chat/completions"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(UPSTREAMS / "requests.lua"), address]
    environment = {**os.environ, "BENCH_BODY": str(body), "BENCH_TOKEN": token}
    before = processor_seconds(relay_pid) if relay_pid else 0
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    used = processor_seconds(relay_pid) - before if relay_pid else 0
    for line in finished.stdout.splitlines():
        if line.startswith("MEASURED "):
            requests, microseconds, half, most, errors = map(int, line.split()[1:])
            if errors or not requests:
                raise RuntimeError(f"{errors} of {requests} requests to {address} failed:\n{finished.stdout}")
            return Sample(requests, microseconds / 1e6, half, most, used)
    raise RuntimeError(f"wrk measured nothing: {finished.stdout}{finished.stderr}")


def chat() -> str:
    """About 1.4 kB, as in the middle of a conversation."""
    sentence = "The quick brown fox jumps over the lazy dog while the rain in Spain stays mainly in the plain. "
    messages = [
        {"role": "user", "content": sentence * 4},
        {"role": "assistant", "content": sentence * 5},
        {"role": "user", "content": sentence * 4},
    ]
    return json.dumps({"model": MODEL, "messages": messages, "temperature": 0.7, "max_tokens": 256})
