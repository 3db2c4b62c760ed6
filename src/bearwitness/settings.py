"""What a user can set from outside: environment variables, read once at the edge (the command line)."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path

CASEBOOK_VARIABLE = "BEARWITNESS_CASEBOOK"
DEFAULT_CASEBOOK = "casebook"
CONTACT_VARIABLE = "BEARWITNESS_CONTACT"
KEYS_VARIABLE = "BEARWITNESS_KEYS"
PASSPHRASE_VARIABLE = "BEARWITNESS_PASSPHRASE"  # noqa: S105  (the name of it, not it)


def default_casebook() -> Path:
    """The casebook meant when none is named: `$BEARWITNESS_CASEBOOK`, else `./casebook`."""
    return Path(os.environ.get(CASEBOOK_VARIABLE) or DEFAULT_CASEBOOK)


def default_contact() -> str | None:
    """What hosts on the web are told about who asks: `$BEARWITNESS_CONTACT`, else nothing."""
    return os.environ.get(CONTACT_VARIABLE) or None


def default_keys() -> Path:
    """Where this user's signing keys lie: `$BEARWITNESS_KEYS`, else the user's own folder for settings."""
    named = os.environ.get(KEYS_VARIABLE)
    return Path(named) if named else user_config_path("bearwitness", appauthor=False) / "keys"


def default_passphrase() -> str | None:
    """The passphrase of the signing key: `$BEARWITNESS_PASSPHRASE`, else nothing is known of one."""
    return os.environ.get(PASSPHRASE_VARIABLE) or None
