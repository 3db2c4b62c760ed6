"""What a user can set from outside: environment variables, read once at the edge (the command line)."""

from __future__ import annotations

import os
from pathlib import Path

CASEBOOK_VARIABLE = "BEARWITNESS_CASEBOOK"
DEFAULT_CASEBOOK = "casebook"


def default_casebook() -> Path:
    """The casebook meant when none is named: `$BEARWITNESS_CASEBOOK`, else `./casebook`."""
    return Path(os.environ.get(CASEBOOK_VARIABLE) or DEFAULT_CASEBOOK)
