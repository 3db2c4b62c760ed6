"""What the operating system and SQLite say, as Bearwitness's errors with a remedy."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bearwitness.errors import CasebookBroken, CasebookBusy, CasebookError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
AS_IT_WAS = "The casebook is as it was."
RESTORE = "Restore it from a copy."


def cannot_write(path: Path, error: OSError) -> CasebookError:
    """The error for a file of the casebook that cannot be written."""
    if error.errno in FULL:
        return CasebookError(
            f"There is no room to write {path} ({error.strerror}). {AS_IT_WAS}", remedy="Free some space and add again."
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return CasebookError(
            f"{path} cannot be written ({error.strerror}). {AS_IT_WAS}",
            remedy="Give yourself the right to write there, or copy the casebook to where you have it.",
        )
    return CasebookError(f"{path} cannot be written ({error.strerror or error}). {AS_IT_WAS}")


def code_of(error: DBAPIError) -> int:
    """SQLite's primary result code; 0 if the error has none."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of the database at `path` become CasebookBusy, CasebookBroken or CasebookError."""
    try:
        yield
    except DBAPIError as error:
        raise _explanation(path, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes damaged text in its complaint, and Python cannot read that
        raise CasebookBroken(f"{path} is damaged: text in its schema is no text.", remedy=RESTORE) from error
    except MemoryError as error:  # what SQLite answers when a damaged page claims an absurd length
        raise CasebookBroken(
            f"{path} cannot be read: it asks for more memory than there is.", remedy=RESTORE
        ) from error


def _explanation(path: Path, error: DBAPIError) -> CasebookError:
    said = str(error.orig)
    code = code_of(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CasebookBusy(
            f"Another process is writing to {path} and did not finish in time.", remedy="Try again when it is done."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOMEM):
        return CasebookBroken(f"{path} is damaged: {said}.", remedy=RESTORE)
    if code == sqlite3.SQLITE_FULL:
        return CasebookError(
            f"There is no room to write {path} ({said}). {AS_IT_WAS}", remedy="Free some space and add again."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return CasebookError(
            f"{path} cannot be written or opened ({said}).",
            remedy="Give yourself the right to write there, or copy the casebook to where you have it.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return CasebookError(
            f"{path} cannot be read or written ({said}). {AS_IT_WAS}",
            remedy="Check the disk, its free space and its limits, then add again.",
        )
    # A missing table or column, a statement that no longer fits: the file is not what its version says.
    return CasebookBroken(f"{path} is not the casebook that it says it is: {said}.", remedy=RESTORE)


def writable(folder: Path) -> bool:
    """Whether files can be made in the folder, as far as the operating system says."""
    return os.access(folder, os.W_OK | os.X_OK)
