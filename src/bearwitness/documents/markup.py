"""Comments in the markup of a page: wpDiscuz, WordPress lists, Disqus as rendered, schema.org, and whatever else calls
its parts comments.

Items are told by their class, id or type; an item is a comment when it has words and an author or a time. They are
taken out of the tree, with the section that holds them, so that no later step can take them for the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml.html import HtmlElement

from bearwitness.documents.blocks import Line
from bearwitness.documents.clean import squeeze
from bearwitness.documents.comments import Threads
from bearwitness.documents.dom import Block, blocks, text_of
from bearwitness.documents.draft import Draft
from bearwitness.documents.names import Names
from bearwitness.documents.phrases import HANDLE, Matcher, plain

SECTION = re.compile(
    r"(?:^|[-_])(?:comments?|commentlist|commentlists|commentaires|kommentare|comentarios|commenti|disqus|disqus_thread|dsq-content|"
    r"wpdcom|wpdiscuz|wpd-threads?|talkbacks?|fb-comments|fbcomments|livefyre|viafoura|coral|spotim|spcv_conversation|openweb|hyvor-talk-view|"
    r"hypercomments|remark42|isso-thread|commento|cusdis_thread|vuukle-comments|graphcomment|mc-container|replybox|respond)"
    r"(?:[-_]?(?:area|list|section|sec|wrap|wrapper|container|thread|threads|block|box|feed|holder|widget|app|root|main|body|content|outer|inner|module|region|panel|template))*(?:[-_]?\d+)?$",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"^(?:(?:js|c|b|l|m|o|wp|fb|user|single|article|post|news|list|media|dsq|reader|site)[-_]{1,2})*(?:wpd-?)?(?:comment|cmt|kommentar|comentario|commentaire|talkback)"
    r"(?:[-_]{0,2}(?:item|box|node|wrap|wrapper|container|entry|row|single|card|unit|block|parent|child|reply|post|view|holder|inner|outer|main|li))*$"
    r"|^comment(?:Item|Box|Node|Wrapper|Container|Entry|Card|Block)$|^reply(?:[-_](?:item|comment))?$",
    re.IGNORECASE,
)
ITEM_ID = re.compile(
    r"^(?:li-|div-|dsq-|wpd-|post-|js-)?(?:comment|comm|cmt|reply)s?[-_#]?\w{0,12}?\d+(?:_\d+)*$", re.IGNORECASE
)
WORDS = re.compile(
    r"(?:^|[-_])(?:comment|cmt|reply|post|message|msg|body|wpd)?[-_]{0,2}(?:text|content|body|message|msg|copy|description)(?:[-_]|$)|^comment[-_]?(?:text|content|body|message|p)$",
    re.IGNORECASE,
)
AUTHOR = re.compile(
    r"(?:^|[-_])(?:author|fn|user|username|user-name|nick|nickname|name|display-?name|byline|poster|commenter|by)(?:[-_](?:name|link|info|vcard|text|username|nick))*$"
    r"|commentauthor|comment-?author|authorname",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?:^|[-_])(?:date|time|datetime|ago|timeago|time-ago|timestamp|published|posted|created|when|age)(?:[-_](?:ago|text|time|date|link|posted|created))*$|commentdate|commentmeta",
    re.IGNORECASE,
)
LEVEL = re.compile(r"(?:depth|level|indent|lvl)[-_]?(\d{1,2})(?:$|\D)", re.IGNORECASE)
AUTHOR_NOTE = re.compile(
    r"(?:^|[-_])(?:(?:post|entry|article|guest|saboxplugin)[-_]?)?author[-_]?(?:box|bio|biography|info|card|description|note|profile|wrap)(?:$|[-_])"
    r"|(?:^|[-_])(?:about[-_]?(?:the[-_]?)?author|abh_box|saboxplugin-wrap)(?:$|[-_])",
    re.IGNORECASE,
)
"""Names that themes and the common author-box plug-ins of WordPress give to the box under an article."""
NOTE_HINTS = ("author", "abh_box", "saboxplugin")
NOTE_TAGS = frozenset({"div", "section", "aside", "footer", "p"})
NOTE_WORDS = 8
"""Fewer words are a byline."""
LONGEST_NOTE = 2_000
"""Characters; more is no note on an author."""
ANSWERED = re.compile(
    r"(?:^|[-_])(?:reply-to|replyto|in-reply-to|parent-link|parent|replied-to)(?:$|[-_])", re.IGNORECASE
)
ARTICLES = frozenset({"hentry", "h-entry", "type-post"})
"""Classes of an article; beside them WordPress writes the article's tags, which may well say "comments"."""
PERMALINK = re.compile(r"^(?P<page>[^#]*)#(?:\w{1,8}-)?comment-?\d+$")
SECTION_TAGS = frozenset({"div", "section", "aside", "ol", "ul", "footer", "article"})
ITEM_TAGS = frozenset({"li", "div", "article", "section", "dd", "tr"})
CUSTOM = re.compile(r"^\w+-comments?(?:-(?:section|thread|list))?$")
"""Elements of a page's own making."""
FORUM_ID = re.compile(r"^(?:js-)?(?:p|pid|post|msg|message)[-_]?\d+$", re.IGNORECASE)
FORUM = frozenset({"post", "message", "postbit", "postcontainer", "post_wrapper", "topic-post"})
"""Ids and classes of a contribution in phpBB, vBulletin, MyBB, SMF, XenForo and Discourse."""
LEAST_REPORT = 250
"""Characters in paragraphs below which a section cannot be the report."""
FORMS = ("comment", "kommentar", "comentario", "reply", "respond")
FORM = re.compile("|".join(FORMS), re.IGNORECASE)
LONGEST_FORM = 1_500
"""Characters, with the notices that stand in it."""
LINK = 0.8
"""What is a link in all its blocks is a teaser ("Comment: ..."), no comment."""
LONGEST_AUTHOR = 60
MOST = 20_000
"""Comments of one page that are read."""
TIME_LABELS = frozenset({"datePublished", "dateCreated", "commentTime"})
TYPED = re.compile(r"https?://schema\.org/(?:User)?Comments?$", re.IGNORECASE)
HINTS = (
    *("comm", "kommentar", "reply", "respond", "cmt", "talkback", "wpd", "disqus", "dsq", "livefyre", "viafoura"),
    *("coral", "spotim", "spcv_", "openweb", "hyvor", "remark42", "isso-thread", "cusdis", "vuukle", "mc-container"),
)
"""One of them is in every name that can mark a comment, a section of them or a form for one."""


class MarkupComments:
    """Finds comments by their markup, with the phrases of one language for what their text looks like."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def take(self, root: HtmlElement, names: Names) -> list[Draft]:
        """The comments of a page in reading order (parents are positions in the list), removed from the tree."""
        for form in [one for one in names.mentioning(*FORMS) if one.tag == "form" and _asks_for_comment(one)]:
            _drop(form)  # its labels ("Name *") read like a comment with an author
        hints = names.mentioning(*HINTS)
        sections = self._sections(root, hints)
        items = [one for one in self._items(root, sections, hints) if not _elsewhere(one)]
        if not sections and not items:
            return []
        drafts: list[Draft] = []
        branches = _Branches()
        chosen = set(items)
        for item in items[:MOST]:
            draft, answers = self._comment(item, chosen)
            if draft is not None:
                parent = branches.parent(item, answers, number=len(drafts), author=draft.author)
                drafts.append(replace(draft, parent=parent))
        if not drafts:
            drafts = self._by_lines(sections)
        for element in (*sections, *(items if drafts else ())):
            _drop(element)
        return drafts

    def _by_lines(self, sections: list[HtmlElement]) -> list[Draft]:
        """The comments of the first section that has some, by what its lines look like: no name marks the items."""
        for section in sections:
            thread = Threads(self.matcher).find(page_lines(section), section=True)
            if thread is not None:
                return list(thread.comments)
        return []

    # --- where ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _sections(root: HtmlElement, hints: list[HtmlElement]) -> list[HtmlElement]:
        """The outermost elements that call themselves a comment section and hold neither headline nor report."""
        found: list[HtmlElement] = []
        within: set[HtmlElement] = set()
        for element in hints:
            if not ((element.tag in SECTION_TAGS and _named(element, SECTION)) or CUSTOM.search(element.tag)):
                continue
            if any(above in within for above in element.iterancestors()):
                continue
            if element.find(".//h1") is None and not _holds_report(element, root):
                found.append(element)
                within.add(element)
            else:
                # The extractor goes by the name too, and would leave the report out.
                element.attrib.pop("class", None)
                element.attrib.pop("id", None)
        return found

    @staticmethod
    def _items(root: HtmlElement, sections: list[HtmlElement], hints: list[HtmlElement]) -> list[HtmlElement]:
        """Elements that may be one comment, in reading order."""
        outer = set(sections)
        named = {one for one in hints if one.tag in ITEM_TAGS and one not in outer and _is_item(one)}
        for section in sections:
            # Disqus calls a comment a post, as blogs call their articles.
            named.update(
                one
                for one in section.iterdescendants("li", "div")
                if "post" in (classes := _classes(one)) and ARTICLES.isdisjoint(classes) and one not in outer
            )
        found = [one for one in root.iter(*ITEM_TAGS) if one in named] if named else []
        found = [one for one in found if not _words_of_another(one, named)]
        return found or _contributions(root)

    # --- what -----------------------------------------------------------------------------------------------------

    def _comment(self, item: HtmlElement, chosen: set[HtmlElement]) -> tuple[Draft | None, str | None]:
        """The comment of an item without the ones nested in it, and the name that it answers; None if it is none."""
        author = time = answers = None
        words: HtmlElement | None = None
        labels: set[str] = set()
        for element in _own(item, chosen):
            if not isinstance(element.tag, str) or (words is not None and _under(element, words)):
                continue
            label = element.get("itemprop") or ""
            # What the page says in so many words goes before what a class seems to say.
            if label in ("text", "commentText") or (not label and _is_words(element, chosen)):
                # A letter in place of a picture may be called content as well: the longest is what was said.
                if words is None or len(text_of(element)) > len(text_of(words)):
                    words = element
            elif answers is None and _named(element, ANSWERED):
                answers = self._answered(text_of(element))
            elif time is None and (element.tag == "time" or label in TIME_LABELS or _named(element, TIME)):
                time = self._time(element)
                labels.add(text_of(element))
            elif author is None and (label in ("author", "creator") or _named(element, AUTHOR)):
                author = self._author(element)
                labels.add(text_of(element))
        if author is None and time is None:
            return None, None
        found = blocks(words) if words is not None else self._bare(item, chosen, author, labels)
        if all(one.linked > LINK for one in found):
            return None, None
        texts = [one.text for one in found]
        texts = [one for one in texts if not self.matcher.comment_action.match(one)]
        cut = False
        if texts:
            mark = self.matcher.truncated.search(texts[-1][-60:])
            if mark is not None and (mark["dots"] or mark[0].rstrip().endswith(("»", "›", "→"))):
                texts[-1] = (texts[-1][: max(len(texts[-1]) - 60, 0) + mark.start()] + (mark["dots"] or "")).strip()
                cut = True
        text = "\n".join(one for one in texts if one)
        return (Draft("comment", text, author, time, None, cut) if text else None), answers

    def _bare(self, item: HtmlElement, chosen: set[HtmlElement], author: str | None, labels: set[str]) -> list[Block]:
        """The words of an item that marks none as its words: all its own blocks but name, time and buttons."""
        kept: list[Block] = []
        for block in blocks(item):
            owner = block.element
            while owner is not None and owner is not item and owner not in chosen:
                owner = owner.getparent()
            if owner is not item or block.text in labels or self.matcher.comment_action.match(block.text):
                continue
            kept.append(block)
        if author and kept and kept[0].text.startswith(author) and len(kept[0].text) < len(author) + 40:
            kept = kept[1:]
        return kept

    def _author(self, element: HtmlElement) -> str | None:
        name = re.split(
            rf"\s*(?:[•·|,–—-]|\bon\b|\bat\b)?\s+{self.matcher.when}",
            text_of(element)[:200],
            maxsplit=1,
            flags=re.IGNORECASE,
        )[0].strip()
        for word in self.matcher.phrases.comment_says:
            name = name.removesuffix(":").strip().removesuffix(f" {word}").strip()
        for word in (*self.matcher.phrases.comment_posted, "by"):
            if name.casefold().startswith(f"{word} "):
                name = name[len(word) + 1 :]
        name = HANDLE.sub(" ", name).strip() or name  # "Ann (@guest_12)" is Ann: replies name her so
        return name if 0 < len(name) <= LONGEST_AUTHOR and any(map(str.isalnum, name)) else None

    @staticmethod
    def _time(element: HtmlElement) -> str | None:
        stamp = element if element.get("datetime") else next(element.iter("time"), element)
        value = stamp.get("datetime") or element.get("content") or text_of(element) or element.get("title") or ""
        value = squeeze(value)
        return value if 0 < len(value) <= 80 and any(map(str.isalnum, value)) else None

    def _answered(self, text: str) -> str | None:
        words = text.lstrip("@↪→> ").strip()
        for start in self.matcher.phrases.comment_replies:
            if words.casefold().startswith(start):
                words = words[len(start) :].lstrip(": @")
        return words if 0 < len(words) <= LONGEST_AUTHOR else None


def _contributions(root: HtmlElement) -> list[HtmlElement]:
    """The contributions to a forum; where nothing else is a report, the first one is it."""
    found = [
        one
        for one in root.iter("li", "div", "article")
        if not FORUM.isdisjoint(_classes(one))
        and ARTICLES.isdisjoint(_classes(one))
        and FORUM_ID.match(one.get("id") or "")
    ]
    if len(found) < 2:
        return []
    inside = sum(len(text_of(one)) for one in found)
    return found if len(text_of(root)) - inside > inside + LEAST_REPORT else found[1:]


def page_lines(element: HtmlElement) -> list[Line]:
    """The lines of an element as a thread is printed: a name and a time that only a style sets apart are two."""
    return [Line(one.text, at, gap=True) for at, one in enumerate(blocks(element, apart=True))]


def author_notes(root: HtmlElement, names: Names) -> list[Draft]:
    """What a page says of its author in a box of its own, removed from the tree: a note, not part of the report."""
    found: list[Draft] = []
    for element in names.mentioning(*NOTE_HINTS):
        if element.tag not in NOTE_TAGS or not _named(element, AUTHOR_NOTE) or element.getparent() is None:
            continue
        if element.find(".//h1") is not None or _holds_report(element, root):
            continue
        text = "\n".join(one.text for one in blocks(element) if one.linked < LINK)
        if len(text.split()) >= NOTE_WORDS and len(text) <= LONGEST_NOTE:
            found.append(Draft("author_note", text))
            _drop(element)
    return found


class _Branches:
    """Who answers whom: by nesting, by level, or by name."""

    def __init__(self) -> None:
        self.places: dict[HtmlElement, int] = {}
        self.levels: list[tuple[int, int]] = []
        self.latest: dict[str, int] = {}

    def parent(self, item: HtmlElement, answers: str | None, *, number: int, author: str | None) -> int | None:
        """The comment it is nested in, else the last one a level up, else the latest by the name that it answers.

        `number` and `author` are remembered for the comments after it.
        """
        found = self._nested(item)
        level = max((int(match[1]) for one in _classes(item) if (match := LEVEL.search(one))), default=None)
        if level is not None:
            while self.levels and self.levels[-1][0] >= level:
                self.levels.pop()
            if found is None and self.levels:
                found = self.levels[-1][1]
            self.levels.append((level, number))
        if found is None and answers is not None:
            found = self.latest.get(plain(answers))
        self.places[item] = number
        self.latest[plain(author or "")] = number
        return found

    def _nested(self, item: HtmlElement) -> int | None:
        above = item.getparent()
        while above is not None:
            if above in self.places:
                return self.places[above]
            above = above.getparent()
        return None


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _named(element: HtmlElement, pattern: re.Pattern[str]) -> bool:
    """Whether the id or a class of the element fits."""
    name = element.get("id")
    return (name is not None and pattern.search(name) is not None) or any(
        pattern.search(one) for one in _classes(element)
    )


def _is_words(element: HtmlElement, chosen: set[HtmlElement]) -> bool:
    """Whether an element is named as words, and not as a name or a time in small letters too ("datetime meta-text")."""
    return (
        _named(element, WORDS)
        and not _named(element, AUTHOR)
        and not _named(element, TIME)
        and _only_words(element, chosen)
    )


def _only_words(element: HtmlElement, chosen: set[HtmlElement]) -> bool:
    """Whether an element holds the words alone: no other comment, no name and no time."""
    return not any(
        one in chosen or one.tag == "time" or _named(one, AUTHOR) or _named(one, TIME)
        for one in element.iterdescendants()
    )


def _asks_for_comment(form: HtmlElement) -> bool:
    """Whether a form is for writing a comment; some pages are one form from top to bottom.

    It is told by its name: its fields have been taken out of the tree.
    """
    names = " ".join(form.get(one) or "" for one in ("id", "class", "action", "name"))
    return (
        FORM.search(names) is not None
        and form.find(".//h1") is None
        and len(text_of(form)) <= LONGEST_FORM
        and not any(_is_item(one) for one in form.iterdescendants("li", "div", "article"))
    )


def _words_of_another(element: HtmlElement, named: set[HtmlElement]) -> bool:
    """Whether a part called "comment" is the words of the comment around it, as in `comment-content comment`."""
    return (
        element.get("id") is None
        and _named(element, WORDS)
        and _only_words(element, named)
        and any(one in named for one in element.iterancestors())
    )


def _elsewhere(item: HtmlElement) -> bool:
    """Whether an item tells of a comment on another page: lists of the latest comments link there."""
    pages = {match["page"] for one in item.iter("a") if (match := PERMALINK.match(one.get("href") or ""))}
    return "" not in pages and len(pages) == 1 and any("recent" in name.casefold() for name in _around(item))


def _around(item: HtmlElement) -> Iterable[str]:
    """The classes of an element and of the three around it."""
    yield from _classes(item)
    for above, _ in zip(item.iterancestors(), range(3), strict=False):
        yield from _classes(above)


def _under(element: HtmlElement, other: HtmlElement) -> bool:
    """Whether an element stands in another, at most a few levels down."""
    above = element.getparent()
    for _ in range(6):
        if above is None or above is other:
            return above is other
        above = above.getparent()
    return False


def _own(item: HtmlElement, chosen: set[HtmlElement]) -> Iterable[HtmlElement]:
    """The elements under an item that are in no other item, in reading order."""
    todo = list(reversed(item))
    while todo:
        element = todo.pop()
        if element in chosen:
            continue
        yield element
        todo.extend(reversed(element))


def _is_item(element: HtmlElement) -> bool:
    """Whether its class, id or type says that it is one comment."""
    return (
        TYPED.search(element.get("itemtype") or "") is not None
        or ITEM_ID.match(element.get("id") or "") is not None
        or any(ITEM.match(one) for one in _classes(element))
    )


def _holds_report(element: HtmlElement, root: HtmlElement) -> bool:
    """Whether a section that calls itself comments holds the report too: some sites wrap the whole page in one."""
    if element.tag == "article" or not ARTICLES.isdisjoint(_classes(element)):
        return True
    if element.find(".//*[@itemprop='articleBody']") is not None:
        return True
    for one in element.iter("li", "div", "article", "section"):
        if _is_item(one):
            return False
    mine = sum(len(text_of(one)) for one in element.iter("p"))
    return mine > 0.5 * sum(len(text_of(one)) for one in root.iter("p")) and mine > LEAST_REPORT


def _drop(element: HtmlElement) -> None:
    """Takes an element out of the tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
