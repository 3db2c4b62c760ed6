"""The published incidents of a casebook as a folder that can be put on the web."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bearwitness.casebook import Casebook, Incidents
from bearwitness.casebook.leaving import prepared
from bearwitness.commands import opened
from bearwitness.commands_export import counted, without_media
from bearwitness.console import progress, say
from bearwitness.errors import BearwitnessError, UsageError
from bearwitness.model import Filters, Record
from bearwitness.settings import default_casebook
from bearwitness.share.profiles import Leaving
from bearwitness.share.site import (
    AUDIENCES,
    FOLDER,
    FORMAT,
    INDEX,
    MANIFEST,
    PLACES,
    Entry,
    entry,
    files_of,
    in_order,
    index,
    manifest,
    places,
    profile_on,
    stem,
)
from bearwitness.vocabulary import Profile

DEFAULT = Path("bearwitness-site")
AT_ONCE = 500
"""Incidents of the list that are looked at in one go."""
ANOTHER = "Name another folder with -o."


def site(incident: str | None, *, output: Path | None, casebook: Path | None, profile: str | None = None) -> None:
    """Write the incidents that are published for the readers of a profile (default: everybody), all or nothing."""
    if incident is not None:
        raise UsageError("A site holds all published incidents.", remedy="Name no incident.")
    if str(output) == "-":
        raise UsageError("A site is a folder.", remedy="Name one with -o.")
    audience = _audience(profile)
    folder = casebook or default_casebook()
    target = (output or DEFAULT).resolve()
    _replaceable(target)
    entries: list[Entry] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as workshop:
            made = Path(workshop) / "made"
            (made / FOLDER).mkdir(parents=True)
            digests: dict[str, str] = {}
            for line, files in _published(folder, audience):
                entries.append(line)
                _put(made, files, digests)
            entries = in_order(entries)
            _put(made, {INDEX: index(entries), PLACES: places(entries)}, digests)
            _put(made, {MANIFEST: manifest(entries, digests)}, {})
            _exchange(made, target, Path(workshop) / "before")
    except OSError as error:
        raise BearwitnessError(f"{target} could not be written: {error.strerror}.", remedy=ANOTHER) from error
    say(f"Written: {target}, {len(entries)} published incidents.")
    for one in entries:
        held = "nothing" if one.withheld is None else counted(one.withheld.kinds) or "nothing"
        say(f"{one.summary.id}: profile {one.profile}. Withheld: {held}.")


def _audience(profile: str | None) -> Profile:
    """For whom the site is; UsageError for what nothing can be published in."""
    for one in AUDIENCES:
        if one == (profile or "public"):
            return one
    raise UsageError(f"Nothing can be published in a profile {profile!r}.", remedy=f"Choose: {', '.join(AUDIENCES)}.")


def _published(folder: Path, audience: Profile) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Line and files of each incident, tree by tree: pages of one tree lead to each other."""
    with opened(folder) as listed, Casebook.open(folder, create=False) as book, progress("Writing pages") as tick:
        done: set[str] = set()
        names = list(_names(listed))
        for number, name in enumerate(names, start=1):
            if name not in done:
                tree = listed.family(name)
                done |= {one.id for one in tree}
                leaving = [
                    (used, _prepared(book, listed, one, tree, used))
                    for one in tree
                    if (used := profile_on(one, audience)) is not None
                ]
                pages = {found.record.id: f"{stem(found.record)}.html" for _, found in leaving}
                for used, found in leaving:
                    files = files_of(found.record, found.others, found.reports, found.claims, pages=pages)
                    yield entry(found.record, used), files
            tick(number, len(names))


def _names(listed: Incidents) -> Iterator[str]:
    """Ids of the incidents that are published in any profile."""
    at = 0
    while True:
        found = listed.page(Filters(published=True), most=AT_ONCE, skip=at)
        yield from (one.id for one in found.summaries)
        at += AT_ONCE
        if at >= found.count:
            break


def _prepared(book: Casebook, listed: Incidents, one: Record, tree: tuple[Record, ...], used: Profile) -> Leaving:
    """The incident as the profile lets it through, its images and videos left out."""
    reports, claims = listed.material(tree)
    found = prepared(book, one, tree, reports, claims, profile=used, standing=listed.over().standing.now)
    return without_media(found, len({each.item.id for each in listed.exhibits(each.id for each in tree)}))


def _put(folder: Path, files: dict[str, str], digests: dict[str, str]) -> None:
    """Write files, and note the SHA-256 of each. BearwitnessError if one is there already."""
    for path, text in files.items():
        data = text.encode()
        if (folder / path).exists():
            raise BearwitnessError(f"Two incidents would be written as {path}.", remedy="Nothing was written.")
        (folder / path).write_bytes(data)
        digests[path] = hashlib.sha256(data).hexdigest()


def _replaceable(target: Path) -> None:
    """UsageError unless nothing is lost when the folder is replaced: it is not there, is empty, or holds a site of ours
    and no other file.
    """
    if target in (here := Path.cwd().resolve(), *here.parents):
        raise UsageError(f"{target} is where you are, or above it.", remedy=ANOTHER)
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is there already and is no folder.", remedy=ANOTHER)
    held = {one.relative_to(target).as_posix() for one in target.rglob("*") if one.is_symlink() or not one.is_dir()}
    if not held:
        return
    foreign = sorted(held - _listed(target))
    if foreign:
        raise UsageError(
            f"{target} holds files that are not of a site that Bearwitness wrote, among them {foreign[0]!r}.",
            remedy=ANOTHER,
        )


def _listed(target: Path) -> set[str]:
    """The files that a site lists as its own; none if the folder is no site."""
    try:
        found = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("files"), dict):
        return set()
    return {MANIFEST, *found["files"]}


def _exchange(made: Path, target: Path, before: Path) -> None:
    """Put the new folder in the place of the old one; if that fails the old one is back in its place."""
    _replaceable(target)  # what came in meanwhile is not lost either
    if target.exists():
        target.replace(before)
    try:
        made.replace(target)
    except OSError:
        if before.exists():
            before.replace(target)
        raise
