"""Guessing passwords is slowed down without shutting out the user, and does not reveal which accounts exist."""

from __future__ import annotations

import contextlib
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from conftest import StartMuster
from plumbing.muster import Muster
from plumbing.person import PASSWORD, Person, email_of
from plumbing.waiting import eventually

LOOKED_AT, SLOWED_DOWN = 400, 429
TRIES = 200
FREE_TRIES = 5  # of one account from one network address
BURST = 30  # of one network address, or of one account from everywhere
PACE_SECONDS = 10  # then one each so many seconds
AT_ONCE = 8

# Made by another program, as Open WebUI makes them.
BROUGHT_PASSWORD = "brought along: naïve ☃"
BROUGHT_HASH = "$2b$12$uoEiuLhVxIKUyR5suKdHgerPzy0e3mt8o74GTedRQ2Qmv9vOArWje"


def network_addresses(count: int, first: int = 2) -> list[str]:
    return [f"127.0.0.{number}" for number in range(first, first + count)]


def attack(muster: Muster, tries: Iterable[tuple[str, str]]) -> tuple[Counter[int], float]:
    """Wrong passwords, each for one email address from one network address; how they were answered, in how long."""

    def guess(number_and_try: tuple[int, tuple[str, str]]) -> httpx.Response:
        number, (email, network_address) = number_and_try
        with contextlib.closing(Person(lambda: muster.address, network_address=network_address)) as guest:
            return guest.sign_in(email, f"guess {number}")

    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(guess, enumerate(tries)))
    for answer in answers:
        if answer.status_code == SLOWED_DOWN:
            assert answer.json()["code"] == "session.slowed_down"
            assert int(answer.headers["retry-after"]) >= 1
    return Counter(answer.status_code for answer in answers), time.monotonic() - began


def at_pace(seconds: float) -> int:
    return int(seconds / PACE_SECONDS) + 1


def report(what: str, counts: Counter[int], seconds: float) -> None:
    print(f"{what}: {counts[LOOKED_AT]} looked at, {counts[SLOWED_DOWN]} slowed down, in {seconds:.1f} s")


# How many guesses


@pytest.mark.parametrize("email", ["uma@example.org", "nobody@example.org"], ids=["known", "unknown"])
def test_of_200_guesses_at_one_account_from_one_network_address_few_are_looked_at(
    muster: Muster, user: Person, email: str
) -> None:
    counts, seconds = attack(muster, [(email, "127.0.0.2")] * TRIES)
    report("one account, one network address", counts, seconds)
    assert set(counts) == {LOOKED_AT, SLOWED_DOWN}
    # The wait doubles: after the free tries come 1, 2, 4… seconds.
    assert FREE_TRIES <= counts[LOOKED_AT] <= FREE_TRIES + 1 + int(seconds + 1).bit_length()


def test_of_200_guesses_at_as_many_accounts_from_one_network_address_a_burst_is_looked_at(
    muster: Muster, user: Person
) -> None:
    counts, seconds = attack(muster, [(f"somebody{number}@example.org", "127.0.0.2") for number in range(TRIES)])
    report("many accounts, one network address", counts, seconds)
    assert BURST <= counts[LOOKED_AT] <= BURST + at_pace(seconds)
    assert counts[LOOKED_AT] + counts[SLOWED_DOWN] == TRIES
    assert muster.guest("127.0.0.3").sign_in(email_of("Uma")).status_code == 200, "others are not held up"


@pytest.mark.parametrize("email", ["uma@example.org", "nobody@example.org"], ids=["known", "unknown"])
def test_of_200_guesses_at_one_account_from_as_many_network_addresses_a_burst_is_looked_at(
    muster: Muster, user: Person, email: str
) -> None:
    counts, seconds = attack(muster, [(email, address) for address in network_addresses(TRIES)])
    report("one account, many network addresses", counts, seconds)
    assert BURST <= counts[LOOKED_AT] <= BURST + at_pace(seconds)
    assert counts[LOOKED_AT] + counts[SLOWED_DOWN] == TRIES


def use_up_what_the_last_seconds_allow(muster: Muster, email: str) -> None:
    """The last guesses of an attack may take seconds to check, in which one more becomes allowed."""
    for address in network_addresses(20, first=100):
        if muster.guest(address).sign_in(email, "one more").status_code == SLOWED_DOWN:
            return
    raise AssertionError("20 more guesses were looked at")


def test_during_an_attack_from_everywhere_the_person_gets_in_from_where_they_have_a_session(
    muster: Muster, admin: Person, user: Person
) -> None:
    home, elsewhere = "127.0.0.250", "127.0.0.249"
    at_home = muster.sign_in(email_of("Uma"), network_address=home)
    attack(muster, [(email_of("Uma"), address) for address in network_addresses(60)])
    use_up_what_the_last_seconds_allow(muster, email_of("Uma"))
    assert muster.guest(elsewhere).sign_in(email_of("Uma")).status_code == SLOWED_DOWN
    again = muster.sign_in(email_of("Uma"), network_address=home)
    assert again.is_signed_in() and at_home.is_signed_in()
    assert muster.guest(home).sign_in(email_of("Uma"), "not it").status_code == LOOKED_AT
    assert muster.guest(elsewhere).sign_in(email_of("Ada")).status_code == 200, "other accounts are not held up"


def guesses_by_way_of(muster: Muster, proxy: str, clients: list[str]) -> list[int]:
    guest = muster.guest(proxy)
    form = {"email": email_of("Uma"), "password": "not it"}
    return [
        guest.post("/api/v1/auths/signin", json=form, headers={"X-Forwarded-For": client}).status_code
        for client in clients
    ]


def test_a_forged_forwarded_address_is_ignored(muster: Muster, user: Person) -> None:
    statuses = guesses_by_way_of(muster, "127.0.0.2", [f"203.0.113.{number}" for number in range(12)])
    assert statuses.count(SLOWED_DOWN) >= 5


def test_by_way_of_a_trusted_proxy_each_network_address_is_counted_for_itself(start_muster: StartMuster) -> None:
    muster = start_muster(trusted_proxies=["127.0.0.2"])
    muster.sign_up("Uma")
    clients = [f"203.0.113.{number}" for number in range(7)]
    assert guesses_by_way_of(muster, "127.0.0.2", clients) == [LOOKED_AT] * 7
    assert muster.admin.audit(action="session.sign_in", outcome="denied")[0]["audit_metadata"]["address"] == clients[-1]
    forged = [f"198.51.100.{number}, {clients[0]}" for number in range(12)]
    assert guesses_by_way_of(muster, "127.0.0.2", forged).count(SLOWED_DOWN) >= 5


def test_guessing_by_way_of_changing_the_password_is_slowed_down_too(user: Person) -> None:
    statuses = [user.change_password(f"guess {number}", "a new password").status_code for number in range(12)]
    assert statuses[:FREE_TRIES] == [LOOKED_AT] * FREE_TRIES
    assert statuses.count(SLOWED_DOWN) >= 4


# What it feels like for whom the account belongs to


def test_a_few_wrong_passwords_are_free_and_the_right_one_resets_the_count(muster: Muster, user: Person) -> None:
    for _ in range(3):
        for _ in range(FREE_TRIES - 1):
            assert muster.guest().sign_in(email_of("Uma"), "slip").status_code == LOOKED_AT
        assert muster.guest().sign_in(email_of("Uma")).status_code == 200


def slowed_down(guest: Person, email: str) -> httpx.Response:
    """The first answer that tells to wait for some seconds: less than a whole one goes by too quickly."""

    def guess() -> httpx.Response | None:
        answer = guest.sign_in(email, "not it")
        return answer if int(answer.headers.get("retry-after", 0)) >= 2 else None

    return eventually(guess, "it is slowed down", within=20)


def test_the_right_password_works_again_after_the_stated_time(muster: Muster, user: Person) -> None:
    refused = slowed_down(muster.guest(), email_of("Uma"))
    seconds = int(refused.headers["retry-after"])
    assert muster.guest().sign_in(email_of("Uma")).status_code == SLOWED_DOWN
    eventually(
        lambda: muster.guest().sign_in(email_of("Uma")).status_code == 200, "the wait is over", within=seconds + 2
    )


def names_of_headers(answer: httpx.Response) -> list[str]:
    return sorted(answer.headers)


def wording(answer: httpx.Response) -> str:
    """Without the request's id, and without the seconds, which go by."""
    return re.sub(r"\d+", "N", answer.text.replace(answer.headers["x-request-id"], "REQUEST"))


def test_who_is_slowed_down_does_not_learn_whether_the_password_was_right(muster: Muster, user: Person) -> None:
    wrong = slowed_down(muster.guest(), email_of("Uma"))
    right = muster.guest().sign_in(email_of("Uma"))
    assert right.status_code == wrong.status_code == SLOWED_DOWN
    assert wording(right) == wording(wrong)
    # Of several guesses that are slowed down only the first leaves an entry; which one this is depends on the clock.
    assert {*right.headers} - {"x-audit-receipt"} == {*wrong.headers} - {"x-audit-receipt"}


def test_known_and_unknown_addresses_are_answered_alike_try_by_try(muster: Muster, user: Person) -> None:
    known, unknown = muster.guest("127.0.0.2"), muster.guest("127.0.0.3")
    pairs = [
        (known.sign_in(email_of("Uma"), "not it"), unknown.sign_in(email_of("Nobody"), "not it"))
        for _ in range(FREE_TRIES)
    ]
    assert {answer.status_code for pair in pairs for answer in pair} == {LOOKED_AT}
    assert [names_of_headers(left) for left, _ in pairs] == [names_of_headers(right) for _, right in pairs]
    slow = (slowed_down(known, email_of("Uma")), slowed_down(unknown, email_of("Nobody")))
    # Of several guesses that are slowed down only the first leaves an entry; which one this is depends on the clock.
    assert len({frozenset(names_of_headers(answer)) - {"x-audit-receipt"} for answer in slow}) == 1
    for left, right in [*pairs, slow]:
        assert left.status_code == right.status_code
        assert wording(left) == wording(right)


def seconds_of_a_guess(muster: Muster, email: str, network_address: str) -> float:
    guest = muster.guest(network_address)
    guest.get("/api/version")  # the connection is made before
    began = time.monotonic()
    assert guest.sign_in(email, "not it").status_code == LOOKED_AT
    return time.monotonic() - began


def test_known_and_unknown_addresses_take_equally_long(muster: Muster, user: Person) -> None:
    known, unknown = [], []
    for address in network_addresses(9):
        known.append(seconds_of_a_guess(muster, email_of("Uma"), address))
        unknown.append(seconds_of_a_guess(muster, f"nobody-{address}@example.org", address))
    ratio = statistics.median(known) / statistics.median(unknown)
    print(f"known {statistics.median(known):.3f} s, unknown {statistics.median(unknown):.3f} s, ratio {ratio:.2f}")
    assert 0.5 < ratio < 2


# Passwords that were brought along


def stored_password(muster: Muster, person: Person) -> str:
    with contextlib.closing(muster.database()) as database:
        (password,) = database.execute("SELECT password FROM credential WHERE user_id = ?", [person.id]).fetchone()
        return password


@pytest.fixture
def newcomer(muster: Muster, user: Person) -> Person:
    """Has the password hash that Open WebUI's database had."""
    muster.stop()
    with contextlib.closing(muster.database()) as database, database:
        database.execute("UPDATE credential SET password = ? WHERE user_id = ?", [BROUGHT_HASH, user.id])
    muster.start()
    return user


def test_an_imported_hash_accepts_its_password(muster: Muster, newcomer: Person) -> None:
    assert muster.sign_in(email_of("Uma"), BROUGHT_PASSWORD).id == newcomer.id


@pytest.mark.parametrize("password", [PASSWORD, BROUGHT_PASSWORD[:-1], BROUGHT_PASSWORD + "x", "", BROUGHT_HASH])
def test_an_imported_hash_accepts_no_other_password(muster: Muster, newcomer: Person, password: str) -> None:
    assert muster.guest().sign_in(email_of("Uma"), password).status_code in (400, 422)
    assert stored_password(muster, newcomer) == BROUGHT_HASH


def test_an_imported_hash_is_replaced_at_the_first_sign_in(muster: Muster, newcomer: Person) -> None:
    muster.sign_in(email_of("Uma"), BROUGHT_PASSWORD)
    stored = stored_password(muster, newcomer)
    assert stored.startswith("$scrypt$")
    muster.sign_in(email_of("Uma"), BROUGHT_PASSWORD)
    assert stored_password(muster, newcomer) == stored, "once is enough"
    assert muster.guest().sign_in(email_of("Uma"), "not it").status_code == LOOKED_AT


def test_a_user_with_an_imported_hash_can_change_the_password(muster: Muster, newcomer: Person) -> None:
    assert newcomer.change_password(BROUGHT_PASSWORD, PASSWORD).json() is True
    assert muster.sign_in(email_of("Uma")).id == newcomer.id
