"""Captures as files named by the SHA-256 of what is in them, each written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from bearwitness.errors import CasebookBroken
from bearwitness.storage.faults import cannot_write

SHA256 = re.compile(r"[0-9a-f]{64}")
LEFTOVER = ".adding-"
"""How the names of files begin that are not wholly written yet; they lie in the folder itself, to be found at once."""
CHUNK = 1 << 20
VERIFY = "Run `bearwitness verify`, and restore the file from a copy."


class CaptureFiles:
    """The folder `captures/`, in it `ab/cdef...`. No name ever comes from a report: only from a hash."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist yet."""
        self.folder = folder
        self._unsynced: set[Path] = set()

    def path(self, sha256: str) -> Path:
        """Where a capture lies; ValueError if the name is no SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise ValueError("a capture's name is 64 lower-case hexadecimal digits")
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, sha256: str, data: bytes) -> None:
        """Write a capture that is not there yet. It is only sure to survive a power cut after `sync`.

        CasebookBroken if a file with other bytes has its name; CasebookError if it cannot be written.
        """
        target = self.path(sha256)
        try:
            if target.exists():
                if target.read_bytes() != data:
                    raise CasebookBroken(
                        f"The capture {target} does not hold the bytes that its name says.", remedy=VERIFY
                    )
            else:
                self._write(target, data)
        except OSError as error:
            raise cannot_write(target, error) from error
        self._unsynced.add(target.parent)

    def _write(self, target: Path, data: bytes) -> None:
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            self._unsynced.update((target.parent.parent, self.folder.parent))
        half = self.folder / f"{LEFTOVER}{target.parent.name}{target.name}"
        try:
            # Whoever writes holds the database's write lock, so a half-written file of this name is nobody's.
            with half.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o444)
            half.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise

    def sync(self) -> None:
        """Make the names of all captures put so far survive a power cut; CasebookError if that fails."""
        for folder in sorted(self._unsynced):
            try:
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
            except OSError as error:
                raise cannot_write(folder, error) from error
        self._unsynced.clear()

    def read(self, sha256: str) -> bytes:
        """The bytes of a capture; CasebookBroken if they are gone or are not those that their name says."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CasebookBroken(f"The capture {path} cannot be read ({error.strerror}).", remedy=VERIFY) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CasebookBroken(f"The capture {path} does not hold the bytes that its name says.", remedy=VERIFY)
        return data

    def files(self) -> Iterator[str]:
        """Names of all files in the folder, relative to it (`ab/cdef...`), sorted."""
        for folder, below, names in os.walk(self.folder):
            below.sort()
            for name in sorted(names):
                yield (Path(folder) / name).relative_to(self.folder).as_posix()

    def hash_of(self, name: str) -> str:
        """SHA-256 of a file of the folder; OSError if it cannot be read."""
        hashed = hashlib.sha256()
        with (self.folder / name).open("rb") as file:
            while chunk := file.read(CHUNK):
                hashed.update(chunk)
        return hashed.hexdigest()

    def unfinished(self, name: str) -> bool:
        """Whether a file of the folder is one that is, or was, being written."""
        return name.startswith(LEFTOVER)

    def clear_leftovers(self) -> None:
        """Remove what an interrupted add left half-written. Only for whoever holds the write lock."""
        with contextlib.suppress(OSError):
            for one in self.folder.glob(f"{LEFTOVER}*"):
                one.unlink()
