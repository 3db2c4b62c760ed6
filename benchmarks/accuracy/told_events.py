"""Scores date, place, weapon and accused of the told cases against their gold.

    told_events.py CASES_DIR [--output CLAIMS.jsonl] [--errors]

CASES_DIR holds the cases as JSON (reports with gold event_date, event_place, weapons, perpetrators_alleged, denials).
Without --output the reports are extracted here. The occurrence that counts is the first main one of a report. A date is
right when its interval holds the gold day and is no longer than two days; a place when its name is one of the gold's (a
wider one only where the report does not name the town); a weapon when its class is found; an accused when the name or
an alias is.
Distractors must have no main occurrence (those that tell another attack apart).
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]
CLASSES = {
    "missile": r"missile|rocket|iskander|tochka|kh-\d+",
    "bomb": r"\bbomb|explosives|suicide",
    "small_arms": r"\bgun|rifle|automatic|shooting|firearm",
    "grenade": r"grenade",
    "incendiary": r"\bfire\b",
    "explosive": r"explosion|blast|ammonium",
}
BY_KIND = {
    "missile_strike": "missile", "shooting": "small_arms", "suicide_bombing": "bomb", "bombing": "bomb",
    "explosion": "explosive", "arson": "incendiary", "grenade": "grenade", "drone_strike": "drone",
}  # fmt: skip
SAME = {"rocket": "missile", "explosive": "bomb"}
ALIASES = [
    {"russia", "russian", "moscow", "kremlin"},
    {"ukraine", "ukrainian", "kyiv", "kiev"},
    {"islamic state", "isis", "is", "isil"},
    {"ttp", "taliban", "tehreek-e-taliban", "tehrik-e-taliban", "tehrik-i-taliban"},
    {"jamaat-ul-ahrar", "jua", "jaamat-ul-ahrar"},
    {"israel", "israeli"},
]


def cases(folder: Path) -> Iterator[tuple[str, Line]]:
    """Case and report of every English report."""
    for file in sorted(folder.glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        for report in case["reports"]:
            if report.get("lang", "en") == "en":
                yield case["slug"], report


def extracted(reports: list[Line]) -> dict[str, list[Line]]:
    """The claims of each report, extracted here."""
    from bearwitness import entities
    from bearwitness.extract import extract
    from bearwitness.extract.parser import EnglishParser
    from bearwitness.identity import jsonable
    from bearwitness.model import Passage, Report

    parser = EnglishParser()
    found = {}
    for row in reports:
        paragraphs = [one for one in re.split(r"\n\s*\n", row["excerpt"]) if one.strip()]
        passages = tuple(
            Passage(id=f"p{at + 1}", kind="title" if at == 0 and _is_title(text, paragraphs) else "body", text=text)
            for at, text in enumerate(paragraphs)
        )
        report = Report(
            id=row["report_id"],
            capture="",
            source=row["outlet"],
            language="en",
            published=row["date"],
            passages=passages,
        )
        claims = extract(report, entities.mentions(report), parser=parser)
        found[row["report_id"]] = [jsonable(one) for one in claims]
    return found


def _is_title(text: str, paragraphs: list[str]) -> bool:
    return len(paragraphs) > 1 and len(text) < 150 and not text.rstrip().endswith((".", "”", '"', "…"))


def classes(text: str) -> set[str]:
    """Weapon classes that gold's words name."""
    return {name for name, pattern in CLASSES.items() if re.search(pattern, text.lower())}


def mine(claims: list[Line]) -> set[str]:
    """Weapon classes that the claims name, occurrence kinds included."""
    found = {one["weapon"]["weapon"]["weapon_class"] for one in claims if one["kind"] == "weapon"}
    found |= {
        BY_KIND.get(one["occurrence"]["kind"], "")
        for one in claims
        if one["kind"] == "occurrence" and one["about"] == "main"
    }
    return {SAME.get(one, one) for one in found if one}


def alias(name: str) -> frozenset[str]:
    """The names by which the actor goes; what stands in brackets after a name ("a splinter of ...") is another's."""
    lower = re.sub(r"\s*\([^)]*\)", "", name).lower() or name.lower()
    words = set(re.findall(r"[\w-]+", lower))
    for group in ALIASES:
        if words & group or any(" " in one and one in lower for one in group):
            return frozenset(group)
    return frozenset(words)


def day_right(when: Line | None, gold: str | None) -> bool | None:
    """None where no day is given."""
    if not when or not when.get("start") or not when.get("end") or not gold:
        return None
    first, last = (datetime.date.fromisoformat(when[key][:10]) for key in ("start", "end"))
    day = datetime.date.fromisoformat(gold[:10])
    return first <= day <= last and (last - first).days <= 1


def place_right(claim: Line, row: Line) -> bool | None:
    """None where no place is given."""
    place = claim.get("place")
    target = (claim["occurrence"] or {}).get("target") or {}
    if not place:
        return None
    gold = [one.strip() for one in row["gold"]["event_place"].split(",")]
    names = {str(place.get(key) or "").lower() for key in ("name", "text")}
    if gold[0].lower() in names or any(gold[0].lower() in one for one in names if one):
        return True
    if gold[0].lower() in str(target.get("text", "")).lower():
        return True
    if target.get("listed") and str(place.get("precision")) in {"point", "facility"}:
        return True
    if gold[0].lower() in row["excerpt"].lower():
        return False
    wide = place.get("precision") in {"region", "area", "country"}
    return wide or any(word and word in " ".join(gold).lower() for word in names)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--output", type=Path, help="claims already extracted (JSON Lines)")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = list(cases(options.cases))
    if options.output:
        found: dict[str, list[Line]] = {}
        for line in options.output.read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            found.setdefault(claim["report"], []).append(claim)
    else:
        found = extracted([row for _, row in rows])
    count: Counter[str] = Counter()
    errors: list[str] = []
    for slug, row in rows:
        claims = found.get(row["report_id"], [])
        mains = [one for one in claims if one["kind"] == "occurrence" and one["about"] == "main"]
        if slug == "distractors":
            if row["gold"]["incident"] != "other_attack":
                count["distractors"] += 1
                count["distractors clean"] += not mains
                if mains:
                    errors.append(f"DISTRACTOR {row['report_id']} {mains[0]['occurrence']['text'][:90]}")
            continue
        _score(row, mains, claims, count, errors)
    for name in ("date", "place", "weapon", "accused"):
        all_, given, right = count[f"{name} all"], count[f"{name} given"], count[f"{name} right"]
        print(
            f"{name:9} right of all {right / max(1, all_):.3f} ({right}/{all_})"
            f"  right of given {right / max(1, given):.3f} ({right}/{given})"
        )
    print(
        f"denials   found {count['denial right'] / max(1, count['denial all']):.3f}"
        f" ({count['denial right']}/{count['denial all']})"
    )
    print(
        f"occurrence found {count['found']}/{count['reports']};"
        f" distractors clean {count['distractors clean']}/{count['distractors']}"
    )
    if options.errors:
        print("\n".join(errors))
    return 0


def _score(row: Line, mains: list[Line], claims: list[Line], count: Counter[str], errors: list[str]) -> None:
    gold = row["gold"]
    count["reports"] += 1
    count["found"] += bool(mains)
    first = mains[0] if mains else None
    for name, right in (
        ("date", day_right(first["time"], gold["event_date"]) if first else None),
        ("place", place_right(first, row) if first else None),
    ):
        count[f"{name} all"] += 1
        count[f"{name} given"] += right is not None
        count[f"{name} right"] += bool(right)
        if not right:
            got = (first or {}).get("time" if name == "date" else "place") or {}
            errors.append(
                f"{name.upper()} {row['report_id']} gold {gold[f'event_{name}']}"
                f" got {got.get('text')} {got.get('start') or got.get('name')} published {row['date']}"
            )
    wanted = [{SAME.get(name, name) for name in classes(one["party"])} for one in gold["weapons"]]
    wanted = [one for one in wanted if one]
    have = mine(claims)
    count["weapon all"] += len(wanted)
    count["weapon given"] += len(wanted) + len(have - set().union(*wanted)) if wanted else 0
    right = sum(bool(one & have) for one in wanted)
    count["weapon right"] += right
    if right < len(wanted):
        errors.append(f"WEAPON {row['report_id']} wanted {[sorted(one) for one in wanted]} got {sorted(have)}")
    _accused(row, claims, count, errors)


def _accused(row: Line, claims: list[Line], count: Counter[str], errors: list[str]) -> None:
    gold = row["gold"]
    said = [one for one in claims if one["kind"] == "responsibility" and one["about"] == "main"]
    blamed = {
        alias(one["responsibility"]["actor"]["name"])
        for one in said
        if one["responsibility"]["stance"] in {"accused", "claimed"}
    }
    denied = {
        alias(one["responsibility"]["actor"]["name"]) for one in said if one["responsibility"]["stance"] == "denied"
    }
    wanted = {alias(one["party"]) for one in gold["perpetrators_alleged"] if "unknown" not in one["party"]}
    count["accused all"] += len(wanted)
    count["accused given"] += len(blamed)
    right = sum(any(one & other for other in blamed) for one in wanted)
    count["accused right"] += right
    if right < len(wanted) or len(blamed) > right:
        errors.append(
            f"ACCUSED {row['report_id']} gold {[one['party'] for one in gold['perpetrators_alleged']]}"
            f" got {sorted(sorted(one)[0] for one in blamed)}"
        )
    refused = {alias(one["party"]) for one in gold["denials"]}
    count["denial all"] += len(refused)
    count["denial right"] += sum(any(one & other for other in denied) for one in refused)
    if any(not any(one & other for other in denied) for one in refused):
        errors.append(f"DENIAL {row['report_id']} gold {[one['party'] for one in gold['denials']]}")


if __name__ == "__main__":
    sys.exit(main())
