"""Reads many event streams at once and records when each chunk arrived; evaluates them afterwards."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from dataclasses import dataclass, field

_WRITTEN = re.compile(rb'"written_ns":([0-9]+)')


@dataclass
class Stream:
    name: str
    asked_ns: int = 0
    pieces: list[tuple[int, bytes]] = field(default_factory=list)

    def unwrapped(self) -> list[tuple[int, bytes]]:
        """The chunks of the body with the times at which they were complete."""
        raw = bytearray()
        ends: list[tuple[int, int]] = []  # bytes so far, time
        for moment, piece in self.pieces:
            raw += piece
            ends.append((len(raw), moment))
        head, _, _ = bytes(raw).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"stream {self.name}: {bytes(raw[:500])!r}")
        chunks = []
        position, index = len(head) + 4, 0
        while True:
            line_end = raw.index(b"\r\n", position)
            length = int(raw[position:line_end].split(b";")[0], 16)
            if length == 0:
                return chunks
            start = line_end + 2
            position = start + length + 2
            while ends[index][0] < start + length:
                index += 1
            chunks.append((ends[index][1], bytes(raw[start : start + length])))

    def result(self) -> Result:
        digest = hashlib.sha256()
        delays: list[int] = []
        first = 0
        for moment, chunk in self.unwrapped():
            digest.update(chunk)
            first = first or moment
            delays.extend(moment - int(written) for written in _WRITTEN.findall(chunk))
        return Result(self.name, digest.hexdigest(), first - self.asked_ns, delays)


@dataclass
class Result:
    name: str
    digest: str
    first_ns: int
    """From the request to the first event."""
    delays_ns: list[int]
    """From each event's writing to its arrival."""


class Reader(asyncio.Protocol):
    def __init__(self, stream: Stream, request: bytes) -> None:
        self._stream = stream
        self._request = request
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._stream.asked_ns = time.monotonic_ns()
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._stream.pieces.append((time.monotonic_ns(), data))
        if data.endswith(b"0\r\n\r\n"):
            self._transport.close()

    def connection_lost(self, problem: Exception | None) -> None:
        self.done.set_result(None)


def request(name: str, model: str, token: str, events: int, pause: float) -> bytes:
    content = {"model": model, "stream": True, "messages": [{"role": "user", "content": f"{name} {events} {pause}"}]}
    body = json.dumps(content).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def read_streams(port: int, requests: dict[str, bytes], apart: float) -> list[Result]:
    """Opens streams `apart` seconds after each other and reads all of them to the end."""

    async def read() -> list[Stream]:
        loop = asyncio.get_running_loop()
        streams, readers = [], []
        for name, content in requests.items():
            stream = Stream(name)
            _, reader = await loop.create_connection(
                lambda stream=stream, content=content: Reader(stream, content), "127.0.0.1", port
            )
            streams.append(stream)
            readers.append(reader)
            await asyncio.sleep(apart)
        await asyncio.gather(*(reader.done for reader in readers))
        return streams

    return [stream.result() for stream in asyncio.run(read())]
