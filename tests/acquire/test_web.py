"""Pages from the web, against a server on the loopback address: manners, bounds, and what is refused."""

from __future__ import annotations

import gzip
import itertools
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from servers import Answer, Route, serving

from bearwitness.acquire import Manners, Web, captures
from bearwitness.acquire.guard import GuardedNetwork, public
from bearwitness.acquire.web import checked_address
from bearwitness.errors import InputError, Refused, Unreachable
from bearwitness.model import Acquired

PAGE = b"<!doctype html><title>Two hurt</title><p>Two people were hurt in the strike on the depot.</p>"
HERE = frozenset({"127.0.0.1", "localhost"})


def web(**changes: object) -> Web:
    waits: list[float] = []
    one = Web(Manners(**{"allowed": HERE, "pause": 0.0, **changes}), sleep=waits.append)  # type: ignore[arg-type]
    one.waits = waits  # type: ignore[attr-defined]
    return one


def page_of(routes: dict[str, Route], path: str = "/a", **changes: object) -> Acquired | InputError:
    with serving(routes) as site, web(**changes) as one:
        (found,) = captures([site.root + path], web=one)
    return found


def good(found: object) -> Acquired:
    assert isinstance(found, Acquired), found
    return found


def test_a_page_is_a_capture_with_its_address_time_status_and_header_fields() -> None:
    one = good(page_of({"/a": Answer(PAGE, headers={"x-made-by": "press"})}))
    assert one.data == PAGE
    assert (one.capture.status, one.capture.media_type) == (200, "text/html")
    assert ("x-made-by", "press") in one.capture.headers
    assert one.capture.address.endswith("/a")
    assert one.given.url == one.capture.address
    assert one.capture.retrieved is not None
    assert one.given.retrieved == one.capture.retrieved


def test_who_asks_is_said_and_only_known_packings_are_accepted() -> None:
    with serving({"/a": Answer(PAGE)}) as site, web(contact="desk@news.example") as one:
        one.get(site.root + "/a")
    asked = dict(site.asked)["/a"]
    assert asked["user-agent"].startswith("bearwitness/")
    assert "desk@news.example" in asked["user-agent"]
    assert asked["accept-encoding"] == "gzip, deflate"


def test_redirects_are_followed_and_remembered() -> None:
    routes = {"/a": Answer(status=302, headers={"location": "/b"}), "/b": Answer(PAGE)}
    one = good(page_of(routes))
    assert one.capture.address.endswith("/b")
    assert [address.rpartition("/")[2] for address in one.capture.via] == ["a"]


@pytest.mark.parametrize(
    "routes",
    [
        {"/a": Answer(status=302, headers={"location": "/a"})},
        {f"/a{'x' * n}": Answer(status=301, headers={"location": "/a" + "x" * (n + 1)}) for n in range(40)},
    ],
    ids=["circle", "endless"],
)
def test_redirects_without_end_are_given_up(routes: dict[str, Route]) -> None:
    found = page_of(routes)
    assert isinstance(found, Unreachable)
    assert "redirects" in str(found)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(PAGE, mtime=0), zlib.compress(PAGE), zlib.compress(PAGE, wbits=-15)],
    ids=["gzip", "zlib", "deflate"],
)
def test_packed_pages_are_unpacked(packed: bytes) -> None:
    name = "gzip" if packed[:2] == b"\x1f\x8b" else "deflate"
    assert good(page_of({"/a": Answer(packed, headers={"content-encoding": name})})).data == PAGE


def test_a_packed_page_that_swells_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    found = page_of({"/a": Answer(bomb, headers={"content-encoding": "gzip"})}, limit=100_000)
    assert isinstance(found, Unreachable)
    assert "100,000 bytes" in str(found)


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_unknown_and_broken_packings_are_named(packing: str) -> None:
    found = page_of({"/a": Answer(b"nonsense", headers={"content-encoding": packing})})
    assert isinstance(found, Unreachable)
    assert "pack" in str(found)


def test_an_error_status_is_named_with_the_remedy() -> None:
    found = page_of({})
    assert isinstance(found, Unreachable)
    assert "404" in str(found)
    assert found.remedy


def test_a_busy_host_is_asked_again_after_the_pause_it_wants() -> None:
    count = itertools.count()

    def busy(handler: BaseHTTPRequestHandler) -> None:
        first = next(count) == 0
        handler.send_response(503 if first else 200)
        handler.send_header("retry-after", "7")
        handler.send_header("content-length", str(0 if first else len(PAGE)))
        handler.end_headers()
        handler.wfile.write(b"" if first else PAGE)

    with serving({"/a": busy}) as site, web() as one:
        page = one.get(site.root + "/a")
    assert page is not None
    assert page.data == PAGE
    assert 7.0 in one.waits  # type: ignore[attr-defined]


def test_a_pause_stands_between_two_requests_to_a_host() -> None:
    with serving({"/a": Answer(PAGE), "/b": Answer(PAGE)}) as site, web(pause=3.0) as one:
        one.get(site.root + "/a")
        one.get(site.root + "/b")
    assert len([wait for wait in one.waits if wait > 2.0]) == 2  # type: ignore[attr-defined]  # robots.txt is the first


def test_a_page_that_did_not_change_is_not_sent_again() -> None:
    with serving({"/a": Answer(PAGE, headers={"etag": '"v1"'})}) as site, web() as one:
        first = one.get(site.root + "/a")
        assert first is not None
        assert one.get(site.root + "/a", etag=first.header("etag")) is None


ROBOTS = b"User-agent: *\nDisallow: /private\nCrawl-delay: 4\n"


def test_robots_are_kept_unless_the_user_says_otherwise() -> None:
    routes: dict[str, Route] = {"/robots.txt": Answer(ROBOTS, media_type="text/plain"), "/private": Answer(PAGE)}
    found = page_of(routes, "/private")
    assert isinstance(found, Refused)
    assert "robots.txt" in str(found)
    assert good(page_of(routes, "/private", robots=False)).data == PAGE


def test_robots_that_cannot_be_read_forbid() -> None:
    found = page_of({"/robots.txt": Answer(status=500), "/a": Answer(PAGE)})
    assert isinstance(found, Refused)


def test_the_delay_that_robots_ask_for_is_kept() -> None:
    routes: dict[str, Route] = {"/robots.txt": Answer(ROBOTS, media_type="text/plain"), "/a": Answer(PAGE)}
    with serving(routes) as site, web() as one:
        one.get(site.root + "/a")
    assert any(wait > 3.0 for wait in one.waits)  # type: ignore[attr-defined]


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b"a")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize("slow", [drip, silent])
def test_a_slow_host_is_given_up(slow: Callable[[BaseHTTPRequestHandler], None]) -> None:
    began = time.monotonic()
    found = page_of({"/a": slow}, patience=0.5, whole=1.0, tries=1, robots=False)
    assert isinstance(found, Unreachable)
    assert "slow" in str(found)
    assert time.monotonic() - began < 60  # robots, retries and a busy machine; a drip would take for ever


def test_a_host_that_hangs_up_is_named() -> None:
    found = page_of({"/a": lambda handler: handler.connection.close()}, tries=1, robots=False)
    assert isinstance(found, Unreachable)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.20.0.1",
        "169.254.169.254",
        "100.64.1.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "224.0.0.1",
        "ff02::1",
    ],
)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:220:1::1"])
def test_addresses_outside_are_public(address: str) -> None:
    assert public(address)


def test_a_private_host_is_refused_unless_it_is_allowed_by_name() -> None:
    with serving({"/a": Answer(PAGE)}) as site:
        found = page_of({}, allowed=frozenset())
        assert isinstance(found, Refused)
        assert "--allow-host 127.0.0.1" in str(found)
        assert site.asked == []


def test_a_name_that_stands_for_a_private_address_is_refused_after_it_was_resolved() -> None:
    network = GuardedNetwork(resolver=lambda host, port: ["93.184.215.14", "10.0.0.5"])
    with Web(Manners(robots=False), network=network) as one, pytest.raises(Refused, match=r"10\.0\.0\.5"):
        one.get("http://news.example/a")


def test_a_redirect_to_a_private_host_is_refused() -> None:
    with serving({"/a": Answer(PAGE)}) as inside:
        target = f"http://localhost:{inside.port}/a"
        found = page_of({"/a": Answer(status=302, headers={"location": target})}, allowed=frozenset({"127.0.0.1"}))
    assert isinstance(found, Refused)
    assert inside.asked == []


@pytest.mark.parametrize(
    "address", ["ftp://news.example/a", "http://", "https://user:word@news.example/", "http://[::1", "http://a:99999/"]
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked_address(address)


def test_a_redirect_off_the_web_is_refused() -> None:
    found = page_of({"/a": Answer(status=302, headers={"location": "file:///etc/passwd"})})
    assert isinstance(found, Refused)


def test_what_is_no_page_is_named_and_the_rest_goes_on() -> None:
    routes: dict[str, Route] = {"/pic": Answer(b"\x89PNG\r\n", media_type="image/png"), "/a": Answer(PAGE)}
    with serving(routes) as site, web() as one:
        found = list(captures([site.root + "/pic", site.root + "/a"], web=one))
    assert isinstance(found[0], Unreachable)
    assert good(found[1]).data == PAGE


def test_without_the_web_an_address_is_refused() -> None:
    (found,) = captures(["https://news.example/a"])
    assert isinstance(found, Refused)
