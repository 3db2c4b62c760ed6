"""Where the report stands on its page, where its paragraphs alone show it.

Most pages print a report as one run of paragraphs in one element. That element is found by going down from the top of
the page for as long as one child holds nearly all of the long paragraphs. Where the paragraphs in it are alike and few
words in it are links, nothing more needs to be asked; everywhere else the extractor decides.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from bearwitness.documents.dom import Block
from bearwitness.documents.roles import running

PARAGRAPH = 60
"""Letters of a paragraph that tells where the report is."""
UNLINKED = 0.2
"""Share of letters in links below which a paragraph counts as the page's own sentences."""
FEWEST, LEAST = 4, 600
"""Paragraphs, and their letters, below which nothing is sure."""
DOWN = 0.8
"""Share of the long paragraphs of an element, by letters, that one child must hold to be looked into instead."""
HELD, ALIKE = 0.92, 0.7
"""Shares of the page's long paragraphs that the region must hold, and of the region's that must be built alike."""
MOST_LINKED = 0.2
"""Share of the letters of the region in links above which it may be a list."""
TEXTUAL = 0.6
"""Share of long paragraphs in what stands around the region from which it is part of it."""
LINKED = 0.5
"""The same for one block."""
LARGE = 0.3
"""Share of the report above which an element is part of it, whatever its name."""
LEAVES = frozenset(
    {"p", "td", "tr", "tbody", "table", "li", "ul", "ol", "dl", "span", "blockquote", "pre", "h1", "h2", "h3"}
)
TEXT = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "pre", "dd", "dt", "caption"}
)
"""Elements whose short lines are text as well; in others only sentences are."""
ASIDE_TAGS = frozenset({"aside", "nav", "footer", "form"})
ASIDE = re.compile(
    r"(?:^|[-_\s])(?:related\w*|recommend\w*|promo\w*|shar(?:e|es|ing)\w*|social\w*|ads?|advert\w*|banner\w*|sponsor\w*|"
    r"teasers?|tags?|tag-?list|bread-?crumbs?|subscri\w+|paywall|widget|outbrain|taboola|more-?on|read-?more|"
    r"authors?|author-?\w+|by-?line\w*|meta|post-?meta|toolbar|navi\w*|nav|menu\w*|cookie\w*|donat\w*|infobox|credits?|"
    r"news-?letter\w*|consent|modal|buttons?|footer|side-?bar|rating\w*|timestamp|hidden|hide|noprint|no-?print|"
    r"most-popular|next-\w+|viral|foot-?note|see-?also|follow-?us|disclaimer|gallery\w*|slide\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
DROPPED = frozenset(
    {"div", "section", "nav", "aside", "footer", "header", "ul", "ol", "li", "table", "form", "dl", "figure", "img"}
)
LISTED = 0.5
"""Share of letters in links from which an element is a list of links."""
UNSEEN = re.compile(r"display:\s?none|visibility:\s?hidden", re.IGNORECASE)


@dataclass
class Piece:
    """A block and whether it is part of the article."""

    block: Block
    key: str
    """Its letters and digits in lower case."""
    kept: bool = False
    time: str | None = None
    """Of the post of a live page that it is part of."""

    @property
    def long(self) -> bool:
        """Whether it is a paragraph of the page's own sentences."""
        return len(self.key) >= PARAGRAPH and self.block.linked < UNLINKED and running(self.block.text)


class Region:
    """The element in which the report stands."""

    def __init__(self, root: HtmlElement, pieces: Sequence[Piece]) -> None:
        self.long = [one for one in pieces if one.long]
        self.letters = sum(len(one.key) for one in self.long)
        self.sizes: Counter[HtmlElement] = Counter()
        """Letters of the long paragraphs in each element; `words`: of all text, `links`: of what is linked."""
        self.words: Counter[HtmlElement] = Counter()
        self.links: Counter[HtmlElement] = Counter()
        for piece in pieces:
            element, size = piece.block.element, len(piece.key)
            self.words[element] += size
            if piece.block.linked:
                self.links[element] += round(size * piece.block.linked)
        for piece in self.long:
            self.sizes[piece.block.element] += len(piece.key)
        elements = list(root.iter())
        for counts in (self.sizes, self.words, self.links):
            _add_up(counts, elements)
        self.element = self._up(self._down(root))
        self.pieces = [one for one in pieces if self._inside(one)]

    def _down(self, root: HtmlElement) -> HtmlElement:
        """The innermost element from the top in which no child stands out."""
        element = root
        while True:
            best = max(element, key=lambda one: self.sizes[one], default=None)
            if best is None or best.tag in LEAVES or self.sizes[best] < max(DOWN * self.sizes[element], 1):
                return element
            element = best

    def _up(self, element: HtmlElement) -> HtmlElement:
        """The same with what stands around it, if that is text as well: an opening paragraph, another column."""
        found, above = element, element.getparent()
        while above is not None and above.tag not in ("body", "html"):
            more, words = self.sizes[above] - self.sizes[found], self.words[above] - self.words[found]
            if more and more < TEXTUAL * words:
                break
            if more:
                found = above
            above = above.getparent()
        return found

    def _inside(self, piece: Piece) -> bool:
        element: HtmlElement | None = piece.block.element
        while element is not None and element is not self.element:
            element = element.getparent()
        return element is not None

    def sure(self) -> bool:
        """Whether its paragraphs alone show that it holds the report and little else."""
        held = self.sizes[self.element]
        if len(self.long) < FEWEST or held < max(LEAST, HELD * self.letters):
            return False
        alike: Counter[tuple[str, ...]] = Counter()
        for piece in self.pieces:
            if piece.long:
                alike[shape(piece.block)] += len(piece.key)
        if len(self.element.findall(".//h1")) > 1:
            return False  # other reports are appended
        links, words = self.links[self.element], self.words[self.element]
        return max(alike.values(), default=0) >= ALIKE * held and links < MOST_LINKED * words

    def without_lists(self, root: HtmlElement) -> HtmlElement:
        """A copy of the page without what holds links alone, or nothing: the extractor looks at each element often."""
        twin = copy.copy(root)
        drop = [
            other
            for one, other in zip(root.iter(*DROPPED), twin.iter(*DROPPED), strict=True)
            if one not in self.sizes and self.links.get(one, 0) >= LISTED * self.words.get(one, 0)
        ]
        for element in drop:
            if element.getparent() is not None:
                element.drop_tree()
        return twin

    def mark(self) -> bool:
        """Marks its text: sentences, and the headings, lists and tables among them.

        False, and nothing is marked, where the names of its parts say that most of it is something else.
        """
        judged: dict[HtmlElement, bool] = {self.element: False}
        holders = {one.block.element for one in self.long}
        for piece in self.pieces:
            element = piece.block.element
            text = element.tag in TEXT or element in holders or piece.long
            piece.kept = text and piece.block.linked < LINKED and not self._aside(piece.block.element, judged)

        kept = sum(len(one.key) for one in self.long if one.kept)
        if kept >= HELD * self.sizes[self.element]:
            return True
        for piece in self.pieces:
            piece.kept = False
        return False

    def _aside(self, element: HtmlElement, judged: dict[HtmlElement, bool]) -> bool:
        """Whether an element, or one around it, is named as something beside the report."""
        chain: list[HtmlElement] = []
        while element not in judged:
            chain.append(element)
            element = element.getparent()
        aside = judged[element]
        for one in reversed(chain):
            aside = aside or (self.sizes[one] < LARGE * self.letters and _named_aside(one))
            judged[one] = aside
        return aside


def _add_up(counts: Counter[HtmlElement], elements: Sequence[HtmlElement]) -> None:
    """Adds what each element has to all around it; `elements` in reading order."""
    for element in reversed(elements):
        count = counts.get(element)
        above = element.getparent() if count else None
        if count and above is not None:
            counts[above] += count


def _named_aside(element: HtmlElement) -> bool:
    names = element.get("class"), element.get("id")
    return (
        element.tag in ASIDE_TAGS
        or any(ASIDE.search(one) for one in names if one)
        or element.get("aria-hidden") == "true"
        or UNSEEN.search(element.get("style") or "") is not None
    )


def shape(block: Block) -> tuple[str, ...]:
    """Tag and classes of the block's element and of the two around it: equal for parts of one article."""
    found: list[str] = []
    element = block.element
    for _ in range(3):
        if element is None:
            break
        found.append(f"{element.tag}.{element.get('class') or ''}")
        element = element.getparent()
    return tuple(found)
