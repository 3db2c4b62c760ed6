"""The casebook's own secret: ids that leave in its place of such as follow from withheld words are made with it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET = "export.key"  # noqa: S105  (the name of its file, not it)
LENGTH = 32


def secret_of(folder: Path) -> bytes:
    """The secret, made at random when it is asked for first; where it cannot be kept, one for this time only."""
    path = folder / SECRET
    try:
        return _kept(path) or _made(path)
    except OSError:
        return secrets.token_bytes(LENGTH)


def _kept(path: Path) -> bytes | None:
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        return None
    return held if len(held) == LENGTH else None


def _made(path: Path) -> bytes:
    """A new one, unless another process is quicker."""
    half = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(half, path)
        except FileExistsError:
            if _kept(path) is None:  # cut short by a crash of another program
                half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return _kept(path) or secrets.token_bytes(LENGTH)
