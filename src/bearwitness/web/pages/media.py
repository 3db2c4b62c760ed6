"""Images that were kept as evidence: small copies only, for people who asked to see them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from bearwitness.errors import NotFound
from bearwitness.media import thumbnail
from bearwitness.web.books import Books

KEPT = 64
"""Small copies that are kept in memory; each is some 10 to 30 kB."""
_made: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


@get("/media/{sha256:str}/thumbnail", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def small(books: NamedDependency[Books], sha256: FromPath[str]) -> Response[Any]:
    """A small JPEG of an image, without anything that was written beside the picture."""
    with _lock:
        made = _made.get(sha256)
    if made is None:
        with books.book() as book:
            if not any(one.sha256 == sha256 for one in book.media()):
                raise NotFound(f"There is no image {sha256[:64]!r}.", remedy="Check the address.")
            _, data = book.capture(sha256)
        made = thumbnail(data, name=sha256)
        with _lock:
            _made[sha256] = made
            while len(_made) > KEPT:
                _made.popitem(last=False)
    return Response(made, media_type="image/jpeg", headers={"content-security-policy": "default-src 'none'; sandbox"})
