"""Passwords: what one has to be, and argon2id over it. What is stored cannot be turned back into a password."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bearwitness.errors import BadAccount

SHORTEST, LONGEST = 12, 1024
"""Characters. There is no rule on kinds of characters: they make passwords worse, and length makes them better."""
FEWEST = 6
"""Different characters."""


class Passwords:
    """Makes and checks hashes. One check takes 64 MiB and about a fifth of a second on one core."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: other parameters than argon2-cffi's own; tests take cheap ones."""
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str, *, name: str) -> str:
        """The hash of a new password for the account with this name; BadAccount if it is too easy to guess."""
        return self._hasher.hash(checked(password, name=name))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password. It takes as long where there is none (`stored` is None) and then never fits."""
        try:
            held = self._hasher.verify(stored or self._nobody, plain(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return held and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)

    def again(self, password: str) -> str:
        """The hash, made anew, of a password that was accepted before."""
        return self._hasher.hash(plain(password)[:LONGEST])


def plain(password: str) -> str:
    """The same characters however a keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


def checked(password: str, *, name: str) -> str:
    """The password if it is hard enough to guess; BadAccount says what it lacks."""
    found = plain(password)
    if len(found) < SHORTEST:
        raise BadAccount(
            "The password is too short.", remedy=f"Take {SHORTEST} characters or more: four words will do."
        )
    if len(found) > LONGEST:
        raise BadAccount("The password is too long.", remedy=f"Take at most {LONGEST} characters.")
    if len(set(found)) < FEWEST:
        raise BadAccount(
            "The password repeats a few characters.", remedy="Take four words that do not belong together."
        )
    if len(name) > 3 and name.casefold() in found.casefold():
        raise BadAccount("The password has the account's name in it.", remedy="Take another.")
    return found
