"""A page's markup as a tree, and the tree as a list of blocks of text in reading order.

Every walk here is a loop, never a recursion: pages come from strangers. A page nested deeper than `DEEPEST` is
flattened to its paragraphs first, because libxml2 drops what stands deeper.
"""

from __future__ import annotations

import contextlib
import html
import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from bearwitness.documents.blocks import ENDS
from bearwitness.documents.clean import characters, squeeze

DEEPEST = 200
"""Levels; libxml2 gives up at 256."""
# What is never words of a page. `template` and `noscript` would show their words twice.
STRIPPED = (
    *("script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "audio", "video"),
    *("button", "select", "input", "textarea"),
)
BLOCKS = frozenset(
    (
        *(
            "html",
            "body",
            "title",
            "main",
            "article",
            "section",
            "header",
            "footer",
            "nav",
            "aside",
            "address",
            "hgroup",
        ),
        *("div", "p", "pre", "blockquote", "center", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption"),
        *("ul", "ol", "li", "menu", "dl", "dt", "dd", "details", "summary", "dialog", "form", "fieldset", "legend"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "option"),
    )
)
INLINE = frozenset({"span", "a", "time", "abbr", "cite", "small", "label"})
"""What pages use to set a name beside a time."""
WHOLE = 2_000
"""Characters; more than any message to those without scripts."""
CELL = 80
"""Characters of a cell of a table of data; longer ones hold paragraphs."""
POSTS = re.compile(
    r"\b(?:twitter-tweet|twitter-video|instagram-media|fb-post|fb-video|telegram-post|tiktok-embed|reddit-embed|"
    r"reddit-card|bluesky-embed|mastodon-embed|twitter-tweet-rendered)\b"
)
POST_TAGS = frozenset({"blockquote", "div"})
OTHER = re.compile(r"[\W_]+")
BREAKS = re.compile(r"\n[^\S\n]*\n")


@dataclass
class Block:
    """A run of text that no block element interrupts."""

    text: str
    element: HtmlElement
    """The innermost block element that it stands in."""
    linked: float
    """Share of its letters that are in links."""
    caption: bool
    post: HtmlElement | None
    """The embedded post that it is part of."""


def simplified(parser: LexborHTMLParser) -> HtmlElement:
    """The page as an lxml tree without scripts and the like. `parser` is emptied of them."""
    for node in parser.css("noscript"):
        if len(node.text()) > WHOLE:
            node.unwrap()  # it was never closed, and the page stands in it
    parser.strip_tags(list(STRIPPED))
    root = _tree(parser.html or "<html></html>")
    if not _TOO_DEEP(root):
        return root
    return _tree(_flat(parser))


def _tree(markup: str) -> HtmlElement:
    # lxml takes neither NUL nor half surrogates; both are removed from text anyway.
    cleaned = characters(markup) or "<html></html>"
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_CLASSES)
    root = None
    with contextlib.suppress(etree.ParserError, etree.XMLSyntaxError):
        root = etree.fromstring(cleaned.encode("utf-8"), parser=parser)
    return root if root is not None else etree.fromstring(b"<html><body></body></html>", parser=parser)


_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: lxml's own choice by the tag is made in Python, anew each time an element is met."""

_TOO_DEEP = etree.XPath("boolean(/" + "/".join(["*"] * DEEPEST) + ")")
"""Whether any element stands that deep: level by level, in time that grows with the page and not with its depth."""


def _flat(parser: LexborHTMLParser) -> str:
    """The page as a list of paragraphs and headings."""
    parts: list[str] = ["<html><body><article><p>"]
    root = parser.root
    nodes = root.traverse(include_text=True) if root is not None else iter(())
    for node in nodes:
        tag = node.tag or ""
        if tag == "-text":
            parts.append(html.escape(node.text_content or ""))
        elif tag in BLOCKS:
            parts.append(f"</p><{tag if tag in ('h1', 'h2', 'h3') else 'p'}>")
        elif tag == "br":
            parts.append("<br>")
    parts.append("</p></article></body></html>")
    return "".join(parts)


def blocks(root: HtmlElement, *, apart: bool = False) -> list[Block]:
    """The blocks under an element in reading order; blank ones are left out.

    `apart`: inline elements with nothing between them are blocks of their own, and the cells of a row too.
    """
    found: list[Block] = []
    run = _Run(found, root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in BLOCKS:
                run.open(element, tag)
            elif tag == "br":
                run.words.append("\x00")
            elif tag == "a":
                run.links += 1
            if apart and _touches(element, tag):
                run.end()
            text = element.text
        else:
            if tag in BLOCKS:
                run.close(element, tag)
            elif tag == "a":
                run.links -= 1
            text = element.tail if element is not root else None
        if text and (run.words or not text.isspace()):
            run.add(text)
    run.end()
    return found if apart else _rows(found)


class _Run:
    """The words since the last block element began or ended."""

    def __init__(self, found: list[Block], root: HtmlElement) -> None:
        self.found = found
        self.words: list[str] = []
        self.holders = [root]
        self.links = 0
        """How many links are open."""
        self.linked = 0
        """Letters of the words that are in links."""
        self.captions = 0
        """How many captions are open."""
        self.post: HtmlElement | None = None
        """The embedded post that is open."""

    def open(self, element: HtmlElement, tag: str) -> None:
        """A block element begins."""
        self.end()
        self.holders.append(element)
        if tag == "figcaption":
            self.captions += 1
        elif self.post is None and tag in POST_TAGS and POSTS.search(element.get("class") or ""):
            self.post = element

    def close(self, element: HtmlElement, tag: str) -> None:
        """A block element ends."""
        self.end()
        self.holders.pop()
        if tag == "figcaption":
            self.captions -= 1
        elif element is self.post:
            self.post = None

    def add(self, text: str) -> None:
        """Take words in; line ends inside a node are blanks (a line break of the page is a `br`)."""
        self.words.append(text.replace("\n", " ").replace("\x00", ""))
        if self.links:
            self.linked += _letters(text)

    def end(self) -> None:
        """Make blocks of the words so far."""
        if self.words:
            raw = "".join(self.words)
            letters = _letters(raw) if self.linked else 0
            share = min(1.0, self.linked / letters) if letters else 0.0
            for text in _pieces(raw):
                self.found.append(Block(text, self.holders[-1], share, self.captions > 0, self.post))
            self.words.clear()
            self.linked = 0


def _touches(element: HtmlElement, tag: str) -> bool:
    """Whether an inline element follows another one with nothing between: only their style sets them apart."""
    before = element.getprevious()
    return (
        tag in INLINE
        and before is not None
        and before.tag in INLINE
        and not (before.tail or "").strip()
        and len(text_of(before)) > 1
    )


def _rows(found: list[Block]) -> list[Block]:
    """The same with the short cells of a table row as one block."""
    joined: list[Block] = []
    for block in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and block.element.tag in ("td", "th")
            and before.element.tag in ("td", "th")
            and before.element is not block.element
            and before.element.getparent() is block.element.getparent()
            and len(block.text) <= CELL
            and len(before.text) <= CELL * 12
        ):
            before.text = f"{before.text} {block.text}"
            before.linked = (before.linked + block.linked) / 2
        else:
            joined.append(block)
    return joined


def _pieces(raw: str) -> list[str]:
    """A run as paragraphs: two breaks always end one, one break does after the end of a sentence."""
    if "\x00" not in raw and "\n" not in raw:
        whole = squeeze(raw)
        return [whole] if whole else []
    pieces: list[str] = []
    for part in BREAKS.split(raw.replace("\x00", "\n")):
        lines = [line for line in map(squeeze, part.split("\n")) if line]
        for at, line in enumerate(lines):
            before = lines[at - 1] if at else ""
            if at and not (before.endswith(ENDS) and not line[0].islower()):
                pieces[-1] += " " + line
            else:
                pieces.append(line)
    return pieces


def _letters(text: str) -> int:
    """How many letters and digits a text has."""
    return len(OTHER.sub("", text))


def text_of(element: HtmlElement) -> str:
    """All words under an element on one line."""
    return squeeze(" ".join("".join(element.itertext()).split()))
