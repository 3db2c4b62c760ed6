"""Asking a timestamp authority over HTTP."""

from __future__ import annotations

import httpx

from bearwitness.errors import Unreachable, UsageError
from bearwitness.record.timestamp import MOST

PATIENCE = 30.0
"""Seconds."""
ASKED = "application/timestamp-query"
ANSWERED = "application/timestamp-reply"


class HttpAuthority:
    """A `ports.Authority` at an address (RFC 3161, section 3.4)."""

    def __init__(self, address: str, *, transport: httpx.BaseTransport | None = None) -> None:
        """UsageError if the address is none that can be asked."""
        if not address.startswith(("http://", "https://")):
            raise UsageError(f"{address!r} is no authority's address.", remedy="It begins with http:// or https://.")
        self._address = address
        self._transport = transport

    @property
    def address(self) -> str:
        """Where it is asked."""
        return self._address

    def answer(self, request: bytes) -> bytes:
        """The answer to a request, both DER; Unreachable if none comes."""
        data = bytearray()
        headers = {"Content-Type": ASKED, "Accept": ANSWERED, "User-Agent": "bearwitness"}
        try:
            with (
                httpx.Client(timeout=PATIENCE, transport=self._transport, follow_redirects=False) as client,
                client.stream("POST", self._address, content=request, headers=headers) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise Unreachable(f"{self._address} answers {answer.status_code}.", remedy="Check the address.")
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > MOST:
                        raise Unreachable(f"{self._address} answers at too great a length.")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(
                f"{self._address} does not answer ({error}).", remedy="Try again, or ask another authority."
            ) from error
        return bytes(data)
