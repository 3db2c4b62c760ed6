"""How values are put into words, the same in the dossier, in the terminal and in the tables."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from bearwitness.model import FigureFinding, FigureScope, Place, Reading, Record, When
from bearwitness.vocabulary import Group, Outcome, ScopeKind, words

UNKNOWN = "unknown"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no HTML or XML document may hold, and halves of surrogate pairs, which no file can hold."""
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that reorder what follows them on the screen."""
UNLINKED = re.compile(rf"\s|\\|{NOT_TEXT.pattern}|{DIRECTION.pattern}")
"""What no address may hold that is made into a link."""
ISO_MOMENT = re.compile(
    r"(?<![\w-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?(?![\w-])"
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")

SCOPE_ORDER: tuple[ScopeKind, ...] = ("facility", "building", "district", "city", "region", "country", "unspecified")
OUTCOME_ORDER = {name: at for at, name in enumerate(words(Outcome))}
GROUP_ORDER = {name: at for at, name in enumerate(words(Group))}
GRADE_MEANING = {
    "confirmed": "responsibility was accepted or claimed, and origins agree",
    "fair": "two or more independent origins, no other account",
    "weak": "a single origin",
    "contested": "competing accounts of who did it or how",
    "discounted": "combatants only, nobody harmed, or an accident",
}


def clean(text: str) -> str:
    """The text with every character that no document may hold replaced by U+FFFD; as long as before."""
    return NOT_TEXT.sub("\ufffd", text)


def plain(text: str) -> str:
    """`clean` on one line and without characters that reorder the screen, for attributes and the terminal."""
    return " ".join(DIRECTION.sub("", clean(text)).split())


def shorten(text: str, most: int = 90) -> str:
    """`plain` text of at most so many code points, an ellipsis at its end if any were left out."""
    whole = plain(text)
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def link(address: str | None) -> str | None:
    """The address if a reader may be sent there: http or https with a host; None for everything else."""
    if address is None or UNLINKED.search(address):
        return None
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return address if sound else None


def spell(name: str) -> str:
    """A word of the vocabulary as people read it: `killed_or_injured` becomes `killed or injured`."""
    return name.replace("_", " ")


def value(low: int | None, high: int | None, qualifier: str = "exact") -> str:
    """A count in words: `5`, `at least 4`, `24–99`, `up to 40`, `about 50`, `none`, `unknown`."""
    if low is None and high is None:
        return UNKNOWN
    if low == 0 and high == 0:
        return "none"
    if low is not None and high is not None:
        amount = str(low) if low == high else f"{low}–{high}"
        return f"{qualifier} {amount}" if low == high and qualifier in {"about", "nearly"} else amount
    if high is None:
        return f"more than {low}" if qualifier == "more_than" else f"at least {low}"
    return f"nearly {high}" if qualifier == "nearly" else f"up to {high}"


def reading_value(reading: Reading) -> str:
    """A reading's count in words, marked when it is told as no more than possible or as denied."""
    amount = value(reading.low, reading.high, reading.qualifier)
    return (
        amount if reading.modality in {"asserted", "reported", "unknown"} else f"{amount} ({spell(reading.modality)})"
    )


def state(reading: Reading) -> str:
    """Whether a reading still counts, in a word or two, and if not why."""
    if reading.live and reading.superseded_by is None:
        return "stands"
    if reading.superseded_by is not None:
        return "superseded"
    if reading.part_of is not None:
        return "part of another"
    if reading.modality not in {"asserted", "reported"} or (reading.low is None and reading.high is None):
        return "not counted"
    return "overtaken"


def headline(figure: FigureFinding) -> str:
    """The headline count of a finding, or its range where the rule names no single value."""
    if figure.headline is None:
        return span(figure)
    if figure.open and figure.headline == figure.high:
        return f"at least {figure.headline}"
    return str(figure.headline)


def span(figure: FigureFinding) -> str:
    """The range of a finding in words: `5–7`, `at least 9`, `5–9 or more`."""
    if not figure.open:
        return value(figure.low, figure.high)
    return value(figure.low, None) if figure.low == figure.high else f"{value(figure.low, figure.high)} or more"


def scope(one: FigureScope) -> str:
    """What a figure runs over, in words."""
    if one.text:
        return one.text
    return "scope not stated" if one.kind == "unspecified" else f"the {one.kind}"


def figure_name(figure: FigureFinding) -> str:
    """What is counted: `killed`, `injured (children)`."""
    name = spell(figure.outcome)
    return name if figure.group == "people" else f"{name} ({spell(figure.group)})"


@dataclass(frozen=True)
class Moment:
    """A point in time as read from ISO 8601."""

    at: datetime.datetime
    """With a time zone (UTC where the text has none); noon for a bare day."""
    day_only: bool


@lru_cache(maxsize=4096)
def moment(text: str | None) -> Moment | None:
    """The point in time that ISO 8601 text names; None when it names none."""
    if text is None:
        return None
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    day_only = DAY.match(text) is not None
    if day_only:
        at = at.replace(hour=12)
    try:
        return Moment(at=(at if at.tzinfo else at.replace(tzinfo=datetime.UTC)), day_only=day_only)
    except OverflowError:
        return None


@lru_cache(maxsize=4096)
def moment_words(text: str | None) -> str:
    """A point in time for people, in the time zone it was told in: `8 Jul 2024, 14:27 +03:00`."""
    known = moment(text)
    if text is None or known is None:
        return "moment unknown" if text is None else plain(text)
    day = f"{known.at.day} {MONTHS[known.at.month - 1]} {known.at.year}"
    if known.day_only:
        return day
    zone = text_zone(known.at) if ("+" in text or text.endswith("Z") or "-" in text[11:]) else "zone unknown"
    return f"{day}, {known.at:%H:%M} {zone}"


def sentence(text: str) -> str:
    """A sentence that a stage wrote, with the ISO 8601 moments in it put the way people read them."""
    return ISO_MOMENT.sub(lambda found: moment_words(found[0]), clean(text))


def text_zone(at: datetime.datetime) -> str:
    """The offset of a moment: `UTC` or `+03:00`."""
    offset = at.strftime("%z")
    return "UTC" if offset in {"", "+0000"} else f"{offset[:3]}:{offset[3:]}"


def when(one: When | None) -> str:
    """An interval in words with how fine it is."""
    if one is None:
        return UNKNOWN
    if one.start is None:
        return f"unresolved (“{plain(one.text)}”{'' if one.reason is None else ': ' + plain(one.reason)})"
    first, last = moment_words(one.start), moment_words(one.end or one.start)
    span = first if first == last else f"{first} to {last}"
    return span if one.reason is None else f"{span} ({plain(one.reason)})"


def place(one: Place | None) -> str:
    """A place's name with its country; the words of the report when it is unresolved."""
    if one is None:
        return UNKNOWN
    if one.geonames is None and one.latitude is None:
        return f"{plain(one.name or one.text)} (unresolved)"
    return ", ".join(plain(part) for part in (one.name or one.text, one.country) if part)


def shape(figure: FigureFinding) -> tuple[str, str, str, str, str]:
    """What makes two findings the same figure, wherever in the tree they are listed."""
    return (figure.outcome, figure.group, figure.scope.incident or "", figure.scope.text or "", figure.scope.kind)


def all_figures(record: Record, others: Sequence[Record]) -> list[FigureFinding]:
    """The findings of the record and of its tree, each once, by scope (narrow first), outcome and group."""
    seen: dict[tuple[str, str, str, str, str], FigureFinding] = {}
    for one in (record, *others):
        for figure in one.figures:
            seen.setdefault(shape(figure), figure)
    return sorted(seen.values(), key=figure_order)


def figure_order(figure: FigureFinding) -> tuple[int, str, str, int, int]:
    """Sort key of a finding: narrow scopes first, then outcome and group in the order of the vocabulary."""
    return (
        SCOPE_ORDER.index(figure.scope.kind),
        figure.scope.text or "",
        figure.scope.incident or "",
        OUTCOME_ORDER[figure.outcome],
        GROUP_ORDER[figure.group],
    )


def by_time(readings: Iterable[Reading]) -> list[Reading]:
    """Readings from the earliest to the latest; those without a moment last."""

    def key(one: Reading) -> tuple[bool, float, str, int]:
        known = moment(one.as_of)
        return (known is None, known.at.timestamp() if known else 0.0, one.origin, one.low or one.high or 0)

    return sorted(readings, key=key)
