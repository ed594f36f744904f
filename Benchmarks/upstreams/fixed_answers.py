"""Executes an nginx that replaces a loaded model: a fixed answer to a chat, a file as a stream.

Arguments: the port, a folder that gets the port, the configuration and the stream's file, and how many events
the stream has.
"""

from __future__ import annotations

import json
import os
import pathlib
import sys

EVENT = {
    "choices": [{"finish_reason": None, "index": 0, "delta": {"content": " word"}}],
    "created": 1700000000,
    "id": "chatcmpl-fixed",
    "model": "alpha",
    "object": "chat.completion.chunk",
}
ANSWER = {
    "choices": [{"finish_reason": "stop", "index": 0, "message": {"role": "assistant", "content": "A fixed answer."}}],
    "created": 1700000000,
    "model": "alpha",
    "object": "chat.completion",
    "usage": {"completion_tokens": 4, "prompt_tokens": 300, "total_tokens": 304},
    "id": "chatcmpl-fixed",
}

CONFIGURATION = r"""
daemon off; master_process off; worker_rlimit_nofile 8192;
pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; tcp_nodelay on; sendfile on;
  keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {folder};
    location = /health {{ default_type application/json; return 200 '{{"status":"ok"}}'; }}
    location = /v1/chat/completions {{ default_type application/json; return 200 '{answer}'; }}
    # Several servers with models of their own and one that all have: /NAME/v1.
    location ~ ^/\w+/v1/chat/completions$ {{ default_type application/json; return 200 '{answer}'; }}
    location ~ ^/(\w+)/v1/models$ {{ default_type application/json; return 200 '{models}'; }}
    # nginx serves files for GET only; the error page turns the POST into one.
    location = /v1/completions {{ error_page 405 =200 /stream.sse; try_files /stream.sse =404; }}
    location = /stream.sse {{ internal; types {{ }} default_type text/event-stream; }}
  }}
}}
"""


def stream(events: int) -> bytes:
    lines = []
    for number in range(events):
        EVENT["choices"][0]["delta"]["content"] = f" word{number}"
        lines.append(f"data: {json.dumps(EVENT, separators=(',', ':'))}\n\n")
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def main() -> None:
    port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    (folder / "stream.sse").write_bytes(stream(int(sys.argv[3])))
    configuration = folder / "nginx.conf"
    answer = json.dumps(ANSWER, separators=(",", ":"))
    models = [{"id": "shared"}, *({"id": f"$1-{number}"} for number in range(1, 25))]
    listed = json.dumps({"object": "list", "data": models}, separators=(",", ":"))
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, answer=answer, models=listed))
    (folder / "port").write_text(str(port))
    os.execvp("nginx", ["nginx", "-p", str(folder), "-c", str(configuration), "-e", "stderr"])


if __name__ == "__main__":
    main()
