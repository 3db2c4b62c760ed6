"""Scores the day of the attack that a report tells (gva), or fits the weights of the signs by which it is chosen.

    python benchmarks/accuracy/attack_day.py score gva.dev.jsonl [--sample 400] [--show 20]
    python benchmarks/accuracy/attack_day.py fit gva.dev.jsonl --sample 1200 [--write]

The day of a report is that of its first main occurrence (of its first, if it has no main one). It is right when its
interval holds the coded day and is no longer than two days, and exact when it is that one day; days that are reckoned
from the publication because the words give none are counted apart. A report without an occurrence counts as wrong. The
set is no part of this project.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bearwitness import documents, entities
from bearwitness.acquire import Given, captures
from bearwitness.extract import attack_day, prepare
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import When

Line = dict[str, Any]
FILE = Path(__file__).parents[2] / "src/bearwitness/extract/data/attack_day.toml"
RAREST = 6
"""Mentions in which a sign must be seen to get a weight."""
BY_HAND = {
    "day of a saying": -2.0,
    "telling: another attack's, background": -1.0,
    "told as background": -1.2,
}
"""Signs whose weight is set by hand: local news names few days of statements and of other attacks, war reports many."""
HEAD = """\
# How much each sign speaks for (above zero) or against a day as that of the report's attack, and `base`, what speaks
# for any day. Log-odds of a conditional logit in which "the report does not say" stands at 0, fitted on part of the
# development reports of the gva set (local news on shootings, with the coded day); no text of it is kept. Written by
# benchmarks/accuracy/attack_day.py.
"""


def contexts(path: Path, sample: int | None) -> Iterator[tuple[Line, Context | None]]:
    """Each labelled report with what extraction is handed; with `sample` about that many, evenly spread."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    step = 1 if sample is None else max(1, len(rows) // sample)
    gold = {row["id"]: row for row in rows[::step]}
    inputs = path.with_name(path.name.replace(".jsonl", ".input.jsonl"))
    for acquired in captures([inputs], given=Given()):
        if isinstance(acquired, Exception):
            continue
        report = documents.read(acquired)
        if report.id in gold and gold[report.id]["gold"].get("date"):
            yield gold[report.id], prepare(report, entities.mentions(report), parser=EnglishParser())


def verdict(when: When | None, day: datetime.date) -> str:
    """How an interval compares to the coded day."""
    if when is None or when.start is None:
        return "no day"
    first = datetime.date.fromisoformat(when.start[:10])
    last = datetime.date.fromisoformat((when.end or when.start)[:10])
    if not first <= day <= last:
        return "wrong, reckoned" if when.reason else "wrong"
    if (last - first).days > 1:
        return "longer"
    return "right, reckoned" if when.reason else "exact" if first == last else "right, two days"


def score(path: Path, sample: int | None, show: int) -> None:
    """Print the shares, and some reports whose day is not right."""
    count: Counter[str] = Counter()
    errors: list[str] = []
    naive = total = 0
    for row, context in contexts(path, sample):
        day = datetime.date.fromisoformat(row["gold"]["date"])
        found = attacks_of(context) if context is not None else ()
        first = next((one for one in found if one.about == "main"), found[0] if found else None)
        kind = verdict(first.time, day) if first is not None else "no occurrence"
        count[kind] += 1
        total += 1
        if row["published"]:
            naive += 0 <= (datetime.date.fromisoformat(row["published"][:10]) - day).days <= 1
        if not kind.startswith(("right", "exact")):
            got = None if first is None or first.time is None else (first.time.text, first.time.start)
            errors.append(f"{kind} {row['id']} gold {day} got {got} published {row['published']} | {row['title']}")
    right = sum(number for kind, number in count.items() if kind.startswith(("right", "exact")))
    print(f"day right: {right / max(1, total):.3f}; by the words: {(right - count['right, reckoned']) / total:.3f}")
    print(f"exact: {count['exact'] / max(1, total):.3f}; published on that day or the day after: {naive / total:.3f}")
    print(", ".join(f"{kind} {number}" for kind, number in sorted(count.items())), f"of {total}")
    for error in errors[:show]:
        print(error)


def tables(path: Path, sample: int | None) -> list[tuple[list[list[str]], list[bool]]]:
    """The signs of each report's days, and which of them are the coded day."""
    found = []
    for row, context in contexts(path, sample):
        told = attacks_of(context) if context is not None else ()
        if context is None or not told:
            continue
        main = next((one for one in told if one.about == "main"), told[0])
        others = tuple(event for one in told if one is not main for event in one.events)
        tellings = attack_day.Tellings(tuple(main.events), others)
        days = attack_day.candidates(context)
        day = datetime.date.fromisoformat(row["gold"]["date"])
        if days:
            shown = [attack_day.signs(context, one, days, tellings) for one in days]
            found.append((shown, [one.first <= day <= one.last for one in days]))
    return found


def fitted(found: list[tuple[list[list[str]], list[bool]]], *, l2: float = 1.5, steps: int = 400) -> dict[str, float]:
    """Weights that make the right days likely, by Adam; the base is under ``. A row of zeros stands for no day."""
    seen = Counter(sign for shown, _ in found for one in shown for sign in set(one))
    names = sorted(sign for sign, number in seen.items() if number >= RAREST)
    column = {name: at for at, name in enumerate(names)}
    sizes = np.array([len(shown) + 1 for shown, _ in found])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    table, truth = np.zeros((sizes.sum(), len(names) + 1)), np.zeros(sizes.sum())
    for begin, (shown, right) in zip(starts, found, strict=True):
        for at, one in enumerate(shown):
            table[begin + at, [column[sign] for sign in one if sign in column]] = 1
            table[begin + at, -1] = 1
            truth[begin + at] = right[at]
        truth[begin + len(shown)] = not any(right)

    def shares(values: np.ndarray) -> np.ndarray:
        return values / np.repeat(np.add.reduceat(values, starts), sizes)

    weights = np.zeros(len(names) + 1)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    shrink = np.r_[np.full(len(names), l2), 1e-3]
    for step in range(1, steps + 1):
        chance = np.exp(np.clip(table @ weights, -30, 30))
        slope = shrink * weights + table.T @ (shares(chance) - shares(chance * truth))
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope * slope
        weights = weights - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return {**dict(zip(names, weights[:-1].tolist(), strict=True)), **BY_HAND, "": float(weights[-1])}


def main() -> int:
    """Run one of the two tasks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("score", "fit"))
    parser.add_argument("reports", type=Path)
    parser.add_argument("--sample", type=int, help="about so many reports, evenly spread")
    parser.add_argument("--show", type=int, default=0, help="so many of the wrong ones")
    parser.add_argument("--write", action="store_true", help="write the fitted weights into the package")
    options = parser.parse_args()
    if options.task == "score":
        score(options.reports, options.sample, options.show)
        return 0
    weights = fitted(tables(options.reports, options.sample))
    text = HEAD + f"base = {weights.pop(''):.2f}\n\n[signs]\n"
    text += "".join(f'"{name}" = {weight:.2f}\n' for name, weight in sorted(weights.items()))
    if options.write:
        FILE.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
