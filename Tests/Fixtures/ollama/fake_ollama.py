"""An Ollama server that behaves as 0.32.15 was seen to, without any weights.

    fake_ollama.py PORT PORT_FILE

The answers are those that were recorded (the JSON files beside this one). Beyond Ollama's API, `GET /fake` tells the
requests so far and `POST /fake` changes how it behaves: see `Behaviour`. Ends when its standard input does.
"""

import dataclasses
import datetime
import http.server
import json
import os
import pathlib
import select
import socket
import sys
import threading

HERE = pathlib.Path(__file__).parent
BLOBS = {
    "gemma270:latest": "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    "gemma270b:latest": "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    "gemma270c:latest": "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    "gemma270q8:latest": "d3d21138dcca83884e329b4cd6939b905c15e06022a930ce13d6db4d9e67290a",
}
CONTEXTS = {"gemma270b:latest": 1024, "gemma270c:latest": 512}
# Measured, by context and weights.
SIZES = {4096: 287781682, 1024: 284635954, 512: 275723058}
SIZE_OF_Q8 = 326201507
FOREVER = "2319-03-05T20:50:24.100001903Z"


def recorded(name):
    return json.loads((HERE / name).read_text())


@dataclasses.dataclass
class Behaviour:
    """What `POST /fake` sets."""

    hold_load: bool = False  # loads do not end
    deaf: bool = False  # a load goes on although its client left
    busy: bool = False  # an answer is running: nothing is unloaded
    hang: list = dataclasses.field(default_factory=list)  # paths that are not answered
    errors: dict = dataclasses.field(default_factory=dict)  # path: [status, body]
    size: int | None = -1  # in ps; None: not told; -1: as measured
    nulls: bool = False  # null instead of empty lists
    stream: str = "v1-chat-stream.txt"  # the recording that chats get
    hold_pull: bool = False  # pulls stop half way
    abandoned_pulls: int = 0  # whose client left


class Ollama:
    """The state of the server."""

    def __init__(self):
        self.changed = threading.Condition()
        self.behaviour = Behaviour()
        self.models = recorded("tags.json")["models"]
        self.blobs = {model["digest"]: BLOBS[model["name"]] for model in self.models}
        self.runners = {}  # by blob
        self.loading = set()
        self.log = []

    def model(self, name):
        name = name.lower() if ":" in name else f"{name.lower()}:latest"
        return next((model for model in self.models if model["name"] == name), None)

    def entry(self, model):
        size = SIZE_OF_Q8 if "q8" in model["name"] else SIZES[CONTEXTS.get(model["name"], 4096)]
        entry = dict(recorded("ps-loaded.json")["models"][0])
        return entry | {
            "name": model["name"],
            "model": model["name"],
            "digest": model["digest"],
            "size": size,
            "context_length": CONTEXTS.get(model["name"], 4096),
        }

    def reap(self):
        """Unloads what is to go as soon as no answer is running."""
        if not self.behaviour.busy:
            self.runners = {blob: entry for blob, entry in self.runners.items() if entry["expires_at"] > moment(0)}

    def ps(self):
        self.reap()
        entries = []
        for runner in self.runners.values():
            entry = dict(runner)
            if self.behaviour.size is None:
                del entry["size"]
            elif self.behaviour.size >= 0:
                entry["size"] = self.behaviour.size
            entries.append(entry)
        return {"models": entries if entries or not self.behaviour.nulls else None}

    def change(self, request):
        """Settings of `Behaviour`, and what happens at once."""
        if name := request.pop("evict", None):
            blob = self.blobs[self.model(name)["digest"]]
            self.runners.pop(blob, None)
        if name := request.pop("pull", None):  # a new version, and what nobody refers to is deleted
            digest = self.model(name)["digest"][::-1]
            self.blobs[digest] = digest
            self.models = [m | {"digest": digest} if m["name"] == name else m for m in self.models]
        if model := request.pop("add", None):
            self.models.append(model)
            self.blobs[model["digest"]] = model["digest"]
        for key, value in request.items():
            setattr(self.behaviour, key, value)
        self.changed.notify_all()

    def touch(self, model, keep_alive, has_left):
        """Loads, unloads or only changes how long a model stays. Returns what was done; None: the client left."""
        blob = self.blobs[model["digest"]]
        self.reap()
        runner = self.runners.get(blob)
        if keep_alive == 0:
            if runner:  # one that is being loaded does not notice
                runner["expires_at"] = moment(0)
                self.reap()
            return "unload"
        context = CONTEXTS.get(model["name"], 4096)
        if runner is None or runner["context_length"] != context:
            if not self.load(blob, model, has_left):
                return None
            runner = self.runners[blob]
        if keep_alive is not None:
            runner["expires_at"] = FOREVER if keep_alive < 0 else moment(keep_alive)
        return "load"

    def load(self, blob, model, has_left):
        while self.behaviour.busy and blob in self.runners:
            self.changed.wait(0.01)
        self.runners.pop(blob, None)
        is_first = blob not in self.loading
        self.loading.add(blob)
        while True:
            if has_left() and not self.behaviour.deaf:
                self.loading.discard(blob)
                return False
            if not self.behaviour.hold_load:
                break
            self.changed.wait(0.01)
        if is_first or blob not in self.runners:
            self.runners[blob] = self.entry(model) | {"expires_at": moment(300)}
        self.loading.discard(blob)
        return True


def moment(seconds):
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%dT%H:%M:%S.%f123Z")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, or each answer would wait 40 ms for an acknowledgement
    ollama = Ollama()

    def do_GET(self):
        self.handle_request("GET")

    def do_POST(self):
        self.handle_request("POST")

    def do_DELETE(self):
        self.handle_request("DELETE")

    def handle_request(self, method):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        with self.ollama.changed:
            if self.path == "/fake":
                return self.handle_fake(body)
            self.ollama.log.append([method, self.path, body])
            if self.path == "/api/pull":
                return self.pull(body["model"])
            while self.path in self.ollama.behaviour.hang:
                self.ollama.changed.wait(0.01)
                if self.has_left():
                    return None
            status, answer = self.answer(method, body)
        return None if answer is None else self.send(status, answer)

    def handle_fake(self, body):
        if body:
            self.ollama.change(body)
        self.ollama.reap()
        state = {"log": self.ollama.log, "runners": list(self.ollama.runners.values())}
        abandoned = self.ollama.behaviour.abandoned_pulls
        self.send(200, state | {"loading": len(self.ollama.loading), "abandoned_pulls": abandoned})

    def answer(self, method, body):
        ollama = self.ollama
        if self.path in ollama.behaviour.errors:
            return ollama.behaviour.errors[self.path]
        if method == "GET":
            lists = {"/api/tags": lambda: {"models": ollama.models or None}, "/api/ps": ollama.ps}
            if self.path in lists:
                return 200, lists[self.path]()
            return 200, {"version": "0.32.15"}
        if self.path == "/api/copy":
            copy = ollama.model(body["source"]) | {"name": body["destination"], "model": body["destination"]}
            ollama.models.append(copy)
            return 200, {}
        name = body["model"]
        model = ollama.model(name)
        if model is None:
            return 404, {"error": f"model '{name}' not found"}
        if method == "DELETE":
            ollama.models.remove(model)
            return 200, {}
        if self.path == "/api/show":
            return 200, self.show(model)
        if self.path == "/api/generate" and model["capabilities"] == ["embedding"] and body.get("keep_alive") != 0:
            return 400, {"error": f'"{name}" does not support generate'}
        if self.path == "/v1/chat/completions":  # ignores keep_alive
            ollama.touch(model, None, self.has_left)
            return 200, (HERE / ollama.behaviour.stream).read_text()
        done = ollama.touch(model, body.get("keep_alive"), self.has_left)
        if done is None:
            return 0, None
        if self.path == "/api/embed":
            return 200, {"model": name, "embeddings": []}
        return 200, {"model": name, "created_at": moment(0), "response": "", "done": True, "done_reason": done}

    def pull(self, name):
        """Lines of JSON behind a status that tells nothing, as docs/api.md of Ollama shows them."""
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        half, whole = (
            {"status": "pulling 5fa1", "digest": "sha256:5fa1", "total": 2000, "completed": n} for n in (1000, 2000)
        )
        self.tell({"status": "pulling manifest"})
        if "unknown" in name:
            return self.tell({"error": "pull model manifest: file does not exist"})
        self.tell(half)
        while self.ollama.behaviour.hold_pull:
            self.ollama.changed.wait(0.01)
            if self.has_left():
                self.ollama.behaviour.abandoned_pulls += 1
                return None
        self.tell(whole)
        self.tell({"status": "verifying sha256 digest"})
        if "broken" in name:
            return None
        model = self.ollama.models[-1] | {"name": name, "model": name, "digest": "ab" * 32}
        self.ollama.change({"add": model})
        return self.tell({"status": "success"})

    def tell(self, message):
        self.wfile.write(json.dumps(message).encode() + b"\n")
        self.wfile.flush()

    def show(self, model):
        known = HERE / f"show-{model['name'].removesuffix(':latest')}.json"
        show = recorded(known if known.exists() else "show-gemma270.json")
        old = BLOBS["gemma270:latest"]
        return show | {"modelfile": show["modelfile"].replace(old, self.ollama.blobs[model["digest"]])}

    def has_left(self):
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def send(self, status, answer):
        is_stream = isinstance(answer, str)
        data = answer.encode() if is_stream else json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """Clients leave, which is part of the tests."""


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
    threading.Thread(target=end_with_input, daemon=True).start()
    file = pathlib.Path(sys.argv[2])
    file.with_suffix(".new").write_text(str(server.server_port))
    file.with_suffix(".new").rename(file)
    server.serve_forever()
