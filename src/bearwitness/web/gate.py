"""What every request passes before anything else: is it meant for us, does another site send it, who sends it.

It also puts the headers on every answer, and what was changed into the audit.
"""

from __future__ import annotations

import time
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import msgspec
from anyio import to_thread
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bearwitness.errors import BearwitnessError, CasebookBusy
from bearwitness.web.access import SAFE, inside, to_login
from bearwitness.web.doors import Alone, Door, Site, Team
from bearwitness.web.headers import HEADERS
from bearwitness.web.limits import Bucket, place_of
from bearwitness.web.sessions import csrf_of
from bearwitness.web.visitors import Visitor

METHODS = frozenset({*SAFE, "POST"})
API = "/api/"
TOKEN = "token"  # noqa: S105  (the name of it, not it)
BURST, RATE = 120, 10.0
"""Changes that one person may ask for at once, and a second after that."""
LONGEST_SECRET = 200
Headers = list[tuple[bytes, bytes]]


class Gate:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, *, door: Door, site: Site) -> None:
        """`door` knows who is let in, `site` where the application is served."""
        self._app = app
        self._door = door
        self._site = site
        self._bucket = Bucket(burst=BURST, rate=RATE, seconds=time.monotonic)
        self._headers = dict(HEADERS)
        if site.secure:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what must not go on, and hands on the rest with `user` and `csrf` in the scope."""
        if scope["type"] == ScopeType.WEBSOCKET:
            await send({"type": "websocket.close", "code": 1008, "reason": "There is nothing here."})
            return
        asked = Asked(scope)
        answer = self._headed(send)
        told = self._turned_away(asked)
        if told is not None:
            await refuse(answer, asked, *told)
            return
        if isinstance(self._door, Alone) and asked.method == "GET" and TOKEN in asked.query:
            await self._exchange(self._door, asked, answer)
            return
        try:
            await self._let_in(asked, scope)
        except BearwitnessError as error:
            await refuse(answer, asked, 503 if isinstance(error, CasebookBusy) else 500, str(error))
            return
        wait = 0.0 if asked.method in SAFE else self._bucket.take(self._who(asked, scope))
        if wait:
            await refuse(answer, asked, 429, "Too many changes at once.", (b"retry-after", str(int(wait) + 1).encode()))
            return
        if scope.get("user") is None and asked.is_followed_link:
            await self._once_more(asked, answer)
            return
        await self._go_on(asked, scope, receive, answer)

    def _turned_away(self, asked: Asked) -> tuple[int, str] | None:
        """Status and words for a request that is not meant for this application or is made by another site."""
        if asked.headers.get("host", "").lower() not in self._site.hosts:
            return 421, "This address is not served here. Use the address that was printed when the program started."
        if asked.method not in METHODS:
            return 405, "This cannot be done here."
        if asked.method in SAFE:
            return None
        origin = asked.headers.get("origin")
        from_us = asked.headers.get("sec-fetch-site") == "same-origin"
        own = from_us if origin is None else origin in self._site.origins
        return None if own else (403, "This was not asked for by a page of this application.")

    async def _let_in(self, asked: Asked, scope: Scope) -> None:
        """Puts into the scope who asks, and what a form of theirs has to carry."""
        told = cast("dict[str, Any]", scope)
        told |= {"user": None, "csrf": "", "site": self._site}
        key = asked.key
        if key is not None:  # a program; no browser sends this header on its own, so no form has to be guarded
            if asked.path.startswith(API) and asked.method in SAFE:
                told["user"] = await to_thread.run_sync(lambda: self._door.visitor(key, kind="program"))
            return
        secret = asked.cookie(self._site.cookie)
        if secret is None:
            return
        visitor = await to_thread.run_sync(lambda: self._door.visitor(secret, kind="browser"))
        told |= {"user": visitor, "csrf": csrf_of(secret), "secret": secret}

    async def _exchange(self, door: Alone, asked: Asked, send: Send) -> None:
        """The token becomes a cookie, and the address one that may be shown and kept."""
        secret = door.exchange(asked.query[TOKEN])
        if secret is None:
            await say(send, 401, "This token is of another start of the program. Use the address that it printed.")
            return
        rest = urlencode([(name, value) for name, value in asked.pairs if name != TOKEN])
        where = inside(asked.raw_path + (f"?{rest}" if rest else ""))
        await say(send, 303, "", (b"location", where.encode()), cookie_header(self._site, secret))

    async def _once_more(self, asked: Asked, send: Send) -> None:
        """Somebody followed a link from another site, and the browser therefore sent no cookie: a page of ours that
        leads on lets it send it.
        """
        where = (
            to_login(asked.raw_path, asked.raw_query).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        )
        text = (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bearwitness</title>'
            f'<meta http-equiv="refresh" content="0; url={where}"></head>'
            f'<body><p><a href="{where}">Bearwitness</a></p></body></html>'
        )
        await say(send, 200, text, kind=b"text/html; charset=utf-8")

    async def _go_on(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        done = 0

        async def noted(message: Message) -> None:
            nonlocal done
            if message["type"] == "http.response.start":
                done = message["status"]
            await send(message)

        await self._app(scope, receive, noted)
        if asked.method not in SAFE and 0 < done < 400 and isinstance(self._door, Team):
            await to_thread.run_sync(lambda: self._note(self._door, asked, scope))  # type: ignore[arg-type]

    @staticmethod
    def _note(door: Team, asked: Asked, scope: Scope) -> None:
        """A line of the audit for what was changed, unless the handler wrote its own."""
        visitor = scope.get("user")
        if scope.get("audited") or not isinstance(visitor, Visitor):
            return
        handler: Any = scope.get("route_handler")
        what = handler.opt.get("does") if handler is not None else None
        named = ", ".join(str(one) for one in scope.get("path_params", {}).values())
        subject = scope.get("subject") or named or None
        door.audit.note(
            str(what or f"asked for {asked.path}"),
            who=visitor.name,
            address=asked.address,
            subject=None if subject is None else str(subject),
        )

    def _who(self, asked: Asked, scope: Scope) -> str:
        visitor = scope.get("user")
        return f"account {visitor.name}" if isinstance(visitor, Visitor) else f"from {place_of(asked.address)}"

    def _headed(self, send: Send) -> Send:
        """Sends answers with the headers that every answer has; what a page says for itself stays."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                known = {name.lower() for name, _ in own}
                own.extend(
                    (name.encode(), value.encode())
                    for name, value in self._headers.items()
                    if name.encode() not in known
                )
                message["headers"] = own
            await send(message)

        return headed


class Asked:
    """A request as the gate looks at it; nothing in it can make reading it fail."""

    def __init__(self, scope: Scope) -> None:
        """Of this ASGI scope."""
        self.method = str(scope.get("method", "")).upper()
        self.path = str(scope["path"])
        self.raw_path = (scope.get("raw_path") or self.path.encode("utf-8", "replace")).decode("latin-1").split("?")[0]
        self.raw_query = bytes(scope.get("query_string", b"")).decode("latin-1")
        self.headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            joint = "; " if key == "cookie" else ", "
            self.headers[key] = f"{self.headers[key]}{joint}{text}" if key in self.headers else text
        try:
            self.pairs = parse_qsl(self.raw_query, keep_blank_values=True, max_num_fields=100)
        except ValueError:
            self.pairs = []
        self.query = dict(self.pairs)
        client = scope.get("client")
        self.address = str(client[0]) if client else "unknown"

    @property
    def key(self) -> str | None:
        """The key with which a program asks."""
        kind, _, rest = self.headers.get("authorization", "").partition(" ")
        return rest.strip()[:LONGEST_SECRET] if kind.lower() == "bearer" else None

    def cookie(self, name: str) -> str | None:
        """A cookie of this name."""
        for one in self.headers.get("cookie", "").split(";"):
            found, _, value = one.strip().partition("=")
            if found == name and value:
                return value[:LONGEST_SECRET]
        return None

    @property
    def is_followed_link(self) -> bool:
        """Whether a browser opens this page because somebody followed a link on another site."""
        return (
            self.method == "GET"
            and self.headers.get("sec-fetch-site") in ("cross-site", "same-site")
            and self.headers.get("sec-fetch-mode") == "navigate"
            and self.headers.get("sec-fetch-dest") == "document"
            and self.path != "/login"
        )


def cookie_header(site: Site, secret: str, *, ends: bool = False) -> tuple[bytes, bytes]:
    """The cookie with a session's secret; `ends`: taken away."""
    parts = [f"{site.cookie}={secret}", "Path=/", "HttpOnly", "SameSite=Strict"]
    if site.secure:
        parts.append("Secure")
    if ends:
        parts.append("Max-Age=0")
    return b"set-cookie", "; ".join(parts).encode("latin-1")


async def refuse(send: Send, asked: Asked, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    """A short answer of the gate itself, in the form that programs expect where they ask."""
    if asked.path.startswith(API):
        told = msgspec.json.encode({"error": text, "remedy": None}).decode()
        await say(send, status, told, *headers, kind=b"application/json")
    else:
        await say(send, status, text, *headers)


async def say(
    send: Send, status: int, text: str, *headers: tuple[bytes, bytes], kind: bytes = b"text/plain; charset=utf-8"
) -> None:
    """A short answer of the gate itself."""
    body = text.encode()
    listed: Headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body, "more_body": False})
