"""A container engine as docker is: a daemon that owns the containers, and a client that tells it what to do.

    engine.py --daemon SOCKET        until its standard input ends, which ends all containers
    engine.py SOCKET COMMAND ARGS…   the client: run, stop, kill, rm, ps, inspect

A container is a process of the daemon, in a session of its own. Images are ignored. What is published is forwarded by
the daemon, as docker-proxy does. Options and answers are those of docker 28 and podman 4.3, as far as Muster uses them.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading

SWITCHES = {"--rm", "--init", "-i"}


class Container:
    def __init__(self, name, labels, removes, process):
        self.name, self.labels, self.removes, self.process = name, labels, removes, process

    @property
    def is_running(self):
        return self.process.poll() is None


class Daemon:
    def __init__(self):
        self.containers = {}

    def run(self, words, environment, client):
        options, labels, removes, published = {}, {}, False, None
        while words[0].startswith("-"):
            option = words.pop(0)
            if option in SWITCHES:
                removes = removes or option == "--rm"
                continue
            value = words.pop(0)
            if option == "--label":
                labels.update([value.split("=", 1)])
            elif option in ("-p", "--publish"):
                published = value.split(":")
            options[option] = value
        name = options.get("--name", "nameless")
        if name in self.containers:
            return {"code": 125, "error": f"The container name {name} is already in use"}
        process = subprocess.Popen(
            words[1:],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        container = self.containers[name] = Container(name, labels, removes, process)
        if published:
            threading.Thread(target=forward, args=(*published, process), daemon=True).start()
        for line in process.stdout:
            try:
                client.write(json.dumps({"line": line.decode(errors="replace")}) + "\n")
                client.flush()
            except OSError:
                pass  # the client is gone; the container stays
        code = process.wait()
        if container.removes:
            self.containers.pop(name, None)
        return {"code": code if code >= 0 else 128 - code}

    def stop(self, words):
        seconds = float(words[words.index("-t") + 1])
        container = self.containers.get(words[-1])
        if container is None:
            return {"code": 1, "error": "no such container"}
        container.process.terminate()
        try:
            container.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            container.process.kill()
            container.process.wait()
        return {"code": 0, "line": container.name}

    def signal(self, name, number):
        container = self.containers.get(name)
        if container is None or not container.is_running:
            return {"code": 1, "error": "no such container"}
        container.process.send_signal(number)
        return {"code": 0, "line": name}

    def rm(self, words):
        container = self.containers.pop(words[-1], None)
        if container is None:
            return {"code": 0}
        container.process.kill()
        container.process.wait()
        return {"code": 0, "line": words[-1]}

    def ps(self, words):
        key, value = words[words.index("--filter") + 1].removeprefix("label=").split("=", 1)
        names = [each.name for each in self.containers.values() if each.labels.get(key) == value]
        return {"code": 0, "line": "\n".join(names)}

    def inspect(self, words):
        container = self.containers.get(words[-1])
        if container is None:
            return {"code": 1, "error": "no such container"}
        return {"code": 0, "line": f"{str(container.is_running).lower()} {container.process.pid} {'0' * 64}"}

    def answer(self, connection):
        file = connection.makefile("rw")
        request = json.loads(file.readline())
        command, words = request["command"], request["words"]
        if command == "run":
            answer = self.run(words, request["environment"], file)
        elif command == "kill":
            answer = self.signal(words[-1], signal.SIGKILL)
        elif command == "signal":
            answer = self.signal(words[0], int(words[1]))
        else:
            answer = {"stop": self.stop, "rm": self.rm, "ps": self.ps, "inspect": self.inspect}[command](words)
        try:
            file.write(json.dumps(answer) + "\n")
            file.flush()
        except OSError:
            pass
        connection.close()


def forward(host, port, inner, process):
    """Passes bytes between a port of this machine and one of the container."""
    listener = socket.create_server((host, int(port)))

    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve():
        while True:
            client, _ = listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", int(inner)))
            except OSError:
                client.close()
                continue
            for pair in ((client, server), (server, client)):
                threading.Thread(target=copy, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    process.wait()
    listener.close()


def daemon(path):
    state = Daemon()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=state.answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    for container in list(state.containers.values()):
        container.process.kill()
    os._exit(0)


def ask(path, command, words, handle=lambda line: None):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    file = connection.makefile("rw")
    file.write(json.dumps({"command": command, "words": words, "environment": dict(os.environ)}) + "\n")
    file.flush()
    for text in file:
        answer = json.loads(text)
        if "code" in answer:
            return answer
        handle(answer["line"])
    return {"code": 1, "error": "the daemon is gone"}


def client(path, command, words):
    if command == "run":
        name = words[words.index("--name") + 1]
        # Signals to the client are passed on to the container.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda number, _: ask(path, "signal", [name, str(int(number))]))

    def show(line):
        sys.stdout.write(line)
        sys.stdout.flush()

    answer = ask(path, command, words, show)
    if answer.get("line"):
        print(answer["line"])
    if answer.get("error"):
        print(f"Error: {answer['error']}", file=sys.stderr)
    sys.exit(answer["code"])


if sys.argv[1] == "--daemon":
    daemon(sys.argv[2])
else:
    client(sys.argv[1], sys.argv[2], sys.argv[3:])
