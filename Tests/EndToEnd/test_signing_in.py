"""Accounts: sign-up, sign-in, session, sign-out."""

from __future__ import annotations

import base64
import json
import re

import httpx
import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person

WRONG = "The email or password provided is incorrect. Please check for typos and try logging in again."


def sign_up(guest: Person, **fields: object) -> httpx.Response:
    form = {"name": "Nora", "email": "nora@example.org", "password": PASSWORD, **fields}
    return guest.post("/api/v1/auths/signup", json=form)


def sign_in(guest: Person, email: str, password: str = PASSWORD) -> httpx.Response:
    return guest.post("/api/v1/auths/signin", json={"email": email, "password": password})


def test_the_first_person_is_the_admin_and_later_ones_are_users(muster: Muster) -> None:
    assert muster.admin.session["role"] == "admin"
    assert muster.sign_up("Uma").session["role"] == "user"


def test_a_session_describes_its_user(muster: Muster) -> None:
    session = sign_up(muster.guest(), name="Nora N.").json()
    assert session["token_type"] == "Bearer"
    assert (session["name"], session["email"], session["role"]) == ("Nora N.", "nora@example.org", "user")
    assert session["expires_at"] > session.get("created_at", 0)
    assert set(session) >= {"token", "id", "profile_image_url", "permissions"}

    again = muster.signed_in(session).get("/api/v1/auths/").json()
    assert {key: again[key] for key in ("id", "name", "email", "role", "token")} == {
        key: session[key] for key in ("id", "name", "email", "role", "token")
    }


def test_signing_in_gives_a_token_and_a_cookie_that_scripts_cannot_read(muster: Muster) -> None:
    answer = sign_in(muster.guest(), muster.admin.session["email"])
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert re.match(r"muster_session_[0-9a-f]{8}=", cookie)
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/;" in cookie and "secure" not in cookie
    header, _, _ = answer.json()["token"].split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "HS256", "typ": "JWT"}


def test_the_cookie_opens_what_the_token_opens(muster: Muster, guest: Person) -> None:
    cookie = muster.admin.cookie()
    assert guest.get("/api/v1/auths/", headers=cookie).json()["id"] == muster.admin.id


def test_the_cookies_of_others_on_this_host_mean_nothing_and_are_left_alone(
    start_muster: StartMuster, muster: Muster, guest: Person
) -> None:
    """Browsers send a host's cookies to all its ports: Open WebUI's is called `token`."""
    other = start_muster(sign_up="open")
    ours, theirs = muster.admin.cookie()["Cookie"], other.admin.cookie()["Cookie"]
    assert ours.split("=")[0] != theirs.split("=")[0]
    for cookies in (f"token=x; {theirs}; {ours}", f"{ours}; {theirs}; token={other.admin.token}"):
        assert guest.get("/api/v1/auths/", headers={"Cookie": cookies}).json()["id"] == muster.admin.id
    assert guest.get("/api/v1/auths/", headers={"Cookie": f"token={muster.admin.token}"}).status_code == 401
    signed_out = guest.post("/api/v1/auths/signout", headers={"Cookie": f"token=x; {ours}"})
    assert [header.split("=")[0] for header in signed_out.headers.get_list("set-cookie")] == [ours.split("=")[0]]
    assert other.admin.is_signed_in()


@pytest.mark.parametrize("header", ["x-api-key", "api-key"])
def test_a_key_may_stand_in_a_header_of_its_own(muster: Muster, guest: Person, header: str) -> None:
    key = muster.admin.make_key()["api_key"]
    assert guest.get("/v1/models", headers={header: key}).status_code == 200
    assert guest.get("/v1/models", headers={header: key + "x"}).status_code == 401


def test_a_change_by_cookie_must_come_from_the_same_origin(muster: Muster, guest: Person) -> None:
    form = {"id": "elsewhere", "name": "Elsewhere", "meta": {}, "params": {}}
    cookie = muster.admin.cookie()
    foreign = guest.post("/api/v1/models/create", json=form, headers={**cookie, "Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert not muster.admin.sees("elsewhere")
    own = guest.post("/api/v1/models/create", json=form, headers={**cookie, "Origin": muster.address})
    assert own.status_code == 200


def test_signing_out_ends_the_token(muster: Muster, user: Person) -> None:
    other = muster.signed_in(sign_in(muster.guest(), user.session["email"]).json())
    answer = user.post("/api/v1/auths/signout")
    assert answer.json() == {"status": True}
    assert answer.headers["set-cookie"].startswith("muster_session_") and "Max-Age=0" in answer.headers["set-cookie"]
    assert user.get("/api/v1/auths/").status_code == 401
    assert user.get("/v1/models").status_code == 401
    assert other.get("/api/v1/auths/").status_code == 200, "another session of the same person goes on"


def test_signing_out_holds_after_a_restart(muster: Muster, user: Person) -> None:
    user.post("/api/v1/auths/signout")
    muster.stop()
    muster.start()
    assert user.get("/api/v1/auths/").status_code == 401
    assert muster.admin.get("/api/v1/auths/").status_code == 200


@pytest.mark.parametrize(
    "token",
    ["x", "nonsense", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpZCI6IjEifQ.", "a.b.c"],
    ids=["one letter", "nonsense", "unsigned", "three dots"],
)
def test_a_token_that_muster_did_not_give_opens_nothing(muster: Muster, token: str) -> None:
    answer = muster.guest().get("/api/v1/auths/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_token_with_an_altered_claim_opens_nothing(muster: Muster, user: Person) -> None:
    header, claims, signature = user.token.split(".")
    altered = json.loads(base64.urlsafe_b64decode(claims + "=="))
    altered["id"] = muster.admin.id
    forged = base64.urlsafe_b64encode(json.dumps(altered).encode()).rstrip(b"=").decode()
    answer = muster.guest().get("/api/v1/auths/", headers={"Authorization": f"Bearer {header}.{forged}.{signature}"})
    assert answer.status_code == 401


def test_a_wrong_password_and_an_unknown_address_get_the_same_refusal(muster: Muster) -> None:
    wrong = sign_in(muster.guest(), muster.admin.session["email"], "not it")
    unknown = sign_in(muster.guest(), "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json()["detail"] == unknown.json()["detail"] == WRONG


def test_an_address_can_sign_up_once_in_whatever_case(muster: Muster) -> None:
    assert sign_up(muster.guest()).status_code == 200
    assert sign_up(muster.guest(), email="NORA@example.org").status_code == 409
    assert sign_in(muster.guest(), "Nora@Example.ORG").status_code == 200


def test_a_malformed_email_address_is_refused(muster: Muster) -> None:
    assert sign_up(muster.guest(), email="nora").status_code == 400


@pytest.mark.parametrize("missing", ["name", "email", "password"])
def test_a_sign_up_without_a_field_is_refused(muster: Muster, missing: str) -> None:
    form = {"name": "Nora", "email": "nora@example.org", "password": PASSWORD}
    del form[missing]
    assert muster.guest().post("/api/v1/auths/signup", json=form).status_code == 422


def test_sign_up_by_approval_lets_a_person_see_only_who_they_are(start_muster: StartMuster) -> None:
    muster = start_muster(sign_up="approval")
    assert muster.admin.session["role"] == "admin"
    pending = muster.sign_up("Pia")
    assert pending.session["role"] == "pending"
    assert pending.get("/api/v1/auths/").status_code == 200
    for path in ("/api/v1/models/list", "/api/v1/models/", "/api/v1/models/tags", "/v1/models"):
        assert pending.get(path).status_code in (401, 403), path


def test_closed_sign_up_is_open_for_the_first_person_only(start_muster: StartMuster) -> None:
    muster = start_muster(sign_up="closed")
    assert muster.admin.session["role"] == "admin"
    assert sign_up(muster.guest()).status_code == 403
    assert muster.guest().get("/api/config").json()["features"]["enable_signup"] is False


def test_passwords_are_not_stored(muster: Muster) -> None:
    for file in muster.data.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), file


def test_the_public_configuration_says_whether_an_account_exists(start_muster: StartMuster) -> None:
    muster = start_muster(start=False)
    muster.admin = muster.guest()  # nobody signs up
    muster.start()
    assert muster.guest().get("/api/config").json()["onboarding"] is True
    assert muster.sign_up("Ada").session["role"] == "admin"
    config = muster.guest().get("/api/config").json()
    assert not config.get("onboarding")
    assert config["name"] and config["version"] == muster.guest().get("/api/version").json()["version"]
