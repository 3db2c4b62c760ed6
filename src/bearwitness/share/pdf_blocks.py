"""The dossier's page -> blocks and runs of text for paper: headings, paragraphs, lists, tables, drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

Block = dict[str, Any]
Run = dict[str, Any]
LEFT_OUT = frozenset({"nav", "style", "head", "summary", "script"})
"""What only a screen needs; the words that a summary begins stand in full below it."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
GROUPS = frozenset(
    {"html", "body", "main", "header", "section", "article", "div", "figure", "details", "ol", "ul", "dl"}
)
HOLDERS = GROUPS | frozenset(HEADINGS) | {"p", "table", "blockquote", "footer", "figcaption", "caption", "svg", "nav"}
WEIGHTS = {"strong": "bold", "code": "code", "mark": "mark", "ins": "new", "del": "gone"}
SPACE = re.compile(r"[ \t\r\n\f]+")
DRAWING = """text{fill:#444;font-family:"DejaVu Sans Mono"}.grid{stroke:#bbb;stroke-width:1}.band{fill:#e6e6e6}
.step{fill:none;stroke:#000;stroke-width:1.8}.mark{stroke:#000;stroke-width:1.6}.mark circle{fill:#fff}
.mark text{font-size:10px;font-weight:600;stroke:none;text-anchor:middle;fill:#000}.live circle{fill:#000}
.mark.live text{fill:#fff}.end{font-size:15px;font-weight:600;fill:#000}
.ring{fill:none;stroke:#000;stroke-width:1.2;stroke-dasharray:2 2}.result{stroke:#000;stroke-width:2.5}
.x{text-anchor:middle}.y{text-anchor:end}.s1{stroke-dasharray:7 3}.s2{stroke-dasharray:2 3}
.s3{stroke-dasharray:9 3 2 3}.s4{stroke-dasharray:4 4}.s5{stroke-dasharray:12 4}.mark{stroke-dasharray:none}"""


def blocks(page: str) -> list[Block]:
    """The blocks of a dossier's HTML, in its order; links lead only to places that are among them."""
    tree = html.document_fromstring(page, parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))
    return _Reader().children(tree)


class _Reader:
    def __init__(self) -> None:
        self.places: set[str] = set()
        """Names of places so far: a name is given once."""

    def children(self, node: etree._Element) -> list[Block]:
        """The blocks in an element; text that stands between them makes paragraphs of its own."""
        made: list[Block] = []
        loose: list[Run] = []

        def close() -> None:
            if any(one["text"].strip() or one["at"] for one in loose):
                made.append({"kind": "p", "small": False, "runs": _trimmed(list(loose))})
            loose.clear()

        if node.text:
            loose.append(run(SPACE.sub(" ", node.text)))
        for one in node:
            if isinstance(one.tag, str) and not _skipped(one):
                if one.tag in HOLDERS or any(each.tag in HOLDERS for each in one.iterdescendants()):
                    close()
                    made.extend(self.block(one))
                else:
                    loose.extend(self.runs(one))
            if one.tail:
                loose.append(run(SPACE.sub(" ", one.tail)))
        close()
        return made

    def block(self, node: etree._Element) -> Iterator[Block]:
        """The block or blocks of one element."""
        tag, kind = node.tag, node.get("class", "")
        name = self._place(node)
        if name and tag not in HEADINGS:
            yield {"kind": "place", "at": name}
        if tag in HEADINGS:
            yield {"kind": "heading", "level": HEADINGS[tag], "at": name, "runs": _trimmed(self.inside(node))}
        elif tag in {"p", "footer", "figcaption"} and not any(one.tag in HOLDERS for one in node.iterdescendants()):
            small = tag != "p" or bool({"small", "over", "meta", "aside"} & set(kind.split()))
            runs = self.inside(node, keep="passage" in kind.split())
            yield {"kind": "p", "small": small, "runs": _trimmed(runs)}
        elif tag in {"ul", "ol"}:
            items = [self.children(one) for one in node if one.tag == "li"]
            yield {"kind": "list", "ordered": tag == "ol", "items": items}
        elif tag == "dl":
            yield {"kind": "terms", "items": self._terms(node)}
        elif tag == "table":
            yield self._table(node)
        elif tag == "blockquote":
            yield {"kind": "quote", "blocks": self.children(node)}
        elif tag == "svg":
            yield _drawing(node)
        elif tag == "div" and kind == "conflict":
            yield {"kind": "box", "blocks": self.children(node)}
        else:
            yield from self.children(node)

    def _terms(self, node: etree._Element) -> list[Block]:
        made: list[Block] = []
        for one in node:
            if one.tag == "dt":
                made.append({"runs": _trimmed(self.inside(one)), "blocks": []})
            elif one.tag == "dd" and made:
                made[-1]["blocks"].extend(self.children(one))
        return made

    def _table(self, node: etree._Element) -> Block:
        caption = node.find("caption")
        rows = [
            [{"head": cell.tag == "th", "blocks": self.children(cell)} for cell in row if cell.tag in {"th", "td"}]
            for row in node.iter("tr")
        ]
        width = max((len(one) for one in rows), default=1)
        rows = [one + [{"head": False, "blocks": []}] * (width - len(one)) for one in rows]
        head = 1 if node.find("thead") is not None else 0
        sizes = [[len("".join(str(one) for one in cell.itertext()).strip()) for cell in row] for row in node.iter("tr")]
        longest = [max((one[at] for one in sizes if at < len(one)), default=0) for at in range(width)]
        return {
            "kind": "table",
            "caption": {"runs": [] if caption is None else _trimmed(self.inside(caption))},
            # The square root: a column ten times as full is not ten times as wide.
            "widths": [round(min(max(one, 12), 160) ** 0.5, 2) for one in longest],
            "head": rows[:head],
            "rows": rows[head:],
        }

    def inside(self, node: etree._Element, *, keep: bool = False) -> list[Run]:
        """The runs of an element's content; `keep` leaves its line ends as they are."""
        made = [] if not node.text else [run(node.text if keep else SPACE.sub(" ", node.text))]
        for one in node:
            if isinstance(one.tag, str) and not _skipped(one):
                made.extend(self.runs(one, keep=keep))
            if one.tail:
                made.append(run(one.tail if keep else SPACE.sub(" ", one.tail)))
        return made

    def runs(self, node: etree._Element, *, keep: bool = False) -> list[Run]:
        """The runs of an element that stands in a line."""
        if node.tag == "br":
            return [run("\n")]
        name = self._place(node)
        made: list[Run] = [run("") | {"at": name}] if name else []
        made += self.inside(node, keep=keep)
        style = WEIGHTS.get(node.tag) or ("tag" if {"tag", "letter"} & set(node.get("class", "").split()) else None)
        address = node.get("href", "")
        if node.tag == "small":  # on the screen it stands on a line of its own
            made.insert(0, run("\n"))
        for one in made:
            if style:
                one["style"] = sorted({*one["style"], style})
            if node.tag == "a" and address:
                one["to"] = address
            if node.tag == "q":
                one["style"] = sorted({*one["style"], "mark"})
        if "letter" in node.get("class", "").split():
            made.append(run(" "))
        return made

    def _place(self, node: etree._Element) -> str | None:
        name = node.get("id")
        if name is None or name in self.places:
            return None
        self.places.add(name)
        return str(name)


def _skipped(node: etree._Element) -> bool:
    return node.tag in LEFT_OUT or "skip" in node.get("class", "").split()


def run(text: str) -> Run:
    """Text without a style, a link or a name."""
    return {"text": text, "style": [], "to": None, "at": None}


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without the space at both ends, and with neighbours that look alike joined."""
    made: list[Run] = []
    for one in runs:
        last = made[-1] if made else None
        if last and not one["at"] and (last["style"], last["to"]) == (one["style"], one["to"]):
            last["text"] += one["text"]
        elif one["text"] or one["at"]:
            made.append(dict(one))
    if made:
        made[0]["text"] = made[0]["text"].lstrip()
        made[-1]["text"] = made[-1]["text"].rstrip()
    return made


def _drawing(node: etree._Element) -> Block:
    """A chart as a picture of its own; its words are in the label."""
    width, height = (node.get("viewbox") or node.get("viewBox") or "0 0 1 1").split()[2:]
    inner = "".join(etree.tostring(one, encoding="unicode", with_tail=False) for one in node)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-size="12"><style>{DRAWING}</style>{inner}</svg>'
    )
    return {"kind": "drawing", "picture": picture, "label": {"text": node.get("aria-label", "")}}
