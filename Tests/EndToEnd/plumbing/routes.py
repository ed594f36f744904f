"""A request for each route, and the action that the policy decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plumbing.person import chat_body, model_form
from plumbing.world import GROUND, HIDDEN, World

Options = dict[str, Any]
Sample = Callable[[World, str], Options]


def _nothing(world: World, id: str) -> Options:
    return {}


def _id_in_query(world: World, id: str) -> Options:
    return {"params": {"id": id}}


def _id_in_body(world: World, id: str) -> Options:
    return {"json": {"id": id}}


def _settings(world: World, id: str) -> Options:
    return {"json": {"id": id, "settings": {}}}


def _launch(world: World, id: str) -> Options:
    return {"json": {"id": id, "launch": {}}}


def _form(world: World, id: str) -> Options:
    return {"json": model_form(id)}


def _same_grants(world: World, id: str) -> Options:
    return {"json": {"id": id, "access_grants": world.admin.model(HIDDEN)["access_grants"]}}


def _json(**fields: Any) -> Sample:
    return lambda world, id: {"json": fields}


def _first_revision(world: World) -> int:
    """A revision of the hidden model, whose ID may have been used before."""
    return world.admin.get(f"{MODELS}/model/history", params={"id": HIDDEN}).json()[-1]["revision"]


def _two_revisions(world: World, id: str) -> Options:
    first = _first_revision(world)
    return {"params": {"id": id, "from": first, "to": first}}


def _to_first_revision(world: World, id: str) -> Options:
    return {"params": {"id": id}, "json": {"revision": _first_revision(world)}}


def _chat(world: World, id: str) -> Options:
    return {"json": chat_body(id, "Hello", max_tokens=1)}


def _completion(world: World, id: str) -> Options:
    return {"json": {"model": id, "prompt": "Hello", "max_tokens": 1}}


def _embedding(world: World, id: str) -> Options:
    return {"json": {"model": id, "input": "Hello"}}


def _model_named(world: World, id: str) -> Options:
    return {"json": {"model": id}}


def _about_model(world: World, id: str) -> Options:
    return {"params": {"model": id}}


def _unpinned(world: World, id: str) -> Options:
    return {"json": {"model": id, "pinned": False}}


def _new_model(world: World, id: str) -> Options:
    return {"json": model_form(world.new_name(), base_model_id=GROUND)}


def _new_person(world: World, id: str) -> Options:
    name = world.new_name()
    return {"json": {"name": name, "email": f"{name}@example.org", "password": "a long password"}}


def _group_form(world: World, id: str) -> Options:
    return {"json": {"name": world.new_name(), "description": ""}}


def _bystander(world: World, id: str) -> Options:
    return {"json": {"user_ids": [world.bystander.id]}}


@dataclass(frozen=True)
class Route:
    """`action` is the server's name; `rule` the row of the test's table, if that has another name.

    `names` says what kind of thing the sample names; `answers`, with which status who is admitted is answered.
    """

    method: str
    path: str
    action: str
    sample: Sample = _nothing
    names: str = ""
    answers: int = 200
    ends_session: bool = False
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def path_for(self, id: str) -> str:
        return self.path.replace("{id}", id)


AUTHS, USERS, GROUPS, MODELS = (f"/api/v1/{name}" for name in ("auths", "users", "groups", "models"))

_PUBLIC = [
    Route("GET", "/health", "readInstance"),
    Route("GET", "/health/live", "readInstance"),
    Route("GET", "/api/version", "readInstance"),
    Route("GET", "/api/config", "readInstance"),
    Route("GET", "/openapi.json", "readInstance"),
]

_ACCOUNTS = [
    Route("POST", f"{AUTHS}/signup", "signUp", _json(name="N", email="no address", password="p"), answers=400),
    Route("POST", f"{AUTHS}/signin", "signIn", _json(email="no address"), answers=422),
    Route("GET", f"{AUTHS}/signout", "signOut", ends_session=True),
    Route("POST", f"{AUTHS}/signout", "signOut", ends_session=True),
    Route("GET", f"{AUTHS}/", "readSession"),
    Route("GET", AUTHS, "readSession"),
    Route("POST", f"{AUTHS}/update/profile", "changeProfile", _json()),
    Route("POST", f"{AUTHS}/update/password", "changePassword", _json(password="no", new_password="y"), answers=400),
    Route("GET", f"{AUTHS}/api_keys", "readKeys"),
    Route("POST", f"{AUTHS}/api_keys", "createKey", _json(name="k", expires_at=None)),
    Route("DELETE", f"{AUTHS}/api_keys/{{id}}", "revokeKey", names="key"),
    Route("GET", f"{AUTHS}/api_key", "readKeys", answers=404),
    Route("POST", f"{AUTHS}/api_key", "createKey"),
    Route("DELETE", f"{AUTHS}/api_key", "revokeKey", rule="revokeOwnKey"),
    Route("POST", f"{AUTHS}/add", "changePeople", _new_person),
]

_PEOPLE = [
    Route("GET", f"{USERS}/", "readPeople"),
    Route("GET", USERS, "readPeople"),
    Route("GET", f"{USERS}/all", "readPeople"),
    Route("GET", f"{USERS}/search", "findPeople"),
    Route("GET", f"{USERS}/groups", "readOwnRights"),
    Route("GET", f"{USERS}/permissions", "readOwnRights"),
    Route("GET", f"{USERS}/default/permissions", "readPermissions"),
    Route("POST", f"{USERS}/default/permissions", "changePermissions", _json(workspace={"models": False})),
    Route("GET", f"{USERS}/{{id}}", "readPeople", names="person"),
    Route("GET", f"{USERS}/{{id}}/info", "findPeople", names="person"),
    Route("POST", f"{USERS}/{{id}}/update", "changePeople", _json(name="Robert"), names="person"),
    Route("DELETE", f"{USERS}/{{id}}", "changePeople", names="person"),
    Route("POST", f"{USERS}/{{id}}/sessions/revoke", "endSessions", names="person"),
    Route("GET", f"{USERS}/{{id}}/api_keys", "readPeople", names="person"),
    Route("GET", f"{USERS}/{{id}}/access", "readPersonAccess", names="person"),
]

_GROUPS = [
    Route("GET", f"{GROUPS}/", "readGroups"),
    Route("GET", GROUPS, "readGroups"),
    Route("POST", f"{GROUPS}/create", "changeGroups", _group_form),
    Route("GET", f"{GROUPS}/id/{{id}}", "readPeople", names="group"),
    Route("GET", f"{GROUPS}/id/{{id}}/export", "readPeople", names="group"),
    Route("GET", f"{GROUPS}/id/{{id}}/info", "readGroups", names="group", rule="readGroupInfo"),
    Route("POST", f"{GROUPS}/id/{{id}}/update", "changeGroups", _group_form, names="group"),
    Route("POST", f"{GROUPS}/id/{{id}}/users", "readPeople", names="group"),
    Route("POST", f"{GROUPS}/id/{{id}}/users/add", "changeGroups", _bystander, names="group"),
    Route("POST", f"{GROUPS}/id/{{id}}/users/remove", "changeGroups", _bystander, names="group"),
    Route("DELETE", f"{GROUPS}/id/{{id}}/delete", "changeGroups", names="group"),
]

_MODELS = [
    Route("GET", f"{MODELS}/list", "listModels"),
    Route("GET", f"{MODELS}/tags", "listModels"),
    Route("GET", f"{MODELS}/", "listModels"),
    Route("GET", MODELS, "listModels"),
    Route("GET", "/api/models", "listModels"),
    Route("GET", f"{MODELS}/base", "readResidency"),
    Route("GET", "/api/models/base", "readResidency"),
    Route("POST", f"{MODELS}/create", "createModel", _new_model),
    Route("GET", f"{MODELS}/model", "readModel", _id_in_query, names="model"),
    Route("POST", f"{MODELS}/model/update", "updateModel", _form, names="model"),
    Route("GET", f"{MODELS}/model/launch", "readResidency", _id_in_query, names="model"),
    Route("POST", f"{MODELS}/model/launch", "changeResidency", _launch, names="model"),
    Route("POST", f"{MODELS}/model/residency", "changeResidency", _settings, names="model"),
    Route("POST", f"{MODELS}/model/launch/preview", "readResidency", _launch, names="model"),
    Route("POST", f"{MODELS}/model/toggle", "switchModel", _id_in_query, names="model"),
    Route("POST", f"{MODELS}/model/activate", "switchModel", _id_in_query, names="model"),
    Route("POST", f"{MODELS}/model/deactivate", "switchModel", _id_in_query, names="model"),
    Route("POST", f"{MODELS}/model/delete", "deleteModel", _id_in_body, names="model"),
    Route("POST", f"{MODELS}/model/access/update", "shareModel", _same_grants, names="model"),
    Route("GET", f"{MODELS}/model/access", "readModelAccess", _id_in_query, names="model"),
    Route("DELETE", f"{MODELS}/delete/all", "deleteAllModels"),
    Route("GET", f"{MODELS}/usage", "listModels"),
    Route("GET", f"{MODELS}/model/profile/image", "readModel", _id_in_query, names="model", answers=404),
]

_GATEWAY = [
    Route("GET", "/v1/models", "listModels"),
    Route("GET", "/openai/models", "listModels"),
    Route("GET", "/v1/models/{id}", "readModel", names="model"),
    *(
        Route("POST", f"{prefix}/chat/completions", "useModel", _chat, names="model")
        for prefix in ("/v1", "/api", "/api/v1", "/openai")
    ),
    Route("POST", "/v1/completions", "useModel", _completion, names="model"),
    # The tiny models cannot embed: callers with access get that error from the model's process.
    *(
        Route("POST", f"{prefix}/embeddings", "useModel", _embedding, names="model", answers=501)
        for prefix in ("/v1", "/api", "/api/v1")
    ),
]

_RESIDENCY = [
    Route("GET", "/api/v1/residency", "followResidency"),
    Route("GET", "/api/v1/residency/events", "followResidency"),
    Route("GET", "/api/v1/residency/history", "readModel", _about_model, names="model"),
    Route("GET", "/api/v1/residency/devices", "readResidency"),
    Route("GET", "/api/v1/residency/plan", "readResidency", _about_model, names="model"),
    Route("POST", "/api/v1/residency/pin", "changeResidency", _unpinned, names="model"),
    Route("POST", "/api/v1/residency/load", "changeResidency", _model_named, names="model"),
    Route("POST", "/api/v1/residency/unload", "changeResidency", _model_named, names="model"),
    Route("POST", "/api/v1/residency/reload", "changeResidency", _model_named, names="model"),
    Route("POST", "/ollama/api/unload", "changeResidency", _model_named, names="model"),
    Route("POST", "/api/models/unload", "changeResidency", _model_named, names="model"),
]

_HISTORY = [
    Route("GET", f"{MODELS}/model/history", "readModelHistory", _id_in_query, names="model"),
    Route("GET", f"{MODELS}/model/history/diff", "readModelHistory", _two_revisions, names="model"),
    Route("GET", f"{MODELS}/model/history/{{revision}}", "readModelHistory", _id_in_query, names="model", answers=404),
    Route(
        "DELETE", f"{MODELS}/model/history/{{revision}}", "readModelHistory", _id_in_query, names="model", answers=404
    ),
    Route("POST", f"{MODELS}/model/update/version", "updateModel", _to_first_revision, names="model"),
    Route("GET", f"{MODELS}/bin", "readBin"),
    Route("POST", f"{MODELS}/bin/restore", "restoreModel", _id_in_body, names="binned"),
    Route("POST", f"{MODELS}/bin/purge", "purgeModel", _json(id="nothing", confirm="nothing"), answers=404),
    Route("POST", f"{MODELS}/bulk", "changeModels", _json(action="activate", ids=[])),
    Route("GET", f"{MODELS}/export", "exportModels"),
    Route("POST", f"{MODELS}/import", "importModels", _json(models=[])),
    Route("POST", f"{MODELS}/sync", "syncModels", _json(models=[]), answers=422),
    Route("POST", f"{MODELS}/undo", "undoAct", _json(token="nothing"), answers=404),
    Route("GET", "/api/v1/undo", "readRecentActs"),
    Route("POST", "/api/v1/undo", "undoAct", _json(token="nothing"), answers=404),
]

_CATALOG = [
    Route("GET", "/api/v1/catalog", "readCatalog"),
    Route("POST", "/api/v1/catalog/{kind}", "changeCatalog", _json(id="i", name="N"), answers=422),
    Route("DELETE", "/api/v1/catalog/{kind}/{entry}", "changeCatalog", answers=422),
]

RUNTIMES = "/api/v1/runtimes"

_RUNTIMES = [
    Route("GET", RUNTIMES, "readRuntimes"),
    Route("POST", f"{RUNTIMES}/create", "changeRuntimes", _json(id="r"), answers=422),
    Route("POST", f"{RUNTIMES}/probe", "changeRuntimes", _json(id="r"), answers=422),
    Route("GET", f"{RUNTIMES}/id/{{id}}", "readRuntimes", names="no runtime", answers=404),
    Route(
        "POST", f"{RUNTIMES}/id/{{id}}/update", "changeRuntimes", _json(memory="1GiB"), names="no runtime", answers=404
    ),
    Route("POST", f"{RUNTIMES}/id/{{id}}/drain", "changeRuntimes", names="no runtime", answers=404),
    Route("POST", f"{RUNTIMES}/id/{{id}}/resume", "changeRuntimes", names="no runtime", answers=404),
    Route("POST", f"{RUNTIMES}/id/{{id}}/pull", "changeRuntimes", _json(model="m"), names="no runtime", answers=404),
    Route(
        "POST", f"{RUNTIMES}/id/{{id}}/pull/cancel", "changeRuntimes", _json(model="m"), names="no runtime", answers=404
    ),
    Route("DELETE", f"{RUNTIMES}/id/{{id}}/delete", "changeRuntimes", names="no runtime", answers=404),
]

_IMPORT = [Route("POST", "/api/v1/import/openwebui", "importOpenWebUI", answers=400)]

AUDIT = "/api/v1/audit"

_AUDIT = [
    Route("GET", f"{AUDIT}/logs", "readAudit"),
    Route("GET", f"{AUDIT}/logs/{{entry}}", "readAudit", answers=404),
    Route("GET", f"{AUDIT}/export", "readAudit"),
    Route("GET", f"{AUDIT}/checkpoint", "readProofs"),
    Route("GET", f"{AUDIT}/key", "readProofs"),
    Route(
        "GET", f"{AUDIT}/proof/inclusion", "readProofs", lambda world, id: {"params": {"id": "nothing"}}, answers=404
    ),
    Route("GET", f"{AUDIT}/proof/consistency", "readProofs", lambda world, id: {"params": {"from": 1}}),
    Route("POST", f"{AUDIT}/erase", "eraseFromAudit", _json(user_id="nobody"), answers=404),
    Route("POST", f"{AUDIT}/key/rotate", "rotateAuditKey"),
]

# No folder for backups is configured.
_BACKUPS = [
    Route("GET", "/api/v1/backups", "readBackups"),
    Route("POST", "/api/v1/backups", "makeBackup", answers=409),
    Route("GET", "/api/v1/backups/{name}", "readBackups", answers=404),
    Route("POST", "/api/v1/backups/{name}/restore", "restoreBackup", answers=404),
    Route("GET", "/api/v1/backups/{name}/restore", "readBackups", answers=404),
]

WEIGHTS = "/api/v1/weights"

_WEIGHTS = [
    Route("GET", WEIGHTS, "readWeights"),
    Route("GET", f"{WEIGHTS}/file", "readWeights", lambda world, id: {"params": {"id": "nothing"}}, answers=404),
    Route("POST", f"{WEIGHTS}/file/verify", "changeWeights", _json(id="nothing"), answers=404),
    Route("POST", f"{WEIGHTS}/file/delete", "changeWeights", _json(id="nothing"), answers=404),
    Route("GET", f"{WEIGHTS}/bin", "readWeights"),
    Route("POST", f"{WEIGHTS}/bin/restore", "changeWeights", _json(id="nothing"), answers=404),
    Route("POST", f"{WEIGHTS}/bin/purge", "changeWeights", _json(id="nothing"), answers=404),
    Route("GET", f"{WEIGHTS}/downloads", "readWeights"),
    Route("POST", f"{WEIGHTS}/downloads", "changeWeights", _json(url="file:///etc/passwd"), answers=422),
    Route("POST", f"{WEIGHTS}/downloads/cancel", "changeWeights", _json(id="nothing"), answers=404),
    Route("POST", f"{WEIGHTS}/downloads/resume", "changeWeights", _json(id="nothing"), answers=404),
    Route("POST", f"{WEIGHTS}/upload", "changeWeights", answers=422),
]

ROUTES = [
    *_PUBLIC,
    *_ACCOUNTS,
    *_PEOPLE,
    *_GROUPS,
    *_MODELS,
    *_GATEWAY,
    *_RESIDENCY,
    *_HISTORY,
    *_CATALOG,
    *_RUNTIMES,
    *_IMPORT,
    *_AUDIT,
    *_BACKUPS,
    *_WEIGHTS,
]
