"""The answer to a chat: complete, or as a stream of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class Answer:
    """A non-streamed answer."""

    status: int
    body: dict[str, Any]
    headers: httpx.Headers

    @property
    def text(self) -> str:
        return self.body["choices"][0]["message"]["content"]

    @property
    def finish_reason(self) -> str:
        return self.body["choices"][0]["finish_reason"]

    @property
    def error(self) -> str:
        return self.body["error"]["message"]

    def is_spoken_by(self, model: str) -> bool:
        """Whether this tiny model answered: all of its words contain its name."""
        words = self.text.split()
        return bool(words) and all(word.startswith(model) for word in words)


@dataclass
class Stream:
    """A streamed answer, read while it arrives."""

    response: httpx.Response
    words: list[str] = field(default_factory=list)
    models: set[str] = field(default_factory=set)
    finish_reason: str | None = None
    error: dict[str, Any] | None = None
    is_done: bool = False
    is_cut: bool = False

    def __post_init__(self) -> None:
        self._events = self._read() if self.status == 200 else iter(())

    @property
    def status(self) -> int:
        return self.response.status_code

    def _read(self) -> Iterator[None]:
        try:
            for line in self.response.iter_lines():
                if line.startswith("data: "):
                    self._take(line.removeprefix("data: "))
                    yield
        except httpx.RemoteProtocolError:
            self.is_cut = True  # the connection was closed before the end of the answer

    def _take(self, data: str) -> None:
        if data == "[DONE]":
            self.is_done = True
            return
        event = json.loads(data)
        if "error" in event:
            self.error = event["error"]
            return
        self.models.add(event.get("model"))
        for choice in event.get("choices", []):
            word = choice.get("delta", {}).get("content")
            if word:
                self.words.append(word)
            self.finish_reason = choice.get("finish_reason") or self.finish_reason

    def first_word(self) -> str:
        return self.next_words(1)[0]

    def next_words(self, count: int) -> list[str]:
        wanted = len(self.words) + count
        for _ in self._events:
            if len(self.words) >= wanted:
                return self.words[-count:]
        raise AssertionError(f"the stream ended after {len(self.words)} words: {self.error}")

    def rest(self) -> Stream:
        for _ in self._events:
            pass
        return self
