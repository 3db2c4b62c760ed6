"""Published incidents -> the files of a static site: a list, and for each incident its dossier, JSON and GeoJSON.

Links are relative and no file needs a script, so that the folder can be put anywhere and opened from a disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bearwitness import __version__
from bearwitness.errors import BearwitnessError
from bearwitness.model import Claim, Place, Record, Report, Summary, Withheld
from bearwitness.share.dossier import Beside, dossier, engine, sealed
from bearwitness.share.geojson import RADIUS, feature, geojson
from bearwitness.share.summaries import summary
from bearwitness.share.whole import whole
from bearwitness.share.words import all_figures
from bearwitness.vocabulary import Profile

FORMAT = "bearwitness/site/1"
MANIFEST = "site.json"
"""The file that tells a site of ours from any other folder: its files with their SHA-256."""
INDEX = "index.html"
PLACES = "incidents.geojson"
FOLDER = "incidents"
AUDIENCES: Mapping[Profile, tuple[Profile, ...]] = {
    "partner": ("partner", "public", "ssa"),
    "public": ("public", "ssa"),
    "ssa": ("ssa",),
}
"""For whom a site is -> the profiles in which an incident may be on it, the fullest first."""
SAFE = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True)
class Entry:
    """A published incident as the list shows it, all of it as its profile lets it through."""

    summary: Summary
    profile: Profile
    withheld: Withheld | None
    feature: Mapping[str, Any]

    @property
    def place(self) -> Place | None:
        """Where it was."""
        return self.summary.where

    @property
    def radius(self) -> int | None:
        """Metres within which the true place is taken to lie; None where no circle says anything useful."""
        where = self.place
        return None if where is None or where.latitude is None else RADIUS[where.precision]


def profile_on(record: Record, audience: Profile) -> Profile | None:
    """The profile in which an incident is on a site for these readers; None: it is not published for them."""
    return next((one for one in AUDIENCES[audience] if one in record.reviewed.profiles), None)


def entry(record: Record, profile: Profile) -> Entry:
    """The line of the list for a record as it leaves."""
    return Entry(summary(record), profile, record.withheld, feature(record, "incident", all_figures(record, ())))


def stem(record: Record) -> str:
    """The name of an incident's files without ending. BearwitnessError if its id cannot be one."""
    if not SAFE.fullmatch(record.id):
        raise BearwitnessError(f"No file can be named {record.id!r}.", remedy="Nothing was written.")
    return record.id


def files_of(
    record: Record,
    others: Sequence[Record],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    *,
    pages: Mapping[str, str],
) -> dict[str, str]:
    """The files of one incident by path; `pages` are the incidents of its tree (by id) that have pages, and where."""
    name = stem(record)
    beside = Beside(
        links=(
            (f"../{INDEX}", "All published incidents"),
            (f"{name}.json", "This record as JSON"),
            (f"{name}.geojson", "Its places as GeoJSON"),
        ),
        pages=pages,
    )
    return {
        f"{FOLDER}/{name}.html": dossier(record, others, reports, claims, beside=beside),
        f"{FOLDER}/{name}.json": whole(record, others, reports, claims),
        f"{FOLDER}/{name}.geojson": geojson(record, others, reports, claims),
    }


def index(entries: Sequence[Entry]) -> str:
    """The page that lists them: what happened, where, what was withheld, and a link to each."""
    style, digest = sealed(0)
    return (
        engine()
        .get_template("site.html.j2")
        .render(
            entries=entries,
            folder=FOLDER,
            places=PLACES,
            version=__version__,
            style=Markup(style),  # noqa: S704 (our own file)
            style_digest=digest,
        )
    )


def places(entries: Sequence[Entry]) -> str:
    """All incidents as one GeoJSON document."""
    found = {"type": "FeatureCollection", "features": [one.feature for one in entries]}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def manifest(entries: Sequence[Entry], files: Mapping[str, str]) -> str:
    """What is in the folder; `files` are paths with their SHA-256."""
    listed = {
        "format": FORMAT,
        "incidents": [{"id": one.summary.id, "profile": one.profile} for one in entries],
        "files": dict(sorted(files.items())),
    }
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """The latest first, those without a day last."""

    def day(one: Entry) -> str:
        when = one.summary.when
        return (when.start or when.end or "") if when else ""

    return sorted(sorted(entries, key=lambda one: one.summary.id), key=day, reverse=True)
