"""Pages from the web, asked for politely and with bounds.

- A user agent that says who asks; robots.txt is kept unless the user says otherwise; one request to a host at a time,
  with a pause between two, longer where the host asks for it.
- Bounds: seconds for a connection and a read, seconds for a whole page however slowly it drips, bytes after
  unpacking, redirects. Only `gzip` and `deflate` are accepted as packing, and unpacked step by step against the limit.
- Hosts outside the public internet are refused (see `guard`).
- A host that is busy (429, 500, 502, 503, 504) or does not answer is asked again, each time after twice the pause.

What comes back are the bytes after unpacking, with the address that gave them, the status and the header fields.
"""

from __future__ import annotations

import datetime
import email.utils
import logging
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import certifi
import httpcore
import httpx
import msgspec
from protego import Protego

from bearwitness import __version__
from bearwitness.acquire.guard import GuardedNetwork, GuardedTransport
from bearwitness.errors import Refused, Unreachable
from bearwitness.ports import Clock, SystemClock

log = logging.getLogger(__name__)
AGENT = "bearwitness"
BUSY = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})
ROBOTS_LIMIT = 500 * 2**10
"""Bytes of robots.txt that are read (RFC 9309, section 2.5)."""
LONGEST_ADDRESS = 4000
STEP = 2**16
SEEN = 120


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """How the web is asked."""

    contact: str | None = None
    """An address or a page of whoever asks; hosts see it."""
    allowed: frozenset[str] = frozenset()
    """Hosts that may be asked although they are not on the public internet."""
    robots: bool = True
    """Whether robots.txt is kept."""
    pause: float = 1.0
    """Seconds between two requests to a host."""
    longest_pause: float = 60.0
    """Seconds; a host that asks for a longer one is not asked again now."""
    patience: float = 20.0
    """Seconds for a connection, and for each read."""
    whole: float = 90.0
    """Seconds for one page, redirects and all."""
    limit: int = 32 * 2**20
    """Bytes of a page after unpacking."""
    redirects: int = 8
    tries: int = 3


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a host answered."""

    address: str
    """The address that gave it, after redirects."""
    via: tuple[str, ...]
    """The addresses that redirected, the one asked for first; empty where none did."""
    status: int
    headers: tuple[tuple[str, str], ...]
    retrieved: str
    """ISO 8601, UTC, to the second."""
    data: bytes

    def header(self, name: str) -> str | None:
        """The first header field of this (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)


class Web:
    """Fetches pages. Use it in a `with` block, or close it."""

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
        network: GuardedNetwork | None = None,
    ) -> None:
        """`clock`, `sleep` and `network` are for tests."""
        self.manners = manners or Manners()
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._network = network or GuardedNetwork(self.manners.allowed)
        self._robots: dict[str, Protego | Unreachable | None] = {}
        self._last: dict[str, float] = {}
        contact = f"; {self.manners.contact}" if self.manners.contact else ""
        self._client = httpx.Client(
            transport=GuardedTransport(self._network, ssl.create_default_context(cafile=certifi.where())),
            timeout=self.manners.patience,
            follow_redirects=False,
            trust_env=False,
            headers={
                "user-agent": f"{AGENT}/{__version__} (records reports of harm to civilians{contact})",
                "accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
                "accept-encoding": "gzip, deflate",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def get(self, address: str, *, etag: str | None = None, modified: str | None = None) -> Page | None:
        """The page at an address; None if it did not change since the answer that had this etag or date.

        Refused if it must not be asked for; Unreachable if it does not come.
        """
        asked = {name: value for name, value in (("if-none-match", etag), ("if-modified-since", modified)) if value}
        here, via = checked_address(address), []
        for _ in range(self.manners.redirects + 1):
            if self.manners.robots:
                self._ask_leave(here)
            page = self._patiently(here, asked, self.manners.limit)
            if page.status in MOVED and page.header("location"):
                via.append(here)
                here = checked_address(urljoin(here, page.header("location") or ""), said_by=here)
                if here in via:
                    raise Unreachable(f"{shown(address)}: it redirects in a circle.")
                continue
            if page.status == httpx.codes.NOT_MODIFIED and asked:
                return None
            if page.status != httpx.codes.OK:
                raise Unreachable(
                    f"{shown(here)}: the host answered {page.status} {httpx.codes.get_reason_phrase(page.status)}.",
                    remedy="Open it in a browser; if the report is there, save the page and add the file.",
                )
            if not page.data:
                raise Unreachable(f"{shown(here)}: the page is empty.")
            return msgspec.structs.replace(page, via=tuple(via))
        raise Unreachable(f"{shown(address)}: it redirects more than {self.manners.redirects} times.")

    def _ask_leave(self, address: str) -> None:
        """Refused if robots.txt of the host forbids the address, or cannot be had (RFC 9309, section 2.3.1.4)."""
        root = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        if root not in self._robots:
            self._robots[root] = self._read_robots(root)
        rules = self._robots[root]
        if isinstance(rules, Unreachable):
            raise Refused(
                f"{shown(address)}: the host's robots.txt could not be read, so it is not asked ({rules.what})",
                remedy="Try later, or use --ignore-robots if you may.",
            )
        if rules is not None and not rules.can_fetch(address, AGENT):
            raise Refused(
                f"{shown(address)}: the host's robots.txt asks programs not to read it.",
                remedy="Save the page from a browser and add the file, or use --ignore-robots if you may.",
            )

    def _read_robots(self, root: str) -> Protego | Unreachable | None:
        here = root + "/robots.txt"
        try:
            for _ in range(6):
                page = self._patiently(here, {}, ROBOTS_LIMIT, cut=True)
                if page.status in MOVED and page.header("location"):
                    here = checked_address(urljoin(here, page.header("location") or ""), said_by=here)
                    continue
                if page.status in BUSY:
                    return Unreachable(f"It answered {page.status}.")
                if page.status != httpx.codes.OK:
                    return None
                return Protego.parse(page.data.decode("utf-8", errors="replace"))
        except Unreachable as error:
            return error
        return None

    def _patiently(self, address: str, asked: dict[str, str], limit: int, *, cut: bool = False) -> Page:
        """One address, asked again after a pause where the host is busy or silent."""
        wait = self.manners.pause
        for attempt in range(1, self.manners.tries + 1):
            last = attempt == self.manners.tries
            try:
                self._take_turn(address)
                page = self._once(address, asked, limit, cut=cut)
            except Unreachable as error:
                if last or error.remedy == FINAL:
                    raise
                log.info("%s Asking again.", error.what)
            else:
                if page.status not in BUSY or last:
                    return page
                wait = max(wait, _seconds(page.header("retry-after"), self._clock))
                if wait > self.manners.longest_pause:
                    return page
            self._sleep(wait)
            wait *= 2
        raise AssertionError("unreachable")  # pragma: no cover

    def _take_turn(self, address: str) -> None:
        """Wait until the host may be asked again."""
        host = urlsplit(address).netloc
        pause = self.manners.pause
        rules = self._robots.get("{0.scheme}://{0.netloc}".format(urlsplit(address)))
        if self.manners.robots and isinstance(rules, Protego):
            asked_for = rules.crawl_delay(AGENT)
            pause = max(pause, min(float(asked_for or 0), self.manners.longest_pause))
        if host in self._last:
            left = self._last[host] + pause - time.monotonic()
            if left > 0:
                self._sleep(left)
        self._last[host] = time.monotonic()

    def _once(self, address: str, asked: dict[str, str], limit: int, *, cut: bool) -> Page:
        """One exchange; the body is read up to the limit (`cut`: what is over it is left out, not refused)."""
        self._network.allow_until(self.manners.whole)
        try:
            with self._client.stream("GET", address, headers=asked) as answer:
                headers = tuple((key.lower(), value) for key, value in answer.headers.multi_items())
                data = b""
                if answer.status_code == httpx.codes.OK:
                    data = b"".join(self._body(answer, address, limit, cut=cut))
        except (httpx.TimeoutException, httpcore.TimeoutException):
            raise Unreachable(
                f"{shown(address)}: the host was too slow (over {self.manners.patience:g} seconds for an answer, "
                f"or {self.manners.whole:g} for the whole).",
                remedy="Try later.",
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise Unreachable(f"{shown(address)}: no answer ({shown(str(error)) or type(error).__name__}).") from None
        return Page(
            address=address,
            via=(),
            status=answer.status_code,
            headers=headers,
            retrieved=self._clock.now()
            .astimezone(datetime.UTC)
            .replace(microsecond=0)
            .isoformat()
            .replace("+00:00", "Z"),
            data=data,
        )

    def _body(self, answer: httpx.Response, address: str, limit: int, *, cut: bool) -> Iterator[bytes]:
        size = 0
        for piece in _unpacked(answer, address):
            size += len(piece)
            if size > limit:
                if cut:
                    yield piece[: len(piece) - (size - limit)]
                    return
                raise Unreachable(f"{shown(address)}: the page has more than {limit:,} bytes.", remedy=FINAL)
            yield piece


FINAL = "Save what matters of it and add the file."
"""The remedy of a fault that asking again does not mend."""


def _unpacked(answer: httpx.Response, address: str) -> Iterator[bytes]:
    """The body without its packing, never more than `STEP` bytes at once."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        yield from answer.iter_raw(STEP)
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise Unreachable(
            f"{shown(address)}: it is packed as {shown(packing)!r}, which was not asked for.", remedy=FINAL
        )
    try:
        yield from _inflated(answer.iter_raw(STEP), packing)
    except zlib.error:
        raise Unreachable(f"{shown(address)}: its packing is broken.") from None


def _inflated(pieces: Iterator[bytes], packing: str) -> Iterator[bytes]:
    inflate: zlib._Decompress | None = None
    for piece in pieces:
        if inflate is None:
            # Some hosts send raw deflate where zlib is meant; the first byte tells (RFC 1950: method 8).
            bits = 31 if packing != "deflate" else 15 if piece[0] & 15 == 8 else -15
            inflate = zlib.decompressobj(bits)
        out = inflate.decompress(piece, STEP)
        while out:
            yield out
            out = inflate.decompress(inflate.unconsumed_tail, STEP) if inflate.unconsumed_tail else b""
    if inflate is not None:
        if not inflate.eof:
            raise zlib.error("it ends too early")
        yield inflate.flush()


def is_address(place: str) -> bool:
    """Whether a place is an address on the web and not a path."""
    return place.lower().startswith(("http://", "https://"))


def checked_address(address: str, *, said_by: str | None = None) -> str:
    """The address without its fragment; Refused if it is none of the web, or holds a password."""
    where = shown(address) if said_by is None else f"{shown(said_by)} redirects to {shown(address)}"
    if len(address) > LONGEST_ADDRESS:
        raise Refused(f"{where}: the address has more than {LONGEST_ADDRESS:,} characters.")
    try:
        parts = urlsplit(urldefrag(address.strip()).url)
        _ = parts.port
    except ValueError:
        raise Refused(f"{where}: this is no address.", remedy="Look at its spelling.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"{where}: this is no address of the web.", remedy="It begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{where}: the address holds a name or password.", remedy="Leave them out.")
    return parts.geturl()


def shown(words: str) -> str:
    """Words of a stranger for an error: on one line, printable, not too long."""
    one = "".join(each if each.isprintable() else "\ufffd" for each in words)
    return one if len(one) <= SEEN else one[: SEEN - 1] + "…"


def _seconds(retry_after: str | None, clock: Clock) -> float:
    """The seconds of a `Retry-After` field, given as such or as a date; 0 where it says nothing usable."""
    value = (retry_after or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (moment - clock.now()).total_seconds())
