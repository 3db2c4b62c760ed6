"""What `bearwitness serve` does: opens the casebook, says where it is to be seen, and answers until it is stopped."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
import webbrowser
from pathlib import Path

import typer
import uvicorn

from bearwitness import commands
from bearwitness.casebook import Casebook
from bearwitness.commands import opened
from bearwitness.console import say
from bearwitness.errors import UsageError
from bearwitness.settings import default_casebook, default_reviewer
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone, Site, door_of

GRACE = 5
"""Seconds that answers under way may take once the program is asked to stop."""


def serve(
    *,
    host: str,
    port: int,
    address: str | None,
    certificate: Path | None,
    certificate_key: Path | None,
    reviewer: str | None,
    show: bool,
    casebook: Path | None,
) -> None:
    """Serve the casebook until Ctrl-C."""
    folder = casebook or default_casebook()
    Casebook.open(folder, create=False).close()
    if (certificate is None) != (certificate_key is None):
        raise UsageError("A certificate needs its key, and the key its certificate.", remedy="Name both files.")
    site = site_of(host, port, address, secure=certificate is not None)
    door = door_of(folder, host=host, site=site, reviewer=reviewer or default_reviewer())
    if address is None and host in ("0.0.0.0", "::"):  # noqa: S104  (asked for, and there are accounts)
        raise UsageError(f"{host} is no address that people can open.", remedy="Say how they reach it with --address.")
    listener = listening(host, port)
    with opened(folder):
        pass  # bring the incidents up to date before the first page asks for them
    app = create_app(Books(folder), door=door, site=site)
    first = sorted(site.origins, key=lambda one: ("127.0.0.1" not in one, one))[0]
    told = f"{first}/?token={door.token}" if isinstance(door, Alone) else first
    say(f"{folder} is at {told}")
    if isinstance(door, Alone):
        say("The address is for you alone: whoever has it may decide in your name. Stop with Ctrl-C.")
    if show and isinstance(door, Alone) and sys.stderr.isatty():
        threading.Timer(1.0, lambda: webbrowser.open(told)).start()
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=address is not None,  # then a web server stands before it, and says who asks
            forwarded_allow_ips="127.0.0.1,::1",
            ssl_certfile=certificate,
            ssl_keyfile=certificate_key,
            timeout_graceful_shutdown=GRACE,
        )
    )
    with listener, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def demo(*, into: Path, show: bool) -> None:
    """The example casebook, printed, and at a terminal shown in the browser."""
    commands.demo(into=into)
    folder = into / "casebook"
    if show and sys.stdout.isatty() and sys.stderr.isatty():
        serve(
            host="127.0.0.1",
            port=8642,
            address=None,
            certificate=None,
            certificate_key=None,
            reviewer=None,
            show=True,
            casebook=folder,
        )
    else:
        typer.echo(f"Look:     bearwitness serve --casebook {folder}")


def site_of(host: str, port: int, address: str | None, *, secure: bool) -> Site:
    """Under which address people reach it."""
    if address is not None:
        return Site.at(address)
    if secure or host not in ("127.0.0.1", "::1", "localhost"):
        return Site.at(f"{'https' if secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}")
    return Site.loopback(port)


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound to the address; UsageError if that cannot be."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened at ({error.strerror or error}).",
            remedy="Another program may use the port: name another one with --port.",
        ) from error
    return made
