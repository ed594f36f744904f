"""Somebody who talks to Muster over HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from plumbing.answers import Answer, Stream

PASSWORD = "correct horse battery staple"


class Person:
    """A signed-in person, or a guest without a token."""

    def __init__(self, address: Callable[[], str], session: dict[str, Any] | None = None) -> None:
        self._address = address  # asked for on each request: a restart changes the port
        self.session = session or {}
        self._client = httpx.Client(timeout=60, trust_env=False)

    @property
    def id(self) -> str:
        return self.session["id"]

    @property
    def token(self) -> str:
        return self.session["token"]

    def close(self) -> None:
        self._client.close()

    # Plain requests

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = options.pop("headers", {})
        return self._client.request(
            method, self._address() + path, headers={**self._authorization(), **headers}, **options
        )

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", path, **options)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.session else {}

    # Models

    def create(self, id: str, **fields: Any) -> dict[str, Any]:
        return _expect_ok(self.post("/api/v1/models/create", json=model_form(id, **fields)))

    def model(self, id: str) -> dict[str, Any]:
        return _expect_ok(self.get("/api/v1/models/model", params={"id": id}))

    def sees(self, id: str) -> bool:
        return self.get("/api/v1/models/model", params={"id": id}).status_code == 200

    def update(self, id: str, **fields: Any) -> httpx.Response:
        return self.post("/api/v1/models/model/update", json=model_form(id, **fields))

    def remove(self, id: str) -> httpx.Response:
        return self.post("/api/v1/models/model/delete", json={"id": id})

    def list(self, **query: Any) -> dict[str, Any]:
        return _expect_ok(self.get("/api/v1/models/list", params=query))

    def switch_on(self, id: str, reason: str | None = None) -> dict[str, Any]:
        return self._switch("activate", id, reason)

    def switch_off(self, id: str, reason: str | None = None) -> dict[str, Any]:
        return self._switch("deactivate", id, reason)

    def _switch(self, verb: str, id: str, reason: str | None) -> dict[str, Any]:
        body = {"json": {"reason": reason}} if reason else {}
        return _expect_ok(self.post(f"/api/v1/models/model/{verb}", params={"id": id}, **body))

    def load(self, model: str) -> httpx.Response:
        return self.post("/api/v1/residency/load", json={"model": model})

    def unload(self, model: str) -> httpx.Response:
        return self.post("/api/v1/residency/unload", json={"model": model})

    # Chats

    def chat(self, model: str, text: str = "Hello", **body: Any) -> Answer:
        response = self.post("/v1/chat/completions", json=chat_body(model, text, **body))
        return Answer(response.status_code, response.json(), response.headers)

    @contextlib.contextmanager
    def stream(self, model: str, text: str = "Hello", **body: Any) -> Iterator[Stream]:
        request = chat_body(model, text, stream=True, **body)
        with self._client.stream(
            "POST", self._address() + "/v1/chat/completions", json=request, headers=self._authorization()
        ) as response:
            if response.status_code != 200:
                response.read()
            yield Stream(response)

    # The audit trail

    def audit(self, **query: Any) -> list[dict[str, Any]]:
        return _expect_ok(self.get("/api/v1/audit/logs", params=query))["items"]


def model_form(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "meta": {}, "params": {}, **fields}


def chat_body(model: str, text: str, **body: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 8, **body}


def readable_by(person: Person) -> dict[str, Any]:
    return {"principal_type": "user", "principal_id": person.id, "permission": "read"}


READABLE_BY_EVERYONE = {"principal_type": "user", "principal_id": "*", "permission": "read"}


def _expect_ok(response: httpx.Response) -> Any:
    assert response.status_code == 200, f"{response.request.url}: {response.status_code} {response.text}"
    return response.json()
