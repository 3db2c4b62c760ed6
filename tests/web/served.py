"""A casebook as people meet it: a real `bearwitness serve` process, and a real browser that watches what pages do."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BUILT = (ROOT / "src/bearwitness/web/static/built/page.js").exists()
STARTS_WITHIN = 120
"""Seconds; a machine that runs many tests at once is slow to start a process."""
ANSWERS_WITHIN = 60_000
"""Milliseconds after which a page that does not come fails a test."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Served:
    """Where a casebook is served, and the token that lets one in."""

    address: str
    token: str
    process: subprocess.Popen[str]

    @property
    def entrance(self) -> str:
        """The address that was printed."""
        return f"{self.address}/?token={self.token}"


@contextmanager
def serving(folder: Path, *, log: Path, reviewer: str = "Ana Review") -> Iterator[Served]:
    """The casebook in a folder, served by a process of its own whose errors go to `log`; it ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bearwitness.cli", "serve", "--port", str(port), "--reviewer", reviewer]
    with log.open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*command, "--no-open", "--casebook", str(folder)], stdout=errors, stderr=errors, env=os.environ, text=True
        )
        try:
            yield _started(process, log)
        finally:
            process.terminate()
            process.wait(30)


def _started(process: subprocess.Popen[str], log: Path) -> Served:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        found = re.search(r"(http://127\.0\.0\.1:(\d+))/\?token=(\S+)", log.read_text(encoding="utf-8"))
        if found:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", int(found[2]))) == 0:
                    return Served(found[1], found[3], process)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"it did not start: {log.read_text(encoding='utf-8')}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser. The map is drawn by the processor where there is no graphics card."""
    drawn = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as started:
        made = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *drawn])
        yield made
        made.close()


@dataclass
class Watch:
    """What went on in the pages of one context that should not."""

    address: str
    elsewhere: list[str] = field(default_factory=list)
    """Addresses that were asked for and are not of the server."""
    said: list[str] = field(default_factory=list)
    """Errors of the console, what the policy refused among them, and those of scripts."""
    failed: list[str] = field(default_factory=list)
    """Answers above 399."""
    dialogs: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> Watch:
        """Watch this context from now on."""
        context.on("request", self._asked)
        context.on("console", self._heard)
        context.on("weberror", lambda one: self.said.append(str(one.error)))
        context.on("response", lambda one: self.failed.append(f"{one.status} {one.url}") if one.status > 399 else None)
        context.on("dialog", self._shown)
        return self

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.address + "/"):
            self.elsewhere.append(request.url)

    def _heard(self, message: ConsoleMessage) -> None:
        # What a graphics driver says of itself is no error of a page.
        if message.type == "error" and not re.search(r"WebGL|GPU|GL Driver", message.text):
            self.said.append(f"{message.text} ({message.location})")

    def _shown(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def nothing(self) -> None:
        """Fails if anything went on that should not."""
        assert (self.elsewhere, self.said, self.failed, self.dialogs) == ([], [], [], [])


@contextmanager
def let_in(
    browser: Browser, served: Served, *, size: Any = None, colours: Any = "light", **more: Any
) -> Iterator[tuple[Page, Watch]]:
    """A page of somebody who opened the printed address, and what is watched of it."""
    window: Any = size or WIDE
    with browser.new_context(
        viewport=window, color_scheme=colours, reduced_motion="reduce", timezone_id="UTC", **more
    ) as context:
        watch = Watch(served.address).over(context)
        context.set_default_timeout(ANSWERS_WITHIN)
        page = context.new_page()
        page.goto(served.entrance)
        yield page, watch
