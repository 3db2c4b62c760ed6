"""What leaves the casebook: one incident in a profile, and the captures that may go with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from bearwitness.casebook import Casebook
from bearwitness.casebook.leaving import prepared
from bearwitness.commands import opened, tree_of
from bearwitness.console import errors, progress, say, write
from bearwitness.errors import BearwitnessError, UsageError
from bearwitness.model import Capture, Exhibit, Incident, Record, Withheld, WithheldKind
from bearwitness.pipeline import Edition
from bearwitness.record.bag import Redaction, zipped
from bearwitness.record.wacz import wacz
from bearwitness.settings import default_casebook
from bearwitness.share import FORMATS, family
from bearwitness.share.profiles import RULES, Leaving
from bearwitness.share.profiles_bytes import holds_none, shows_none
from bearwitness.signing import user_signer
from bearwitness.vocabulary import SHARE_FORMATS, SITE_FORMAT, Profile, words

ARCHIVE = "wacz"
"""The share format that holds captures and not what was understood of them."""
BAG = "bag"
"""The share format that holds everything, with proofs."""
STRICTEST: tuple[Profile, ...] = ("public", "partner", "ssa")
"""In which of the profiles that an incident is published it leaves by default."""


def profile_of(record: Record, asked: str | None) -> Profile:
    """The profile asked for; else `public` for what is published (or the one it is published in), and `full`, a working
    copy, for what is not. UsageError if there is no such profile.
    """
    for one in words(Profile):
        if one == asked:
            return one  # type: ignore[return-value]
    if asked is not None:
        raise UsageError(f"There is no profile {asked!r}.", remedy=f"Choose one of: {', '.join(words(Profile))}.")
    return next((one for one in STRICTEST if one in record.reviewed.profiles), "full")


def captures_of(
    folder: Path, whole: Edition, record: Record, found: Leaving
) -> tuple[list[tuple[Capture, bytes]], Withheld | None]:
    """The captures of the incident's reports, its tree's included, that hold nothing of what is withheld; and the list
    of what is withheld with the captures that were left out.
    """
    taken: list[tuple[Capture, bytes]] = []
    left = 0
    withheld = found.record.withheld
    # A profile that quotes reports and does not copy them sends no captures either: they hold the whole text.
    reports_may_go = bool(found.reports) and (withheld is None or RULES[withheld.profile].text)
    lines = {line.id: line for one in (record, *family(record, whole.records)) for line in one.reports}
    with Casebook.open(folder, create=False) as book:
        for name in sorted({line.capture for line in lines.values()}):
            captures, data = book.capture(name)
            reports = [whole.reports[line.id] for line in lines.values() if line.capture == name]
            if withheld is None or (
                reports_may_go
                and all(holds_none(found.blade, one, data, report) for one in captures for report in reports)
            ):
                taken.extend((one, data) for one in captures)
            else:
                left += 1
    return taken, _with_captures(withheld, left)


def media_captures(
    folder: Path, shown: Iterable[Exhibit], taken: Iterable[tuple[Capture, bytes]]
) -> list[tuple[Capture, bytes]]:
    """The captures of images and videos that are not among those taken."""
    known = {one.sha256 for one, _ in taken}
    with Casebook.open(folder, create=False) as book:
        found = [book.capture(name) for name in sorted({one.item.sha256 for one in shown} - known)]
    return [(one, data) for captures, data in found for one in captures]


def without_media(found: Leaving, count: int) -> Leaving:
    """The same, with the images and videos among what was withheld."""
    if not count:
        return found
    kind = WithheldKind("images and videos", count, "they show people, and say where and when they were taken")

    def told(record: Record) -> Record:
        held = record.withheld
        assert held is not None  # every profile but the full one says what it withheld
        return msgspec.structs.replace(record, withheld=msgspec.structs.replace(held, kinds=(*held.kinds, kind)))

    return replace(found, record=told(found.record), others=tuple(told(one) for one in found.others))


def redaction_of(profile: Profile, found: Leaving, captures: Iterable[tuple[Capture, bytes]]) -> Redaction | None:
    """What a bag may hold in a profile; None for the full record."""
    if profile == "full":
        return None
    return Redaction(
        profile=profile,
        reports={found.was.get(name, name): one for name, one in found.reports.items()},
        claims={found.was.get(name, name): one for name, one in found.claims.items()},
        captures=frozenset(one.sha256 for one, _ in captures),
        harmless=lambda data: shows_none(found.blade, data),
    )


def _with_captures(withheld: Withheld | None, left: int) -> Withheld | None:
    if withheld is None or not left:
        return withheld
    more = WithheldKind(
        "captures", left, "they hold what is withheld, if only the whole text, or cannot be searched for it"
    )
    return msgspec.structs.replace(withheld, kinds=(*withheld.kinds, more))


def in_words(withheld: Withheld) -> str:
    """What was withheld, on one line."""
    return counted(withheld.kinds) or "nothing"


def counted(kinds: Iterable[WithheldKind]) -> str:
    """Counts of kinds on one line."""
    return ", ".join(f"{one.count} {one.what}" for one in kinds)


def export(
    incident: str | None, *, form: str, output: Path | None, casebook: Path | None, profile: str | None = None
) -> None:
    """Write one incident in a share format, as its profile lets it through."""
    if form not in SHARE_FORMATS:
        raise UsageError(
            f"There is no format {form!r}.", remedy=f"Choose one of: {', '.join((*SHARE_FORMATS, SITE_FORMAT))}."
        )
    if incident is None:
        raise UsageError("No incident is named.", remedy="Give its id: `bearwitness incidents` lists them.")
    folder = casebook or default_casebook()
    with opened(folder) as listed:
        whole = tree_of(listed, incident, folder)
        shown = listed.exhibits(each.id for each in whole.records)
    one = whole.records[0]
    used = profile_of(one, profile)
    with Casebook.open(folder, create=False) as book:
        found = prepared(
            book, one, whole.records, whole.reports, whole.claims, profile=used, standing=whole.over.standing.now
        )
    if used != "full":
        found = without_media(found, len({each.item.id for each in shown}))
        shown = ()
    withheld = found.record.withheld
    if form in (ARCHIVE, BAG):
        captures, withheld = captures_of(folder, whole, one, found)
    if form == ARCHIVE:
        captures = [*captures, *media_captures(folder, shown, captures)]
        write(
            wacz(captures, title=found.record.title, withheld=withheld), output or Path(f"{found.record.id}.{ARCHIVE}")
        )
    elif form == BAG:
        leaving_records = (found.record, *found.others)
        files = bag_of(folder, leaving_records, whole.incidents, redaction_of(used, found, captures), shown)
        write_bag(files, output or Path(f"{found.record.id}-bag.zip"), found.record.id)
    else:
        made = FORMATS[form].write(found.record, found.others, found.reports, found.claims)
        write(made, output or Path(f"{found.record.id}.{FORMATS[form].ending}"))
    if withheld is not None:
        say(f"Profile {used}. Withheld: {in_words(withheld)}.")
    if not found.record.reviewed.published:
        say(f"A working copy, profile {used}: it is not published.")


def bag_of(
    folder: Path,
    records: Sequence[Record],
    incidents: Iterable[Incident],
    redaction: Redaction | None,
    shown: Iterable[Exhibit] = (),
) -> dict[str, bytes]:
    """The files of a bag of these records, the incident first, with the links of theirs among `incidents`, and with
    these images and videos.
    """
    with Casebook.open(folder, create=False, signer=user_signer()) as book, progress("Packing"):
        return book.bag(records, incidents=incidents, redaction=redaction, media=[one.item.id for one in shown])


def write_bag(files: dict[str, bytes], output: Path, name: str) -> None:
    """A bag as one ZIP file, or as a folder where the output does not end in .zip."""
    if str(output) == "-" or output.suffix == ".zip":
        write(zipped(files, f"{name}-bag"), output)
        return
    half = output.with_name(f".{output.name}.part")
    try:
        if output.exists():
            raise BearwitnessError(f"{output} is there already.", remedy="Name another folder with -o.")
        shutil.rmtree(half, ignore_errors=True)
        for path, data in files.items():
            (half / path).parent.mkdir(parents=True, exist_ok=True)
            (half / path).write_bytes(data)
        half.replace(output)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise BearwitnessError(
            f"{output} could not be written: {error.strerror}.", remedy="Name another folder with -o."
        ) from error
    errors.print(f"Written: {output}", markup=False, highlight=False)
