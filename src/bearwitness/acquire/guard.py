"""Which machines may be asked: only those of the public internet, judged by the address that a name stands for.

A page can redirect to `http://localhost/`, and a name can point at a router's own pages. So the check stands where the
connection is made: after the name was resolved, at every redirect, and the connection goes to the very address that
was checked. Hosts that the user allowed by name are exempt; that is how a newsroom reads its own archive server.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from bearwitness.errors import Refused

SHARED_NETS = (
    ipaddress.ip_network("100.64.0.0/10"),  # RFC 6598, carriers' own networks
    ipaddress.ip_network("64:ff9b::/96"),  # RFC 6052, an IPv4 address inside an IPv6 one
    ipaddress.ip_network("64:ff9b:1::/48"),  # RFC 8215, the same for local use
    ipaddress.ip_network("2002::/16"),  # RFC 3056, 6to4
)


def public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; private, loopback, link-local and the like do not."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    shared = any(parsed in net for net in SHARED_NETS if net.version == parsed.version)
    return parsed.is_global and not parsed.is_multicast and not shared


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host name, as the system finds them; httpcore.ConnectError if there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} is not known") from error
    return list(dict.fromkeys(str(line[4][0]) for line in found))


class _Bounded(httpcore.NetworkStream):
    """A connection that is cut at a moment, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, min(timeout or self._left(), self._left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, min(timeout or self._left(), self._left()))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = min(timeout or self._left(), self._left())
        return _Bounded(self._inner.start_tls(ssl_context, server_hostname, limit), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, and to hosts in `allowed`; everything ends at the deadline."""

    def __init__(self, allowed: Iterable[str] = (), *, resolver: Callable[[str, int], list[str]] = resolve) -> None:
        """`allowed`: host names or addresses as they stand in a URL. `resolver`: for tests."""
        self._allowed = frozenset(one.lower().strip("[]") for one in allowed)
        self._resolver = resolver
        self._inner = httpcore.SyncBackend()
        self._deadline = float("inf")

    def allow_until(self, seconds: float) -> None:
        """From now on, every connection is cut after so many seconds."""
        self._deadline = time.monotonic() + seconds

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it took too long")
        return min(left, 3600.0)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to an address of the host that was checked; Refused if one of them is not public."""
        addresses = self._resolver(host, port)
        # One private address among public ones is a trick, not a mistake.
        inside = [one for one in addresses if not public(one)]
        if inside and host.lower().strip("[]") not in self._allowed:
            raise Refused(
                f"{host}: the name stands for {inside[0]}, which is no address of the public internet.",
                remedy=f"If this host is meant, allow it by name: --allow-host {host}",
            )
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for one in addresses:
            try:
                stream = self._inner.connect_tcp(
                    one, port, min(timeout or self._left(), self._left()), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Bounded(stream, self._left)
        raise failure

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        with contextlib.suppress(Exception):  # the answer was read or given up; nothing depends on a clean farewell
            self._stream.close()


class GuardedTransport(httpx.BaseTransport):
    """httpx over a guarded network; no proxy, no environment."""

    def __init__(self, network: GuardedNetwork, context: SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=network, max_connections=8, keepalive_expiry=10.0, retries=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; httpcore's errors pass through."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
