"""Your own name and sessions."""

from __future__ import annotations

from plumbing.images import data_url, png
from plumbing.muster import Muster
from plumbing.person import Person, email_of, expect_ok

PROFILE = "/api/v1/auths/update/profile"


def test_everybody_changes_their_own_name(muster: Muster, admin: Person) -> None:
    rita = muster.add("Rita", "user")
    told = expect_ok(rita.post(PROFILE, json={"name": "Rita Levi"}))
    assert told["name"] == "Rita Levi" and told["token"] == rita.token
    assert expect_ok(rita.get("/api/v1/auths/"))["name"] == "Rita Levi"
    (entry,) = admin.audit(action="account.change_profile")
    assert entry["user_id"] == rita.id and entry["changes"]["name"]["after"] == "Rita Levi"


def test_an_invalid_name_is_refused_and_an_unchanged_one_changes_nothing(muster: Muster, admin: Person) -> None:
    rita = muster.add("Rita", "user")
    assert rita.post(PROFILE, json={"name": "  "}).status_code in (400, 422)
    assert rita.post(PROFILE, json={"name": 7}).status_code == 422
    expect_ok(rita.post(PROFILE, json={"name": "Rita"}))
    assert admin.audit(action="account.change_profile") == []


def test_everybody_ends_their_own_sessions_and_nobody_elses(muster: Muster, admin: Person) -> None:
    rita = muster.add("Rita", "user")
    elsewhere = muster.sign_in(email_of("Rita"))
    assert rita.post(f"/api/v1/users/{admin.id}/sessions/revoke").status_code == 404
    assert expect_ok(rita.post(f"/api/v1/users/{rita.id}/sessions/revoke")) is True
    assert not rita.is_signed_in() and not elsewhere.is_signed_in()
    assert admin.is_signed_in()


def test_an_image_of_the_same_length_is_recognized_as_another_one(muster: Muster) -> None:
    rita = muster.add("Rita", "user")
    pictures = [data_url(png(90, 90, colour)) for colour in (b"\x20\x80\xc0", b"\x20\x80\xc1")]
    assert len({len(picture) for picture in pictures}) == 1
    for picture in pictures:
        expect_ok(rita.post(PROFILE, json={"profile_image_url": picture}))
        assert expect_ok(rita.get("/api/v1/auths/"))["profile_image_url"] == picture
