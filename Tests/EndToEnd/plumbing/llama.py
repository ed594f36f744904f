"""Requests to a llama-server that bypass Muster, with the key from the process table."""

from __future__ import annotations

import httpx

from plumbing.processes import Process
from plumbing.waiting import passing

_SAMPLE_SECONDS = 0.2
_IDLE_TICKS = 2  # of the 20 that one processor has in that time


def is_generating(process: Process) -> bool:
    """Whether it is generating, judged by its processor time.

    Not by its API: while a llama-server is polled for its slots, it does not notice that the client of a
    non-streamed answer has disconnected.
    """
    before = process.processor_ticks
    passing(_SAMPLE_SECONDS)
    return process.processor_ticks - before > _IDLE_TICKS


def ask_without_key(process: Process, key: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    address = f"http://127.0.0.1:{process.argument('--port')}/v1/chat/completions"
    return httpx.post(address, json=body, headers=headers, timeout=10, trust_env=False).status_code
