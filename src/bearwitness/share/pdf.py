"""Record -> one PDF: the dossier on A4 pages, the same words in the same order, every value linked to its words.

The pages are set by Typst from a template of ours. What a report says reaches it as JSON, as strings that are printed
and never read as markup. No font of the machine is used and the date is that of the newest report: the same record
gives the same bytes anywhere.
"""

from __future__ import annotations

import datetime
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from bearwitness.errors import BearwitnessError, NotInstalled
from bearwitness.model import Claim, Record, Report
from bearwitness.share.dossier import dossier
from bearwitness.share.pdf_blocks import Block, Run, blocks, run
from bearwitness.share.words import DIRECTION, moment, plain

LONGEST = 36
"""Code points of a word after which a line may be broken inside it."""
BREAK = "\u200b"
MOST = 40_000
"""Code points of one paragraph that are printed, a dozen pages; the rest is told by its number."""
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def pdf(record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]) -> bytes:
    """The PDF of a record. NotInstalled without Typst; BearwitnessError if it cannot be set."""
    try:
        import typst
    except ImportError as error:
        raise NotInstalled(
            "A PDF needs the typst package, which is not installed.", remedy="pip install 'bearwitness[pdf]'"
        ) from error
    letters = _Letters()
    body = [letters.block(one) for one in blocks(dossier(record, others, reports, claims))]
    there = set(_named(body))
    document = {
        "title": letters.text(plain(record.title)),
        "id": letters.text(plain(record.id)),
        "body": _linked(body, there),
        "replaced": letters.replaced,
        "instead": _shown()[1],
    }
    try:
        return typst.compile(
            (resources.files("bearwitness.share") / "templates" / "dossier.typ").read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"document": json.dumps(document)},
            timestamp=newest(reports.values()),
            format="pdf",
        )
    except typst.TypstError as error:
        raise BearwitnessError(
            "The PDF of this record could not be set.", remedy="Export it as html, and print that."
        ) from error


def newest(reports: Iterable[Report]) -> datetime.datetime:
    """When the newest report was published, in UTC; the beginning of 1970 where no report says."""
    told = [known.at for one in reports if (known := moment(one.published)) is not None]
    return max((one.astimezone(datetime.UTC).replace(microsecond=0) for one in told), default=EPOCH)


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@cache
def _fonts() -> Any:
    """The fonts that the typst package carries, and none of the machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False)


@cache
def _shown() -> tuple[frozenset[str], str]:
    """Characters that these fonts can show, and what stands for any other."""
    path = resources.files("bearwitness.share") / "data" / "pdf_characters.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    ranges = [one.split("-") for one in found["shown"].split()]
    return (
        frozenset(chr(at) for one in ranges for at in range(int(one[0], 16), int(one[-1], 16) + 1)) | {"\n", BREAK},
        found["instead"],
    )


class _Letters:
    """Makes every text one that the fonts can show."""

    def __init__(self) -> None:
        self.replaced = 0
        """Characters for which another stands."""

    def block(self, value: Any) -> Any:
        """The block with every text in it made showable, and runs that go from right to left marked."""
        if isinstance(value, dict):
            made: Block = {key: self.text(one) if key == "text" else self.block(one) for key, one in value.items()}
            if "runs" in value:
                made["runs"] = _bounded(made["runs"])
                made["rtl"] = _from_the_right("".join(one.get("text", "") for one in value["runs"]))
            return made
        return [self.block(one) for one in value] if isinstance(value, list) else value

    def text(self, text: str) -> str:
        """The text with what no font has replaced, and long words breakable."""
        shown, instead = _shown()
        kept = []
        for one in unicodedata.normalize("NFC", DIRECTION.sub("", text)):
            if one in shown:
                kept.append(one)
            elif one.isspace():
                kept.append(" ")
            elif unicodedata.category(one) != "Cf" and not "\ufe00" <= one <= "\ufe0f":  # those show nothing
                kept.append(instead)
                self.replaced += 1
        return "".join(_breakable("".join(kept)))


def _bounded(runs: list[Run]) -> list[Run]:
    """The runs of a paragraph of at most `MOST` code points, and how many were left out."""
    left, kept, out = MOST, [], 0
    for one in runs:
        kept.append({**one, "text": one["text"][:left]})
        out += len(one["text"][left:])
        left = max(0, left - len(one["text"]))
    return [*kept, run(f" [{out} more characters, in the HTML and JSON forms]")] if out else runs


def _named(value: Any) -> Iterator[str]:
    """Names of the places that links can lead to."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one)
    elif isinstance(value, dict):
        if value.get("at"):
            yield value["at"]
        for one in value.values():
            yield from _named(one)


def _linked(value: Any, there: set[str]) -> Any:
    """The same without links to places that are not there."""
    if isinstance(value, list):
        return [_linked(one, there) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _linked(one, there) for key, one in value.items()}
    if (to := made.get("to")) and to.startswith("#") and to[1:] not in there:
        made["to"] = None
    return made


def _breakable(text: str) -> list[str]:
    made, length = [], 0
    for one in text:
        length = 0 if one.isspace() else length + 1
        made.append(one)
        if length == LONGEST:
            made.append(BREAK)
            length = 0
    return made


def _from_the_right(text: str) -> bool:
    """Whether the first letter that has a direction has the one from right to left."""
    for one in text:
        direction = unicodedata.bidirectional(one)
        if direction == "L" or direction in RIGHT_TO_LEFT:
            return direction in RIGHT_TO_LEFT
    return False
