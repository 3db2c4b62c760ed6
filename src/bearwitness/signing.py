"""The key with which this user's commands sign: found, unlocked, or made on first use."""

from __future__ import annotations

import getpass
import os
import sys
from functools import cache

from rich.console import Console

from bearwitness.errors import KeyUnusable
from bearwitness.ports import Signer
from bearwitness.record.keys import KeyCard, Keys, KeySigner
from bearwitness.settings import KEYS_VARIABLE, default_keys, default_passphrase

errors = Console(stderr=True)
UNSIGNED = "-"
"""As the folder of keys: sign nothing."""


def user_signer() -> Signer | None:
    """The user's current key, made if there is none yet; None where the user wants nothing signed.

    KeyUnusable, with the remedy, if there is a key and it cannot be used.
    """
    if os.environ.get(KEYS_VARIABLE) == UNSIGNED:
        return None
    keys = Keys(default_keys())
    current = keys.current()
    if current is not None:
        return keys.open(current, passphrase=ask_passphrase)
    keys.make()
    made = keys.open(keys.current() or "")  # another process may have been quicker
    errors.print(
        f"Made a key to sign with: {made.key}, in {keys.folder}. It says nothing about who you are; "
        "`bearwitness key make --holder NAME` makes one that does.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return made


def user_keys() -> Keys:
    """The user's keys; KeyUnusable where the user wants nothing signed."""
    if os.environ.get(KEYS_VARIABLE) == UNSIGNED:
        raise KeyUnusable(f"${KEYS_VARIABLE} says that nothing is signed.", remedy="Name a folder there.")
    return Keys(default_keys())


def open_key(keys: Keys, key: str) -> KeySigner:
    """One of the user's keys, its passphrase asked for where it has one."""
    return keys.open(key, passphrase=ask_passphrase)


def signer_of(name: str) -> Signer:
    """The newest key of this user that is held by the reviewer; it is made when the reviewer decides first."""
    keys = user_keys()
    mine = [one for one in keys.cards() if one.holder == name]
    if mine:
        return open_key(keys, mine[-1].key)
    made = keys.make(holder=name, passphrase=default_passphrase())
    errors.print(
        f"Made a signing key for {name}: {made.key[:16]}, in {keys.folder}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return made


def ask_passphrase(card: KeyCard) -> str | None:
    """The passphrase from the environment, else from the person at the terminal; None where nobody is there."""
    known = default_passphrase()
    if known is not None or not sys.stdin.isatty():
        return known
    return _typed(card)


@cache
def _typed(card: KeyCard) -> str:
    """What the person types, asked for once however often a command signs."""
    return getpass.getpass(f"Passphrase of the key {card.key[:16]} ({card.holder or 'no holder named'}): ")
