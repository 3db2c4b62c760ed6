"""A social post -> passages: its own words are the body, replies are comments, and a message that it forwards or
answers is an embed with its author and time.
"""

from __future__ import annotations

from bearwitness.documents.blocks import lines_of, paragraphs
from bearwitness.documents.clean import characters
from bearwitness.documents.draft import Draft
from bearwitness.model import Post, Remark


def read_post(post: Post) -> list[Draft]:
    """The passages of a post in reading order: what it answers, its words, what it forwards, the replies."""
    drafts = []
    if post.answers is not None:
        drafts.append(_embed(post.answers))
    drafts.extend(Draft("body", one) for one in _paragraphs(post.text))
    if post.forwarded is not None:
        drafts.append(_embed(post.forwarded))
    places: dict[str, int] = {}
    for reply in post.replies:
        places_above = places.get(reply.parent) if reply.parent is not None else None
        if reply.id is not None:
            places[reply.id] = len(drafts)
        words = "\n".join(_paragraphs(reply.text))
        drafts.append(Draft("comment", words, author=reply.author, time=reply.time, parent=places_above))
    return drafts


def _embed(voice: Remark) -> Draft:
    return Draft("embed", "\n".join(_paragraphs(voice.text)), author=voice.author, time=voice.time)


def _paragraphs(text: str) -> list[str]:
    return [one.text for one in paragraphs(lines_of(characters(text)))]
