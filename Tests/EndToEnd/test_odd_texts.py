"""Malformed bodies are rejected or accepted, but never cause an internal error or a silent change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from plumbing.routes import ROUTES, Route
from plumbing.world import GROUND, World

HALF_AN_EMOJI = r"\ud83d"

# Each a whole body.
ODD_BODIES: dict[str, bytes] = {
    "no UTF-8": b'{"id": "\xff\xfe", "model": "\xff"}',
    "a surrogate in UTF-8": b'{"id": "\xed\xa0\x80", "model": "\xed\xa0\x80"}',
    "UTF-16": json.dumps({"id": "x", "model": "x"}).encode("utf-16"),
    "half an emoji as a name": rb'{"\ud83d": 1, "model": "x"}',
    "nested too deep": b'{"a": ' + b"[" * 100_000,
    "text after its end": b'{"model": "x"} {"model": "y"}',
    "no JSON": b"model=x&prompt=y",
    "a list of lists": b"[" * 150 + b"]" * 150,
    "a number": b"1e999",
    "nothing": b"",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "two thousand members": b"{" + b",".join(b'"%d":0' % number for number in range(2000)) + b"}",
}

# Each in the place of a value.
ODD_VALUES = {
    "half an emoji": rf'"{HALF_AN_EMOJI}"',
    "the other half": r'"a\ude00"',
    "half an emoji, deep": rf'[{{"a": [{{"{HALF_AN_EMOJI}": "x"}}]}}]',
    "NUL": r'"a\u0000b"',
    "infinity": "1e999",
    "many digits": "9" * 400,
    "the largest number": "9223372036854775807",
    "the least number": "-9223372036854775808",
    "a fraction": "1.5e-400",
    "nothing": "null",
    "an empty text": '""',
    "a list": "[[], {}]",
    "an object": '{"a": {"a": {}}}',
    "true": "true",
    "a long text": '"' + "x" * 100_000 + '"',
    "a control character": r'"\u001b[31m\u202e\u2028"',
}

POSTS = [route for route in ROUTES if route.method == "POST" and not route.ends_session]
GETS = [route for route in ROUTES if route.method == "GET" and not route.ends_session]
GATEWAY = [route for route in POSTS if route.action == "useModel"]


def send(world: World, route: Route, content: bytes) -> httpx.Response:
    path = route.path_for(world.existing(route.names) or "x").replace("{name}", "x").replace("{kind}", "x")
    world._is_tidy = False
    return world.admin.post(path, content=content, headers={"Content-Type": "application/json"})


def check(answer: httpx.Response, route: Route) -> None:
    """Of the gateway, the runtime's own answers go on with their status, which may be 500 or 501."""
    if not (route.action == "useModel" and answer.status_code in (500, 501)):
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
    if answer.is_error:
        body = answer.json()
        message = body["error"]["message"] if "error" in body else body["detail"]
        assert message and "internal" not in str(message).lower()
    if answer.is_error and route.path.startswith("/v1/"):
        assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("route", POSTS, ids=str)
def test_an_odd_body_causes_no_internal_error(world: World, route: Route) -> None:
    for content in ODD_BODIES.values():
        check(send(world, route, content), route)


def bodies_with(body: Any, text: str) -> Iterator[str]:
    """`body` as JSON, with the JSON `text` in the place of each value in turn."""
    if isinstance(body, dict):
        places: list[tuple[Any, Any]] = list(body.items())
    elif isinstance(body, list):
        places = list(enumerate(body))
    else:
        return
    for place, value in places:
        for changed in [text, *bodies_with(value, text)]:
            parts = [changed if name == place else json.dumps(other) for name, other in places]
            if isinstance(body, dict):
                members = (f"{json.dumps(name)}: {part}" for (name, _), part in zip(places, parts, strict=True))
                yield "{" + ", ".join(members) + "}"
            else:
                yield "[" + ", ".join(parts) + "]"


@pytest.mark.parametrize("route", [route for route in POSTS if "signup" not in route.path], ids=str)
def test_an_odd_value_in_any_field_causes_no_internal_error(world: World, route: Route) -> None:
    sample = route.sample(world, world.existing(route.names)).get("json")
    for odd in ODD_VALUES.values():
        for body in bodies_with(sample, odd):
            check(send(world, route, body.encode()), route)


ODD_QUERY_VALUES = [
    "", "-1", "9223372036854775807", "-9223372036854775808", "9" * 40, "1e999", "\x1b\u202e\U0001f600\"'%*;--",
    "9999-12-31T23:59:59-23:59",
]  # fmt: skip
QUERY_NAMES = [
    "page", "limit", "offset", "before", "from", "to", "at", "size", "minutes", "step", "hours", "q", "query", "id",
    "ids",
    "order_by", "direction", "kind", "state", "format", "v", "user_id", "action", "outcome", "last_event_id", "index",
]  # fmt: skip


@pytest.mark.parametrize("route", GETS, ids=str)
def test_an_odd_value_in_a_query_causes_no_internal_error(world: World, route: Route) -> None:
    id = world.existing(route.names) or "x"
    path = route.path_for(id).replace("{name}", "x").replace("{revision}", "1")
    params = route.sample(world, id).get("params", {})
    for name in {*params, *QUERY_NAMES}:
        for value in ODD_QUERY_VALUES:
            with world.admin.opened("GET", path, params={**params, name: value}) as answer:
                assert answer.status_code < 500 or answer.status_code == 503, (name, value)


@pytest.mark.parametrize("value", ODD_QUERY_VALUES)
def test_an_odd_name_in_a_path_causes_no_internal_error(world: World, value: str) -> None:
    for route in ROUTES:
        if "{" in route.path and route.method == "GET":
            path = re.sub(r"\{\w+\}", quote(value, safe=""), route.path)
            assert world.admin.get(path).status_code < 500, path


@pytest.mark.parametrize("route", GATEWAY, ids=str)
def test_a_body_with_a_byte_order_mark_is_taken(world: World, route: Route) -> None:
    answer = send(world, route, b'\xef\xbb\xbf{"model": "nothing"}')
    assert answer.status_code == 404, answer.text


UNREADABLE_NUMBERS = ["1e999", "-1e999", "9" * 400]


@pytest.mark.parametrize("number", UNREADABLE_NUMBERS, ids=["infinite", "minus infinite", "digits"])
def test_a_number_that_nothing_can_read_is_refused_with_its_place(world: World, number: str) -> None:
    body = f'{{"model": "{GROUND}", "messages": [], "options": [{{"seed": {number}}}]}}'
    answer = world.admin.post("/v1/chat/completions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert f"byte {body.index(number)}" in answer.json()["error"]["message"]


HALVES = [
    rf'{{"model": "poet", "messages": [{{"role": "user", "content": "{HALF_AN_EMOJI}"}}]}}',
    rf'{{"model": "poet", "messages": [{{"role": "system", "content": "{HALF_AN_EMOJI}"}}]}}',
    rf'{{"model": "poet", "messages": [{{"role": "{HALF_AN_EMOJI}", "content": "x"}}]}}',
    rf'{{"model": "poet", "messages": [{{"role": "user", "content": [{{"type": "text", "text": "{HALF_AN_EMOJI}"}}]}}]}}',  # noqa: E501
    rf'{{"model": "poet", "messages": [], "params": {{"stop": "{HALF_AN_EMOJI}"}}}}',
    rf'{{"model": "poet", "messages": [], "max_completion_tokens": "{HALF_AN_EMOJI}"}}',
    rf'{{"model": "poet", "messages": [], "user": "{HALF_AN_EMOJI}"}}',
    rf'{{"model": "poet{HALF_AN_EMOJI}", "messages": []}}',
    rf'{{"model": "poet", "messages": [], "{HALF_AN_EMOJI}": 1}}',
]


@pytest.mark.parametrize("body", HALVES)
def test_half_an_emoji_for_a_model_is_refused_with_its_place(world: World, body: str) -> None:
    admin = world.admin
    if not admin.sees("poet"):
        admin.create("poet", base_model_id=GROUND, params={"system": "You are a poet."})
    answer = admin.post("/v1/chat/completions", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid_json" and "half of a character" in error["message"]
    assert f"byte {body.index(HALF_AN_EMOJI)}" in error["message"]


@pytest.mark.parametrize("field", ["id", "name", "reason"])
def test_a_text_with_nul_is_refused_and_not_cut(world: World, field: str) -> None:
    form = {"id": "cut", "name": "Cut", "meta": {}, "params": {}, "base_model_id": GROUND, field: "a\0b"}
    answer = world.admin.post("/api/v1/models/create", json=form)
    assert answer.status_code == 422
    assert not world.admin.sees("cut")


def test_a_nul_deep_in_a_model_s_contents_comes_back_as_it_was(world: World) -> None:
    odd = {"a\0": ["\0", 1e308, "\u202e"]}
    name = world.new_name()
    world.admin.create(name, base_model_id=GROUND, meta=odd)
    assert world.admin.model(name)["meta"] == odd
