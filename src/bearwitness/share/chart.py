"""Geometry of the step chart: each origin's count over time, the range that holds, supersessions and conflicts.

Pure numbers and letters; the template draws them. The time axis is compressed: a long silence takes little more room
than a short one, so the first hours stay readable beside a count given weeks later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bearwitness.model import FigureFinding, Reading
from bearwitness.share.words import MONTHS, Moment, by_time, headline, moment, reading_value, span, state, text_zone

WIDTH = 760
TALL, SHORT = 280, 190
"""Height of a drawing of many and of few readings."""
FEW = 3
LEFT, RIGHT, TOP, BOTTOM = 44, 96, 22, 46
MARK = 16
"""Least distance between two marks, in units of the drawing."""
LABEL = 62
"""Room that a label on the time axis needs."""
STYLES = 6
Up = Callable[[float], float]
"""From a count to its height in the drawing."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Mark:
    """A reading: a letter in a circle."""

    x: float
    y: float
    letter: str
    style: int
    live: bool
    disputed: bool
    low_y: float | None
    """For a range: where its lower end lies."""
    high_y: float | None
    open_up: bool
    """At least: the value may be higher."""


@dataclass(frozen=True)
class Step:
    """An origin's line as an SVG path."""

    path: str
    style: int


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: float
    text: str
    below: str = ""


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws."""

    steps: tuple[Step, ...]
    marks: tuple[Mark, ...]
    times: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    band: tuple[float, float, float, bool] | None
    """Left edge, upper edge, lower edge, open upwards: the range of the live readings."""
    result: Tick
    summary: str
    zone: str
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        """Where the axis of time lies."""
        return self.height - BOTTOM


def letters(figure: FigureFinding) -> dict[str, str]:
    """A letter for each origin of a figure, in the order of their first readings: A, B, ... Z, AA."""
    names = list(dict.fromkeys(one.origin for one in by_time(figure.readings)))
    found = {}
    for at, name in enumerate(names):
        found[name] = LETTERS[at] if at < len(LETTERS) else LETTERS[at // 26 - 1] + LETTERS[at % 26]
    return found


def chart(figure: FigureFinding, disputed: Mapping[str, object]) -> Chart | None:
    """The chart of a figure; `disputed` holds the ids of claims in conflict. None with fewer than two dated counts."""
    dated = [
        (one, known)
        for one in by_time(figure.readings)
        if (known := moment(one.as_of)) and _level(one) is not None and one.part_of is None
    ]
    if len(dated) < 2 or len({known.at for _, known in dated}) < 2:
        return None
    moments = sorted({known.at.timestamp(): known for _, known in dated}.items())
    across = _across([at for at, _ in moments])
    top_value = max(max(one.low or 0, one.high or 0) for one, _ in dated)
    scale = _nice(top_value)
    ceiling = scale * math.ceil((top_value * 1.04 + 0.01) / scale)

    height = SHORT if len(dated) <= FEW else TALL

    def up(count: float) -> float:
        return round(height - BOTTOM - (height - BOTTOM - TOP) * count / ceiling, 1)

    names = letters(figure)
    places = [(one, across[known.at.timestamp()]) for one, known in dated]
    return Chart(
        steps=tuple(_steps(places, names, up)),
        marks=tuple(_marks(places, names, up, disputed)),
        times=tuple(_times(moments, across)),
        counts=tuple(Tick(up(count), str(count)) for count in range(0, ceiling + 1, scale)),
        band=_band(figure, places, up),
        result=Tick(
            up(figure.headline if figure.headline is not None else figure.low or figure.high or 0), headline(figure)
        ),
        summary=_summary(figure, dated, names),
        zone=text_zone(moments[0][1].at),
        height=height,
    )


def _level(reading: Reading) -> int | None:
    return reading.low if reading.low is not None else reading.high


def _stands(reading: Reading) -> bool:
    return state(reading) == "stands"


def _nice(top: int) -> int:
    rough = max(top, 1) / 5
    size = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    return max(1, int(next(step * size for step in (1, 2, 5, 10) if step * size >= rough)))


def _across(times: Sequence[float]) -> dict[float, float]:
    """Where each moment lies from left to right: a gap grows with the logarithm of its hours."""
    gaps = [0.5 + math.log2(1 + (later - earlier) / 3600) for earlier, later in pairwise(times)]
    room = WIDTH - LEFT - RIGHT - 36
    found, at = {times[0]: LEFT + 18.0}, 0.0
    for time, gap in zip(times[1:], gaps, strict=True):
        at += gap
        found[time] = round(LEFT + 18 + room * at / sum(gaps), 1)
    return found


def _times(moments: Sequence[tuple[float, Moment]], across: Mapping[float, float]) -> list[Tick]:
    zone = moments[0][1].at.tzinfo
    ticks: list[Tick] = []
    day = ""
    for at, known in moments:
        local = known.at.astimezone(zone)
        today = f"{local.day} {MONTHS[local.month - 1]}"
        if ticks and across[at] - ticks[-1].at < LABEL:
            continue
        ticks.append(Tick(across[at], "" if known.day_only else f"{local:%H:%M}", today if today != day else ""))
        day = today
    return ticks


def _steps(places: Sequence[tuple[Reading, float]], names: Mapping[str, str], up: Up) -> list[Step]:
    where = {claim: x for one, x in places for claim in one.claims}
    found = []
    for at, name in enumerate(names):
        own = [(one, x) for one, x in places if one.origin == name]
        if not own:
            continue
        path = ""
        for one, x in own:
            level = up(_level(one) or 0)
            path += f"H{x} V{level} " if path else f"M{x} {level} "
        # A count that stands runs on to the right edge; one that was replaced runs up to that.
        last, here = own[-1]
        end = WIDTH - RIGHT if _stands(last) else where.get(last.superseded_by or "", here)
        if end > here:
            path += f"H{end}"
        if "H" in path:
            found.append(Step(path.strip(), at % STYLES))
    return found


def _marks(
    places: Sequence[tuple[Reading, float]], names: Mapping[str, str], up: Up, disputed: Mapping[str, object]
) -> list[Mark]:
    order = list(names)
    found: list[Mark] = []
    for one, wanted in places:
        x, y = wanted, up(_level(one) or 0)
        tries = 0
        while tries < 12 and any(abs(x - other.x) < MARK and abs(y - other.y) < MARK for other in found):
            x += MARK / 2
            tries += 1
        ranged = one.low is not None and one.high is not None and one.low != one.high
        found.append(
            Mark(
                x=min(round(x, 1), WIDTH - RIGHT),
                y=y,
                letter=names[one.origin],
                style=order.index(one.origin) % STYLES,
                live=_stands(one),
                disputed=any(name in disputed for name in one.claims),
                low_y=up(one.low) if ranged and one.low is not None else None,
                high_y=up(one.high) if ranged and one.high is not None else None,
                open_up=one.low is not None and one.high is None,
            )
        )
    return found


def _band(
    figure: FigureFinding, places: Sequence[tuple[Reading, float]], up: Up
) -> tuple[float, float, float, bool] | None:
    live = [x for one, x in places if _stands(one)]
    if not live or figure.high is None or (figure.low == figure.high and not figure.open):
        return None
    return (min(live), float(TOP) if figure.open else up(figure.high), up(figure.low or 0), figure.open)


def _summary(figure: FigureFinding, dated: Sequence[tuple[Reading, Moment]], names: Mapping[str, str]) -> str:
    first, last = dated[0][0], dated[-1][0]
    return (
        f"Step chart of {len(dated)} readings from {len({one.origin for one, _ in dated})} of {len(names)} origins: "
        f"from {reading_value(first)} at first to {reading_value(last)} at last. "
        f"Headline {headline(figure)}, range {span(figure)}. The table holds every number."
    )
