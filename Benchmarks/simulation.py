"""Loading time under Muster's rule for what leaves memory, in relation to others', by `muster simulate`.

MUSTER_ARRIVALS names the files of the Azure LLM inference trace (AzurePublicDataset), separated by colons; without it
the arrivals are drawn.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import subprocess
from statistics import median
from typing import Any

from report import Section
from workshop import EXECUTABLE, Workshop

SIZES = [0.6, 1.2, 2.5, 4.5, 5, 8, 9, 14, 18, 24, 40, 65]
SLOW = 3
SEEDS = 10
TARGET = 0.75
EQUAL_TARGET = 0.8


def measure(workshop: Workshop, section: Section) -> None:
    folder = workshop.part("simulation")
    arrivals = given_arrivals() or [drawn_arrivals(folder / "arrivals.csv")]
    for memory in ("80GB", "120GB"):
        for stickiness in (0.0, 0.8):
            for drift in (None, "2h"):
                ratios = compare(workshop, folder, arrivals, memory, stickiness, drift, twelve_models)
                what = f"{memory}, stickiness {stickiness}, {'drift ' + drift if drift else 'no drift'}"
                tell(section, what, ratios, TARGET)
    for stickiness, drift in ((0.0, None), (0.8, None), (0.8, "2h")):
        ratios = compare(workshop, folder, arrivals, "80GB", stickiness, drift, equal_models)
        what = f"8 equal models, stickiness {stickiness}, {'drift ' + drift if drift else 'no drift'}"
        tell(section, what, ratios, EQUAL_TARGET)


def given_arrivals() -> list[pathlib.Path]:
    return [pathlib.Path(name) for name in os.environ.get("MUSTER_ARRIVALS", "").split(":") if name]


def drawn_arrivals(file: pathlib.Path) -> pathlib.Path:
    chance = random.Random(1)
    lines = ["TIMESTAMP,ContextTokens,GeneratedTokens"]
    second = 0.0
    for _ in range(20_000):
        second += chance.expovariate(6)
        moment = f"2023-11-16 18:{int(second // 60):02}:{second % 60:010.7f}"
        lines.append(f"{moment},{chance.randint(10, 4000)},{chance.randint(1, 400)}")
    file.write_text("\n".join(lines))
    return file


def twelve_models(seed: int) -> list[tuple[float, float]]:
    slow = set(random.Random(seed).sample(range(len(SIZES)), SLOW))
    return [(size, 35 + size / 1.5 if place in slow else 1.5 + size / 2) for place, size in enumerate(SIZES)]


def equal_models(_: int) -> list[tuple[float, float]]:
    return [(20, 11.5)] * 8


def compare(
    workshop: Workshop,
    folder: pathlib.Path,
    arrivals: list[pathlib.Path],
    memory: str,
    stickiness: float,
    drift: str | None,
    models: Any,
) -> dict[str, list[float]]:
    """The ratios of the seeds, by policy."""
    ratios: dict[str, list[float]] = {}
    for seed in range(1, 1 + (3 if workshop.quick else SEEDS)):
        rows = [f"model-{place},{size}GB,{load}" for place, (size, load) in enumerate(models(seed))]
        (folder / "models.csv").write_text("\n".join(["model,bytes,load_seconds", *rows]))
        options = ["--models", folder / "models.csv", "--stickiness", stickiness, "--seed", seed]
        options += ["--drift", drift] if drift else []
        trace = run("trace", "azure", *arrivals, *options)
        told = run("simulate", "-", "--models", folder / "models.csv", "--memory", memory, "--json", text=trace)
        for policy in json.loads(told)["policies"]:
            ratios.setdefault(policy["policy"], []).append(policy["ratio_to_lru"])
    return ratios


def run(*arguments: Any, text: str | None = None) -> str:
    return subprocess.run(
        [str(EXECUTABLE), *map(str, arguments)], input=text, capture_output=True, text=True, check=True
    ).stdout


def tell(section: Section, what: str, ratios: dict[str, list[float]], target: float) -> None:
    middle = {policy: median(values) for policy, values in ratios.items()}
    online = min(value for policy, value in middle.items() if policy != "offline")
    section.add(
        f"loading time to LRU's, {what}: median; worst {max(ratios['muster']):.2f}",
        middle["muster"],
        "",
        f"best online rule {online:.2f}; offline {middle['offline']:.2f}; gdsf {middle['gdsf']:.2f}",
        None,
        f"≤ {target}; never above 1; ≤ 1.05 × the best",
        middle["muster"] <= target and max(ratios["muster"]) <= 1 and middle["muster"] <= 1.05 * online,
    )
