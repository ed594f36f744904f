"""Every route as every kind of caller: who is allowed, how others are refused, and that refusals change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from plumbing.routes import ROUTES, Route
from plumbing.world import World

CALLERS = [
    "guest", "pending", "stranger", "reader", "member", "nested_member", "writer", "owner", "admin",
    "admin's read-only key", "admin's key for others", "reader's key",
]  # fmt: skip

# The answer to each caller: `+` is allowed. A reader has a grant, a member is in a group that has one, a nested
# member in a group below such a group. The owner may create and share models and is, like the member, in the group
# that the route names. The key that a route names is the owner's.
RULES = {
    #                     guest  pend.  str.  reader  memb.  nested_member  writer  owner  admin | read-only  others  reader's  # noqa: E501
    "readInstance":      "  +      +     +      +       +      +      +      +      +         +         +       +   ",
    "signUp":            "  +      +     +      +       +      +      +      +      +         +         +       +   ",
    "signIn":            "  +      +     +      +       +      +      +      +      +         +         +       +   ",
    "signOut":           "  +      +     +      +       +      +      +      +      +         +         +       +   ",
    "readSession":       " 401     +     +      +       +      +      +      +      +        403       403     403  ",
    "changePassword":    " 401    403    +      +       +      +      +      +      +        403       403     403  ",
    "changeProfile":     " 401    403    +      +       +      +      +      +      +        403       403     403  ",
    "endSessions":       " 401    403   404    404     404    404    404    404     +        403       403     404  ",
    "readKeys":          " 401    403    +      +       +      +      +      +      +        403       403     403  ",
    "createKey":         " 401    403    +      +       +      +      +      +      +        403       403     403  ",
    "revokeOwnKey":      " 401    403    +      +       +      +      +      +      +        403       403     403  ",
    "revokeKey":         " 401    403   404    404     404    404    404     +      +        403       403     403  ",
    "readOwnRights":     " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "findPeople":        " 401    403   403    403     403    403    403     +      +         +        403     403  ",
    "readPeople":        " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "readPersonAccess":  " 401    403   404    404     404    404    404    404     +         +        403     404  ",
    "changePeople":      " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readPermissions":   " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "changePermissions": " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readGroups":        " 401    403    +      +       +      +      +      +      +         +        403      +   ",
    "readGroupInfo":     " 401    403   404    404      +     404    404     +      +         +        403     404  ",
    "changeGroups":      " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "listModels":        " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "readModel":         " 401    403   404     +       +      +      +      +      +         +        404      +   ",
    "useModel":          " 401    403   404     +       +      +      +      +      +         +        404      +   ",
    "createModel":       " 401    403   403    403     403    403    403     +      +        403       403     403  ",
    "updateModel":       " 401    403   404    403     403    403     +      +      +        403       404     403  ",
    "switchModel":       " 401    403   404    403     403    403     +      +      +        403       404     403  ",
    "deleteModel":       " 401    403   404    403     403    403     +      +      +        403       404     403  ",
    "shareModel":        " 401    403   404    403     403    403     +      +      +        403       404     403  ",
    "readModelAccess":   " 401    403   404    403     403    403     +      +      +         +        404     403  ",
    "deleteAllModels":   " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readModelHistory":  " 401    403   404    403     403    403     +      +      +         +        404     403  ",
    "readBin":           " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "restoreModel":      " 401    403   404    403     403    403     +      +      +        403       404     403  ",
    "purgeModel":        " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "changeModels":      " 401    403    +      +       +      +      +      +      +        403        +       +   ",
    "readRecentActs":    " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "undoAct":           " 401    403    +      +       +      +      +      +      +        403        +       +   ",
    "exportModels":      " 401    403   403    403     403    403    403     +      +         +         +      403  ",
    "importModels":      " 401    403   403    403     403    403    403     +      +        403        +      403  ",
    "syncModels":        " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "followResidency":   " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "readResidency":     " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "changeResidency":   " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readCatalog":       " 401    403    +      +       +      +      +      +      +         +         +       +   ",
    "changeCatalog":     " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readRuntimes":      " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "changeRuntimes":    " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "importOpenWebUI":   " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readAudit":         " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "readProofs":        " 401    403    +      +       +      +      +      +      +         +        403      +   ",
    "eraseFromAudit":    " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "rotateAuditKey":    " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readBackups":       " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "makeBackup":        " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "readWeights":       " 401    403   403    403     403    403    403    403     +         +        403     403  ",
    "changeWeights":     " 401    403   403    403     403    403    403    403     +        403       403     403  ",
    "restoreBackup":     " 401    403   403    403     403    403    403    403     +        403       403     403  ",
}  # fmt: skip


def rule(route: Route) -> dict[str, str]:
    return dict(zip(CALLERS, RULES[route.rule or route.action].split(), strict=True))


def served(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    """Operations by method and path, as the server itself lists them."""
    paths = world.admin.get("/openapi.json").json()["paths"]
    return {(method.upper(), path): told for path, methods in paths.items() for method, told in methods.items()}


def test_every_route_that_the_server_has_is_asked_and_no_other(world: World) -> None:
    assert {(route.method, route.path) for route in ROUTES} == set(served(world))
    assert len(set(ROUTES)) == len({(route.method, route.path) for route in ROUTES})


def test_every_route_names_the_action_that_its_rule_is_for(world: World) -> None:
    told = {f"{method} {path}": operation["x-action"] for (method, path), operation in served(world).items()}
    assert told == {str(route): route.action for route in ROUTES}


def test_every_rule_is_one_of_some_route() -> None:
    assert {route.rule or route.action for route in ROUTES} == set(RULES)


def test_a_route_says_that_it_wants_a_token_unless_it_is_for_guests(world: World) -> None:
    operations = served(world)
    for route in ROUTES:
        told = operations[route.method, route.path]
        assert (told["x-audience"] == "anyone") is (rule(route)["guest"] == "+"), route
        assert ("security" in told) is (rule(route)["guest"] != "+"), route


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize("caller", CALLERS)
def test_each_caller_is_answered_as_the_rule_says_and_refusals_change_nothing(
    world: World, caller: str, route: Route
) -> None:
    person = world.callers[caller]
    if route.ends_session and "email" in person.session and "key" not in caller:
        person = world.muster.sign_in(person.session["email"])
    id = world.existing(route.names)
    options = route.sample(world, id)
    told = rule(route)[caller]
    before = world.contents()
    status = world.send(person, route.method, route.path_for(id), **options)
    if told == "+":
        assert status == route.answers
    else:
        assert status == int(told)
        assert world.contents() == before
