"""What a user can set from outside: environment variables, read once at the edge (the command line)."""

from __future__ import annotations

import os
from pathlib import Path

CASEBOOK_VARIABLE = "BEARWITNESS_CASEBOOK"
DEFAULT_CASEBOOK = "casebook"
CONTACT_VARIABLE = "BEARWITNESS_CONTACT"


def default_casebook() -> Path:
    """The casebook meant when none is named: `$BEARWITNESS_CASEBOOK`, else `./casebook`."""
    return Path(os.environ.get(CASEBOOK_VARIABLE) or DEFAULT_CASEBOOK)


def default_contact() -> str | None:
    """What hosts on the web are told about who asks: `$BEARWITNESS_CONTACT`, else nothing."""
    return os.environ.get(CONTACT_VARIABLE) or None
