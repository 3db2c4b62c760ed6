"""What the system says of a file of reports; the scorers of told_incidents.py and tellings/ share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bearwitness.acquire import Given
from bearwitness.model import Claim, Record, Report
from bearwitness.pipeline import editions, gather, step


@dataclass
class Answer:
    """What a system says of a set of reports."""

    records: Mapping[str, Record]
    claims: Mapping[str, Claim]
    roots: dict[str, str] = field(default_factory=dict)
    """The outermost whole of each record."""

    def __post_init__(self) -> None:
        for name in self.records:
            top, seen = name, {name}
            while (above := self.records[top].part_of) in self.records and above not in seen:
                top = str(above)
                seen.add(top)
            self.roots[name] = top

    def trees(self) -> dict[str, list[str]]:
        """The records below and including each root."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.roots):
            found.setdefault(self.roots[name], []).append(name)
        return found

    def members(self, names: Iterable[str]) -> set[str]:
        """Reports that tell one of these incidents as news."""
        told = set()
        for name in names:
            for moment in self.records[name].timeline:
                if moment.text == "The attack":
                    told |= {self.claims[one].report for one in moment.claims if self.claims[one].about == "main"}
            if not any(moment.text == "The attack" for moment in self.records[name].timeline):
                told |= {one.id for one in self.records[name].reports}
        return told


def understood(path: Path, kept: Path | None) -> tuple[list[Report], list[Claim]]:
    """Reports and claims of a file of reports, from the kept file if there is one."""
    if kept is not None and kept.exists():
        reports, claims = msgspec.json.decode(kept.read_bytes(), type=tuple[list[Report], list[Claim]])
        return reports, claims
    reports, claims = [], []
    for one in gather([path], Given()):
        done = one if isinstance(one, Exception) else step(one, "claims")
        if isinstance(done, Exception):
            raise SystemExit(f"{path}: {done}")
        reports.append(done.report)
        claims.extend(done.claims)
    if kept is not None:
        kept.write_bytes(msgspec.json.encode((reports, claims)))
    return reports, claims


def answer(path: Path, kept: Path | None = None) -> Answer:
    """The records that a file of reports adds up to."""
    reports, claims = understood(path, kept)
    return Answer({one.id: one for one in editions(reports, claims)}, {one.id: one for one in claims})


def pairs(gold: Mapping[str, set[str]], mine: Mapping[str, set[str]]) -> dict[str, str]:
    """One-to-one matching of named sets by the share of what they have in common, best first."""
    scored = sorted(
        (-2 * len(a & b) / (len(a) + len(b)), one, other)
        for one, a in gold.items()
        for other, b in mine.items()
        if a & b
    )
    found: dict[str, str] = {}
    for _, one, other in scored:
        if one not in found and other not in found.values():
            found[one] = other
    return found
