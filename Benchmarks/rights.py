"""Lists of a user with grants through 3 of 50 groups among 10,000 models, compared with an administrator's."""

from __future__ import annotations

import random
from statistics import median

from registry import Stock, preset
from report import Section
from server import Connection
from workshop import Workshop

MODELS, GROUPS, OWN_GROUPS = 10_000, 50, 3
MOST_RATIO = 2.0
PATHS = {
    "first page of the list": "/api/v1/models/list?page=1",
    "last page of the list": "/api/v1/models/list?page={last}",
    "list by name": "/api/v1/models/list?order_by=name&direction=asc",
    "tags": "/api/v1/models/tags",
    "one model": "/api/v1/models/model?id={readable}",
}
JUDGED = ("first page of the list", "list by name", "one model")


class Grants:
    """Grants each model to one of the groups."""

    def __init__(self) -> None:
        self._random = random.Random(11)
        self.groups: list[str] = []

    def for_model(self, name: str) -> dict[str, object]:
        group = self._random.choice(self.groups)
        return {
            **preset(name),
            "access_grants": [{"principal_type": "group", "principal_id": group, "permission": "read"}],
        }


def measure(workshop: Workshop, section: Section) -> None:
    grants = Grants()

    def prepare(admin: Connection) -> None:
        for number in range(GROUPS):
            group = admin.json("POST", "/api/v1/groups/create", {"name": f"group {number}", "description": ""})
            grants.groups.append(group["id"])

    stock = Stock(workshop, 2_000 if workshop.quick else MODELS, prepare, grants.for_model)
    person = stock.muster.sign_up("Ivan")
    for group in grants.groups[:OWN_GROUPS]:
        stock.admin.json("POST", f"/api/v1/groups/id/{group}/users/add", {"user_ids": [person["id"]]})
    member = Connection(stock.muster.port, person["token"])
    total = member.json("GET", "/api/v1/models/list")["total"]
    section.add(f"models readable through {OWN_GROUPS} of {GROUPS} groups, of {stock.count:,}", total, "")
    rounds, calls = (2, 20) if workshop.quick else (10, 40)
    readable = member.json("GET", "/api/v1/models/list")["items"][0]["id"]
    for name, path in PATHS.items():
        times: dict[bool, list[float]] = {}
        for _ in range(rounds):
            for is_member, connection in ((True, member), (False, stock.admin)):
                last = ((total if is_member else stock.count) + 29) // 30
                ready = path.format(last=last, readable=readable)
                times.setdefault(is_member, []).extend(connection.timed("GET", ready) for _ in range(calls))
        halves = {key: median(values) * 1000 for key, values in times.items()}
        is_judged = name in JUDGED
        section.add(
            f"{name}, by groups",
            halves[True],
            "ms",
            "an administrator",
            halves[False],
            f"ratio at most {MOST_RATIO}" if is_judged else None,
            halves[True] / halves[False] <= MOST_RATIO if is_judged else None,
        )
    member.close()
    stock.stop()
