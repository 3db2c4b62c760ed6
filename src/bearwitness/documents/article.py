"""A page of HTML -> passages.

The markup is parsed once and walked as blocks of text in reading order. Comments are taken out first, by their markup
or, where that says nothing, by the structure of their text. trafilatura then says which of the remaining text is the
article; its answer is laid back over the blocks, so that passages are the page's own words in the page's own order, and
captions, embedded posts and parts of the article that it overlooked can be put in their places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import trafilatura
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from bearwitness.documents.blocks import Line
from bearwitness.documents.clean import squeeze
from bearwitness.documents.comments import Threads
from bearwitness.documents.dom import Block, blocks, simplified, text_of
from bearwitness.documents.draft import Draft
from bearwitness.documents.liveblog import LivePost, live_posts
from bearwitness.documents.markup import MarkupComments, author_notes
from bearwitness.documents.metadata import Metadata, inferred, metadata
from bearwitness.documents.names import Names
from bearwitness.documents.phrases import Matcher
from bearwitness.documents.region import PARAGRAPH, UNLINKED, Piece, Region, shape
from bearwitness.documents.roles import Roles, running
from bearwitness.model import Given

LARGEST = 4 * 2**20
"""Characters of text above which a page is read by its paragraphs alone: the extractor would take minutes."""
WINDOW = 20_000
"""How far ahead in the extractor's answer a block is looked for, in letters."""
WORK = 2_000_000_000
"""Letters that may be searched in all for blocks that stand elsewhere than expected."""
SHORT = 16
"""Letters below which a block must be a whole line of the answer to count as part of it."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HEADING_LINES = 12
"""Lines above the text that are looked at for a date where no headline is marked."""
BRIEF = 600
"""Letters; an article of no more may be a teaser."""
TIMES_LONGER = 5
"""How much longer the second answer must be to replace a first one that is no teaser: it may hold other articles."""
SHOWN = 0.5
"""Share of the declared text below which the page itself does not show the article."""
POOR = 0.4
"""Share of the page's sentences, by letters, below which the extractor is asked again, at length."""
GAP = 12
"""Blocks between two kept ones that may belong to the text too."""
OPENING = 6
"""Blocks above the first kept one that may be the opening of the report."""
LEAD = re.compile(
    r"(?:^|[-_\s])(?:lead|lede|intro|introduction|teaser|excerpt|standfirst|summary|abstract|dek|deck|subtitle|subline|"
    r"subheadline|vorspann|anrisstext|chapo|chapeau|entradilla|bajada|sommario|description|kicker-text|article-?lead)"
    r"(?:$|[-_\s]|text)",
    re.IGNORECASE,
)
MOST, LITTLE = 0.7, 0.15
"""Shares of the article's letters: what holds the article, and what can be something else inside it."""
LABEL = 60
"""Characters of a line that may be a label."""
APART = re.compile(
    r"(?:^|[-_\s])(?:related\w*|recommend\w*|newsletter\w*|foot-?note|breadcrumbs?|subscribe|outbrain|taboola|yarpp|"
    r"more-?on|side-?bar|embed(?:ded)?-?article|see-?also|follow-?us|s[ií]guenos|disclaimer|cookie\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"(?:^|[-_\s])(?:related|recommend\w*|promo\w*|newsletter\w*|share|sharing|social|ads?|advert\w*|banner|sponsor\w*|"
    r"teasers?|tags?|breadcrumbs?|subscribe\w*|subscription|paywall|widget|outbrain|taboola|more-?on|read-?more|"
    r"author-?box|meta|toolbar|navigation|menu|cookie\w*|donat\w*|infobox|credits?)(?:$|[-_\s])",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[\W_]+")


def read_page(markup: str, *, given: Given, matcher: Matcher) -> tuple[list[Draft], Metadata]:
    """The passages of a page in reading order, and what it says of itself."""
    parser = LexborHTMLParser(markup)
    told = metadata(parser, matcher=matcher)
    title = given.title or told.title
    root = simplified(parser)
    # lxml makes an element's Python object anew each time it is met, unless somebody holds it.
    held = list(root.iter())
    names = Names(root)
    comments = MarkupComments(matcher).take(root, names)
    notes = author_notes(root, names)
    listed = blocks(_body(root))
    if not comments:
        comments, listed = _by_structure(listed, matcher)
    if not comments and any(matcher.comment_start.match(one.text) for one in listed):
        # A name and a time that only a style sets apart are one block; under such a heading they are looked at as two.
        comments, _rest = _by_structure(blocks(_body(root), apart=True), matcher)
        listed = blocks(_body(root)) if comments else listed
    pieces = _marked(root, listed)
    _live(pieces, live_posts(root, names, declared=told.live, title=title))
    del held
    drafts = _declared(told.body, _article(pieces))
    roles = Roles(matcher)
    sorted_drafts, head = roles.sort(drafts, title=title)
    if told.published is None and head.published is None:
        beside = roles.date_beside(_around_heading(pieces))
        head = replace(head, published=beside.published, published_from=beside.published_from)
    if told.published is None and head.published is None:
        published, how = inferred(root, told)
        head = replace(head, published=published, published_from=how)
    if not title:
        title = head.title
    elif sorted_drafts or comments:
        sorted_drafts = [Draft("title", title), *(one for one in sorted_drafts if one.kind != "title")]
    sorted_drafts.extend(notes)
    offset = len(sorted_drafts)
    sorted_drafts.extend(replace(one, parent=None if one.parent is None else one.parent + offset) for one in comments)
    return sorted_drafts, replace(
        told,
        title=title,
        byline=told.byline or head.byline,
        published=told.published or head.published,
        published_from=told.published_from or head.published_from,
    )


def _body(root: HtmlElement) -> HtmlElement:
    body = root.find("body")
    return body if body is not None else root


def _by_structure(listed: list[Block], matcher: Matcher) -> tuple[list[Draft], list[Block]]:
    """Comments that only their structure shows (obfuscated class names); their elements leave the tree."""
    lines = [Line(block.text, at, gap=True) for at, block in enumerate(listed)]
    thread = Threads(matcher).find(lines)
    if thread is None or len({one.author for one in thread.comments}) < 2:
        return [], listed
    outside = {id(block.element) for block in (*listed[: thread.start], *listed[thread.end :])}
    for block in listed[thread.start : thread.end]:
        if id(block.element) not in outside and block.element.getparent() is not None and len(block.element) < 50:
            block.element.drop_tree()
    return list(thread.comments), [*listed[: thread.start], *listed[thread.end :]]


def _declared(body: str | None, drafts: list[Draft]) -> list[Draft]:
    """The text that a page carries in its structured data, where the page itself shows little of it.

    Pages that a script fills in the browser have their words there alone.
    """
    if body is None or len(_key(body)) < PARAGRAPH:
        return drafts
    shown = sum(len(_key(one.text)) for one in drafts if one.kind != "title")
    texts = [one.text for one in blocks(_tree_of(body))]
    if shown > SHOWN * sum(len(_key(one)) for one in texts):
        return drafts
    return [*(one for one in drafts if one.kind == "title"), *(Draft("body", one) for one in texts)]


def _tree_of(text: str) -> HtmlElement:
    """Text that may hold markup, as paragraphs: JSON-LD often carries both."""
    marked = text if "</p>" in text or "<br" in text else "".join(f"<p>{one}</p>" for one in text.split("\n"))
    return _body(simplified(LexborHTMLParser(f"<html><body>{marked}</body></html>")))


# --- which blocks are the article ----------------------------------------------------------------------------------


def _key(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return LETTERS.sub("", text).casefold()


def _marked(root: HtmlElement, listed: Sequence[Block]) -> list[Piece]:
    """The blocks, those of the article marked."""
    pieces = [Piece(block, _key(block.text)) for block in listed]
    if sum(len(one.key) for one in pieces) > LARGEST:
        for piece in pieces:
            piece.kept = running(piece.block.text) and piece.block.linked < 0.5
        return pieces
    region = Region(root, pieces)
    if not (region.sure() and region.mark()):
        answer = _extracted(root, pieces, region)
        if not answer:
            for piece in pieces:
                piece.kept = running(piece.block.text) and piece.block.linked < 0.5
            return pieces
        _lay_over(pieces, answer)
    _overlooked(pieces)
    _beside(pieces)
    _opening(pieces)
    _furniture(pieces)
    _headless(pieces)
    return pieces


def _extracted(root: HtmlElement, pieces: Sequence[Piece], region: Region) -> list[str]:
    """The lines that trafilatura takes for the article.

    Its fast way sometimes keeps a teaser and loses the rest. It shows: most sentences of the page are then outside.
    """
    # Where there are hardly any sentences, lists may be what the page has to say.
    tree = region.without_lists(root) if region.letters >= BRIEF else root
    text = trafilatura.extract(tree, fast=True, include_comments=False) or ""
    written = region.letters
    found, outside = len(_key(text)), sum(len(one.key) for one in pieces if one.block.linked < UNLINKED)
    if found < POOR * written or (found < BRIEF and found < outside / 2):
        slow = trafilatura.extract(root, fast=False, include_comments=False) or ""
        if len(slow) > (len(text) if found < BRIEF else TIMES_LONGER * len(text)):
            text = slow
    return [one for one in (squeeze(one) for one in text.split("\n")) if one]


def _lay_over(pieces: Sequence[Piece], answer: Sequence[str]) -> None:
    """Marks the blocks whose letters stand in the answer; each letter of the answer counts for one block.

    The answer mostly has the order of the page, so a block is looked for from where the last one ended, then anywhere.
    """
    keys = [_key(one) for one in answer]
    whole = "".join(keys)
    single = Counter(keys)
    taken = bytearray(len(whole))
    anywhere = len(whole) * len(pieces) <= WORK
    cursor = 0
    for piece in pieces:
        size = len(piece.key)
        if size < SHORT:
            piece.kept = size > 0 and single[piece.key] > 0
            single[piece.key] -= piece.kept
            continue
        at = whole.find(piece.key, cursor, cursor + WINDOW + size)
        if at < 0 and anywhere:
            at = whole.find(piece.key)
            while at >= 0 and taken[at]:
                at = whole.find(piece.key, at + size)
        if at >= 0:
            piece.kept = True
            taken[at : at + size] = b"\x01" * size
            cursor = at + size


def _overlooked(pieces: Sequence[Piece]) -> None:
    """Marks what lies between the first and the last kept paragraph in containers like theirs: extractors pick one part
    of an article that its page lays out in several.
    """
    kept = [at for at, piece in enumerate(pieces) if piece.kept and len(piece.key) >= PARAGRAPH]
    if not kept:
        return
    likes = Counter(shape(pieces[at].block) for at in kept)
    for piece in pieces:
        if (
            not piece.kept
            and len(piece.key) >= PARAGRAPH
            and piece.block.linked < 0.4
            and likes[shape(piece.block)] >= 3
        ):
            piece.kept = running(piece.block.text)


def _beside(pieces: Sequence[Piece]) -> None:
    """Marks what stands between two kept blocks in the element that holds both: subheadings, lists, short lines."""
    kept = [at for at, piece in enumerate(pieces) if piece.kept]
    for left, right in pairwise(kept):
        if not 1 < right - left <= GAP:
            continue
        one, other = pieces[left].block.element, pieces[right].block.element
        around = one.getparent()
        if around is None or around is not other.getparent():
            continue
        for piece in pieces[left + 1 : right]:
            element = piece.block.element
            while element is not None and element.getparent() is not around:
                element = element.getparent()
            if element is not None and piece.block.linked < 0.4 and not _aside(element):
                piece.kept = True


def _opening(pieces: Sequence[Piece]) -> None:
    """Marks the paragraph above the first kept one that its name says to be the opening of the report."""
    first = next((at for at, piece in enumerate(pieces) if piece.kept and len(piece.key) >= PARAGRAPH), None)
    for piece in pieces[max(0, (first or 0) - OPENING) : first or 0]:
        element: HtmlElement | None = piece.block.element
        names = ""
        for _ in range(2):
            if element is not None:
                names += f" {element.get('class') or ''} {element.get('itemprop') or ''}"
                element = element.getparent()
        if not piece.kept and len(piece.key) >= PARAGRAPH and piece.block.linked < 0.3 and LEAD.search(names):
            piece.kept = True


def _furniture(pieces: Sequence[Piece]) -> None:
    """Unmarks what stands inside the article in an element that is named as something else: related reports, calls to
    subscribe. Names of the article's own element and of those around it say nothing.
    """
    sizes = _sizes(pieces)
    whole = sum(len(piece.key) for piece in pieces if piece.kept)
    # Of the elements that hold most of the article, the one with least in it is the innermost.
    inner = [one for one, size in sizes.items() if size >= MOST * whole]
    main = min(inner, key=lambda one: sizes[one], default=None)
    if main is None:
        return
    judged: dict[HtmlElement, bool] = {main: False}
    for piece in pieces:
        if not piece.kept:
            continue
        chain: list[HtmlElement] = []
        element: HtmlElement | None = piece.block.element
        while element is not None and element not in judged:
            chain.append(element)
            element = element.getparent()
        apart = judged[element] if element is not None else False
        for one in reversed(chain if element is not None else []):
            apart = apart or (sizes[one] < LITTLE * whole and _named_apart(one))
            judged[one] = apart
        piece.kept = not apart


def _sizes(pieces: Sequence[Piece]) -> Counter[HtmlElement]:
    """How many letters of kept blocks each element holds."""
    sizes: Counter[HtmlElement] = Counter()
    for piece in pieces:
        element: HtmlElement | None = piece.block.element if piece.kept else None
        while element is not None:
            sizes[element] += len(piece.key)
            element = element.getparent()
    return sizes


def _named_apart(element: HtmlElement) -> bool:
    return element.tag in ("nav", "footer") or any(
        APART.search(one) for one in (element.get("class"), element.get("id")) if one
    )


def _headless(pieces: Sequence[Piece]) -> None:
    """Unmarks headings, and labels that end in a colon, which no text follows: they head lists of links."""
    text_follows = False
    for piece in reversed(pieces):
        block = piece.block
        if not piece.kept:
            continue
        label = block.element.tag in HEADINGS or (len(block.text) <= LABEL and block.text.endswith(":"))
        if not label:
            text_follows = block.linked < 0.5
        elif not text_follows:
            piece.kept = False


def _aside(element: HtmlElement) -> bool:
    """Whether an element is called something that is no part of the text around it."""
    return element.tag in ("aside", "nav", "footer", "form") or any(
        ASIDE.search(one.get("class") or "") or ASIDE.search(one.get("id") or "")
        for one in (element, *element.iterdescendants("div", "section", "aside"))
    )


def _live(pieces: Sequence[Piece], posts: Sequence[LivePost]) -> None:
    """Marks the posts of a live page with their times."""
    times = {post.element: post.time for post in posts}
    if not times:
        return
    for piece in pieces:
        element: HtmlElement | None = piece.block.element
        while element is not None and element not in times:
            element = element.getparent()
        if element is not None:
            piece.time = times[element]
            piece.kept = piece.block.linked < 0.9 and len(piece.key) >= SHORT


def _around_heading(pieces: Sequence[Piece]) -> list[str]:
    """The lines between the headline and the text, a few above the one and below the beginning of the other."""
    first = next((at for at, one in enumerate(pieces) if one.kept and len(one.key) >= PARAGRAPH), None)
    if first is None:
        return []
    heading = next((at for at in range(first, -1, -1) if pieces[at].block.element.tag == "h1"), first - HEADING_LINES)
    return [one.block.text for one in pieces[max(0, heading - 2) : first + 3] if one.block.linked < 0.9]


# --- the article -----------------------------------------------------------------------------------------------------


def _article(pieces: Sequence[Piece]) -> list[Draft]:
    """The kept blocks as drafts, with the captions and embedded posts that stand among them."""
    kept = [at for at, piece in enumerate(pieces) if piece.kept and len(piece.key) >= PARAGRAPH] or [
        at for at, piece in enumerate(pieces) if piece.kept
    ]
    if not kept:
        return []
    drafts: list[Draft] = []
    posts: set[int] = set()
    for at, piece in enumerate(pieces):
        block = piece.block
        inside = kept[0] <= at <= kept[-1]
        if block.post is not None and (piece.kept or inside):
            if id(block.post) not in posts:
                posts.add(id(block.post))
                drafts.append(Draft("embed", text_of(block.post), time=piece.time))
        elif block.caption and (piece.kept or inside):
            drafts.append(Draft("caption", block.text))
        elif piece.kept:
            # A paragraph that is one link leads elsewhere.
            elsewhere = block.linked > 0.9 and block.element.tag not in HEADINGS
            drafts.append(Draft("boilerplate" if elsewhere else "body", block.text, time=piece.time))
    return drafts
