"""`params` and `meta` are returned exactly as they were sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plumbing.muster import Muster
from plumbing.person import Person, model_form

CONTENTS: dict[str, Any] = {
    "big integers": {"seed": 12345678901234567890123, "neg": -9223372036854775809, "max": 18446744073709551615},
    "numbers as written": {"a": 0.1, "b": 1e-7, "c": 100, "d": 1.5e300, "e": 0.30000000000000004},
    "unicode": {"ключ": "значение", "emoji": "👩‍👩‍👧", "zero": "a\u0000b", "sep": "\u2028", "combining": "e\u0301 é"},
    "keys that differ by form only": {"e\u0301": 1, "é": 2},
    "nesting": {
        "custom_params": {"a": [1, [2, [3, {"b": None}]]]},
        "stop": ["\n", "\\", '"'],
        "empty": {},
        "none": None,
    },
    "text that looks like more": {"system": "{{USER_NAME}} </script><b>&amp; ${x} %s \\u0041 ' OR 1=1 --"},
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
@pytest.mark.parametrize("field", ["params", "meta"])
def test_texts_are_returned_as_they_were_sent(
    muster: Muster, admin: Person, field: str, content: dict[str, Any]
) -> None:
    admin.create("alpha", **{field: content})
    for kept in (admin.model("alpha")[field], admin.list(kind="all")["items"][0][field]):
        assert {key: kept[key] for key in content} == content
    admin.switch_off("alpha")
    assert {key: value for key, value in admin.model("alpha")[field].items() if key in content} == content


def test_numbers_are_returned_with_the_same_digits(admin: Person) -> None:
    text = json.dumps(model_form("alpha")).replace(
        '"params": {}', '"params": {"one": 1.0, "exact": 0.10, "huge": 1e400, "long": 3.141592653589793238462643}'
    )
    created = admin.post("/api/v1/models/create", content=text, headers={"Content-Type": "application/json"})
    assert created.status_code == 200
    read = admin.get("/api/v1/models/model", params={"id": "alpha"}).text
    for number in ('"one":1.0', '"exact":0.10', '"huge":1e400', '"long":3.141592653589793238462643'):
        assert number in read.replace(" ", "")
