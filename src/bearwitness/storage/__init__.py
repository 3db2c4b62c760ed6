"""Where a casebook keeps its rows and captures: an SQLite file beside a folder of files named by their hash."""

from bearwitness.storage.reader import Reader, SetLine
from bearwitness.storage.store import Store, Writer

__all__ = ["Reader", "SetLine", "Store", "Writer"]
