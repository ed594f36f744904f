"""The command line for pinning, plans and the catalog."""

from __future__ import annotations

import json

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import Person
from plumbing.waiting import eventually


def test_models_are_pinned_and_unpinned(muster: Muster) -> None:
    muster.loaded("alpha")
    pinned = muster.run("residency", "pin", "alpha")
    assert pinned.code == 0 and pinned.output.strip() == "alpha is pinned."
    assert "pinned" in muster.run("status").output
    refused = muster.run("residency", "unload", "alpha")
    assert refused.code == 1 and "is pinned" in refused.errors
    assert json.loads(muster.run("residency", "unpin", "alpha", "--json").output)["pinned"] is False
    assert muster.run("residency", "unload", "alpha").code == 0


def test_a_plan_lists_the_models_to_unload(start_muster: StartMuster, runtime: Runtime) -> None:
    muster = start_muster(runtime={**runtime, "memory": "148MiB"})
    assert "medium fits" in muster.run("residency", "plan", "medium").output
    muster.loaded("medium")
    assert "is loaded or loading" in muster.run("residency", "plan", "medium").output
    eventually(
        lambda: "next request unloads:" in muster.run("residency", "plan", "alpha").output, "it may be unloaded by now"
    )
    planned = muster.run("residency", "plan", "alpha")
    assert planned.code == 0 and "medium" in planned.output and "unused for" in planned.output
    assert "cannot be loaded" in muster.run("residency", "plan", "big").output
    assert json.loads(muster.run("residency", "plan", "alpha", "--json").output)["verdict"] == "makes_room"
    assert muster.run("residency", "pin", "medium").code == 0
    assert "Unpin or deactivate:" in muster.run("residency", "plan", "alpha").output


def test_catalog_items_are_set_listed_and_deleted(muster: Muster) -> None:
    assert muster.run("catalog", "set", "tools", "web/search", "--name", "Search").code == 0
    assert "web/search" in muster.run("catalog", "list").output
    listed = json.loads(muster.run("catalog", "list", "tools", "--json").output)
    assert list(listed) == ["tools"] and listed["tools"][0]["name"] == "Search"
    assert muster.run("catalog", "delete", "tools", "web/search").code == 0
    missing = muster.run("catalog", "delete", "tools", "web/search")
    assert missing.code == 1 and "no entry" in missing.errors


def test_models_are_filtered_by_state_and_base_model(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    muster.offer("beta")
    admin.create("poet", base_model_id="alpha", meta={"hidden": True})

    def listed(*options: str) -> list[str]:
        return muster.run("models", "list", "--quiet", *options).output.split()

    assert listed("--residency", "loaded") == ["alpha", "poet"]
    assert listed("--residency", "unloaded") == ["beta"]
    assert listed("--base", "alpha") == ["alpha", "poet"]
    assert listed("--hidden") == ["poet"] and listed("--no-hidden") == ["alpha", "beta"]
