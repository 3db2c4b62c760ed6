r"""Capture -> Report: bytes become an ordered list of passages, each of one kind.

Rules for text (spans count on them; they are part of the promise that a quote can be found again):

- A span counts Unicode code points of the passage's `text`, half-open, from 0.
- Code points are those of the decoded page. Nothing is composed, decomposed or folded (no NFC, no NFKC): a quote is
  compared as written, and whoever compares folds on their own side.
- Line ends of every kind are one `\n`. White space inside a line is squeezed to one blank; a no-break or thin space
  between two digits stays, because it groups a number.
- C1 control characters are read as windows-1252, which they are wherever they occur (a curly quote decoded as ISO
  8859-1), as browsers do.
- Removed, because no reader can see them and they split words for programs: NUL and the other control characters, soft
  hyphens, zero-width spaces, word joiners, byte order marks inside a text, and code points that are no characters.
  Marks of direction and the joiners of scripts that need them stay. Half of a surrogate pair is U+FFFD.
- Apart from that no word of the outlet's own text is dropped, changed or moved: a passage can be found in the capture
  again by comparing with white space squeezed. Only labels go: the heads and buttons of comments ("2 months ago",
  "Reply", "Read more »") become fields of the comment, and the line that repeats a title that was given is that title.
- A paragraph is one passage. Where lines are wrapped at a margin, a line end is a blank. A comment is one passage, its
  paragraphs separated by `\n`. An opening dateline ("KYIV, July 8 (Agency) -") is a passage of its own; the text
  goes on in the next.

A report's id is the one given, else `r` and the first twelve hexadecimal digits of its capture's SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.documents.article import read_page
from bearwitness.documents.clean import characters, line
from bearwitness.documents.draft import Draft, numbered
from bearwitness.documents.encoding import decode
from bearwitness.documents.language import language
from bearwitness.documents.metadata import Metadata
from bearwitness.documents.phrases import Matcher, matcher
from bearwitness.documents.plaintext import read_text
from bearwitness.documents.portable import read_pdf
from bearwitness.documents.posts import read_post
from bearwitness.errors import UnreadableFile
from bearwitness.languages import available
from bearwitness.model import Acquired, Given, Report
from bearwitness.vocabulary import OUTLET_PASSAGES

__all__ = ["read"]

ID_DIGITS = 12
FALLBACK = "en"


def read(acquired: Acquired) -> Report:
    """The report in a capture; UnreadableFile if there is no text in it."""
    name = acquired.capture.address.replace("#", ", line ")
    given = _cleaned(acquired.given)
    drafts, said = _passages(acquired, given, name)
    if not any(any(map(str.isalnum, draft.text)) for draft in drafts):
        raise UnreadableFile(f"{name}: there is no text in it.", remedy="Save the report again, with its words.")
    return Report(
        id=given.id or "r" + acquired.capture.sha256[:ID_DIGITS],
        capture=acquired.capture.sha256,
        source=given.source or said.source,
        url=given.url or said.url,
        title=given.title or said.title,
        byline=given.byline or said.byline,
        published=given.published or said.published,
        published_from="given" if given.published else said.published_from,
        updated=acquired.post.edited if acquired.post is not None else said.updated,
        updated_from="given" if acquired.post is not None and acquired.post.edited else said.updated_from,
        retrieved=given.retrieved,
        language=given.language or language(_own(drafts), declared=said.language),
        passages=numbered(drafts),
    )


def _passages(acquired: Acquired, given: Given, name: str) -> tuple[list[Draft], Metadata]:
    """The passages of a capture and what it says of itself, by its form."""
    if acquired.post is not None:
        return read_post(acquired.post), Metadata()
    content = acquired.content
    if acquired.form == "pdf":
        content = read_pdf(acquired.data, name=name)
    elif content is None:
        content = decode(acquired.data, name=name, markup=acquired.form == "html").text
    if acquired.form == "html":
        return read_page(content, given=given, matcher=_matcher(given.language))
    return _plain(content, given)


def _plain(content: str, given: Given) -> tuple[list[Draft], Metadata]:
    drafts, head = read_text(content, matcher=_matcher(given.language), title=given.title)
    return drafts, Metadata(
        title=head.title, byline=head.byline, published=head.published, published_from=head.published_from
    )


def _matcher(code: str | None) -> Matcher:
    """The phrases of the report's language, of English where there are none."""
    return matcher(code if code in available() else FALLBACK)


def _cleaned(given: Given) -> Given:
    """The same on one line each, without control characters."""
    values = {field: getattr(given, field) for field in Given.__struct_fields__}
    return Given(
        **{
            field: value if field == "id" or value is None else line(characters(value)) or None
            for field, value in values.items()
        }
    )


def _own(drafts: Sequence[Draft]) -> str:
    """The outlet's own words; of a text that has none, all."""
    own = [draft.text for draft in drafts if draft.kind in OUTLET_PASSAGES]
    return "\n".join(own or [draft.text for draft in drafts])
