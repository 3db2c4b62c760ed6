"""What all commands of the command line share: common options, and errors as a sentence and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from rich.console import Console

from bearwitness.errors import BearwitnessError, UsageError

P = ParamSpec("P")
errors = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print data only, one JSON value a line.")]
CasebookFolder = Annotated[
    Path | None,
    typer.Option(
        "--casebook",
        metavar="DIR",
        help="The casebook's folder; by default $BEARWITNESS_CASEBOOK, else ./casebook.",
        show_default=False,
    ),
]
Name = Annotated[str, typer.Argument(metavar="ID", help="An incident's id (its beginning is enough), or a report's.")]


def say_error(error: BaseException) -> None:
    """One error on standard error, never interpreted as markup (it may hold a report's words)."""
    errors.print(f"error: {error}", markup=False, highlight=False, soft_wrap=True)


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The command with Bearwitness's errors turned into a sentence and an exit status."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        try:
            command(*args, **options)
        except UsageError as error:
            say_error(error)
            raise typer.Exit(2) from error
        except BearwitnessError as error:
            say_error(error)
            raise typer.Exit(1) from error
        except BrokenPipeError:
            # The reader (head, less) has what it wanted. Python would complain again while closing.
            sys.stdout = None
            raise typer.Exit(0) from None

    return run
