"""Fits the weights of src/bearwitness/entities/data/places_weights.toml on prepared LGL reports and writes the file.

    python benchmarks/accuracy/places_fit.py lgl.dev.jsonl [--write]

Every report is read twice, with and without its source, so that the weights do not lean on knowing where an outlet is
at home. Printed: span F1 and the share of places chosen rightly, in folds of reports that the weights have not seen.
Needs numpy, which comes with spaCy.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bearwitness.entities import places
from bearwitness.entities.places_judge import Told, signs
from bearwitness.entities.places_rank import Frame, grounds_of, size_of
from bearwitness.entities.places_resolve import resolve
from bearwitness.entities.places_setting import kilometres
from bearwitness.entities.places_words import words
from bearwitness.model import Passage, Report

FILE = Path(__file__).parents[2] / "src/bearwitness/entities/data/places_weights.toml"
FOLDS = 5
RAREST = 8
BY_HAND = {"article and body": -3.0}
"""Signs whose weight is set by hand: the corpus marks the town in a newspaper's name, a casualty record must not."""
PRIORS = {
    "kind country": 2.0,
    "region noun on region": 3.0,
    "county noun on county": 3.0,
    "name 3": -1.5,
    "name 1": -0.5,
    "name 2": -1.0,
    "inside what follows": 7.0,
    "holds what stands before": 3.0,
    "county beside its town": -1.0,
    "kind area": 6.0,
    "the usual one": 2.0,
    "city that is an area of its own": -4.0,
    "area named for its town": -4.0,
}
"""Where the weights of the choice start and what they are drawn towards: the corpus has few of these cases."""
HEAD = """\
# How much each sign speaks for (above zero) or against a place, and `base`, what speaks for one without any sign.
# Log-odds fitted by logistic regression (L2) on the development part of the LGL corpus of local news (Lieberman, Samet
# and Sankaranarayanan 2010), cross-validated; no text of it is kept. Written by benchmarks/accuracy/places_fit.py.
"""
SECOND = """
# What speaks for one of several places of a name; fitted in the same way (conditional logit, with priors).
"""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def readings(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any], Report]]:
    """Every report with and without its source, with its number."""
    return [
        (
            number,
            row,
            Report(
                id=row["id"], capture="", source=source, passages=(Passage(id="p1", kind="body", text=row["text"]),)
            ),
        )
        for number, row in enumerate(rows)
        for source in (row["source"], None)
    ]


def logistic(seen: np.ndarray, right: np.ndarray, *, l2: float = 3.0) -> np.ndarray:
    """Weights of the columns, the last of which is the base, by Newton's method."""
    weights = np.zeros(seen.shape[1])
    shrink = np.r_[np.full(len(weights) - 1, l2), 1e-6]
    for _ in range(60):
        chance = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (chance - right) + shrink * weights
        curve = (seen * (chance * (1 - chance) + 1e-6)[:, None]).T @ seen + np.diag(shrink)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if abs(step).max() < 1e-5:
            break
    return weights


def spans(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Weights of the signs that tell a place from another word; the base is under ``."""
    known = words("en")
    shown: list[list[str]] = []
    right: list[bool] = []
    group: list[int] = []
    total = 0
    for number, row, report in readings(rows):
        found = places.spots_of(report, known)
        setting = places.setting_of(report, found, known)
        told = Told(found, known)
        gold = [(one["start"], one["end"]) for one in row["gold"]["places"]]
        total += len(gold)
        used: set[int] = set()
        for spot in found:
            hit = next(
                (at for at, (a, b) in enumerate(gold) if at not in used and a < spot.end and spot.start < b), None
            )
            used.update(() if hit is None else (hit,))
            shown.append(signs(spot, told, setting, known))
            right.append(hit is not None)
            group.append(number % FOLDS)
    counts = Counter(sign for some in shown for sign in set(some))
    names = sorted(sign for sign, count in counts.items() if count >= RAREST)
    column = {name: at for at, name in enumerate(names)}
    seen = np.zeros((len(shown), len(names) + 1))
    seen[:, -1] = 1
    for at, some in enumerate(shown):
        for sign in some:
            if sign in column:
                seen[at, column[sign]] = 1
    truth, fold = np.array(right, dtype=float), np.array(group)
    said = np.zeros(len(truth))
    for out in range(FOLDS):
        said[fold == out] = seen[fold == out] @ logistic(seen[fold != out], truth[fold != out])
    hits = ((said > 0) & (truth > 0)).sum()
    print(f"spans, unseen folds: F1 {2 * hits / ((said > 0).sum() + total):.3f}, {len(names)} signs")
    fitted = logistic(seen, truth)
    return {**dict(zip(names, fitted[:-1].tolist(), strict=True)), **BY_HAND, "": float(fitted[-1])}


def choices(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Weights of the signs that tell which place is meant."""
    known = words("en")
    cases: list[tuple[list[dict[str, float]], list[int]]] = []
    group: list[int] = []
    for number, row, report in readings(rows):
        kept, setting = places.prepared(report, known)
        frame = Frame(resolve(kept, setting, known))
        used: set[int] = set()
        for spot in kept:
            gold = row["gold"]["places"]
            hit = next(
                (
                    at
                    for at, one in enumerate(gold)
                    if at not in used and one["start"] < spot.end and spot.start < one["end"]
                ),
                None,
            )
            used.update(() if hit is None else (hit,))
            if hit is None or gold[hit]["latitude"] is None or len(spot.found) < 2 or spot.form != "name":
                continue
            point = (gold[hit]["latitude"], gold[hit]["longitude"])
            apart = [
                kilometres(point, (one.latitude, one.longitude))
                if one.latitude is not None and one.longitude is not None
                else 1e9
                for one in spot.found[:40]
            ]
            if min(apart) <= 100:
                good = [at for at, distance in enumerate(apart) if distance <= max(30, min(apart) + 5)]
                shown = [
                    dict(
                        [
                            *size_of(one.kind, one.how, one.population),
                            *((sign, value) for sign, value, _ in grounds_of(one, spot, frame, known)),
                        ]
                    )
                    for one in spot.found[:40]
                ]
                cases.append((shown, good))
                group.append(number % FOLDS)
    names = sorted({sign for shown, _ in cases for one in shown for sign in one})
    tables = [(np.array([[one.get(name, 0.0) for name in names] for one in shown]), good) for shown, good in cases]
    prior = np.array([PRIORS.get(name, 0.0) for name in names])
    right = 0
    for out in range(FOLDS):
        weights = conditional([one for one, at in zip(tables, group, strict=True) if at != out], prior)
        right += sum(
            int(np.argmax(table @ weights)) in good
            for (table, good), at in zip(tables, group, strict=True)
            if at == out
        )
    print(f"choices, unseen folds: {right / len(tables):.3f} of {len(tables)} names with several places")
    return dict(zip(names, conditional(tables, prior).tolist(), strict=True))


def conditional(tables: list[tuple[np.ndarray, list[int]]], prior: np.ndarray, *, l2: float = 0.5) -> np.ndarray:
    """Weights that make the right candidates of every table likely, by Adam (200 steps), drawn towards `prior`."""
    weights, mean, spread = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, 201):
        slope = l2 * (weights - prior)
        for table, good in tables:
            size = np.exp(table @ weights - (table @ weights).max())
            wanted = np.zeros_like(size)
            wanted[good] = size[good]
            slope += table.T @ (size / size.sum() - wanted / wanted.sum())
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope * slope
        weights = weights - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights


def main() -> int:
    """Fit both tables; with --write, write the file between the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = rows_of(options.gold)
    judged, chosen = spans(rows), choices(rows)
    if options.write:
        text = HEAD + f"base = {judged.pop(''):.2f}\n\n[signs]\n"
        text += "".join(f'"{name}" = {weight:.2f}\n' for name, weight in sorted(judged.items()))
        text += SECOND + "[places]\n" + "".join(f'"{name}" = {weight:.2f}\n' for name, weight in sorted(chosen.items()))
        FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
