"""Simultaneous requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Value = TypeVar("Value")


def together(*acts: Callable[[], Value]) -> list[Value]:
    """Starts all acts at once; returns their results in order."""
    start = threading.Barrier(len(acts))

    def act_at_once(act: Callable[[], Value]) -> Value:
        start.wait(timeout=10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act_at_once, acts))
