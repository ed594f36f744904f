"""A file system of a few megabytes that tests can fill."""

from __future__ import annotations

import pathlib
import subprocess
from collections.abc import Iterator

import pytest


class SmallDisk:
    def __init__(self, folder: pathlib.Path, size: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "muster-test", str(folder)], check=True)

    def fill(self) -> None:
        """Fills it to the last byte."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            for piece in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        ballast.write(b"\0" * piece)
                except OSError:
                    continue

    def free(self) -> None:
        (self.folder / "ballast").unlink()

    def make_read_only(self, is_read_only: bool = True) -> None:
        mode = "ro" if is_read_only else "rw"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)

    def remove(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


class SmallDisks:
    def __init__(self) -> None:
        self._all: list[SmallDisk] = []

    def make(self, folder: pathlib.Path, size: str) -> SmallDisk:
        disk = SmallDisk(folder, size)
        self._all.append(disk)
        return disk

    def remove_all(self) -> None:
        for disk in self._all:
            disk.remove()


@pytest.fixture
def small_disks() -> Iterator[SmallDisks]:
    """Requires the right to mount, which root has."""
    disks = SmallDisks()
    yield disks
    disks.remove_all()
