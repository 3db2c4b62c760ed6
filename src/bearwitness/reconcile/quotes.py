"""Quotes that several reports carry, laid side by side, with the words that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bearwitness.languages.likeness import containment, shingles, words
from bearwitness.model import Claim, Conflict, QuoteFinding, QuoteVariant, Report
from bearwitness.reconcile.moments import moment
from bearwitness.reconcile.origins import Origins, is_comment

SHORTEST = 4
"""Words of a quote that is listed."""
LONGEST = 400
"""Words that are aligned; the rest of a longer quote is left as it is."""
ALIKE = 0.4
"""Share of the runs of three words of the shorter quote that the longer one has, for two to be one quote."""
NEGATIONS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})


@dataclass(frozen=True)
class _Told:
    claim: Claim
    speaker: str
    shown: str | None
    runs: frozenset[str]
    published: str


def quotes(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]) -> tuple[QuoteFinding, ...]:
    """One finding a quote: the earliest full wording and every other with its differences; those most carried first."""
    told = [_told(one, origins, reports) for one in claims if one.quote is not None and not is_comment(one)]
    told = sorted((one for one in told if len(words(_text(one))) >= SHORTEST), key=_first)
    groups: list[list[_Told]] = []
    index: dict[str, set[int]] = {}
    for one in told:
        near = sorted({at for run in one.runs for at in index.get(run, ())})
        at = next((at for at in near if any(_same(one, other) for other in groups[at])), None)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(one)
        for run in one.runs:
            index.setdefault(run, set()).add(at)
    found = [_finding(group) for group in groups]
    return tuple(sorted(found, key=lambda one: (-len({v.report for v in one.variants}), one.variants[0].claim)))


def _told(claim: Claim, origins: Origins, reports: Mapping[str, Report]) -> _Told:
    origin = origins.of(claim)
    text = claim.quote.text if claim.quote is not None else ""
    spoken = claim.attribution is not None
    published = (reports[claim.report].published if claim.report in reports else None) or "9999"
    return _Told(
        claim, origin.key if spoken else "", origin.name if spoken else None, shingles(words(text), 3), published
    )


def _text(one: _Told) -> str:
    return one.claim.quote.text if one.claim.quote is not None else ""


def _first(one: _Told) -> tuple[object, ...]:
    partial = one.claim.quote.partial if one.claim.quote is not None else False
    return partial, one.published, -len(_text(one)), one.claim.id


def _same(one: _Told, other: _Told) -> bool:
    if one.speaker and other.speaker and one.speaker != other.speaker:
        return False
    short, long = sorted((one.runs, other.runs), key=len)
    return containment(short, long) >= ALIKE


def _finding(group: Sequence[_Told]) -> QuoteFinding:
    base = group[0]
    variants = [
        QuoteVariant(
            report=one.claim.report,
            claim=one.claim.id,
            text=_text(one),
            differs=() if one is base else differences(_text(base), _text(one)),
        )
        for one in group
    ]
    speaker = next((one.shown for one in group if one.shown is not None), None)
    return QuoteFinding(speaker=speaker, text=_text(base), variants=tuple(variants))


def differences(first: str, other: str) -> tuple[tuple[str, str], ...]:
    """Pairs (words of the first wording, words of the other) where they differ; what a shorter quote leaves out at its
    beginning or end is no difference.
    """
    a, b = first.split()[:LONGEST], other.split()[:LONGEST]
    folded = [" ".join(words(one)) for one in a], [" ".join(words(one)) for one in b]
    codes = SequenceMatcher(None, *folded, autojunk=False).get_opcodes()
    found = []
    for at, (kind, i, j, k, m) in enumerate(codes):
        outer = at in (0, len(codes) - 1) and (i == j or k == m)
        if kind != "equal" and not outer and folded[0][i:j] != folded[1][k:m]:
            found.append((" ".join(a[i:j]), " ".join(b[k:m])))
    return tuple(found)


def turned(first: str, other: str) -> bool:
    """Whether a difference turns the sense: a negation in one wording alone."""
    return _negations(first) != _negations(other)


def _negations(text: str) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in words(text))


def conflicts(found: Sequence[QuoteFinding], reports: Mapping[str, Report]) -> list[Conflict]:
    """Wordings of one quote that say the opposite of each other; one conflict a quote, one that stands if any does."""
    listed = []
    for quote in found:
        made = [
            _conflict(quote, variant, changed[0], reports)
            for variant in quote.variants[1:]
            if (changed := [pair for pair in variant.differs if turned(*pair)])
        ]
        listed.extend(sorted(made, key=lambda one: one.state != "stands")[:1])
    return listed


def _conflict(
    quote: QuoteFinding, variant: QuoteVariant, changed: tuple[str, str], reports: Mapping[str, Report]
) -> Conflict:
    """The conflict of a wording with the first one; resolved where the source of either later gives the other."""
    base, who = quote.variants[0], quote.speaker or "the speaker"
    a, b = changed
    why = f"Two wordings of what {who} said differ by a negation: “{a or '…'}” and “{b or '…'}”."
    claims = tuple(sorted((base.claim, variant.claim)))
    for wrong, right in ((variant, False), (base, True)):
        for later in quote.variants:
            if _turned(later) is right and _follows(later, wrong, reports):
                source = reports[later.report].source
                how = f"Later {source} ({reports[later.report].published}) gives the other wording."
                return Conflict(
                    kind="quote", claims=claims, why=why, state="resolved", resolved_by=later.claim, resolution=how
                )
    return Conflict(kind="quote", claims=claims, why=why)


def _turned(variant: QuoteVariant) -> bool:
    return any(turned(*pair) for pair in variant.differs)


def _follows(later: QuoteVariant, first: QuoteVariant, reports: Mapping[str, Report]) -> bool:
    """Whether the source of the first wording gave the other one in a later report."""
    after, before = reports.get(later.report), reports.get(first.report)
    if after is None or before is None or not after.source or after.source != before.source:
        return False
    at, was = moment(after.published), moment(before.published)
    return at is not None and was is not None and was.before(at)
