"""Characters: what is kept as it stands, what is removed, and how white space is squeezed.

The rules, and why, are in the docstring of the package.
"""

from __future__ import annotations

import re

# Line ends of every kind that text files and JSON strings have; a paragraph separator is an empty line.
LINE_END = re.compile("\r\n|[\r\v\f\u2028\x1c-\x1e]")
# C1 control characters are, in practice, windows-1252 that was taken for ISO 8859-1; browsers read them so too.
WESTERN = {one: bytes([one]).decode("cp1252") for one in range(0x80, 0xA0) if one not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
C1 = re.compile("[\x80-\x9f]")
# Control characters but tab and line feed; the marks that show where a word may be broken or that a file begins; code
# points that are no characters. Half of a surrogate pair is replaced, not removed: something did stand there.
REMOVED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff]")
HALF = re.compile("[\ud800-\udfff]")
# Between two digits these group a number; elsewhere they are plain blanks.
GROUPING = "\u00a0\u2007\u2009\u202f"
GROUPED = re.compile(f"[{GROUPING}]")
# Runs of blanks, and single ones that are not plain, except where one groups a number.
BLANKS = re.compile(rf"(?!(?<=\d)[{GROUPING}](?=\d))(?:[^\S\n]{{2,}}|[^\S\n ])")
TRAILING = re.compile(r" *\n *")
# Whatever `characters` changes: most texts have none of it, and one look tells.
CHANGED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def characters(text: str) -> str:
    r"""The text with line ends as `\n` and without what no reader can see; everything else as decoded."""
    if CHANGED.search(text) is None:
        return text
    text = LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    if C1.search(text):
        text = text.translate(WESTERN)
    return HALF.sub("\ufffd", REMOVED.sub("", text))


def squeeze(text: str) -> str:
    """Cleaned text with every run of white space inside a line as one blank, none at the ends of lines."""
    if "\n" not in text and (text.isascii() or GROUPED.search(text) is None):
        return " ".join(text.split())
    return TRAILING.sub("\n", BLANKS.sub(" ", text)).strip()


def line(text: str) -> str:
    """Cleaned text on one line."""
    return squeeze(characters(text).replace("\n", " "))
