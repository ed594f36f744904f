"""`muster simulate` and `muster trace`: they need no server."""

from __future__ import annotations

import csv
import json
import pathlib
import subprocess

import pytest

from plumbing.muster import EXECUTABLE

MODELS = "model,bytes,load_seconds,priority\nlarge,40GB,30,1\nmiddle,20GB,10,\nsmall,5 GB,3,2\n"
ARRIVALS = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n" + "".join(
    f"2023-11-16 18:{minute:02}:{second:02}.9799600,{minute * 10 + 1},{second + 1}\r\n"
    for minute in range(60)
    for second in range(0, 60, 10)
)
POLICIES = ["muster", "lru", "lru-bytes", "gdsf", "largest-first", "ollama", "offline"]


def run(*arguments: str | pathlib.Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([EXECUTABLE, *arguments], input=text, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def models(tmp_path: pathlib.Path) -> pathlib.Path:
    file = tmp_path / "models.csv"
    file.write_text(MODELS)
    return file


@pytest.fixture
def trace(tmp_path: pathlib.Path, models: pathlib.Path) -> pathlib.Path:
    (tmp_path / "arrivals.csv").write_text(ARRIVALS)
    made = run("trace", "azure", tmp_path / "arrivals.csv", "--models", models, "--seed", "3", "--length", "2h")
    assert made.returncode == 0, made.stderr
    file = tmp_path / "trace.csv"
    file.write_text(made.stdout)
    return file


def test_a_trace_has_every_arrival_and_is_the_same_for_the_same_seed(
    trace: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    rows = list(csv.DictReader(trace.read_text().splitlines()))
    assert len(rows) == 360
    assert set(rows[0]) == {"seconds", "model", "context_tokens", "generated_tokens"}
    assert {row["model"] for row in rows} == {"large", "middle", "small"}
    assert float(rows[0]["seconds"]) == 0 and float(rows[-1]["seconds"]) == 7200
    options = ("trace", "azure", tmp_path / "arrivals.csv", "--zipf", "1.0", "--stickiness", "0.8", "--drift", "20m")
    assert run(*options, "--seed", "7").stdout == run(*options, "--seed", "7").stdout
    assert run(*options, "--seed", "7").stdout != run(*options, "--seed", "8").stdout


@pytest.mark.parametrize("requests_take", [False, True])
def test_all_policies_are_compared_on_the_same_trace(
    trace: pathlib.Path, models: pathlib.Path, requests_take: bool
) -> None:
    options = ["simulate", trace, "--models", models, "--memory", "45GB", "--policy", "all", "--json"]
    told = run(*options, *(["--requests-take"] if requests_take else []))
    assert told.returncode == 0, told.stderr
    policies = json.loads(told.stdout)["policies"]
    assert [row["policy"] for row in policies] == POLICIES
    for row in policies:
        assert set(row) >= {
            "loads",
            "load_seconds",
            "ratio_to_lru",
            "wait_p50_seconds",
            "wait_p99_seconds",
            "evictions",
        }
        assert row["loads"] > 3 and row["load_seconds"] > 0 and row["wait_p99_seconds"] >= row["wait_p50_seconds"]
    by_name = {row["policy"]: row for row in policies}
    assert by_name["lru"]["ratio_to_lru"] == 1
    assert by_name["muster"]["ratio_to_lru"] <= 1


def test_a_table_and_a_chart_are_for_people(trace: pathlib.Path, models: pathlib.Path) -> None:
    told = run(
        "simulate", "-", "--models", models, "--memory", "24GB", "--policy", "muster,lru", text=trace.read_text()
    )
    assert told.returncode == 0, told.stderr
    assert "360 requests for 3 models in 22.4 GiB" in told.stdout
    assert "Larger than the memory, so that their requests were refused: large" in told.stdout
    assert "█" in told.stdout and "gdsf" not in told.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--memory", "80GiB", "--policy", "best"], 64, "There is no policy 'best'"),
        (["--memory", "much"], 64, "much"),
        (["--memory", "0"], 64, "memory"),
        (["--memory", "80GiB", "--generation-speed", "0"], 64, "more than 0"),
        (["--memory", "80GiB", "--parallel", "0"], 64, "--parallel"),
    ],
)
def test_wrong_options_are_refused(
    trace: pathlib.Path, models: pathlib.Path, arguments: list[str], code: int, words: str
) -> None:
    told = run("simulate", trace, "--models", models, *arguments)
    assert told.returncode == code and words in told.stderr


def test_wrong_files_are_refused_with_the_line(
    trace: pathlib.Path, models: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    for content, words in [
        ("seconds,model\n1,large\n2,unknown\n", "line 3: the model 'unknown' is not in the list of models"),
        ("seconds,model\nx,large\n", "line 2: 'seconds' must be a number"),
        ("", "line 1: the file is empty"),
    ]:
        file = tmp_path / "wrong.csv"
        file.write_text(content)
        told = run("simulate", file, "--models", models, "--memory", "80GiB")
        assert told.returncode == 1 and words in told.stderr, told.stderr
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in run("trace", "azure", tmp_path / "binary.csv").stderr
    assert "does not exist" in run("trace", "azure", tmp_path / "nothing.csv").stderr
