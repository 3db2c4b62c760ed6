"""What all commands say and how: data to standard output; logs, progress and errors to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bearwitness.errors import BearwitnessError
from bearwitness.identity import jsonable

errors = Console(stderr=True)
PIPED = 110
"""Columns where standard output is no screen."""


def say_error(error: BaseException) -> None:
    """One error on standard error, never interpreted as markup (it may hold a report's words)."""
    say(f"error: {error}")


def say(line: str) -> None:
    """One line on standard error, never interpreted as markup."""
    errors.print(line, markup=False, highlight=False, soft_wrap=True)


def emit(value: Any) -> None:
    """One JSON value as a line of standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(jsonable(value)) + b"\n")
    sys.stdout.buffer.flush()


def show_on_screen(*renderables: Any) -> None:
    """For people, on standard output; as wide as the screen, and readable where there is none."""
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=PIPED)
    for one in renderables:
        console.print(one)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on standard error: the value it yields takes (done, total); quiet where nobody looks."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def write(content: str | bytes, output: Path) -> None:
    """Text or bytes to a file, all or nothing, or to standard output for `-`."""
    data = content.encode() if isinstance(content, str) else content
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    half = output.with_name(f".{output.name}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(data)
        half.replace(output)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise BearwitnessError(
            f"{output} could not be written: {error.strerror}.", remedy="Name another file with -o."
        ) from error
    errors.print(f"Written: {output}", markup=False, highlight=False)
