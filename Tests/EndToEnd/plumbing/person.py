"""A client of Muster's API."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from plumbing.answers import Answer, Stream

PASSWORD = "correct horse battery staple"

Grant = dict[str, str]


class Person:
    """A signed-in user, a guest without a token, or a program with a key."""

    def __init__(
        self,
        address: Callable[[], str],
        session: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        network_address: str | None = None,
    ) -> None:
        """`headers` replace the session's token; requests come from `network_address`."""
        self._address = address  # evaluated for each request: a restart changes the port
        self.session = session or {}
        self._headers = headers
        # No certificates: everything is plain HTTP, and loading them takes longer than a request.
        transport = httpx.HTTPTransport(verify=False, local_address=network_address)
        self._client = httpx.Client(timeout=60, trust_env=False, transport=transport)

    @property
    def id(self) -> str:
        return self.session["id"]

    @property
    def address(self) -> str:
        return self._address()

    @property
    def token(self) -> str:
        return self.session["token"]

    def close(self) -> None:
        self._client.close()

    # Plain requests

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = options.pop("headers", {})
        return self._client.request(
            method, self._address() + path, headers={**self.authorization(), **headers}, **options
        )

    @contextlib.contextmanager
    def opened(self, method: str, path: str, **options: Any) -> Iterator[httpx.Response]:
        """A response whose body is not read."""
        headers = {**self.authorization(), **options.pop("headers", {})}
        with self._client.stream(method, self._address() + path, headers=headers, **options) as response:
            yield response

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", path, **options)

    def authorization(self) -> dict[str, str]:
        if self._headers is not None:
            return self._headers
        return {"Authorization": f"Bearer {self.token}"} if self.session else {}

    def cookie(self) -> dict[str, str]:
        """The header with which a browser sends this user's session."""
        answer = self.get("/api/v1/auths/")
        return {"Cookie": answer.headers["set-cookie"].split(";")[0]}

    # Own account

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/api/v1/auths/signin", json={"email": email, "password": password})

    def is_signed_in(self) -> bool:
        return self.get("/api/v1/auths/").status_code == 200

    def change_password(self, old: str, new: str) -> httpx.Response:
        return self.post("/api/v1/auths/update/password", json={"password": old, "new_password": new})

    def permissions(self) -> dict[str, Any]:
        return expect_ok(self.get("/api/v1/users/permissions"))

    # Keys

    def make_key(self, name: str = "program", **fields: Any) -> dict[str, Any]:
        return expect_ok(self.post("/api/v1/auths/api_keys", json={"name": name, "expires_at": None, **fields}))

    def keys(self) -> list[dict[str, Any]]:
        return expect_ok(self.get("/api/v1/auths/api_keys"))

    def revoke_key(self, id: str) -> httpx.Response:
        return self.delete(f"/api/v1/auths/api_keys/{id}")

    def by_key(self, key: str, **speaking_for: str) -> Person:
        """A program with this user's key; `speaking_for` becomes X-OpenWebUI-User-… headers."""
        headers = {f"X-OpenWebUI-User-{name.title()}": value for name, value in speaking_for.items()}
        return Person(self._address, self.session, {"Authorization": f"Bearer {key}", **headers})

    def program(self, **fields: Any) -> Person:
        """A program with a new key of this user."""
        return self.by_key(self.make_key(**fields)["api_key"])

    # Models

    def create(self, id: str, **fields: Any) -> dict[str, Any]:
        return expect_ok(self.post("/api/v1/models/create", json=model_form(id, **fields)))

    def model(self, id: str) -> dict[str, Any]:
        return expect_ok(self.get("/api/v1/models/model", params={"id": id}))

    def sees(self, id: str) -> bool:
        return self.get("/api/v1/models/model", params={"id": id}).status_code == 200

    def update(self, id: str, **fields: Any) -> httpx.Response:
        return self.post("/api/v1/models/model/update", json=model_form(id, **fields))

    def remove(self, id: str) -> httpx.Response:
        return self.post("/api/v1/models/model/delete", json={"id": id})

    def list(self, **query: Any) -> dict[str, Any]:
        return expect_ok(self.get("/api/v1/models/list", params=query))

    def switch_on(self, id: str, reason: str | None = None) -> dict[str, Any]:
        return self._switch("activate", id, reason)

    def switch_off(self, id: str, reason: str | None = None) -> dict[str, Any]:
        return self._switch("deactivate", id, reason)

    def _switch(self, verb: str, id: str, reason: str | None) -> dict[str, Any]:
        body = {"json": {"reason": reason}} if reason else {}
        return expect_ok(self.post(f"/api/v1/models/model/{verb}", params={"id": id}, **body))

    def load(self, model: str) -> httpx.Response:
        return self.post("/api/v1/residency/load", json={"model": model})

    def unload(self, model: str) -> httpx.Response:
        return self.post("/api/v1/residency/unload", json={"model": model})

    def pin(self, model: str) -> httpx.Response:
        return self.post("/api/v1/residency/pin", json={"model": model, "pinned": True})

    # Access

    def share(self, id: str, *grants: Grant, **fields: Any) -> httpx.Response:
        """Replaces all grants of a model."""
        body = {"id": id, "access_grants": [*grants], **fields}
        return self.post("/api/v1/models/model/access/update", json=body)

    def who_can(self, id: str, **query: Any) -> dict[str, Any]:
        return expect_ok(self.get("/api/v1/models/model/access", params={"id": id, **query}))

    def what_can(self, person: Person, **query: Any) -> dict[str, Any]:
        return expect_ok(self.get(f"/api/v1/users/{person.id}/access", params=query))

    # Users

    def add_person(self, name: str, **fields: Any) -> httpx.Response:
        form = {"name": name, "email": email_of(name), "password": PASSWORD, **fields}
        return self.post("/api/v1/auths/add", json=form)

    def change_person(self, person: Person, **fields: Any) -> httpx.Response:
        return self.post(f"/api/v1/users/{person.id}/update", json=fields)

    def remove_person(self, person: Person) -> httpx.Response:
        return self.delete(f"/api/v1/users/{person.id}")

    def person(self, id: str) -> dict[str, Any]:
        return expect_ok(self.get(f"/api/v1/users/{id}"))

    def people(self, **query: Any) -> dict[str, Any]:
        return expect_ok(self.get("/api/v1/users/", params=query))

    def found_people(self, **query: Any) -> list[str]:
        """The names that the search for users finds."""
        return [user["name"] for user in expect_ok(self.get("/api/v1/users/search", params=query))["users"]]

    # Groups

    def make_group(self, name: str, *members: Person, **fields: Any) -> dict[str, Any]:
        form = {"name": name, "description": "", **fields}
        group = expect_ok(self.post("/api/v1/groups/create", json=form))
        if members:
            expect_ok(self.put_into(group, *members))
        return group

    def put_into(self, group: dict[str, Any], *people: Person) -> httpx.Response:
        return self._change_members("add", group, people)

    def take_out_of(self, group: dict[str, Any], *people: Person) -> httpx.Response:
        return self._change_members("remove", group, people)

    def _change_members(self, verb: str, group: dict[str, Any], people: tuple[Person, ...]) -> httpx.Response:
        body = {"user_ids": [person.id for person in people]}
        return self.post(f"/api/v1/groups/id/{group['id']}/users/{verb}", json=body)

    def change_group(self, group: dict[str, Any], **fields: Any) -> httpx.Response:
        form = {"name": group["name"], "description": group["description"], **fields}
        return self.post(f"/api/v1/groups/id/{group['id']}/update", json=form)

    def remove_group(self, group: dict[str, Any]) -> httpx.Response:
        return self.delete(f"/api/v1/groups/id/{group['id']}/delete")

    def group(self, id: str) -> dict[str, Any]:
        return expect_ok(self.get(f"/api/v1/groups/id/{id}"))

    def groups(self, **query: Any) -> list[dict[str, Any]]:
        return expect_ok(self.get("/api/v1/groups/", params=query))

    def give_everybody(self, *permissions: str, given: bool = True) -> None:
        expect_ok(self.post("/api/v1/users/default/permissions", json=shape(*permissions, given=given)))

    # Chats

    def chat(self, model: str, text: str = "Hello", **body: Any) -> Answer:
        response = self.post("/v1/chat/completions", json=chat_body(model, text, **body))
        return Answer(response.status_code, response.json(), response.headers)

    @contextlib.contextmanager
    def stream(self, model: str, text: str = "Hello", **body: Any) -> Iterator[Stream]:
        request = chat_body(model, text, stream=True, **body)
        with self._client.stream(
            "POST", self._address() + "/v1/chat/completions", json=request, headers=self.authorization()
        ) as response:
            if response.status_code != 200:
                response.read()
            yield Stream(response)

    # The audit trail

    def audit(self, **query: Any) -> list[dict[str, Any]]:
        """Entries, newest first, without those about reads of the trail."""
        items = expect_ok(self.get("/api/v1/audit/logs", params=query))["items"]
        return [entry for entry in items if entry["action"] != "audit.read"]


def model_form(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "meta": {}, "params": {}, **fields}


def chat_body(model: str, text: str, **body: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 8, **body}


def email_of(name: str) -> str:
    return f"{name.lower()}@example.org"


def people_by_name(admin: Person) -> dict[str, dict[str, Any]]:
    return {user["name"]: user for user in expect_ok(admin.get("/api/v1/users/all"))["users"]}


def shape(*permissions: str, given: bool = True) -> dict[str, dict[str, bool]]:
    """Converts names such as `workspace.models` into the tree that the API takes."""
    tree: dict[str, dict[str, bool]] = {}
    for permission in permissions:
        section, _, name = permission.partition(".")
        tree.setdefault(section, {})[name] = given
    return tree


def readable_by(who: Person | dict[str, Any]) -> Grant:
    """A grant to a user or a group."""
    if isinstance(who, Person):
        return {"principal_type": "user", "principal_id": who.id, "permission": "read"}
    return {"principal_type": "group", "principal_id": who["id"], "permission": "read"}


def writable_by(who: Person | dict[str, Any]) -> Grant:
    return {**readable_by(who), "permission": "write"}


READABLE_BY_EVERYONE: Grant = {"principal_type": "user", "principal_id": "*", "permission": "read"}
WRITABLE_BY_EVERYONE: Grant = {**READABLE_BY_EVERYONE, "permission": "write"}


def expect_ok(response: httpx.Response) -> Any:
    assert response.status_code == 200, f"{response.request.url}: {response.status_code} {response.text}"
    return response.json()
