"""A look at a llama-server from the side: with the key that only Muster and the process table know."""

from __future__ import annotations

import httpx

from plumbing.processes import Process


def _address(process: Process) -> str:
    return f"http://127.0.0.1:{process.argument('--port')}"


def is_generating(process: Process) -> bool:
    """Whether any of its slots works on an answer."""
    key = {"Authorization": f"Bearer {process.argument('--api-key')}"}
    slots = httpx.get(f"{_address(process)}/slots", headers=key, timeout=10, trust_env=False).json()
    return any(slot["is_processing"] for slot in slots)


def ask_without_key(process: Process, key: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    response = httpx.post(
        f"{_address(process)}/v1/chat/completions", json=body, headers=headers, timeout=10, trust_env=False
    )
    return response.status_code
