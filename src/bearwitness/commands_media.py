"""What `bearwitness media` does: images and videos are added as evidence, listed, and compared.

Data goes to standard output; everything else to standard error.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import typer

from bearwitness.casebook import Casebook, Incidents
from bearwitness.commands import Outcome, opened, tree_of
from bearwitness.console import emit, say, say_error, show_on_screen, write
from bearwitness.errors import InputError, NotFound, UnreadableFile, UsageError
from bearwitness.media import Looks, look_at, thumbnail
from bearwitness.media.looking import LARGEST
from bearwitness.model import Capture, Exhibit, MediaTarget
from bearwitness.settings import default_casebook
from bearwitness.share.media import exhibit_row, render_exhibits
from bearwitness.signing import user_signer
from bearwitness.workers.carry import warnings_of_media


def add(name: str, files: list[Path], *, casebook: Path | None, json: bool) -> None:
    """Add files as evidence to a report or incident. What cannot be added is named, and the rest goes on."""
    folder = casebook or default_casebook()
    target = target_of(name, folder)
    outcome = Outcome()
    added: set[str] = set()
    with Casebook.open(folder, create=False, signer=user_signer()) as book:
        for path in files:
            try:
                data = bytes_of(path)
                facts = look_at(data, name=path.name)
                sha256 = hashlib.sha256(data).hexdigest()
                capture = Capture(sha256=sha256, size=len(data), media_type=facts.media_type, address=path.name)
                made, result = book.add_media(capture, data, target, facts)
            except InputError as error:
                outcome.failed += 1
                say_error(error)
                continue
            outcome.done += 1
            added.add(made)
            if json:
                emit({"id": made, "sha256": sha256, "result": result, "target": target, "facts": facts})
            else:
                typer.echo(f"{made}  {result}: {path.name} ({facts.form}) to the {target.kind} {target.id}")
                for fault in facts.faults:
                    typer.echo(f"  kept, but {fault}", err=True)
    if not json:
        with opened(folder) as found:
            for each in warnings_of_media(found, added):
                say(str(each))
    outcome.close()


def target_of(name: str, folder: Path) -> MediaTarget:
    """The report with this id, else the incident whose id begins with it; UsageError if there is neither."""
    with Casebook.open(folder, create=False) as book:
        try:
            return MediaTarget(kind="report", id=book.report(name).report.id)
        except NotFound:
            pass
    with opened(folder) as found:
        record = tree_of(found, name, folder).records[0]
    return MediaTarget(kind="incident", id=record.id, report=min((one.id for one in record.reports), default=None))


def bytes_of(path: Path) -> bytes:
    """A file's bytes; UnreadableFile if there are none to be had."""
    try:
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise UnreadableFile(f"{path.name}: this is no plain file.", remedy="Name the image or video itself.")
        if mode.st_size > LARGEST:
            raise UnreadableFile(f"{path.name}: it has more than {LARGEST:,} bytes.", remedy="Cut it into parts.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path.name}: it cannot be read ({error.strerror}).", remedy="Check the path.") from error


def list_all(name: str | None, *, casebook: Path | None, json: bool) -> None:
    """The casebook's images and videos, or those of one incident (with its parts) or report."""
    folder = casebook or default_casebook()
    with opened(folder) as found:
        show(list(_named(found, name, folder)), json=json)


def _named(found: Incidents, name: str | None, folder: Path) -> Iterator[Exhibit]:
    every = found.exhibits()
    of_report = [one for one in every if name is not None and name == one.item.target.id]
    if name is None or of_report:
        yield from of_report or every
        return
    names = {one.id for one in tree_of(found, name, folder).records}
    yield from (one for one in every if one.incident in names)


def show(listed: list[Exhibit], *, json: bool) -> None:
    """Exhibits on standard output."""
    if json:
        for one in listed:
            emit(exhibit_row(one))
    else:
        show_on_screen(render_exhibits(listed))


def like(name: str, *, casebook: Path | None, json: bool) -> None:
    """What in the casebook looks like a file, or like the image with this hash or id."""
    folder = casebook or default_casebook()
    with opened(folder) as found:
        every = found.exhibits()
    begun = [one.item for one in every if len(name) > 5 and (one.item.sha256.startswith(name) or one.item.id == name)]
    if begun:
        sha256, look, why = begun[0].sha256, begun[0].facts.look, begun[0].facts.look_why
    elif not Path(name).exists():
        raise NotFound(f"There is no file {name!r}, and no image with this id or hash.", remedy="Check it.")
    else:
        data = bytes_of(Path(name))
        facts = look_at(data, name=Path(name).name)
        sha256, look, why = hashlib.sha256(data).hexdigest(), facts.look, facts.look_why
    near = {one.item.id: 0 for one in every if one.item.sha256 == sha256}
    if look is not None:
        looks = Looks((one.item.id, one.item.facts.look) for one in every if one.item.facts.look is not None)
        near = {each: bits for bits, each in looks.near(look)} | near
    elif not near:
        raise UnreadableFile(f"{name}: it cannot be compared: {why}.", remedy="Compare it by eye.")
    listed = sorted((one for one in every if one.item.id in near), key=lambda one: (near[one.item.id], one.item.id))
    if json:
        for one in listed:
            emit(exhibit_row(one) | {"bits": near[one.item.id], "same": one.item.sha256 == sha256})
    else:
        show_on_screen(render_exhibits(listed, bits=near))


def small(name: str, *, output: Path | None, casebook: Path | None) -> None:
    """Write a thumbnail of an image: a new JPEG without anything that was written beside the picture."""
    with Casebook.open(casebook or default_casebook(), create=False) as book:
        found = [one for one in book.media() if len(name) > 5 and (one.sha256.startswith(name) or one.id == name)]
        if not found:
            raise NotFound(f"The casebook holds no image {name!r}.", remedy="`bearwitness media list` shows them.")
        if len({one.sha256 for one in found}) > 1:
            raise UsageError(f"{name!r} begins the hashes of several images.", remedy="Write more of the hash.")
        data = book.capture(found[0].sha256)[1]
    write(thumbnail(data, name=found[0].id), output or Path(f"{found[0].id}.jpg"))
