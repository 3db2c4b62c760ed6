"""What was read: captures, reports and their passages, and where a run of words stands."""

from __future__ import annotations

from typing import Literal

import msgspec

from bearwitness.model.media import Carriage
from bearwitness.vocabulary import OUTLET_PASSAGES, PassageKind


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Exact bytes, where they came from and when."""

    sha256: str
    """Lower-case hexadecimal SHA-256 of the bytes."""
    size: int
    """Bytes."""
    media_type: str
    address: str
    """Where the bytes were taken from: a URL, or a file name (never a full path of this machine) with `#line`."""
    retrieved: str | None = None
    """ISO 8601; None where nobody said when (a file's own date is no proof of retrieval)."""
    status: int | None = None
    """HTTP status of the answer that brought the bytes; None where they came another way."""
    headers: tuple[tuple[str, str], ...] = ()
    """Header fields of that answer, names in lower case, in the order received."""
    via: tuple[str, ...] = ()
    """Addresses that redirected to `address`, the one asked for first."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a report beside its text: a JSON line's fields, or the options of a command."""

    id: str | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    """ISO 8601 date or date and time."""
    retrieved: str | None = None
    """ISO 8601 date or date and time."""
    language: str | None = None
    """ISO 639-1 code."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Words of somebody else in a post: the message that it forwards or answers, or an answer to it."""

    text: str
    id: str | None = None
    author: str | None = None
    time: str | None = None
    """ISO 8601, or as written."""
    parent: str | None = None
    """The `id` of the answer that this one answers; None: it answers the post."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post of a channel or account: its own words and those of others in it."""

    platform: str
    """`Telegram`, `X`, ..."""
    text: str
    """The poster's own words; empty for a post that only forwards."""
    forwarded: Remark | None = None
    answers: Remark | None = None
    """The earlier message that this one answers."""
    replies: tuple[Remark, ...] = ()
    edited: str | None = None
    """ISO 8601; None: never, as far as the input says."""


class Acquired(msgspec.Struct, frozen=True, kw_only=True):
    """A capture with its bytes, ready to be read."""

    capture: Capture
    data: bytes
    """The exact bytes of the capture."""
    form: Literal["text", "html", "pdf", "post"]
    content: str | None = None
    """The text or markup where a container (a JSON line, a web archive) held it; None: it is in `data`."""
    post: Post | None = None
    """What a social post holds; only with the form `post`."""
    given: Given = Given()
    attached: tuple[str, ...] = ()
    """Names of files that the messages of an export name, as they are written there."""
    carries: Carriage = Carriage()
    """Images and videos, where they were looked for."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A run of text of one kind. Offsets into `text` count Unicode code points."""

    id: str
    """Unique within its report and in reading order: `p1`, `p2`, ..."""
    kind: PassageKind
    text: str
    author: str | None = None
    time: str | None = None
    """As written ("2 months ago") or ISO 8601, for comments, embeds and posts of a live page."""
    parent: str | None = None
    """The passage that a comment replies to."""
    truncated: bool = False
    """The page itself cut the text short ("Read more »")."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One publication, read from a capture."""

    id: str
    capture: str
    """SHA-256 of the capture."""
    source: str | None = None
    """Who publishes: an outlet, an agency, a channel."""
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    """ISO 8601 date or date and time; None is unknown and stays so."""
    published_from: str | None = None
    """Where the publication date was found: `given`, or the name of the markup or phrase."""
    updated: str | None = None
    """ISO 8601: when the report was last changed, as it says itself; None where it does not say."""
    updated_from: str | None = None
    retrieved: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    passages: tuple[Passage, ...] = ()

    def passage(self, name: str) -> Passage:
        """The passage with this id; KeyError if there is none."""
        for one in self.passages:
            if one.id == name:
                return one
        raise KeyError(name)

    def own(self) -> tuple[Passage, ...]:
        """The passages in which the outlet itself speaks, in reading order."""
        return tuple(one for one in self.passages if one.kind in OUTLET_PASSAGES)


class Token(msgspec.Struct, frozen=True, gc=False):
    """A parsed word. `start` and `end` are offsets into the passage."""

    index: int
    """Position in its sentence."""
    text: str
    start: int
    end: int
    lemma: str
    pos: str
    """Universal part of speech."""
    tag: str
    dep: str
    """Dependency label of spaCy's English scheme (ClearNLP)."""
    head: int
    """`index` of the head in the same sentence; the root is its own head."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a passage, parsed or (no trigger in it) not: then `tokens` is empty."""

    index: int
    """Position in the report."""
    passage: str
    kind: PassageKind
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...] = ()
