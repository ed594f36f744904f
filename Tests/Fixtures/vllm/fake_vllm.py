"""A program that plays `vllm serve` 0.32 as it was recorded: three processes, and all that is odd about them.

Its arguments are vLLM's. Files in the folder FAKE_VLLM_FOLDER say what else it does:

  hold      it goes on loading while this file is there
  fail      what it logs, line by line, before it exits with status 1 while loading
  other     it serves weights from this folder, whatever it was started with
  slow      seconds between two tokens

It writes there, for each start, `start-PID.json` (arguments, environment, time), `pids-PID.json` (its processes), and
`ready-PID.json` (time).
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HERE = pathlib.Path(os.environ.get("FAKE_VLLM_FOLDER", "."))
ENGINE_DEAD = "EngineCore encountered an issue. See stack trace (above) for the root cause."


def log(process: str, text: str, level: str = "INFO") -> None:
    print(f"({process} pid={os.getpid()}) {level} 11-30 01:57:35 [serving.py:500] {text}", flush=True)


def work_forever(role: str) -> None:
    """EngineCore and Worker: they live on when their parent dies."""
    if role == "engine":
        name = f"psm_{os.getpid():08x}"
        descriptor = os.open(f"/dev/shm/{name}", os.O_CREAT | os.O_RDWR, 0o600)
        os.ftruncate(descriptor, 4096)
        shared = mmap.mmap(descriptor, 4096)
        worker = subprocess.Popen([sys.executable, __file__, "worker"], stdin=subprocess.DEVNULL)

        def end(*_: object) -> None:
            worker.kill()
            os._exit(0)

        signal.signal(signal.SIGTERM, end)
        print(worker.pid, flush=True)
        for line in sys.stdin:
            print(line.strip(), flush=True)
        shared.flush()
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.alarm(600)  # outlives no failed test for longer
    while True:
        signal.pause()


class EngineDeadError(Exception):
    pass


class Engine:
    """The other processes, as the API server sees them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "engine"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._process.stdout is not None
        self._lock = threading.Lock()
        self.pid = self._process.pid
        self.worker = int(self._process.stdout.readline())

    def compute(self) -> None:
        """One token. Hangs while the engine is stopped."""
        with self._lock:
            assert self._process.stdin is not None and self._process.stdout is not None
            try:
                self._process.stdin.write("token\n")
                self._process.stdin.flush()
                answered = self._process.stdout.readline()
            except OSError:
                answered = ""
            if not answered:
                raise EngineDeadError

    @property
    def is_dead(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        self._process.kill()


class State:
    options: argparse.Namespace
    engine: Engine
    tokens = 0
    running = 0
    is_ready = False
    is_ending = False
    lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        print(f'INFO:     127.0.0.1:40862 - "{format % arguments}"', flush=True)

    def do_GET(self) -> None:
        if self.path == "/health":
            self._answer(503 if State.engine.is_dead else 200, b"", "text/plain")
        elif self.path == "/metrics":
            text = f'vllm:generation_tokens_total{{engine="0",model_name="x"}} {State.tokens}.0\n'
            self._answer(200, text.encode(), "text/plain")
        elif self.path.startswith("/v1/") and not self._has_key():
            self._answer(401, b'{"error":"Unauthorized"}')
        elif self.path == "/v1/models":
            other = HERE / "other"
            root = other.read_text() if other.exists() else State.options.model
            models = [{"id": name, "root": root, "max_model_len": 2048} for name in State.options.served_model_name]
            self._answer(200, json.dumps({"object": "list", "data": models}).encode())
        else:
            self._answer(404, b'{"detail":"Not Found"}')

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path.startswith("/v1/") and not self._has_key():
            self._answer(401, b'{"error":"Unauthorized"}')
        elif self.path.startswith("/sleep") and os.environ.get("VLLM_SERVER_DEV_MODE") == "1":
            self._answer(200, b'{"status":"sleeping","level":1}')
        elif self.path != "/v1/chat/completions":
            self._answer(404, b'{"detail":"Not Found"}')
        elif body.get("model", "") not in ["", *State.options.served_model_name]:
            message = f"The model `{body['model']}` does not exist."
            self._answer(
                404, json.dumps({"error": {"message": message, "type": "NotFoundError", "code": 404}}).encode()
            )
        else:
            with State.lock:
                State.running += 1
            try:
                self._chat(body)
            finally:
                with State.lock:
                    State.running -= 1

    def _has_key(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {os.environ.get('VLLM_API_KEY', '')}"

    def _chat(self, body: dict[str, Any]) -> None:
        name = State.options.served_model_name[0]
        content = body["messages"][-1]["content"]
        if body.get("stream"):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        try:
            for number in range(body.get("max_tokens", 3)):
                self._wait()
                State.engine.compute()
                State.tokens += 1
                if body.get("stream"):
                    self._event({"model": name, "choices": [{"index": 0, "delta": {"content": f" t{number}"}}]})
        except EngineDeadError:
            error = {"error": {"message": ENGINE_DEAD, "type": "InternalServerError", "param": None, "code": 500}}
            log("APIServer", f"vllm.v1.engine.exceptions.EngineDeadError: {ENGINE_DEAD}", "ERROR")
            if State.is_ending:
                self._never_answer()
                return
            if body.get("stream"):
                self._event(error)
                self._end_stream()
            else:
                self._answer(500, json.dumps(error).encode())
            threading.Timer(0.05, os._exit, [0]).start()
            return
        reason = "abort" if content == "abort" else "length"
        if body.get("stream"):
            self._event({"model": name, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
            self._end_stream()
        else:
            message = {"role": "assistant", "content": "t0 t1 t2"}
            choice = {"index": 0, "message": message, "finish_reason": reason}
            self._answer(200, json.dumps({"id": "c", "model": name, "choices": [choice]}).encode())

    def _wait(self) -> None:
        slow = HERE / "slow"
        if State.is_ending:
            raise EngineDeadError
        if slow.exists():
            time.sleep(float(slow.read_text()))

    def _never_answer(self) -> None:
        """Ended while requests run, vLLM waits for its clients, and sends them nothing."""
        while True:
            readable, _, _ = select.select([self.connection], [], [], 0.05)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                break
        self.close_connection = True

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _event(self, event: dict[str, Any]) -> None:
        content = f"data: {json.dumps(event)}\n\n".encode()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def _end_stream(self) -> None:
        self.wfile.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")


def end_gently(*_: object) -> None:
    """SIGTERM: swallowed while loading; with requests running, it never comes to an end by itself."""
    if not State.is_ready:
        return
    State.is_ending = True

    def finish() -> None:
        State.engine.end()
        while State.running:
            time.sleep(0.01)
        print("INFO:     Finished server process", flush=True)
        os._exit(0)

    threading.Thread(target=finish, daemon=True).start()


def watch_engine() -> None:
    while True:
        if State.engine.is_dead and not State.is_ending and not State.running:
            time.sleep(0.02)
            log("APIServer", f"vllm.v1.engine.exceptions.EngineDeadError: {ENGINE_DEAD}", "ERROR")
            os._exit(0)
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["serve"])
    parser.add_argument("model")
    parser.add_argument("--served-model-name", nargs="+", required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    State.options, _ = parser.parse_known_args()
    signal.signal(signal.SIGTERM, end_gently)

    environment = {
        name: value for name, value in os.environ.items() if name.startswith(("VLLM_", "HF_", "TMPDIR", "DO_NOT"))
    }
    (HERE / f"start-{os.getpid()}.json").write_text(
        json.dumps({"arguments": sys.argv[1:], "environment": environment, "at": time.time()})
    )
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(os.environ["VLLM_RPC_BASE_PATH"] + f"/{os.getpid()}")

    # Bound early, and not listened on before everything is loaded.
    server = ThreadingHTTPServer((State.options.host, State.options.port), Handler, bind_and_activate=False)
    server.daemon_threads = True
    server.server_bind()
    State.engine = Engine()
    pids = {"api": os.getpid(), "engine": State.engine.pid, "worker": State.engine.worker}
    (HERE / f"pids-{os.getpid()}.json").write_text(json.dumps(pids))
    while (HERE / "hold").exists():
        time.sleep(0.01)
    if (HERE / "fail").exists():
        print((HERE / "fail").read_text(), flush=True)
        State.engine.end()
        os.kill(State.engine.worker, signal.SIGKILL)
        sys.exit(1)
    log("APIServer", f"Starting vLLM server on http://127.0.0.1:{State.options.port}")
    server.server_activate()
    State.is_ready = True
    (HERE / f"ready-{os.getpid()}.json").write_text(json.dumps({"at": time.time()}))
    threading.Thread(target=watch_engine, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] in ("engine", "worker"):
        work_forever(sys.argv[1])
    main()
