"""A model with its owner, a user with write access, one with read access, and one without access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, readable_by, shape, writable_by


@dataclass
class Workshop:
    """The users around the preset `poet`, which is based on `alpha`."""

    muster: Muster
    admin: Person
    makers: dict[str, Any]
    owner: Person
    writer: Person
    reader: Person
    stranger: Person

    def person(self, name: str) -> Person:
        return getattr(self, name)


@pytest.fixture(scope="module")
def furnished_workshop(shared_muster: Muster) -> Workshop:
    """Stopped; each test starts with a copy of its data."""
    admin = shared_muster.admin
    owner, writer, reader, stranger = (shared_muster.sign_up(name) for name in ("Olga", "Wim", "Rita", "Stan"))
    makers = admin.make_group("Makers", owner, permissions=shape("workspace.models"))
    shared_muster.offer("alpha", access_grants=[readable_by(owner)])
    owner.create("poet", base_model_id="alpha", params={"system": "rhyme"})
    assert admin.share("poet", writable_by(writer), readable_by(reader)).status_code == 200
    shared_muster.stop()
    return Workshop(shared_muster, admin, makers, owner, writer, reader, stranger)


@pytest.fixture
def workshop(furnished_workshop: Workshop, start_muster: Callable[..., Muster]) -> Workshop:
    muster = start_muster(like=furnished_workshop.muster)
    people = (
        furnished_workshop.owner,
        furnished_workshop.writer,
        furnished_workshop.reader,
        furnished_workshop.stranger,
    )
    return Workshop(
        muster, muster.admin, furnished_workshop.makers, *(muster.signed_in(person.session) for person in people)
    )
