"""Operations on the registry with few and many models, compared with the bare statements on the same data."""

from __future__ import annotations

import pathlib
import random
import threading
import time
from collections.abc import Callable
from statistics import median

from bare_sqlite import BareSQLite
from report import Section
from server import Connection, Muster, form, model_path
from workshop import Workshop

FEW, MANY = 100, 10_000
BASE = "base"
MOST_RATIO = 1.3
WRITERS = 8
JUDGED = ("read a model", "switch a model")


class Stock:
    """A Muster with this many models, and the same rows without Muster."""

    def __init__(
        self,
        workshop: Workshop,
        count: int,
        prepare: Callable[[Connection], None] | None = None,
        make: Callable[[str], dict[str, object]] | None = None,
    ) -> None:
        self.count = count
        self._make = make or preset
        self._random = random.Random(7)
        self._is_active: dict[str, bool] = {}
        self._created = 0
        weights = workshop.folder / "weights"
        weights.write_bytes(b"GGUF")
        self.muster = Muster(workshop, ["/bin/false", "{file}", "{port}", "{key}"])
        self.muster.place(weights, BASE)
        self.muster.start()
        self.token = token = self.muster.sign_up("Ada")["token"]
        self.admin = Connection(self.muster.port, token)
        # An inactive base model, so that nothing is loaded.
        self.admin.json("POST", "/api/v1/models/create", form(BASE, is_active=False))
        if prepare:
            prepare(self.admin)
        self.fill_seconds = self._fill(token)
        database = next(pathlib.Path(self.muster.folder / "data").glob("*.db"))
        self.bare = BareSQLite(database, workshop.part("sqlite") / "copy.db")

    def _fill(self, token: str) -> float:
        names = [f"team/model-{number}" for number in range(self.count)]
        problems: list[BaseException] = []

        def write(share: list[str]) -> None:
            connection = Connection(self.muster.port, token)
            try:
                for name in share:
                    connection.request("POST", "/api/v1/models/create", self._make(name))
            except BaseException as problem:  # raised again by the waiting thread
                problems.append(problem)

        started = time.perf_counter()
        writers = [threading.Thread(target=write, args=(names[start::WRITERS],)) for start in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        if problems:
            raise problems[0]
        self._is_active = dict.fromkeys(names, True)
        return time.perf_counter() - started

    def _any(self) -> str:
        return f"team/model-{self._random.randrange(self.count)}"

    def read(self) -> float:
        return self.admin.timed("GET", model_path("model", self._any()))

    def switch(self) -> float:
        name = self._any()
        verb = "deactivate" if self._is_active[name] else "activate"
        self._is_active[name] = not self._is_active[name]
        return self.admin.timed("POST", model_path(f"model/{verb}", name))

    def create(self) -> float:
        self._created += 1
        return self.admin.timed("POST", "/api/v1/models/create", preset(f"new/model-{self._created}"))

    def first_page(self) -> float:
        return self.admin.timed("GET", "/api/v1/models/list?page=1")

    def search(self) -> float:
        return self.admin.timed("GET", f"/api/v1/models/list?query=model-{self._random.randrange(self.count)}")

    def bare_read(self) -> float:
        return self.bare.read(self._any())

    def bare_switch(self) -> float:
        return self.bare.switch(self._any())

    def bare_create(self) -> float:
        return self.bare.create(self._any())

    def bare_first_page(self) -> float:
        return self.bare.first_page()

    def bare_search(self) -> float:
        return self.bare.search(f"model-{self._random.randrange(self.count)}")

    def stop(self) -> None:
        self.bare.close()
        self.admin.close()
        self.muster.stop()


OPERATIONS: dict[str, tuple[Callable[[Stock], float], Callable[[Stock], float]]] = {
    "read a model": (Stock.read, Stock.bare_read),
    "switch a model": (Stock.switch, Stock.bare_switch),
    "list the first page": (Stock.first_page, Stock.bare_first_page),
    "search": (Stock.search, Stock.bare_search),
    # Last, because it adds models.
    "create a model": (Stock.create, Stock.bare_create),
}


def preset(name: str) -> dict[str, object]:
    meta = {"description": f"What {name} is good for, in a sentence.", "tags": [{"name": "bench"}]}
    params = {"system": "You are a careful assistant. " * 10, "temperature": 0.4, "top_p": 0.9}
    return form(name, base_model_id=BASE, meta=meta, params=params)


def measure(workshop: Workshop, section: Section) -> None:
    few, many = Stock(workshop, FEW), Stock(workshop, 2_000 if workshop.quick else MANY)
    section.add(f"create {many.count:,} models, {WRITERS} connections", many.count / many.fill_seconds, "/s")
    rounds, calls = (2, 20) if workshop.quick else (10, 40)
    for name, (ours, bare) in OPERATIONS.items():
        times: dict[tuple[int, bool], list[float]] = {}
        for _ in range(rounds):  # alternating, so that load on the machine affects all of them
            for stock in (few, many):
                for is_bare, operation in ((False, ours), (True, bare)):
                    times.setdefault((stock.count, is_bare), []).extend(operation(stock) for _ in range(calls))
        tell(section, name, few.count, many.count, {key: median(values) * 1000 for key, values in times.items()})
    few.stop()
    many.stop()


def tell(section: Section, name: str, few: int, many: int, halves: dict[tuple[int, bool], float]) -> None:
    for count in (few, many):
        section.add(f"{name}, {count:,} models", halves[count, False], "ms", "bare SQLite", halves[count, True])
    ratio = halves[many, False] / halves[few, False]
    is_judged = name in JUDGED
    section.add(
        f"{name}, {many:,} models",
        halves[many, False],
        "ms",
        f"{few:,} models",
        halves[few, False],
        f"ratio at most {MOST_RATIO}" if is_judged else None,
        ratio <= MOST_RATIO if is_judged else None,
    )
