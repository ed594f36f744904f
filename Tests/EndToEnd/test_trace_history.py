"""A trace of what a server has answered, for `muster simulate`."""

from __future__ import annotations

import json
import pathlib

from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


def test_the_requests_of_the_last_day_can_be_simulated_with_another_memory(
    muster: Muster, admin: Person, tmp_path: pathlib.Path
) -> None:
    muster.loaded("alpha")
    muster.loaded("beta")
    admin.create("poet", base_model_id="alpha")
    for model in ("alpha", "poet", "beta", "poet"):
        assert admin.chat(model).status == 200
    models, trace = tmp_path / "models.csv", tmp_path / "trace.csv"

    def is_complete() -> bool:
        told = muster.run("trace", "history", "--models", str(models))
        trace.write_text(told.output)
        return told.output.count(",alpha,") == 3 and told.output.count(",beta,") == 1

    eventually(is_complete, "usage is written, presets count as their base model", within=30)
    assert models.read_text().startswith("model,bytes,load_seconds,priority\nalpha,")
    told = muster.run(
        "simulate", str(trace), "--models", str(models), "--memory", "4GiB", "--policy", "muster", "--json"
    )
    (policy,) = json.loads(told.output)["policies"]
    assert policy["loads"] == 2


def test_a_server_that_answered_nothing_says_so(muster: Muster) -> None:
    told = muster.run("trace", "history")
    assert told.code == 1 and "No model was used" in told.errors
