"""The headers of a reverse proxy count if the proxy is trusted, and only then."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from conftest import Runtime, StartMuster
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, model_form
from plumbing.tiny_models import ModelFiles

HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "muster.example"}


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory, model_files: ModelFiles, runtime: Runtime) -> Iterator[Muster]:
    muster = Muster(
        tmp_path_factory.mktemp("trusting") / "muster", model_files, {"trusted_proxies": ["127.0.0.0/8"]}, runtime
    )
    try:
        yield muster.start()
    finally:
        muster.close()


@pytest.fixture
def muster(trusting: Muster) -> Muster:
    return trusting


_numbers = itertools.count(1)


@pytest.fixture
def new() -> str:
    """The id of a model that is not there yet."""
    return f"new-{next(_numbers)}"


def signed_in_cookie(muster: Muster, headers: dict[str, str]) -> str:
    form = {"email": muster.admin.session["email"], "password": PASSWORD}
    return muster.guest().post("/api/v1/auths/signin", json=form, headers=headers).headers["set-cookie"]


def test_the_cookie_is_secure_when_the_person_came_by_https(muster: Muster) -> None:
    assert signed_in_cookie(muster, HTTPS).endswith("; Secure")
    assert "Secure" not in signed_in_cookie(muster, {"X-Forwarded-Proto": "http"})
    assert "Secure" not in signed_in_cookie(muster, {})


def test_an_untrusted_proxy_cannot_claim_https(start_muster: StartMuster) -> None:
    assert "Secure" not in signed_in_cookie(start_muster(), HTTPS)


OWN = [
    {**HTTPS, "Origin": "https://muster.example"},
    {**HTTPS, "Origin": "https://MUSTER.example:443"},
    {**HTTPS, "X-Forwarded-Port": "8443", "Origin": "https://muster.example:8443"},
    {"X-Forwarded-For": "192.0.2.1, 127.0.0.2", "X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "a.example, b",
     "Origin": "https://a.example"},
    {"Host": "rewritten.example", "Origin": "https://muster.example", "Sec-Fetch-Site": "same-origin"},
    {"Host": "muster.example", "Origin": "https://muster.example"},
]  # fmt: skip

FOREIGN = [
    {**HTTPS, "Origin": "https://evil.example"},
    {**HTTPS, "Origin": "http://muster.example"},
    {**HTTPS, "Origin": "https://muster.example:8443"},
    {**HTTPS, "Origin": "null"},
    {**HTTPS, "Origin": "https://muster.example", "Sec-Fetch-Site": "cross-site"},
    {"Host": "muster.example", "Origin": "https://muster.example.evil"},
]


@pytest.mark.parametrize("headers", OWN)
def test_a_change_from_musters_own_page_is_accepted_behind_the_proxy(
    muster: Muster, guest: Person, new: str, headers: dict[str, str]
) -> None:
    cookie = muster.admin.cookie()
    answer = guest.post("/api/v1/models/create", json=model_form(new), headers={**cookie, **headers})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_change_from_another_page_is_refused_behind_the_proxy(
    muster: Muster, guest: Person, new: str, headers: dict[str, str]
) -> None:
    cookie = muster.admin.cookie()
    answer = guest.post("/api/v1/models/create", json=model_form(new), headers={**cookie, **headers})
    assert answer.status_code == 403 and answer.json()["code"] == "request.foreign_origin"
    assert "trusted_proxies" in answer.json()["detail"]
    assert not muster.admin.sees(new)


def test_an_untrusted_proxy_cannot_claim_a_host(start_muster: StartMuster) -> None:
    muster = start_muster()
    headers = {**muster.admin.cookie(), **HTTPS, "Origin": "https://muster.example"}
    assert muster.guest().post("/api/v1/models/create", json=model_form("new"), headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5678", "192.0.2.1"),
        ("[2001:db8::1]:5678", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("6.6.6.6, 192.0.2.1, 127.0.0.9", "192.0.2.1"),
        ("6.6.6.6, unknown", "127.0.0.1"),
        ("6.6.6.6, unknown, 127.0.0.9", "127.0.0.9"),
        ("6.6.6.6, _hidden, 192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_audit_trail_has_the_last_address_that_is_sure(
    muster: Muster, new: str, forwarded: str, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded}
    assert muster.admin.post("/api/v1/models/create", json=model_form(new), headers=headers).status_code == 200
    assert muster.admin.audit(action="model.create")[0]["audit_metadata"]["address"] == address
