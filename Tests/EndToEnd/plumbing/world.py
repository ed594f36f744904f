"""A hidden model and every kind of caller: from administrators to users who must not notice that it exists."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any

from plumbing.muster import Muster
from plumbing.person import Person, readable_by, shape, writable_by

HIDDEN, UNKNOWN = "secret", "absent"  # of the same length
GROUND = "alpha"

# What Muster updates at every request, or computes in the background.
_NOTED_TABLES = ("audit_", "sqlite_sequence", "model_usage", "model_last_use", "weights_digest")
_NOTED_COLUMNS = {"last_active_at", "last_used_at"}


_MAKERS_MAY = shape(*(f"workspace.{name}" for name in ("models", "models_import", "models_export")), "sharing.models")


class World:
    """Users and programs by their access to the hidden model; `tidy` reverts what a request has changed."""

    def __init__(self, muster: Muster) -> None:
        self.muster, self.admin = muster, muster.admin
        self._numbers = itertools.count(1)
        self._is_tidy = False
        muster.wait_until_available(GROUND)
        self.owner, self.writer, self.reader = (muster.sign_up(name) for name in ("Olga", "Wim", "Rita"))
        self.member, self.nested_member, self.stranger = (muster.sign_up(name) for name in ("Mia", "Hugo", "Stan"))
        self.pending = muster.add("Pia", role="pending")
        self.bystander: Person = None  # type: ignore[assignment]  # set by the first `tidy`
        self.staff: dict[str, Any] = {}
        self._form_groups()
        self.callers: dict[str, Person] = {
            "guest": muster.guest(),
            **{name: getattr(self, name) for name in ("pending", "stranger", "reader", "member", "nested_member")},
            **{name: getattr(self, name) for name in ("writer", "owner", "admin")},
            "admin's read-only key": self.admin.program(read_only=True),
            "admin's key for others": self.admin.program(models=["other-*"]),
            "reader's key": self.reader.program(),
        }
        self.tidy()

    def _form_groups(self) -> None:
        admin = self.admin
        admin.give_everybody("features.api_keys")
        admin.make_group("Makers", self.owner, permissions=_MAKERS_MAY)
        self.readers = admin.make_group("Readers", self.member)
        self.elders = admin.make_group("Elders")
        admin.make_group("Juniors", self.nested_member, parent_group_id=self.elders["id"])

    # Initial state

    def tidy(self) -> None:
        """Recreates everything that a request may have deleted."""
        if self._is_tidy:
            return
        if self.bystander is None or self.admin.get(f"/api/v1/users/{self.bystander.id}").status_code == 404:
            added = self.admin.add_person("Bob", role="user")
            assert added.status_code == 200, added.text
            self.bystander = self.muster.signed_in(added.json())
        if not self.staff or self.admin.get(f"/api/v1/groups/id/{self.staff['id']}").status_code == 404:
            self.staff = self.admin.make_group(self.new_name(), self.member, self.owner)
        if not self.admin.sees(GROUND):
            self.admin.create(GROUND, access_grants=[readable_by(self.owner)])
        if not self.admin.sees(HIDDEN):
            self.owner.create(HIDDEN, base_model_id=GROUND, params={"system": "hidden"})
            readers = (readable_by(who) for who in (self.reader, self.readers, self.elders))
            assert self.admin.share(HIDDEN, writable_by(self.writer), *readers).status_code == 200
        self.admin.switch_on(HIDDEN)
        self._is_tidy = True

    def new_name(self) -> str:
        return f"name-{next(self._numbers)}"

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, except what every request updates."""
        with contextlib.closing(self.muster.database()) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {}
            for table in (name for name in tables if not name.startswith(_NOTED_TABLES)):
                columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
                kept = ", ".join(f'"{column}"' for column in columns if column not in _NOTED_COLUMNS)
                rows[table] = database.execute(f'SELECT {kept} FROM "{table}" ORDER BY {kept}').fetchall()
            return rows

    # Requests

    def existing(self, kind: str) -> str:
        """The ID of something of that kind that only some callers may access."""
        match kind:
            case "model":
                return HIDDEN
            case "person":
                return self.bystander.id
            case "group":
                return self.staff["id"]
            case "key":
                return self.owner.make_key()["id"]
            case "binned":
                return self._binned()
            case "no runtime":
                return "nowhere"
        return ""

    def _binned(self) -> str:
        """A deleted model to which each caller had the same access as to the hidden one."""
        name = self.new_name()
        self.owner.create(name, base_model_id=GROUND)
        readers = (readable_by(who) for who in (self.reader, self.readers, self.elders))
        assert self.admin.share(name, writable_by(self.writer), *readers).status_code == 200
        assert self.owner.post("/api/v1/models/model/delete", json={"id": name}).status_code == 200
        return name

    def send(self, person: Person, method: str, path: str, **options: Any) -> int:
        """Returns the status only: live events never end."""
        self._is_tidy = self._is_tidy and method == "GET"
        with person.opened(method, path, **options) as response:
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                response.read()
            return response.status_code
