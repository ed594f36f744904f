"""Live events, read as a browser reads them."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from plumbing.person import Person

DEADLINE_SECONDS = 20


@dataclass(frozen=True)
class Event:
    id: str
    kind: str
    data: dict[str, Any]


class LiveEvents:
    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._deadline = time.monotonic() + DEADLINE_SECONDS
        self._events = self._read()

    def _read(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        for line in self.response.iter_lines():
            # Keep-alive comments always arrive, so the loop checks this regularly.
            assert time.monotonic() < self._deadline, f"not within {DEADLINE_SECONDS} s"
            if line and not line.startswith(":"):
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
            elif not line and "data" in fields:
                yield Event(fields.get("id", ""), fields.get("event", "message"), json.loads(fields["data"]))
                fields = {}

    def next(self) -> Event:
        return next(self._events)

    def until(self, matches: Callable[[Event], bool]) -> list[Event]:
        """All events up to and including the first match."""
        seen = []
        for event in self._events:
            seen.append(event)
            if matches(event):
                return seen
        raise AssertionError(f"the events ended: {seen}")

    def rest(self) -> list[Event]:
        """All events until the server ends the response."""
        return list(self._events)


@contextlib.contextmanager
def live_events(person: Person, address: str, last_id: str | None = None) -> Iterator[LiveEvents]:
    headers = {"Authorization": f"Bearer {person.token}", "Accept": "text/event-stream"}
    if last_id is not None:
        headers["Last-Event-ID"] = last_id
    client = httpx.Client(timeout=DEADLINE_SECONDS, trust_env=False, verify=False)
    with client, client.stream("GET", f"{address}/api/v1/residency/events", headers=headers) as response:
        assert response.status_code == 200
        yield LiveEvents(response)
