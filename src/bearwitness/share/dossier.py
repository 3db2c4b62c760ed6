"""Record -> one self-contained HTML file: the edition with its apparatus, every value one click from its words.

No script, no request to anywhere, no style attribute: the page forbids itself all of these by its own policy. Every
value is escaped by the template engine; ids in the page are numbers of ours, never words of a report.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from markupsafe import Markup

from bearwitness.model import Claim, Record, Report
from bearwitness.share.passages import Apparatus
from bearwitness.share.view import environment, shown

_environment = cache(environment)


def dossier(
    record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]
) -> str:
    """The HTML file of a record; `others` are the records of its tree, reports and claims those it rests on."""
    apparatus = Apparatus(reports, claims)
    style = _style(len(apparatus.keys))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("dossier.html.j2")
        .render(
            shown(record, others, apparatus),
            style=Markup(style),  # noqa: S704 (our own file and numbers, nothing of a report)
            style_digest=digest,
        )
    )


def _style(claims: int) -> str:
    """The style sheet, and a rule a claim that marks its words when a link leads to them."""
    sheet = (resources.files("bearwitness.share") / "templates" / "dossier.css").read_text(encoding="utf-8")
    chosen = ",".join(f"#w{at}:target~.w{at}" for at in range(1, claims + 1))
    return sheet + (f"{chosen}{{background:var(--found);outline:2px solid var(--ink)}}\n" if chosen else "")
