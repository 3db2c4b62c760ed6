"""Scores what many told reports add up to: incidents, final figures, their course, contradictions.

    told_incidents.py CASES_DIR [--errors] [--json] [--kept FILE]

CASES_DIR holds the cases as JSON (see told_events.py); all English reports go into one casebook, distractors with them.

- reports right: share of the reports that are told by the system incident of their case, and by no other; of each case
  the incident counts that most of its reports tell
- distractors outside: share of the distractors that no incident of a case holds, not even as background
- final: figures of `incident_gold.final_accepted`. A range is right when it holds an accepted number, a headline when
  it is one (or lies between two). Numbers after "from" and years do not count as accepted
- course: numbers of `incident_gold.evolution` that some excerpt really tells and that a reading of the incident has
- contradictions: those of `incident_gold.contradictions` of which one conflict of the incident names two sides; a side
  is told by its numbers, its names, how many weapons it counts, or a bound ("almost 137")
- ... told: the same over what the reports that were read really tell: a final figure of which some excerpt gives an
  accepted number, a contradiction of which excerpts give two sides (the gold also draws on reports in other languages)
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from answers import Answer, answer  # noqa: E402 - a neighbour, not a package

from bearwitness.model import FigureFinding  # noqa: E402

Line = dict[str, Any]
OUTCOMES = ("killed", "injured", "missing", "displaced")
GROUPED = {"children_killed": ("killed", "children")}
YEARS = range(1990, 2031)
NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+|(?<![\w.])\d+")
ALSO = {"TTP": ("Pakistani Taliban",), "JuA": ("Jamaat-ul-Ahrar", "Jaamat-ul-Ahrar"), "Jamaat": ("Jaamat",)}
"""Other names and spellings by which the excerpts call a party."""
BOUNDS = (("at least",), ("almost", "nearly"))
"""Words by which a note tells two bounds apart."""
WORDS = ("one", "two", "three", "four", "five")
SIDES = re.compile(r"\s+vs\s+|\s*->\s*|\s*/\s*")


def numbers(text: str | int | None) -> list[int]:
    """The numbers of a note, without years and dates; what was revised "from" is not among them."""
    if text is None or isinstance(text, int):
        return [] if text is None else [text]
    bare = re.sub(r"\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*", " ", text)
    bare = re.sub(r"from \d+", " ", bare)
    found = [int(one.group().replace(",", "")) for one in NUMBER.finditer(bare)]
    return [one for one in found if one not in YEARS]


def load(folder: Path) -> tuple[list[Line], list[Line]]:
    """Cases and distractors, English reports only."""
    cases, distractors = [], []
    for file in sorted(folder.glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        case["reports"] = [one for one in case["reports"] if one.get("lang", "en") == "en"]
        if case["slug"] == "distractors":
            distractors = case["reports"]
        else:
            cases.append(case)
    return cases, distractors


def said(cases: list[Line], distractors: list[Line], kept: Path | None) -> Answer:
    """The records of all reports in one casebook."""
    rows = [row for case in cases for row in case["reports"]] + distractors
    lines = [
        {"id": row["report_id"], "source": row["outlet"], "published": _date(row["date"]), "text": row["excerpt"]}
        for row in rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
        return answer(path, kept)


def _date(text: str | None) -> str | None:
    """A full date; a month alone is no publication date that the product takes."""
    return text if text and re.match(r"\d{4}-\d{2}-\d{2}", text) else None


def homes(
    cases: list[Line], distractors: list[Line], mine: Answer, count: Counter[str], errors: list[str]
) -> dict[str, str]:
    """Case -> the root incident that most of its reports tell."""
    told = {root: mine.members(names) for root, names in mine.trees().items()}
    found: dict[str, str] = {}
    for case in cases:
        own = {row["report_id"] for row in case["reports"]}
        root = min(told, key=lambda one: (-len(told[one] & own), one))
        found[case["slug"]] = root
        for name in sorted(own):
            where = [one for one in told if name in told[one]]
            count["reports"] += 1
            count["reports_right"] += where == [root]
            if where != [root]:
                errors.append(
                    f"REPORT {name}: {[mine.records[one].title for one in where]}, not {mine.records[root].title}"
                )
    held = {row.id for root in found.values() for name in mine.trees()[root] for row in mine.records[name].reports}
    for row in distractors:
        count["distractors"] += 1
        count["distractors_outside"] += row["report_id"] not in held
        if row["report_id"] in held:
            errors.append(f"DISTRACTOR {row['report_id']} is in an incident")
    return found


def figures(root: str, mine: Answer) -> list[FigureFinding]:
    """Figures of the incident's tree at the scopes of its incidents."""
    names = mine.trees()[root]
    return [one for name in names for one in mine.records[name].figures if one.scope.incident in names]


def final(case: Line, root: str, mine: Answer, count: Counter[str], errors: list[str]) -> None:
    """Counts the final figures of one case."""
    for line in case["incident_gold"]["final_accepted"]:
        both = re.findall(r"(\d+)/(\d+)", line.get("source", ""))
        for name, text in sorted(line.items()):
            outcome, group = GROUPED.get(name, (name, "people"))
            if outcome not in OUTCOMES:
                continue
            accepted = numbers(text)
            accepted += [
                int(pair[outcome == "injured"]) for pair in both if outcome in OUTCOMES[:2] and group == "people"
            ]
            own = [one for one in figures(root, mine) if (one.outcome, one.group) == (outcome, group)]
            shown = [(one.low, one.high, one.headline) for one in own]
            count["final"] += 1
            tells = any((outcome, number) in told_numbers(case) for number in accepted)
            count["final_told"] += tells
            inside = any(
                (one.low is not None and one.low <= number and (one.high is None or one.open or number <= one.high))
                for one in own
                for number in accepted
            )
            head = any(one.headline is not None and min(accepted) <= one.headline <= max(accepted) for one in own)
            count["final_range"] += inside
            count["final_headline"] += head
            count["final_range_told"] += inside and tells
            count["final_headline_told"] += head and tells
            if not (inside and head):
                untold = "" if tells else ", told by no report"
                errors.append(f"FINAL {case['slug']} {name}: {shown}, accepted {accepted}{untold}")


def told_numbers(case: Line) -> set[tuple[str, int]]:
    """Outcomes and numbers that some excerpt of a case tells."""
    return {
        (one["status"], number)
        for row in case["reports"]
        for one in row["gold"]["casualty_claims"]
        for number in (one["count_min"], one["count_max"])
        if number is not None
    }


def course(case: Line, root: str, mine: Answer, count: Counter[str], errors: list[str]) -> None:
    """Counts the steps of the toll that the excerpts tell."""
    told = told_numbers(case)
    have = {
        (one.outcome, number)
        for one in figures(root, mine)
        for reading in one.readings
        for number in (reading.low, reading.high)
        if number is not None
    }
    for step in case["incident_gold"]["evolution"]:
        for outcome in OUTCOMES:
            text = step.get(outcome)
            plain = re.sub(r"\(.*?\)|, .*$", " ", text) if isinstance(text, str) and "," not in text[:6] else text
            for number in numbers(plain):
                if (outcome, number) in told:
                    count["course"] += 1
                    count["course_right"] += (outcome, number) in have
                    if (outcome, number) not in have:
                        errors.append(f"COURSE {case['slug']} {step['t']}: {outcome} {number}")


def contradictions(case: Line, root: str, mine: Answer, count: Counter[str], errors: list[str]) -> None:
    """Counts the contradictions of which a conflict names two sides."""
    conflicts = {one for name in mine.trees()[root] for one in mine.records[name].conflicts}
    excerpts = " ".join(row["excerpt"] for row in case["reports"]).lower().replace(",", "")
    texts = []
    for one in sorted(conflicts, key=lambda each: (each.kind, each.claims)):
        quotes = " ".join(piece.quote for name in one.claims for piece in mine.claims[name].evidence)
        texts.append(f"{one.why} {quotes}".lower().replace(",", ""))
    for text in case["incident_gold"]["contradictions"]:
        toll = {str(number) for outcome, number in told_numbers(case) if outcome == "killed"}
        sides = [_tokens(side, numbers(text), toll) for side in SIDES.split(text)]
        count["contradictions"] += 1
        hit = any(sum(any(_tells(token, one) for token in side) for side in sides) > 1 for one in texts)
        count["contradictions_found"] += hit
        tells = sum(any(_tells(one, excerpts) for one in side) for side in sides) > 1
        count["contradictions_told"] += tells
        count["contradictions_found_told"] += hit and tells
        if not hit:
            untold = "" if tells else " (two sides are told by no excerpt, or cannot be looked for)"
            errors.append(f"CONTRADICTION {case['slug']}: {text}{untold}")
    if texts:
        errors.extend(
            f"  conflict {case['slug']} {one.kind}: {one.why}"
            for one in sorted(conflicts, key=lambda c: (c.kind, c.claims))
        )


def _tells(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text) is not None


def _tokens(side: str, all_numbers: list[int], toll: set[str]) -> list[str]:
    """Patterns of what to look for of one side: how many weapons, a bound and its number, else its numbers, names and
    kinds of event; for "toll" alone any number of dead above those that the note gives.
    """
    own = numbers(side)
    weapon = re.search(r"\b(one|two|three|four|five) (?:missile|rocket|bomb|drone)", side)
    if weapon is not None:
        number = WORDS.index(weapon.group(1)) + 1
        words = f"{number}|{weapon.group(1)}" + ("|a" if number == 1 else "")
        return [rf"(?:{words}) (?:[\w-]+ ){{0,2}}(?:missile|rocket|bomb|drone)s?"]
    bound = next((words for words in BOUNDS if any(word in side for word in words)), None)
    if bound is not None:
        return [f"{word} {number}" for word in bound for number in own or all_numbers]
    if "toll" in side and not own and all_numbers:
        return sorted(one for one in toll if int(one) > max(all_numbers))
    words = re.findall(r"Iskander|Tochka-U|TTP|JuA|Jamaat|accident|attack", side)
    found = [str(one) for one in own] + words
    return [re.escape(one.lower()) for word in found for one in (word, *ALSO.get(word, ()))]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kept", type=Path, help="keeps what was extracted")
    options = parser.parse_args()
    cases, distractors = load(options.cases)
    mine = said(cases, distractors, options.kept)
    count: Counter[str] = Counter()
    errors: list[str] = []
    found = homes(cases, distractors, mine, count, errors)
    for case in cases:
        root = found[case["slug"]]
        final(case, root, mine, count, errors)
        course(case, root, mine, count, errors)
        contradictions(case, root, mine, count, errors)
    shares = {
        "reports_right": count["reports_right"] / count["reports"],
        "distractors_outside": count["distractors_outside"] / max(1, count["distractors"]),
        "final_range": count["final_range"] / count["final"],
        "final_headline": count["final_headline"] / count["final"],
        "course": count["course_right"] / count["course"],
        "contradictions": count["contradictions_found"] / count["contradictions"],
        "final_range_told": count["final_range_told"] / max(1, count["final_told"]),
        "final_headline_told": count["final_headline_told"] / max(1, count["final_told"]),
        "contradictions_told": count["contradictions_found_told"] / max(1, count["contradictions_told"]),
    }
    shares = {name: round(value, 3) for name, value in shares.items()}
    if options.json:
        print(json.dumps(shares))
        return 0
    for name, value in shares.items():
        print(f"{name:21} {value:.3f}")
    print("counts", dict(sorted(count.items())))
    if options.errors:
        print("\n".join(errors), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
