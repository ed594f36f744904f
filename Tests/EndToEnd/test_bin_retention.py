"""Deleted models stay in the bin as long as the configuration says."""

from __future__ import annotations

from collections.abc import Callable

from plumbing.muster import Muster
from plumbing.waiting import eventually


def test_the_bin_is_emptied_by_itself(start_muster: Callable[..., Muster]) -> None:
    muster = start_muster(start=False)
    muster.start(MUSTER_BIN_RETENTION="1s")
    muster.offer("alpha")
    muster.admin.create("poet", base_model_id="alpha")
    assert muster.admin.remove("poet").is_success
    eventually(lambda: muster.admin.get("/api/v1/models/bin").json()["total"] == 0, "the bin is empty")
    (entry,) = muster.admin.audit(action="model.purge")
    assert (entry["entity_id"], entry["user_id"], entry["outcome"]) == ("poet", "system", "ok")
