"""`bearwitness serve` on the command line: its options, and nothing of what it does (`commands_serve`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bearwitness.cli_options import CasebookFolder, guarded


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(serve)


@guarded
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; others need accounts.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="At which port to listen.")] = 8642,
    address: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Under which address people reach it, if a web server stands before it."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PEM certificate with which to speak https.")
    ] = None,
    certificate_key: Annotated[Path | None, typer.Option(metavar="FILE", help="PEM key of the certificate.")] = None,
    reviewer: Annotated[
        str | None, typer.Option(metavar="NAME", help="The name that signs Decisions where there are no accounts.")
    ] = None,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    casebook: CasebookFolder = None,
) -> None:
    """Look at the casebook in a browser: lists, map, figures over time, reports side by side, review."""
    from bearwitness import commands_serve

    commands_serve.serve(
        host=host,
        port=port,
        address=address,
        certificate=certificate,
        certificate_key=certificate_key,
        reviewer=reviewer,
        show=show,
        casebook=casebook,
    )
