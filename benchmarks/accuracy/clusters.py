"""Reports to incidents on labelled reports: B-cubed, pairwise and each incident's dead and injured; fits the weights.

    python benchmarks/accuracy/clusters.py GOLD.jsonl [--claims FILE] [--fit] [--errors N] [--incidents FILE]

GOLD is JSON Lines with `id`, `text` and `gold.incident` (and `gold.killed`, `gold.injured`). `--claims FILE` keeps what
was extracted, so that linking can be tried again without extracting. `--fit` prints logistic weights for
`link/data/weights.toml` from the pairs that meet in a block, fitted on one half of the incidents, and the loss on both
halves; the choice stays with a person. `--half 0|1` scores the reports of one half only (all are linked).
`--incidents FILE` writes
one incident a line as `bearwitness incidents --json` does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bearwitness import link, reconcile
from bearwitness.acquire import Given
from bearwitness.identity import digest, jsonable
from bearwitness.link.block import ENOUGH, Key, far, keys
from bearwitness.link.compare import FEATURES, compare, weights
from bearwitness.link.furniture import bare_of_furniture
from bearwitness.link.tellings import Telling, tellings
from bearwitness.model import Claim, Incident, Record, Report
from bearwitness.pipeline import gather, step

Line = dict[str, Any]


def extracted(gold: Sequence[Line], keep: Path | None) -> tuple[list[Report], list[Claim]]:
    """Reports and claims of the gold lines, from the kept file if there is one."""
    if keep is not None and keep.exists():
        with keep.open("rb") as file:
            rows = [msgspec.json.decode(line) for line in file]
    else:
        rows = _extract(gold)
        if keep is not None:
            keep.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    reports = [msgspec.convert(row["report"], Report) for row in rows]
    return reports, [msgspec.convert(one, Claim) for row in rows for one in row["claims"]]


def _extract(gold: Sequence[Line]) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        lines = ({key: value for key, value in row.items() if key != "gold"} for row in gold)
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        found = [step(one, "claims") if not isinstance(one, Exception) else one for one in gather([path], Given())]
    for one in found:
        if isinstance(one, Exception):
            print(one, file=sys.stderr)
    return [
        {"report": jsonable(one.report), "claims": jsonable(one.claims)}
        for one in found
        if not isinstance(one, Exception)
    ]


def chosen(names: Sequence[str], records: Sequence[Record]) -> dict[str, str]:
    """One incident a report: the first listed that is no part of another, else the first, else one of its own."""
    found: dict[str, str] = {}
    for whole in (True, False):
        for record in records:
            if (record.part_of is None) is whole:
                for line in record.reports:
                    found.setdefault(line.id, record.id)
    return {name: found.get(name, f"alone {name}") for name in names}


def scores(true: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, float]:
    """B-cubed and pairwise precision, recall and F1."""
    size_true, size_mine = Counter(true.values()), Counter(mine.values())
    common = Counter((true[name], mine[name]) for name in true)
    shared = [common[true[name], mine[name]] for name in true]
    precision = float(np.mean([n / size_mine[mine[name]] for n, name in zip(shared, true, strict=True)]))
    recall = float(np.mean([n / size_true[true[name]] for n, name in zip(shared, true, strict=True)]))
    both = sum(n * (n - 1) for n in common.values())
    given = sum(n * (n - 1) for n in size_mine.values())
    wanted = sum(n * (n - 1) for n in size_true.values())
    pair_p, pair_r = both / max(1, given), both / max(1, wanted)
    return {
        "b_cubed.precision": precision,
        "b_cubed.recall": recall,
        "b_cubed.f1": _f1(precision, recall),
        "pairs.precision": pair_p,
        "pairs.recall": pair_r,
        "pairs.f1": _f1(pair_p, pair_r),
    }


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(1e-9, precision + recall)


def figures(gold: Sequence[Line], records: Sequence[Record]) -> dict[str, float]:
    """Share of gold incidents whose dead (injured) are the headline of the record with most of their reports; at equal
    numbers the one with fewer others, then the one listed first, as the shared scorer has it.
    """
    members: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, Line] = {}
    for row in gold:
        members[row["gold"]["incident"]].add(row["id"])
        labels[row["gold"]["incident"]] = row["gold"]
    by_report: dict[str, list[Record]] = defaultdict(list)
    listed_at = {record.id: at for at, record in enumerate(records)}
    for record in records:
        for line in record.reports:
            by_report[line.id].append(record)
    found: dict[str, list[bool]] = defaultdict(list)
    for incident, names in members.items():
        near = {record.id: record for name in names for record in by_report[name]}
        best = max(
            near.values(),
            key=lambda one: (len({line.id for line in one.reports} & names), -len(one.reports), -listed_at[one.id]),
            default=None,
        )
        for outcome in ("killed", "injured"):
            true = labels[incident].get(outcome)
            value = None if best is None else _headline(best, outcome)
            if true:
                found[f"incident_{outcome}.exact_gold>0"].append(value == true)
            if true is not None:
                found[f"incident_{outcome}.exact_missing_as_0"].append((value or 0) == true)
    return {name: float(np.mean(rights)) for name, rights in sorted(found.items())}


def _headline(record: Record, outcome: str) -> int | None:
    listed = [one for one in record.figures if one.outcome == outcome and one.group == "people"]
    own = [one for one in listed if one.scope.incident in (None, record.id)]
    return (own or listed)[0].headline if listed else None


# --- pairs and fitting --------------------------------------------------------------------------------


def pairs(told: Sequence[Telling]) -> Iterator[tuple[int, int]]:
    """Positions of tellings to compare, the smaller first, each pair once, sorted; never two of one report."""
    holders: dict[tuple[str, str], list[tuple[int, Key]]] = {}
    for at, one in enumerate(told):
        for key in keys(one):
            holders.setdefault((key.kind, key.value), []).append((at, key))
    shared: dict[tuple[int, int], float] = {}
    for (kind, _), listed in holders.items():
        most = listed[0][1].most
        if len(listed) < 2 or (most and len(listed) > most):
            continue
        for (here, mine), (there, theirs) in combinations(listed, 2):
            if kind != "day" or not far(told[here], told[there]):
                shared[here, there] = shared.get((here, there), 0.0) + min(mine.weight, theirs.weight)
    for (here, there), total in sorted(shared.items()):
        if total >= ENOUGH and told[here].report != told[there].report:
            yield here, there


def half(incident: str) -> int:
    """Which half of the incidents this one belongs to, 0 or 1: by its digest, so that every set is halved alike."""
    return int(digest("half", incident.encode())[:8], 16) % 2


def sampled(told: Sequence[Telling], true: Mapping[str, str], part: int) -> tuple[np.ndarray, np.ndarray]:
    """Values of the features (for and against apart) and labels of the pairs of main tellings of one half."""
    rows, labels = [], []
    for one, other in pairs(told):
        a, b = told[one], told[other]
        if a.about == b.about == "main" and half(true[a.report]) == half(true[b.report]) == part:
            values = [function(a, b)[0] for function in FEATURES]
            rows.append([1.0, *(max(0.0, value) for value in values), *(max(0.0, -value) for value in values)])
            labels.append(true.get(a.report) == true.get(b.report))
    return np.array(rows), np.array(labels, dtype=float)


def fit(told: Sequence[Telling], true: Mapping[str, str], *, ridge: float = 0.3) -> dict[str, float]:
    """Logistic weights over the pairs of main tellings of the first half, by Newton's method."""
    x, y = sampled(told, true, 0)
    beta = np.zeros(x.shape[1])
    damping = ridge * np.eye(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        beta += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + damping, x.T @ (y - p) - damping @ beta)
    for part in (0, 1):
        mine, labels = sampled(told, true, part)
        said = (
            f"{len(labels)} pairs, {int(labels.sum())} of one incident; mean log loss {_loss(mine, labels, beta):.4f}"
        )
        print(f"half {part}: {said}", file=sys.stderr)
    names = [one.__name__ for one in FEATURES]
    named = ["bias", *(f"{name}.same" for name in names), *(f"{name}.different" for name in names)]
    return {
        name: abs(value) if name != "bias" else value for name, value in zip(named, beta.round(2).tolist(), strict=True)
    }


def _loss(x: np.ndarray, y: np.ndarray, beta: np.ndarray) -> float:
    p = np.clip(1 / (1 + np.exp(-x @ beta)), 1e-9, 1 - 1e-9)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def mistakes(told: Sequence[Telling], true: Mapping[str, str], mine: Mapping[str, str], number: int) -> None:
    """Prints pairs that were wrongly joined or kept apart, with the reasons."""
    left = {True: number, False: number}
    for one, other in pairs(told):
        a, b = told[one], told[other]
        same, joined = true.get(a.report) == true.get(b.report), mine.get(a.report) == mine.get(b.report)
        if same != joined and left[same] > 0:
            left[same] -= 1
            found = compare(a, b)
            print(
                f"\n{'APART' if same else 'JOINED'} {a.report} {b.report} {a.about} {b.about} {found.score}",
                file=sys.stderr,
            )
            for feature in found.features:
                print(f"    {feature.name:<10} {feature.score:6.2f}  {feature.why}", file=sys.stderr)


def main() -> int:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--incidents", type=Path)
    options = parser.parse_args()
    gold = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    reports, claims = extracted(gold, options.claims)
    true = {row["id"]: row["gold"]["incident"] for row in gold}
    if options.fit:
        print(
            json.dumps({"now": jsonable(weights().features), "fitted": fit(told_of(reports, claims), true)}, indent=1)
        )
        return 0
    began = time.perf_counter()
    incidents: tuple[Incident, ...] = link.assemble(reports, claims)
    linked = time.perf_counter()
    records = reconcile.edition({one.id: one for one in reports}, {one.id: one for one in claims}, incidents)
    done = time.perf_counter()
    if options.half is not None:
        gold = [row for row in gold if half(row["gold"]["incident"]) == options.half]
        true = {row["id"]: row["gold"]["incident"] for row in gold}
    mine = chosen(list(true), records)
    for name, value in {**scores(true, mine), **figures(gold, records)}.items():
        print(f"{name:<36} {value:.3f}")
    print(
        f"{len(reports)} reports, {len(records)} incidents; "
        f"link {linked - began:.1f} s, reconcile {done - linked:.1f} s"
    )
    if options.errors:
        mistakes(told_of(reports, claims), true, mine, options.errors)
    if options.incidents:
        options.incidents.write_text(
            "".join(json.dumps(jsonable(one), ensure_ascii=False) + "\n" for one in records), encoding="utf-8"
        )
    return 0


def told_of(reports: Sequence[Report], claims: Sequence[Claim]) -> tuple[Telling, ...]:
    """The tellings that linking compares."""
    return bare_of_furniture(tellings({one.id: one for one in reports}, claims))


if __name__ == "__main__":
    raise SystemExit(main())
