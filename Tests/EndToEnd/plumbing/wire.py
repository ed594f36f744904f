"""HTTP as bytes, for messages that no client library sends."""

from __future__ import annotations

import socket
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from plumbing.muster import Muster


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes = b""
    informational: list[int] = field(default_factory=list)


class Wire:
    """One connection."""

    def __init__(self, muster: Muster, timeout: float = 20) -> None:
        address = urllib.parse.urlsplit(muster.address)
        assert address.hostname and address.port
        self.socket = socket.create_connection((address.hostname, address.port), timeout=timeout)
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, content: str | bytes) -> Self:
        self.socket.sendall(content.encode() if isinstance(content, str) else content)
        return self

    def request(self, method: str, path: str, *headers: str, body: bytes = b"", version: str = "1.1") -> Self:
        lines = [f"{method} {path} HTTP/{version}", "Host: muster", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def _more(self) -> bool:
        received = self.socket.recv(65536)
        self._unread += received
        return bool(received)

    def _line(self) -> str:
        while b"\r\n" not in self._unread:
            assert self._more(), f"closed in the midst of a head: {self._unread!r}"
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line.decode()

    def _exactly(self, count: int) -> bytes:
        while len(self._unread) < count:
            assert self._more(), f"closed in the midst of a body: {self._unread!r}"
        content, self._unread = self._unread[:count], self._unread[count:]
        return content

    def _head(self) -> Answer:
        status = int(self._line().split()[1])
        headers: dict[str, str] = {}
        while line := self._line():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Answer(status, headers)

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._line(), 16):
            yield self._exactly(size)
            self._line()
        self._line()

    def answer(self, to: str = "GET") -> Answer:
        """The next response; the method of the request determines where it ends."""
        informational = []
        while (answer := self._head()).status < 200:
            informational.append(answer.status)
        answer.informational = informational
        if to == "HEAD" or answer.status in (204, 304):
            return answer
        if answer.headers.get("transfer-encoding") == "chunked":
            answer.body = b"".join(self._chunks())
        elif "content-length" in answer.headers:
            answer.body = self._exactly(int(answer.headers["content-length"]))
        else:
            answer.body = self.rest()
        return answer

    def rest(self) -> bytes:
        """Everything until Muster closes the connection."""
        while self._more():
            pass
        content, self._unread = self._unread, b""
        return content

    def is_silent(self, seconds: float) -> bool:
        """Whether nothing arrives in this time."""
        self.socket.settimeout(seconds)
        try:
            return not self._unread and not self._more() and False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(20)

    def is_closed(self) -> bool:
        return self.rest() == b""
