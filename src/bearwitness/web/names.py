"""Names of accounts and of reviewers: what is refused because it would pass for something that it is not."""

from __future__ import annotations

import re
import unicodedata

from bearwitness.errors import BadAccount

ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
"""Plain letters only: two accounts never look alike."""
MOST = 80
"""Characters of a reviewer's name."""
JOINERS = "\u200c\u200d"
"""Invisible, and part of how some languages are written; allowed between letters, and not counted for likeness."""
ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"})
"""Scripts with letters that look the same: a word is in one of them."""


def account_name(text: str) -> str:
    """The name with which somebody logs in, in small letters; BadAccount if it cannot be one."""
    found = unicodedata.normalize("NFKC", text).strip().casefold()
    if not ACCOUNT.fullmatch(found):
        raise BadAccount(
            f"{shown(text)} cannot be the name of an account.",
            remedy="Take a to z, digits and . _ @ + -, beginning with a letter or digit, 64 at most.",
        )
    return found


def reviewer_name(text: str) -> str:
    """The name under which somebody's Decisions are signed, on one line; BadAccount if it could mislead a reader."""
    found = " ".join(unicodedata.normalize("NFC", text).split())
    bare = "".join(one for one in found if one not in JOINERS)
    if not found or len(found) > MOST or not any(one.isalpha() for one in found):
        raise BadAccount(f"{shown(text)} cannot be a reviewer's name.", remedy=f"Take 1 to {MOST} characters.")
    if any(unicodedata.category(one)[0] == "C" or unicodedata.category(one) in ("Zl", "Zp") for one in bare):
        raise BadAccount(
            f"The reviewer's name {shown(text)} has characters that cannot be seen.", remedy="Leave them out."
        )
    if any(len(scripts(word) & ALIKE) > 1 for word in bare.split()):
        raise BadAccount(
            f"The reviewer's name {shown(text)} mixes letters of different scripts in one word.",
            remedy="Write each word in one script: a letter of another can look the same.",
        )
    return found


def likeness(reviewer: str) -> str:
    """What two reviewers' names share if a reader would take them for one."""
    folded = unicodedata.normalize("NFKC", reviewer).casefold()
    return "".join(one for one in unicodedata.normalize("NFD", folded) if one.isalnum())


def scripts(word: str) -> set[str]:
    """The scripts of a word's letters, as their names begin."""
    return {unicodedata.name(one, "?").split()[0] for one in word if one.isalpha()}


def shown(text: str) -> str:
    """Somebody's words inside a message: on one line, short, with nothing invisible in it."""
    return ascii(text[:MOST]) if not text[:MOST].isprintable() else repr(text[:MOST])
