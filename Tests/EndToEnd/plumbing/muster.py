"""A real Muster with its own folder."""

from __future__ import annotations

import os
import pathlib
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
from typing import Any

import httpx
import yaml

from plumbing.person import PASSWORD, Person, email_of, expect_ok
from plumbing.processes import Process, mentioning
from plumbing.tiny_models import PROJECT, SHELF, ModelFiles
from plumbing.waiting import eventually

EXECUTABLE = pathlib.Path(os.environ.get("MUSTER_BIN", PROJECT / ".build/release/muster")).resolve()


def executable_environment(**extra: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **extra}


def free_port() -> int:
    """A free port, for a Muster that has to keep its address across restarts."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Muster:
    """Starts, stops and kills the executable; all its files are in `folder`."""

    def __init__(
        self, folder: pathlib.Path, files: ModelFiles, settings: dict[str, Any], *runtimes: dict[str, Any]
    ) -> None:
        self.folder = folder
        self.models = folder / "models"
        self.data = folder / "data"
        self.configuration = folder / "muster.yaml"
        self.log = folder / "muster.log"
        self._files = files
        self._process: subprocess.Popen[bytes] | None = None
        self._people: list[Person] = []
        self._address = ""
        self._environment: dict[str, str] = {}
        self.open_files: int | None = None  # the limit of open files; None: the same as ours
        self.admin: Person = None  # type: ignore[assignment]  # set by the first `start`
        self.models.mkdir(parents=True)
        files.fill(self.models)
        self.configure({"listen": "127.0.0.1:0", **settings, "runtimes": list(runtimes)})

    def configure(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.configuration.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True))

    # Running

    @property
    def address(self) -> str:
        return self._address

    @property
    def process(self) -> Process:
        assert self._process is not None
        process = Process.find(self._process.pid)
        assert process is not None
        return process

    def start(self, **environment: str) -> Muster:
        address_file = self.data / "address"
        address_file.unlink(missing_ok=True)
        self._environment = environment or self._environment
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [EXECUTABLE, "serve", "--config", self.configuration],
                env=executable_environment(**self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=self._limit_open_files,  # noqa: PLW1509 (calls setrlimit and nothing else)
            )
        process = self._process

        def serves() -> str | None:
            assert process.poll() is None, f"Muster ended with {process.returncode}:\n{self.log.read_text()}"
            return address_file.read_text().strip() if address_file.exists() else None

        self._address = eventually(serves, "Muster serves", within=20)
        if self.admin is None:
            self.admin = self.sign_up("Ada")
        return self

    def _limit_open_files(self) -> None:
        if self.open_files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.open_files, self.open_files))

    def take_over(self, stopped: Muster) -> None:
        """Starts with a copy of another Muster's data; its users stay signed in."""
        shutil.copytree(stopped.data, self.data)
        self.admin = self.signed_in(stopped.admin.session)

    def stop(self, within: float = 40) -> int:
        """Stops Muster with SIGTERM; returns its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(timeout=within)

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=10)

    def close(self) -> None:
        for person in self._people:
            person.close()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=10)
        for process in mentioning(str(self.models)):
            process.send(signal.SIGKILL)

    # People

    def guest(self, network_address: str | None = None) -> Person:
        return self._remember(Person(lambda: self.address, network_address=network_address))

    def sign_up(self, name: str) -> Person:
        form = {"name": name, "email": email_of(name), "password": PASSWORD}
        return self.signed_in(expect_ok(self.guest().post("/api/v1/auths/signup", json=form)))

    def sign_in(self, email: str, password: str = PASSWORD, network_address: str | None = None) -> Person:
        session = expect_ok(self.guest(network_address).sign_in(email, password))
        return self.signed_in(session, network_address)

    def add(self, name: str, role: str, **fields: Any) -> Person:
        """A user whom the administrator adds, signed in."""
        expect_ok(self.admin.add_person(name, role=role, **fields))
        return self.sign_in(fields.get("email", email_of(name)))

    def provision(self, *names: str, role: str = "user") -> None:
        """Accounts without a password, by a trusted key: hashing a password takes a quarter of a second."""
        key = self.admin.make_key(trusted=True, creates_users=True)["api_key"]
        for name in names:
            program = self.admin.by_key(key, email=email_of(name), name=name, role=role)
            program.get("/v1/models")
            program.close()

    def signed_in(self, session: dict[str, Any], network_address: str | None = None) -> Person:
        return self._remember(Person(lambda: self.address, session, network_address=network_address))

    def _remember(self, person: Person) -> Person:
        self._people.append(person)
        return person

    # Models and their processes

    def place(self, name: str, size: str = "tiny", corrupt: str | None = None) -> str:
        """Copies a model's file into the models folder."""
        self._files.place(self.models, name, size, corrupt)
        return name

    def place_made(self, name: str, *options: str) -> str:
        """A tiny model made for this test, with these options of `scripts/make-model`."""
        self._files.make(self.models / f"{name}.gguf", *options)
        return name

    def offer(self, model: str, **fields: Any) -> str:
        """Creates a model, inactive unless `is_active` is given, and its file if there is none yet."""
        if model not in SHELF and not (self.models / f"{model}.gguf").exists():
            self.place(model)
        self.wait_until_available(model)
        self.admin.create(model, **{"is_active": False, **fields})
        return model

    def wait_until_available(self, name: str) -> None:
        def is_available() -> bool:
            return any(base["id"] == name for base in self.admin.get("/api/v1/models/base").json())

        eventually(is_available, f"{name} is available on a runtime")

    def loaded(self, model: str, **fields: Any) -> str:
        """Switches a model on and waits until it is loaded."""
        self.offer(model, is_active=True, **fields)
        self.wait_until(model, "loaded")
        return model

    def residency(self, model: str) -> dict[str, Any]:
        """On the runtime that should have it loaded, or else the first that has it."""
        response = self.admin.get("/api/v1/residency")
        assert response.status_code == 200, response.text
        runtimes = response.json()["runtimes"]
        found = [entry for runtime in runtimes for entry in runtime["models"] if entry["base_model"] == model]
        assert found, f"{model} is on no runtime: {response.text}"
        return min(found, key=lambda entry: entry["desired"] == "unloaded")

    def wait_until(self, model: str, state: str, within: float = 20) -> dict[str, Any]:
        def reached() -> dict[str, Any] | None:
            nonlocal seen
            seen = self.residency(model)
            return seen if seen["state"] == state else None

        seen: dict[str, Any] = {}
        try:
            return eventually(reached, f"{model} is {state}", within)
        except AssertionError as late:
            raise AssertionError(f"{late}: {seen}") from None

    def process_of(self, model: str) -> Process | None:
        """The llama-server of the model, not its guard."""
        file = str(self.models / f"{model}.gguf")
        for process in mentioning(file):
            if not any(argument.startswith("__") for argument in process.arguments):
                return process
        return None

    def all_processes(self) -> list[Process]:
        """Every child process with a model's file in its arguments, including guards."""
        return mentioning(str(self.models))

    # Command line and API

    def run(self, *arguments: str, token: str | None = None, **environment: str) -> Command:
        """Runs a command against this server."""
        variables = {"MUSTER_URL": self._address, "MUSTER_TOKEN": token or (self.admin.token if self.admin else "")}
        return Command(
            subprocess.run(
                [EXECUTABLE, *arguments],
                check=False,
                env=executable_environment(**{**variables, **environment}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                cwd=self.folder,
                timeout=60,
            )
        )

    def database(self) -> sqlite3.Connection:
        files = [*self.data.glob("*.db"), *self.data.glob("*.sqlite*")]
        main = [file for file in files if not file.name.endswith(("-wal", "-shm"))]
        assert len(main) == 1, f"one database was expected in {self.data}, not {main}"
        return sqlite3.connect(main[0], timeout=10)

    def health(self) -> httpx.Response:
        """The health as the administrator sees it."""
        return self.admin.get("/health")


class Command:
    """The result of a command."""

    def __init__(self, finished: subprocess.CompletedProcess[str]) -> None:
        self.code = finished.returncode
        self.output = finished.stdout
        self.errors = finished.stderr

    def __repr__(self) -> str:
        return f"exit code {self.code}\n{self.output}\n{self.errors}"
