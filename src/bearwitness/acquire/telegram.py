"""Telegram desktop exports, in JSON (`result.json`) and in HTML (`messages.html`, `messages2.html`, ...).

- In a channel each message is a post of its own; a message that answers an earlier one carries that one's words along.
- In a group a message that answers another is a reply in the thread of the first, never a report of its own.
- A forwarded message is the words of the one it was forwarded from.
- Of a JSON export the capture of a post is the exact bytes of its message (with replies: of all messages of the
  thread, as a JSON list); of an HTML export it is the file. The exports hold no public address, so posts have none.
- The version of an edited message has the time of the edit in its id; both versions are kept if both are given.

Times come from `date_unixtime` (UTC) where it is there; `date` is the exporting machine's clock and is not used.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bearwitness.acquire.files import bytes_of, capture
from bearwitness.errors import BadLine, InputError, UnreadableFile
from bearwitness.model import Acquired, Given, Post, Remark

EXPORT_LIMIT = 512 * 2**20
"""Bytes of one export file; it is held whole while it is read."""
HTML_LIMIT = 32 * 2**20
PLATFORM = "Telegram"
CHANNELS = frozenset({"public_channel", "private_channel"})
REMEDY = "Export the channel again: Export chat history, format JSON."
HTML_NAME = re.compile(r"messages(\d{0,6})\.html")
STAMP = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")
ATTACHED = "a.photo_wrap, a.video_file_wrap, a.animated_wrap, a.media_photo, a.media_video"
"""Links to pictures and videos in a page of an export."""
TARGET = re.compile(r"go_to_message(\d{1,12})")
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON may raise: no JSON, no UTF-8, or too many brackets in brackets."""
FILMED = frozenset({"video_file", "animation", "video_message"})
ALBUM = datetime.timedelta(seconds=2)
"""The messages of an album are sent within so much time."""
DEEPEST = 500
"""Answers to answers that are followed up to the post."""


class _Chat(msgspec.Struct):
    messages: list[msgspec.Raw]
    name: str | None = None
    type: str | None = None
    id: int | str | None = None


class _Chats(msgspec.Struct):
    each: list[msgspec.Raw] = msgspec.field(name="list")


class _Account(msgspec.Struct):
    chats: _Chats


class _Said(msgspec.Struct, frozen=True):
    """One message."""

    id: int
    text: str
    raw: bytes = b""
    sender: str | None = None
    time: str | None = None
    edited: str | None = None
    edit_stamp: str = ""
    answers: int | None = None
    forwarded: str | None = None
    forwarded_time: str | None = None
    files: tuple[str, ...] = ()
    """Names of the pictures and videos attached to it."""


def read_export(
    path: Path, address: str, *, given: Given, limit: int = EXPORT_LIMIT
) -> Iterator[Acquired | InputError]:
    """The posts of `result.json`: of one chat, or of every channel and group of an account."""
    data = bytes_of(path, limit)
    if isinstance(data, UnreadableFile):
        yield data
        return
    nothing = True
    for found in _chats(data, address):
        if isinstance(found, InputError):
            nothing = False
            yield found
            continue
        for one in _posts_of_chat(found, address, given):
            nothing = False
            yield one
    if nothing:
        yield UnreadableFile(f"{address}: the export holds no message with words.", remedy=REMEDY)


def _chats(data: bytes, address: str) -> Iterator[_Chat | InputError]:
    try:
        chat = msgspec.json.decode(data, type=_Chat)
    except UNREADABLE as error:
        fault = str(error)
    else:
        yield chat
        return
    try:
        account = msgspec.json.decode(data, type=_Account)
    except UNREADABLE:
        yield UnreadableFile(f"{address}: this is no Telegram export, or it is cut short ({fault}).", remedy=REMEDY)
        return
    for number, raw in enumerate(account.chats.each, start=1):
        try:
            yield msgspec.json.decode(raw, type=_Chat)
        except UNREADABLE as error:
            yield BadLine(f"{address}, chat {number}: it cannot be read ({error}).", remedy=REMEDY)


def _posts_of_chat(chat: _Chat, address: str, given: Given) -> Iterator[Acquired | InputError]:
    every: list[_Said] = []
    for number, raw in enumerate(chat.messages, start=1):
        try:
            row = msgspec.json.decode(raw)
            one = _said(row, bytes(raw)) if isinstance(row, dict) else None
        except (*UNREADABLE, ValueError, TypeError) as error:
            yield BadLine(f"{address}, message {number}: it cannot be read ({error}).", remedy=REMEDY)
            continue
        if one is not None:
            every.append(one)
    said = _albums(every)
    name = chat.name if isinstance(chat.name, str) else None
    stem = f"telegram-{_slug(chat.id)}"
    for post, replies in _threads(said, own=chat.type in CHANNELS):
        data = post.raw if not replies else b"[" + b",".join(one.raw for one in (post, *replies)) + b"]"
        edited = f"-edited-{post.edit_stamp}" if post.edit_stamp else ""
        yield _acquired(
            data,
            f"{address}#message{post.id}",
            post,
            replies,
            said,
            given,
            source=name,
            name=None if replies else f"{stem}-{post.id}{edited}",
            media_type="application/json",
        )


def _said(row: Mapping[str, Any], raw: bytes) -> _Said | None:
    """The message; None for a service message (somebody joined, a pin) and for one without words and pictures."""
    text, files = _plain(row.get("text")), tuple(_files(row))
    if row.get("type") != "message" or not (text.strip() or files) or not isinstance(row.get("id"), int):
        return None
    answers = row.get("reply_to_message_id")
    return _Said(
        id=row["id"],
        text=text,
        raw=raw,
        sender=_word(row.get("from")),
        time=_moment(row.get("date_unixtime")),
        edited=_moment(row.get("edited_unixtime")),
        edit_stamp=str(row["edited_unixtime"]) if _moment(row.get("edited_unixtime")) else "",
        answers=answers if isinstance(answers, int) else None,
        forwarded=_word(row.get("forwarded_from")) or (_word(row.get("saved_from"))),
        forwarded_time=_moment(row.get("forwarded_date_unixtime")),
        files=files,
    )


def _files(row: Mapping[str, Any]) -> Iterator[str]:
    """The names of a message's pictures and videos; stickers are none."""
    if isinstance(row.get("photo"), str):
        yield row["photo"]
    filmed = str(row.get("mime_type")).startswith(("image/", "video/")) or row.get("media_type") in FILMED
    if isinstance(row.get("file"), str) and filmed and row.get("media_type") != "sticker":
        yield row["file"]


def _albums(every: Sequence[_Said]) -> dict[int, _Said]:
    """The messages with words, by id. An export tears an album into messages of one moment of which one has the words:
    it gets the pictures of those that have none. A picture without any words belongs to no report.
    """
    said: dict[int, _Said] = {}
    waiting: list[_Said] = []
    last: _Said | None = None
    for one in every:
        waiting = [each for each in waiting if _one_moment(each, one)]
        if one.text.strip():
            early = tuple(name for each in waiting for name in each.files)
            waiting = []
            last = msgspec.structs.replace(one, files=(*early, *one.files))
            said[last.id] = last
        elif last is not None and _one_moment(last, one):
            last = msgspec.structs.replace(last, files=(*last.files, *one.files))
            said[last.id] = last
        else:
            waiting.append(one)
    return said


def _one_moment(one: _Said, other: _Said) -> bool:
    if one.sender != other.sender or one.time is None or other.time is None:
        return False
    moments = [datetime.datetime.fromisoformat(each.time or "") for each in (one, other)]
    zones = {each.tzinfo is None for each in moments}
    return len(zones) == 1 and abs(moments[0] - moments[1]) <= ALBUM


def _plain(text: object) -> str:
    """The words of a `text` field: a string, or a list of strings and of marked runs."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    runs = [one if isinstance(one, str) else one.get("text") if isinstance(one, dict) else "" for one in text]
    return "".join(one for one in runs if isinstance(one, str))


def _word(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _moment(value: object) -> str | None:
    """ISO 8601 of seconds since 1970, None for what is none."""
    try:
        return datetime.datetime.fromtimestamp(int(str(value)), datetime.UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None


def _slug(name: object) -> str:
    """An id or name as part of a report's id."""
    return re.sub(r"[^0-9A-Za-z]+", "-", str(name)).strip("-")[:80] or "chat"


def _threads(said: Mapping[int, _Said], *, own: bool) -> Iterator[tuple[_Said, tuple[_Said, ...]]]:
    """Posts with the replies in their threads, in the order of the export; in a channel (`own`) all are posts."""
    if own:
        yield from ((one, ()) for one in said.values())
        return
    below: dict[int, list[_Said]] = {}
    roots = []
    for one in said.values():
        root = _root(one, said)
        if root is one:
            roots.append(one)
        else:
            below.setdefault(root.id, []).append(one)
    yield from ((one, tuple(below.get(one.id, ()))) for one in roots)


def _root(one: _Said, said: Mapping[int, _Said]) -> _Said:
    for _ in range(DEEPEST):
        above = said.get(one.answers) if one.answers is not None else None
        if above is None or above.id >= one.id:  # an answer is younger than what it answers; else it is a circle
            return one
        one = above
    return one


def _acquired(
    data: bytes,
    address: str,
    post: _Said,
    replies: Sequence[_Said],
    said: Mapping[int, _Said],
    given: Given,
    *,
    source: str | None,
    name: str | None,
    media_type: str,
) -> Acquired:
    above = said.get(post.answers) if post.answers is not None else None
    forwarded = (
        Remark(text=post.text, author=post.forwarded, time=post.forwarded_time) if post.forwarded is not None else None
    )
    return Acquired(
        capture=capture(data, media_type, address, given.retrieved),
        data=data,
        form="post",
        attached=tuple(dict.fromkeys(name for one in (post, *replies) for name in one.files)),
        post=Post(
            platform=PLATFORM,
            text="" if forwarded else post.text,
            forwarded=forwarded,
            answers=None if above is None else Remark(text=above.text, author=above.sender, time=above.time),
            replies=tuple(
                Remark(
                    text=one.text,
                    id=str(one.id),
                    author=one.sender,
                    time=one.time,
                    parent=None if one.answers in (None, post.id) else str(one.answers),
                )
                for one in replies
            ),
            edited=post.edited,
        ),
        given=msgspec.structs.replace(
            given,
            id=name,
            source=given.source or source,
            byline=given.byline or (post.sender if post.sender != source else None),
            published=given.published or post.time,
        ),
    )


def read_page(path: Path, address: str, *, given: Given, limit: int = HTML_LIMIT) -> Iterator[Acquired | InputError]:
    """The posts of one page of an HTML export; an error too if the page before it is missing."""
    number = HTML_NAME.fullmatch(path.name.lower())
    if number is not None and number[1]:
        before = int(number[1]) - 1
        sibling = path.with_name("messages.html" if before == 1 else f"messages{before}.html")
        if not sibling.exists():
            yield UnreadableFile(
                f"{address}: {sibling.name}, which comes before it, is missing from the export.",
                remedy="The other pages were read. Copy the whole folder of the export.",
            )
    data = bytes_of(path, limit)
    if isinstance(data, UnreadableFile):
        yield data
        return
    name, said = _page(data)
    channel = all(one.sender in (None, name) for one in said.values())
    stem = f"telegram-{hashlib.sha256(data).hexdigest()[:12]}"
    nothing = True
    for post, replies in _threads(said, own=channel):
        nothing = False
        yield _acquired(
            data,
            f"{address}#message{post.id}",
            post,
            replies,
            said,
            given,
            source=name,
            name=f"{stem}-{post.id}",
            media_type="text/html",
        )
    if nothing:
        yield UnreadableFile(f"{address}: the page holds no message with words.", remedy=REMEDY)


def _page(data: bytes) -> tuple[str | None, dict[int, _Said]]:
    """The chat's name and the messages of a page."""
    tree = LexborHTMLParser(data)
    head = tree.css_first(".page_header .text")
    name = head.text(strip=True) or None if head is not None else None
    every: list[_Said] = []
    sender = None
    for node in tree.css("div.message.default"):
        own = re.fullmatch(r"message(\d{1,12})", node.attributes.get("id") or "")
        if own is None:
            continue
        body = node.css_first("div.body")
        if body is None:
            continue
        forwarded = body.css_first("div.forwarded.body")
        sender = _name(_child(body, "from_name")) or sender
        text = _child(forwarded if forwarded is not None else body, "text")
        words = _lines(text) if text is not None else ""
        files = tuple(one.attributes.get("href") or "" for one in body.css(ATTACHED))
        if not words.strip() and not files:
            continue
        reply = body.css_first(".reply_to a")
        target = TARGET.search((reply.attributes.get("href") or "") if reply is not None else "")
        time = _stamp(_child(body, "date"))
        every.append(
            _Said(
                id=int(own[1]),
                text=words,
                files=tuple(unquote(one) for one in files if one),
                sender=sender,
                time=time,
                answers=int(target[1]) if target else None,
                forwarded=(_name(_child(forwarded, "from_name")) or "unknown") if forwarded is not None else None,
                forwarded_time=_stamp(forwarded.css_first(".date")) if forwarded is not None else None,
            )
        )
    return name, _albums(every)


def _child(node: LexborNode, name: str) -> LexborNode | None:
    """The direct child that has a class."""
    return next((one for one in node.iter() if name in (one.attributes.get("class") or "").split()), None)


def _name(node: LexborNode | None) -> str | None:
    """A sender's name without the date that may stand in it."""
    return (node.text(deep=False, strip=True) or None) if node is not None else None


def _lines(node: LexborNode) -> str:
    for one in node.css("br"):
        one.replace_with("\n")
    return node.text()


def _stamp(node: LexborNode | None) -> str | None:
    found = STAMP.search((node.attributes.get("title") or "") if node is not None else "")
    if found is None:
        return None
    day, month, year, clock, zone = found.groups()
    return f"{year}-{month}-{day}T{clock}{zone or ''}"
