"""Live events arrive at once, and later for clients that reconnect."""

from __future__ import annotations

from collections.abc import Callable

from plumbing.live_events import Event, live_events
from plumbing.muster import Muster
from plumbing.person import Person


def reaches(base_model: str, state: str) -> Callable[[Event], bool]:
    def matches(event: Event) -> bool:
        return event.kind == "residency" and event.data["base_model"] == base_model and event.data["state"] == state

    return matches


def states(events: list[Event], base_model: str) -> list[str]:
    """The states in their order, without repeats (a lease is an event too)."""
    seen: list[str] = []
    for event in events:
        is_about_it = event.kind == "residency" and event.data["base_model"] == base_model
        if is_about_it and seen[-1:] != [event.data["state"]]:
            seen.append(event.data["state"])
    return seen


def test_a_snapshot_comes_first(muster: Muster, admin: Person) -> None:
    muster.loaded("alpha")
    with live_events(admin, muster.address) as events:
        assert events.response.headers["content-type"].startswith("text/event-stream")
        first = events.next()
    assert first.kind == "snapshot" and first.id
    states = {model["base_model"]: model["state"] for model in first.data["runtimes"][0]["models"]}
    assert states["alpha"] == "loaded" and states["beta"] == "unloaded"


def test_a_switch_and_all_states_that_follow_are_told_in_their_order(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    with live_events(admin, muster.address) as events:
        events.next()
        admin.switch_on("alpha")
        seen = events.until(reaches("alpha", "loaded"))
        admin.switch_off("alpha")
        seen += events.until(reaches("alpha", "unloaded"))
    assert [state for state in states(seen, "alpha") if state not in ("draining", "unloaded")] == [
        "loading", "loaded", "unloading",
    ]  # fmt: skip
    told = [(event.data["action"], event.data["is_active"]) for event in seen if event.kind == "model"]
    assert told == [("model.activate", True), ("model.deactivate", False)]


def test_edits_and_deletions_are_told(muster: Muster, admin: Person) -> None:
    with live_events(admin, muster.address) as events:
        events.next()
        admin.create("alpha", is_active=False)
        admin.update("alpha", name="new")
        admin.remove("alpha")
        seen = events.until(lambda event: event.kind == "model" and event.data["deleted"])
    told = [event.data for event in seen if event.kind == "model"]
    assert [(data["action"], data["deleted"]) for data in told] == [
        ("model.create", False), ("model.update", False), ("model.delete", True),
    ]  # fmt: skip
    assert {data["id"] for data in told} == {"alpha"} and told[1]["revision"] == 2


def test_a_client_that_reconnects_gets_the_events_it_missed(muster: Muster, admin: Person) -> None:
    muster.offer("alpha")
    with live_events(admin, muster.address) as events:
        last = events.next().id
    admin.switch_on("alpha")
    muster.wait_until("alpha", "loaded")
    with live_events(admin, muster.address, last_id=last) as events:
        seen = events.until(reaches("alpha", "loaded"))
    assert [event.kind for event in seen if event.kind == "snapshot"] == []
    # How it was, all are told once after a start.
    assert [state for state in states(seen, "alpha") if state != "unloaded"] == ["loading", "loaded"]
    assert [event.data["action"] for event in seen if event.kind == "model"] == ["model.activate"]


def test_a_client_that_was_away_too_long_gets_a_snapshot(muster: Muster, admin: Person) -> None:
    for unknown in ("999999999", "nonsense", ""):
        with live_events(admin, muster.address, last_id=unknown) as events:
            assert events.next().kind == "snapshot"


def test_ids_of_before_a_restart_lead_to_a_snapshot(muster: Muster, admin: Person) -> None:
    with live_events(admin, muster.address) as events:
        last = events.next().id
    admin.create("alpha", is_active=False)
    muster.stop()
    muster.start()
    with live_events(admin, muster.address, last_id=last) as events:
        assert events.next().kind == "snapshot"


def test_running_answers_are_counted_live(muster: Muster, admin: Person) -> None:
    muster.loaded("big")
    with live_events(admin, muster.address) as events:
        events.next()
        with admin.stream("big", max_tokens=60) as answer:
            answer.first_word()
            events.until(lambda event: event.kind == "residency" and event.data["leases"] == 1)
            answer.rest()
        events.until(lambda event: event.kind == "residency" and event.data["leases"] == 0)
