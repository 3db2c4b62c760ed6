"""How well copies are found: made ones (new headline, excerpt, edited), and real reports that tell the same incident.

    python benchmarks/accuracy/copies.py GOLD.jsonl [--every N] [--offset K] [--seed S]

GOLD holds `id`, `published`, `source`, `title`, `text` and `gold.incident`. All its reports stand in one casebook; of
every N-th from the K-th five copies are made, which are a day younger. Prints for each kind how many name their
original (or the one that this copies itself), how many real reports are said to copy another one, of the same incident
and of another, the exact share of the weakest, and how many reports a second are indexed and judged.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import msgspec

from bearwitness.documents.duplicates import Index
from bearwitness.languages.likeness import containment, shingles, words
from bearwitness.model import Passage, Report
from bearwitness.reconcile import copied
from bearwitness.reconcile.copies import BEGUN, SHORTEST, judge

SENTENCE = re.compile(r"(?<=[.!?])\s+")


def main() -> int:
    """Exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many real pairs")
    chosen = parser.parse_args()
    rows = [json.loads(line) for line in chosen.gold.read_text(encoding="utf-8").splitlines()]
    real = {row["id"]: report(row["id"], row["text"], row["title"], row["published"]) for row in rows}
    incident = {row["id"]: row["gold"]["incident"] for row in rows}
    long = [one for one in real.values() if len(words(text_of(one))) >= SHORTEST]
    made = {one.id: one for each in long[chosen.offset :: chosen.every] for one in variants(each, chosen.seed)}
    everything = real | made

    start = time.process_time()
    index = Index()
    for one in everything.values():
        index.add(one)
    indexed = time.process_time()
    group = index.near(everything)
    found = copied([everything[name] for name in group])
    judged = time.process_time()

    for kind in sorted({name.rpartition("~")[2] for name in made}):
        mine = [name for name in made if name.endswith("~" + kind)]
        right = [name for name in mine if name in found and found[name].of in originals(name, found)]
        wrong = [name for name in mine if name in found and found[name].of not in originals(name, found)]
        print(f"{kind:9} {len(right)} of {len(mine)} ({len(right) / len(mine):.3f}), {len(wrong)} name another")
    pairs = [(name, found[name].of) for name in real if name in found and found[name].of in real]
    same = [pair for pair in pairs if incident[pair[0]] == incident[pair[1]]]
    told = sum(len(list(combinations(each, 2))) for each in groups(incident).values())
    print(
        f"real reports: {len(same)} copy one of the same incident (of {told} such pairs), {len(pairs) - len(same)} not"
    )
    print(f"{len(everything) / (indexed - start):.0f} reports a second indexed, {judged - indexed:.1f} s to judge")
    if chosen.show:
        show(pairs, real, found, incident, chosen.show)
    missed(list(everything.values())[:: max(1, len(everything) // 700)])
    return 0


def report(name: str, text: str, title: str | None, published: str | None) -> Report:
    """A report of one passage."""
    return Report(
        id=name,
        capture="0" * 64,
        title=title,
        published=published,
        passages=(Passage(id="p1", kind="body", text=text),),
    )


def text_of(one: Report) -> str:
    """Its words."""
    return one.passages[0].text


def variants(one: Report, seed: int) -> Iterator[Report]:
    """Copies of a report: another headline, parts of it, changed words, and changed words in a part."""
    chance = random.Random(f"{seed} {one.id}")
    text = text_of(one)
    sentences = SENTENCE.split(text)
    half = max(1, len(sentences) // 2)
    start = chance.randrange(len(sentences) - half + 1)
    vocabulary = text.split()

    def edit(what: str) -> str:
        return " ".join(chance.choice(vocabulary) if chance.random() < 0.05 else word for word in what.split())

    cut = " ".join(sentences[start : start + half])
    few = " ".join(sentences[start : start + max(1, half // 2)])
    texts = {"headline": text, "half": cut, "quarter": few, "edited": edit(text), "edited-half": edit(cut)}
    for kind, words_of in texts.items():
        if len(words(words_of)) >= SHORTEST:
            copy = report(f"{one.id}~{kind}", words_of, "Another headline", f"{(one.published or '2000')[:4]}-12-31")
            yield msgspec.structs.replace(copy, source="A paper")


def originals(name: str, found: dict[str, object]) -> set[str]:
    """What a made copy may name: its original, and what this copies."""
    own = name.rpartition("~")[0]
    other = getattr(found.get(own), "of", own)
    return {own, other}


def groups(incident: dict[str, str]) -> dict[str, list[str]]:
    """Reports by incident."""
    found: dict[str, list[str]] = {}
    for name, key in incident.items():
        found.setdefault(key, []).append(name)
    return found


def show(pairs: list[tuple[str, str]], real: dict[str, Report], found: dict, incident: dict[str, str], n: int) -> None:
    """Print real pairs, those of different incidents first, then the weakest."""
    ranked = sorted(pairs, key=lambda p: (incident[p[0]] == incident[p[1]], found[p[0]].why[:4].rjust(4), p))
    for copy, of in ranked[:n]:
        print(f"\n{incident[copy] == incident[of]} {found[copy].way}: {found[copy].why}")
        print("  A", text_of(real[of])[:300].replace("\n", " "))
        print("  B", text_of(real[copy])[:300].replace("\n", " "))


def missed(reports: list[Report]) -> None:
    """Judge every pair, and print how many of those that the measure joins are no candidates."""
    index = Index()
    for one in reports:
        index.add(one)
    runs = [shingles(words(text_of(one))) for one in reports]
    joined = lost = 0
    for one, other in combinations(range(len(reports)), 2):
        if runs[one].isdisjoint(runs[other]):
            continue
        part = max(containment(runs[one], runs[other]), containment(runs[other], runs[one]))
        if part >= BEGUN and judge(reports[one], reports[other]):
            joined += 1
            lost += not index.candidates(reports[one].id, reports[other].id)
    print(f"all pairs of {len(reports)} reports: {joined} joined by the measure, {lost} of them no candidates")


if __name__ == "__main__":
    raise SystemExit(main())
