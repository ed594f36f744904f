"""A program that answers like a llama-server, records the requests, and misbehaves on request.

Started by Muster in the place of a llama-server where a test must see the very bytes that arrive there.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OWN_NAME = "weights.gguf"


def odd_events(model: str) -> list[str]:
    """A stream in unusual but valid JSON; `model` is the name at the top level of its events."""
    role = '{"index":0,"delta":{"role":"assistant"}}'
    words = r'{"delta":{"content":"na\u00efve  ü \"model\":\"x\""}}'
    return [
        f'data: {{"choices":[{role}] , "model":"{model}","big":12345678901234567890}}',
        f'data: {{"model" : "{model}", "choices":[{words}],"f":1.50}}',
        ": a comment between events",
        f'data: {{"choices":[{{"delta":{{}},"finish_reason":"stop"}}],"nested":{{"model":"inner"}},"model":"{model}"}}',
        "data: [DONE]",
    ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options: argparse.Namespace

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.options.fail_when and self.options.fail_when.exists():
            print("error: the card fell off the bus", file=sys.stderr, flush=True)
            os._exit(1)
        if self.path == "/health" and self._is_loading():
            self._answer(503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}})
        elif self.path == "/health":
            self._answer(200, {"status": "ok"})
        else:
            self._answer(404, {"error": {"message": "no such path"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != f"Bearer {self.options.api_key}":
            self._answer(401, {"error": {"message": "Invalid API Key"}})
            return
        request = json.loads(body)
        if self.options.record:
            with self.options.record.open("a") as record:
                record.write(json.dumps({"path": self.path, "body": request, "headers": dict(self.headers)}) + "\n")
        if self.options.obedient and self._obey(request):
            return
        if self.options.drop:
            self.close_connection = True  # without a byte of an answer
            return
        if self.options.status != 200:
            self._answer(self.options.status, {"error": {"message": "as was wished", "code": self.options.status}})
        elif request.get("stream"):
            self._stream()
        elif self.path.endswith("/embeddings"):
            self._answer(200, {"object": "list", "model": OWN_NAME, "data": [{"index": 0, "embedding": [0.5]}]})
        else:
            message = {"role": "assistant", "content": "pretended"}
            choice = {"index": 0, "message": message, "text": "pretended", "finish_reason": "stop"}
            self._answer(200, {"id": "c1", "model": OWN_NAME, "choices": [choice]})

    def _is_loading(self) -> bool:
        ready_when = self.options.ready_when
        return self.options.hang_while_loading or (ready_when is not None and not ready_when.exists())

    def _obey(self, request: dict[str, Any]) -> bool:
        """Does what the last message says; returns false if the usual answer should follow."""
        match str(request["messages"][-1]["content"]).split():
            case ["die"]:
                os._exit(1)  # without a message
            case ["wait", seconds]:
                time.sleep(float(seconds))
                return False
            case ["ping"]:
                self._go_on_for_ever(first=": \n\n", then=": ping\n\n", pause=0.1)
            case ["speak", "and", "ping"]:
                self._go_on_for_ever(first=odd_events(OWN_NAME)[0] + "\n\n", then=": ping\n\n", pause=0.1)
            case ["flood"]:
                event = 'data: {"padding":"' + 60_000 * "x" + '"}\n\n'
                self._go_on_for_ever(first=event, then=event, pause=0)
            case _:
                return False
        return True

    def _go_on_for_ever(self, first: str, then: str, pause: float) -> None:
        """Sends comments, as a llama-server with a hung computing thread does."""
        self._begin_stream()
        self._chunk(first.encode())
        self.close_connection = True
        try:
            while True:
                time.sleep(pause)
                self._chunk(then.encode())
        except OSError:
            pass  # the client has disconnected

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(content)

    def _begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _stream(self) -> None:
        self._begin_stream()
        for event in odd_events(OWN_NAME):
            self._chunk(f"{event}\n\n".encode())
        self._chunk(b"")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model")
    parser.add_argument("--port", type=int)
    parser.add_argument("--api-key")
    parser.add_argument("--record", type=pathlib.Path, help="file that gets a JSON line for each request")
    parser.add_argument("--status", type=int, default=200, help="the status of each answer")
    parser.add_argument("--drop", action="store_true", help="close the connection instead of answering")
    parser.add_argument("--hang-while-loading", action="store_true")
    parser.add_argument("--ready-when", type=pathlib.Path, help="it loads until this file exists")
    parser.add_argument("--fail-when", type=pathlib.Path, help="it ends at the first probe once this file exists")
    parser.add_argument("--obedient", action="store_true", help="does what messages say: die, wait SECONDS, ping …")
    parser.add_argument("--ignore-term", action="store_true")
    parser.add_argument("--exit-with", type=int, help="end at once with this code")
    parser.add_argument("--last-words", default="", help="written to the log first")
    parser.add_argument("--only-once", type=pathlib.Path, help="misbehave only while this file does not exist")
    parser.add_argument("--hold-mib", type=int, default=0, help="so much more memory is taken than a small file tells")
    options = parser.parse_args()

    misbehaves = options.exit_with is not None
    if misbehaves and options.only_once:
        misbehaves = not options.only_once.exists()
        options.only_once.touch()
    if misbehaves:
        print(options.last_words, file=sys.stderr, flush=True)
        sys.exit(options.exit_with)

    if options.ignore_term:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Written to, so that it is all resident.
    held = bytearray(b"\1") * (options.hold_mib << 20)
    Handler.options = options
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
    del held


if __name__ == "__main__":
    main()
