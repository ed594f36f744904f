"""The configuration: errors name file, line and allowed values; the environment overrides it."""

from __future__ import annotations

import json
import pathlib
import subprocess

import pytest
import yaml

from conftest import StartMuster
from plumbing.muster import EXECUTABLE, Muster, executable_environment

GOOD = """\
listen: 127.0.0.1:0
data: ./data
models: ./models
runtimes:
  - id: local
    kind: process
    memory: 1GiB
    command: [llama-server, --model, "{file}", --port, "{port}", --api-key, "{key}"]
"""


def muster(folder: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXECUTABLE, *arguments], check=False, cwd=folder, env=executable_environment(**environment),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
    )  # fmt: skip


def check(folder: pathlib.Path, text: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "muster.yaml").write_text(text)
    return muster(folder, "config", "check", "--config", "muster.yaml", *options, **environment)


def test_a_valid_configuration_is_accepted(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path, GOOD).returncode == 0


BAD = {
    "an unknown key": (GOOD + "lisen: 1\n", 9, "lisen", "listen"),
    "an unknown key of a runtime": (GOOD + "    memry: 1GiB\n", 9, "memry", "memory"),
    "an invalid choice": (GOOD + "sign_up: opn\n", 9, "opn", "approval"),
    "a number without a unit": (GOOD + "session_lifetime: 28\n", 9, "28", "10m"),
    "an invalid size": (GOOD.replace("1GiB", "plenty"), 7, "plenty", "16GiB"),
    "a list instead of text": (GOOD + "log_level: [info]\n", 9, "log_level", "debug"),
    "a number instead of a mapping": (GOOD + "limits: 7\n", 9, "limits", ""),
    "an invalid address": (GOOD.replace("127.0.0.1:0", "here"), 1, "here", "127.0.0.1:8080"),
    "a command without the file": (GOOD.replace('"{file}"', "x"), 8, "{file}", ""),
    "invalid YAML": (GOOD + "limits: {body\n", 9, "", ""),
    "a duplicate key": (GOOD + "listen: 127.0.0.1:1\n", 9, "listen", ""),
}


@pytest.mark.parametrize(("text", "line", "named", "allowed"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("command", [["config", "check"], ["serve"]], ids=["check", "serve"])
def test_an_invalid_configuration_is_refused_with_file_line_and_allowed_values(
    tmp_path: pathlib.Path, command: list[str], text: str, line: int, named: str, allowed: str
) -> None:
    (tmp_path / "muster.yaml").write_text(text)
    refused = muster(tmp_path, *command, "--config", "muster.yaml")
    assert refused.returncode == 2
    assert any(f"muster.yaml:{near}" in refused.stderr for near in (line, line + 1)), refused.stderr
    assert named in refused.stderr and allowed in refused.stderr
    assert not (tmp_path / "data").exists(), "nothing was created"


def test_all_problems_are_reported_at_once(tmp_path: pathlib.Path) -> None:
    refused = check(tmp_path, GOOD + "sign_up: opn\nlog_level: loud\n")
    assert "opn" in refused.stderr and "loud" in refused.stderr


def test_a_missing_file_is_named(tmp_path: pathlib.Path) -> None:
    refused = muster(tmp_path, "serve", "--config", "nowhere.yaml")
    assert refused.returncode == 2 and "nowhere.yaml" in refused.stderr


def test_problems_as_json(tmp_path: pathlib.Path) -> None:
    problems = json.loads(check(tmp_path, GOOD + "sign_up: opn\n", "--json").stdout)["problems"]
    assert problems[0]["line"] == 9 and "opn" in problems[0]["message"]


def settings(checked: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert checked.returncode == 0, checked.stderr
    return {setting["key"]: setting["value"] for setting in json.loads(checked.stdout)["settings"]}


def test_every_key_can_be_set_by_the_environment(tmp_path: pathlib.Path) -> None:
    wanted = {
        "MUSTER_LISTEN": ("listen", "127.0.0.1:9999"), "MUSTER_SIGN_UP": ("sign_up", "closed"),
        "MUSTER_SESSION_LIFETIME": ("session_lifetime", "2h"), "MUSTER_LIMITS_BODY": ("limits.body", "1MiB"),
        "MUSTER_LIMITS_WAITING": ("limits.waiting", 7), "MUSTER_SHUTDOWN_TIMEOUT": ("shutdown_timeout", "3s"),
        "MUSTER_LOG_LEVEL": ("log_level", "debug"), "MUSTER_RUNTIMES_0_MEMORY": ("runtimes.local.memory", "2GiB"),
        "MUSTER_RUNTIMES_0_LOAD_TIMEOUT": ("runtimes.local.load_timeout", "5s"),
        "MUSTER_RUNTIMES_LOCAL_DRAIN_TIMEOUT": ("runtimes.local.drain_timeout", "6s"),
    }  # fmt: skip
    found = settings(check(tmp_path, GOOD, "--json", **{name: str(value) for name, (_, value) in wanted.items()}))
    assert {key: found[key] for key, _ in wanted.values()} == dict(wanted.values())


def test_an_invalid_variable_is_named(tmp_path: pathlib.Path) -> None:
    refused = check(tmp_path, GOOD, MUSTER_RUNTIMES_0_MEMORY="lots")
    assert refused.returncode == 2
    assert "MUSTER_RUNTIMES_0_MEMORY" in refused.stderr and "16GiB" in refused.stderr


def test_paths_are_relative_to_the_file_not_to_the_working_folder(tmp_path: pathlib.Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "muster.yaml").write_text(GOOD)
    checked = muster(tmp_path / "elsewhere", "config", "check", "--json", "--config", "../muster.yaml")
    folder = pathlib.Path(str(settings(checked)["models"]))
    assert folder.resolve() == (tmp_path / "models").resolve()


def test_the_example_is_valid_and_has_every_key(tmp_path: pathlib.Path) -> None:
    example = muster(tmp_path, "config", "example").stdout
    assert check(tmp_path, example).returncode == 0
    written = yaml.safe_load(example)
    assert set(written) == {
        "listen", "data", "models", "sign_up", "session_lifetime",
        "openwebui_secret", "trusted_proxies", "base_path", "allowed_origins", "limits", "bin_retention", "backups",
        "downloads", "audit",
        "shutdown_timeout", "log_level", "runtimes",
    }  # fmt: skip
    assert set(written["runtimes"][0]) >= {"id", "kind", "memory", "command", "load_timeout", "drain_timeout"}


def test_the_environment_overrides_the_file_when_serving(start_muster: StartMuster) -> None:
    server: Muster = start_muster(start=False)
    server.start(MUSTER_SIGN_UP="approval")
    assert server.sign_up("Pia").session["role"] == "pending"


def test_the_executable_runs_without_the_checkout(start_muster: StartMuster, tmp_path: pathlib.Path) -> None:
    server: Muster = start_muster()
    opened = {entry.resolve() for entry in pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()}
    checkout = pathlib.Path(__file__).resolve().parents[2]
    assert not [path for path in opened if checkout in path.parents]
    assert server.guest().get("/").status_code == 200
