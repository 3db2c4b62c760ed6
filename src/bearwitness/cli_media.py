"""The commands about images and videos on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bearwitness.cli_options import CasebookFolder, Json, guarded

media = typer.Typer(no_args_is_help=True, help="Images and videos as evidence. Nobody in them is recognised.")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(media, name="media")
    for name, command in (("add", add), ("list", list_all), ("like", like), ("thumbnail", thumbnail)):
        media.command(name)(guarded(command))


def add(
    target: Annotated[str, typer.Argument(metavar="ID", help="A report's id, or an incident's (or its beginning).")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Images and videos.")],
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Add images and videos to a report or incident: bytes, EXIF, XMP, C2PA manifest, perceptual hash."""
    from bearwitness import commands_media

    commands_media.add(target, files, casebook=casebook, json=json)


def list_all(
    target: Annotated[str | None, typer.Argument(metavar="[ID]", help="A report's or incident's id.")] = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """List images and videos, what they say of themselves, and which look like which."""
    from bearwitness import commands_media

    commands_media.list_all(target, casebook=casebook, json=json)


def like(
    picture: Annotated[str, typer.Argument(metavar="FILE|SHA256", help="A file, or an image of the casebook.")],
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Find the pictures of the casebook that look like this one. The file is only read, not added."""
    from bearwitness import commands_media

    commands_media.like(picture, casebook=casebook, json=json)


def thumbnail(
    picture: Annotated[str, typer.Argument(metavar="SHA256", help="An image of the casebook, by hash or media id.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output.")
    ] = None,
    casebook: CasebookFolder = None,
) -> None:
    """Write a small JPEG of an image, re-encoded: nothing of what was written beside the picture is in it."""
    from bearwitness import commands_media

    commands_media.small(picture, output=output, casebook=casebook)
