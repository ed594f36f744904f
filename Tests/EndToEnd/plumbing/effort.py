"""How many random cases a test draws: MUSTER_TEST_EFFORT is a factor, 1 in `make test` and 10 in `make soak`."""

from __future__ import annotations

import os

FACTOR = float(os.environ.get("MUSTER_TEST_EFFORT", "1"))


def cases(count: int) -> int:
    """As many as are enough for `make test`, times the factor."""
    return max(1, int(count * FACTOR))
