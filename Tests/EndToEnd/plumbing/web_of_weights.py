"""A web server with weights that breaks connections, redirects, and remembers what it was asked."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

PIECE = 1 << 20


@dataclass
class Served:
    """A file of `bytes` bytes that begins like GGUF; the rest is made while it is sent."""

    bytes: int
    seed: bytes = b"seed"
    knows_ranges: bool = True
    etag: str | None = '"one"'
    tells_size: bool = True
    linked_digest: str | None = None
    #: Positions at which the connection breaks, each once.
    breaks: list[int] = field(default_factory=list)
    #: Waited for before a byte beyond the first piece is sent.
    gate: threading.Event | None = None
    beginning: bytes = b"GGUF"

    def piece(self, index: int) -> bytes:
        block = hashlib.sha256(self.seed + index.to_bytes(8, "big")).digest() * (PIECE // 32)
        return self.beginning + block[len(self.beginning) :] if index == 0 else block

    def contents(self, start: int) -> Iterator[bytes]:
        position = start
        while position < self.bytes:
            index, offset = divmod(position, PIECE)
            part = self.piece(index)[offset : offset + self.bytes - position]
            yield part
            position += len(part)

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for part in self.contents(0):
            digest.update(part)
        return digest.hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        web = self.server.web
        web.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        path = self.path.split("?")[0]
        if path in web.redirects:
            target, headers = web.redirects[path]
            self._begin(302, {"Location": target, "Content-Length": "0", **headers})
        elif path in web.documents:
            body = json.dumps(web.documents[path]).encode()
            self._begin(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
            self.wfile.write(body)
        elif path in web.files:
            self._send(web.files[path])
        else:
            self._begin(404, {"Content-Length": "0"})

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, file: Served) -> None:
        wanted = self.headers.get("Range")
        start, end = 0, file.bytes - 1
        is_part = bool(wanted) and file.knows_ranges and self.headers.get("If-Range", file.etag) == file.etag
        if is_part and wanted:
            first, last = wanted.removeprefix("bytes=").split("-")
            start, end = int(first), int(last) if last else end
        headers = {"Accept-Ranges": "bytes"} if file.knows_ranges else {}
        if file.etag:
            headers["ETag"] = file.etag
        if file.linked_digest:
            headers["X-Linked-Etag"] = f'"{file.linked_digest}"'
        if is_part:
            headers["Content-Range"] = f"bytes {start}-{end}/{file.bytes}"
        if file.tells_size:
            headers["Content-Length"] = str(end + 1 - start)
        else:
            headers["Connection"] = "close"
            self.close_connection = True
        self._begin(206 if is_part else 200, headers)
        try:
            self._send_contents(file, start, end)
        except OSError:
            self.close_connection = True

    def _send_contents(self, file: Served, start: int, end: int) -> None:
        position = start
        for whole in file.contents(start):
            part = whole[: end + 1 - position]
            if file.gate and position + len(part) > PIECE:
                file.gate.wait(60)
            cut = next((at for at in file.breaks if position < at <= position + len(part)), None)
            if cut is not None:
                file.breaks.remove(cut)
                self.wfile.write(part[: cut - position])
                self.close_connection = True
                return
            self.wfile.write(part)
            position += len(part)
            if position > end:
                return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: WebOfWeights


class WebOfWeights:
    def __init__(self) -> None:
        self.files: dict[str, Served] = {}
        self.redirects: dict[str, tuple[str, dict[str, str]]] = {}
        self.documents: dict[str, Any] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.web = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def serve(self, path: str, file: Served) -> str:
        self.files[path] = file
        return self.address + path

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of the requests for a path."""
        return [headers for asked, headers in self.requests if asked.split("?")[0] == path]

    def close(self) -> None:
        for file in self.files.values():
            if file.gate:
                file.gate.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def web() -> Iterator[WebOfWeights]:
    served = WebOfWeights()
    yield served
    served.close()


@pytest.fixture
def other_web() -> Iterator[WebOfWeights]:
    served = WebOfWeights()
    yield served
    served.close()
