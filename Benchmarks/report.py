"""The results as a table and as JSON."""

from __future__ import annotations

import json
import os
import pathlib
import platform
from dataclasses import asdict, dataclass


@dataclass
class Row:
    section: str
    what: str
    value: float
    unit: str
    against: str | None = None
    bare: float | None = None
    target: str | None = None
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.bare if self.bare else None

    def cells(self) -> list[str]:
        return [
            self.what,
            f"{number(self.value)} {self.unit}".strip(),
            f"{self.against}: {number(self.bare)}" if self.bare is not None else self.against or "",
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            self.target or "",
            {None: "", True: "yes", False: "NO"}[self.met],
        ]


class Section:
    def __init__(self, name: str, rows: list[Row]) -> None:
        self._name = name
        self._rows = rows

    def add(
        self,
        what: str,
        value: float,
        unit: str,
        against: str | None = None,
        bare: float | None = None,
        target: str | None = None,
        met: bool | None = None,
    ) -> None:
        self._rows.append(Row(self._name, what, value, unit, against, bare, target, met))


class Report:
    HEADS = ("what", "value", "compared with", "ratio", "target", "met")

    def __init__(self, quick: bool) -> None:
        self._rows: list[Row] = []
        self._quick = quick
        self._load_at_start = os.getloadavg()[0]

    def section(self, name: str) -> Section:
        return Section(name, self._rows)

    def machine(self) -> str:
        cores = len(os.sched_getaffinity(0))
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return (
            f"{processor_name()}, {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}; "
            f"load before the run {self._load_at_start:.2f}{'; quick' if self._quick else ''}"
        )

    def text(self) -> str:
        lines = [self.HEADS, *[row.cells() for row in self._rows]]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.HEADS))]
        out = [self.machine()]
        section = None
        for line, row in zip(lines, [None, *self._rows], strict=True):
            if row and row.section != section:
                section = row.section
                out.append(f"-- {section}")
            right = {1, 3}
            padded = [
                cell.rjust(width) if column in right else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ]
            out.append("  ".join(padded).rstrip())
        judged = [row for row in self._rows if row.met is not None]
        missed = [row.what for row in judged if not row.met]
        out.append(f"{len(judged) - len(missed)} of {len(judged)} targets met")
        out.extend(f"  missed: {what}" for what in missed)
        return "\n".join(out)

    def json(self) -> str:
        rows = [{**asdict(row), "ratio": row.ratio} for row in self._rows]
        return json.dumps({"machine": self.machine(), "quick": self._quick, "rows": rows}, indent=2) + "\n"


def number(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value):
        return f"{value:,.0f}"
    for digits, least in ((0, 100), (1, 10), (2, 1)):
        if abs(value) >= least:
            return f"{value:,.{digits}f}"
    return f"{value:.3f}"


def processor_name() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
