"""Waiting for a condition, always with a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

_PAUSE_SECONDS = 0.01
_nobody_sets_this = threading.Event()


def eventually(condition: Callable[[], Value], what: str, within: float = 10.0) -> Value:
    """The first true value of `condition`; fails if there is none in time."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what} (last seen: {value!r})")
        _nobody_sets_this.wait(_PAUSE_SECONDS)


def passing(seconds: float) -> None:
    """Waits between two measurements."""
    _nobody_sets_this.wait(seconds)


def always(condition: Callable[[], bool], what: str, during: float) -> None:
    """Fails as soon as `condition` is false within the given time."""
    deadline = time.monotonic() + during
    while time.monotonic() < deadline:
        assert condition(), f"no longer true: {what}"
        _nobody_sets_this.wait(_PAUSE_SECONDS)
