"""GGUF files with random weights, written once per test run by the project's own script."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[3]

# The files in each new models folder: valid models by size, and three that cannot be loaded.
SHELF: dict[str, dict[str, str]] = {
    "alpha": {},
    "beta": {},
    "gamma": {},
    "secret": {},
    "medium": {"size": "medium"},
    "big": {"size": "large"},
    "huge": {"size": "large"},
    "truncated": {"corrupt": "truncated"},
    "wrong-magic": {"corrupt": "magic"},
    "renamed-tensor": {"corrupt": "tensor"},
}

SIZES = {"tiny": "450KB", "medium": "55MB", "large": "220MB"}


class ModelFiles:
    """A cache of model files; `place` links or copies one into a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def file(self, name: str, size: str = "tiny", corrupt: str | None = None) -> pathlib.Path:
        path = self._folder / f"{name}-{size}-{corrupt or 'good'}.gguf"
        if not path.exists():
            command = [sys.executable, str(PROJECT / "scripts/make-model"), str(path)]
            command += ["--name", name, "--size", SIZES[size]]
            if corrupt:
                command += ["--corrupt", corrupt]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return path

    def make(self, path: pathlib.Path, *options: str) -> pathlib.Path:
        command = [sys.executable, str(PROJECT / "scripts/make-model"), str(path), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return path

    def fill(self, models: pathlib.Path) -> None:
        for name, kind in SHELF.items():
            self.place(models, name, **kind)

    def place(self, models: pathlib.Path, name: str, size: str = "tiny", corrupt: str | None = None) -> pathlib.Path:
        source = self.file(name.replace("/", "-"), size, corrupt)
        target = models / f"{name}.gguf"
        arriving = target.with_name(f".{target.name}.arriving")
        arriving.unlink(missing_ok=True)
        try:
            os.link(source, arriving)
        except OSError:
            shutil.copyfile(source, arriving)
        arriving.replace(target)
        return target
