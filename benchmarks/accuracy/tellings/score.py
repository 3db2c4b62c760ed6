"""Scores the tellings: incidents, scopes, origins, states, figures and conflicts against their labels.

    python benchmarks/accuracy/tellings/score.py open|closed [--given] [--answer FILE] [--errors] [--json] [--kept FILE]

README.md beside this file says what is counted. `--kept FILE` keeps what was extracted, so that reconciling can be
tried again without extracting. `--given` scores what reconciling makes of the labelled readings and incidents.
`--answer FILE` scores another system (README.md: the format). `--errors` lists what was wrong; do not use it on
`closed`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bearwitness.languages.names import fold_name
from bearwitness.model import Conflict, FigureFinding, Reading, Record

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import foreign  # noqa: E402
import given  # noqa: E402
from answers import Answer, answer, pairs  # noqa: E402 - a neighbour in benchmarks/accuracy, not a package

Line = dict[str, Any]
SAME_OUTCOME = {"hospitalised": "injured"}


# --- incidents ---------------------------------------------------------------------------------------------------


def _text(record: Record) -> str:
    target = f"{record.target.name or ''} {record.target.text}" if record.target is not None else ""
    where = f"{record.where.name or ''} {record.where.text}" if record.where is not None else ""
    own = " ".join(one.scope.text or "" for one in record.figures if one.scope.incident == record.id)
    return f"{record.title} {target} {where} {own}".lower()


def incidents(cases: Sequence[Line], said: Answer, count: Counter[str], errors: list[str]) -> dict[str, str]:
    """Labelled incident -> system incident; counts memberships."""
    trees = said.trees()
    mine = {root: said.members(names) for root, names in trees.items()}
    labelled = [one for case in cases for one in case["incidents"]]
    gold = {one["id"]: set(one["reports"]) for one in labelled if one["part_of"] is None}
    found = pairs(gold, {name: told for name, told in mine.items() if told})
    for name, reports in sorted(gold.items()):
        got = mine.get(found.get(name, ""), set())
        count["member_tp"] += len(reports & got)
        count["member_fn"] += len(reports - got)
        count["member_fp"] += len(got - reports)
        if reports != got:
            errors.append(f"INCIDENT {name}: lacks {sorted(reports - got)}, has beside {sorted(got - reports)}")
    for name, told in mine.items():
        if name not in found.values():
            count["member_fp"] += len(told)
            if told:
                errors.append(f"INCIDENT of nobody: {said.records[name].title} {sorted(told)}")
    _parts(cases, said, trees, found, count, errors)
    return found


def _parts(
    cases: Sequence[Line],
    said: Answer,
    trees: Mapping[str, Sequence[str]],
    found: dict[str, str],
    count: Counter[str],
    errors: list[str],
) -> None:
    for case in cases:
        names = {one["incident"]: [text.lower() for text in one["names"]] for one in case["scopes"] if one["incident"]}
        wholes = {one["id"]: one["part_of"] for one in case["incidents"]}
        for one in case["incidents"]:
            if one["part_of"] is None:
                continue
            top = one["part_of"]
            while wholes[top] is not None:
                top = wholes[top]
            near = [name for name in trees.get(found.get(top, ""), ()) if name not in found.values()]
            fitting = [name for name in near if any(text in _text(said.records[name]) for text in names[one["id"]])]
            scored = sorted(
                fitting, key=lambda name: (-len({r.id for r in said.records[name].reports} & set(one["reports"])), name)
            )
            count["part_all"] += 1
            if scored:
                found[one["id"]] = scored[0]
                count["part_found"] += 1
            else:
                errors.append(f"PART {one['id']} not found among {[said.records[name].title for name in near]}")


# --- figures -----------------------------------------------------------------------------------------------------


def _here(case: Line, said: Answer, found: Mapping[str, str]) -> list[FigureFinding]:
    """Every figure of the case's trees, each once."""
    roots = {said.roots[found[one["id"]]] for one in case["incidents"] if one["id"] in found}
    listed: dict[bytes, FigureFinding] = {}
    for name, root in sorted(said.roots.items()):
        if root in roots:
            listed.update({msgspec.json.encode(one): one for one in said.records[name].figures})
    return list(listed.values())


def at_scope(case: Line, name: str, figure: FigureFinding, found: Mapping[str, str]) -> bool:
    """Whether a figure runs over the labelled scope."""
    scope = next(one for one in case["scopes"] if one["id"] == name)
    text = (figure.scope.text or "").lower()
    by_name = any(one.lower() in text for one in scope["names"])
    another = not by_name and any(
        one.lower() in text for other in case["scopes"] if other["id"] != name for one in other["names"]
    )
    if scope["incident"] in found and figure.scope.incident == found[scope["incident"]]:
        return not another
    matched = {found[one["id"]] for one in case["incidents"] if one["id"] in found}
    if figure.scope.incident in matched and scope["incident"] in found:
        return False
    return by_name or (figure.scope.kind == scope["kind"] == "country" and not another)


def alike(figure: FigureFinding, label: Line) -> bool:
    """Whether outcome and group are those of the label."""
    same = SAME_OUTCOME.get(figure.outcome, figure.outcome) == SAME_OUTCOME.get(label["outcome"], label["outcome"])
    return same and figure.group == label["group"]


def told(reading: Reading, label: Line) -> bool:
    """Whether a reading has the label's number."""
    if label["about"]:
        return label["low"] in (reading.low, reading.high)
    if label["low"] is None:
        return reading.high == label["high"]
    return (reading.low, reading.high) == (label["low"], label["high"])


def is_origin(case: Line, name: str, shown: str) -> bool:
    """Whether an origin as shown is the labelled one, in whatever order its words stand."""
    known = next(one for one in case["origins"] if one["id"] == name)
    said = fold_name(shown) or shown.lower()
    words = set(shown.lower().split())
    return any((fold_name(one) or one.lower()) in said or set(one.lower().split()) <= words for one in known["names"])


def readings(case: Line, said: Answer, found: Mapping[str, str], count: Counter[str], errors: list[str]) -> None:
    """Counts numbers, scopes, origins and states of one case."""
    figures = _here(case, said, found)
    for label in case["readings"]:
        near = [
            (figure, one) for figure in figures if alike(figure, label) for one in figure.readings if told(one, label)
        ]
        for carrier in label["carriers"]:
            count["reading_all"] += 1
            anywhere = [(figure, one) for figure, one in near if carrier in one.carriers]
            here = [one for figure, one in anywhere if at_scope(case, label["scope"], figure, found)]
            number = f"{label['low']}..{label['high']} ({label['scope']}, {label['origin']})"
            words = f"{carrier} {label['outcome']} {label['group']} {number}"
            count["scope_all"] += bool(anywhere)
            if not here:
                where = sorted({f"{figure.scope.kind} {figure.scope.text}" for figure, _ in anywhere})
                errors.append(f"SCOPE {words}: at {where}" if anywhere else f"READING {words} not found")
                continue
            count["reading_found"] += 1
            count["scope_right"] += 1
            right = [one for one in here if is_origin(case, label["origin"], one.origin)]
            count["origin_right"] += bool(right)
            if not right:
                errors.append(f"ORIGIN {words}: {sorted({one.origin for one in here})}")
            if label["state"] != "either":
                count["state_all"] += 1
                live = any(one.live for one in right or here)
                count["state_right"] += live == (label["state"] == "live")
                if live != (label["state"] == "live"):
                    errors.append(f"STATE {words}: {'live' if live else 'not live'}, labelled {label['state']}")


def _end(one: FigureFinding) -> int | None:
    """The upper end of a range; None where it is open, as the labels write it."""
    return None if one.open else one.high


def final(case: Line, said: Answer, found: Mapping[str, str], count: Counter[str], errors: list[str]) -> None:
    """Counts ranges and headlines of one case."""
    figures = _here(case, said, found)
    for label in case["figures"]:
        here = [one for one in figures if alike(one, label) and at_scope(case, label["scope"], one, found)]
        words = f"{case['case']} {label['scope']} {label['outcome']} {label['group']}"
        count["range_all"] += 1
        ends = [[label["low"], label["high"]], *label["also"]]
        right = any([one.low, _end(one)] in ends for one in here)
        count["range_right"] += right
        got = [(one.low, _end(one), one.headline) for one in here]
        if not right:
            errors.append(f"RANGE {words}: {got}, labelled {label['low']}..{label['high']}")
        if label["headline"] is not None:
            count["headline_all"] += 1
            count["headline_right"] += any(one.headline == label["headline"] for one in here)
            if not any(one.headline == label["headline"] for one in here):
                errors.append(f"HEADLINE {words}: {got}, labelled {label['headline']}")


# --- conflicts ---------------------------------------------------------------------------------------------------


def matches(conflict: Conflict, label: Line, said: Answer) -> bool:
    """Whether a conflict is the labelled one: its kind, and claims from both sides."""
    if conflict.kind not in label["kinds"]:
        return False
    reports = [said.claims[one].report for one in conflict.claims]
    one, other = (set(side) for side in label["sides"])
    return any(a in one and b in other for at, a in enumerate(reports) for to, b in enumerate(reports) if at != to)


def conflicts(case: Line, said: Answer, found: Mapping[str, str], count: Counter[str], errors: list[str]) -> None:
    """Counts conflicts of one case."""
    roots = {said.roots[found[one["id"]]] for one in case["incidents"] if one["id"] in found}
    mine = {one for name, root in said.roots.items() if root in roots for one in said.records[name].conflicts}
    listed = sorted(mine, key=lambda one: (one.kind, one.claims, one.why))
    for label in case["conflicts"]:
        if label["optional"]:
            continue
        count["conflict_all"] += 1
        hit = [one for one in listed if matches(one, label, said)]
        count["conflict_found"] += bool(hit)
        if not hit:
            errors.append(f"CONFLICT {case['case']} {label['kinds']} not found: {label['why']}")
        elif label["resolved_by"] is not None:
            count["resolved_all"] += 1
            count["resolved_said"] += any(one.state == "resolved" for one in hit)
    for one in listed:
        if not any(matches(one, label, said) for label in case["conflicts"]):
            count["conflict_invented"] += 1
            reports = sorted({said.claims[name].report for name in one.claims})
            errors.append(f"INVENTED {case['case']} {one.kind} {reports}: {one.why}")


# --- the table ---------------------------------------------------------------------------------------------------


FIGURES = {"figure", "toll_fell", "scope"}
"""Kinds of conflict that follow from labelled readings."""


def figures_only(case: Line) -> Line:
    """A case with the conflicts alone that follow from its labelled readings."""
    return {**case, "conflicts": [one for one in case["conflicts"] if set(one["kinds"]) & FIGURES]}


def score(cases: Sequence[Line], said: Answer) -> tuple[dict[str, float], Counter[str], list[str]]:
    """Shares between 0 and 1 (and `invented`, a number), the counts behind them, and the errors in words."""
    count: Counter[str] = Counter()
    errors: list[str] = []
    found = incidents(cases, said, count, errors)
    for case in cases:
        readings(case, said, found, count, errors)
        final(case, said, found, count, errors)
        conflicts(case, said, found, count, errors)

    def share(right: str, all_: str) -> float:
        return round(count[right] / count[all_], 3) if count[all_] else 1.0

    wrong = count["member_fp"] + count["member_fn"]
    shares = {
        "incidents": round(2 * count["member_tp"] / max(1, 2 * count["member_tp"] + wrong), 3),
        "parts": share("part_found", "part_all"),
        "readings": share("reading_found", "reading_all"),
        "scopes": share("scope_right", "scope_all"),
        "origins": share("origin_right", "reading_found"),
        "states": share("state_right", "state_all"),
        "ranges": share("range_right", "range_all"),
        "headlines": share("headline_right", "headline_all"),
        "conflicts": share("conflict_found", "conflict_all"),
        "resolved": share("resolved_said", "resolved_all"),
        "invented": float(count["conflict_invented"]),
    }
    return shares, count, errors


def labels(folder: Path) -> list[Line]:
    """The labelled cases of a folder."""
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("half", choices=("open", "closed"))
    parser.add_argument("--given", action="store_true")
    parser.add_argument("--answer", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    folder = HERE / options.half
    cases = labels(folder)
    if options.given:
        cases = [figures_only(one) for one in cases]
        said = given.answer(folder, cases)
    elif options.answer:
        said = foreign.answer(options.answer)
    else:
        said = answer(folder / "reports.jsonl", options.kept)
    shares, count, errors = score(cases, said)
    if options.json:
        print(json.dumps(shares))
        return 0
    for name, value in shares.items():
        print(f"{name:10} {value:g}")
    print("counts", dict(sorted(count.items())))
    if options.errors:
        print("\n".join(errors), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
