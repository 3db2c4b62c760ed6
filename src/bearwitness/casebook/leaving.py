"""An incident of a casebook as a publication profile lets it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from bearwitness.casebook.book import Casebook
from bearwitness.model import Claim, Decision, Record, Report
from bearwitness.share import family
from bearwitness.share.profiles import Leaving, leaving
from bearwitness.vocabulary import Profile


def prepared(
    book: Casebook,
    record: Record,
    records: Sequence[Record],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    *,
    profile: Profile,
    standing: Iterable[Decision],
) -> Leaving:
    """The incident with its tree (out of `records`) as the profile lets it through, marked as published only if it
    is, in this profile. `standing`: the Decisions that stand. BearwitnessError if something withheld is still in it.
    """
    tree = (record, *family(record, records))
    names = {line.id for one in tree for line in one.reports}
    found = leaving(
        profile,
        record,
        tree[1:],
        {name: reports[name] for name in sorted(names) if name in reports},
        {name: one for name, one in claims.items() if one.report in names},
        mentions={} if profile == "full" else {name: book.report(name).mentions for name in sorted(names)},
        key=b"" if profile == "full" else book.export_key(),
        protections=[one.protection for one in standing if one.protection is not None],
    )
    marked = [_marked(one, profile) for one in (found.record, *found.others)]
    return replace(found, record=marked[0], others=tuple(marked[1:]))


def _marked(record: Record, profile: Profile) -> Record:
    review = msgspec.structs.replace(record.reviewed, published=profile in record.reviewed.profiles)
    return msgspec.structs.replace(record, reviewed=review)
