"""`python Benchmarks`: runs the sections in sequence and prints the results."""

from __future__ import annotations

import argparse
import pathlib
import signal
import sys
import time
import traceback

import audit
import gateway
import history
import kinds
import loading
import page
import process
import registry
import rights
import runtimes
import simulation
import streams
from report import Report
from workshop import Workshop

SECTIONS = {
    "process": process.measure,
    "gateway": gateway.measure,
    "streams": streams.measure,
    "registry": registry.measure,
    "rights": rights.measure,
    "history": history.measure,
    "audit": audit.measure,
    "runtimes": runtimes.measure,
    "simulation": simulation.measure,
    "loading": loading.measure,
    "kinds": kinds.measure,
    "page": page.measure,
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Benchmarks/run")
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--keep", action="store_true")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"no section is called {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return chosen


def main() -> int:
    chosen = options()
    # Ends everything that was started, also after an error.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report(quick=chosen.quick)
    has_failed = False
    with Workshop(quick=chosen.quick, keep=chosen.keep) as workshop:
        for name in chosen.sections or SECTIONS:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            started = time.monotonic()
            try:
                SECTIONS[name](workshop, report.section(name))
            except Exception:  # the other sections are still worth measuring
                traceback.print_exc()
                has_failed = True
            print(f"measured: {name}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(report.text())
    if chosen.json:
        chosen.json.write_text(report.json())
    return 1 if has_failed else 0


if __name__ == "__main__":
    sys.exit(main())
