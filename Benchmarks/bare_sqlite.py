"""The minimal SQL statements of each operation, on a copy of Muster's database, equally durable."""

from __future__ import annotations

import pathlib
import sqlite3
import time
import uuid
from typing import Any


class BareSQLite:
    def __init__(self, source: pathlib.Path, copy: pathlib.Path) -> None:
        original = sqlite3.connect(source)
        self._connection = sqlite3.connect(copy, isolation_level=None)
        original.backup(self._connection)
        original.close()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._switch_entry = self._latest("audit_entry", "sequence")
        self._revision = self._latest("model_revision", "rowid")
        self._number = 0

    def close(self) -> None:
        self._connection.close()

    def _latest(self, table: str, order: str) -> dict[str, Any]:
        """A row as large as those that Muster writes, to insert repeatedly with new unique values."""
        cursor = self._connection.execute(f"SELECT * FROM {table} ORDER BY {order} DESC LIMIT 1")
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(row)
        self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()])

    def _insert_entry(self) -> None:
        row = dict(self._switch_entry)
        del row["sequence"]
        self._insert("audit_entry", row)

    def _insert_revision(self) -> None:
        self._number += 1
        row = {**self._revision, "revision": 1_000_000 + self._number, "version_id": str(uuid.uuid4())}
        self._insert("model_revision", row)

    def _row(self, model: str) -> dict[str, Any]:
        cursor = self._connection.execute("SELECT * FROM model WHERE id = ?", [model])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))

    def read(self, model: str) -> float:
        started = time.perf_counter()
        self._connection.execute("SELECT * FROM model WHERE id = ?", [model]).fetchall()
        self._connection.execute("SELECT * FROM access_grant WHERE model_id = ?", [model]).fetchall()
        return time.perf_counter() - started

    def switch(self, model: str) -> float:
        started = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(
            "UPDATE model SET is_active = 1 - is_active, revision = revision + 1, updated_at = ? WHERE id = ?",
            [int(time.time()), model],
        )
        self._insert_revision()
        self._insert_entry()
        self._connection.execute("COMMIT")
        return time.perf_counter() - started

    def create(self, like: str) -> float:
        return self.create_many(like, 1)

    def create_many(self, like: str, count: int) -> float:
        rows = [{**self._row(like), "id": f"bare/{uuid.uuid4()}"} for _ in range(count)]
        started = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            self._insert("model", row)
            self._insert("model_tag", {"tag": "bench", "model_id": row["id"]})
            self._insert_revision()
            self._insert_entry()
        self._connection.execute("COMMIT")
        return time.perf_counter() - started

    def first_page(self) -> float:
        started = time.perf_counter()
        self._connection.execute(
            "SELECT * FROM model WHERE base_model_id IS NOT NULL ORDER BY updated_at DESC, id DESC LIMIT 30"
        ).fetchall()
        self._connection.execute("SELECT count(*) FROM model WHERE base_model_id IS NOT NULL").fetchall()
        return time.perf_counter() - started

    def search(self, text: str) -> float:
        started = time.perf_counter()
        self._connection.execute(
            "SELECT * FROM model WHERE instr(search_text, ?) AND base_model_id IS NOT NULL "
            "ORDER BY updated_at DESC, id DESC LIMIT 30",
            [text],
        ).fetchall()
        self._connection.execute(
            "SELECT count(*) FROM model WHERE instr(search_text, ?) AND base_model_id IS NOT NULL", [text]
        ).fetchall()
        return time.perf_counter() - started
