"""Which images and videos a page refers to as its own, in its markup."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bearwitness.acquire.decoration import rules, words_in

LONGEST = 4000
"""Characters of an address; a `data:` address may be as long as the page."""
MOST = 2000
"""References that are looked at in one page."""
ABOVE = 8
"""Elements around a picture that are asked what it belongs to."""
LATER = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src")
"""Attributes in which pages keep the address of a picture that is loaded later."""
ANNOUNCED = frozenset(
    f"{space}:{what}{more}"
    for space, what in (("og", "image"), ("og", "video"), ("twitter", "image"))
    for more in ("", ":url", ":secure_url", ":src")
)
"""Names of the metadata that say which picture or video stands for the page."""
SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)[wxh](?:,(.*))?")
FILMED = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|mp4|m4v|mov|webm|mkv|avi|og[gv])$", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """One picture or video of a page."""

    addresses: tuple[str, ...]
    """Where it may lie, absolute where the page's own address is known; the largest first."""
    decoration: bool
    """The page calls it decoration, or it belongs to something else than the article."""


def references(markup: str | bytes, address: str | None) -> list[Reference]:
    """The page's pictures and videos in their order, each once; `address`: of the page."""
    tree = LexborHTMLParser(markup)
    base = address or ""
    declared = tree.css_first("base[href]")
    if declared is not None:
        base = _joined(base, declared.attributes.get("href") or "") or base
    found: dict[tuple[str, ...], Reference] = {}
    for addresses, node, announced in _named(tree):
        full = tuple(dict.fromkeys(one for each in addresses if (one := _joined(base, each))))
        if not full:
            continue
        idle = _words(node, full) if announced else _words(node, full) or _elsewhere(node, base, full)
        before = found.get(full)
        if before is None or (before.decoration and not idle):
            found[full] = Reference(full, idle)
        if len(found) >= MOST:
            break
    return list(found.values())


def key_of(address: str) -> str:
    """One form for the addresses by which the same thing is asked for: no fragment, escapes and the host alike."""
    try:
        parts = urlsplit(urldefrag(address.strip()).url[:LONGEST])
    except ValueError:
        return address
    path = quote(unquote(parts.path), safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path or "/", parts.query, ""))


def path_of(address: str) -> str:
    """The path of an address, unescaped; an empty text where it has none."""
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""


def _named(tree: LexborHTMLParser) -> Iterator[tuple[list[str], LexborNode, bool]]:
    """Addresses, the element, and whether it is metadata."""
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("property") or node.attributes.get("name") or "").lower()
        if name in ANNOUNCED:
            yield [node.attributes.get("content") or ""], node, True
    for node in tree.css("img, amp-img, video, amp-video, link[rel=image_src]"):
        if node.tag == "link":
            yield [node.attributes.get("href") or ""], node, True
        elif node.tag in ("video", "amp-video"):
            yield [*_of(node), *(one for each in node.css("source") for one in _of(each))], node, False
            yield [node.attributes.get("poster") or ""], node, False
        else:
            picture = node.parent if node.parent is not None and node.parent.tag == "picture" else None
            around = [] if picture is None else picture.css("source")
            yield _largest_first([node, *around]), node, False


def _of(node: LexborNode) -> list[str]:
    return [one for name in ("src", *LATER) if (one := node.attributes.get(name))]


def _largest_first(nodes: list[LexborNode]) -> list[str]:
    """The addresses of one picture in several sizes."""
    sized: list[tuple[float, str]] = []
    for node in nodes:
        for name in ("srcset", "data-srcset"):
            sized.extend(_sized(node.attributes.get(name) or ""))
    sized.sort(key=lambda one: -one[0])
    own = [one for node in nodes for one in _of(node)]
    # An address kept for later is the picture; `src` beside it is often a blurred stand-in.
    own.sort(key=lambda one: one.startswith("data:"))
    return [*(url for _, url in sized), *own]


def _sized(listed: str) -> Iterator[tuple[float, str]]:
    """Sizes and addresses of a `srcset`; an address without a size has the size 1."""
    url = ""
    for word in listed.split():
        size = SIZE.fullmatch(word) if url else None
        if size is not None:
            yield float(size[1]), url
            url = size[2] or ""
            continue
        if url:
            yield 1.0, url
        url = word.strip(",")
    if url:
        yield 1.0, url


def _joined(base: str, address: str) -> str | None:
    """The full address; None for what cannot be one."""
    address = address.strip()
    if address.startswith("data:"):
        return address if address.startswith(("data:image/", "data:video/")) else None
    if not address or len(address) > LONGEST or address.startswith(("#", "javascript:", "about:", "blob:")):
        return None
    if address.lower().startswith("cid:"):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _words(node: LexborNode, addresses: tuple[str, ...]) -> bool:
    """Whether the picture's own names call it decoration."""
    held = node.attributes
    files = [posixpath.basename(path_of(one)) for one in addresses if not one.startswith("data:")]
    return bool(words_in([held.get("class") or "", held.get("id") or "", *files]) & rules().own)


def _elsewhere(node: LexborNode, base: str, addresses: tuple[str, ...]) -> bool:
    """Whether it stands in a part of the page that is not the article, or leads to another page."""
    above = node.parent
    for _ in range(ABOVE):
        if above is None or above.tag in ("body", "article", "main", "html"):
            return False
        held = above.attributes
        if above.tag in rules().around_elements:
            return True
        if words_in([held.get("class") or "", held.get("id") or ""]) & rules().around:
            return True
        if above.tag == "a" and _leads_away(held.get("href") or "", base, addresses):
            return True
        above = above.parent
    return False


def _leads_away(target: str, base: str, addresses: tuple[str, ...]) -> bool:
    """Whether a link around a picture leads to another page: the picture announces that one then."""
    full = _joined(base, target)
    if full is None or FILMED.search(path_of(full)):
        return False
    return key_of(full) != key_of(base) and key_of(full) not in {key_of(one) for one in addresses}
