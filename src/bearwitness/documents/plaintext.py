"""Text without markup -> passages: title, byline, dateline, lead, body, captions, notes, furniture and comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bearwitness.documents.blocks import lines_of, paragraphs
from bearwitness.documents.clean import characters, line
from bearwitness.documents.comments import Thread, Threads
from bearwitness.documents.draft import Draft
from bearwitness.documents.phrases import Matcher
from bearwitness.documents.roles import Head, Roles

LEAST_TITLE = 3
"""Words of a title that may be cut off a text that begins with it."""


def read_text(text: str, *, matcher: Matcher, title: str | None = None) -> tuple[list[Draft], Head]:
    """The passages of a text in reading order, and what its head says; `title` if it is known from elsewhere."""
    cleaned = characters(text)
    cleaned = without_title(cleaned, title) if title else cleaned
    lines = lines_of(cleaned)
    thread = Threads(matcher).find(lines)
    before = lines[: thread.start] if thread else lines
    after = lines[thread.end :] if thread else []
    found, told = Roles(matcher).sort([Draft("body", one.text) for one in paragraphs(before)], title=title)
    if title:
        # The title that was given stands for the line that repeats it.
        found = [Draft("title", title), *(one for one in found if one.kind != "title")]
    found.extend(threaded(thread, len(found)))
    found.extend(Draft("boilerplate", one.text) for one in paragraphs(after))
    return found, told


def threaded(thread: Thread | None, offset: int) -> Sequence[Draft]:
    """The section's own lines as furniture and its comments, for a list of drafts that has `offset` already."""
    if thread is None:
        return ()
    shift = offset + len(thread.preamble)
    return [
        *(Draft("boilerplate", one) for one in thread.preamble),
        *(replace(one, parent=None if one.parent is None else one.parent + shift) for one in thread.comments),
    ]


def without_title(text: str, title: str) -> str:
    """A text that begins with its own title, without it; unchanged where the title's words only begin a sentence."""
    words = line(title).split()
    if len(words) < LEAST_TITLE:
        return text
    match = re.match(r"\s*" + r"\s+".join(map(re.escape, words)), text)
    if match is None:
        return text
    rest = text[match.end() :]
    glued = bool(rest) and (rest[0].isupper() or rest[0] in "“\"‘'([")
    ended = re.match(r"[ \t]*[.:|–—-]?[ \t]*\n|\s*\Z", rest) is not None
    return rest if glued or ended else text
