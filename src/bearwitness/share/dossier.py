"""Record -> one self-contained HTML file: the edition with its apparatus, every value one click from its words.

No script, no request to anywhere, no style attribute: the page forbids itself all of these by its own policy. Every
value is escaped by the template engine; ids in the page are numbers of ours, never words of a report.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from bearwitness.model import Claim, Record, Report
from bearwitness.share.passages import Apparatus
from bearwitness.share.view import environment, shown

engine = cache(environment)


@dataclass(frozen=True)
class Beside:
    """What stands in the same folder as a dossier that is not alone."""

    links: Sequence[tuple[str, str]]
    """(relative address, what it is)"""
    pages: Mapping[str, str]
    """Incident -> relative address of its dossier."""


class Among(Apparatus):
    """An apparatus whose incidents may stand on pages of their own."""

    def __init__(self, reports: Mapping[str, Report], claims: Mapping[str, Claim], pages: Mapping[str, str]) -> None:
        """`pages`: incident -> relative address of its dossier."""
        super().__init__(reports, claims)
        self.pages = pages

    def to_incident(self, record: Record) -> str | None:
        """The page of the incident, if it has one."""
        return self.pages.get(record.id)


def dossier(
    record: Record,
    others: Sequence[Record],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    *,
    beside: Beside | None = None,
) -> str:
    """The HTML file of a record; `others` are the records of its tree, reports and claims those it rests on."""
    apparatus = Among(reports, claims, beside.pages if beside else {})
    style, digest = sealed(len(apparatus.keys))
    return (
        engine()
        .get_template("dossier.html.j2")
        .render(
            shown(record, others, apparatus),
            beside=beside,
            style=Markup(style),  # noqa: S704 (our own file and numbers, nothing of a report)
            style_digest=digest,
        )
    )


def sealed(claims: int) -> tuple[str, str]:
    """The style sheet of a page with so many claims, and its digest for the page's policy."""
    style = _style(claims)
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _style(claims: int) -> str:
    """The style sheet, and a rule a claim that marks its words when a link leads to them."""
    sheet = (resources.files("bearwitness.share") / "templates" / "dossier.css").read_text(encoding="utf-8")
    chosen = ",".join(f"#w{at}:target~.w{at}" for at in range(1, claims + 1))
    return sheet + (f"{chosen}{{background:var(--found);outline:2px solid var(--ink)}}\n" if chosen else "")
