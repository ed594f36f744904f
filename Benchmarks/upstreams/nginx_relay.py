"""Executes an nginx that relays to a model: the minimum that a gateway does.

Arguments: its port, the model's port, and a folder for the configuration.
"""

from __future__ import annotations

import os
import pathlib
import sys

CONFIGURATION = """
daemon off; master_process off; worker_rlimit_nofile 8192;
pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; tcp_nodelay on;
  keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream model {{ server 127.0.0.1:{model}; keepalive 512; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_read_timeout 600s;
    }}
  }}
}}
"""


def main() -> None:
    port, model, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, model=model))
    os.execvp("nginx", ["nginx", "-p", str(folder), "-c", str(configuration), "-e", "stderr"])


if __name__ == "__main__":
    main()
