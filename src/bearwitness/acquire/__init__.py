"""A place -> captures: files, folders and JSON Lines become exact bytes with an address and a hash.

What is promised:

- One bad input never stops a batch: it is yielded as an `InputError` that names the file, the line, the field and the
  remedy, in its place among the captures, and the rest goes on.
- Nothing is read ahead: at most one document is held at a time, and no document above the size limit is held at all.
- The order is that of the places as given; inside a folder, files come sorted by name, folder by folder.
- A folder is read recursively. In it, files with the suffixes of `SUFFIXES` are reports; other files, names that
  begin with a dot and links to folders are passed over (so a loop of links cannot trap anybody). A file that is
  named itself is read whatever it is called.
- The capture of a file is the file; the capture of a JSON line is the bytes of that line without its line end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bearwitness.acquire.fields import checked
from bearwitness.acquire.files import LIMIT, SUFFIXES, read_file, walk
from bearwitness.acquire.jsonl import read_lines
from bearwitness.errors import InputError
from bearwitness.model import Acquired, Given

__all__ = ["LIMIT", "SUFFIXES", "Acquired", "Given", "captures"]


def captures(
    places: Sequence[Path | str], *, given: Given | None = None, limit: int = LIMIT
) -> Iterator[Acquired | InputError]:
    """Everything in the places, one document at a time; what cannot be read comes as an error in its place.

    `given` holds for every document, except where a JSON line says something else itself; BadField (raised) if it
    holds a date or language that is none. `limit`: the most bytes a document may have.
    """
    said = checked(given or Given(), "the options")
    for place in places:
        for found in walk(Path(place)):
            if isinstance(found, InputError):
                yield found
            elif found.lines:
                yield from read_lines(found.path, found.address, given=said, limit=limit)
            else:
                yield read_file(found.path, found.address, given=said, limit=limit)
