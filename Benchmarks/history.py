"""Import of many models as one change, its undo, and the history of a model with many revisions."""

from __future__ import annotations

from statistics import median

from registry import BASE, Stock, preset
from report import Section
from server import model_path
from workshop import Workshop

LINES, MOST_SECONDS = 1_000, 0.3
FEW, MANY = 20, 10_000
MOST_RATIO = 1.5


def measure(workshop: Workshop, section: Section) -> None:
    stock = Stock(workshop, 100)
    measure_imports(stock, section, times=2 if workshop.quick else 5)
    measure_paging(stock, section, 1_000 if workshop.quick else MANY)
    stock.stop()


def measure_imports(stock: Stock, section: Section, times: int) -> None:
    admin = stock.admin
    imports, undos = [], []
    bare = [stock.bare.create_many("team/model-0", LINES) for _ in range(times)]
    for batch in range(times):
        models = [preset(f"batch-{batch}/model-{number}") for number in range(LINES)]
        imports.append(admin.timed("POST", "/api/v1/models/import", {"models": models}))
        token = admin.json("POST", "/api/v1/models/sync?dry_run=false", {"models": models[:1] + bases(stock)})
        undos.append(admin.timed("POST", "/api/v1/models/undo", {"token": token["undo_token"]}))
    seconds = median(imports)
    section.add(
        f"import {LINES:,} models", seconds * 1000, "ms", "bare SQLite", median(bare) * 1000,
        f"less than {MOST_SECONDS * 1000:.0f} ms", seconds < MOST_SECONDS,
    )  # fmt: skip
    section.add(f"undo of a sync that deleted {LINES:,} or more models", median(undos) * 1000, "ms")


def bases(stock: Stock) -> list[object]:
    return [{"id": BASE, "base_model_id": None}]


def measure_paging(stock: Stock, section: Section, many: int) -> None:
    admin = stock.admin
    few_name, many_name = "team/model-1", "team/model-2"
    for name, count in ((few_name, FEW), (many_name, many)):
        for number in range(count):
            admin.request("POST", model_path(f"model/{'activate' if number % 2 else 'deactivate'}", name))
    pages = {
        "first page": (model_path("model/history", few_name), model_path("model/history", many_name)),
        "a page in the middle": (
            model_path("model/history", few_name) + f"&before={FEW}",
            model_path("model/history", many_name) + f"&before={many // 2}",
        ),
        "the last page by its number": (
            model_path("model/history", few_name) + "&page=1",
            model_path("model/history", many_name) + f"&page={many // 20}",
        ),
        "one version": (
            model_path("model/history/2", few_name), model_path(f"model/history/{many // 2}", many_name),
        ),
    }  # fmt: skip
    for what, (few_path, many_path) in pages.items():
        times: dict[str, list[float]] = {few_path: [], many_path: []}
        for _ in range(5):
            for path, taken in times.items():
                taken.extend(admin.timed("GET", path) for _ in range(20))
        few, most = (median(times[path]) * 1000 for path in (few_path, many_path))
        # A page number makes SQLite skip all earlier versions; clients that go far back use `before`.
        is_judged = "by its number" not in what
        section.add(
            f"history of a model with {many:,} revisions: {what}", most, "ms", f"{FEW} revisions", few,
            f"ratio at most {MOST_RATIO}" if is_judged else None, most / few <= MOST_RATIO if is_judged else None,
        )  # fmt: skip
