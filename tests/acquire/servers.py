"""A web server on the loopback address for the tests: each path is an answer, or a function that writes one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"


Route = Answer | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running server."""

    routes: dict[str, Route]
    port: int = 0
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            route = site.routes.get(self.path, Answer(b"no", status=404))
            if not isinstance(route, Answer):
                route(self)
                return
            etag = route.headers.get("etag")
            known = etag is not None and self.headers.get("if-none-match") == etag
            body = b"" if known else route.body
            self.send_response(304 if known else route.status)
            for name, value in {"content-type": route.media_type, **route.headers}.items():
                self.send_header(name, value)
            if not known:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def serving(routes: Mapping[str, Route]) -> Iterator[Site]:
    """The site, until the block ends."""
    site = Site(dict(routes))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
