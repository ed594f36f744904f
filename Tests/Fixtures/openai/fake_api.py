"""Answers GET …/models as its path says, for unit tests; the first argument is the file that gets the port.

/ok/MODEL,MODEL…/models   a list of these models
/null/models              a list that is null
/status/CODE/models       this status, with an error in OpenAI's shape
/text/models              a page that is not JSON
/silent/models            no answer
/switch/models            what the file given as the second argument holds: models, or "gone" for a status 500
"""

import json
import os
import pathlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHOICE = pathlib.Path(sys.argv[2])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *arguments):
        pass

    def do_GET(self):
        kind, *rest = self.path.strip("/").split("/")[:-1]
        if kind == "switch":
            text = CHOICE.read_text()
            kind, rest = ("status", ["500"]) if text == "gone" else ("ok", [text])
        if kind == "silent":
            threading.Event().wait(60)
        elif kind == "text":
            self.answer(200, b"<html>Sign in</html>")
        elif kind == "status":
            error = {"error": {"message": "as was asked for", "type": "x"}}
            self.answer(int(rest[0]), json.dumps(error).encode())
        elif kind == "null":
            self.answer(200, b'{"object": "list", "data": null}')
        else:
            models = [{"id": name, "object": "model"} for name in rest[0].split(",")]
            self.answer(200, json.dumps({"object": "list", "data": models}).encode())

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def end_with_the_test():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_the_test, daemon=True).start()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path(sys.argv[1] + ".new").write_text(str(server.server_port))
pathlib.Path(sys.argv[1] + ".new").rename(sys.argv[1])
server.serve_forever()
