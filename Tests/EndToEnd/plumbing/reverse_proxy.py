"""A small reverse proxy in front of Muster, and a web server on another origin."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "host"}


class _Forwarding(BaseHTTPRequestHandler):
    """Forwards each request, and its response chunk by chunk."""

    upstream: Callable[[], str]
    prefix = ""
    takes_prefix_away = False
    headers_added: Mapping[str, str] = MappingProxyType({})

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, BrokenPipeError):
            self.close_connection = True

    def _forward(self) -> None:
        self.close_connection = True
        inside = self.path == self.prefix or self.path.startswith((f"{self.prefix}/", f"{self.prefix}?"))
        if not inside:
            self.send_error(404, "nothing but Muster is here")
            return
        path = (self.path.removeprefix(self.prefix) or "/") if self.takes_prefix_away else self.path
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers |= {"Host": self.headers["Host"], **self.headers_added}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(urlsplit(type(self).upstream()).netloc, timeout=60)
        try:
            connection.request(self.command, path, body, headers)
            answer = connection.getresponse()
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            while piece := answer.read1(65536):
                self.wfile.write(piece)
                self.wfile.flush()
        finally:
            connection.close()

    do_GET = do_POST = do_DELETE = do_HEAD = do_OPTIONS = _forward


class _Blank(BaseHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        content = b"<!doctype html><title>Somebody else's</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def reverse_proxy(
    upstream: Callable[[], str], prefix: str = "", takes_prefix_away: bool = False, **headers: str
) -> Iterator[str]:
    """Its address without `prefix`. `headers` are added to each request; `_` stands for `-`."""
    added = {name.replace("_", "-"): value for name, value in headers.items()}
    members = {"prefix": prefix, "takes_prefix_away": takes_prefix_away, "headers_added": added}
    with _serving(type("Forwarding", (_Forwarding,), {"upstream": staticmethod(upstream), **members})) as address:
        yield address


@contextmanager
def foreign_site() -> Iterator[str]:
    """An empty page on another origin."""
    with _serving(_Blank) as address:
        yield address
