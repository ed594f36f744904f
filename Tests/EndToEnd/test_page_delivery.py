"""Delivery of the page to a browser: little at first, compressed, and cached."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from plumbing.browsing import enter
from plumbing.muster import Muster

MOST_COMPRESSED_BYTES = 120_000


def fetch(muster: Muster, path: str, accepting: str = "identity") -> httpx.Response:
    """As it came over the wire."""
    with httpx.stream(
        "GET", muster.address + path, headers={"Accept-Encoding": accepting, "Accept": "text/html"}
    ) as answer:
        answer._content = b"".join(answer.iter_raw())
    return answer


def script_of_first_page(muster: Muster) -> str:
    found = re.search(r'src="(/assets/\w+/app\.js)"', fetch(muster, "/").text)
    assert found
    return found[1]


@pytest.mark.parametrize("accepting", ["gzip", "br, gzip;q=0.8", "*", "*;q=0, gzip"])
def test_scripts_are_compressed_if_the_client_accepts_it(accepting: str, muster: Muster) -> None:
    path = script_of_first_page(muster)
    plain, compressed = fetch(muster, path), fetch(muster, path, accepting)
    assert compressed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed.headers["etag"] != plain.headers["etag"]
    assert {answer.headers["vary"] for answer in (plain, compressed)} == {"Accept-Encoding"}
    assert len(compressed.content) < MOST_COMPRESSED_BYTES


@pytest.mark.parametrize("accepting", ["identity", "br", "gzip;q=0", "gzip; q=0.0, br", "*, gzip;q=0", "*;q=0"])
def test_scripts_are_uncompressed_if_the_client_does_not_accept_compression(accepting: str, muster: Muster) -> None:
    assert "content-encoding" not in fetch(muster, script_of_first_page(muster), accepting).headers


def test_what_has_a_version_in_its_address_is_kept_and_the_page_itself_is_asked_for_again(muster: Muster) -> None:
    assert "immutable" in fetch(muster, script_of_first_page(muster)).headers["cache-control"]
    for path in ("/", "/models", "/assets/favicon.svg"):
        assert fetch(muster, path).headers["cache-control"] == "no-cache"


def test_a_script_of_another_version_is_not_there(muster: Muster) -> None:
    assert fetch(muster, "/assets/0123456789ab/app.js").status_code == 404


def test_the_first_page_is_one_script_and_another_page_brings_its_own_when_it_is_opened(
    page: Page, muster: Muster
) -> None:
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
    enter(page, muster.admin)
    assert [url.rsplit("/", 1)[1] for url in scripts] == ["app.js"]
    scripts.clear()
    page.get_by_role("link", name="Memory", exact=True).click()
    expect(page.get_by_role("heading", name="Memory", exact=True)).to_be_visible()
    assert any("MemoryPage" in url for url in scripts) and not any("app.js" in url for url in scripts)
